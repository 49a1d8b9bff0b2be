"""What the new history entries of a card do: transitions, dates, corrections, erasures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from cardctl.app.change_summary.items import (
    LONGEST,
    Effect,
    Filed,
    Item,
    Kind,
    Subject,
    filed,
    from_to,
    mapping,
    shown,
)
from cardctl.domain.old_values import value_at
from cardctl.domain.recorded_fields import RECORDED
from cardctl.domain.workflow import OUTCOMES, STATES, Outcome, State
from cardctl.i18n import Message, _
from cardctl.rules.comparison import Base, CardDiff, Entry

_STATES = {state.value: record.words for state, record in STATES.items()}
_OUTCOMES = {outcome.value: record.words for outcome, record in OUTCOMES.items()}


class _NewEntry(NamedTuple):
    """A new history entry, with the recorded fields before it and the card after the change."""

    entry: Entry
    before: Mapping[str, Any]
    card: Mapping[str, Any]
    filed: Filed

    def sets(self, field: str) -> bool:
        """Whether the entry records *field* other than to correct it."""
        return field in self.entry and field not in mapping(self.entry.get("corrects"))


def history_items(diff: CardDiff, identifier: str, base: Base) -> Iterator[Item]:
    """Yield the items of each new history entry, in file order."""
    assert diff.now is not None
    assert diff.now.data is not None
    entries = diff.now.entries("history")
    new = frozenset(diff.history.new(len(entries)))
    before: dict[str, Any] = {}
    for index, entry in enumerate(entries):
        if index in new:
            by_whom = filed(entry, base.day, "ground" if "redacts" in entry else "note")
            made = _NewEntry(entry, before, diff.now.data, by_whom)
            for kind, field, words in _effects(made):
                yield Item(
                    kind, words, diff.path, Subject.CARD, identifier, field,
                    f"history.{index}", by_whom,
                )  # fmt: skip
        before = {**before, **{key: entry[key] for key in RECORDED if key in entry}}


def _effects(new: _NewEntry) -> Iterator[Effect]:
    """Yield what an entry does, or that it changes nothing."""
    found = [item for part in _PARTS for item in part(new)]
    yield from found or [Effect(Kind.NOTED, "", _("entry without a change"))]


def _state(new: _NewEntry) -> Iterator[Effect]:
    source, target = new.before.get("state"), new.entry.get("state")
    if not new.sets("state") or (source is None and target == State.REGISTERED):
        return  # every card is registered by its first entry
    kind, words = _transition(source, target, new)
    yield Effect(kind, "state", words)


def _transition(source: Any, target: Any, new: _NewEntry) -> tuple[Kind, Message]:
    outcome = _word(new.entry.get("outcome"), _OUTCOMES)
    if target == State.CLOSED:
        return _closing(outcome, new)
    move = _("{before} → {now}", before=_word(source, _STATES), now=_word(target, _STATES))
    if source is None:
        return Kind.MOVED, _("{state}", state=_word(target, _STATES))
    if target == State.ON_HOLD:
        return Kind.PUT_ON_HOLD, _hold(source, move, new)
    if target == State.SUBMITTED:
        return Kind.SUBMITTED, _("{move} as {outcome}", move=move, outcome=outcome)
    if source == State.SUBMITTED:
        return Kind.RETURNED, _("returned: {move}", move=move)
    if source == State.CLOSED:
        return Kind.REOPENED, _("reopened: {move}", move=move)
    return Kind.MOVED, move


def _closing(outcome: object, new: _NewEntry) -> tuple[Kind, Message]:
    if new.entry.get("outcome") == Outcome.VOID:
        return Kind.VOIDED, _("closed as void: registered in error")
    if new.filed.meeting is None:
        return Kind.CLOSED, _("closed as {outcome}, without a meeting", outcome=outcome)
    return Kind.CLOSED, _("closed as {outcome}", outcome=outcome)


def _hold(source: Any, move: Message, new: _NewEntry) -> Message:
    words = _("hold prolonged") if source == State.ON_HOLD else move
    review = new.entry.get("review")
    if type(review) is not int:
        return words
    return _("{move}, to be reviewed by meeting {number}", move=words, number=review)


def _outcome(new: _NewEntry) -> Iterator[Effect]:
    """Yield an outcome that changes without a state; others belong to their transition."""
    if "outcome" in new.entry and "state" not in new.entry:
        outcome = _word(new.entry["outcome"], _OUTCOMES)
        yield Effect(Kind.OUTCOME, "outcome", _("outcome {outcome}", outcome=outcome))


def _lead(new: _NewEntry) -> Iterator[Effect]:
    if not new.sets("lead"):
        return
    before, lead = new.before.get("lead"), new.entry["lead"]
    if lead is None:
        yield Effect(Kind.LEAD, "lead", _("lead removed"))
    elif before is None:
        yield Effect(Kind.LEAD, "lead", _("lead {agency}", agency=lead))
    elif before != lead:
        yield Effect(Kind.LEAD, "lead", _("lead {before} → {now}", before=before, now=lead))


def _due(new: _NewEntry) -> Iterator[Effect]:
    if not new.sets("due"):
        return
    before, due = new.before.get("due"), new.entry["due"]
    if before is None and due is not None:
        yield Effect(Kind.DUE_SET, "due", _("due {day}", day=due))
    elif before is not None and before != due:
        words = _("due {before} → {now}", before=before, now=due)
        yield Effect(Kind.DUE_MOVED, "due", _("due date removed") if due is None else words)


def _corrections(new: _NewEntry) -> Iterator[Effect]:
    for field, wrong in mapping(new.entry.get("corrects")).items():
        if field == "state":
            move = _("{before} → {now}", before=_word(wrong, _STATES),
                     now=_word(new.entry.get("state"), _STATES))  # fmt: skip
            yield Effect(Kind.UNCONFIRMED, field, _("confirmation taken back: {move}", move=move))
        else:
            yield Effect(
                Kind.CORRECTED, str(field), _("corrected {what}", what=_old(field, wrong, new))
            )


def _amendments(new: _NewEntry) -> Iterator[Effect]:
    for field, old in mapping(new.entry.get("amends")).items():
        yield Effect(Kind.AMENDED, str(field), _("amended {what}", what=_old(field, old, new)))


def _old(field: Any, old: Any, new: _NewEntry) -> Message:
    """Return the field with its old value, which the entry keeps, and its present one."""
    now = new.entry.get(field) if field in RECORDED else value_at(new.card, str(field))
    return from_to(str(field), _quoted(old), _quoted(now))


def _quoted(value: Any) -> str | None:
    """Return a short value to quote; only the entry's own texts may be quoted."""
    if isinstance(value, str) and len(value) <= LONGEST:
        return value
    return shown(value)


def _erasures(new: _NewEntry) -> Iterator[Effect]:
    paths = new.entry.get("redacts")
    for path in paths if isinstance(paths, list) else []:
        yield Effect(Kind.ERASED, str(path), _("erased: {path}", path=path))


def _word(value: Any, words: Mapping[str, Message]) -> object:
    """Return the name of a state or outcome; the value itself if it is none."""
    if value is None:
        return "–"
    return words.get(value, value) if isinstance(value, str) else str(value)


_PARTS: tuple[Callable[[_NewEntry], Iterator[Effect]], ...] = (
    _state, _outcome, _lead, _due, _corrections, _amendments, _erasures,
)  # fmt: skip
