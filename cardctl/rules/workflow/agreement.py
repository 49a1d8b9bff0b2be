"""CC519 and CC520: what needs a meeting that agreed, and meetings that cannot have decided."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from cardctl.domain.card import Card, HistoryEntry
from cardctl.domain.decided import can_agree, heard_by
from cardctl.domain.enums import MeetingStatus
from cardctl.domain.facts import last_entry
from cardctl.domain.meeting import Meeting
from cardctl.domain.workflow import Outcome, State
from cardctl.finding import Severity
from cardctl.i18n import _
from cardctl.rules.comparison import Base, CardDiff, head_card
from cardctl.rules.examples import CARD, HELD, HISTORY, replaced
from cardctl.rules.rule import Context, Input, Problem, SubjectKind, extends, problem, rule
from cardctl.rules.workflow.history import history_steps

_VOID = """\
id: M01-004
title: Paint the new bridge
meeting: 1
lead: null
state: closed
outcome: void
history:
  - {date: 2022-01-13, by: office, state: registered}
  - {date: 2022-09-01, by: office, state: closed, outcome: void, note: Misread minutes.%s}
"""


@rule(
    "CC519",
    "void-needs-meeting",
    Severity.ERROR,
    reads=[Input.MEETINGS],
    applies_to=lambda card: card.outcome is Outcome.VOID,
    why="A card that a meeting has heard cannot disappear from the next report without its "
    "knowledge.",
    hint="Reopen it, then use cardctl void ID --reason TEXT --meeting N.",
    bad={**HELD, "M01/M01-004.yaml": _VOID % ", meeting: 1"},
    good={**HELD, "M01/M01-004.yaml": _VOID % ", meeting: 2"},
)
def void_needs_meeting(card: Card, context: Context) -> Iterator[Problem]:
    """A card was closed as void after a meeting had heard it, and no meeting since then agreed."""
    closing = last_entry(card, State.CLOSED)
    if closing is None or card.is_open or card.outcome is not Outcome.VOID:
        return
    index = card.history.index(closing)
    since, until = card.history[0].date, closing.date - timedelta(days=1)
    heard = heard_by(context.register, card.meeting, None, since, until)
    if heard is not None and not can_agree(context.register, closing.meeting, heard):
        yield _unagreed(index, heard)


@extends("CC519", SubjectKind.CHANGE)
def new_void_needs_meeting(diff: CardDiff, base: Base) -> Iterator[Problem]:
    """A card was closed as void although a meeting has heard it by today."""
    card = head_card(diff, base)
    if card is None or diff.then is None or diff.now is None:
        return
    fresh = frozenset(diff.history.new(len(diff.now.entries("history"))))
    for index, entry in enumerate(card.history):
        if index not in fresh or entry.outcome is not Outcome.VOID:
            continue
        since = card.history[0].date
        heard = heard_by(base.register, card.meeting, None, since, base.today)
        if heard is not None and not can_agree(base.register, entry.meeting, heard):
            yield _unagreed(index, heard)


def _unagreed(index: int, heard: int) -> Problem:
    return problem(
        ("history", index, "state"),
        "meeting {number} has heard the card, so closing it as void needs the meeting that agreed",
        number=heard,
        hint=_("add to this entry: {keys}", keys="meeting: N"),
    )


# Meetings that decided --------------------------------------------------------------------------


_GRANTED = replaced(
    "due: 2023-06-30\n" + HISTORY + "  - {date: 2022-09-01, by: office, due: 2023-06-30, "
    "note: The flood., meeting: 2}\n"
)


@rule(
    "CC520",
    "meeting-not-held",
    Severity.ERROR,
    reads=[Input.MEETINGS],
    applies_to=lambda card: any(event.meeting is not None for event in card.history),
    why="Only a meeting that took place can have confirmed, granted or changed anything.",
    hint="Record the meeting as held, or name the one that decided it.",
    bad={"M02/meeting.yaml": HELD["M02/meeting.yaml"].replace("held", "scheduled"), CARD: _GRANTED},
    good={**HELD, CARD: _GRANTED},
)
def meeting_not_held(card: Card, context: Context) -> Iterator[Problem]:
    """A history entry names a meeting that was cancelled, or has not been held by its date.

    If the entry moves a due date that had passed, CC408 reports it.
    """
    for index, (before, event, after) in enumerate(history_steps(card, context)):
        meeting = context.register.meetings.get(event.meeting or 0)
        if meeting is None:
            continue
        if meeting.status is MeetingStatus.HELD:
            yield from _held_later(index, event, meeting)
            continue
        is_late = before.due not in (None, after.due) and event.date > before.due
        if is_late and not event.puts_right("due"):
            continue
        place = ("history", index, "meeting")
        if meeting.status is MeetingStatus.CANCELLED:
            yield problem(
                place,
                "meeting {number} was cancelled, so it cannot have decided this",
                number=meeting.number,
                hint=_("name the meeting that decided it"),
            )
        else:
            yield problem(
                place,
                "meeting {number} has not been held, so it cannot have decided this",
                number=meeting.number,
                hint=_("record it as held: cardctl meeting hold {number}", number=meeting.number),
            )


def _held_later(index: int, event: HistoryEntry, meeting: Meeting) -> Iterator[Problem]:
    """Report an entry that is dated before the meeting that decided it."""
    if meeting.date is not None and event.date < meeting.date:
        yield problem(
            ("history", index, "date"),
            "meeting {number} was held on {day}, after the date of the entry",
            number=meeting.number,
            day=meeting.date,
            hint=_("date the entry {day} or later, or name the meeting that decided it",
                   day=meeting.date),
        )  # fmt: skip
