"""Rules on a change (`validate --since`, `--staged`): records stay, transitions are legal.

They check a `CardDiff` (a card in the base and now) and the `Base` that it is compared with.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from cardctl.domain.workflow import Role, State, transition_between, transitions_from
from cardctl.finding import Field, Related, Severity
from cardctl.i18n import Message, _
from cardctl.rules.comparison import (
    AppendOnlyDiff,
    Base,
    CardDiff,
    CardVersion,
    Entry,
    are_alike,
    first_difference,
    value_at,
)
from cardctl.rules.dates import days
from cardctl.rules.examples import FILES, HISTORY
from cardctl.rules.rule import Change, Of, Problem, Rule, extends, problem, record, rule
from cardctl.rules.workflow.history import is_secretariat

LONGEST = 40
"""Longer values are not quoted in a message."""

RECORDED = ("state", "outcome", "lead", "due")
"""Fields that follow the history (CC502)."""


# Wording ----------------------------------------------------------------------------------------


def _stood(value: Any, past: Base) -> Message:
    """Return a phrase for the value in the base: a short value itself, else that it differed."""
    if isinstance(value, bool) or value is None or isinstance(value, (dict, list)):
        return _("different at {base}", base=past.base)
    text = str(value)
    if len(text) > LONGEST:
        return _("different at {base}", base=past.base)
    return _("'{value}' at {base}", value=text, base=past.base)


def _then(place: Field, value: Any, past: Base) -> list[Related]:
    return [Related(_stood(value, past), place)]


def _name(entry: Entry) -> str:
    """Return a short label of an entry: its date, and its main values."""
    words = [entry.get(key) for key in ("date", "state", "outcome", "due", "by")]
    return " ".join(str(word) for word in words if word is not None and word != "")[:LONGEST]


# The history and the results --------------------------------------------------------------------

_ANOTHER = HISTORY + "  - {date: 2022-08-01, by: parks, due: 2023-06-30, note: The flood.}\n"


@rule(
    "CC506",
    "history-rewritten",
    Severity.ERROR,
    of=Of.CHANGE,
    why="The history shows who promised what, and when it slipped, only if no entry ever changes.",
    hint="Restore the old entries; add new information as a new entry at the end.",
    bad=Change(before=HISTORY, after=HISTORY.replace("2022-02-09", "2022-02-10")),
    good=Change(before=HISTORY, after="due: 2023-06-30\n" + _ANOTHER),
)
def history_rewritten(pair: CardDiff, past: Base) -> Iterator[Problem]:
    """A history entry was changed, removed or moved, or inserted where it rewrites the past.

    A new entry between the old ones may not change what a meeting decided on, nor move a due date
    that had passed.
    """
    again = _("restore it, then add a correcting entry: see cardctl update --help")
    yield from _rewritten(pair, past, "history", pair.history, again)
    if not past.merged:
        yield from _inserted_before_decisions(pair)
        yield from _inserted_before_due(pair)


_RESULT = """\
results:
  - {meeting: 2, date: 2022-08-16, by: parks, text: %s, readings: {a: 12}}
"""
_SECOND = "  - {meeting: 2, date: 2022-08-20, by: roads, text: The road on the dyke is open.}\n"


@rule(
    "CC604",
    "result-rewritten",
    Severity.ERROR,
    of=Of.CHANGE,
    why="What was reported to a meeting must stay readable, even if it was wrong.",
    hint="Restore the old results; add changes as a new result.",
    bad=Change(before=_RESULT % "Raised by half.", after=_RESULT % "Both are raised."),
    good=Change(before=_RESULT % "All raised.", after=_RESULT % "All raised." + _SECOND),
)
def result_rewritten(pair: CardDiff, past: Base) -> Iterator[Problem]:
    """A result was changed, removed or moved."""
    again = _("restore it, and add new information as a new result")
    yield from _rewritten(pair, past, "results", pair.results, again)


def _rewritten(
    pair: CardDiff, past: Base, part: str, how: AppendOnlyDiff, again: Message
) -> Iterator[Problem]:
    """Report each entry of *part* that was changed, removed or moved."""
    if pair.then is None or pair.now is None or pair.now.data is None:
        return
    new = pair.now.entries(part)
    for index, entry in how.changed:
        inside = first_difference(entry, new[index])
        yield problem(
            (part, index, *inside),
            "entry '{entry}' was rewritten",
            entry=_name(entry),
            hint=again,
            related=_then((part, index, *inside), value_at(entry, inside), past),
        )
    for index in sorted({index for index, _unused in how.gone}):
        entries = ", ".join(_name(entry) for at, entry in how.gone if at == index)
        yield problem(
            (part, index) if index < len(new) else (part,),
            "removed: {entries} (present at {base})",
            entries=entries,
            base=past.base,
            on_key=index >= len(new),
            hint=again,
        )
    for index in how.moved:
        yield problem(
            (part, index),
            "entry '{entry}' was moved; the order at {base} is different",
            entry=_name(new[index]),
            base=past.base,
            hint=_("restore that order; new entries may go in between"),
        )


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


def _inserted(pair: CardDiff) -> Iterator[Inserted]:
    """Yield the history entries that were inserted."""
    if pair.now is None:
        return
    entries, how = pair.now.entries("history"), pair.history
    for index in how.inserted:
        named = [entry["due"] for entry in entries[:index] if entry.get("due")]
        following = [at for at in range(index + 1, how.added) if at not in how.inserted]
        due = named[-1] if named else None
        yield Inserted(("history", index), entries[index], due, [entries[at] for at in following])


def _fields(entry: Entry) -> set[str]:
    """Return the fields that an entry records; an outcome is part of its state."""
    named = {name for name in RECORDED if name in entry}
    return named | {"state"} if "outcome" in named else named


def _inserted_before_decisions(pair: CardDiff) -> Iterator[Problem]:
    """Report entries that change the fields on which a meeting later decided."""
    for new in _inserted(pair):
        for decision in new.following:
            by_meeting = decision.get("meeting") is not None or decision.get("state") == "closed"
            if by_meeting and _fields(new.entry) & _fields(decision):
                yield problem(
                    new.place,
                    "entry '{entry}' was inserted before a meeting's decision: {decision}",
                    entry=_name(new.entry),
                    decision=_name(decision),
                    hint=_APPEND,
                )
                break


_APPEND = _("append it, dated the day it is filed")


def _inserted_before_due(pair: CardDiff) -> Iterator[Problem]:
    """Report entries that move a due date that had passed (see CC408), or set the first one.

    Whether a card is late is measured from the first due date.
    """
    for new in _inserted(pair):
        if "due" not in new.entry or new.entry["due"] == new.due:
            continue
        if new.came_after_due and new.entry.get("meeting") is None:
            yield problem(
                new.place,
                "entry '{entry}' was inserted after due date {old} had passed, without a "
                "meeting's approval",
                old=new.due,
                entry=_name(new.entry),
                hint=_("append it, with the meeting that granted it: cardctl update {id} "
                         "--due DATE --meeting N --reason TEXT", id=pair.now and pair.now.id),
            )  # fmt: skip
        first = next((old for old in new.following if old.get("due")), None)
        if new.due is None and first is not None:
            yield problem(
                new.place,
                "entry '{entry}' was inserted before the first due date, {due}",
                entry=_name(new.entry),
                due=first["due"],
                hint=_APPEND,
            )


LONG_BEFORE = 30
"""Days; filed entries are reviewed and merged in fewer."""


@rule(
    "CC516",
    "backdated-entry",
    Severity.WARNING,
    of=Of.CHANGE,
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
def backdated_entry(pair: CardDiff, past: Base) -> Iterator[Problem]:
    """A new entry is dated over 30 days before the base, or (as a note) precedes existing ones.

    Two branches that file in parallel leave new entries before older ones; nothing is lost by that.
    A claim that looks timely only by its place among them is a warning, too.
    """
    if pair.then is None or pair.then.data is None or pair.now is None or pair.now.data is None:
        return
    late = {new.place for new in _inserted(pair) if new.claims_late}
    for part, how in (("history", pair.history), ("results", pair.results)):
        entries = pair.now.entries(part)
        for index in how.new(len(entries)):
            if (age := _days_before(entries[index], past.day)) > LONG_BEFORE:
                yield problem(
                    (part, index),
                    "new entry '{entry}' is dated {days} before {base}",
                    entry=_name(entries[index]),
                    days=days(age),
                    base=past.base,
                    hint=_("check its date: an entry is dated the day it is filed"),
                )
            elif index in how.inserted:
                yield problem(
                    (part, index),
                    "new entry '{entry}' comes before entries that exist at {base}",
                    entry=_name(entries[index]),
                    base=past.base,
                    hint=_("correct if two branches filed in parallel; otherwise append it"),
                    severity=None if (part, index) in late else Severity.NOTE,
                )


def _days_before(entry: Entry, day: date | None) -> int:
    """Return how many days before *day* an entry is dated; 0 if either day is not known."""
    try:
        return (day - date.fromisoformat(str(entry.get("date")))).days if day else 0
    except ValueError:
        return 0


# Transitions ------------------------------------------------------------------------------------


_STATES = {state.value: state for state in State}


def _state(name: object) -> State | None:
    return _STATES.get(name) if isinstance(name, str) else None


def _last_state(side: CardVersion) -> State | None:
    """Return the state of a card: the last one in its history, else the one at its top."""
    named = [entry["state"] for entry in side.entries("history") if entry.get("state")]
    return _state(named[-1] if named else (side.data or {}).get("state"))


def _added_moves(pair: CardDiff) -> Iterator[tuple[Field, State, State]]:
    """Yield the transitions that the change adds: place, state before, state after.

    If the top of the card has another state and no entry accounts for it, the top itself is a
    transition.
    """
    if pair.then is None or pair.now is None or pair.now.data is None:
        return
    stood = _last_state(pair.then)
    new, how = pair.now.entries("history"), pair.history
    fresh = frozenset(how.new(len(new)))
    source, found = None, False
    for index, entry in enumerate(new):
        if index == how.added and (source is None or how.lost):
            source = stood  # rewritten entries do not change the state that the card continues from
        target = _state(entry.get("state"))
        if source is not None and target is not None and index in fresh:
            yield ("history", index, "state"), source, target
            found = True
        source = target or source
    old, top = (_state((side.data or {}).get("state")) for side in (pair.then, pair.now))
    if not found and stood is not None and top not in (None, stood, old):
        yield ("state",), stood, top


@extends("CC501", Of.CHANGE)
def illegal_change(pair: CardDiff, past: Base) -> Iterator[Problem]:
    """A card went from the state in which it stood to another by no legal move."""
    for number, (place, source, target) in enumerate(_added_moves(pair)):
        if transition_between(source, target) is not None or source is target:
            continue
        yield problem(
            place,
            "{source} -> {target}",
            source=source,
            target=target,
            hint=_legal(source),
            related=_then(place, source, past) if number == 0 else [],
        )


def _legal(source: State) -> Message:
    moves = transitions_from(source)
    if [move.target for move in moves] == [State.IN_PROGRESS]:
        return _("a closed card can only be reopened: closed -> in_progress, by the "
                 "secretariat, with a reason")  # fmt: skip
    legal = ", ".join(move.target for move in moves)
    return _("allowed from '{state}': {legal}", state=source, legal=legal)


@extends("CC509", Of.CHANGE)
def not_by_the_old_secretariat(pair: CardDiff, past: Base) -> Iterator[Problem]:
    """A move that is the secretariat's was filed by one that the change itself made secretariat."""
    if past.register is None or pair.now is None:
        return
    for place, source, target in _added_moves(pair):
        move = transition_between(source, target)
        by = value_at(pair.now.data, (*place[:-1], "by"))
        if move is None or move.who != (Role.SECRETARIAT,) or not isinstance(by, str):
            continue
        if not is_secretariat(by, past.register):
            old = past.register.config.secretariat
            yield problem(
                (*place[:-1], "by"),
                "{source} -> {target} must be filed by the secretariat, not by {by}",
                source=source,
                target=target,
                by=by,
                hint=_("a new secretariat files from the next change on; at {base} it was {code}",
                         code=old, base=past.base),
            )  # fmt: skip


_CLOSED = FILES["M01/M01-003.yaml"]
_REOPENED = _CLOSED.replace("state: closed\noutcome: withdrawn\n", "state: in_progress\n") + (
    "  - {date: 2022-08-20, by: office, state: in_progress, note: It stands again.}\n"
)


@rule(
    "CC505",
    "closed-card-changed",
    Severity.ERROR,
    of=Of.CHANGE,
    why="A meeting confirmed the old content; no meeting has seen the new one.",
    hint="Restore it, or reopen the card first: cardctl update ID --state in_progress --reason …",
    bad=Change(
        before={"M01/M01-003.yaml": _CLOSED},
        after={"M01/M01-003.yaml": _CLOSED.replace("old bridge", "new bridge")},
    ),
    good=Change(
        before={"M01/M01-003.yaml": _CLOSED},
        after={"M01/M01-003.yaml": _REOPENED.replace("old bridge", "new bridge")},
    ),
)
def closed_card_changed(pair: CardDiff, past: Base) -> Iterator[Problem]:
    """A closed card was changed other than by adding entries or results."""
    if pair.then is None or pair.now is None or pair.now.data is None or pair.then.data is None:
        return
    opened = any(
        source is State.CLOSED
        for place, source, _unused in _added_moves(pair)
        if place != ("state",) and place >= ("history", pair.history.added)
    )
    if opened or _last_state(pair.then) is not State.CLOSED:
        return
    kept = {"id", "history", "results", *RECORDED}
    then = {key: value for key, value in pair.then.data.items() if key not in kept}
    now = {key: value for key, value in pair.now.data.items() if key not in kept}
    for place in _differences(then, now):
        yield problem(
            place,
            "'{field}' was changed on a closed card",
            field=".".join(map(str, place)),
            hint=_("restore it, or reopen the card first: cardctl update {id} --state "
                   "in_progress --reason TEXT", id=pair.now.id),
            related=_then(place, value_at(then, place), past),
        )  # fmt: skip


def _differences(then: dict[str, Any], now: dict[str, Any]) -> Iterator[Field]:
    """Yield the first difference under each key of the card."""
    if are_alike(then, now):
        return
    for key in [*now, *(key for key in then if key not in now)]:
        place = first_difference(_only(then, key), _only(now, key))
        if place:
            yield place


def _only(data: dict[str, Any], key: str) -> dict[str, Any]:
    return {key: data[key]} if key in data else {}


# Whole cards ------------------------------------------------------------------------------------

_FOURTH = FILES["M01/M01-002.yaml"].replace("M01-002", "M01-004").replace("ring", "northern")
_FIFTH = _FOURTH.replace("M01-004", "M01-005")


@rule(
    "CC507",
    "id-changed",
    Severity.ERROR,
    of=Of.CHANGE,
    why="Papers, minutes and other cards refer to the id; under a new one the card is not found.",
    hint="Restore the card's id and file name; a new card takes the next free id.",
    bad=Change(before={"M01/M01-004.yaml": _FOURTH}, after={"M01/M01-005.yaml": _FIFTH}),
    good=Change(
        before={"M01/M01-004.yaml": _FOURTH},
        after={
            "M01/M01-004.yaml": _FOURTH,
            "M01/M01-005.yaml": _FIFTH.replace("northern", "southern"),
        },
    ),
)
def id_changed(pair: CardDiff, past: Base) -> Iterator[Problem]:
    """A card's id has changed."""
    if pair.then is None or pair.now is None or pair.then.id == pair.now.id:
        return
    yield problem(
        ("id",),
        "this card was {old} at {base}",
        old=pair.then.id,
        base=past.base,
        hint=_("ids never change: restore id {old} in {path}",
                 old=pair.then.id, path=pair.then.path),
    )  # fmt: skip


@rule(
    "CC508",
    "card-deleted",
    Severity.ERROR,
    of=Of.CHANGE,
    why="A deleted card leaves no trace of the decision; a closed one says how it ended.",
    hint="Restore the file; close the card as withdrawn, merged or superseded, with the reason.",
    bad=Change(before={"M01/M01-004.yaml": _FOURTH}, after={}),
    good=Change(before={}, after={"M01/M01-004.yaml": _FOURTH}),
)
def card_deleted(pair: CardDiff, past: Base) -> Iterator[Problem]:
    """A card or another file of the register was deleted."""
    if pair.then is None:
        return
    if pair.now is not None:
        yield from _taken_over(pair.then, pair.now, past)
        return
    yield problem(
        (),
        "{name} was deleted; it exists at {base}",
        name=pair.then.id,
        base=past.base,
        hint=_("restore it: git checkout {commit} -- :/{path}; to end a task, close it as "
               "withdrawn, merged or superseded",
                 commit=past.commit, path=past.home + pair.then.path),
    )  # fmt: skip


def _taken_over(then: CardVersion, now: CardVersion, past: Base) -> Iterator[Problem]:
    """Report a card if both sides of a merge created its id, and only the other one is left."""
    if (
        then.path not in past.added_on_all_sides
        or now.id != then.id
        or now.title in (None, then.title)
    ):
        return
    yield problem(
        ("id",),
        "both sides of the merge created card {name}, and the one at {base} is gone",
        name=then.id,
        base=past.base,
        hint=_("restore it under a free id: git show {commit}:{path}; before a merge, use: "
               "cardctl renumber {name}",
                 commit=past.commit, path=past.home + then.path, name=then.id),
    )  # fmt: skip


_THEIRS = {"M01/M01-002.yaml": FILES["M01/M01-002.yaml"] + "note: The counters are here.\n"}


@rule(
    "CC511",
    "base-moved",
    Severity.WARNING,
    of=Of.CHANGE,
    why="Two correct changes can be wrong together, and nobody has checked the combination.",
    hint="Merge the target branch into this one, or rebase onto it, and validate again.",
    bad=Change(
        before={"M01/M01-002.yaml": FILES["M01/M01-002.yaml"]},
        after={"M01/M01-002.yaml": FILES["M01/M01-002.yaml"] + "tags: [counters]\n"},
        changed_on_target=_THEIRS,
    ),
    good=Change(
        before=_THEIRS,
        after={"M01/M01-002.yaml": _THEIRS["M01/M01-002.yaml"] + "tags: [counters]\n"},
    ),
)
def base_moved(pair: CardDiff, past: Base) -> Iterator[Problem]:
    """A card in this change was also changed on the target branch."""
    if pair.now is None or pair.now.path not in past.changed_on_target:
        return
    yield problem(
        (),
        "the card also changed on {target}, after {base}",
        target=past.target,
        base=past.base,
        hint=_("merge or rebase {target}, then validate again", target=past.target),
    )


record(
    Rule(
        "CC903",
        "cannot-compare",
        Severity.ERROR,
        Of.FILE,
        "The base commit of a change is missing or uncertain: an unknown revision, a shallow "
        "or partial clone, or histories without a common ancestor. The command exits with "
        "status 4.",
        "A change that cannot be compared has not been checked, so it must not count as valid.",
        "Fetch the full history: git fetch --unshallow, or git fetch --refetch --no-filter if "
        "the clone is partial; in GitHub Actions set fetch-depth: 0 and no filter, in GitLab "
        "GIT_DEPTH: 0. Or specify another revision.",
        {},
        {},
    )
)
