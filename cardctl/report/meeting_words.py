"""Changes of a meeting in words, for reports and for `cardctl meeting show`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cardctl.domain.enum_words import ITEM_OUTCOMES, ITEM_TYPES, MEETING_KINDS, STATUSES
from cardctl.domain.meeting_record import Difference, RecordedChange
from cardctl.domain.text import text_in
from cardctl.i18n import Message, _
from cardctl.literals import iso_day
from cardctl.report import words

HEARS: Mapping[bool | None, Message] = {
    True: _("hears|yes"),
    False: _("hears|no"),
    None: _("hears|by default"),
}

FIELDS: Mapping[str, Message] = {
    "date": _("meeting|date"),
    "papers": _("meeting|papers close"),
    "place": _("meeting|place"),
    "kind": _("meeting|kind"),
    "status": _("meeting|status"),
    "hears": _("meeting|hears the report"),
    "title": _("item|title"),
    "type": _("item|type"),
    "outcome": _("item|outcome"),
}
"""Names of the values on record of a meeting, and of its agenda items."""


def change_phrases(change: RecordedChange, lang: str) -> Iterator[str]:
    """Yield what an entry changed: ``date 2031-02-10 → 2031-03-10``, one phrase for each value."""
    for each in change.values:
        yield _phrase(each, lang)


def _phrase(change: Difference, lang: str) -> str:
    name, _unused, rest = change.path.partition(".")
    number, _unused, field = rest.partition(".")
    if name != "items":
        return _change_of(FIELDS[name].render(lang), name, change, lang)
    item = _("item {number}", number=number).render(lang)
    if field:
        label = f"{item}: {FIELDS[field].render(lang)}"
        return _change_of(label, field, change, lang)
    title = _text((change.new or change.old or {}).get("title"), lang)
    if change.old is None:
        return _("{item} added: {title}", item=item, title=title).render(lang)
    return _("{item} removed: {title}", item=item, title=title).render(lang)


def _change_of(label: str, field: str, change: Difference, lang: str) -> str:
    return f"{label} {_value(field, change.old, lang)} → {_value(field, change.new, lang)}"


def _value(field: str, value: Any, lang: str) -> str:
    """Return a value on record in words; ``–`` if there was none."""
    tables: Mapping[str, Mapping[Any, Message]] = {
        "status": STATUSES,
        "kind": MEETING_KINDS,
        "hears": HEARS,
        "type": ITEM_TYPES,
        "outcome": ITEM_OUTCOMES,
    }
    found = next((word for key, word in tables.get(field, {}).items() if key == value), None)
    if found is not None:
        return found.render(lang)
    if value is None:
        return words.NOTHING
    day = iso_day(value) if field in ("date", "papers") and isinstance(value, str) else None
    return words.day(day, lang) if day else _text(value, lang)


def _text(value: Any, lang: str) -> str:
    """Return a text in *lang*; an old value may be anything (CC313 reports it)."""
    return text_in(value, lang) if isinstance(value, (str, dict)) and value else str(value)
