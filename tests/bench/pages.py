"""Time of `cardctl site` and size of its pages: `python tests/bench/pages.py [CARDS]`.

Writes the pages of a generated register (default: 10,000 cards, in two languages) in a temporary
folder: once from nothing, and once in place of what is there. Exits with status 1 if one of them
takes more than a minute of processor time, or a page has more than 500 KB.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.processes import Command, run
from bench.register import write

LONGEST = 60.0
"""Seconds of processor time."""

LARGEST = 500_000
"""Bytes of a page."""


def main() -> int:
    """Measure, print, and return the exit status."""
    cards = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    cardctl = Path(sys.executable).with_name("cardctl")
    with TemporaryDirectory() as temporary:
        root, pages = Path(temporary, "register"), Path(temporary, "site")
        write(root, cards)
        used = [run(Command([cardctl, "site", "-o", pages], root)) for _ in range(2)]
        sizes = {path: path.stat().st_size for path in pages.rglob("*.html")}
        largest = max(sizes, key=lambda path: sizes[path])
        name = largest.relative_to(pages).as_posix()
    for kind, each in zip(("new", "again"), used, strict=True):
        peak = each.peak / 1_000_000
        print(f"{kind:<6} {each.cpu:6.1f} s cpu  {each.wall:6.1f} s  {peak:,.0f} MB memory")
    print(f"{len(sizes):,} pages, {sum(sizes.values()) / 1_000_000:,.0f} MB")
    print(f"largest: {sizes[largest] / 1000:,.0f} KB, {name}")
    return int(sizes[largest] > LARGEST or max(each.cpu for each in used) > LONGEST)


if __name__ == "__main__":
    sys.exit(main())
