"""Rules on meetings: no gaps, none that was forgotten, and no decided items without cards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial

from cardctl.domain.card_facts import CardFacts
from cardctl.domain.enums import ItemOutcome, ItemType, MeetingStatus
from cardctl.domain.ids import meeting_of, meeting_path
from cardctl.domain.meeting import AgendaItem, Meeting
from cardctl.domain.register import FactRegister, check_file
from cardctl.finding import Related, Severity
from cardctl.i18n import Message, _
from cardctl.rules.examples import FILES
from cardctl.rules.rule import Context, Input, Problem, SubjectKind, problem, rule

_SECOND = FILES["M02/meeting.yaml"]


@rule(
    "CC310",
    "meeting-gap",
    Severity.ERROR,
    of=SubjectKind.MEETING,
    reads=[Input.MEETINGS],
    why="A number that is missing looks like a meeting whose record was lost.",
    hint="Register the missing meeting, or correct the number or the date; if the register begins "
    "later, set first_meeting in cardctl.yaml.",
    bad={"M04/meeting.yaml": "number: 4\nstatus: scheduled\n"},
    good={"M03/meeting.yaml": "number: 3\nstatus: scheduled\n"},
)
def meeting_gap(meeting: Meeting, context: Context) -> Iterator[Problem]:
    """Meetings must be numbered from `first_meeting` without gaps, and held ones must have a date.

    A number names a meeting for good. It says nothing about its date: an extraordinary meeting
    may be held before one with a lower number.
    """
    register, number, first = context.register, meeting.number, context.register.calendar.first
    if number < first:
        yield problem(
            ("number",),
            "meeting {number} is before the first meeting of this register ({first})",
            number=number,
            first=first,
            hint=_begins_with(number),
        )
    elif number > first and number - 1 not in register.calendar.numbers:
        yield problem(
            ("number",),
            "meeting {number} is registered, but meeting {before} is not",
            number=number,
            before=number - 1,
            hint=_register_before(register, number),
        )
    if meeting.status is MeetingStatus.HELD and meeting.date is None:
        hint = _("add the date it was held: date")
        yield problem(("status",), "a held meeting must have a date", hint=hint)


def _begins_with(number: int) -> Message:
    return _("if the register begins with it, add to cardctl.yaml: first_meeting: {number}",
             number=number)  # fmt: skip


def _register_before(register: FactRegister, number: int) -> Message:
    """Return the hint to register the meeting before *number*, or that the register begins here."""
    if number - 1 in register.misnamed_meetings:
        return check_file(register.misnamed_meetings[number - 1])
    if number == min(register.meetings) and number > register.calendar.first + 1:
        return _begins_with(number)
    return _("register it: cardctl meeting add {number}", number=number - 1)


_PASSED = _SECOND.replace("2022-10-07", "2022-08-20").replace("papers: 2022-09-30\n", "")
_THIRD = "number: 3\ndate: 2022-08-25\nstatus: held\n"


@rule(
    "CC314",
    "scheduled-before-held",
    Severity.ERROR,
    of=SubjectKind.MEETING,
    reads=[Input.MEETINGS],
    why="Its day has passed: as long as it is scheduled, results are filed for it.",
    hint="Record what happened: cardctl meeting hold N; cardctl meeting cancel N --reason "
    "TEXT; or cardctl meeting set N --date DATE --reason TEXT.",
    bad={"M02/meeting.yaml": _PASSED, "M03/meeting.yaml": _THIRD},
    good={"M02/meeting.yaml": _SECOND, "M03/meeting.yaml": _THIRD},
)
def scheduled_before_held(meeting: Meeting, context: Context) -> Iterator[Problem]:
    """A meeting is still scheduled for a day before a meeting that was held."""
    last = context.memo("last held", partial(_last_held, context.register))
    day, number = meeting.date, meeting.number
    if meeting.status is not MeetingStatus.SCHEDULED or day is None or last is None:
        return
    if last.date is not None and day < last.date:
        yield problem(
            ("date",),
            "meeting {number} is scheduled for {date}, before meeting {later}, held on {held}",
            number=number,
            date=day,
            later=last.number,
            held=last.date,
            hint=_(
                "postpone it: cardctl meeting set {number} --date DATE --reason TEXT; cancel it: "
                "cardctl meeting cancel {number} --reason TEXT; or, if it was held: cardctl "
                "meeting hold {number}",
                number=number,
            ),
            related=[Related(_("held on this day"), ("date",), meeting_path(last.number))],
        )


def _last_held(register: FactRegister) -> Meeting | None:
    """Return the held meeting with the latest date, then number; None if none has a date."""
    held = [m for m in register.meetings.values() if m.status is MeetingStatus.HELD and m.date]
    return max(held, key=lambda m: (m.date or date.min, m.number), default=None)


def _cards(meeting: Meeting, context: Context) -> list[CardFacts] | None:
    """Return the cards of a meeting; None if one of them could not be read."""
    unread, found = context.memo("by meeting", partial(_by_meeting, context.register))
    return None if meeting.number in unread else found.get(meeting.number, [])


def _by_meeting(register: FactRegister) -> tuple[set[int], dict[int, list[CardFacts]]]:
    """Return the meetings with unreadable cards, and the readable cards by meeting."""
    found: dict[int, list[CardFacts]] = {}
    for card in register.cards.values():
        number, named = card.meeting, meeting_of(card.id)
        found.setdefault(number, []).append(card)
        if named != number:  # the two should agree (CC207)
            found.setdefault(named, []).append(card)
    folders = {identifier.partition("-")[0] for identifier in register.unreadable.values()}
    return {int(folder[1:]) for folder in folders}, found


def _without_card(meeting: Meeting, cards: list[CardFacts]) -> list[tuple[int, AgendaItem]]:
    """Return the decided items of a held meeting that no card comes from, with their index."""
    used = {card.item for card in cards}
    return [
        (index, item)
        for index, item in enumerate(meeting.items)
        if meeting.status is MeetingStatus.HELD
        and item.type is ItemType.DECISION
        and item.outcome is ItemOutcome.DECIDED
        and item.item not in used
    ]


_DECIDED = "  - {item: 3, title: New town hall, type: decision, outcome: decided}\n"


@rule(
    "CC311",
    "idle-item",
    Severity.WARNING,
    of=SubjectKind.MEETING,
    reads=[Input.MEETINGS, Input.CARDS],
    why="A decision without a card is never reported on.",
    hint="Create a card: cardctl new TITLE --meeting N --item K.",
    bad={"M01/meeting.yaml": FILES["M01/meeting.yaml"] + _DECIDED},
    good={"M01/meeting.yaml": FILES["M01/meeting.yaml"]},
)
def idle_item(meeting: Meeting, context: Context) -> Iterator[Problem]:
    """An agenda item decided at a held meeting has no card."""
    cards = _cards(meeting, context)
    for index, item in _without_card(meeting, cards) if cards is not None else ():
        yield problem(
            ("items", index, "item"),
            "item {item} was decided but has no card",
            item=item.item,
            hint=_("cardctl new TITLE --meeting {meeting} --item {item}",
                     meeting=meeting.number, item=item.item),
        )  # fmt: skip


_REPORTS = "items:\n  - {item: 1, title: Accounts, type: report, outcome: received}\n"


@rule(
    "CC312",
    "idle-meeting",
    Severity.NOTE,
    of=SubjectKind.MEETING,
    reads=[Input.MEETINGS, Input.CARDS],
    why="The report for the next meeting will contain nothing about this one.",
    hint="Create cards for what needs follow-up; if nothing does, no action is needed.",
    bad={"M02/meeting.yaml": "number: 2\ndate: 2022-08-31\nstatus: held\n" + _REPORTS},
    good={"M02/meeting.yaml": _SECOND},
)  # fmt: skip
def idle_meeting(meeting: Meeting, context: Context) -> Iterator[Problem]:
    """A held meeting with an agenda has no cards.

    Where it decided an item that has no card, that is said instead.
    """
    cards = _cards(meeting, context)
    if cards != [] or meeting.status is not MeetingStatus.HELD or not meeting.items:
        return
    if not _without_card(meeting, cards):
        yield problem(
            ("number",),
            "meeting {number} was held but has no cards",
            number=meeting.number,
            hint=_("cardctl new TITLE --meeting {number}", number=meeting.number),
        )
