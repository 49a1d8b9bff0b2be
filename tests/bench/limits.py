"""Measure what no command can go below: `python tests/bench/limits.py [CARDS...]`.

Each step is a Python process of its own, in turns with bare Python. x is its processor time in
multiples of bare Python's, which is a part of it. "per card" is what the step takes more than on a
register of 25 cards, for each further card.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.jobs import job_named
from bench.measure import register_of
from bench.processes import BARE, Command, run
from bench.sites import Site

SIZES = (1000, 10_000, 100_000)
FEW_CARDS = 25
ROUNDS = 7

LOADING = {
    "Typer": "typer",
    "the command line of cardctl, with Typer": "cardctl.cli.app",
    "SQLite": "sqlite3",
    "pydantic, with the models of cards": "cardctl.domain.card",
}
"""Modules by what they are."""

READING = {
    "list all files with their stamps": "from cardctl.store.scan import scan; scan(root)",
    "open and read all files": "from cardctl.store.files import read; read(root)",
    "read all rows of the index": "import sqlite3;"
    " sqlite3.connect(root / '.cardctl/index.sqlite').execute('SELECT * FROM files').fetchall()",
}
"""Python code; *root* is the folder of a register whose index knows all files."""


def measure(code: str, folder: Path) -> tuple[float, float]:
    """Return the multiple of bare Python, and the processor seconds."""
    bare, own = [], []
    for _ in range(ROUNDS):
        bare.append(run(Command(BARE, folder)).cpu)
        own.append(run(Command((sys.executable, "-c", code), folder)).cpu)
    ratios = (one / other for one, other in zip(own, bare, strict=True))
    return statistics.median(ratios), statistics.median(own)


def measure_reading(site: Site) -> dict[str, tuple[float, float]]:
    """Return the multiple and the seconds of each step of `READING` on a register."""
    run(job_named("list-edited").command(site))
    head = f"from pathlib import Path; root = Path({str(site.root)!r}); "
    return {words: measure(head + code, site.folder) for words, code in READING.items()}


def main(sizes: Sequence[int]) -> None:
    """Print a table with a row for each step and size."""
    print("| step | cards | x | per card |\n|---|--:|--:|--:|")
    for words, module in LOADING.items():
        print(
            f"| load {words} | | {measure(f'import {module}', Path.cwd())[0]:.1f} | |", flush=True
        )
    with register_of(FEW_CARDS) as few:
        least = measure_reading(few)
    for cards in sizes:
        with register_of(cards) as site:
            for words, (ratio, seconds) in measure_reading(site).items():
                per_card = (seconds - least[words][1]) / (cards - FEW_CARDS)
                print(
                    f"| {words} | {cards:,} | {ratio:.1f} | {per_card * 1e6:.1f} µs |", flush=True
                )


if __name__ == "__main__":
    main([int(arg) for arg in sys.argv[1:]] or SIZES)
