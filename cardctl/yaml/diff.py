"""Compute the changes from one plain tree to another: few and small, with list items in place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from cardctl.finding import Field
from cardctl.yaml.change import Append, Change, Insert, Remove, Set, plain

Order = Callable[[Field], Sequence[str]]
"""Returns the canonical key order of the mapping at a path."""

Pair = tuple[int | None, int | None]
"""Old and new index of an item; None on one side for an item that was removed or added."""


def differences(
    old: Mapping[str, Any], new: Mapping[str, Any], order: Order | None = None
) -> list[Change]:
    """Return the changes that lead from *old* to *new*, few and small.

    In a map, null, an empty list, an empty map and a missing key are equal: there is no change
    between them, and a value that becomes one of them is removed. Nulls inside a value that is
    written for the first time are kept (``lead: null`` in a history entry has a meaning). List
    items are changed in place; an added or removed item is one change. Without *order*, new keys
    are in the order of *new*.
    """
    return list(_map_changes(plain(old), plain(new), (), order))


def _map_changes(
    old: dict[str, Any], new: dict[str, Any], path: Field, order: Order | None
) -> Iterator[Change]:
    canonical = list(order(path)) if order else list(new)
    rank = {key: index for index, key in enumerate(canonical)}
    for key in sorted(new, key=lambda key: rank.get(key, len(rank))):
        if not _is_blank(new[key]):
            before = tuple(canonical[: rank[key]]) if key in rank else ()
            yield from _value_changes(old.get(key), new[key], (*path, key), order, before)
    for key, value in old.items():
        if _is_blank(new.get(key)) and not _is_blank(value):
            yield Remove((*path, key))


def _is_blank(value: Any) -> bool:
    if isinstance(value, dict):
        return all(_is_blank(item) for item in value.values())
    return value is None or value == []


def _value_changes(
    old: Any, new: Any, path: Field, order: Order | None, after: tuple[str, ...] = ()
) -> Iterator[Change]:
    if _equal(old, new):
        return
    if isinstance(old, dict) and isinstance(new, dict) and not _is_blank(old):
        yield from _map_changes(old, new, path, order)
    elif isinstance(old, list) and isinstance(new, list) and old and new:
        yield from _list_changes(old, new, path, order)
    else:
        yield Set(path, new, after)


def _equal(old: Any, new: Any) -> bool:
    """Return whether both are written alike: ``True`` is not ``1``, and key order counts."""
    return repr(old) == repr(new)


def _list_changes(
    old: list[Any], new: list[Any], path: Field, order: Order | None
) -> Iterator[Change]:
    at = 0
    left = len(old)
    for before, after in _alignment(old, new):
        here = (*path, at)
        if after is None:
            yield Remove(here)
            left -= 1
            continue
        if before is not None:
            yield from _value_changes(old[before], new[after], here, order)
            left -= 1
        elif left:
            yield Insert(here, new[after])
        else:
            yield Append(path, new[after])
        at += 1


def _alignment(old: list[Any], new: list[Any]) -> list[Pair]:
    """Pair the items of two lists so that the fewest changes are needed (an edit distance).

    Returns (old index, new index), in order; None on one side for an item that was removed or
    added.
    """
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    middle = _pairs(old[head : len(old) - tail], new[head : len(new) - tail])
    shifted = [
        (None if i is None else i + head, None if j is None else j + head) for i, j in middle
    ]
    ends = range(tail, 0, -1)
    return [
        *((i, i) for i in range(head)),
        *shifted,
        *((len(old) - i, len(new) - i) for i in ends),
    ]


def _common(old: list[Any], new: list[Any]) -> int:
    """Return the number of equal items at the start of both lists."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((i for i, (a, b) in pairs if not _equal(a, b)), min(len(old), len(new)))


def _pairs(old: list[Any], new: list[Any]) -> list[Pair]:
    costs = {(i, 0): (float(i), "gone") for i in range(1, len(old) + 1)}
    costs |= {(0, j): (float(j), "came") for j in range(1, len(new) + 1)}
    costs[0, 0] = (0.0, "")
    for i, before in enumerate(old):
        for j, after in enumerate(new):
            costs[i + 1, j + 1] = min(
                (costs[i, j][0] + _distance(before, after), "kept"),
                (costs[i, j + 1][0] + 1, "gone"),
                (costs[i + 1, j][0] + 1, "came"),
            )
    return _walk_back(costs, len(old), len(new))


def _walk_back(costs: dict[tuple[int, int], tuple[float, str]], i: int, j: int) -> list[Pair]:
    pairs: list[Pair] = []
    while i or j:
        step = costs[i, j][1]
        i -= step != "came"
        j -= step != "gone"
        pairs.append((None if step == "came" else i, None if step == "gone" else j))
    return pairs[::-1]


def _distance(old: Any, new: Any) -> float:
    """Return the distance of two items: 0 if equal, always below 2 (one removed, one added)."""
    if _equal(old, new):
        return 0.0
    if not (isinstance(old, dict) and isinstance(new, dict)):
        return 1.5
    keys = old.keys() | new.keys()
    same = sum(key in old and key in new and _equal(old[key], new[key]) for key in keys)
    return 1.5 - same / len(keys) if keys else 1.5
