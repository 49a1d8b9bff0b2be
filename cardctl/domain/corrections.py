"""What was put right since the previous report: results, entries, decisions, cards and texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from itertools import repeat
from typing import Any, NamedTuple

from cardctl.domain.base import Json, Text
from cardctl.domain.card import Card, HistoryEntry, Result
from cardctl.domain.facts import is_void
from cardctl.domain.in_force import Horizon, protected_values, revised_results
from cardctl.domain.old_values import reverted, value_at
from cardctl.domain.recorded_fields import RECORDED, replay
from cardctl.domain.view import View
from cardctl.domain.workflow import Outcome, State


class CorrectionKind(StrEnum):
    """What a correction puts right."""

    RESULT = "result"
    FIELD = "field"
    AMENDMENT = "amendment"
    VOID = "void"
    ERASURE = "erasure"


class FieldChange(NamedTuple):
    """One value of a correction, before and after, as plain data; None if there was none."""

    path: str
    old: Any
    new: Any


class Correction(NamedTuple):
    """One correction of the card *id*, filed by the agency *by*.

    *meeting* is the one that a revised result is for, or else the one that agreed or decided.
    *reason* is its note; for an erasure, its legal ground.
    """

    id: str
    kind: CorrectionKind
    date: date
    by: str
    meeting: int | None
    fields: tuple[FieldChange, ...]
    reason: Text | None


def corrections_since(now: View) -> tuple[Correction, ...]:
    """Return the corrections between the previous view and *now*, by card, then in file order."""
    return tuple(
        correction
        for identifier in now.changed
        if (card := now.card(identifier)) is not None
        for correction in _corrections(now, card, now.whole.cards[identifier])
    )


def _corrections(now: View, card: Card, current: Card) -> Iterator[Correction]:
    """Yield the corrections of one card; *current* is its whole record.

    What else was put right in a void card is not told: it was never to be there.
    """
    found = list(_entries_and_results(now, current))
    last_void = next((one for one in reversed(found) if one.kind is CorrectionKind.VOID), None)
    for one in found:
        is_named = one is last_void if is_void(card) else one.kind is not CorrectionKind.VOID
        if is_named or one.kind is CorrectionKind.ERASURE:
            yield one


def _entries_and_results(now: View, current: Card) -> Iterator[Correction]:
    """Yield each correction that the previous report did not know, in file order."""
    then = now.previous.horizon if now.previous and now.previous.horizon.has(current) else None
    if any(result.correction is not None for result in current.results):
        yield from _of_results(now, then, current)
    told = then.sees_each(current.history) if then else repeat(False)
    seen = zip(current.history, now.horizon.sees_each(current.history), told, strict=False)
    for index, (entry, is_seen, was_told) in enumerate(seen):
        if is_seen and not was_told:
            yield from _of_entry(current, index, entry)


# Results ----------------------------------------------------------------------------------------

_PARTS = ("text", "progress", "spent", "evidence", "blocker", "next")


def _of_results(now: View, then: Horizon | None, card: Card) -> Iterator[Correction]:
    for index, earlier in revised_results(card.results, now.whole.calendar):
        result = card.results[index]
        is_new = now.horizon.hears(result) and not (then and then.hears(result))
        if result.correction is not None and is_new:
            fields = tuple(_differences(card.results[earlier], result))
            yield Correction(
                card.id, CorrectionKind.RESULT, result.date, result.by, result.meeting, fields,
                result.correction,
            )  # fmt: skip


def _differences(old: Result, new: Result) -> Iterator[FieldChange]:
    before, after = (one.model_dump(mode="json", exclude_unset=True) for one in (old, new))
    paths = [*_PARTS, *(f"readings.{key}" for key in {**old.readings, **new.readings})]
    for path in paths:
        change = FieldChange(path, value_at(before, path), value_at(after, path))
        if change.old != change.new:
            yield change


# History ----------------------------------------------------------------------------------------


def agreed_corrections(card: Card, meeting: int) -> Iterator[Correction]:
    """Yield what *meeting* amended in *card*, or agreed was wrong, in file order.

    That is what the entries that name the meeting put right; *card* is a record as it was written.
    """
    for index, entry in enumerate(card.history):
        if entry.meeting == meeting:
            yield from _of_entry(card, index, entry)


def _of_entry(card: Card, index: int, entry: HistoryEntry) -> Iterator[Correction]:
    """Yield what one history entry puts right."""
    found: dict[CorrectionKind, Sequence[FieldChange]] = {
        CorrectionKind.FIELD: corrected_fields(card, index),
        CorrectionKind.AMENDMENT: amended_fields(card, index),
        CorrectionKind.VOID: _voided(card, index, entry),
    }
    if entry.redacts:
        found[CorrectionKind.ERASURE] = [FieldChange(path, None, None) for path in entry.redacts]
    for kind, fields in found.items():
        if fields:
            reason = entry.ground if kind is CorrectionKind.ERASURE else entry.note
            yield Correction(
                card.id, kind, entry.date, entry.by, entry.meeting, tuple(fields), reason
            )


def corrected_fields(card: Card, index: int) -> list[FieldChange]:
    """Return the values that the history entry at *index* corrects, with the right ones."""
    entry = card.history[index]
    old = entry.corrects or {}
    said: Json = entry.model_dump(mode="json", exclude_unset=True) if old else {}
    recorded = [FieldChange(key, old[key], said.get(key)) for key in old if key in RECORDED]
    rest = {key: value for key, value in old.items() if key not in RECORDED}
    return [*recorded, *_changed(card, index, rest)]


def amended_fields(card: Card, index: int) -> list[FieldChange]:
    """Return what was decided and the history entry at *index* amends, with the new values."""
    return _changed(card, index, card.history[index].amends or {})


def _changed(card: Card, index: int, old: Json) -> list[FieldChange]:
    """Return the changes of protected values whose old ones are *old*, by entry *index*.

    The new ones are the current ones, without what later entries changed.
    """
    if not old:
        return []
    later = [protected_values(entry) for entry in card.history[index + 1 :]]
    data = reverted(card.model_dump(mode="json", exclude_unset=True), later)
    return [FieldChange(path, value, value_at(data, path)) for path, value in old.items()]


def _voided(card: Card, index: int, entry: HistoryEntry) -> Sequence[FieldChange]:
    """Return what the entry changed if it closed the card as void."""
    if entry.state is not State.CLOSED:
        return ()
    before = replay(card.history[:index])
    if before.after(entry).outcome is not Outcome.VOID:
        return ()
    return (
        FieldChange("state", before.state.value, State.CLOSED.value),
        FieldChange("outcome", before.outcome and before.outcome.value, Outcome.VOID.value),
    )
