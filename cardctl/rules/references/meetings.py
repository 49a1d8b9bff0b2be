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
from cardctl.rules.rule import Context, Input, Problem, SubjectKind, problem, rule

_SECOND = FILES["M02/meeting.yaml"]


@rule(
    "CC310",
    "meeting-gap",
    Severity.ERROR,
    of=SubjectKind.MEETING,
    reads=[Input.MEETINGS],
    why="Each report compares with the previous meeting, which must exist and be earlier.",
    hint="Register the missing meeting, or correct the number or the date.",
    bad={"M02/meeting.yaml": _SECOND.replace("2022-10-07", "2022-01-13")
         .replace("papers: 2022-09-30\n", "")},
    good={"M02/meeting.yaml": _SECOND},
)  # fmt: skip
def meeting_gap(meeting: Meeting, context: Context) -> Iterator[Problem]:
    """Meetings must be numbered from 1 without gaps, and held ones must have increasing dates."""
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
        hint = _("add the date it was held: date")
        yield problem(("status",), "a held meeting must have a date", hint=hint)
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
        related=[Related(_("the previous meeting"), ("date",), meeting_path(before.number))],
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
