"""A file that is being collected: what it contains, what it changes, and its problems."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cardctl.domain.ids import full_id
from cardctl.i18n import Message
from cardctl.sheets.form import Cover
from cardctl.sheets.return_cells import Money
from cardctl.sheets.return_file import read_return
from cardctl.sheets.returned import PlacedError, ReturnedForm, ReturnedRow

if TYPE_CHECKING:
    from cardctl.app.return_values import Entry


@dataclass(eq=False)
class FileReturn:
    """A returned *file*; *cover* tells whose form it is, once that is known.

    *cards* are the ids of the cards that it changes. If it has *problems*, it changes none.
    """

    file: str
    returned: ReturnedForm
    cover: Cover | None = None
    entries: list[Entry] = field(default_factory=list)
    cards: tuple[str, ...] = ()
    problems: list[PlacedError] = field(default_factory=list)
    notices: list[Message] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.problems += self.returned.problems
        self.notices += self.returned.notices

    def read_again(self, money: Money) -> None:
        """Read a file that has lost its form once more, with the unit of its amounts."""
        self.returned = read_return(self.file, money)
        self.problems, self.notices = list(self.returned.problems), list(self.returned.notices)

    def rows(self) -> Iterator[ReturnedRow]:
        """Yield the rows of all tables."""
        return (row for rows in self.returned.rows.values() for row in rows)

    def cards_with_problems(self) -> set[str] | None:
        """Return the ids of the cards in whose rows the problems are; None if one is elsewhere."""
        places = {problem.place for problem in self.problems}
        found = set()
        for row in self.rows():
            here = places.intersection([row.place, *(cell.place for cell in row.cells.values())])
            if here:
                places -= here
                found.add(full_id(str(row.value("card"))) or str(row.value("card")))
        return None if places else found

    @property
    def sender(self) -> tuple[str, int] | None:
        """The agency and the meeting of the form; None if that is not known."""
        return None if self.cover is None else (self.cover.agency, self.cover.meeting)

    @property
    def is_good(self) -> bool:
        """Whether the file can be taken as it is."""
        return self.cover is not None and not self.problems
