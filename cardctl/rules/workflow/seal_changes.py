"""CC515: a seal that a change alters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cardctl.domain.seal.subjects import REPORT
from cardctl.finding import Field, Severity
from cardctl.i18n import _
from cardctl.rules.comparison import Base, FileDiff, pairs
from cardctl.rules.examples import CARD, FILES
from cardctl.rules.rule import Change, Problem, SubjectKind, problem, rule
from cardctl.store.layout import SEAL_PATH

_HEAD = '"format": 1, "meeting": 2, "as_of": "2022-01-01"'
_SEAL = f'{{{_HEAD}, "facts": "{"0" * 64}", "cards": {{}}}}\n'
_LATER = _SEAL.replace("2022-01-01", "2022-01-02")
_NOTED = FILES[CARD] + "note: The dykes are inspected in May.\n"


@rule(
    "CC515",
    "seal-changed",
    Severity.ERROR,
    of=SubjectKind.FILE_CHANGE,
    why="A seal that can be made again proves nothing about what the meeting was told.",
    hint="Restore the file; add a further seal: cardctl meeting seal N --again --reason TEXT.",
    bad=Change(before={"M02/seal.json": _SEAL}, after={"M02/seal.json": _LATER}),
    good=Change(before={"M02/seal.json": _SEAL}, after={"M02/seal.json": _SEAL, CARD: _NOTED}),
)
def seal_changed(diff: FileDiff, base: Base) -> Iterator[Problem]:
    """A seal was changed, other than by losing the salts of texts that the same change erases.

    A deleted seal is a deleted file (CC508), and one in another form is no seal (CC513).
    """
    match = SEAL_PATH.fullmatch(diff.path)
    if match is None or diff.then is None or diff.now is None:
        return
    if diff.now == _without_salts(diff.then, diff.now, (), _redacted_cards(base)):
        return
    yield problem(
        (),
        "this seal differs from the one at {base}",
        base=base.base,
        hint=_("restore it: git checkout {commit} -- :/{path}; to seal the report again: "
               'cardctl meeting seal {number} --again --reason "TEXT"',
                 commit=base.commit, path=base.home + diff.path, number=int(match[1])),
    )  # fmt: skip


def _redacted_cards(base: Base) -> frozenset[str]:
    """Return the ids of the cards in which the change records an erasure."""
    return frozenset(
        card.now.id
        for card in pairs(base)
        if card.now is not None
        for index in card.history.new(len(card.now.entries("history")))
        if card.now.entries("history")[index].get("redacts")
    )


def _without_salts(then: Any, now: Any, field: Field, cards: frozenset[str]) -> Any:
    """Return *then*, which is at *field* of a seal, without the salts that *now* lacks lawfully.

    *cards* are those in which texts are erased.
    """
    if now is None and _may_be_erased(field, cards):
        return None
    if isinstance(then, dict) and isinstance(now, dict):
        return {
            key: _without_salts(value, now.get(key, value), (*field, key), cards)
            for key, value in then.items()
        }
    if isinstance(then, list) and isinstance(now, list) and len(then) == len(now):
        pairs_of_both = enumerate(zip(then, now, strict=True))
        return [_without_salts(*both, (*field, at), cards) for at, both in pairs_of_both]
    return then


def _may_be_erased(field: Field, cards: frozenset[str]) -> bool:
    """Whether a salt is at *field*, or a digest of an old seal, that shows an erased text."""
    match field:
        case ("parts", str(subject), 1, str(), 0):
            return subject in cards or (subject == REPORT and bool(cards))
        case ("cards", str(subject), str()):
            return subject in cards
        case ("facts",):
            return bool(cards)
    return False
