"""Measure cardctl in multiples of bare Python: `python tests/bench/table.py [CARDS...]`.

    python tests/bench/table.py 1000 10000
    python tests/bench/table.py --jobs list,unchanged --rounds 21 10000
    python tests/bench/table.py --growth            100 to 100,000 cards
    python tests/bench/table.py --json 1000         the raw figures
    python tests/bench/table.py --jobs cold --peers 10000

Each job is a whole process on a generated register, in turns with `python -c pass` and, if cardctl
has that option, with `--no-index`, so that load on the machine slows them equally. x is the median
of the job divided by the median of bare Python. "together" is the peak memory of all processes of
the job; "MiB" that of the largest one.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.jobs import FLAT, JOBS, MIB, Job, job_named
from bench.peers import PEERS, Peer
from bench.processes import BARE, Command, Failed, Usage, peak_together, run
from bench.sites import CARDCTL, Site

SIZES = (1000, 10_000)
GROWTH = (100, 1000, 10_000, 100_000)
ROUNDS = 11
COLUMNS = (
    "job", "cards", "ms", "x", "target", "holds",
    "MiB", "target", "holds", "together", "no index, x",
)  # fmt: skip
FEW = 3
"""Rounds of jobs that take long."""

LONG_ENOUGH = 30
"""Seconds after which no further rounds of a job are needed."""


@dataclass
class Measured:
    """The runs of one job on one register: its own, bare Python's, and without the index."""

    job: str
    cards: int
    own: list[Usage] = field(default_factory=list)
    bare: list[Usage] = field(default_factory=list)
    no_index: list[Usage] = field(default_factory=list)
    together: int | None = None

    def seconds(self, clock: str, of: str = "own") -> float:
        """Return the median of its runs; NaN if there are none."""
        runs: list[Usage] = getattr(self, of)
        return statistics.median(getattr(usage, clock) for usage in runs) if runs else float("nan")

    def ratio(self, clock: str, of: str = "own") -> float:
        """Return the median as a multiple of bare Python."""
        return self.seconds(clock, of) / self.seconds(clock, "bare")

    @property
    def peak(self) -> float:
        """The MiB of the largest process over all runs."""
        return max((usage.peak for usage in self.own), default=0) / MIB


# Measuring ----------------------------------------------------------------------------------------


def measure(job: Job, site: Site, rounds: int, against: bool) -> Measured:
    """Run a job *rounds* times, in turns with bare Python.

    With *against*, also run it without the index. A job that takes long is run less often.
    """
    found = Measured(job.name, site.layout.cards)
    site.restore()
    _warm_up(job, site)
    while len(found.own) < min(rounds, _rounds_needed(found.own)):
        found.bare.append(run(Command(BARE, site.folder)))
        job.before(site)
        found.own.append(run(job.command(site)))
    job.before(site)
    found.together = peak_together(job.command(site))
    while against and job.indexed and len(found.no_index) < min(rounds, FEW):
        found.bare.append(run(Command(BARE, site.folder)))
        job.before(site)
        found.no_index.append(run(job.command(site, index=False)))
    return found


def _warm_up(job: Job, site: Site) -> None:
    """Write the index twice, because rows of recently changed files are not trusted."""
    wanted = job if job.warm else job_named("unchanged") if job.needs_index else None
    if wanted is not None:
        for _ in range(2):
            run(wanted.command(site))


def _rounds_needed(runs: Sequence[Usage]) -> float:
    """Return the number of rounds needed, from the duration of the first one."""
    return max(FEW, LONG_ENOUGH / runs[0].wall) if runs else FEW


def has_no_index_option() -> bool:
    """Return whether cardctl has the option `--no-index`."""
    try:
        run(Command((CARDCTL, "--no-index", "--version"), Path.cwd()))
    except Failed:
        return False
    return True


@contextmanager
def register_of(cards: int) -> Iterator[Site]:
    """A temporary generated register with this number of cards."""
    with TemporaryDirectory() as name:
        folder = Path(name, "site")
        folder.mkdir()
        _show_progress(f"writing {cards:,} cards")
        yield Site.make(folder, cards)


def measure_all(
    site: Site, jobs: Sequence[Job], rounds: int, against: bool
) -> Iterator[Measured | str]:
    """Measure jobs on a register; yield a message for each job that cannot be measured."""
    for job in jobs:
        _show_progress(f"{job.name}, {site.layout.cards:,} cards")
        try:
            if job.needs_index and not _has_index(site):
                yield f"{job.words}: left out, for this cardctl keeps no index"
            else:
                yield measure(job, site, rounds, against)
        except Failed as failed:
            yield f"{job.words}, {site.layout.cards:,} cards: {failed}"


def _has_index(site: Site) -> bool:
    run(job_named("unchanged").command(site))
    return site.index.exists()


def _show_progress(words: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\x1b[K{words}", end="", file=sys.stderr, flush=True)


# Output -------------------------------------------------------------------------------------------


def machine() -> str:
    """Return a line that describes the machine and its load."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    load = os.getloadavg()[0]
    system = f"{platform.system()} {platform.release()} {platform.machine()}"
    return f"{cores} cores, Python {platform.python_version()}, {system}, load {load:.1f}"


def holds(value: float, target: float | None) -> str:
    """Return whether a figure meets its target, as a word."""
    return "" if target is None else "yes" if value <= target else "NO"


def table(found: Iterable[Measured], clock: str) -> Iterator[str]:
    """Yield the rows of the table, in Markdown."""
    yield f"| {' | '.join(COLUMNS)} |"
    yield f"|---{'|--:' * (len(COLUMNS) - 1)}|"
    for each in found:
        job = job_named(each.job)
        ratio, most = each.ratio(clock), job.target(each.cards)
        memory = job.memory.get(each.cards)
        cells = [
            job.words,
            f"{each.cards:,}",
            f"{each.seconds(clock) * 1000:.1f}",
            f"{ratio:.1f}",
            f"{most:g}" if most else "",
            holds(ratio, most),
            f"{each.peak:.0f}",
            str(memory or ""),
            holds(each.peak, memory),
            f"{each.together / MIB:.0f}" if each.together else "",
            f"{each.ratio(clock, 'no_index'):.1f}" if each.no_index else "",
        ]
        yield f"| {' | '.join(cells)} |"


def growth(found: Sequence[Measured], clock: str) -> Iterator[str]:
    """Yield rows with times and multiples by size, and the growth per card at the end."""
    sizes = sorted({each.cards for each in found})
    yield f"| job | {' | '.join(f'{size:,} cards' for size in sizes)} | per card | holds |"
    yield f"|---|{'--:|' * (len(sizes) + 1)}---|"
    by = {(each.job, each.cards): each for each in found}
    for job in JOBS:
        row = [by.get((job.name, size)) for size in sizes]
        if not any(row):
            continue
        cells = [
            f"{e.seconds(clock) * 1000:.0f} ms, {e.ratio(clock):.1f}x" if e else "-" for e in row
        ]
        yield f"| {job.words} | {' | '.join(cells)} | {_per_card(job, row, clock)} |"


def _per_card(job: Job, row: Sequence[Measured | None], clock: str) -> str:
    """Return the growth of the time per card from the second-last size to the last."""
    last, before = (row[-1], row[-2]) if len(row) > 1 else (None, None)
    if last is None or before is None:
        return " | "
    times = last.ratio(clock) / before.ratio(clock)
    if job.name in FLAT:
        target = job.target(last.cards)
        return f"flat, {times:.2f} times | {holds(last.ratio(clock), target)}"
    growth_factor = times * before.cards / last.cards
    return f"{growth_factor:.2f} times | {holds(growth_factor, 1)}"


def raw(found: Iterable[Measured]) -> list[dict[str, object]]:
    """Return all figures, in seconds and bytes."""
    return [
        {
            "job": each.job,
            "cards": each.cards,
            **{
                f"{of}_{what}": [getattr(usage, what) for usage in getattr(each, of)]
                for of in ("own", "bare", "no_index")
                for what in ("wall", "cpu", "peak")
            },
            "together": each.together,
        }
        for each in found
    ]


# Peers --------------------------------------------------------------------------------------------


def compare_with_peers(peers: Iterable[Peer], site: Site, clock: str) -> Iterator[str]:
    """Yield the time of each peer on the same cards and its ratio to cardctl's time."""
    yield f"Peers on the same {site.layout.cards:,} cards:"
    for peer in peers:
        program = peer.program
        if program is None:
            yield f"- {peer.name}: not installed"
        elif peer.command is None:
            yield f"- {peer.name}: installed; cards are not put into its own format here"
        else:
            _show_progress(peer.name)
            yield f"- {peer.name}: {_compare(peer, peer.command(site, program), site, clock)}"


def _compare(peer: Peer, command: Command, site: Site, clock: str) -> str:
    try:
        own = measure(job_named(peer.job), site, FEW, against=False).seconds(clock)
        theirs: float = getattr(run(command), clock)
    except (Failed, OSError) as failed:
        return f"failed: {str(failed).splitlines()[-1][:200]}"
    ratio, words = theirs / own, job_named(peer.job).words
    target = f"target {peer.times:g}: {holds(-ratio, -peer.times)}"
    return f"{theirs:.2f} s; {words} {own:.2f} s; {ratio:.1f} times as fast; {target}"


# The command --------------------------------------------------------------------------------------


def options(argv: Sequence[str] | None = None) -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sizes", nargs="*", type=int, metavar="CARDS", help="1000 10000")
    parser.add_argument("--jobs", default="", metavar="NAME,...", help=_names())
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"runs of each ({ROUNDS})")
    parser.add_argument("--clock", choices=("wall", "cpu"), default="wall", help="seconds of what")
    parser.add_argument("--growth", action="store_true", help="one column for each size")
    parser.add_argument("--json", action="store_true", help="the raw figures")
    parser.add_argument("--peers", action="store_true", help="also other programs, once each")
    return parser.parse_args(argv)


def _names() -> str:
    return ", ".join(job.name for job in JOBS)


def main(argv: Sequence[str] | None = None) -> None:
    """Measure and print. Raises KeyError for an unknown job."""
    given = options(argv)
    jobs = [job_named(name) for name in given.jobs.split(",") if name] or list(JOBS)
    sizes = given.sizes or (GROWTH if given.growth else SIZES)
    figures: list[Measured] = []
    said: list[str] = []
    against = not given.growth and has_no_index_option()  # the growth table has no such column
    for cards in sizes:
        with register_of(cards) as site:
            for found in measure_all(site, jobs, given.rounds, against):
                if isinstance(found, Measured):
                    figures.append(found)
                else:
                    said.append(found)
            if given.peers:
                said += compare_with_peers(PEERS, site, given.clock)
    _show_progress("")
    if given.json:
        print(json.dumps({"machine": machine(), "jobs": raw(figures), "said": said}, indent=1))
        return
    print(f"{machine()}; {given.clock} time, medians of up to {given.rounds} rounds\n")
    print(*(growth if given.growth else table)(figures, given.clock), "", *said, sep="\n")


if __name__ == "__main__":
    main()
