"""What a change may take back, as `git revert` does: what no meeting has heard.

An entry, a result or a card that was added after the last papers may be removed again, as a whole.
To lose one of them by accident, in a conflict between two branches, is not to take it back: then
the same part has new entries, or a merge has less than its parents.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from cardctl.literals import iso_day
from cardctl.rules.comparison import AppendOnlyDiff, Base, CardDiff, Entry, plain

_DECIDED = ("meeting", "amends", "corrects", "redacts")
"""Keys of history entries that stay: a meeting acted, or they keep what was there before."""


def without_withdrawn(diff: CardDiff, base: Base, part: str, how: AppendOnlyDiff) -> AppendOnlyDiff:
    """Return *how* without the entries of *part* that the change may take back."""
    left = [
        (index, entry) for index, entry in how.gone if not _may_go(diff, base, part, how, entry)
    ]
    return how._replace(gone=tuple(left))


def is_withdrawn(diff: CardDiff, base: Base) -> bool:
    """Whether a deleted card may be taken back: no meeting and no other card knows it."""
    then = diff.then
    if then is None or diff.now is not None or not then.data:
        return False
    if not _is_explained(base, then.path, "", then.data) or base.head.references.get(then.id):
        return False
    parts = ("history", "results")
    entries = [(part, entry) for part in parts for entry in then.entries(part)]
    return base.merged or all(_is_unheard(then.data, base, *entry) for entry in entries)


def _may_go(diff: CardDiff, base: Base, part: str, how: AppendOnlyDiff, entry: Entry) -> bool:
    if diff.then is None or diff.now is None or not diff.then.data:
        return False
    if not _is_explained(base, diff.then.path, part, entry):
        return False
    if base.merged:
        return True
    has_new = base.taken_back is None and bool(how.new(len(diff.now.entries(part))))
    if how.changed or how.moved or has_new:
        return False
    return _is_unheard(diff.then.data, base, part, entry)


def _is_explained(base: Base, path: str, part: str, data: Entry) -> bool:
    """Whether a merge lost nothing by it: another parent had taken it back."""
    if base.taken_back is None:
        return not base.merged
    return (path, part, plain(data)) in base.taken_back


def _is_unheard(card: Mapping[str, Any], base: Base, part: str, entry: Entry) -> bool:
    """Whether no meeting has heard an entry of *card*, nor acted in it, by today."""
    day, decided = iso_day(str(entry.get("date"))), card.get("meeting")
    if day is None or not isinstance(decided, int):
        return False
    if base.register.heard(decided, day, base.today) is not None or _is_sealed(base, day):
        return False
    return part == "results" or _is_free(card, base, entry)


def _is_sealed(base: Base, day: date) -> bool:
    """Whether a report as of that day or later is sealed."""
    return any(seal.as_of >= day for seals in base.register.seals.values() for seal in seals)


def _is_free(card: Mapping[str, Any], base: Base, entry: Entry) -> bool:
    """Whether a history entry decides nothing that has to stay on record.

    A due date that has passed stays, and so does the claim that came after it.
    """
    if any(key in entry for key in _DECIDED):
        return False
    due = entry.get("due") or (card.get("due") if entry.get("state") == "submitted" else None)
    filed = max(base.day or date.min, base.today)
    return due is None or str(due) >= filed.isoformat()
