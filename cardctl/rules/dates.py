"""Rules 4xx: dates that contradict each other, have passed, or are in the future."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from itertools import pairwise

from cardctl.domain.card import Card, HistoryEntry, Result
from cardctl.domain.enums import MeetingStatus
from cardctl.domain.facts import overdue_days
from cardctl.domain.in_force import revised_results
from cardctl.domain.meeting import Meeting
from cardctl.domain.register import FactRegister
from cardctl.finding import Field, Related, Severity
from cardctl.i18n import Message, _, _n
from cardctl.rules.builtin import builtin
from cardctl.rules.examples import FILES, HISTORY
from cardctl.rules.rule import Context, Input, Problem, SubjectKind, extends, problem, rule
from cardctl.rules.workflow.history import history_steps


def days(count: int) -> Message:
    """Return a number of days in words."""
    return _n("{count} day", "{count} days", count)


def _due(day: str) -> str:
    """Return an example whose history records *day* as the due date with the plan."""
    return f"due: {day}\n" + HISTORY.replace("2022-12-31", day)


def _recorded_due(card: Card) -> HistoryEntry | None:
    """Return the entry that set the current due date; None if top and history disagree."""
    for event in reversed(card.history):
        if event.records("due"):
            return event if event.due == card.due else None
    return None


@rule(
    "CC402",
    "due-before-start",
    Severity.ERROR,
    reads=[Input.MEETINGS],
    why="Work cannot be due before it begins: one of the two dates is wrong.",
    hint="Correct the due date with a new entry: cardctl update ID --due DATE --reason TEXT.",
    bad=_due("2022-01-31"),
    good=_due("2022-10-31"),
)
def due_before_start(card: Card, context: Context) -> Iterator[Problem]:
    """A due date is set before the plan was submitted, or before the card's meeting.

    A due date recorded before the plan was filed, and missed because the plan came late, is no
    contradiction: that card is overdue (CC403), which is a different thing.
    """
    entry, plan = _recorded_due(card), card.plan
    if entry is None or card.due is None:
        return
    submitted = plan.submitted if plan else None
    meeting = context.register.meetings.get(card.meeting)
    if submitted is not None and card.due < submitted <= entry.date:
        yield problem(
            ("due",),
            "due {days} before the plan was submitted",
            days=days((submitted - card.due).days),
            hint=_correct_due(card),
            related=[Related(_("submitted here"), ("plan", "submitted"))],
        )
    elif meeting is not None and meeting.date is not None and card.due < meeting.date:
        yield problem(
            ("due",),
            "due {days} before the card's meeting ({number})",
            days=days((meeting.date - card.due).days),
            number=meeting.number,
            hint=_correct_due(card),
        )


def _correct_due(card: Card) -> Message:
    return _("correct it: cardctl update {id} --due DATE --reason TEXT", id=card.id)


@rule(
    "CC403",
    "overdue",
    Severity.WARNING,
    reads=[Input.TODAY],
    applies_to=lambda card: overdue_days(card, datetime.date.max) > 0,
    why="A due date that passes unnoticed is the first sign of a neglected task.",
    hint="Submit the outcome, or have a meeting extend the due date.",
    bad=_due("2022-08-15"),
    good=_due("2022-09-01"),
)
def overdue(card: Card, context: Context) -> Iterator[Problem]:
    """An open card without a submitted outcome is past its due date."""
    late = overdue_days(card, context.today)
    if late:
        yield problem(
            ("due",),
            "due on {due}, {days} ago",
            due=card.due,
            days=days(late),
            hint=_(
                "submit the outcome, or have a meeting move the date: cardctl update {id} "
                "--due DATE --meeting N --reason TEXT",
                id=card.id,
            ),
        )


def _days_on_record(card: Card) -> Iterator[tuple[Field, datetime.date]]:
    """Yield every day on which something happened according to the card, with its place."""
    for index, event in enumerate(card.history):
        yield ("history", index, "date"), event.date
    for index, result in enumerate(card.results):
        yield ("results", index, "date"), result.date
    if card.plan is None:
        return
    if card.plan.submitted is not None:
        yield ("plan", "submitted"), card.plan.submitted
    for index, step in enumerate(card.plan.steps):
        for name, day in (("done", step.done), ("dropped", step.dropped)):
            if isinstance(day, datetime.date):
                yield ("plan", "steps", index, name), day


def last_day(card: Card) -> datetime.date:
    """Return the last day on which something happened according to the card."""
    days = [event.date for event in card.history]
    days += [result.date for result in card.results]
    if card.plan is not None:
        days += [step.done for step in card.plan.steps if step.done is not None]
        dropped = (step.dropped for step in card.plan.steps)
        days += [day for day in dropped if isinstance(day, datetime.date)]
        days += [] if card.plan.submitted is None else [card.plan.submitted]
    return max(days)


def after_today(place: Field, day: datetime.date, today: datetime.date) -> Problem:
    """Return the problem that a record is dated after *today*."""
    hint = _("record only what has happened; use due dates for plans")
    return problem(
        place, "{date} is in the future (today is {today})", date=day, today=today, hint=hint
    )


@rule(
    "CC404",
    "future-record",
    Severity.ERROR,
    reads=[Input.TODAY],
    why="A record states what has happened; a future date is a typo or a plan.",
    hint="Correct the date; use a due date for planned work.",
    bad=HISTORY + "  - {date: 2022-11-02, by: parks, lead: roads, note: Roads takes over.}\n"
    "lead: roads\n",
    good=HISTORY + "  - {date: 2022-08-02, by: parks, lead: roads, note: Roads takes over.}\n"
    "lead: roads\n",
)
def future_record(card: Card, context: Context) -> Iterator[Problem]:
    """A history entry, result, plan, finished step or held meeting is dated in the future."""
    for place, day in _days_on_record(card) if last_day(card) > context.today else ():
        if day > context.today:
            yield after_today(place, day, context.today)


@extends("CC404", SubjectKind.MEETING)
def held_in_future(meeting: Meeting, context: Context) -> Iterator[Problem]:
    """A meeting that lies ahead is said to have been held."""
    held = meeting.status is MeetingStatus.HELD
    if held and meeting.date is not None and meeting.date > context.today:
        yield after_today(("date",), meeting.date, context.today)


@rule(
    "CC405",
    "history-order",
    Severity.ERROR,
    why="The last entry is in force; out of order, position and date point to different entries.",
    hint="Move the entry to its place by date, or correct its date, before sharing it.",
    bad=HISTORY + "  - {date: 2022-01-20, by: office, lead: roads, note: A new hand.}\n"
    "lead: roads\n",
    good=HISTORY + "  - {date: 2022-03-20, by: office, lead: roads, note: A new hand.}\n"
    "lead: roads\n",
)
def history_order(card: Card, _context: Context) -> Iterator[Problem]:
    """History entries or results are not in chronological order."""
    parts: dict[str, Sequence[HistoryEntry | Result]] = {
        "history": card.history,
        "results": card.results,
    }
    for part, entries in parts.items():
        for index, (before, entry) in enumerate(pairwise(entries), start=1):
            if entry.date < before.date:
                yield problem(
                    (part, index, "date"),
                    "{date} is listed after {before}",
                    date=entry.date,
                    before=before.date,
                    hint=_("sort the entries by date, newest last"),
                    related=[Related(_("previous entry"), (part, index - 1, "date"))],
                )


@rule(
    "CC406",
    "step-after-due",
    Severity.WARNING,
    why="Even if every step is on time, the card misses its own due date.",
    hint="Change the step's due date, or the card's with a reason.",
    bad="plan:\n  summary: Raise the dykes.\n  steps:\n"
    "    - {id: a, title: Raise the southern dyke, due: 2023-02-28}\n",
    good="plan:\n  summary: Raise the dykes.\n  steps:\n"
    "    - {id: a, title: Raise the southern dyke, due: 2022-12-31}\n",
)
def step_after_due(card: Card, _context: Context) -> Iterator[Problem]:
    """An unfinished step of an open card is due after the card itself."""
    steps = card.plan.steps if card.plan and card.is_open else ()
    for index, step in enumerate(steps):
        if step.ended or step.due is None or card.due is None or step.due <= card.due:
            continue
        yield problem(
            ("plan", "steps", index, "due"),
            "step {step} is due {days} after the card",
            step=step.id,
            days=days((step.due - card.due).days),
            hint=_("move the step's date, or the card's: cardctl update {id} --due {due} "
                     "--reason TEXT", id=card.id, due=step.due),
            related=[Related(_("due date of the card"), ("due",))],
        )  # fmt: skip


@rule(
    "CC407",
    "result-after-papers",
    Severity.WARNING,
    reads=[Input.MEETINGS],
    why="The papers were closed, so the meeting's report does not show this result.",
    hint="File it for the next meeting, or correct the papers date.",
    bad={"M02/meeting.yaml": FILES["M02/meeting.yaml"].replace("2022-09-30", "2022-08-18")},
    good={"M02/meeting.yaml": FILES["M02/meeting.yaml"]},
)
def result_after_papers(card: Card, context: Context) -> Iterator[Problem]:
    """A result was filed after the papers for the meeting that hears it were closed.

    One that revises an earlier result may be: if the meeting has heard that one, it is a correction
    for the next meeting (see CC617).
    """
    calendar = context.register.calendar
    revisions = {index for index, _earlier in revised_results(card.results, calendar)}
    for index, result in enumerate(card.results):
        meeting = context.register.meetings.get(calendar.hearing_of(result.meeting))
        if index in revisions:
            continue
        if meeting is None or meeting.papers is None or result.date <= meeting.papers:
            continue
        yield problem(
            ("results", index, "date"),
            "filed on {date}; the papers of meeting {number} closed on {papers}",
            date=result.date,
            number=meeting.number,
            papers=meeting.papers,
            hint=_("file it for a later meeting, or correct the meeting's papers date"),
        )


@rule(
    "CC408",
    "due-moved-late",
    Severity.ERROR,
    reads=[Input.MEETINGS],
    why="A missed date must not become a kept one: once it has passed, only a meeting can move it.",
    hint="Add the meeting that granted it (meeting: N), or restore the old date.",
    bad=_due("2022-06-30").replace("due: 2022-06-30\n", "due: 2022-12-31\n", 1)
    + "  - {date: 2022-07-14, by: parks, due: 2022-12-31, note: The flood came first.}\n",
    good=_due("2022-06-30").replace("due: 2022-06-30\n", "due: 2022-12-31\n", 1)
    + "  - {date: 2022-06-14, by: parks, due: 2022-12-31, note: The flood came first.}\n",
)
def due_moved_late(card: Card, context: Context) -> Iterator[Problem]:
    """A due date was moved after it had passed, without a meeting's approval.

    The meeting must have been held, after the entry that set the old date. In a change, an entry
    that the base does not have was filed on the day of the base or later, whatever its own date.
    """
    set_on = datetime.date.min
    for index, (before, event, after) in enumerate(history_steps(card, context)):
        due = before.due
        if (
            due is not None
            and after.due != due
            and event.date > due
            and not event.puts_right("due")
        ):
            yield from _late_move(index, event, (due, set_on), context.register)
        if event.records("due"):
            set_on = event.date


def _late_move(
    index: int,
    event: HistoryEntry,
    old: tuple[datetime.date, datetime.date],
    register: FactRegister,
) -> Iterator[Problem]:
    """Yield why the entry at *index* may not move the *old* due date, set on the second day."""
    due, set_on = old
    if event.meeting is not None:
        yield from grant_problems(index, event.meeting, due, set_on, register)
        return
    yield problem(
        ("history", index, "due"),
        "due date {old} was moved {days} after it had passed, without a meeting",
        old=due,
        days=days((event.date - due).days),
        hint=_("add the meeting that granted it to this entry: meeting: N"),
    )


def grant_problems(
    index: int, number: int, due: object, set_on: datetime.date, register: FactRegister
) -> Iterator[Problem]:
    """Yield why meeting *number* cannot have granted the move of *due* in history entry *index*.

    *set_on* is the date of the entry that set *due*. A meeting that is unknown or cannot be read
    has a finding of its own.
    """
    meeting, field = register.meetings.get(number), ("history", index, "meeting")
    if meeting is None:
        return
    if meeting.status is not MeetingStatus.HELD:
        yield problem(
            field,
            "due date {old} had passed, and meeting {number} has not been held",
            old=due,
            number=number,
            hint=_("only a meeting that was held after {day} can have granted it", day=set_on),
        )
    elif meeting.date is not None and meeting.date <= set_on:
        yield problem(
            field,
            "due date {old} had passed, and meeting {number} ({date}) was held before it was set "
            "({day})",
            old=due,
            number=number,
            date=meeting.date,
            day=set_on,
            hint=_("only a meeting that was held after {day} can have granted it", day=set_on),
        )


builtin(
    "CC401", "bad-date",
    "A date is not a valid calendar date in the form YYYY-MM-DD.",
    "4/3/22 is ambiguous (March or April), and 30 February does not exist.",
    "Write it as YYYY-MM-DD, for example 2022-01-13.",
    "plan: {submitted: 2022-02-30, summary: Raise the dykes., no_steps: One contract.}\n",
    "plan: {submitted: 2022-02-28, summary: Raise the dykes., no_steps: One contract.}\n",
)  # fmt: skip
