"""CC517: corrections and amendments have the right old value, reason, meeting and authority."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from cardctl.domain.card import Card, HistoryEntry, card_of
from cardctl.domain.decided import (
    are_same,
    before_changes,
    can_agree,
    heard_by,
    is_protected,
)
from cardctl.domain.in_force import plain_value, wrong_entry
from cardctl.domain.old_values import value_at
from cardctl.domain.recorded_fields import CORRECTABLE, RECORDED
from cardctl.domain.register import FactRegister
from cardctl.domain.workflow import Outcome, State
from cardctl.finding import Field, Severity
from cardctl.i18n import Message, _
from cardctl.rules.comparison import Base, CardDiff, head_card
from cardctl.rules.examples import HISTORY
from cardctl.rules.rule import Context, Input, Problem, SubjectKind, extends, problem, rule
from cardctl.rules.workflow.history import history_steps, is_secretariat
from cardctl.rules.workflow.transitions import not_by_old_secretariat

_NOTE = "The minutes say 2023."


def _due(entry: str) -> str:
    return "due: 2023-12-31\n" + HISTORY + f"  - {{date: 2022-08-01, by: parks, {entry}}}\n"


class Change(NamedTuple):
    """One value that a history entry corrects or amends: its *key*, path and old value."""

    card: Card
    at: int
    key: str
    path: str
    old: Any

    @property
    def event(self) -> HistoryEntry:
        """The entry itself."""
        return self.card.history[self.at]

    @property
    def place(self) -> Field:
        """The place of the old value."""
        return ("history", self.at, self.key, self.path)


def _changes(card: Card) -> Iterator[Change]:
    for index, event in enumerate(card.history):
        for key in ("corrects", "amends"):
            for path, old in (getattr(event, key) or {}).items():
                yield Change(card, index, key, path, old)


def _puts_right(card: Card) -> bool:
    return any(event.corrects or event.amends for event in card.history)


@rule(
    "CC517",
    "bad-correction",
    Severity.ERROR,
    reads=[Input.AGENCIES, Input.REGISTER, Input.MEETINGS],
    applies_to=_puts_right,
    why="A correction changes what counts, so everybody must see what was wrong, why, and who "
    "agreed.",
    hint="Remove the entry, then use cardctl update ID --correct due=DATE --reason TEXT.",
    bad=_due("due: 2023-12-31, corrects: {due: 2022-12-31}"),
    good=_due(f"due: 2023-12-31, note: {_NOTE}, corrects: {{due: 2022-12-31}}"),
)
def bad_correction(card: Card, context: Context) -> Iterator[Problem]:
    """A correction or amendment has a wrong old value, or lacks its reason, meeting or authority.

    A correction needs a reason, an amendment the later meeting that decided it. Amendments and
    confirmations taken back are filed by the secretariat.
    """
    register = context.register
    for index, event in enumerate(card.history):
        if event.corrects and not event.note:
            yield problem(
                ("history", index, "corrects"),
                "correction without a reason",
                hint=_("add to this entry: {keys}", keys="note: TEXT"),
            )
        if event.amends:
            yield from _amendment_faults(card, index, register)
        if (event.amends or event.puts_right("state")) and not is_secretariat(event.by, register):
            yield problem(
                ("history", index, "by"),
                "must be filed by the secretariat, not by {by}",
                by=event.by,
                hint=_("the secretariat ({code}) files what the meeting decided",
                       code=register.config.secretariat),
            )  # fmt: skip
    yield from _value_faults(card, context)


def _amendment_faults(card: Card, index: int, register: FactRegister) -> Iterator[Problem]:
    number = card.history[index].meeting
    if number is None:
        yield problem(
            ("history", index, "amends"),
            "amendment without the meeting that decided it",
            hint=_("add to this entry: {keys}", keys="meeting: N"),
        )
    elif not register.calendar.is_before(card.meeting, number):
        yield problem(
            ("history", index, "meeting"),
            "meeting {number} is not later than meeting {decided}, which decided the card",
            number=number,
            decided=card.meeting,
            hint=_("name the meeting that changed it; if it was written down wrongly, use "
                   "corrects"),
        )  # fmt: skip


# Values -----------------------------------------------------------------------------------------


def _value_faults(card: Card, context: Context) -> Iterator[Problem]:
    for change in _changes(card):
        yield from _agreed_too_early(change, context.register)
        if change.path in RECORDED and change.key == "corrects":
            before, _event, _after = history_steps(card, context)[change.at]
            fault = _recorded_fault(change, getattr(before, change.path))
        else:
            fault = _decided_fault(change)
        if fault is not None:
            yield Problem(change.place, *fault)


def _agreed_too_early(change: Change, register: FactRegister) -> Iterator[Problem]:
    """Report a meeting that was held before the wrong value was on record."""
    at = _wrong_at(change)
    meeting = register.meetings.get(change.event.meeting or 0)
    if at is None or meeting is None or meeting.date is None:
        return
    since = change.card.history[at].date
    if meeting.date < since:
        yield problem(
            ("history", change.at, "meeting"),
            "meeting {number} was held on {day}; the value has been on record since {since}",
            number=meeting.number,
            day=meeting.date,
            since=since,
            hint=_("name the meeting that agreed"),
        )


def _wrong_at(change: Change) -> int | None:
    """Return the index of the entry with the recorded value that *change* corrects, or None."""
    if change.key != "corrects" or change.path not in RECORDED:
        return None
    return wrong_entry(change.card.history[: change.at], change.path, change.old)


Fault = tuple[Message, Message]
"""A message and its hint."""


def _recorded_fault(change: Change, standing: Any) -> Fault | None:
    """Return what is wrong with a corrected recorded field, which had the value *standing*."""
    path, event = change.path, change.event
    if path == "state":
        return _closing_fault(change)
    if path not in CORRECTABLE:
        return _not_correctable(path)
    if not event.records(path):
        return (
            _("corrects {field}, but the entry lacks the right value", field=path),
            _("add to this entry: {keys}", keys=f"{path}: …"),
        )
    earlier = change.card.history[: change.at]
    is_so = plain_value(standing) == change.old
    if not is_so or wrong_entry(earlier, path, change.old) is None:
        return _was_not_so(path)
    return _no_change(path) if plain_value(getattr(event, path)) == change.old else None


def _closing_fault(change: Change) -> Fault | None:
    """Return what is wrong with a confirmation that was taken back."""
    states = [e for e in change.card.history[: change.at] if e.state is not None]
    last, before = (states[-1] if states else None), states[-2:-1]
    is_so = last is not None and last.state is State.CLOSED and change.old == State.CLOSED.value
    if not is_so or change.event.state is not State.SUBMITTED:
        return (
            _("only a confirmation is taken back: closed -> submitted"),
            _("use: cardctl meeting unconfirm N {id} --reason TEXT", id=change.card.id),
        )
    if last is not None and last.outcome is Outcome.VOID:
        return (
            _("the card was not confirmed: it was closed as void"),
            _("reopen it: cardctl update {id} --state in_progress --reason TEXT",
              id=change.card.id),
        )  # fmt: skip
    return None if before and before[0].state is State.SUBMITTED else _was_not_so("state")


def _decided_fault(change: Change) -> Fault | None:
    """Return what is wrong with a change of what the meeting decided."""
    if not is_protected(change.path):
        return _not_correctable(change.path)
    data = change.card.model_dump(mode="json", exclude_unset=True)
    entries = data["history"]
    after = before_changes(data, entries[change.at + 1 :])
    if are_same(value_at(after, change.path), change.old):
        return _no_change(change.path)
    before = card_of(before_changes(after, [entries[change.at]]))
    return None if before is not None else _was_not_so(change.path)


def _not_correctable(path: str) -> Fault:
    return (
        _("{path} cannot be corrected or amended", path=path),
        _("correctable: due, lead, and what the meeting decided; see cardctl update --help"),
    )


def _was_not_so(path: str) -> Fault:
    return (
        _("{path} did not have this value before the entry", path=path),
        _("write the value that was on record, or remove the entry"),
    )


def _no_change(path: str) -> Fault:
    return (
        _("{path} has the same value after the entry", path=path),
        _("remove the entry: it changes nothing"),
    )


# Heard ------------------------------------------------------------------------------------------


@extends("CC517", SubjectKind.CHANGE)
def correction_without_agreement(diff: CardDiff, base: Base) -> Iterator[Problem]:
    """A new entry corrects a field that a meeting has heard, and names no meeting that agreed.

    Or an agency that is not the secretariat, or that the change itself made the secretariat, files
    what only that may: for example, that a due date was wrong that had passed.
    """
    card = head_card(diff, base)
    if card is None or diff.then is None or diff.now is None or diff.then.data is None:
        return
    fresh = frozenset(diff.history.new(len(diff.now.entries("history"))))
    for change in _changes(card):
        if change.at not in fresh:
            continue
        if change.key == "amends" or change.path == "state":
            yield from not_by_old_secretariat(change.event.by, change.at, base)
        if change.key != "corrects":
            continue
        at = _wrong_at(change)
        if at is None or at in fresh:
            continue
        heard = _heard(change, at, base)
        if heard is not None and not can_agree(base.register, change.event.meeting, heard):
            yield problem(
                change.place,
                "meeting {number} has heard {path}, so a correction needs the meeting that agreed",
                number=heard,
                path=change.path,
                hint=_("add to this entry: {keys}", keys="meeting: N"),
            )
        elif change.event.meeting is None and _is_explained_away(change, at, base):
            yield problem(
                change.place,
                "due date {old} had passed, so {by} cannot correct it",
                old=change.old,
                by=change.event.by,
                hint=_("the secretariat ({code}) files this correction",
                       code=base.register.config.secretariat),
            )  # fmt: skip


def _heard(change: Change, at: int, base: Base) -> int | None:
    """Return the meeting that has heard the wrong value, which entry *at* recorded; or None.

    What a meeting decided may be written down rightly at any time.
    """
    wrong = change.card.history[at]
    return heard_by(base.register, change.card.meeting, wrong.meeting, wrong.date, base.today)


def _is_explained_away(change: Change, at: int, base: Base) -> bool:
    """Whether another agency than the secretariat says that a due date that passed was wrong.

    Any missed date could be explained by a slip; whoever missed it does not judge that.
    """
    if change.path != "due" or is_secretariat(change.event.by, base.register):
        return False
    wrong = change.card.history[at]
    filed = max(change.event.date, base.day or date.min)
    return wrong.due is not None and wrong.date <= wrong.due < filed
