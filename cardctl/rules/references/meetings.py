"""Rules on meetings: no gaps, dates in order, and no decided items or meetings without cards."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from cardctl.domain.card import CardFacts
from cardctl.domain.ids import meeting_of, meeting_path
from cardctl.domain.meeting import AgendaItem, ItemOutcome, ItemType, Meeting, MeetingStatus
from cardctl.domain.register import FactRegister, check_file
from cardctl.finding import Related, Severity
from cardctl.i18n import _
from cardctl.rules.examples import FILES
from cardctl.rules.rule import Context, Input, Of, Problem, problem, rule

_SECOND = FILES["M02/meeting.yaml"]


@rule(
    "CC310",
    "meeting-gap",
    Severity.ERROR,
    of=Of.MEETING,
    reads=[Input.MEETINGS],
    why="Each report compares with the meeting before: it must be there, and be earlier.",
    hint="Register the meeting that is left out, or correct the number or the date.",
    bad={"M02/meeting.yaml": _SECOND.replace("2022-10-07", "2022-01-13")
         .replace("papers: 2022-09-30\n", "")},
    good={"M02/meeting.yaml": _SECOND},
)  # fmt: skip
def meeting_gap(meeting: Meeting, context: Context) -> Iterator[Problem]:
    """Meetings are numbered from 1 without a gap, held ones have a date, and the dates increase."""
    register, number = context.register, meeting.number
    known = {*register.meetings, *register.unreadable_meetings}
    if number > 1 and number - 1 not in known:
        yield problem(
            ("number",),
            "meeting {number} is registered, but meeting {before} is not",
            number=number,
            before=number - 1,
            hint=check_file(register.misnamed_meetings[number - 1])
            if number - 1 in register.misnamed_meetings
            else _("register it: cardctl meeting add {number}", number=number - 1),
        )
    if meeting.status is MeetingStatus.HELD and meeting.date is None:
        hint = _("write the day on which it was held: date")
        yield problem(("status",), "a meeting that was held has a date", hint=hint)
    yield from _not_later(meeting, register)


def _not_later(meeting: Meeting, register: FactRegister) -> Iterator[Problem]:
    dated = [m for m in register.meetings.values() if m.number < meeting.number and m.date]
    before = max(dated, key=lambda m: m.number, default=None)
    if before is None or before.date is None or meeting.date is None or meeting.date > before.date:
        return
    yield problem(
        ("date",),
        "meeting {number} is on {date}, not after meeting {before} on {earlier}",
        number=meeting.number,
        date=meeting.date,
        before=before.number,
        earlier=before.date,
        hint=_("correct one of the two dates"),
        related=[Related(_("the meeting before"), ("date",), meeting_path(before.number))],
    )


def _cards(meeting: Meeting, context: Context) -> list[CardFacts] | None:
    """Return the cards of a meeting; None if one of them could not be read."""
    unread, found = context.memo("by meeting", partial(_by_meeting, context.register))
    return None if meeting.number in unread else found.get(meeting.number, [])


def _by_meeting(register: FactRegister) -> tuple[set[int], dict[int, list[CardFacts]]]:
    """Return the meetings with unreadable cards, and the readable cards by meeting."""
    found: dict[int, list[CardFacts]] = {}
    for card in register.in_order:
        for number in {card.meeting, meeting_of(card.id)}:  # the two agree (CC207)
            found.setdefault(number, []).append(card)
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
    of=Of.MEETING,
    reads=[Input.MEETINGS, Input.CARDS],
    why="What was decided and has no card is never reported on.",
    hint="Make a card of it: cardctl new TITLE --meeting N --item K.",
    bad={"M01/meeting.yaml": FILES["M01/meeting.yaml"] + _DECIDED},
    good={"M01/meeting.yaml": FILES["M01/meeting.yaml"]},
)
def idle_item(meeting: Meeting, context: Context) -> Iterator[Problem]:
    """A meeting that was held decided an agenda item, and no card comes from it."""
    cards = _cards(meeting, context)
    for index, item in _without_card(meeting, cards) if cards is not None else ():
        yield problem(
            ("items", index, "item"),
            "item {item} was decided, and no card comes from it",
            item=item.item,
            hint=_("cardctl new TITLE --meeting {meeting} --item {item}",
                     meeting=meeting.number, item=item.item),
        )  # fmt: skip


_REPORTS = "items:\n  - {item: 1, title: Accounts, type: report, outcome: received}\n"


@rule(
    "CC312",
    "idle-meeting",
    Severity.NOTE,
    of=Of.MEETING,
    reads=[Input.MEETINGS, Input.CARDS],
    why="The report for the next meeting will have nothing to say of this one.",
    hint="Make cards of what is to be followed up; if that is nothing, all is well.",
    bad={"M02/meeting.yaml": "number: 2\ndate: 2022-08-31\nstatus: held\n" + _REPORTS},
    good={"M02/meeting.yaml": _SECOND},
)  # fmt: skip
def idle_meeting(meeting: Meeting, context: Context) -> Iterator[Problem]:
    """A meeting that was held had an agenda, and no card comes from it.

    Where it decided an item that has no card, that is said instead.
    """
    cards = _cards(meeting, context)
    if cards != [] or meeting.status is not MeetingStatus.HELD or not meeting.items:
        return
    if not _without_card(meeting, cards):
        yield problem(
            ("number",),
            "meeting {number} was held, and no card comes from it",
            number=meeting.number,
            hint=_("cardctl new TITLE --meeting {number}", number=meeting.number),
        )
