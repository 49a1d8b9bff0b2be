"""Convert the value of a cell to what a field takes: text, a day, a number, a list.

A spreadsheet program already knows what is a date, a number or a percentage; text is read as
people write dates and amounts. What can be read in two ways is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar
from unicodedata import normalize

from cardctl.errors import UsageError
from cardctl.i18n import Message, _
from cardctl.literals import LiteralError, integer, percentages
from cardctl.literals.amounts import amount, is_bare
from cardctl.literals.days import written_day
from cardctl.sheets.table import Broken, Cell, SheetProblem, Table

T = TypeVar("T")

_DASHES = " \t\r\n\xa0-‐‑–—―−ㅡ"
"""Spaces and dashes of all kinds."""

_NOTHING = frozenset({"없음", "해당없음", "해당사항없음", "특이사항없음", "none", "n/a", "nil"})


def text(cell: Cell) -> str:
    """Return text in NFC, with line breaks as LF; a number or a date as it is written in files.

    Raises UsageError for hidden characters, error values, and what is neither of these.
    """
    value = _value(cell)
    if isinstance(value, str):
        return _readable(value.replace("\r\n", "\n").strip())
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        number = _decimal(value) * (100 if cell.is_percent else 1)
        return f"{number.normalize():f}{'%' if cell.is_percent else ''}"
    raise _wrong(cell, _("text"))


def is_dash(written: str) -> bool:
    """Whether a text has only dashes, as people write them into a cell that they leave empty."""
    return not written.strip(_DASHES)


def says_nothing(written: str) -> bool:
    """Whether a text only says that there is nothing to say, as in ``-``, ``없음`` or ``n/a``."""
    return is_dash(written) or "".join(written.split()).rstrip(".").casefold() in _NOTHING


def day(cell: Cell) -> date:
    """Return a date: a date cell, or text as `literals.days` takes it. Raises UsageError.

    A plain number is no date, even if Excel would show it as one: 46387 may be a mistake. Only
    20261231 can mean nothing else.
    """
    value = _value(cell)
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        return _literal(written_day, value.strip())
    if isinstance(value, int) and len(cell.text) == len("20261231"):
        return _literal(written_day, cell.text)
    hint = _("format the cell as a date") if isinstance(value, (int, float)) else None
    raise UsageError(_("'{value}' is not a valid date", value=cell.text), hint)


def whole(cell: Cell) -> int:
    """Return a whole number. Raises UsageError."""
    value = _value(cell)
    number = integer(value.strip()) if isinstance(value, str) else value
    if isinstance(number, int) and not isinstance(number, bool):
        number = integer(str(number))  # at most as many digits as elsewhere
    if not isinstance(number, int) or isinstance(number, bool) or cell.is_percent:
        raise _wrong(cell, _("a whole number"))
    return number


def percentage(cell: Cell) -> int:
    """Return a whole percentage, 75 for a cell that shows 75% or 75. Raises UsageError."""
    value = _value(cell)
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise _wrong(cell, _("a percentage"), _("write 75 or 75%"))
    if isinstance(value, str):
        return _literal(percentages.percentage, value)
    number = _decimal(value) * (100 if cell.is_percent else 1)
    if number == number.to_integral_value():
        return int(number)
    sign = "%" if cell.is_percent else ""
    return _literal(percentages.percentage, f"{number.normalize():f}{sign}")


def money(cell: Cell, unit: int, currency: str, worth: int | None = None) -> int:
    """Return an amount in units that are worth *unit* of *currency* each. Raises UsageError.

    *worth* is what 1 is worth if no unit is written beside it, as a head says (see `worth_of`);
    the default is *unit*.
    """
    value = _value(cell)
    if isinstance(value, str):
        return _literal(lambda text: amount(text, unit, currency, bare=worth), value)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or cell.is_percent:
        raise _wrong(cell, _("an amount"))
    units = Fraction(_decimal(value)) * (unit if worth is None else worth) / unit
    if units < 0 or units.denominator != 1:
        raise _wrong(cell, _("a whole amount in {unit} {currency}",
            unit=f"{unit:,}", currency=currency))  # fmt: skip
    return int(units)


def is_bare_amount(cell: Cell) -> bool:
    """Whether an amount has no unit word: its unit is that of the column."""
    return not isinstance(cell.value, str) or is_bare(cell.value.strip())


def worth_of(unit: str, currency: str) -> int:
    """Return the worth of 1 under a head with a *unit* such as ``백만원``. Raises UsageError."""
    written = re.split("[:：]", unit)[-1].strip()
    try:
        return amount(written, 1, currency)
    except LiteralError:
        return _literal(lambda text: amount(f"1 {text}", 1, currency), written)


def items(cell: Cell) -> list[str]:
    """Return the texts in a cell, separated by ``;`` or line breaks. Raises UsageError."""
    from cardctl.domain.text import split_items

    return split_items(text(cell))


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


def _decimal(value: float) -> Decimal:
    """Return the number that a cell shows: 0.07, not its binary fraction."""
    return Decimal(repr(value))


def _literal(read: Callable[[str], T], written: str) -> T:
    """Return what *read* makes of a text. Raises UsageError."""
    try:
        return read(written)
    except LiteralError as error:
        raise UsageError(error.message, error.hint) from error


def _readable(value: str) -> str:
    """Return *value* in NFC. Raises UsageError for a hidden character."""
    from cardctl.yaml.source import HIDDEN, hidden_message

    hidden = HIDDEN.search(value)
    if hidden is not None:
        raise UsageError(hidden_message(hidden[0], value.count(hidden[0])), _("delete it"))
    return normalize("NFC", value)


def _wrong(cell: Cell, wanted: Message, hint: Message | None = None) -> UsageError:
    return UsageError(_("'{value}' is not {wanted}", value=cell.text, wanted=wanted), hint)
