"""CC505, CC507, CC508 and CC511: cards that a change may not touch in this way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cardctl.domain.decided import before_changes, is_decided, new_entries, unexplained
from cardctl.domain.ids import full_id, id_at
from cardctl.domain.workflow import State
from cardctl.finding import Field, Severity
from cardctl.i18n import Message, _
from cardctl.rules.comparison import (
    Base,
    CardDiff,
    CardVersion,
    are_equal,
    first_difference,
    value_at,
)
from cardctl.rules.entries import RECORDED, previous
from cardctl.rules.examples import FILES
from cardctl.rules.rule import Change, Problem, SubjectKind, problem, rule
from cardctl.rules.withdrawals import is_withdrawn
from cardctl.rules.workflow.transitions import added_transitions, last_state

_CLOSED = FILES["M01/M01-003.yaml"]
_REOPENED = _CLOSED.replace("state: closed\noutcome: withdrawn\n", "state: in_progress\n") + (
    "  - {date: 2022-08-20, by: office, state: in_progress, note: It stands again.}\n"
)


@rule(
    "CC505",
    "closed-card-changed",
    Severity.ERROR,
    of=SubjectKind.CHANGE,
    why="A meeting confirmed the old content; no meeting has seen the new one.",
    hint="Restore it, or reopen the card first: cardctl update ID --state in_progress --reason …",
    bad=Change(
        before={"M01/M01-003.yaml": _CLOSED},
        after={"M01/M01-003.yaml": _CLOSED + "partners: [roads]\n"},
    ),
    good=Change(
        before={"M01/M01-003.yaml": _CLOSED},
        after={"M01/M01-003.yaml": _REOPENED + "partners: [roads]\n"},
    ),
)
def closed_card_changed(diff: CardDiff, base: Base) -> Iterator[Problem]:
    """A closed card was changed other than by adding entries or results.

    A correction, an amendment and an erasure are entries, too: what they change is no difference.
    """
    if diff.then is None or diff.now is None or diff.now.data is None or diff.then.data is None:
        return
    opened = any(
        source is State.CLOSED
        for place, source, _unused in added_transitions(diff)
        if place != ("state",) and place >= ("history", diff.history.added)
    )
    if opened or last_state(diff.then) is not State.CLOSED:
        return
    kept = {"id", "history", "results", *RECORDED}
    then = {key: value for key, value in diff.then.data.items() if key not in kept}
    entries = new_entries(diff.then.data, diff.now.data)
    before = before_changes(dict(diff.now.data), entries)
    now = {key: value for key, value in before.items() if key not in kept}
    changed = list(_differences(then, now))
    decided = _decided_elsewhere(diff, base) if changed else ()
    for place in changed:
        if place[0] in decided:
            continue
        yield problem(
            place,
            "'{field}' was changed on a closed card",
            field=".".join(map(str, place)),
            hint=_("restore it, or reopen the card first: cardctl update {id} --state "
                   "in_progress --reason TEXT", id=diff.now.id),
            related=previous(place, value_at(then, place), base),
        )  # fmt: skip


def _decided_elsewhere(diff: CardDiff, base: Base) -> set[str]:
    """Return the fields with differences that CC514 reports, with a better way to make them."""
    if diff.then is None or diff.now is None or not diff.then.data or not diff.now.data:
        return set()
    if not is_decided(base.register, diff.then.data.get("meeting")):
        return set()
    paths = unexplained(dict(diff.then.data), dict(diff.now.data))
    return {path.partition(".")[0] for path in paths}


def _differences(then: dict[str, Any], now: dict[str, Any]) -> Iterator[Field]:
    """Yield the first difference under each key of the card."""
    if are_equal(then, now):
        return
    for key in [*now, *(key for key in then if key not in now)]:
        place = first_difference(_only(then, key), _only(now, key))
        if place:
            yield place


def _only(data: dict[str, Any], key: str) -> dict[str, Any]:
    return {key: data[key]} if key in data else {}


# Whole cards ------------------------------------------------------------------------------------

_FOURTH = FILES["M01/M01-002.yaml"].replace("M01-002", "M01-004").replace("ring", "northern")
_HEARD = {"M02/meeting.yaml": FILES["M02/meeting.yaml"].replace("2022-09-30", "2022-08-20")}
_FIFTH = _FOURTH.replace("M01-004", "M01-005")


@rule(
    "CC507",
    "id-changed",
    Severity.ERROR,
    of=SubjectKind.CHANGE,
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
def id_changed(diff: CardDiff, base: Base) -> Iterator[Problem]:
    """A card's id has changed."""
    if diff.then is None or diff.now is None or diff.then.id == diff.now.id:
        return
    yield problem(
        ("id",),
        "this card was {old} at {base}",
        old=diff.then.id,
        base=base.base,
        hint=_("ids never change: restore id {old} in {path}",
                 old=diff.then.id, path=diff.then.path),
    )  # fmt: skip


@rule(
    "CC508",
    "card-deleted",
    Severity.ERROR,
    of=SubjectKind.CHANGE,
    why="A deleted card leaves no trace of the decision; a closed one says how it ended.",
    hint="Restore the file; close a card that was registered in error: cardctl void ID --reason "
    "TEXT --meeting N.",
    bad=Change(before={"M01/M01-004.yaml": _FOURTH, **_HEARD}, after=_HEARD),
    good=Change(before={}, after={"M01/M01-004.yaml": _FOURTH}),
)
def card_deleted(diff: CardDiff, base: Base) -> Iterator[Problem]:
    """A card or another file of the register was deleted.

    A card may be taken back if no meeting has heard it and no other card refers to it.
    """
    if diff.then is None:
        return
    if diff.now is not None:
        yield from _id_collision(diff.then, diff.now, base)
        return
    if is_withdrawn(diff, base):
        return
    yield problem(
        (),
        "{name} was deleted; it exists at {base}",
        name=diff.then.id,
        base=base.base,
        hint=_restore(diff.then.path, base),
    )


def _restore(path: str, base: Base) -> Message:
    """Return the hint to restore a deleted file, and how to end what it records instead."""
    values = {"commit": base.commit, "path": base.home + path}
    if path.endswith("/meeting.yaml"):
        return _(
            "restore it: git checkout {commit} -- :/{path}; if the meeting will not be held: "
            "cardctl meeting cancel {number} --reason TEXT",
            number=int(path[1:].partition("/")[0]),
            **values,
        )
    if not full_id(id_at(path)):
        return _("restore it: git checkout {commit} -- :/{path}", **values)
    return _(
        "restore it: git checkout {commit} -- :/{path}; if the card was registered in error, "
        "close it: cardctl void {id} --reason TEXT --meeting N",
        id=id_at(path),
        **values,
    )


def _id_collision(then: CardVersion, now: CardVersion, base: Base) -> Iterator[Problem]:
    """Report a card if both sides of a merge created its id, and only the other one is left."""
    if (
        then.path not in base.added_on_all_sides
        or now.id != then.id
        or now.title in (None, then.title)
    ):
        return
    yield problem(
        ("id",),
        "both sides of the merge created card {name}, and the one at {base} is gone",
        name=then.id,
        base=base.base,
        hint=_("restore it under a free id: git show {commit}:{path}; before a merge, use: "
               "cardctl renumber {name}",
                 commit=base.commit, path=base.home + then.path, name=then.id),
    )  # fmt: skip


_THEIRS = {"M01/M01-002.yaml": FILES["M01/M01-002.yaml"] + "note: The counters are here.\n"}


@rule(
    "CC511",
    "base-moved",
    Severity.WARNING,
    of=SubjectKind.CHANGE,
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
def base_moved(diff: CardDiff, base: Base) -> Iterator[Problem]:
    """A card in this change was also changed on the target branch."""
    if diff.now is None or diff.now.path not in base.changed_on_target:
        return
    yield problem(
        (),
        "the card also changed on {target}, after {base}",
        target=base.target,
        base=base.base,
        hint=_("merge or rebase {target}, then validate again", target=base.target),
    )
