"""Create cards from the options of `new`; see `new_sheet` for the rows of a sheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from cardctl.app.change import Prepared, begin
from cardctl.app.literal_values import agency, entry_with_codes
from cardctl.app.values import Assignment, as_usage_error, with_values
from cardctl.domain import changes
from cardctl.domain.card import Card
from cardctl.domain.changes import refusal
from cardctl.domain.ids import card_id
from cardctl.domain.register import Register
from cardctl.domain.workflow import State
from cardctl.errors import Taken
from cardctl.i18n import Message, _
from cardctl.store.layout import next_serial

if TYPE_CHECKING:
    from cardctl.app.change import Transaction
    from cardctl.app.workspace import Workspace


Written = TypeVar("Written")


class CardFactory:
    """Creates cards from their values, each with the next free id of its meeting."""

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

    def made(self, row: Mapping[str, Any]) -> Card:
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
        entry = entry_with_codes(register, entry)
        if "partners" in said:
            said["partners"] = [agency(register, each) for each in said["partners"]]
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
