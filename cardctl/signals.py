"""Work that no signal comes into."""

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
    """Let signals wait that would stop the process; they come when all is in order again.

    Gives the list of those that have come so far. By handlers and not by a mask: a mask holds for
    one thread, and a signal that is sent to the process may reach another. Only the main thread
    may set handlers, and only it gets signals.
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
