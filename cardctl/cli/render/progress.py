"""Progress of slow stages: one transient line on stderr after a second, on a terminal only."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import TYPE_CHECKING

from cardctl.i18n import Message

if TYPE_CHECKING:
    from cardctl.cli.session import Session

PATIENCE = 1.0
"""Seconds before progress is shown."""


class Progress:
    """The stages of one command; patience counts from the start of the first."""

    def __init__(self, session: Session, patience: float = PATIENCE) -> None:
        self._session = session
        self._patience = patience
        self._start = time.monotonic()
        self._shown = not session.quiet and _can_erase()

    @contextmanager
    def stage(self, doing: Message) -> Iterator[None]:
        """While the block runs, show the stage and its time once patience is over."""
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
        """Show the line until *done*; rich is imported here, where the work is slow anyway."""
        if done.wait(max(self._patience - self._seconds(), 0)):
            return
        from rich.console import Console
        from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        if done.is_set():
            return
        # The stream itself: rich's control codes are not for the filter of a CI log.
        console = Console(
            file=getattr(sys.stderr, "stream", sys.stderr),
            force_terminal=True,
            no_color=not self._session.colour_on("stderr"),
        )
        words = TextColumn("{task.description}", markup=False)
        with Progress(
            SpinnerColumn(), words, TimeElapsedColumn(),
            console=console, transient=True, refresh_per_second=4,
            redirect_stdout=False, redirect_stderr=False,
        ) as shown:  # fmt: skip
            shown.add_task(doing, total=None)
            shown.tasks[0].start_time = shown.get_time() - self._seconds()
            done.wait()

    def _seconds(self) -> float:
        return time.monotonic() - self._start


def _can_erase() -> bool:
    from cardctl.platform import shows_colour

    terminal = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    return terminal and shows_colour(sys.stderr)
