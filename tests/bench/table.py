"""Measure cardctl in multiples of bare Python: `python tests/bench/table.py [CARDS...]`.

    python tests/bench/table.py 25 1000 10000
    python tests/bench/table.py --jobs list-lead,show --rounds 21 10000
    python tests/bench/table.py --growth            25 to 1,000,000 cards
    python tests/bench/table.py --json 1000         the raw figures
    python tests/bench/table.py --jobs cold --peers 10000

Each job is a whole process on a generated register, in turns with `python -c pass` and, a few
times, with `--no-index`, so that load on the machine slows them equally. x is the processor time,
user and system, of the process and all its children, divided by that of the bare Python before it:
the median over all turns. "ms" is the median of the processor time, "wall" that of the time on the
clock, and "cards/s" is by the clock. "together" is the peak memory of all processes of the job;
"MiB" that of the largest one. With --growth, "per card" is the factor by which the time per card
changes from the second-last size to the last (of flat jobs, the time).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.jobs import JOBS, MIB, Job, job_named
from bench.measure import Measured, measure_all, register_of, show_progress
from bench.peers import PEERS, compare_with_peers

SIZES = (25, 100, 1000, 10_000)
GROWTH = (25, 100, 1000, 10_000, 100_000, 1_000_000)
ROUNDS = 11
COLUMNS = (
    "job", "cards", "x", "target", "holds", "ms", "wall", "cards/s",
    "MiB", "target", "holds", "together", "no index, x",
)  # fmt: skip
NOISE = 1.05
"""How much longer a job may seem to take than another one that does the same."""


def machine() -> str:
    """Return a line that describes the machine and its load."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    load = os.getloadavg()[0]
    system = f"{platform.system()} {platform.release()} {platform.machine()}"
    return f"{cores} cores, Python {platform.python_version()}, {system}, load {load:.1f}"


def holds(value: float, target: float | None) -> str:
    """Return whether a figure meets its target, as a word."""
    return "" if target is None else "yes" if value <= target else "NO"


def target_of(each: Measured) -> float | None:
    """Return the multiple of bare Python that a job may take."""
    job = job_named(each.job)
    if job.as_plain and each.no_index_ratio is not None:
        return each.no_index_ratio * NOISE
    return job.target(each.cards)


def table(found: Iterable[Measured]) -> Iterator[str]:
    """Yield the rows of the table, in Markdown."""
    yield f"| {' | '.join(COLUMNS)} |"
    yield f"|---{'|--:' * (len(COLUMNS) - 1)}|"
    for each in found:
        job, target = job_named(each.job), target_of(each)
        memory, no_index = job.memory.get(each.cards), each.no_index_ratio
        cells = [
            job.words,
            f"{each.cards:,}",
            f"{each.ratio:.1f}",
            f"{target:.3g}" if target else "",
            holds(each.ratio, target),
            f"{each.seconds('cpu') * 1000:.0f}",
            f"{each.seconds('wall') * 1000:.0f}",
            f"{each.cards / each.seconds('wall'):,.0f}",
            f"{each.peak:.0f}",
            str(memory or ""),
            holds(each.peak, memory),
            f"{each.together / MIB:.0f}" if each.together else "",
            f"{no_index:.1f}" if no_index else "",
        ]
        yield f"| {' | '.join(cells)} |"


def growth(found: Sequence[Measured]) -> Iterator[str]:
    """Yield three tables with a column for each size: seconds, multiples with targets, memory."""
    sizes = sorted({each.cards for each in found})
    by = {(each.job, each.cards): each for each in found}
    rows = [(job, [by.get((job.name, size)) for size in sizes]) for job in JOBS]
    rows = [(job, row) for job, row in rows if any(row)]
    yield from _by_size("seconds", sizes)
    for job, row in rows:
        yield _row(job, row, lambda _, each: f"{each.seconds('wall'):.2f}")
    yield from _by_size("x", sizes, "per card")
    for job, row in rows:
        yield f"{_row(job, row, _ratio_cell)} {_per_card(job, row)} |"
    yield from _by_size("MiB", sizes)
    for job, row in rows:
        if job.memory:
            yield _row(job, row, _memory_cell)


def _by_size(what: str, sizes: Iterable[int], *more: str) -> Iterator[str]:
    """Yield the head of a table."""
    heads = [what, *(f"{size:,} cards" for size in sizes), *more]
    yield from ("", f"| {' | '.join(heads)} |", f"|---|{'--:|' * (len(heads) - 1)}")


def _row(job: Job, row: Iterable[Measured | None], cell: Callable[[Job, Measured], str]) -> str:
    cells = (cell(job, each) if each else "-" for each in row)
    return f"| {job.words} | {' | '.join(cells)} |"


def _ratio_cell(_job: Job, each: Measured) -> str:
    return _with_limit(f"{each.ratio:.1f}", each.ratio, target_of(each))


def _memory_cell(job: Job, each: Measured) -> str:
    return _with_limit(f"{each.peak:.0f}", each.peak, job.memory.get(each.cards))


def _with_limit(words: str, value: float, limit: float | None) -> str:
    """Add the limit, if there is one; a value above it is bold."""
    if limit is None:
        return words
    return f"{words if value <= limit else f'**{words}**'} (≤ {limit:.3g})"


def _per_card(job: Job, row: Iterable[Measured | None]) -> str:
    """Return the growth of the time per card from the second-last size measured to the last."""
    measured = [each for each in row if each]
    if len(measured) < 2:
        return ""
    before, last = measured[-2:]
    times = last.ratio / before.ratio
    return f"flat, {times:.2f}" if job.flat else f"{times * before.cards / last.cards:.2f}"


def raw(found: Iterable[Measured]) -> list[dict[str, object]]:
    """Return all figures, in seconds and bytes."""
    return [
        {
            "job": each.job,
            "cards": each.cards,
            "x": each.ratio,
            "no_index_x": each.no_index_ratio,
            **{
                f"{of}_{what}": [getattr(usage, what) for usage in getattr(each, of)]
                for of in ("own", "bare", "no_index")
                for what in ("wall", "cpu", "peak")
            },
            "together": each.together,
        }
        for each in found
    ]


def options(argv: Sequence[str] | None = None) -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sizes", nargs="*", type=int, metavar="CARDS", help="25 100 1000 10000")
    parser.add_argument("--jobs", default="", metavar="NAME,...", help=_names())
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"runs of each ({ROUNDS})")
    parser.add_argument("--growth", action="store_true", help="one column for each size")
    parser.add_argument("--json", action="store_true", help="the raw figures")
    parser.add_argument("--peers", action="store_true", help="also other programs")
    return parser.parse_args(argv)


def _names() -> str:
    return ", ".join(job.name for job in JOBS)


def main(argv: Sequence[str] | None = None) -> None:
    """Measure and print. Raises KeyError for an unknown job."""
    given = options(argv)
    messages: list[str] = []
    figures = measured(given, messages)
    heading = f"{machine()}; medians of up to {given.rounds} rounds\n"
    if given.json:
        data = {"machine": machine(), "jobs": raw(figures), "messages": messages}
        print(json.dumps(data, indent=1))
    elif given.growth:
        print(heading, *growth([*figures]), sep="\n")
    else:
        print(heading)
        for line in table(figures):
            print(line, flush=True)
    if not given.json:
        print("", *messages, sep="\n")


def measured(given: argparse.Namespace, messages: list[str]) -> Iterator[Measured]:
    """Yield the figures of each job and size, when they are measured; add *messages*."""
    jobs = [job_named(name) for name in given.jobs.split(",") if name] or list(JOBS)
    against = not given.growth  # the growth table has no such column
    for cards in given.sizes or (GROWTH if given.growth else SIZES):
        with register_of(cards) as site:
            for found in measure_all(site, jobs, given.rounds, against):
                if isinstance(found, Measured):
                    yield found
                else:
                    messages.append(found)
            if given.peers:
                messages += compare_with_peers(PEERS, site)
    show_progress("")


if __name__ == "__main__":
    main()
