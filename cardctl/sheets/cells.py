"""Convert the value of a cell to what a field takes: text, a day, a number, a list.

A spreadsheet program already knows what is a date, a number or a percentage; text is read as
people write dates and amounts. What can be read in two ways is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar
from unicodedata import normalize

from cardctl.errors import UsageError
from cardctl.i18n import Message, _
from cardctl.literals import integer, iso_day
from cardctl.sheets.table import Broken, Cell, SheetProblem, Table

T = TypeVar("T")


def text(cell: Cell) -> str:
    """Return text in NFC, with line breaks as LF; a number or a date as it is written in files.

    Raises UsageError for hidden characters, error values, and what is neither of these.
    """
    value = _value(cell)
    if isinstance(value, str):
        return _readable(value.replace("\r\n", "\n").strip())
    if isinstance(value, datetime):
        return _day_of(value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        number = Decimal(repr(value)) * (100 if cell.is_percent else 1)
        return f"{number.normalize():f}{'%' if cell.is_percent else ''}"
    raise _wrong(cell, _("text"))


def day(cell: Cell) -> date:
    """Return a date: a date cell, or text such as 2026-12-31. Raises UsageError.

    A plain number is no date, even if Excel would show it as one: 46387 may be a mistake.
    """
    value = _value(cell)
    if isinstance(value, datetime):
        return _day_of(value)
    if isinstance(value, date):
        return value
    if isinstance(value, (int, str)) and not isinstance(value, bool):
        found = iso_day(str(value).strip())
        if found is not None:
            return found
    hint = (
        _("format the cell as a date")
        if isinstance(value, (int, float))
        else _("use the format YYYY-MM-DD")
    )
    raise UsageError(_("'{value}' is not a valid date", value=cell.text), hint)


def whole(cell: Cell) -> int:
    """Return a whole number. Raises UsageError."""
    value = _value(cell)
    number = integer(value.strip()) if isinstance(value, str) else value
    if not isinstance(number, int) or isinstance(number, bool) or cell.is_percent:
        raise _wrong(cell, _("a whole number"))
    return number


def percentage(cell: Cell) -> int:
    """Return a whole percentage, 75 for a cell that shows 75% or 75. Raises UsageError."""
    value = _value(cell)
    if cell.is_percent and isinstance(value, (int, float)):
        hundred = Decimal(repr(value)) * 100
        if hundred == hundred.to_integral_value():
            return int(hundred)
    elif isinstance(value, str):
        number = integer(value.strip().removesuffix("%").rstrip())
        if number is not None:
            return number
    elif isinstance(value, int) and not isinstance(value, bool):
        return value
    raise _wrong(cell, _("a whole percentage"), _("write 75 or 75%"))


def items(cell: Cell) -> list[str]:
    """Return the texts in a cell, separated by ``;`` or line breaks. Raises UsageError."""
    parts = text(cell).replace("\n", ";").split(";")
    return [part.strip() for part in parts if part.strip()]


def read(
    table: Table, name: str, cell: Cell, kind: Callable[[Cell], T], problems: list[SheetProblem]
) -> T | None:
    """Return the value of a cell of the column *name*, converted by *kind*.

    If that raises UsageError, the problem is added at its place, and None is returned.
    """
    try:
        return kind(cell)
    except UsageError as error:
        message = _("{place}: {what}", place=name, what=error.message)
        problems.append(SheetProblem(table.place_of(cell), message, error.hint))
        return None


def _value(cell: Cell) -> object:
    """Return the value of a cell. Raises UsageError for an error value."""
    if isinstance(cell.value, Broken):
        raise UsageError(cell.value.why, cell.value.hint)
    return cell.value


def _day_of(value: datetime) -> date:
    return value.date()


def _readable(value: str) -> str:
    """Return *value* in NFC. Raises UsageError for a hidden character."""
    from cardctl.yaml.source import HIDDEN, hidden_message

    hidden = HIDDEN.search(value)
    if hidden is not None:
        raise UsageError(hidden_message(hidden[0], value.count(hidden[0])), _("delete it"))
    return normalize("NFC", value)


def _wrong(cell: Cell, wanted: Message, hint: Message | None = None) -> UsageError:
    return UsageError(_("'{value}' is not {wanted}", value=cell.text, wanted=wanted), hint)
