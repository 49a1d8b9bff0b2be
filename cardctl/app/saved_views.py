"""Saved views: filters, columns and sort order of cards, under a name, for `list @NAME`.

A person has views in a file of their own, an office in `cardctl.yaml`; a person's view replaces the
office's of the same name. Their fields are the options of `list`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from cardctl.domain.agency_codes import is_agency_code
from cardctl.errors import Unknown, UsageError
from cardctl.i18n import Message, _
from cardctl.literals import integer

if TYPE_CHECKING:
    from cardctl.app.selection import Filters
    from cardctl.domain.base import Text


class Kind(NamedTuple):
    """What a field of a view takes: whether a value is of it, and what is expected."""

    accepts: Callable[[object], bool]
    expected: Message


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value != ""


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _one_or_many(test: Callable[[object], bool]) -> Callable[[object], bool]:
    return lambda value: test(value) or (isinstance(value, list) and all(map(test, value)))


def _is_title(value: object) -> bool:
    return _is_text(value) or (isinstance(value, dict) and all(map(_is_text, value.values())))


TITLE = Kind(_is_title, _("text, or texts by language"))
TEXT = Kind(_is_text, _("text"))
TEXTS = Kind(_one_or_many(_is_text), _("text, or a list of texts"))
NUMBER = Kind(_is_number, _("a whole number"))
NUMBERS = Kind(_one_or_many(_is_number), _("a whole number, or a list of them"))
FLAG = Kind(lambda value: isinstance(value, bool), _("true or false"))

VIEW_FIELDS: Mapping[str, Kind] = {
    "title": TITLE,
    "words": TEXTS,
    "state": TEXTS,
    "outcome": TEXTS,
    "signal": TEXTS,
    "lead": TEXTS,
    "agency": TEXTS,
    "meeting": NUMBERS,
    "item": NUMBERS,
    "tag": TEXTS,
    "open": FLAG,
    "overdue": FLAG,
    "unowned": FLAG,
    "late": FLAG,
    "carried_over": FLAG,
    "not_submitted": NUMBER,
    "where": TEXT,
    "columns": TEXTS,
    "sort": TEXT,
}
"""The fields of a view: those of `domain.saved_view.SavedView`, which the register's file has."""


def checked_name(name: str) -> str:
    """Return the name of a view. Raises UsageError: it has the characters of an agency's code."""
    if not is_agency_code(name):
        raise UsageError(
            _("'{name}' is not the name of a view", name=name),
            _("use letters, digits, '-', '_' and '.', without spaces"),
        )
    return name


def checked_view(field: str, value: object) -> None:
    """Raise Unknown for an unknown field of a view, UsageError for a value of the wrong type."""
    if field not in VIEW_FIELDS:
        raise Unknown("field of a view", field, VIEW_FIELDS)
    if not VIEW_FIELDS[field].accepts(value):
        raise UsageError(
            _("{key}: expected {wanted}", key=field, wanted=VIEW_FIELDS[field].expected)
        )


def parsed_field(field: str, written: str) -> Any:
    """Return the value of a view's field from text: lists with commas, ``true`` or ``false``.

    What is not of the field's kind stays text (see `checked_view`).
    """
    kind = VIEW_FIELDS[field]
    if kind is FLAG:
        return {"true": True, "yes": True, "false": False, "no": False}.get(written, written)
    if kind is NUMBER:
        return _number(written)
    if kind is NUMBERS:
        return [_number(part) for part in written.split(",")]
    return [part.strip() for part in written.split(",")] if kind is TEXTS else written


def _number(written: str) -> int | str:
    found = integer(written.strip())
    return written if found is None else found


class NamedView(NamedTuple):
    """A view: its *name*, its *fields*, and whether it *is_own*, from the person's file."""

    name: str
    fields: Mapping[str, Any]
    is_own: bool

    @property
    def title(self) -> Text | None:
        """Its title, plain or by language."""
        found: Text | None = self.fields.get("title")
        return found

    @property
    def filters(self) -> Filters:
        """What its cards must match."""
        from cardctl.app.selection import filters_in  # a start that only checks names needs none

        return filters_in(self.fields)

    @property
    def columns(self) -> list[str]:
        """The fields to show; none if it does not say."""
        found = self.fields.get("columns", ())
        return [found] if isinstance(found, str) else list(found)

    @property
    def sort(self) -> str | None:
        """The sort order, as `list --sort` takes it."""
        found: str | None = self.fields.get("sort")
        return found


Views = Mapping[str, Mapping[str, Any]]
"""The fields of views, by name."""


def all_views(register: Views, own: Views) -> dict[str, NamedView]:
    """Return the views by name: a person's *own*, then those of the *register*."""
    mine = {name: NamedView(name, fields, True) for name, fields in own.items()}
    office = {name: NamedView(name, fields, False) for name, fields in register.items()}
    return {**mine, **{name: view for name, view in office.items() if name not in mine}}


def find_view(name: str, known: Mapping[str, NamedView]) -> NamedView:
    """Return the view with this name, with or without its sign. Raises Unknown."""
    name = name.removeprefix("@")
    if name not in known:
        hint = None if known else _("save one: cardctl list --overdue --save NAME")
        raise Unknown("view", name, known, hint)
    return known[name]
