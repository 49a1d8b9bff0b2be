"""The values that one agency's return has for one card, and their change of the card.

The change is made of the same requests as `update` makes: the plan and its steps, then the result,
then what follows from both for the state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from cardctl.app.result_request import ResultRequest
from cardctl.app.update import UpdateRequest
from cardctl.domain.changes import HistoryEntryDraft
from cardctl.errors import CardctlError
from cardctl.i18n import Message
from cardctl.sheets.form import COLUMNS, FormTable
from cardctl.sheets.returned import PlacedError

if TYPE_CHECKING:
    from cardctl.app.change import Transaction
    from cardctl.app.return_values import Entry
    from cardctl.domain.card import Card


class Filing(NamedTuple):
    """Who files, when and for which meeting; *lang* is the language of the form."""

    agency: str
    meeting: int
    day: date
    lang: str


class CardRefused(Exception):
    """The change of a card is refused because of *problems*."""

    def __init__(self, problems: Sequence[PlacedError]) -> None:
        super().__init__(problems)
        self.problems = problems


class CardValues:
    """The values of one card in one agency's return; *notices* is what to say about their change.

    *uses_reason*: the reason belongs to the result, which is revised.
    """

    def __init__(self, filing: Filing, entries: Iterable[Entry]) -> None:
        self.filing = filing
        self.entries = tuple(entries)
        self.results = {e.column: e for e in self.entries if e.table is FormTable.RESULTS}
        self.readings = [e for e in self.entries if e.table is FormTable.INDICATORS]
        self.steps: dict[str, dict[str, Entry]] = {}
        for entry in self.entries:
            if entry.table is FormTable.STEPS:
                self.steps.setdefault(entry.item, {})[entry.column] = entry
        self.notices: list[Message] = []
        self.uses_reason = False

    def value(self, column: str) -> Any:
        """Return a value of the results; None if it is not there."""
        entry = self.results.get(column)
        return None if entry is None else entry.value

    def among(self, columns: Iterable[str]) -> Iterator[Entry]:
        """Yield the values of the results in these columns."""
        return (self.results[name] for name in columns if name in self.results)

    def draft(self, **values: Any) -> HistoryEntryDraft:
        """Return a history entry of the agency on the day of filing."""
        return HistoryEntryDraft(self.filing.day, self.filing.agency, **values)


def changed(transaction: Transaction, card: Card, values: CardValues) -> Card:
    """Return *card* with the *values* of a return. Raises CardRefused."""
    from cardctl.app.return_plan import with_plan
    from cardctl.app.return_result import with_result
    from cardctl.app.return_state import with_state

    for change in (with_plan, with_result, with_state):
        card = change(transaction, card, values)
    return card


def request(entry: HistoryEntryDraft, **values: Any) -> UpdateRequest:
    """Return the request of an `update` with *values*, and nothing else."""
    nothing: dict[str, Any] = {"state": None, "steps": (), "sets": (), "unsets": (), "adds": ()}
    asked = {"result": ResultRequest(), **nothing, **values}
    return UpdateRequest(entry=entry, has_day=False, **asked).sorted_paths


@contextmanager
def refused_at(
    place: str, hint: Callable[[CardctlError], Message | None] | None = None
) -> Iterator[None]:
    """Turn an error into CardRefused with its *place*; *hint* replaces the hint of the error."""
    try:
        yield
    except CardctlError as error:
        if hint is not None:
            error.hint = hint(error)
        raise CardRefused([PlacedError(place, error)]) from error


def refuse(entry: Entry, error: CardctlError) -> CardRefused:
    """Return the exception that refuses a value."""
    return CardRefused([PlacedError(entry.place, error)])


def heading(table: FormTable, name: str) -> Message:
    """Return the heading of a column."""
    return next(column.heading for column in COLUMNS[table] if column.name == name)


def text_path(path: str, old: object, lang: str) -> str:
    """Return the path of a text; if the *old* one is by language, of the text in *lang*."""
    return f"{path}.{lang}" if isinstance(old, dict) else path
