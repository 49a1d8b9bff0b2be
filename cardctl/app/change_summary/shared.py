"""What a change does to the shared files: meetings, agencies, settings and seals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

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
    mappings,
    plain_text,
    shown,
)
from cardctl.i18n import Message, _
from cardctl.rules.comparison import Base, FileDiff, append_only_diff, are_equal
from cardctl.store.layout import AGENCIES, CONFIG, MEETING_PATH, SEAL_PATH

Data = Mapping[str, Any]

QUOTED = frozenset({
    "date", "papers", "kind", "status", "type", "outcome", "level", "valid_from", "valid_to",
    "successor", "secretariat", "languages", "currency",
})  # fmt: skip
"""Fields with dates and codes. Of others, only numbers are quoted: a text may be gone for a reason.
"""


def file_items(diff: FileDiff, base: Base) -> Iterator[Item]:
    """Yield what the change does to a shared file."""
    if match := MEETING_PATH.fullmatch(diff.path):
        yield from _meeting(diff, int(match[1]), base)
    elif match := SEAL_PATH.fullmatch(diff.path):
        yield _seal(diff, int(match[1]))
    elif diff.path == AGENCIES:
        yield from _agencies(diff, base)
    elif diff.path == CONFIG:
        yield from _settings(diff, base)


# Revisions --------------------------------------------------------------------------------------


class _Revisions:
    """The new entries in a `changes` list: which of them records the change of a field."""

    def __init__(self, then: Data, now: Data, place: str, base: Base) -> None:
        old, new = mappings(then.get("changes")), mappings(now.get("changes"))
        how = append_only_diff(old, new)
        self.lost = how.lost
        self._of: dict[str, tuple[str, Filed]] = {}
        for index in how.new(len(new)):
            for field in mapping(new[index].get("was")):
                entry = f"{place}changes.{index}"
                self._of[str(field)] = (entry, filed(new[index], base.day))

    def of(self, field: str) -> tuple[str, Filed]:
        """Return the entry that records *field* or a part of it, and who filed it."""
        for path in self._of:
            if path == field or path.startswith(f"{field}.") or field.startswith(f"{path}."):
                return self._of[path]
        return "", Filed()


def _recorded(
    effects: Iterator[Effect], revisions: _Revisions, path: str, subject: Subject, name: str
) -> Iterator[Item]:
    """Yield the items of *effects*, each with the revision that records it."""
    for kind, field, words in effects:
        entry, by_whom = revisions.of(field)
        yield Item(kind, words, path, subject, name, field, entry, by_whom)
    if revisions.lost:
        words = _("a recorded change was taken back or rewritten")
        yield Item(Kind.REWRITTEN, words, path, subject, name, "changes")


def _changes(then: Data, now: Data, skipped: frozenset[str]) -> Iterator[tuple[str, Message]]:
    """Yield the fields that changed, with old and new value unless they are texts."""
    for key in {**now, **then}:
        if key not in skipped and not are_equal(then.get(key), now.get(key)):
            yield key, _change(key, then.get(key), now.get(key))


def _change(path: str, old: Any, new: Any) -> Message:
    is_quoted = path.rpartition(".")[2] in QUOTED or all(map(_is_number, (old, new)))
    if not is_quoted:
        return _("{field} changed", field=path)
    return from_to(path, _listed(old), _listed(new))


def _is_number(value: Any) -> bool:
    return value is None or isinstance(value, (bool, int))


def _listed(value: Any) -> str | None:
    """Return a value as `shown`; a list of codes is shown, too."""
    if isinstance(value, list) and all(shown(each) for each in value):
        return " ".join(str(each) for each in value)
    return shown(value)


# Meetings ---------------------------------------------------------------------------------------


def _meeting(diff: FileDiff, number: int, base: Base) -> Iterator[Item]:
    where = (diff.path, Subject.MEETING, str(number))
    then, now = mapping(diff.then), mapping(diff.now)
    if diff.now is None:
        is_there = number in base.head.unreadable_meetings
        yield (
            Item(Kind.UNREADABLE, _("cannot be read; not summarised"), *where)
            if is_there
            else Item(Kind.MEETING_REMOVED, _("meeting removed"), *where)
        )
    elif diff.then is None:
        yield Item(Kind.MEETING_ADDED, _new_meeting(now), *where)
    else:
        told = _meeting_changes(then, now)
        yield from _or_layout(_recorded(told, _Revisions(then, now, "", base), *where), where)


def _new_meeting(now: Data) -> Message:
    status = str(now.get("status"))
    return _("new meeting, {status}, date {day}", status=_STATUS_WORDS.get(status, status),
             day=shown(now.get("date")) or "?")  # fmt: skip


_STATUS_WORDS = {
    "scheduled": _("meeting|scheduled"),
    "held": _("meeting|held"),
    "cancelled": _("meeting|cancelled"),
}


_STATUS: dict[str, tuple[Kind, Message]] = {
    "held": (Kind.MEETING_HELD, _STATUS_WORDS["held"]),
    "cancelled": (Kind.MEETING_CANCELLED, _STATUS_WORDS["cancelled"]),
}


def _meeting_changes(then: Data, now: Data) -> Iterator[Effect]:
    if then.get("status") == "scheduled" and str(now.get("status")) in _STATUS:
        kind, words = _STATUS[str(now.get("status"))]
        yield Effect(kind, "status", words)
        then = {**then, "status": now["status"]}
    for field, words in _changes(then, now, frozenset({"items", "changes"})):
        is_extended = then.get(field) is None or field == "sources"
        yield Effect(Kind.AGENDA if is_extended else Kind.MEETING_CHANGED, field, words)
    yield from _items(_by(then.get("items"), "item"), _by(now.get("items"), "item"))


def _items(then: Mapping[str, Data], now: Mapping[str, Data]) -> Iterator[Effect]:
    for number, item in now.items():
        path = f"items.{number}"
        if number not in then:
            yield Effect(Kind.AGENDA, path, _("agenda item {number} added", number=number))
            continue
        for field, words in _changes(then[number], item, frozenset()):
            is_filled = then[number].get(field) is None
            kind = Kind.AGENDA if is_filled else Kind.MEETING_CHANGED
            what = _("agenda item {number}: {what}", number=number, what=words)
            yield Effect(kind, f"{path}.{field}", what)
    for number in then.keys() - now.keys():
        words = _("agenda item {number} removed", number=number)
        yield Effect(Kind.MEETING_CHANGED, f"items.{number}", words)


# Agencies ---------------------------------------------------------------------------------------


def _agencies(diff: FileDiff, base: Base) -> Iterator[Item]:
    if diff.now is None:
        yield _unread(diff, Subject.AGENCY, present=not base.head.agencies_known)
        return
    then, now = (_by(mapping(side).get("agencies"), "code") for side in (diff.then, diff.now))
    found = [item for code in {**now, **then} for item in _agency(code, then, now, diff, base)]
    if not found:
        is_sorted = list(then) != list(now)
        words = _("order of the agencies changed") if is_sorted else _layout_words()
        kind = Kind.AGENCY_CHANGED if is_sorted else Kind.LAYOUT
        found = [Item(kind, words, diff.path, Subject.AGENCY, "")]
    yield from found


def _agency(
    code: str, then: Mapping[str, Data], now: Mapping[str, Data], diff: FileDiff, base: Base
) -> Iterator[Item]:
    where = (diff.path, Subject.AGENCY, code)
    if code not in now:
        yield Item(Kind.AGENCY_REMOVED, _("agency removed"), *where)
    elif code not in then:
        yield Item(Kind.AGENCY_ADDED, _("new agency"), *where)
    else:
        revisions = _Revisions(then[code], now[code], f"{code}.", base)
        told = _agency_changes(then[code], now[code])
        yield from _recorded(told, revisions, *where)


def _agency_changes(then: Data, now: Data) -> Iterator[Effect]:
    for field, words in _changes(then, now, frozenset({"name", "changes"})):
        is_closing = field == "valid_to" and now.get(field) is not None
        kind = Kind.AGENCY_CLOSED if is_closing else Kind.AGENCY_CHANGED
        yield Effect(kind, field, words)
    if not are_equal(then.get("name"), now.get("name")):
        yield Effect(Kind.AGENCY_RENAMED, "name", _renamed(then.get("name"), now.get("name")))


def _renamed(then: Any, now: Any) -> Message:
    """Return words with the new name, in the first language that has one; the old one is gone."""
    new = plain_text(now)
    values = new.values() if isinstance(new, dict) else [new]
    old = then.values() if isinstance(then, dict) else [then]
    text = next((each for each in values if each not in old), None)
    if text is None or len(text) > LONGEST:
        return _("renamed")
    return _("renamed: now '{name}'", name=text)


# Settings and seals -----------------------------------------------------------------------------


def _settings(diff: FileDiff, base: Base) -> Iterator[Item]:
    if diff.now is None:
        yield _unread(diff, Subject.SETTING, present=not base.head.config_known)
        return
    then, now = mapping(diff.then), mapping(diff.now)
    revisions = _Revisions(then, now, "", base)
    old, new = _flat(then), _flat(now)
    found = [
        item
        for field, words in _changes(old, new, frozenset({"changes"}))
        for item in _recorded(
            iter([Effect(Kind.SETTING, field, words)]), revisions, diff.path, Subject.SETTING, field
        )
    ]
    yield from found or [Item(Kind.LAYOUT, _layout_words(), diff.path, Subject.SETTING, "")]


def _flat(data: Data, prefix: str = "") -> dict[str, Any]:
    """Return nested settings by dotted path; a text by language is one value."""
    found: dict[str, Any] = {}
    for key, value in data.items():
        is_group = isinstance(value, dict) and key != "body"
        found |= _flat(value, f"{prefix}{key}.") if is_group else {f"{prefix}{key}": value}
    return found


def _seal(diff: FileDiff, number: int) -> Item:
    where = (diff.path, Subject.SEAL, str(number))
    if diff.now is None:
        return Item(Kind.SEAL_REMOVED, _("seal removed, or cannot be read"), *where)
    if diff.then is None:
        return Item(Kind.SEAL_ADDED, _("sealed"), *where)
    return Item(Kind.SEAL_CHANGED, _("seal changed"), *where)


# Words ------------------------------------------------------------------------------------------


def _unread(diff: FileDiff, subject: Subject, *, present: bool) -> Item:
    """Return the item for a file that is removed or, if it is *present*, cannot be read."""
    words = _("cannot be read; not summarised") if present else _("file removed")
    return Item(Kind.UNREADABLE, words, diff.path, subject, "")


def _layout_words() -> Message:
    return _("only comments, layout or custom keys (x-…)")


def _or_layout(items: Iterator[Item], where: tuple[str, Subject, str]) -> Iterator[Item]:
    """Yield *items*, or that only the layout of the file changed."""
    found = list(items)
    yield from found or [Item(Kind.LAYOUT, _layout_words(), *where)]


def _by(value: Any, key: str) -> dict[str, Data]:
    """Return the mappings of a list by the value of *key*."""
    return {str(each.get(key)): each for each in mappings(value)}
