"""The history of a card in words: one line for each entry and each result, by date."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from cardctl.domain.card import Card, HistoryEntry, Result
from cardctl.domain.corrections import FieldChange, amended_fields, corrected_fields
from cardctl.domain.facts import records
from cardctl.domain.in_force import revised_results
from cardctl.domain.recorded_fields import Recorded
from cardctl.domain.register import Register
from cardctl.i18n import Message, _
from cardctl.report.card_fields import field_name, field_value
from cardctl.report.words import agency_name, day, outcome_word, state_word, text


class HistoryLine(NamedTuple):
    """What the agency *by* did to a card on a day, and why; the reason may have several lines.

    *changes* are phrases. *entry* is the history entry, *result* the result that it is about.
    """

    date: date
    by: str
    changes: tuple[str, ...]
    why: str
    entry: HistoryEntry | None = None
    result: Result | None = None

    @property
    def what(self) -> str:
        """All that was changed."""
        return "; ".join(self.changes)


def history_lines(card: Card, register: Register, lang: str) -> list[HistoryLine]:
    """Return the history of *card*, its whole record, in order of time."""
    revisions = {index for index, _earlier in revised_results(card.results, register.calendar)}
    told = list(entry_lines(card, register, lang))
    told += [
        HistoryLine(
            result.date,
            result.by,
            *_result(result, lang, is_revision=index in revisions),
            result=result,
        )
        for index, result in enumerate(card.results)
    ]
    return sorted(told, key=lambda line: line.date)


def entry_lines(card: Card, register: Register, lang: str) -> Iterator[HistoryLine]:
    """Yield the entries of the history of *card*, its whole record, as they are filed."""
    for index, (before, event, after) in enumerate(records(card)):
        changes, why = _entry(card, index, (before, event, after), register, lang)
        yield HistoryLine(event.date, event.by, changes, why, entry=event)


def _entry(
    card: Card,
    index: int,
    record: tuple[Recorded, HistoryEntry, Recorded],
    register: Register,
    lang: str,
) -> tuple[tuple[str, ...], str]:
    """Return what the history entry at *index* does, and why; *record* is that of `records`."""
    event = record[1]
    phrases = [
        *_changes(*record, register, lang),
        *_corrections(card, index, register, lang),
        *_meetings(event),
    ]
    why = [text(event.note, lang)]
    if event.substitute:
        why.append(_("instead: {text}", text=text(event.substitute, lang)).render(lang))
    if event.ground:
        why.append(_("ground: {text}", text=text(event.ground, lang)).render(lang))
    return tuple(phrase.render(lang) for phrase in phrases), "\n".join(filter(None, why))


def _changes(
    before: Recorded, event: HistoryEntry, after: Recorded, register: Register, lang: str
) -> Iterator[Message]:
    """Yield what an entry records, but for what it corrects."""
    corrected = event.corrects or {}
    if event.state is not None and "state" not in corrected:
        yield _state(before, event, after, lang)
    if event.outcome is not None:
        yield _("outcome {outcome}", outcome=outcome_word(event.outcome, lang))
    if event.records("lead") and "lead" not in corrected:
        name = agency_name(register, event.lead, lang)
        yield _("lead {agency}", agency=name) if event.lead else _("lead removed")
    if event.records("due") and "due" not in corrected:
        yield _due(before, event, lang)


def _meetings(event: HistoryEntry) -> Iterator[Message]:
    if event.meeting is not None:
        yield by_meeting(event.meeting)
    if event.review is not None:
        yield _("to be reviewed by meeting {number}", number=event.review)


def _corrections(card: Card, index: int, register: Register, lang: str) -> Iterator[Message]:
    """Yield what the history entry at *index* puts right, amends and erases."""
    for change in corrected_fields(card, index):
        values = _values(card, change, register, lang)
        if change.path == "state":
            yield _("confirmation taken back: {before} → {now}", **values)
        else:
            yield _("corrected {field}: {before} → {now}", **values)
    for change in amended_fields(card, index):
        yield _("amended {field}: {before} → {now}", **_values(card, change, register, lang))
    for path in card.history[index].redacts or ():
        yield _("erased: {path}", path=field_name(card, path, lang))


def _values(card: Card, change: FieldChange, register: Register, lang: str) -> dict[str, str]:
    """Return the name of the field, and both values in words."""
    before, now = (
        field_value(register, change.path, value, lang) for value in (change.old, change.new)
    )
    return {"field": field_name(card, change.path, lang), "before": before, "now": now}


def _state(before: Recorded, event: HistoryEntry, after: Recorded, lang: str) -> Message:
    now = state_word(after.state, lang)
    if before == Recorded() and event.state is before.state:
        return _("{state}", state=now)
    if event.state is before.state:
        return _("hold prolonged")
    return _("{before} → {now}", before=state_word(before.state, lang), now=now)


def _due(before: Recorded, event: HistoryEntry, lang: str) -> Message:
    if event.due is None:
        return _("due date removed")
    if before.due is None:
        return _("due {day}", day=day(event.due, lang))
    return _("due {before} → {now}", before=day(before.due, lang), now=day(event.due, lang))


def _result(result: Result, lang: str, *, is_revision: bool) -> tuple[tuple[str, ...], str]:
    phrase = _("result for meeting {number}", number=result.meeting)
    if is_revision:
        phrase = _("revised result for meeting {number}", number=result.meeting)
    phrases, why = [phrase.render(lang)], [text(result.text, lang)]
    if result.progress is not None:
        phrases.append(_("progress {percent}%", percent=result.progress).render(lang))
    if result.correction is not None:
        said = _("correction: {reason}", reason=text(result.correction, lang))
        why.append(said.render(lang))
    return tuple(phrases), "\n".join(why)


def by_meeting(number: int) -> Message:
    """Return the phrase that a meeting decided an entry."""
    return _("by meeting {number}", number=number)
