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
from cardctl.i18n import _, languages, listed
from cardctl.literals import integer
from cardctl.sheets import cells, form_words
from cardctl.sheets.form import Claim, FieldType, FormColumn, FormValue
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

_TEXTS = frozenset({FieldType.TEXT, FieldType.LINE})

_ANSWERS = frozenset({"plan", "result", "title", "dropped", "claim"})

_HALF_WIDTH = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: " "}
"""Figures and marks by their full-width forms."""


class Money(NamedTuple):
    """The unit of a form's amounts, its currency, and what 1 is worth under their head."""

    unit: int = 1
    currency: str = "KRW"
    worth: int | None = None


def value_of(column: FormColumn, cell: Cell, money: Money) -> FormValue:
    """Return the value of a cell; None if it is empty but for spaces. Raises UsageError.

    A cell that takes no value is only compared with what it showed: it may contain any text.
    """
    if isinstance(cell.value, str):
        cell = cell._replace(value=_typed(column, cell.value))
        if not cell.value:
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


def _typed(column: FormColumn, written: str) -> str:
    """Return what is typed into a cell, "" if that is nothing.

    Full-width figures, as input methods for Korean write them, are figures in a number or a date.
    """
    if not column.takes or column.type in _TEXTS:
        return written.strip()
    return "" if says_nothing(written, column) else written.translate(_HALF_WIDTH).strip()


def says_nothing(written: str, column: FormColumn) -> bool:
    """Whether a text only says that there is nothing to say, as in ``-``, ``없음`` or ``n/a``.

    In a column that a form needs, words such as ``없음`` are an answer.
    """
    is_answer = column.name in _ANSWERS
    return cells.is_dash(written) if is_answer else cells.says_nothing(written)


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
    if column.name == "claim" and cells.says_nothing(written):
        return Claim.NONE
    written = written.rstrip(".")
    for words in _NAMES.get(column.name, ()):
        try:
            found = member(written, words)
        except UsageError:
            continue
        if column.name == "claim" and found is State.IN_PROGRESS:
            return Claim.NONE  # the work goes on
        if found in column.choices:
            return str(found)
    known = listed([form_words.label_words(column.name, code) for code in column.choices])
    raise Unknown("choice", written, (), _("known: {known}", known=known))


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
