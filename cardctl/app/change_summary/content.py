"""What a change does to a card apart from its entries and results: what was decided, plan, money.

Only the number of changed parts is stated, because the texts are in the diff; and a text that the
change removes must not come back in a log.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from cardctl.app.change_summary.items import (
    Effect,
    Item,
    Kind,
    Subject,
    from_to,
    mapping,
    mappings,
    shown,
)
from cardctl.domain.decided import unexplained
from cardctl.domain.old_values import overlap
from cardctl.domain.recorded_fields import RECORDED
from cardctl.domain.text import is_translated
from cardctl.i18n import Message, _, _n
from cardctl.rules.comparison import CardDiff, are_equal

DECIDED = ("title", "decision", "item", "meeting", "due_as_stated", "visibility")
"""What the meeting decided: it changes only with an entry that keeps the old value."""

MEASURED = ("name", "unit", "baseline", "target", "direction")
"""What the meeting decided of an indicator."""

_APPENDED = ("id", "history", "results")

Data = Mapping[str, Any]


def content_items(diff: CardDiff, identifier: str) -> Iterator[Item]:
    """Yield one item for each part of the content that changed."""
    assert diff.then is not None
    assert diff.now is not None
    then, now = diff.then.data or {}, diff.now.data or {}
    explained = _explained(diff)
    for effect in (*_recorded(then, now, explained), *_decided(then, now, explained)):
        yield Item(effect.kind, effect.words, diff.path, Subject.CARD, identifier, effect.field)
    for key in _other_keys(then, now):
        if not are_equal(then.get(key), now.get(key)) and key not in explained:
            words = _PARTS.get(key, _some)(key, then.get(key), now.get(key))
            if words is not None:
                yield Item(Kind.CONTENT, words, diff.path, Subject.CARD, identifier, key)


def _other_keys(then: Data, now: Data) -> list[str]:
    known = {*_APPENDED, *RECORDED, *DECIDED}
    return [key for key in {**now, **then} if key not in known]


def _explained(diff: CardDiff) -> frozenset[str]:
    """Return the paths that a new history entry records, corrects, amends or erases."""
    assert diff.now is not None
    entries = diff.now.entries("history")
    found: set[str] = set()
    for index in diff.history.new(len(entries)):
        entry = entries[index]
        found |= {key for key in RECORDED if key in entry}
        found |= {str(path) for key in ("amends", "corrects") for path in mapping(entry.get(key))}
        redacts = entry.get("redacts")
        found |= set(map(str, redacts if isinstance(redacts, list) else []))
        if "state" in entry:
            found.add("outcome")  # a state may end the outcome
    return frozenset(found)


# What is recorded, and what was decided ---------------------------------------------------------


def _recorded(then: Data, now: Data, explained: frozenset[str]) -> Iterator[Effect]:
    """Yield the recorded fields at the top of the card that changed without an entry."""
    for key in RECORDED:
        if key not in explained and then.get(key) != now.get(key):
            what = from_to(key, shown(then.get(key)), shown(now.get(key)))
            yield Effect(Kind.UNRECORDED, key, _("without an entry: {what}", what=what))


def _decided(then: Data, now: Data, explained: frozenset[str]) -> Iterator[Effect]:
    """Yield what the meeting decided and the change alters without an entry."""
    missing = [path for path in unexplained({**then}, {**now}) if path not in explained]
    for path, old, new in _decided_values(then, now):
        if are_equal(old, new) or path in explained:
            continue
        if _overlaps(path, explained) and not _overlaps(path, missing):
            continue  # the entry names a part of it, such as title.en
        if old is None or is_translated(old, new):
            yield Effect(Kind.CONTENT, path, _("{field} added", field=path))
        else:
            # Item and meeting are numbers; anything else is text.
            is_number = path in ("item", "meeting")
            values = (shown(old), shown(new)) if is_number else (None, None)
            what = from_to(path, *values)
            yield Effect(Kind.UNRECORDED, path, _("without an entry: {what}", what=what))


def _overlaps(path: str, others: Iterable[str]) -> bool:
    return any(overlap(path, other) for other in others)


def _decided_values(then: Data, now: Data) -> Iterator[tuple[str, Any, Any]]:
    for key in DECIDED:
        yield key, then.get(key), now.get(key)
    old, new = _by_id(then.get("indicators")), _by_id(now.get("indicators"))
    for identifier, indicator in old.items():
        if identifier not in new:
            yield f"indicators.{identifier}", True, None
        else:
            for key in MEASURED:
                yield f"indicators.{identifier}.{key}", indicator.get(key), new[identifier].get(key)


# Parts of the content ---------------------------------------------------------------------------


def _plan(_key: str, then: Any, now: Any) -> Message | None:
    old, new = mapping(then), mapping(now)
    if not old or not new:
        return _("plan filed") if new else _("plan removed")
    found = [*_steps(_by_id(old.get("steps")), _by_id(new.get("steps")))]
    others = [key for key in {**new, **old} if key != "steps"]
    if any(not are_equal(old.get(key), new.get(key)) for key in others):
        found.append(_("texts or dates changed"))
    return _("plan changed: {what}", what=_joined(found)) if found else _("plan changed")


def _steps(then: Mapping[str, Data], now: Mapping[str, Data]) -> Iterator[Message]:
    """Yield how many steps were done, dropped, moved, added and so on."""
    kinds = [_step_change(then[key], now[key]) for key in then if key in now]
    kinds += ["added" for key in now if key not in then]
    kinds += ["removed" for key in then if key not in now]
    for name, words in _STEPS.items():
        if number := kinds.count(name):
            yield words(number)


_STEPS: dict[str, Callable[[int], Message]] = {
    "done": lambda n: _n("{count} step done", "{count} steps done", n),
    "dropped": lambda n: _n("{count} step dropped", "{count} steps dropped", n),
    "opened": lambda n: _n("{count} step open again", "{count} steps open again", n),
    "moved": lambda n: _n("{count} due date moved", "{count} due dates moved", n),
    "added": lambda n: _n("{count} step added", "{count} steps added", n),
    "removed": lambda n: _n("{count} step removed", "{count} steps removed", n),
    "changed": lambda n: _n("{count} step changed", "{count} steps changed", n),
}


def _step_change(then: Data, now: Data) -> str:
    """Return the most important change of a step; "" if there is none."""
    for key in ("done", "dropped"):
        if not then.get(key) and now.get(key):
            return key
    if any(then.get(key) and not now.get(key) for key in ("done", "dropped")):
        return "opened"
    if then.get("due") != now.get("due"):
        return "moved"
    return "" if are_equal(then, now) else "changed"


def _budget(_key: str, then: Any, now: Any) -> Message | None:
    old, new = mappings(then), mappings(now)
    before, after = _total(old), _total(new)
    lines = max(sum(line not in new for line in old), sum(line not in old for line in new))
    words = _n("{count} budget line changed", "{count} budget lines changed", lines)
    if before == after:
        return words
    return _("{lines}, total {before} → {now}", lines=words, before=f"{before:,}",
             now=f"{after:,}")  # fmt: skip


def _total(lines: Sequence[Data]) -> int:
    planned = (line.get("planned") for line in lines)
    return sum(amount for amount in planned if type(amount) is int)


def _indicators(_key: str, then: Any, now: Any) -> Message | None:
    """Return the number of indicators that are new, or changed in what no meeting decided."""
    old, new = _by_id(then), _by_id(now)
    added = len(new.keys() - old.keys())
    changed = sum(
        1
        for key in old.keys() & new.keys()
        if not are_equal(_free(old[key]), _free(new[key]))
    )  # fmt: skip
    if not added + changed:
        return None
    return _n("{count} indicator added or changed", "{count} indicators added or changed",
              added + changed)  # fmt: skip


def _free(indicator: Data) -> Data:
    return {key: value for key, value in indicator.items() if key not in MEASURED}


def _list(key: str, then: Any, now: Any) -> Message | None:
    """Return which codes or ids a list gained and lost."""
    old, new = (list(map(_code, _values(side))) for side in (then, now))
    signed = [f"+{each}" for each in new if each not in old]
    signed += [f"−{each}" for each in old if each not in new]
    if not signed:
        return _("order of {field} changed", field=key)
    return _("{field}: {values}", field=key, values=", ".join(signed))


def _relations(_key: str, then: Any, now: Any) -> Message | None:
    pairs = [
        {f"{kind} {other}" for kind, each in mapping(side).items() for other in _values(each)}
        for side in (then, now)
    ]
    return _list("relations", sorted(pairs[0]), sorted(pairs[1]))


def _some(key: str, then: Any, now: Any) -> Message | None:
    if then is None:
        return _("{field} added", field=key)
    return _("{field} removed", field=key) if now is None else _("{field} changed", field=key)


_PARTS: dict[str, Callable[[str, Any, Any], Message | None]] = {
    "plan": _plan,
    "budget": _budget,
    "indicators": _indicators,
    "partners": _list,
    "relations": _relations,
}


def _by_id(value: Any) -> dict[str, Data]:
    """Return the mappings of a list by their id; by their index if they have none."""
    return {str(each.get("id", index)): each for index, each in enumerate(mappings(value))}


def _code(value: str) -> str:
    """Return a code or an id; "…" for text, which is not quoted."""
    return value if all(map(shown, value.split())) else "…"


def _values(value: Any) -> list[str]:
    if value is None:
        return []
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]


def _joined(parts: Sequence[Message]) -> Message:
    """Return messages joined by commas."""
    first, *rest = parts
    for part in rest:
        first = _("{first}, {rest}", first=first, rest=part)
    return first
