"""CC506 and CC516: history entries that were rewritten, inserted or backdated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from cardctl.finding import Field, Severity
from cardctl.i18n import _
from cardctl.rules.comparison import (
    Base,
    CardDiff,
    Entry,
)
from cardctl.rules.dates import days, grant_problems
from cardctl.rules.entries import RECORDED, describe, rewritten
from cardctl.rules.examples import HISTORY
from cardctl.rules.rule import Change, Problem, SubjectKind, extends, problem, rule
from cardctl.rules.withdrawals import without_withdrawn

_ANOTHER = HISTORY + "  - {date: 2022-08-01, by: parks, due: 2023-06-30, note: The flood.}\n"


@rule(
    "CC506",
    "history-rewritten",
    Severity.ERROR,
    of=SubjectKind.CHANGE,
    why="The history shows who promised what, and when it slipped, only if no entry ever changes.",
    hint="Restore the old entries; add new information as a new entry at the end.",
    bad=Change(before=HISTORY, after=HISTORY.replace("2022-02-09", "2022-02-10")),
    good=Change(before=HISTORY, after="due: 2023-06-30\n" + _ANOTHER),
)
def history_rewritten(diff: CardDiff, base: Base) -> Iterator[Problem]:
    """A history entry was changed, removed or moved, or inserted where it rewrites the past.

    A new entry between the old ones may not change what a meeting decided on, nor move a due date
    that had passed. Entries that no meeting has heard may be taken back.
    """
    hint = _(
        "restore it, then correct it by a further entry: cardctl update {id} --correct FIELD=VALUE "
        "--reason TEXT --meeting N",
        id=diff.now and diff.now.id,
    )
    how = without_withdrawn(diff, base, "history", diff.history)
    yield from rewritten(diff, base, "history", how, hint)
    if not base.merged:
        yield from _inserted_before_decisions(diff)
        yield from _inserted_before_due(diff)


# Entries that were inserted ---------------------------------------------------------------------
#
# Two branches that file in parallel lose nothing: sorted by date, new entries may precede those of
# the base. They are checked like appended entries, so that nobody can bypass a rule by inserting a
# back-dated entry.


class Inserted(NamedTuple):
    """A new history entry before old ones; all values are as written in the file.

    *due* is the due date before it, and *following* are the old entries after it.
    """

    place: Field
    entry: Entry
    due: object
    following: list[Entry]

    @property
    def came_after_due(self) -> bool:
        """Whether the due date had passed when the entry was filed.

        It was filed after the last old entry, because the base does not have it, whatever its own
        date is.
        """
        days = [str(old["date"]) for old in self.following if old.get("date")]
        return self.due is not None and bool(days) and str(self.due) < max(days)

    @property
    def claims_late(self) -> bool:
        """Whether it submits an outcome after the due date, although it is dated before."""
        return self.entry.get("state") == "submitted" and self.came_after_due


def _inserted(diff: CardDiff) -> Iterator[Inserted]:
    """Yield the history entries that were inserted."""
    if diff.now is None:
        return
    entries, how = diff.now.entries("history"), diff.history
    for index in how.inserted:
        named = [entry["due"] for entry in entries[:index] if entry.get("due")]
        following = [at for at in range(index + 1, how.added) if at not in how.inserted]
        due = named[-1] if named else None
        yield Inserted(("history", index), entries[index], due, [entries[at] for at in following])


def _fields(entry: Entry) -> set[str]:
    """Return the fields that an entry records; an outcome is part of its state."""
    named = {name for name in RECORDED if name in entry}
    return named | {"state"} if "outcome" in named else named


def _inserted_before_decisions(diff: CardDiff) -> Iterator[Problem]:
    """Report entries that change the fields on which a meeting later decided."""
    for new in _inserted(diff):
        for decision in new.following:
            by_meeting = decision.get("meeting") is not None or decision.get("state") == "closed"
            if by_meeting and _fields(new.entry) & _fields(decision):
                yield problem(
                    new.place,
                    "entry '{entry}' was inserted before a meeting's decision: {decision}",
                    entry=describe(new.entry),
                    decision=describe(decision),
                    hint=_APPEND,
                )
                break


_APPEND = _("append it, dated the day it is filed")


def _inserted_before_due(diff: CardDiff) -> Iterator[Problem]:
    """Report entries that move a due date that had passed (see CC408), or set the first one.

    Whether a card is late is measured from the first due date.
    """
    for new in _inserted(diff):
        if "due" not in new.entry or new.entry["due"] == new.due:
            continue
        if new.came_after_due and new.entry.get("meeting") is None:
            yield problem(
                new.place,
                "entry '{entry}' was inserted after due date {old} had passed, without a "
                "meeting's approval",
                old=new.due,
                entry=describe(new.entry),
                hint=_("append it, with the meeting that granted it: cardctl update {id} "
                         "--due DATE --meeting N --reason TEXT", id=diff.now and diff.now.id),
            )  # fmt: skip
        first = next((old for old in new.following if old.get("due")), None)
        if new.due is None and first is not None:
            yield problem(
                new.place,
                "entry '{entry}' was inserted before the first due date, {due}",
                entry=describe(new.entry),
                due=first["due"],
                hint=_APPEND,
            )


@extends("CC408", SubjectKind.CHANGE)
def due_filed_late(diff: CardDiff, base: Base) -> Iterator[Problem]:
    """A new entry moves a due date that had passed when it was filed, whatever its own date is.

    The base does not have the entry, so it was filed on the day of the base or later.
    """
    if diff.then is None or diff.then.data is None or diff.now is None or base.day is None:
        return
    entries = diff.now.entries("history")
    reported = {new.place for new in _inserted(diff) if new.came_after_due}
    for index in diff.history.new(len(entries)):
        entry, set_by = entries[index], _setting_due(entries[:index])
        if set_by is None or not _moves_due(entry, set_by["due"]):
            continue
        due, day = str(set_by["due"]), _day(entry.get("date"))
        if day is None or str(day) > due or due >= str(base.day):
            continue  # the rule on the card reports what is late by its own date
        if isinstance(number := entry.get("meeting"), int):
            yield from grant_problems(
                index, number, due, _day(set_by.get("date")) or day, base.head
            )
        elif ("history", index) not in reported:
            yield problem(
                ("history", index, "due"),
                "new entry dated {date} moves due date {old}, which had passed on {day}, the day "
                "of {base}",
                date=day,
                old=due,
                day=base.day,
                base=base.base,
                hint=_("add the meeting that granted it to this entry: meeting: N"),
            )


def _setting_due(entries: Sequence[Entry]) -> Entry | None:
    """Return the last of *entries* that records a due date; None if it is not in force."""
    last = next((entry for entry in reversed(entries) if "due" in entry), None)
    return last if last and last["due"] else None


def _moves_due(entry: Entry, due: object) -> bool:
    corrected = entry.get("corrects")
    is_correction = isinstance(corrected, dict) and "due" in corrected
    return "due" in entry and entry["due"] != due and not is_correction


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None


BACKDATED_DAYS = 30
"""Days; filed entries are reviewed and merged in fewer."""


@rule(
    "CC516",
    "backdated-entry",
    Severity.WARNING,
    of=SubjectKind.CHANGE,
    why="A backdated entry can make a missed date look as if it had been kept.",
    hint="Use the day the entry is filed; if the earlier date is correct, explain it in a note.",
    bad=Change(
        before=HISTORY,
        after=HISTORY + "  - {date: 2022-03-01, by: parks, note: The survey is made.}\n",
    ),
    good=Change(
        before=HISTORY,
        after=HISTORY + "  - {date: 2022-08-20, by: parks, note: Surveyed on 1 March.}\n",
    ),
)
def backdated_entry(diff: CardDiff, base: Base) -> Iterator[Problem]:
    """A new entry is dated over 30 days before the base, or (as a note) precedes existing ones.

    Two branches that file in parallel leave new entries before older ones; nothing is lost by that.
    A claim that looks timely only by its place among them is a warning, too.
    """
    if diff.then is None or diff.then.data is None or diff.now is None or diff.now.data is None:
        return
    late = {new.place for new in _inserted(diff) if new.claims_late}
    for part, how in (("history", diff.history), ("results", diff.results)):
        entries = diff.now.entries(part)
        for index in how.new(len(entries)):
            if (age := _days_before(entries[index], base.day)) > BACKDATED_DAYS:
                yield problem(
                    (part, index),
                    "new entry '{entry}' is dated {days} before {base}",
                    entry=describe(entries[index]),
                    days=days(age),
                    base=base.base,
                    hint=_("check its date: an entry is dated the day it is filed"),
                )
            elif index in how.inserted:
                yield problem(
                    (part, index),
                    "new entry '{entry}' comes before entries that exist at {base}",
                    entry=describe(entries[index]),
                    base=base.base,
                    hint=_("correct if two branches filed in parallel; otherwise append it"),
                    severity=None if (part, index) in late else Severity.NOTE,
                )


def _days_before(entry: Entry, day: date | None) -> int:
    """Return how many days before *day* an entry is dated; 0 if either day is not known."""
    own = _day(entry.get("date"))
    return (day - own).days if day and own else 0
