"""Progress of slow stages: one transient line on stderr after a second, on a terminal only."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import TYPE_CHECKING, TextIO

from cardctl.i18n import Message

if TYPE_CHECKING:
    from cardctl.cli.session import Session

PATIENCE = 1.0
"""Seconds before progress is shown."""

_BEAT = 1.0
_ERASE = "\r\x1b[K"


def _screen() -> TextIO:
    """Return the stream for progress, which is kept out of cached output (see `recall`)."""
    screen: TextIO = getattr(sys.stderr, "stream", sys.stderr)
    return screen


def _can_erase() -> bool:
    from cardctl.platform import shows_colour

    terminal = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    return terminal and shows_colour(sys.stderr)


class Progress:
    """The stages of one command; patience counts from the start of the first."""

    def __init__(self, session: Session, patience: float = PATIENCE) -> None:
        self._session = session
        self._patience = patience
        self._start = time.monotonic()
        self._shown = not session.quiet and _can_erase()

    @contextmanager
    def stage(self, doing: Message) -> Iterator[None]:
        """While the block runs, show the stage and its seconds once patience is over."""
        if not self._shown:
            yield
            return
        done = Event()
        teller = Thread(
            target=self._tell, args=(doing.render(self._session.lang), done), daemon=True
        )
        teller.start()
        try:
            yield
        finally:
            done.set()
            teller.join()

    def _tell(self, doing: str, done: Event) -> None:
        wait = self._patience - self._seconds()
        told = False
        while not done.wait(max(wait, 0)):
            _screen().write(f"{_ERASE}{doing} … {self._seconds():.0f} s")
            _screen().flush()
            told, wait = True, _BEAT
        if told:
            _screen().write(_ERASE)
            _screen().flush()

    def _seconds(self) -> float:
        return time.monotonic() - self._start
