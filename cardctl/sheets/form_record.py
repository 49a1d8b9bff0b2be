"""What a form says about itself, as plain records: they go out with the form and come back with it.

A record has a kind and values, which are texts by name. The first one is the cover; then, for each
card, the digest of what the form shows of it; then each row of each table as it was prefilled. In a
workbook the records are the hidden sheet `SHEET`, in a page and in a return file they are JSON.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from cardctl.errors import UsageError
from cardctl.i18n import _
from cardctl.literals import integer, iso_day
from cardctl.sheets.form import (
    COLUMNS,
    VERSION,
    Cover,
    FieldType,
    FormColumn,
    FormRow,
    FormTable,
    FormValue,
    ReturnForm,
)

SHEET = "_cardctl"
"""The hidden sheet of a workbook: a row for each record, with its kind and its values as JSON.

The text of the JSON goes on in the cells to the right if it is too long for one.
"""

COVER, DIGEST = "cover", "digest"
"""The kinds of record beside those that have the name of a table."""

Values = Mapping[str, str]


class FormRecord(NamedTuple):
    """One record: *kind* is `COVER`, `DIGEST` or the name of a table."""

    kind: str
    values: Values


def records(form: ReturnForm) -> Iterator[FormRecord]:
    """Yield the records of *form*."""
    cover = {name: _text(value) for name, value in form.cover._asdict().items()}
    yield FormRecord(COVER, {"version": str(VERSION), **_without_none(cover)})
    for row in form.rows.get(FormTable.RESULTS, ()):
        card = str(row["card"])
        yield FormRecord(DIGEST, {"card": card, "digest": form.digest(card)})
    for table in FormTable:
        for row in form.rows.get(table, ()):
            values = {name: _text(value) for name, value in row.items()}
            yield FormRecord(table, _without_none(values))


def _without_none(values: Mapping[str, str | None]) -> Values:
    return {name: value for name, value in values.items() if value is not None}


def _text(value: FormValue) -> str | None:
    return None if value is None else str(value)


def form_of(found: Iterable[FormRecord]) -> ReturnForm:
    """Return the form with these records, the opposite of `records`.

    Raises UsageError if they are not the records of a form, if it is of another version, or if a
    digest is not that of the rows: somebody has changed them.
    """
    covers: list[Values] = []
    digests: dict[str, str] = {}
    rows: dict[FormTable, list[FormRow]] = {table: [] for table in FormTable}
    for kind, values in found:
        if kind == COVER:
            covers.append(values)
        elif kind == DIGEST:
            digests[values.get("card", "")] = values.get("digest", "")
        elif kind in rows:
            rows[FormTable(kind)].append(_row(FormTable(kind), values))
    if len(covers) != 1:
        raise _damaged()
    form = ReturnForm(_cover(covers[0]), {table: tuple(each) for table, each in rows.items()})
    cards = [str(row["card"]) for row in form.rows[FormTable.RESULTS]]
    if {card: form.digest(card) for card in cards} != digests:
        raise _damaged()
    return form


def _damaged() -> UsageError:
    return UsageError(
        _("the form's own data is damaged"),
        _("write a new form: cardctl request -o DIR"),
    )


def _cover(values: Values) -> Cover:
    """Return the cover. Raises UsageError for another version, or impossible values."""
    version = values.get("version", "")
    if version != str(VERSION):
        raise UsageError(
            _("a form of version {found}; this program reads version {known}",
                found=version or "?", known=VERSION),
            _("write a new form: cardctl request -o DIR"),
        )  # fmt: skip
    numbers = {name: integer(values.get(name, "")) for name in ("meeting", "unit")}
    days = {name: iso_day(values.get(name, "")) for name in ("meeting_date", "papers", "issued")}
    others = {name: values.get(name) for name in Cover._fields if name not in numbers | days}
    required = {**numbers, **others, "issued": days["issued"]}
    if None in required.values():
        raise _damaged()
    return Cover(**{**required, **days})  # type: ignore[arg-type]


def _row(table: FormTable, values: Values) -> FormRow:
    columns = {column.name: column for column in COLUMNS[table]}
    if "card" not in values or not columns.keys() >= values.keys():
        raise _damaged()
    return {name: _value(columns[name], text) for name, text in values.items()}


def _value(column: FormColumn, text: str) -> FormValue:
    """Return the value in *text*, which `records` wrote. Raises UsageError for any other text."""
    value: FormValue = text
    if column.type is FieldType.DAY:
        value = iso_day(text)
    elif column.type in (FieldType.PERCENT, FieldType.MONEY):
        value = integer(text)
    elif column.type is FieldType.NUMBER:
        value = _number(text)
    if value is None:
        raise _damaged()
    return value


def _number(text: str) -> int | Decimal | None:
    whole = integer(text)
    if whole is not None:
        return whole
    left, point, right = text.removeprefix("-").partition(".")
    is_plain = bool(point) and (left + right).isascii() and (left + right).isdigit()
    return Decimal(text) if is_plain and left and right else None
