"""A process that only writes to the index, so that a fault can be injected at each of its calls.

`python index_writer.py ROOT TURN` writes the rows and cards of that turn.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from cardctl.cache.row import CacheRow
from cardctl.cache.sqlite import Index

CARDS, TURNS = range(40), range(3)


def row(number: int, turn: int) -> CacheRow:
    """Return the row of a card; its contents have another length in each turn."""
    text = f"{turn}".encode() * (300 + 500 * (number + turn) % 900)
    path = f"M01/M01-{number:03}.yaml"
    return CacheRow(path, f"{turn} 1 1 1", f"digest {turn}", b"", text, text, b"basis", text, text)


def data(number: int, turn: int) -> bytes:
    """Return the data of a card."""
    return f"{number} {turn} ".encode() * (100 + 700 * (number + turn) % 1300)


def stamps(turn: int) -> str:
    """Return a text over several pages."""
    return f"stamps {turn}" * 2000


def answer(turn: int) -> str:
    """Return a text over several pages."""
    return f"answer {turn}" * 2000


def write(root: Path, turn: int) -> None:
    """Write a row and data of every card, drop a few of them, and keep an answer."""
    with Index(root, "test").writing() as batch:
        rows = [row(number, turn) for number in CARDS]
        batch.put(rows, [(row(n, turn).path, row(n, turn).digest, data(n, turn)) for n in CARDS])
        batch.drop([row(number, turn).path for number in CARDS[: 3 * turn]])
        batch.tree(stamps(turn), f"state {turn}")
        batch.answer("question", f"state {turn}", answer(turn))


if __name__ == "__main__":
    os.path.lexists("the write begins")  # marks in the trace
    write(Path(sys.argv[1]), int(sys.argv[2]))
    os.path.lexists("the write ends")
