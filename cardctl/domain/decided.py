"""What a meeting decided on a card: its protected values, their paths, and what explains a change.

Once the deciding meeting was held, these values change only with a history entry that keeps the
old one: `amends` if a meeting changed its decision, `corrects` if it was written down wrongly.
Works on plain data, which may violate the schema.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from unicodedata import normalize

from cardctl.domain.base import Json
from cardctl.domain.card import Card
from cardctl.domain.enums import MeetingStatus
from cardctl.domain.old_values import overlap, reverted
from cardctl.domain.recorded_fields import RECORDED
from cardctl.domain.register import FactRegister
from cardctl.domain.text import is_translated

TEXTS = ("title", "decision", "due_as_stated")
"""Protected texts of a card, plain or by language."""

CODES = ("item", "visibility")
"""Other protected fields of a card."""

INDICATOR_TEXTS = ("name", "unit")
"""Protected texts of an indicator; its `baseline`, `target` and `direction` are protected, too."""

FREE_TO_FILL = frozenset({"decision", "due_as_stated"})
"""Texts that may be filled in, if they were absent, without a history entry."""

_LANGUAGE = r"(?:\.[a-z]{2,3}(?:-[A-Za-z0-9]{1,8})*)?"
_PATH = (
    rf"(?:{'|'.join(TEXTS)}){_LANGUAGE}|{'|'.join(CODES)}"
    rf"|indicators\.[A-Za-z0-9_-]+"
    rf"(?:\.(?:{'|'.join(INDICATOR_TEXTS)}){_LANGUAGE}|\.baseline|\.target|\.direction)?"
)


def is_protected(path: str) -> bool:
    """Whether *path* is that of a protected value, or of a whole indicator."""
    return re.fullmatch(_PATH, path) is not None


def touches_protected(path: str) -> bool:
    """Whether a change at *path* may change protected values."""
    return path.partition(".")[0] in {*TEXTS, *CODES, "indicators"}


def is_decided(register: FactRegister, meeting: object) -> bool:
    """Whether the cards of *meeting*, a number, are protected: that meeting was held."""
    known = register.meetings.get(meeting) if isinstance(meeting, int) else None
    return known is not None and known.status is MeetingStatus.HELD


# Differences ------------------------------------------------------------------------------------


def changed_paths(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Return the paths of protected values that differ, except those that were only filled in.

    A text by language is compared language by language; an indicator that is gone has one path.
    """
    found: list[str] = []
    for name in TEXTS:
        found += _changed_text(name, then.get(name), now.get(name), free=name in FREE_TO_FILL)
    found += [name for name in CODES if not are_same(then.get(name), now.get(name))]
    old, new = _indicators(then), _indicators(now)
    for name, values in old.items():
        path = f"indicators.{name}"
        found += _changed_indicator(path, values, new[name]) if name in new else [path]
    return found


def _indicators(data: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return the indicators by id; those without one are left out."""
    listed = data.get("indicators")
    items = listed if isinstance(listed, Sequence) and not isinstance(listed, str) else ()
    return {
        each["id"]: each
        for each in items
        if isinstance(each, Mapping) and isinstance(each.get("id"), str)
    }


def _changed_indicator(path: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    for name in INDICATOR_TEXTS:
        yield from _changed_text(f"{path}.{name}", old.get(name), new.get(name))
    for name in ("baseline", "target"):
        if not are_same(old.get(name), new.get(name)):
            yield f"{path}.{name}"
    if old.get("direction", "up") != new.get("direction", "up"):
        yield f"{path}.direction"


def _changed_text(path: str, old: Any, new: Any, *, free: bool = False) -> Iterator[str]:
    """Yield the path of a text that changed, or those of its languages that did."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for language, text in old.items():
            if not are_same(text, new.get(language)):
                yield f"{path}.{language}"
    elif not (are_same(old, new) or (free and old is None) or is_translated(old, new)):
        yield path


def are_same(one: Any, other: Any) -> bool:
    """Whether two plain values are equal: Unicode NFC, regardless of the order of keys."""
    if one is other or (isinstance(one, str) and one == other):
        return True
    return _canonical(one) == _canonical(other)


def _canonical(value: Any) -> str:
    return normalize("NFC", json.dumps(value, sort_keys=True, ensure_ascii=False, default=str))


# Explanations -----------------------------------------------------------------------------------


def _old_values(entry: Mapping[str, Any]) -> Json:
    """Return the old values of protected fields in a history entry, by path."""
    kept: Json = {}
    for key in ("corrects", "amends"):
        found = entry.get(key)
        kept |= found if isinstance(found, dict) else {}
    return {path: old for path, old in kept.items() if path not in RECORDED}


def new_entries(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the history entries of *now* that *then* does not have, in order."""
    old, new = _entries(then), _entries(now)
    same = _same_start(old, new)
    known = Counter(map(_canonical, old[same:]))
    found = []
    for entry in new[same:]:
        key = _canonical(entry)
        known[key] -= 1
        if known[key] < 0:
            found.append(entry)
    return found


def _same_start(old: Sequence[object], new: Sequence[object]) -> int:
    """Return how many entries at the start are written in the same way: most often all old ones."""
    shorter = min(len(old), len(new))
    return next((i for i in range(shorter) if repr(old[i]) != repr(new[i])), shorter)


def _entries(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    listed = data.get("history")
    items = listed if isinstance(listed, (list, tuple)) else ()
    return [entry for entry in items if isinstance(entry, Mapping)]


def before_changes(now: Json, entries: Iterable[Mapping[str, Any]]) -> Json:
    """Return *now* without what the changes of protected values in *entries* did, newest first."""
    return reverted(now, [_old_values(entry) for entry in entries])


def unexplained(then: Json, now: Json) -> list[str]:
    """Return the paths of protected values that differ from *then* without an entry for it.

    Each new entry's old values are put back, newest first; what still differs, and is more than
    filled in, has no explanation.
    """
    return changed_paths(then, before_changes(now, new_entries(then, now)))


# Hearing ----------------------------------------------------------------------------------------


def recorded_since(card: Card, path: str) -> date:
    """Return the day from which the protected value at *path* has been on record."""
    for entry in reversed(card.history):
        changed = {**(entry.amends or {}), **(entry.corrects or {})}
        if any(overlap(path, other) for other in changed):
            return entry.date
    return card.history[0].date


def heard_by(
    register: FactRegister, meeting: int, decided_by: int | None, since: date, today: date
) -> int | None:
    """Return the meeting that has heard what was recorded on *since* in a card of *meeting*.

    A meeting does not hear what it decided itself (*decided_by*): its report was written before.
    """
    after = meeting
    if decided_by is not None and register.calendar.is_before(meeting, decided_by):
        after = decided_by
    return register.heard(after, since, today)


def can_agree(register: FactRegister, meeting: int | None, heard: int) -> bool:
    """Whether *meeting* can have agreed that what meeting *heard* was told is wrong.

    It took place on the day on which the papers of *heard* closed, or later.
    """
    if meeting is None:
        return False
    closed = register.calendar.closing(heard)
    return closed is None or register.calendar.place(meeting)[0] >= closed
