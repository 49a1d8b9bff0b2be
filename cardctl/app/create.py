"""Create cards from the options of `new` and from the rows of a sheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from cardctl.app.change import Prepared, begin
from cardctl.app.values import Assignment, as_usage_error, with_values
from cardctl.domain import changes
from cardctl.domain.card import Card
from cardctl.domain.changes import refusal
from cardctl.domain.ids import card_id
from cardctl.domain.register import Register
from cardctl.domain.workflow import State
from cardctl.errors import CardctlError, Taken, Unreadable, UsageError
from cardctl.i18n import Message, _
from cardctl.store.layout import next_serial

if TYPE_CHECKING:
    from cardctl.app.change import Transaction
    from cardctl.app.sheet import Sheet, SheetRow
    from cardctl.app.workspace import Workspace


Written = TypeVar("Written")


class CardFactory:
    """Creates cards from rows (see `sheet`), each with the next free id of its meeting."""

    def __init__(
        self, workspace: Workspace, sets: Sequence[Assignment], *, lock: bool = True
    ) -> None:
        self.workspace = workspace
        self.sets = sets
        self.lock = lock
        self.serials: dict[int, int] = {}
        self._transaction: Transaction | None = None

    @property
    def transaction(self) -> Transaction:
        """The change that the cards made so far belong to. Raises Unreadable."""
        return self._begin(())

    def _begin(self, meetings: Sequence[int | None]) -> Transaction:
        """The change, in which all *meetings* can be read."""
        if self._transaction is None:
            self._transaction = begin(self.workspace, lock=self.lock, ids=(), meetings=meetings)
        else:
            self._transaction.require(meetings=meetings)
        return self._transaction

    def made(self, row: SheetRow) -> Card:
        """Create one card. Raises Unknown, UsageError, Unreadable."""
        said = dict(row)
        meeting = said.pop("meeting", None)
        register = self._begin([meeting]).register
        if meeting is None:
            meeting = _last_held(register)
        entry = changes.HistoryEntryDraft(
            on=said.pop("on", self.workspace.today),
            by=said.pop("by", None),
            lead=said.pop("lead", None),
            due=said.pop("due", None),
        )
        with as_usage_error(""):
            card = changes.new_card(
                register, meeting=meeting, serial=self._serial(meeting), entry=entry, **said
            )
            return with_values(register, card, self.sets)

    def _serial(self, meeting: int) -> int:
        if meeting not in self.serials:
            hidden = self.workspace.work_tree.names(f"M{meeting:02d}")
            self.serials[meeting] = next_serial(self.workspace.root, meeting, hidden) - 1
        self.serials[meeting] += 1
        return self.serials[meeting]

    def write(
        self, cards: Sequence[Card], write: Callable[[Prepared], Written]
    ) -> tuple[Sequence[Card], Written]:
        """Write new cards by *write*, once more under free ids if another program took one.

        git, for example, does not take the register's lock. Returns the cards as written, and what
        *write* returns.
        """
        try:
            return cards, write(self.prepared(cards))
        except Taken:
            cards = self.renumbered(cards)
            return cards, write(self.prepared(cards))

    def prepared(self, cards: Sequence[Card]) -> Prepared:
        """Return the change that adds *cards*."""
        return Prepared(self.transaction, [(None, card) for card in cards])

    def renumbered(self, cards: Sequence[Card]) -> list[Card]:
        """Return the same cards with ids that are free now."""
        self.serials.clear()
        return [
            card.model_copy(update={"id": card_id(card.meeting, self._serial(card.meeting))})
            for card in cards
        ]

    def from_sheet(self, sheet: Sheet, base: SheetRow) -> list[Card]:
        """Make a card of each row of a sheet; *base* has the values that a row does not give.

        Raises BadSheet with all problems and their lines.
        """
        if not sheet.problems:
            _require_default_use(base, [row for _unused, row in sheet.rows], sheet.name)
        cards: list[Card] = []
        for line, row in sheet.rows:
            try:
                cards.append(self.made({**base, **row}))
            except Unreadable:
                raise
            except CardctlError as problem:
                sheet.problems.append((line, problem))
        sheet.require_good()
        return cards


def _require_default_use(base: SheetRow, rows: Sequence[SheetRow], name: str) -> None:
    """Raise UsageError for an option that has no effect because every row has its own value."""
    for field in base:
        if all(field in row for row in rows):
            raise UsageError(
                _("every row of {file} already sets {field}", file=name, field=field),
                _("leave out the option, or leave the cells empty where it should apply"),
            )


def _last_held(register: Register) -> int:
    """Return the last meeting held; if none was held, the last one that was not cancelled."""
    calendar, found = register.calendar, register.meetings
    held = [n for n in calendar.numbers if n in found and found[n].status == "held"]
    kept = [n for n in calendar.numbers if n not in found or found[n].status != "cancelled"]
    return (held or kept or [calendar.last])[-1]


def next_step(register: Register, cards: Sequence[Card]) -> Message:
    """Return a hint with the next command for new cards and the options that it requires."""
    if len(cards) > 1:
        return _("next: cardctl list --meeting {number}", number=cards[0].meeting)
    card = cards[0]
    short = f"{card.meeting}-{int(card.id.partition('-')[2])}"
    options = refusal.options_for(
        card, changes.missing_for(register, card, State.PLANNED), register
    )
    return _("next: cardctl update {id} --state planned {options}", id=short, options=options)
