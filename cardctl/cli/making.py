"""New cards of what was given: of the options of `new`, and of the rows of a sheet."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cardctl.cli import arguments
from cardctl.cli.apply import register_to_write
from cardctl.cli.session import Session
from cardctl.domain import changes
from cardctl.domain.card import Card
from cardctl.domain.changes import refusal
from cardctl.domain.ids import card_id
from cardctl.domain.register import Register
from cardctl.domain.workflow import State
from cardctl.errors import CardctlError, Unreadable, UsageError
from cardctl.i18n import Message, _
from cardctl.store.layout import next_serial

if TYPE_CHECKING:
    from cardctl.cli.sheet import Row


class Maker:
    """Makes cards of rows (see `sheet`), each with the next free id of its meeting."""

    def __init__(self, session: Session, sets: Sequence[str], *, lock: bool = True) -> None:
        self.session = session
        self.sets = sets
        self.lock = lock
        self.serials: dict[int, int] = {}

    def made(self, row: Row) -> Card:
        """Make one card. Raises Unknown, UsageError, Unreadable."""
        said = dict(row)
        meeting = said.pop("meeting", None)
        register = register_to_write(self.session, lock=self.lock, ids=(), meetings=[meeting])
        if meeting is None:
            meeting = _last_held(register)
        entry = changes.HistoryEntryDraft(
            on=said.pop("on", self.session.today),
            by=said.pop("by", None),
            lead=said.pop("lead", None),
            due=said.pop("due", None),
        )
        with arguments.in_our_words(""):
            card = changes.new_card(
                register, meeting=meeting, serial=self._serial(meeting), entry=entry, **said
            )
            return arguments.with_values(self.session, card, self.sets)

    def _serial(self, meeting: int) -> int:
        if meeting not in self.serials:
            hidden = self.session.work_tree.names(f"M{meeting:02d}")
            self.serials[meeting] = next_serial(self.session.root, meeting, hidden) - 1
        self.serials[meeting] += 1
        return self.serials[meeting]

    def renumbered(self, cards: Sequence[Card]) -> list[Card]:
        """The same cards with the ids that are free now."""
        self.serials.clear()
        return [
            card.model_copy(update={"id": card_id(card.meeting, self._serial(card.meeting))})
            for card in cards
        ]

    def all_of(self, source: str, base: Row) -> list[Card]:
        """Make a card of each row of a sheet; *base* stands for what a row does not say.

        Raises UsageError after naming everything that is wrong, with its line.
        """
        from cardctl.cli.sheet import read_sheet

        sheet = read_sheet(arguments.content(_as_file(source), "--from"), source)
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
        if sheet.problems:
            sys.stderr.writelines(f"{line}\n" for line in sheet.lines(self.session.lang))
            raise UsageError(
                _("{count} problem(s) in {file}", count=len(sheet.problems), file=sheet.name),
                _("nothing was written; mend what is named above and try again"),
            )
        return cards


def _require_default_use(base: Row, rows: Sequence[Row], name: str) -> None:
    """Raise UsageError for an option that no row takes, because each has its own value."""
    for field in base:
        if all(field in row for row in rows):
            raise UsageError(
                _("every row of {file} has its own {field}", file=name, field=field),
                _("leave out the option, or leave the cell empty where it is to count"),
            )


def _last_held(register: Register) -> int:
    """The last meeting that was held, for which cards are written; else the last one."""
    held = [n for n, meeting in register.meetings.items() if meeting.status == "held"]
    return max(held, default=register.last_meeting)


def _as_file(source: str) -> str:
    return source if source == "-" else f"@{source}"


def next_step(register: Register, cards: Sequence[Card]) -> Message:
    """The command that takes a new card on, with the options that planning still needs."""
    if len(cards) > 1:
        return _("next: cardctl list --meeting {number}", number=cards[0].meeting)
    card = cards[0]
    short = f"{card.meeting}-{int(card.id.partition('-')[2])}"
    options = refusal.options_for(card, changes.missing_for(register, card, State.PLANNED))
    return _("next: cardctl update {id} --state planned {options}", id=short, options=options)
