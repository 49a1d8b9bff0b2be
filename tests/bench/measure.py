"""Run jobs on a register in turns with bare Python."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.jobs import MIB, Job
from bench.processes import BARE, Command, Failed, Usage, peak_together, run
from bench.sites import LARGE, Site

FEW = 3
"""Rounds of jobs that take long."""

LONG_ENOUGH = 30
"""Seconds after which no further rounds of a job are needed."""


@dataclass
class Measured:
    """The runs of one job on one register: its own, bare Python's, and without the index.

    Each run has the run of bare Python at the same position that came before it.
    """

    job: str
    cards: int
    own: list[Usage] = field(default_factory=list)
    bare: list[Usage] = field(default_factory=list)
    no_index: list[Usage] = field(default_factory=list)
    together: int | None = None

    def seconds(self, clock: str) -> float:
        """Return the median of its runs by the clock ``cpu`` or ``wall``."""
        return statistics.median(getattr(usage, clock) for usage in self.own)

    @property
    def ratio(self) -> float:
        """The processor time in multiples of bare Python's: the median over all pairs of runs."""
        return _ratio(self.own, self.bare)

    @property
    def no_index_ratio(self) -> float | None:
        """The same without the index, if it was measured."""
        return _ratio(self.no_index, self.bare) if self.no_index else None

    @property
    def peak(self) -> float:
        """The MiB of the largest process over all runs."""
        return max(usage.peak for usage in self.own) / MIB


def _ratio(runs: Sequence[Usage], bare: Sequence[Usage]) -> float:
    return statistics.median(one.cpu / other.cpu for one, other in zip(runs, bare, strict=False))


def measure(job: Job, site: Site, rounds: int, against: bool = False) -> Measured:
    """Run a job *rounds* times, in turns with bare Python.

    With *against*, the first rounds also run it without the index, and all rounds do so if the job
    is compared with that. A job that takes long is run less often.
    """
    site = job.on(site)
    found = Measured(job.name, site.layout.cards)
    site.restore()
    for _ in range(2 if job.warm else 0):  # rows of files that just changed are not trusted
        run(job.command(site))
    while len(found.own) < min(rounds, rounds_needed(found.own)):
        found.bare.append(run(Command(BARE, site.folder)))
        job.before(site)
        found.own.append(run(job.command(site)))
        if job.as_plain or (against and job.indexed and len(found.no_index) < FEW):
            job.before(site)
            found.no_index.append(run(job.command(site, index=False)))
    job.before(site)
    found.together = peak_together(job.command(site))
    return found


def rounds_needed(runs: Sequence[Usage]) -> float:
    """Return the number of rounds needed, from the duration of the first one."""
    return max(FEW, LONG_ENOUGH / runs[0].wall) if runs else FEW


@contextmanager
def register_of(cards: int) -> Iterator[Site]:
    """A temporary generated register with this number of cards."""
    with TemporaryDirectory() as name:
        show_progress(f"writing {cards:,} cards")
        yield Site.make(Path(name, "site"), cards)


def measure_all(
    site: Site, jobs: Sequence[Job], rounds: int, against: bool
) -> Iterator[Measured | str]:
    """Measure jobs on a register; yield a message for each job that cannot be measured."""
    for job in jobs:
        if site.layout.cards > LARGE and not job.flat:
            continue
        show_progress(f"{job.name}, {site.layout.cards:,} cards")
        try:
            yield measure(job, site, rounds, against)
        except Failed as failed:
            yield f"{job.words}, {site.layout.cards:,} cards: {failed}"


def show_progress(words: str) -> None:
    """Show what is being done, if somebody watches."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{words}", end="", file=sys.stderr, flush=True)
