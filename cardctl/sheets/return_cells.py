"""Read the values of the cells of a returned form, in any way that people write them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from cardctl.domain.enums import EvidenceKind
from cardctl.domain.ids import full_id
from cardctl.domain.names import member
from cardctl.domain.workflow import Outcome, State
from cardctl.errors import Unknown, UsageError
from cardctl.i18n import _, languages
from cardctl.literals import integer
from cardctl.sheets import cells, form_words
from cardctl.sheets.form import FieldType, FormColumn, FormValue
from cardctl.sheets.heads import folded
from cardctl.sheets.table import Cell

_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,6})?")
_GROUPED = re.compile(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")

_NAMES: Mapping[str, tuple[type[StrEnum], ...]] = {
    "evidence_kind": (EvidenceKind,),
    "claim": (Outcome, State),
    "state": (State,),
}
"""The enumerations whose names, and their synonyms, a column takes beside its own words."""

_LEAST, _MOST = 0, 100


class Money(NamedTuple):
    """The unit of a form's amounts, its currency, and what 1 is worth under their head."""

    unit: int = 1
    currency: str = "KRW"
    worth: int | None = None


def value_of(column: FormColumn, cell: Cell, money: Money) -> FormValue:
    """Return the value of a cell; None if it is empty but for spaces. Raises UsageError.

    A cell that takes no value is only compared with what it showed: it may contain any text.
    """
    if isinstance(cell.value, str) and not cell.value.strip():
        return None
    if column.name == "card":
        written = cells.text(cell)
        return full_id(written) or written
    try:
        if column.type is FieldType.MONEY:
            return cells.money(cell, *money)
        if column.type is FieldType.CHOICE:
            return _choice(column, cell)
        return _READERS[column.type](cell)
    except UsageError:
        if column.takes:
            raise
    return cells.text(cell)


def _percent(cell: Cell) -> int:
    value = cells.percentage(cell)
    if not _LEAST <= value <= _MOST:
        raise UsageError(
            _("'{value}' is not a percentage from 0 to 100", value=cell.text),
            _("write a whole number, for example 75"),
        )
    return value


def _number(cell: Cell) -> int | Decimal:
    written = cells.text(cell)
    if _GROUPED.fullmatch(written):
        written = written.replace(",", "")
    if not _NUMBER.fullmatch(written):
        raise UsageError(
            _("'{value}' is not a number", value=cell.text),
            _("write digits only, with at most six decimals"),
        )
    whole = integer(written.removesuffix(".0"))
    return Decimal(written) if whole is None else whole


def _choice(column: FormColumn, cell: Cell) -> str:
    written = cells.text(cell)
    code = _labels(column.name, column.choices).get(folded(written))
    if code is not None:
        return code
    for words in _NAMES.get(column.name, ()):
        try:
            found = member(written, words)
        except UsageError:
            continue
        if found in column.choices:
            return str(found)
    lang = languages()[0]
    raise Unknown(
        "choice", written, [form_words.label(column.name, code, lang) for code in column.choices]
    )


@cache
def _labels(name: str, choices: tuple[str, ...]) -> Mapping[str, str]:
    """Return the codes of a column by their labels in all languages."""
    return {
        folded(label): code
        for code in choices
        for label in (code, *(form_words.label(name, code, lang) for lang in languages()))
    }


_READERS: Mapping[FieldType, Callable[[Cell], FormValue]] = {
    FieldType.TEXT: cells.text,
    FieldType.LINE: cells.text,
    FieldType.DAY: cells.day,
    FieldType.PERCENT: _percent,
    FieldType.NUMBER: _number,
}
