"""A form that came back: what it was made with, and what its cells say now, each with its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from cardctl.errors import CardctlError
from cardctl.i18n import Message, _
from cardctl.sheets.form import FormTable, FormValue, ReturnForm


class PlacedError(NamedTuple):
    """A problem of a returned form at a place such as ``mois.xlsx!Results!G7``."""

    place: str
    error: CardctlError

    def render(self, lang: str) -> str:
        """Return the problem as one line."""
        hint = f" ({self.error.hint.render(lang)})" if self.error.hint else ""
        return f"{at(self.place, self.error.message).render(lang)}{hint}"


def at(place: str, message: Message) -> Message:
    """Return a message at a *place*; one about a whole file may already begin with it."""
    if str(message).startswith(f"{place}: "):
        return message
    return _("{place}: {what}", place=place, what=message)


class ReturnedCell(NamedTuple):
    """The value of a cell, None if it is empty, and its place.

    *is_bare*: it is an amount without a unit word.
    """

    value: FormValue
    place: str
    is_bare: bool = False


class ReturnedRow(NamedTuple):
    """A row: its place, and its cells by column; a column that the file does not have is absent."""

    place: str
    cells: Mapping[str, ReturnedCell]

    def value(self, column: str) -> FormValue:
        """Return the value in a column; None if it is empty or absent."""
        cell = self.cells.get(column)
        return None if cell is None else cell.value

    def place_of(self, column: str) -> str:
        """Return the place of a cell, or that of the row."""
        cell = self.cells.get(column)
        return self.place if cell is None else cell.place


class ReturnedForm(NamedTuple):
    """What a file that came back contains.

    *form* is what the form was made with; None if the file has lost that. *problems* are cells that
    cannot be read, *notices* what else the user should know about the file.
    """

    file: str
    form: ReturnForm | None
    rows: Mapping[FormTable, Sequence[ReturnedRow]]
    problems: Sequence[PlacedError] = ()
    notices: Sequence[Message] = ()
