"""What counts of a card's record at a time: entries, results and texts that are in force.

The file keeps everything that was ever recorded. A view shows what was known on a day: without
later entries, with the old values of what was amended later, without values that were corrected by
then, and of the results of one agency for one meeting only the last.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import compress, islice
from operator import not_
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from cardctl.domain.calendar import Calendar
from cardctl.domain.old_values import overlap, reverted
from cardctl.domain.recorded_fields import RECORDED, replay

if TYPE_CHECKING:
    from cardctl.domain.base import Model
    from cardctl.domain.card import Card, HistoryEntry, Plan, Result, Step
    from cardctl.domain.card_facts import CardFacts

ENDING = ("state", "outcome")
"""What a corrected closing loses: without it, the card is submitted, as before."""

Part = TypeVar("Part")
Whole = TypeVar("Whole", bound="Model")


class Horizon(NamedTuple):
    """What a view can know: what is dated up to *day*, before meeting *meeting* did anything.

    Without a *meeting*, the day alone limits it. *is_record* is for the record of what earlier
    meetings did: it knows what was put right since, too, whichever meeting agreed.
    """

    day: date = date.max
    meeting: int | None = None
    calendar: Calendar = Calendar()
    is_record: bool = False

    def sees(self, entry: HistoryEntry) -> bool:
        """Whether a history entry is in the view."""
        is_correction = self.is_record and bool(entry.corrects)
        return entry.date <= self.day and (is_correction or self._is_earlier(entry.meeting))

    def sees_each(self, history: tuple[HistoryEntry, ...]) -> list[bool]:
        """Whether each entry of a *history* is in the view.

        An entry that corrects or amends a value is not, unless the entry with that value is: it
        would reveal a value that the view does not have yet.
        """
        seen = [self.sees(entry) for entry in history]
        if all(seen):
            return seen
        for index, entry in enumerate(history):
            if seen[index] and (entry.corrects or entry.amends):
                seen[index] = all(seen[at] for at in _entries_changed(history, index))
        return seen

    def hears(self, result: Result) -> bool:
        """Whether a result is in the view: filed by then, for this meeting or an earlier one."""
        if result.date > self.day:
            return False
        if self.meeting is None:
            return True
        heard = self.calendar.hearing_of(result.meeting)
        return heard == self.meeting or self._is_earlier(heard)

    def has(self, card: CardFacts) -> bool:
        """Whether the view has the card at all: it is of an earlier meeting."""
        return self._is_earlier(card.meeting)

    def _is_earlier(self, number: int | None) -> bool:
        if number is None or self.meeting is None:
            return True
        return self.calendar.is_before(number, self.meeting)


def recorded_by(card: Card, horizon: Horizon) -> Card | None:
    """Return the card's record within *horizon*, as it was written; None if there was none yet.

    Undated values, such as those of the plan, are the current ones.
    """
    if not horizon.has(card):
        return None
    sees = horizon.sees_each(card.history)
    history = _kept(card.history, list(compress(card.history, sees)))
    if not history:
        return None
    state, outcome, lead, due = replay(history)
    seen = _changed(
        card,
        {
            "history": history,
            "results": _kept(card.results, [r for r in card.results if horizon.hears(r)]),
            "plan": plan_as_of(card.plan, horizon.day),
            "state": state,
            "outcome": outcome,
            "lead": lead,
            "due": due,
        },
    )
    return _with_old_values(seen, list(compress(card.history, map(not_, sees))))


def whole_record(card: Card) -> Card:
    """Return what `recorded_by` returns of a card within a horizon that sees all of it.

    Its recorded fields agree with its history.
    """
    same = {name: getattr(card, name) for name in ("history", "results", *RECORDED)}
    return _changed(card, {**same, "plan": plan_as_of(card.plan, date.max)})


def in_force(card: Card, calendar: Calendar) -> Card:
    """Return *card* with only what is in force: corrected history, last results; or itself."""
    history = history_in_force(card.history)
    results = results_in_force(card.results, calendar)
    if history is card.history and results is card.results:
        return card
    return card.model_copy(update={"history": history, "results": results})


def as_of(card: Card, horizon: Horizon) -> Card | None:
    """Return the card as a view shows it; None if it did not exist yet."""
    seen = recorded_by(card, horizon)
    return None if seen is None else in_force(seen, horizon.calendar)


def with_corrections(then: Card, recorded: Card, horizon: Horizon) -> Card:
    """Return *then*, a card in force within *horizon*, without what was corrected since.

    *recorded* is the later record with the corrections. Compared with this, a card has only moved
    where something happened: what was never right is no move.
    """
    sees = horizon.sees_each(recorded.history)
    if not any(entry.corrects for entry in compress(recorded.history, map(not_, sees))):
        return then
    history = tuple(compress(history_in_force(recorded.history), sees))
    state, outcome, lead, due = replay(history)
    return then.model_copy(
        update={"history": history, "state": state, "outcome": outcome, "lead": lead, "due": due}
    )


class Versions:
    """The versions of *card*, a whole record, in the reports to the meetings that hear it.

    *days* are those on which it changed, in order. Each version is made once, so that versions are
    the same object if nothing in the card tells them apart.
    """

    def __init__(self, card: Card, calendar: Calendar) -> None:
        self._card = card
        self._calendar = calendar
        self.days = tuple(sorted(set(_days(card))))
        entries = {card.meeting, *(entry.meeting or card.meeting for entry in card.history)}
        self._entries = sorted(map(calendar.place, entries))
        heard = {calendar.hearing_of(result.meeting) for result in card.results}
        self._results = sorted(map(calendar.place, heard))
        self._recorded: dict[_VersionKey, Card | None] = {}
        self._in_force: dict[_VersionKey, Card | None] = {}
        self._before: dict[tuple[_VersionKey, _VersionKey], Card | None] = {}

    def in_report(self, number: int, day: date) -> Card | None:
        """Return the card as the report to meeting *number* shows it on *day*; None if it does not.

        As `View.card`.
        """
        key = self._key(number, day)
        if key not in self._in_force:
            seen = self._record(key, number, day)
            self._in_force[key] = in_force(seen, self._calendar) if seen else None
        return self._in_force[key]

    def before(self, number: int, day: date) -> Card | None:
        """Return what the report before that one showed, or None; as `View.before`."""
        earlier = self._calendar.previous(number)
        if earlier is None:
            return None
        horizon = Horizon(min(self._calendar.closing(earlier) or day, day), earlier, self._calendar)
        keys = self._key(earlier, horizon.day), self._key(number, day)
        if keys not in self._before:
            then = self.in_report(earlier, horizon.day)
            now = self._record(keys[1], number, day)
            self._before[keys] = with_corrections(then, now, horizon) if then and now else then
        return self._before[keys]

    def is_whole(self, number: int, day: date) -> bool:
        """Whether the report to meeting *number* shows the whole record on *day*."""
        return self._key(number, day) == (len(self.days), len(self._entries), len(self._results))

    def _record(self, key: _VersionKey, number: int, day: date) -> Card | None:
        if key not in self._recorded:
            horizon = Horizon(day, number, self._calendar)
            self._recorded[key] = recorded_by(self._card, horizon)
        return self._recorded[key]

    def _key(self, number: int, day: date) -> _VersionKey:
        """Return how many of its days, and of its meetings, the report knows."""
        place = self._calendar.place(number)
        entries, results = bisect_left(self._entries, place), bisect_right(self._results, place)
        return bisect_right(self.days, day), entries, results


_VersionKey = tuple[int, int, int]


def _days(card: Card) -> Iterator[date]:
    """Yield the days on which something in the card changed."""
    yield from (entry.date for entry in card.history)
    yield from (result.date for result in card.results)
    if card.plan is not None:
        ends = (end for step in card.plan.steps for end in (step.done, step.dropped))
        yield from (end for end in (*ends, card.plan.submitted) if isinstance(end, date))


def last_moment(card: Card, calendar: Calendar) -> tuple[date, int]:
    """Return the last day in the card, and the last meeting whose report lacks a part of it.

    As of that day or a later one, and for a later meeting, `recorded_by` removes nothing.
    """
    numbers = {card.meeting, *(entry.meeting or card.meeting for entry in card.history)}
    numbers |= {_last_without(result, calendar) or card.meeting for result in card.results}
    return max(_days(card)), max(numbers, key=calendar.place)


def _last_without(result: Result, calendar: Calendar) -> int | None:
    """Return the last meeting whose report lacks *result*; None if there is none.

    That is the one before the meeting that hears it, whether it hears a report or not. Which one
    comes before a meeting without a file is not known, unless it is the next to register: then it
    is that meeting itself.
    """
    hearing = calendar.hearing_of(result.meeting)
    return calendar.before(hearing) if calendar.is_known(hearing) else hearing


# History ----------------------------------------------------------------------------------------


def history_in_force(history: tuple[HistoryEntry, ...]) -> tuple[HistoryEntry, ...]:
    """Return *history* as if wrong values that were corrected had never been recorded.

    The entry with the wrong value gets the right one, and the correcting entry records nothing: so
    a corrected due date has not moved, and a closing taken back is no reopening. Returns the same
    tuple if nothing was corrected.
    """
    if not any(entry.corrects for entry in history):
        return history
    entries = list(history)
    for index, entry in enumerate(history):
        for field, wrong in (entry.corrects or {}).items():
            # Without the right value, the correction is counted already.
            is_open = field in RECORDED and entry.records(field)
            at = wrong_entry(entries[:index], field, wrong) if is_open else None
            if at is not None:
                entries[at], entries[index] = _corrected(entries[at], entries[index], field)
    return tuple(entries)


def wrong_entry(history: Sequence[HistoryEntry], field: str, wrong: Any) -> int | None:
    """Return the index of the entry that recorded the value *wrong* of *field* last; or None."""
    for index in reversed(range(len(history))):
        if history[index].records(field) and plain_value(getattr(history[index], field)) == wrong:
            return index
    return None


def _entries_changed(history: Sequence[HistoryEntry], index: int) -> Iterator[int]:
    """Yield the indexes of the entries whose values the entry at *index* corrects or amends."""
    entry = history[index]
    for field, wrong in (entry.corrects or {}).items():
        at = wrong_entry(history[:index], field, wrong) if field in RECORDED else None
        if at is not None:
            yield at
    for path in protected_values(entry):
        changes = (at for at in reversed(range(index)) if _changes_value(history[at], path))
        yield from islice(changes, 1)


def _changes_value(entry: HistoryEntry, path: str) -> bool:
    return any(overlap(path, other) for other in protected_values(entry))


def plain_value(value: Any) -> Any:
    """Return a recorded value as the file has it."""
    return value.isoformat() if isinstance(value, date) else value


def _corrected(
    wrong: HistoryEntry, right: HistoryEntry, field: str
) -> tuple[HistoryEntry, HistoryEntry]:
    """Return the two entries of a correction as they count: the wrong one, and the right one."""
    if field == "state":
        return wrong.without(ENDING), right.without(ENDING)
    values = {field: getattr(right, field)}
    return wrong.model_copy(update=values), right.without((field,))


# Results ----------------------------------------------------------------------------------------


def _is(one: object, other: object) -> bool:
    return one is other


def results_in_force(results: tuple[Result, ...], calendar: Calendar) -> tuple[Result, ...]:
    """Return the last result of each agency for each meeting, in the order of the meetings.

    Each one is for the meeting that hears it, if the one that it was filed for was cancelled.
    """
    if not results:
        return results
    found = [
        _heard_by(heard, results[index])
        for (_by, heard), index in last_results(results, calendar).items()
    ]
    same = len(found) == len(results) and all(map(_is, found, results))
    return results if same else tuple(found)


def _heard_by(meeting: int, result: Result) -> Result:
    return result if result.meeting == meeting else result.model_copy(update={"meeting": meeting})


def filed_for(results: tuple[Result, ...], calendar: Calendar) -> dict[tuple[str, int], int]:
    """Return for which meeting a result in force was filed, if another one hears it.

    The keys are its agency and the meeting that hears it.
    """
    found = {(each.by, calendar.hearing_of(each.meeting)): each.meeting for each in results}
    return {key: number for key, number in found.items() if key[1] != number}


def last_results(results: Sequence[Result], calendar: Calendar) -> dict[tuple[str, int], int]:
    """Return the index of the last result by agency and meeting, in the order of the meetings.

    The meeting is the one that hears it (see `Calendar.hearing_of`).
    """
    last: dict[tuple[str, int], int] = {}
    for index, result in enumerate(results):
        key = result.by, calendar.hearing_of(result.meeting)
        last.pop(key, None)
        last[key] = index
    if len(last) < 2:
        return last
    return dict(sorted(last.items(), key=lambda item: calendar.place(item[0][1])))


def filed_result(
    results: Sequence[Result], by: str, meeting: int, calendar: Calendar
) -> Result | None:
    """Return the agency's result in force for what hears *meeting*, as it was filed; or None."""
    index = last_results(results, calendar).get((by, calendar.hearing_of(meeting)))
    return None if index is None else results[index]


def revised_results(results: Sequence[Result], calendar: Calendar) -> Iterator[tuple[int, int]]:
    """Yield (index, index of the result that it revises) for each result that revises one."""
    last: dict[tuple[str, int], int] = {}
    for index, result in enumerate(results):
        key = result.by, calendar.hearing_of(result.meeting)
        if key in last:
            yield index, last[key]
        last[key] = index


def superseded(results: Sequence[Result], calendar: Calendar) -> frozenset[int]:
    """Return the indexes of the results that a later one revises."""
    return frozenset(earlier for _index, earlier in revised_results(results, calendar))


# Values without a date of their own --------------------------------------------------------------


def _with_old_values(card: Card, later: Sequence[HistoryEntry]) -> Card:
    """Return *card* with the values that it had before the *later* entries changed them.

    Values that the model rejects are left as they are: a rule reports the entry.
    """
    changed = [protected_values(entry) for entry in later]
    if not any(changed):
        return card
    from cardctl.domain.card import card_of  # lists mostly need no models

    return card_of(reverted(card.model_dump(mode="json", exclude_unset=True), changed)) or card


def protected_values(entry: HistoryEntry) -> dict[str, Any]:
    """Return the old values of what a meeting decided that *entry* amends or corrects, by path."""
    corrected = {key: old for key, old in (entry.corrects or {}).items() if key not in RECORDED}
    return {**(entry.amends or {}), **corrected}


def plan_as_of(plan: Plan | None, day: date) -> Plan | None:
    """Return the plan without what was filed or ended after *day*; None if there was none yet."""
    if plan is None or (plan.submitted is not None and plan.submitted > day):
        return None
    steps = tuple([_step_as_of(step, day) for step in plan.steps])
    return _changed(plan, {"steps": steps})


def _step_as_of(step: Step, day: date) -> Step:
    """Return the step without an end after *day*: the key is absent, not null, as on that day."""
    if not step.ended_after(day):
        return step
    later = [
        name
        for name in ("done", "dropped")
        if isinstance(when := getattr(step, name), date) and when > day
    ]
    return step.without(later)


def _kept(parts: tuple[Part, ...], seen: list[Part]) -> tuple[Part, ...]:
    """Return the *parts* in *seen*; the same tuple object if that is all of them."""
    return parts if len(seen) == len(parts) else tuple(seen)


def _changed(model: Whole, values: dict[str, object]) -> Whole:
    """Return a copy of *model* with *values*; *model* itself if it already has them.

    Unchanged parts are not copied, so the cost of a view depends only on what has changed. Another
    plan differs, even if it is equal: it may have more keys.
    """
    held = model.__dict__
    if values.keys() <= model.model_fields_set and all(
        held[name] is value or (name != "plan" and held[name] == value)
        for name, value in values.items()
    ):
        return model
    return model.model_copy(update=values)
