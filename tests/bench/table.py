"""What cardctl takes, as multiples of bare Python: `python tests/bench/table.py [CARDS...]`.

    python tests/bench/table.py 1000 10000
    python tests/bench/table.py --jobs list,unchanged --rounds 21 10000
    python tests/bench/table.py --growth            100 to 100,000 cards
    python tests/bench/table.py --json 1000         the raw figures
    python tests/bench/table.py --jobs cold --peers 10000

Each job is a whole process on a generated register, in turns with `python -c pass` and, where
cardctl has that option, with itself under `--no-index`: a busy machine slows them alike. x is the
median of the job by the median of bare Python. "together" is the memory of all processes of the
job at one time; "MiB" that of the largest one.
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
"""Rounds of what takes long."""

LONG_ENOUGH = 30
"""Seconds after which a job has been run often enough."""


@dataclass
class Measured:
    """The runs of one job on one register: its own, bare Python's, and those with no index."""

    job: str
    cards: int
    own: list[Usage] = field(default_factory=list)
    bare: list[Usage] = field(default_factory=list)
    no_index: list[Usage] = field(default_factory=list)
    together: int | None = None

    def seconds(self, clock: str, of: str = "own") -> float:
        """The median of its runs; NaN where there are none."""
        runs: list[Usage] = getattr(self, of)
        return statistics.median(getattr(usage, clock) for usage in runs) if runs else float("nan")

    def ratio(self, clock: str, of: str = "own") -> float:
        """The same as a multiple of bare Python."""
        return self.seconds(clock, of) / self.seconds(clock, "bare")

    @property
    def peak(self) -> float:
        """The MiB of its largest process, in the largest run."""
        return max((usage.peak for usage in self.own), default=0) / MIB


# Measuring ----------------------------------------------------------------------------------------


def measure(job: Job, site: Site, rounds: int, against: bool) -> Measured:
    """Run a job so many times, in turns with bare Python; *against*, then without the index too.

    A job that takes long is run less often.
    """
    found = Measured(job.name, site.layout.cards)
    site.restore()
    _warm_up(job, site)
    while len(found.own) < min(rounds, _enough(found.own)):
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
    """Have the index written, and once more, for young rows are not trusted."""
    wanted = job if job.warm else job_named("unchanged") if job.needs_index else None
    if wanted is not None:
        for _ in range(2):
            run(wanted.command(site))


def _enough(runs: Sequence[Usage]) -> float:
    """How many rounds do, in view of how long the first one took."""
    return max(FEW, LONG_ENOUGH / runs[0].wall) if runs else FEW


def has_no_index_option() -> bool:
    """Whether cardctl can be told to do without its index."""
    try:
        run(Command((CARDCTL, "--no-index", "--version"), Path.cwd()))
    except Failed:
        return False
    return True


@contextmanager
def register_of(cards: int) -> Iterator[Site]:
    """A generated register of so many cards, for as long as it is needed."""
    with TemporaryDirectory() as name:
        folder = Path(name, "site")
        folder.mkdir()
        _tell(f"writing {cards:,} cards")
        yield Site.make(folder, cards)


def measure_all(
    site: Site, jobs: Sequence[Job], rounds: int, against: bool
) -> Iterator[Measured | str]:
    """Measure jobs on a register; what cannot be measured is said in its place."""
    for job in jobs:
        _tell(f"{job.name}, {site.layout.cards:,} cards")
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


def _tell(words: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\x1b[K{words}", end="", file=sys.stderr, flush=True)


# Telling ------------------------------------------------------------------------------------------


def machine() -> str:
    """The machine and its load, in a line."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    load = os.getloadavg()[0]
    system = f"{platform.system()} {platform.release()} {platform.machine()}"
    return f"{cores} cores, Python {platform.python_version()}, {system}, load {load:.1f}"


def holds(value: float, target: float | None) -> str:
    """Whether a figure keeps to its target, in a word."""
    return "" if target is None else "yes" if value <= target else "NO"


def table(found: Iterable[Measured], clock: str) -> Iterator[str]:
    """The rows of the table, in Markdown."""
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
    """Milliseconds and multiples by size; and the time of a card at the last size and before it."""
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
    """How the time of a card grows from the last size but one to the last; flat jobs have none."""
    last, before = (row[-1], row[-2]) if len(row) > 1 else (None, None)
    if last is None or before is None:
        return " | "
    times = last.ratio(clock) / before.ratio(clock)
    if job.name in FLAT:
        target = job.target(last.cards)
        return f"flat, {times:.2f} times | {holds(last.ratio(clock), target)}"
    append_only_diff = times * before.cards / last.cards
    return f"{append_only_diff:.2f} times | {holds(append_only_diff, 1)}"


def raw(found: Iterable[Measured]) -> list[dict[str, object]]:
    """All figures, in seconds and bytes."""
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


def beside_peers(peers: Iterable[Peer], site: Site, clock: str) -> Iterator[str]:
    """What peers take for the same cards, each once, and how many times cardctl's time that is."""
    yield f"Peers on the same {site.layout.cards:,} cards:"
    for peer in peers:
        program = peer.program
        if program is None:
            yield f"- {peer.name}: not installed"
        elif peer.command is None:
            yield f"- {peer.name}: installed; cards are not put into its own format here"
        else:
            _tell(peer.name)
            yield f"- {peer.name}: {_beside(peer, peer.command(site, program), site, clock)}"


def _beside(peer: Peer, command: Command, site: Site, clock: str) -> str:
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
    """What the command line says."""
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
    """Measure and print. Raises KeyError for a job that is none."""
    given = options(argv)
    jobs = [job_named(name) for name in given.jobs.split(",") if name] or list(JOBS)
    sizes = given.sizes or (GROWTH if given.growth else SIZES)
    figures: list[Measured] = []
    said: list[str] = []
    against = not given.growth and has_no_index_option()  # its table does not show it
    for cards in sizes:
        with register_of(cards) as site:
            for found in measure_all(site, jobs, given.rounds, against):
                if isinstance(found, Measured):
                    figures.append(found)
                else:
                    said.append(found)
            if given.peers:
                said += beside_peers(PEERS, site, given.clock)
    _tell("")
    if given.json:
        print(json.dumps({"machine": machine(), "jobs": raw(figures), "said": said}, indent=1))
        return
    print(f"{machine()}; {given.clock} time, medians of up to {given.rounds} rounds\n")
    print(*(growth if given.growth else table)(figures, given.clock), "", *said, sep="\n")


if __name__ == "__main__":
    main()
