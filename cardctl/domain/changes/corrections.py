"""Put a card's record right: corrections, amendments, confirmations taken back, void cards.

Each adds a history entry that keeps the old value. A recorded field that a meeting has heard needs
the meeting that agreed to the change. What was decided but written down wrongly needs none: the
next report lists it among the corrections.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from pydantic_core import to_json

from cardctl.domain import decided
from cardctl.domain.base import Json, Text
from cardctl.domain.card import Card, HistoryEntry
from cardctl.domain.changes.transitions import (
    HistoryEntryDraft,
    move,
    require_agency,
    require_known,
    require_order,
    with_event,
)
from cardctl.domain.changes.values import require_place, with_value, without
from cardctl.domain.enums import MeetingStatus
from cardctl.domain.facts import last_entry
from cardctl.domain.in_force import plain_value, wrong_entry
from cardctl.domain.old_values import value_at
from cardctl.domain.recorded_fields import CORRECTABLE, RECORDED
from cardctl.domain.register import Register
from cardctl.domain.workflow import Outcome, State
from cardctl.errors import IllegalTransition, Refused, UsageError
from cardctl.i18n import Message, _
from cardctl.literals import iso_day

Assignment = tuple[str, Any]
"""A dotted path, and the right value; None if there should be none."""


class Wrong(NamedTuple):
    """A value on record that a correction replaces: since when, and which meeting recorded it."""

    path: str
    value: Any
    since: date
    meeting: int | None = None


# Corrections ------------------------------------------------------------------------------------


def correct(
    register: Register,
    card: Card,
    assignments: Sequence[Assignment],
    entry: HistoryEntryDraft,
    today: date,
) -> Card:
    """Return *card* with values that were wrong from the start put right, by one entry.

    *card* itself if its history has these corrections already. Raises UsageError if the reason is
    missing, Refused if there is nothing to correct, or if a meeting has heard a wrong due date or
    lead and no meeting that agreed is given, or if another agency than the secretariat says that a
    due date was wrong that had passed; Unknown for agencies and meetings.
    """
    if entry.reason is None:
        raise UsageError(_("a correction requires a reason"), _("add: --reason TEXT"))
    recorded = [each for each in assignments if each[0] in CORRECTABLE]
    decided_ = [each for each in assignments if each[0] not in CORRECTABLE]
    for path, _unused in decided_:
        _require_correctable(card, path)
    wrong, right = _wrong_fields(register, card, recorded)
    changed, protected = _with_decided(register, card, decided_, "corrects")
    wrong += protected
    if not wrong:
        return card
    require_known(register, entry)
    secretariat = register.config.secretariat
    has_passed = any(_has_passed(each, max(entry.on, today)) for each in wrong)
    by_meeting = entry.meeting is not None or protected or "lead" in right or has_passed
    by = secretariat if by_meeting else card.lead or secretariat
    event = _event(
        card, entry, by, {**right, "corrects": {each.path: each.value for each in wrong}}
    )
    if has_passed and entry.meeting is None:
        what = _("the correction of a due date that had passed")
        require_secretariat(card, event, secretariat, what)
    _require_agreed(register, card, wrong, entry, today)
    return with_event(changed, event)


def _require_correctable(card: Card, path: str) -> None:
    """Raise Refused unless *path* is that of something a meeting decided; Unknown for no field."""
    if decided.is_protected(path):
        return
    if path == "state":
        raise Refused(
            _("a state cannot be corrected; a mistaken confirmation can be taken back"),
            _("use: cardctl meeting unconfirm N {id} --reason TEXT", id=card.id),
        )
    if path == "outcome":
        raise Refused(
            _("an outcome cannot be corrected; return it and submit it again"),
            _("use: cardctl meeting return N {id} --reason TEXT", id=card.id),
        )
    if path in ("id", "meeting"):
        raise Refused(_("'{field}' cannot be changed", field=path))
    first = path.partition(".")[0]
    if first == "results" and card.results:
        raise Refused(
            _("a result cannot be corrected; revise it with a further result"),
            _("use: cardctl update {id} --revise --result TEXT --reason TEXT", id=card.id),
        )
    if first == "history":
        raise Refused(
            _("an entry cannot be corrected; correct what it recorded, by a further entry"),
            _("see the examples: cardctl update --help"),
        )
    require_place(card.model_dump(mode="json", exclude_unset=True), path)
    raise Refused(
        _("'{path}' is not on record and needs no correction", path=path),
        _("change it: cardctl update {id} --set {path}=VALUE", id=card.id, path=path),
    )


def _wrong_fields(
    register: Register, card: Card, assignments: Sequence[Assignment]
) -> tuple[list[Wrong], Json]:
    """Return the wrong recorded values, and the right ones by field, without those recorded so."""
    wrong: list[Wrong] = []
    right: Json = {}
    for field, value in assignments:
        checked = _checked(register, field, value)
        old = getattr(card, field)
        at = wrong_entry(card.history, field, plain_value(old))
        if checked == old:
            _require_recorded(card, field, "corrects")
        elif at is None:
            raise Refused(
                _("{id} has no {field} to correct", id=card.id, field=field),
                _("record it: cardctl update {id} --{field} {value}",
                  id=card.id, field=field, value=value),
            )  # fmt: skip
        else:
            before = card.history[at]
            wrong.append(Wrong(field, plain_value(old), before.date, before.meeting))
            right[field] = checked
    return wrong, right


def _checked(register: Register, field: str, value: Any) -> Any:
    """Return the value of a recorded field.

    Raises UsageError if it is no date, Unknown if it is no agency.
    """
    if value is None:
        return None
    if field == "lead":
        require_agency(register, str(value))
        return str(value)
    day = iso_day(str(value))
    if day is None:
        raise UsageError(
            _("'{value}' is not a valid date", value=value), _("use the format YYYY-MM-DD")
        )
    return day


def _require_recorded(card: Card, path: str, key: str) -> None:
    """Raise Refused unless an entry with *key* has put the value at *path* on record."""
    if any(path in (getattr(event, key) or {}) for event in card.history):
        return
    raise Refused(_("{id}: {path} already has this value", id=card.id, path=path))


# What a meeting decided -------------------------------------------------------------------------


def amend(
    register: Register,
    card: Card,
    assignments: Sequence[Assignment],
    entry: HistoryEntryDraft,
) -> Card:
    """Return *card* with what its meeting decided changed by a later meeting, by one entry.

    *card* itself if its history has these amendments already. Raises UsageError without a meeting,
    Refused if that was not held after the deciding one, if there is nothing to amend, or if another
    agency than the secretariat files it; Unknown for the meeting.
    """
    if entry.meeting is None:
        raise UsageError(
            _("an amendment requires the meeting that decided it"), _("add: --meeting N")
        )
    for path, _unused in assignments:
        if path in CORRECTABLE:
            raise Refused(
                _("'{path}' cannot be amended", path=path),
                _("use: cardctl update {id} --{path} {value} --meeting {number} --reason TEXT",
                  id=card.id, path=path, value=_typed(assignments, path), number=entry.meeting),
            )  # fmt: skip
        _require_correctable(card, path)
    changed, old = _with_decided(register, card, assignments, "amends")
    if not old:
        return card
    require_known(register, entry)
    secretariat = register.config.secretariat
    event = _event(card, entry, secretariat, {"amends": {each.path: each.value for each in old}})
    require_secretariat(card, event, secretariat, _("an amendment"))
    _require_later(register, card, entry)
    require_held(register, entry.meeting, max(each.since for each in old), event.date)
    return with_event(changed, event)


def _typed(assignments: Sequence[Assignment], path: str) -> Any:
    return next(value for key, value in assignments if key == path)


def _with_decided(
    register: Register, card: Card, assignments: Sequence[Assignment], key: str
) -> tuple[Card, list[Wrong]]:
    """Return *card* with other values of what its meeting decided, and the old ones.

    *key* is that of the history entry: a value that such an entry has recorded is no change. Raises
    Refused if the meeting was not held yet, and for values that were absent and are only filled in;
    pydantic's ValidationError if the result is no card.
    """
    if not assignments:
        return card, []
    if not decided.is_decided(register, card.meeting):
        raise Refused(
            _("meeting {number} has not been held, so nothing is decided yet", number=card.meeting),
            _("change it: cardctl update {id} --set {path}=VALUE",
              id=card.id, path=assignments[0][0]),
        )  # fmt: skip
    before = data = card.model_dump(mode="json", exclude_unset=True)
    found: list[Wrong] = []
    for path, value in assignments:
        after = _assigned(data, path, value, register.config.languages)
        changed = decided.changed_paths(data, after)
        if after == data:
            _require_recorded(card, path, key)
        elif not changed:
            raise Refused(
                _("{id}: filling in {path} needs no entry", id=card.id, path=path),
                _("use: cardctl update {id} --set {path}=VALUE", id=card.id, path=path),
            )
        found += [_wrong(card, before, each) for each in changed]
        data = after
    return Card.model_validate_json(to_json(data)) if found else card, found


def _assigned(data: Json, path: str, value: Any, languages: Sequence[str]) -> Json:
    if value is not None:
        return with_value(data, path, value, languages)
    return without(data, path)


def _wrong(card: Card, data: Mapping[str, Any], path: str) -> Wrong:
    return Wrong(path, value_at(data, path), decided.recorded_since(card, path))


def corrected_unheard(
    register: Register,
    before: Card,
    after: Card,
    paths: Sequence[str],
    entry: HistoryEntryDraft,
    today: date,
) -> Card:
    """Return *after* with an entry that records what it changed at protected *paths* of *before*.

    No reason is needed as long as no meeting has heard the card. Raises Refused if one has.
    """
    entry = entry._replace(meeting=None)
    data = before.model_dump(mode="json", exclude_unset=True)
    wrong = [_wrong(before, data, path) for path in paths]
    heard = _heard(register, before, wrong, max(entry.on, today))
    if heard is not None:
        raise not_silently(before, paths[0], heard)
    language = next(iter(register.config.languages), "en")
    note = entry.reason or _("corrected before any meeting heard it").render(language)
    values = {"corrects": {each.path: each.value for each in wrong}}
    event = _event(before, entry, register.config.secretariat, values, note)
    return with_event(after, event)


def not_silently(card: Card, path: str, heard: int | None) -> Refused:
    """Return the refusal of a change of what a meeting decided that lacks its history entry."""
    message = (
        _("{id}: meeting {number} decided {path}; a change needs a history entry",
          id=card.id, number=card.meeting, path=path)
        if heard is None
        else _("{id}: meeting {number} decided {path}, and meeting {heard} has heard it; a change "
               "needs a history entry",
               id=card.id, number=card.meeting, path=path, heard=heard)
    )  # fmt: skip
    return Refused(
        message,
        _("if it was written down wrongly: cardctl update {id} --correct {path}=VALUE --reason "
          "TEXT; if a meeting changed it: cardctl update {id} --amend {path}=VALUE --meeting N",
          id=card.id, path=path),
    )  # fmt: skip


# Closings ---------------------------------------------------------------------------------------


def unconfirm(
    register: Register, card: Card, number: int, entry: HistoryEntryDraft, today: date
) -> Card:
    """Return *card* as submitted again: meeting *number* did not confirm its outcome.

    Raises UsageError if the reason is missing, Refused if that meeting did not close the card, if
    another agency than the secretariat files it, or if a meeting has heard the closing and no
    meeting that agreed is given.
    """
    if entry.reason is None:
        raise UsageError(_("a correction requires a reason"), _("add: --reason TEXT"))
    closing = last_entry(card, State.CLOSED)
    if card.is_open or closing is None:
        raise Refused(_("{id} is not closed", id=card.id))
    if closing.meeting != number or closing.outcome is Outcome.VOID:
        raise Refused(
            _("{id} was not closed by meeting {number}", id=card.id, number=number),
            _closed_by(card, closing),
        )
    require_known(register, entry)
    secretariat = register.config.secretariat
    values = {"state": State.SUBMITTED, "corrects": {"state": State.CLOSED.value}}
    event = _event(card, entry, secretariat, values)
    require_secretariat(card, event, secretariat, _("a confirmation taken back"))
    wrong = Wrong("state", State.CLOSED.value, closing.date, closing.meeting)
    _require_agreed(register, card, [wrong], entry, today)
    return with_event(card, event)


def _closed_by(card: Card, closing: HistoryEntry) -> Message:
    if closing.meeting is None or closing.outcome is Outcome.VOID:
        return _("reopen it: cardctl update {id} --state in_progress --reason TEXT", id=card.id)
    return _("use: cardctl meeting unconfirm {number} {id} --reason TEXT",
             number=closing.meeting, id=card.id)  # fmt: skip


def void(register: Register, card: Card, entry: HistoryEntryDraft, today: date) -> Card:
    """Return *card* closed as registered in error; *card* itself if it is void already.

    Raises Refused if it is closed otherwise, or if a meeting has heard it and no meeting that
    agreed is given; UsageError if the reason is missing.
    """
    if card.outcome is Outcome.VOID and not card.is_open:
        return card
    if entry.reason is None:
        raise UsageError(_("a void card requires a reason"), _("add: --reason TEXT"))
    if not card.is_open:
        closing = last_entry(card, State.CLOSED)
        raise Refused(
            _("{id} is closed ({outcome})", id=card.id, outcome=card.outcome),
            None if closing is None else _closed_by(card, closing),
        )
    wrong = Wrong("state", None, card.history[0].date)
    _require_agreed(register, card, [wrong], entry, today)
    return move(register, card, State.CLOSED, entry._replace(outcome=Outcome.VOID))


# What they share --------------------------------------------------------------------------------


def _event(
    card: Card, entry: HistoryEntryDraft, by: str, values: Json, note: Text | None = None
) -> HistoryEntry:
    """Return the entry of a correction; *by* files it by default."""
    require_order(card, entry.on)
    said = {"meeting": entry.meeting, "note": note or entry.reason}
    filled = {key: value for key, value in said.items() if value is not None}
    return HistoryEntry.model_validate({"date": entry.on, "by": entry.by or by, **values, **filled})


def require_secretariat(card: Card, event: HistoryEntry, secretariat: str, what: Message) -> None:
    """Raise IllegalTransition unless the secretariat files *event*, which is *what*."""
    if event.by != secretariat:
        raise IllegalTransition(
            _("{id}: {what} must be filed by the secretariat, not by {by}",
              id=card.id, what=what, by=event.by),
            _("leave out --by, or use --by {secretariat}", secretariat=secretariat),
        )  # fmt: skip


def _heard(register: Register, card: Card, wrong: Sequence[Wrong], today: date) -> int | None:
    """Return a meeting that has heard one of the *wrong* values; None if there is none."""
    found = (
        decided.heard_by(register, card.meeting, each.meeting, each.since, today) for each in wrong
    )
    return next((number for number in found if number is not None), None)


def _require_agreed(
    register: Register,
    card: Card,
    wrong: Sequence[Wrong],
    entry: HistoryEntryDraft,
    today: date,
) -> None:
    """Raise Refused if a meeting has heard a wrong recorded field, and none that agreed is given.

    A meeting that is given must be able to have agreed: held since then.
    """
    if entry.meeting is not None:
        require_held(register, entry.meeting, max(each.since for each in wrong), entry.on)
    recorded = [each for each in wrong if each.path in RECORDED]
    heard = _heard(register, card, recorded, max(entry.on, today))
    if heard is None or decided.can_agree(register, entry.meeting, heard):
        return
    message = (
        _("{id}: meeting {number} has heard it", id=card.id, number=heard)
        if entry.meeting is None
        else _("{id}: meeting {number} has heard it, after meeting {earlier}",
               id=card.id, number=heard, earlier=entry.meeting)
    )  # fmt: skip
    raise Refused(message, _("name the meeting that agreed: --meeting N"))


def _has_passed(wrong: Wrong, today: date) -> bool:
    """Whether a wrong due date has passed since it was recorded.

    Then the lead may not say that it was never right: any missed date could be explained so.
    """
    return wrong.path == "due" and wrong.since.isoformat() <= str(wrong.value) < today.isoformat()


def _require_later(register: Register, card: Card, entry: HistoryEntryDraft) -> None:
    """Raise Refused unless the meeting of *entry* is later than the one that decided the card."""
    if entry.meeting is None or register.calendar.is_before(card.meeting, entry.meeting):
        return
    raise Refused(
        _("{id}: meeting {number} is not later than meeting {decided}, which decided it",
          id=card.id, number=entry.meeting, decided=card.meeting),
        _("name the meeting that changed it: --meeting N; if it was written down wrongly: "
          "--correct"),
    )  # fmt: skip


def require_held(register: Register, number: int, since: date, until: date) -> None:
    """Raise Refused unless meeting *number* was held between *since* and *until*.

    Raises Unknown for the meeting.
    """
    meeting = register.meeting(number)
    another = _("name the meeting that agreed: --meeting N")
    if meeting.status is MeetingStatus.CANCELLED:
        raise Refused(_("meeting {number} was cancelled", number=number), another)
    if meeting.status is not MeetingStatus.HELD:
        raise Refused(
            _("meeting {number} has not been held", number=number),
            _("record it as held: cardctl meeting hold {number}", number=number),
        )
    if meeting.date is not None and meeting.date < since:
        raise Refused(
            _("meeting {number} was held on {day}; the value has been on record since {since}",
              number=number, day=meeting.date, since=since),
            another,
        )  # fmt: skip
    if meeting.date is not None and meeting.date > until:
        raise Refused(
            _("meeting {number} was held on {day}, after the date of the entry",
              number=number, day=meeting.date),
            _("use this date or a later one: --on {last}", last=meeting.date),
        )  # fmt: skip
