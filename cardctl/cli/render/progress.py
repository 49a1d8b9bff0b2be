"""Progress of slow stages: a transient line on stderr after half a second, on a terminal only.

The work tells a `Ticker` what it has done. Nobody counts where nothing is shown: in a pipe, in CI,
or with --quiet.
"""

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

PATIENCE = 0.5
"""Seconds before progress is shown."""

OFTEN = 0.2
"""Seconds between two pictures of it."""


class Ticker:
    """How far the current stage is: *done* of *total* items; 0 is not known."""

    done = 0
    total = 0

    def __call__(self, done: int, total: int) -> None:
        """Take note of what is done."""
        self.done, self.total = done, total

    def counts(self, lang: str) -> str:
        """Return ``1,200 / 10,000``; without a total the number done; "" if nothing is counted."""
        from cardctl.i18n.layout import figures

        shown = [figures(number, lang) for number in (self.done, self.total) if number]
        return " / ".join(shown)


class Progress:
    """The stages of one command; patience counts from the start of the first."""

    def __init__(self, session: Session, patience: float = PATIENCE) -> None:
        self._session = session
        self._patience = patience
        self._start = time.monotonic()
        self._ticker = session.ticker

    @contextmanager
    def stage(self, doing: Message) -> Iterator[None]:
        """While the block runs, show the stage, its counts and its time once patience is over."""
        if self._ticker is None:
            yield
            return
        self._ticker(0, 0)
        done = Event()
        words = doing.render(self._session.lang)
        teller = Thread(target=self._tell, args=(self._ticker, words, done), daemon=True)
        teller.start()
        try:
            yield
        finally:
            done.set()
            teller.join()

    def _tell(self, ticker: Ticker, doing: str, done: Event) -> None:
        """Show the line until *done*; rich is imported here, where the work is slow anyway."""
        if done.wait(max(self._patience - self._seconds(), 0)):
            return
        from rich.console import Console
        from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        if done.is_set():
            return
        # The stream itself: rich's control codes are not for the filter of a CI log.
        console = Console(
            file=getattr(sys.stderr, "stream", sys.stderr),
            force_terminal=True,
            no_color=not self._session.colour_on("stderr"),
        )
        bar = BarColumn(bar_width=20)
        counts = TextColumn("{task.fields[counts]}", markup=False)
        with Progress(
            SpinnerColumn(), TextColumn("{task.description}", markup=False), bar, counts,
            TimeElapsedColumn(), console=console, transient=True, auto_refresh=False,
            redirect_stdout=False, redirect_stderr=False,
        ) as shown:  # fmt: skip
            task = shown.add_task(doing, total=None, counts="")
            shown.tasks[0].start_time = shown.get_time() - self._seconds()
            while not done.wait(OFTEN):
                # What is not counted, or done with counting, goes on without a known end.
                total = ticker.total if ticker.done < ticker.total else None
                words = ticker.counts(self._session.lang)
                shown.update(task, completed=ticker.done, total=total, counts=words)
                shown.refresh()

    def _seconds(self) -> float:
        return time.monotonic() - self._start


def shows_progress(session: Session) -> bool:
    """Whether stderr is a terminal on which a line can be erased, and somebody wants to see it."""
    if session.quiet or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        return False
    from cardctl.cli.ci_log import in_ci
    from cardctl.platform import shows_colour

    return not in_ci() and shows_colour(sys.stderr)
