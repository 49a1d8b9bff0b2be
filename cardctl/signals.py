"""Defer stop signals while a piece of work must not be interrupted."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from cardctl.platform import STOP_SIGNALS

_Handler = Callable[[int, FrameType | None], Any] | int | None


@contextmanager
def uninterrupted() -> Iterator[list[int]]:
    """Defer signals that would stop the process; raise them again at the end of the block.

    Yields the list of signals received so far. Uses handlers rather than a mask: a mask applies
    to one thread, and a signal sent to the process may reach another. Only the main thread can set
    handlers, and only it receives signals.
    """
    came: list[int] = []
    before: dict[signal.Signals, _Handler] = {}
    if threading.current_thread() is threading.main_thread():
        before = {each: signal.getsignal(each) for each in STOP_SIGNALS}
        before = {each: old for each, old in before.items() if old not in (signal.SIG_IGN, None)}
    try:
        for each in before:
            signal.signal(each, lambda number, _: came.append(number))
        yield came
    finally:
        for each, old in before.items():
            signal.signal(each, old)
        for number in came:
            signal.raise_signal(number)
