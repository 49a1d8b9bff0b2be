"""Rules 5xx: the history follows the transition table, and the top of the card matches its end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cardctl.domain.card import Card, HistoryEntry
from cardctl.domain.facts import last_entry, records
from cardctl.domain.recorded_fields import RECORDED, Recorded
from cardctl.domain.register import FactRegister
from cardctl.domain.workflow import (
    Outcome,
    Role,
    State,
    Transition,
    transition_between,
    transitions_from,
)
from cardctl.finding import Fix, Related, Severity
from cardctl.i18n import Message, _
from cardctl.rules.examples import CARD, CLAIM, HELD, HISTORY, replaced
from cardctl.rules.rule import Context, Input, Problem, problem, rule


class HistoryTransition(NamedTuple):
    """A history entry after the first that sets a state; *entry* is its index in the history.

    *move* is the legal transition from the state before to that state; None if the table has none.
    *before* and *after* are the recorded fields before and after the entry.
    """

    entry: int
    target: State
    move: Transition | None
    before: Recorded
    after: Recorded


def history_steps(
    card: Card, context: Context
) -> Sequence[tuple[Recorded, HistoryEntry, Recorded]]:
    """Return the history entry by entry, with the recorded fields before and after each."""
    return context.of(card, _history_steps)


def moves(card: Card, context: Context) -> Sequence[HistoryTransition]:
    """Return every entry after the first that sets a state."""
    return context.of(card, _moves)


def _history_steps(card: Card, _: Context) -> list[tuple[Recorded, HistoryEntry, Recorded]]:
    return list(records(card))


def _moves(card: Card, context: Context) -> list[HistoryTransition]:
    return [
        HistoryTransition(
            index,
            event.state,
            transition_between(
                before.state, event.state, event.outcome, corrects=event.puts_right("state")
            ),
            before,
            after,
        )
        for index, (before, event, after) in enumerate(history_steps(card, context))
        if index and event.state is not None
    ]


@rule(
    "CC501",
    "illegal-move",
    Severity.ERROR,
    why="A skipped state is a plan, a claim or a decision that nobody ever saw.",
    hint="Make the transitions one by one; `cardctl states` lists them.",
    bad="state: closed\noutcome: withdrawn\n" + HISTORY
    + "  - {date: 2022-08-01, by: office, state: closed, outcome: withdrawn, meeting: 1}\n",
    good="state: on_hold\n" + HISTORY
    + "  - {date: 2022-08-01, by: parks, state: on_hold, note: Floods., review: 3}\n",
)  # fmt: skip
def illegal_move(card: Card, context: Context) -> Iterator[Problem]:
    """The history contains a transition that is not allowed."""
    for moved in moves(card, context):
        if moved.move is not None:
            continue
        source, target = moved.before.state, moved.target
        place = ("history", moved.entry, "state")
        if target is source:
            hint = _("leave out the state in an entry that does not change it")
            yield problem(place, "the card is already {state}", state=target, hint=hint)
            continue
        legal = ", ".join(dict.fromkeys(legal.target for legal in transitions_from(source)))
        yield problem(
            place,
            "{source} -> {target}",
            source=source,
            target=target,
            hint=_("allowed from '{state}': {legal}", state=source, legal=legal),
            related=_since(card, moved.entry),
        )


def _since(card: Card, index: int) -> list[Related]:
    """Return the place where the state before entry *index* was recorded."""
    for earlier in range(index - 1, -1, -1):
        state = card.history[earlier].state
        if state is not None:
            place = ("history", earlier, "state")
            return [Related(_("'{state}' since here", state=state), place)]
    return []


@rule(
    "CC502",
    "recorded-mismatch",
    Severity.ERROR,
    why="Readers rely on the top-level fields, so these must match the recorded history.",
    hint="Restore the last recorded value, then change it with cardctl update, which adds an "
         "entry.",
    bad="due: 2023-06-30\n",
    good="due: 2023-06-30\n" + HISTORY
    + "  - {date: 2022-08-01, by: parks, due: 2023-06-30, note: The flood came first.}\n",
)  # fmt: skip
def recorded_mismatch(card: Card, context: Context) -> Iterator[Problem]:
    """The top-level state, outcome, lead or due differs from the last value in the history.

    A lead that is no agency is CC305's.
    """
    recorded = history_steps(card, context)[-1][2]
    for name in RECORDED:
        top, last = getattr(card, name), getattr(recorded, name)
        if top == last or (name == "lead" and _is_unknown(top, context)):
            continue
        where = [i for i, event in enumerate(card.history) if event.records(name)]
        place = ("history", where[-1], name) if where else ("history",)
        yield problem(
            (name,),
            "{field} is {value} here, but {last} in the history",
            field=name,
            value=_shown(top),
            last=_shown(last),
            hint=_agree(card, name, top, last),
            related=[Related(_("recorded here"), place)] if where else [],
            fixes=[Fix.put((name,), last, after=_keys_before(name))],
        )


def _keys_before(name: str) -> tuple[str, ...]:
    keys = tuple(Card.model_fields)
    return keys[: keys.index(name)]


def _is_unknown(code: str | None, context: Context) -> bool:
    """Whether *code* is already reported as an unknown agency."""
    register = context.register
    return code is not None and register.agencies_known and code not in register.by_code


def _shown(value: object) -> object:
    return _("nothing") if value is None else value


def _agree(card: Card, name: str, top: object, last: object) -> Message:
    """Return the hint that makes top and history agree again."""
    if top is None:
        return _("write '{field}: {last}' at the top", field=name, last=last)
    values = {"id": card.id, "field": name, "value": top, "last": last}
    if last is None:
        return _("remove it, then record it: cardctl update {id} --{field} {value}", **values)
    if name == "due":
        return _("restore {last}, then run: cardctl update {id} --due {value} --reason TEXT",
                   **values)  # fmt: skip
    return _("restore {last}, then run: cardctl update {id} --{field} {value}", **values)


@rule(
    "CC503",
    "bad-first-state",
    Severity.ERROR,
    why="Every card starts as registered, on the date from which it counts.",
    hint="Make the registration the first entry: {date, by, state: registered}.",
    bad="state: planned\nhistory:\n"
    "  - {date: 2022-02-09, by: parks, state: planned, lead: parks, due: 2022-12-31}\n",
    good="state: planned\nhistory:\n"
    "  - {date: 2022-01-13, by: office, state: registered}\n"
    "  - {date: 2022-02-09, by: parks, state: planned, lead: parks, due: 2022-12-31}\n",
)
def bad_first_state(card: Card, _unused: Context) -> Iterator[Problem]:
    """The first history entry does not register the card."""
    first = card.history[0].state
    if first is State.REGISTERED:
        return
    yield problem(
        ("history", 0, "state"),
        "the history starts with {state} instead of registered",
        state=_shown(first),
        hint=_("add an entry with 'state: registered' at the start"),
    )


def is_secretariat(code: str, register: FactRegister) -> bool:
    """Whether *code* is the secretariat, or an agency that it succeeded."""
    seen: set[str] = set()
    following: str | None = code
    while following is not None and following not in seen:
        if following == register.config.secretariat:
            return True
        seen.add(following)
        agency = register.by_code.get(following)
        following = agency.successor if agency else None
    return False


def _confirmed(by: str) -> dict[str, str]:
    card = CLAIM.replace("state: submitted\n", "state: closed\n", 1)
    closing = f"  - {{date: 2022-09-01, by: {by}, state: closed, meeting: 2}}\n"
    return {**HELD, CARD: replaced(card + closing)}


@rule(
    "CC509",
    "not-by-secretariat",
    Severity.ERROR,
    reads=[Input.AGENCIES, Input.REGISTER],
    why="The agency that does the work does not close it: the secretariat files for the meeting.",
    hint="Have the secretariat file the entry.",
    bad=_confirmed("parks"),
    good=_confirmed("office"),
)
def not_by_secretariat(card: Card, context: Context) -> Iterator[Problem]:
    """A closing, return or reopening was filed by an agency other than the secretariat."""
    register = context.register
    for moved in moves(card, context):
        if moved.move is None or moved.move.who != (Role.SECRETARIAT,):
            continue
        by = card.history[moved.entry].by
        if is_secretariat(by, register):
            continue
        yield problem(
            ("history", moved.entry, "by"),
            "{source} -> {target} must be filed by the secretariat, not by {by}",
            source=moved.before.state,
            target=moved.target,
            by=by,
            hint=_("the secretariat ({code}) files what the meeting decided",
                     code=register.config.secretariat),
        )  # fmt: skip


_GONE = {Outcome.MERGED, Outcome.SPLIT, Outcome.SUPERSEDED}

_MERGED = """\
state: closed
outcome: merged
history:
  - {date: 2022-01-13, by: office, state: registered}
  - {date: 2022-03-01, by: office, state: submitted, outcome: merged}
  - {date: 2022-03-02, by: office, state: closed, meeting: 1}
relations: {merged_into: M01-002}
lead: null
due: null
"""


@rule(
    "CC512",
    "merged-gets-results",
    Severity.ERROR,
    why="Work continues in another card, and only that card's results are heard.",
    hint="File the result in the card that replaced this one.",
    bad=_MERGED,
    good=_MERGED + "results: []\n",
)
def merged_gets_results(card: Card, _unused: Context) -> Iterator[Problem]:
    """A result was filed after its card was closed as merged, split or superseded.

    A correction of an earlier result may be.
    """
    if card.is_open or card.outcome not in _GONE:
        return
    closing = last_entry(card, State.CLOSED)
    if closing is None:
        return
    ties = card.relations
    others = (*ties.merged_into, *ties.split_into, *ties.superseded_by)
    for index, result in enumerate(card.results):
        if result.date > closing.date and result.correction is None:
            yield problem(
                ("results", index),
                "filed on {date}, after the card was closed as {outcome}",
                date=result.date,
                outcome=card.outcome,
                hint=_("file it in {ids}", ids=", ".join(others) or "-"),
            )
