"""Compare a history, or a list of results, with a seal; both only grow.

New entries may stand anywhere: each sealed entry is looked for after the one before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cardctl.domain.base import Json
from cardctl.domain.seal.commitments import Commitment
from cardctl.domain.seal.fates import Deviation, Fate, SealedParts
from cardctl.domain.seal.parts import without

SealedEntry = Mapping[str, Commitment]
"""The commitments of one entry: by the name of its text, and "" for all other values."""


def entry_deviations(
    sealed: SealedParts, part: str, now: list[Json], seen: list[bool], texts: Sequence[str]
) -> Iterator[Deviation]:
    """Yield what differs of the list *now*, which is *part* of a card.

    *seen* says which of its entries the sealed report showed by their dates; *texts* are the
    fields that are parts of their own.
    """
    entries = _sealed_entries(sealed.parts, part)
    matched: set[int] = set()
    place = 0
    for name, entry in entries.items():
        at, is_whole = _position(entry, now, place, texts)
        if is_whole:
            pass
        elif at is not None:
            yield from _texts(sealed, name, entry, now[at], (part, at), texts)
        elif place < len(now) and not _is_sealed(entries, now[place], texts):
            at = place
            yield sealed.deviation(name, Fate.ALTERED, (part, at))
        else:
            yield sealed.deviation(name, Fate.MISSING, (part,))
        if at is not None:
            matched.add(at)
            place = at + 1
    for index, data in enumerate(now):
        if seen[index] and index not in matched:
            fate = sealed.fate_of_new(str(data["date"]))
            yield sealed.deviation(f"{part}.{index}", fate, (part, index))


def _sealed_entries(parts: Mapping[str, Commitment], part: str) -> dict[str, SealedEntry]:
    """Return the sealed entries by name, in the order of the list."""
    found: dict[int, dict[str, Commitment]] = {}
    for name, commitment in parts.items():
        first, _unused, rest = name.partition(".")
        index, _unused, text = rest.partition(".")
        if first == part and index.isdecimal():
            found.setdefault(int(index), {})[text] = commitment
    return {f"{part}.{index}": found[index] for index in sorted(found)}


def _position(
    entry: SealedEntry, now: list[Json], start: int, texts: Sequence[str]
) -> tuple[int | None, bool]:
    """Return the index of a sealed entry, and whether its texts are as they were, too.

    If there is none with the same texts, it is that of one with other texts.
    """
    other = None
    for at in range(start, len(now)):
        if _is_core(entry, now[at], texts):
            if _has_same_texts(entry, now[at], texts):
                return at, True
            other = at if other is None else other
    return other, False


def _is_sealed(entries: Mapping[str, SealedEntry], data: Json, texts: Sequence[str]) -> bool:
    return any(
        _is_core(entry, data, texts) and _has_same_texts(entry, data, texts)
        for entry in entries.values()
    )


def _has_same_texts(entry: SealedEntry, data: Json, texts: Sequence[str]) -> bool:
    return all(
        entry[key].fits(data.get(key)) if key in entry else data.get(key) is None for key in texts
    )


def _is_core(entry: SealedEntry, data: Json, texts: Sequence[str]) -> bool:
    return "" in entry and entry[""].fits(without(data, texts))


def _texts(
    sealed: SealedParts,
    name: str,
    entry: SealedEntry,
    data: Json,
    field: tuple[str | int, ...],
    texts: Sequence[str],
) -> Iterator[Deviation]:
    """Yield what differs of the texts of an entry whose other values are as they were."""
    for key in texts:
        part, commitment = f"{name}.{key}", entry.get(key)
        if commitment is not None:
            fate = sealed.fate(part, commitment, [{part: data.get(key)}])
        else:
            fate = None if data.get(key) is None else Fate.ALTERED
        if fate is not None:
            yield sealed.deviation(part, fate, (*field, key))
