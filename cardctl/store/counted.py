"""Count what long work has done, for whoever shows its progress."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

_Item = TypeVar("_Item")

Advance = Callable[[int, int], None]
"""Called with the number of items that are done, and of all items; 0 if that is not known."""


def counted(items: Iterable[_Item], total: int, advance: Advance | None) -> Iterable[_Item]:
    """Return *items*; as each is taken, *advance* is told. Without it, nothing is counted."""
    return items if advance is None else _counted(items, total, advance)


def _counted(items: Iterable[_Item], total: int, advance: Advance) -> Iterator[_Item]:
    for done, item in enumerate(items, 1):
        advance(done, total)
        yield item
