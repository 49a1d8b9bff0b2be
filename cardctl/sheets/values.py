"""Convert the cells of a row to values of fields, by the kinds of their columns.

Agencies, states and kinds may be named by their code, their name in any language, or an alias.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

from cardctl.domain.evidence_text import evidence_record
from cardctl.domain.ids import full_id
from cardctl.domain.names import agency_code, meeting_number, member
from cardctl.errors import CardctlError, Unknown, UsageError
from cardctl.i18n import Message, _, either, languages
from cardctl.literals import integer
from cardctl.sheets import cells
from cardctl.sheets.columns import Kind, column_of
from cardctl.sheets.table import Cell, SheetProblem

if TYPE_CHECKING:
    from cardctl.domain.agency import MoneyUnit
    from cardctl.domain.outline import AgencyNames
    from cardctl.sheets.rows import SheetRow


class Mark(Enum):
    """What a cell says instead of a value."""

    CLEAR = _("[none]")
    """Remove the value."""


CLEAR: Final = Mark.CLEAR

_BETWEEN = re.compile("[,、·ㆍ・/]")
"""Signs that people write between agencies; the name of one may contain them."""

_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,14})\.[0-9]{1,6}")
_YES = frozenset({"yes", "true", "o", "1", "예", "참"})
_NO = frozenset({"no", "false", "x", "0", "아니요", "아니오", "거짓"})


@dataclass(frozen=True)
class Reader:
    """Reads cells for a register with these agencies and this unit of money."""

    agencies: Iterable[AgencyNames]
    money: MoneyUnit

    def row(self, row: SheetRow, problems: list[SheetProblem]) -> dict[str, Any]:
        """Return the values of a row by the names of its columns; CLEAR removes a value.

        What cannot be read is added to *problems*, at its place.
        """
        found: dict[str, Any] = {}
        for name, cell in row.cells.items():
            if _is_empty(name, cell, row):
                continue
            try:
                found[name] = self.value(name, cell, row)
            except CardctlError as error:
                what = _("{place}: {what}", place=name, what=error.message)
                problems.append(SheetProblem(row.place_of(name), what, error.hint))
        return found

    def value(self, name: str, cell: Cell, row: SheetRow) -> Any:
        """Return the value of a cell in the column *name* of a row. Raises UsageError."""
        column = column_of(name)
        if isinstance(cell.value, str) and cell.value.strip().casefold() in _clear_marks():
            return CLEAR
        if row.is_json and column.kind not in _TYPED and not isinstance(cell.value, str):
            wanted = _("a list") if column.kind in _LISTS else _("text")
            raise UsageError(_("'{value}' is not {wanted}", value=cell.text, wanted=wanted))
        if column.kind is Kind.MONEY:
            unit = row.units.get(name)
            worth = cells.worth_of(unit, self.money.currency) if unit else None
            return cells.money(cell, self.money.unit, self.money.currency, worth)
        if column.kind is Kind.WORD:
            assert column.words is not None
            return member(cells.text(cell), column.words)
        if column.kind is Kind.AGENCY:
            return self._agency(cells.text(cell))
        if column.kind is Kind.AGENCIES:
            return self._agencies(cell)
        return _READERS[column.kind](cell)

    def _agency(self, written: str) -> str:
        """Return the code of an agency. Raises Unknown; others in brackets need their own column.

        ``교육부(행안부)`` is how lists name a lead and, in brackets, its partners.
        """
        try:
            return agency_code(written, self.agencies)
        except Unknown as error:
            lead, sign, _rest = written.partition("(")
            if not (sign and lead.strip()):
                raise
            hint = _("name one agency; its partners belong in a column of their own: {head}",
                head=column_of("partners").head)  # fmt: skip
            raise UsageError(error.message, hint) from error

    def _agencies(self, cell: Cell) -> list[str]:
        """Return the codes of agencies, separated by ``;``, or by signs that no name contains."""
        codes: list[str] = []
        for written in cells.items(cell):
            try:
                codes.append(agency_code(written, self.agencies))
            except Unknown:
                parts = [part.strip() for part in _BETWEEN.split(written) if part.strip()]
                if len(parts) < 2:
                    raise
                codes += [agency_code(part, self.agencies) for part in parts]
        return list(dict.fromkeys(codes))


def _is_empty(name: str, cell: Cell, row: SheetRow) -> bool:
    """Whether a cell says that it has no value: by a dash, or by a word if no text is expected."""
    if row.is_json or not isinstance(cell.value, str):
        return False
    if column_of(name).kind is Kind.TEXT and name not in ("blocker", "next"):
        return cells.is_dash(cell.value)
    return cells.says_nothing(cell.value)


def _clear_marks() -> set[str]:
    message: Message = CLEAR.value
    return {message.render(lang).casefold() for lang in languages()}


def _meeting(cell: Cell) -> int:
    return cells.whole(cell) if not isinstance(cell.value, str) else meeting_number(cell.value)


def _card(cell: Cell) -> str:
    written = cells.text(cell)
    found = full_id(written)
    if found is None:
        raise UsageError(
            _("'{value}' is not a card id", value=written), _("write it as in M01-007 or 1-7")
        )
    return found


def _cards(cell: Cell) -> list[str]:
    parts = re.split("[;,]", cells.text(cell).replace("\n", ";"))
    return [_card(cell._replace(value=part)) for part in parts if part.strip()]


def _number(cell: Cell) -> int | str:
    """Return a number as files have it: whole, or a decimal as text."""
    value = cell.value
    if cell.is_percent and isinstance(value, (int, float)):
        shown = f"{(Decimal(repr(value)) * 100).normalize():f}"
        raise UsageError(
            _("'{value}' can be read as {readings}", value=f"{shown}%",
                readings=either([cell.text, shown])),
            _("format the cell as a number"),
        )  # fmt: skip
    if isinstance(value, float):
        value = f"{Decimal(repr(value)):f}"
    written = cells.text(cell._replace(value=value)) if isinstance(value, str) else value
    if isinstance(written, str):
        number = integer(written)
        if number is not None:
            return number
        if _DECIMAL.fullmatch(written):
            return written
    elif isinstance(written, int) and not isinstance(written, bool):
        return written
    raise UsageError(_("'{value}' is not {wanted}", value=cell.text, wanted=_("a number")))


def _flag(cell: Cell) -> bool:
    if isinstance(cell.value, bool):
        return cell.value
    written = cells.text(cell).casefold()
    if written in _YES | _NO:
        return written in _YES
    raise UsageError(_("'{value}' is neither yes nor no", value=cell.text))


def _evidence(cell: Cell) -> list[dict[str, Any]]:
    return [evidence_record(written) for written in cells.items(cell)]


_READERS: Mapping[Kind, Callable[[Cell], Any]] = {
    Kind.TEXT: cells.text,
    Kind.LIST: cells.items,
    Kind.WHOLE: cells.whole,
    Kind.PERCENT: cells.percentage,
    Kind.NUMBER: _number,
    Kind.DAY: cells.day,
    Kind.FLAG: _flag,
    Kind.MEETING: _meeting,
    Kind.CARD: _card,
    Kind.CARDS: _cards,
    Kind.EVIDENCE: _evidence,
    Kind.ANY: cells.text,
}

_TYPED = frozenset({Kind.WHOLE, Kind.PERCENT, Kind.MONEY, Kind.NUMBER, Kind.FLAG, Kind.MEETING,
                    Kind.ANY})  # fmt: skip
"""Kinds that JSON has numbers or booleans for; others are strings in it."""

_LISTS = frozenset({Kind.LIST, Kind.AGENCIES, Kind.CARDS, Kind.EVIDENCE})
