"""The board as text and as data: side by side on a terminal, one below the other elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from cardctl.app.board import Board, BoardCard, BoardColumn, Grouping
from cardctl.cli.render.columns import as_columns
from cardctl.cli.render.links import card_links
from cardctl.domain.follow_up import FOLLOW_UPS, FollowUp
from cardctl.domain.signal import Colour
from cardctl.domain.workflow import State
from cardctl.i18n import _, _n
from cardctl.printable import columns, printable
from cardctl.report import words
from cardctl.report.formats.terminal import (
    GAP,
    LONGEST,
    SIGNAL_STYLES,
    TextCell,
    padded,
    styled,
)
from cardctl.report.formats.wrap import cut

if TYPE_CHECKING:
    from cardctl.cli.session import Session
    from cardctl.domain.register import FactRegister
    from cardctl.outputs.cards import BoardCardData, BoardData

LEAST = 24
"""Minimum width of a column; on a narrower terminal, there are fewer beside each other."""

STACKED = 72
"""Below this width in columns, the columns of the board are one below the other."""


def as_data(board: Board) -> BoardData:
    """Return the board as data: ids and codes, no words."""
    return {
        "by": board.by,
        "columns": [
            {"key": column.key, "cards": [_card_data(card) for card in column.cards]}
            for column in board.columns
        ],
        "closed": board.closed,
    }


def _card_data(card: BoardCard) -> BoardCardData:
    return {
        "id": card.id,
        "title": card.title,
        "signal": card.signal.colour,
        "reasons": list(card.signal.reasons),
        "follow_up": card.follow_up,
        "state": card.state,
        "outcome": card.outcome,
        "lead": card.lead,
        "due": card.due.isoformat() if card.due else None,
    }


def print_board(session: Session, register: FactRegister, board: Board) -> None:
    """Print the board, and on stderr how many closed cards are not on it."""
    page = BoardPage(
        register, session.lang, session.width(), session.colour_on(), card_links(session)
    )
    if board.columns:
        session.print_result(page.text(board))
    else:
        session.echo(_("no card matches"))
    if board.closed:
        session.echo(
            _n(
                "{count} closed card is not shown; show it with --all",
                "{count} closed cards are not shown; show them with --all",
                board.closed,
            )
        )


class BoardPage(NamedTuple):
    """Where a board is shown: in *lang*, on a terminal of *width* columns (None is a pipe)."""

    register: FactRegister
    lang: str
    width: int | None
    colour: bool
    link: Callable[[str], str]
    """The address of a card's file; empty for no link."""

    def text(self, board: Board) -> str:
        """Return the board.

        With more than `LONGEST` cards, and in a pipe, each card is a line of its own, with its
        whole title.
        """
        if self.width is None or len(board.cards) > LONGEST:
            return "\n".join(self._plain(board))
        return "\n".join(self._columns(board, self.width))

    def _plain(self, board: Board) -> Iterator[str]:
        yield self._totals(board.cards, colour=False)
        for column in board.columns:
            yield ""
            yield self._heading(board.by, column)
            rows = [
                (words.signal_word(card.signal.colour, self.lang), card.id, self._title(card))
                for card in column.cards
            ]
            yield as_columns(rows, 2).rstrip("\n")

    def _columns(self, board: Board, width: int) -> Iterator[str]:
        yield self._totals(board.cards, colour=self.colour)
        for band in _bands(board.columns, width):
            wide = (width - GAP * (len(band) - 1)) // len(band)
            blocks = [list(self._block(board.by, column, wide)) for column in band]
            yield ""
            yield from _side_by_side(blocks, wide)

    def _block(self, by: Grouping, column: BoardColumn, width: int) -> Iterator[str]:
        """Yield the lines of a column, each *width* columns wide."""
        heading = cut(self._heading(by, column), width)
        yield self._styled(heading, "bold") + " " * (width - columns(heading))
        yield self._styled("─" * width, "dim")
        for card in column.cards:
            colour = card.signal.colour
            sign = self._styled(words.SIGNAL_LABELS[colour].glyph, SIGNAL_STYLES[colour])
            room = width - columns(card.id) - 4
            name = self._styled(card.id, "", self.link(card.id))
            yield f"{sign} {name}  {padded(cut(self._title(card), room), room)}"

    def _styled(self, text: str, style: str, link: str = "") -> str:
        return styled(text, style, link) if self.colour else text

    def _totals(self, cards: Sequence[BoardCard], *, colour: bool) -> str:
        """Return the number of cards, and how many have each signal, on one line if it fits."""
        found = Counter(card.signal.colour for card in cards)
        parts = [
            TextCell(
                f"{words.signal_word(each, self.lang)} {found[each]}",
                SIGNAL_STYLES[each] if colour else "",
            )
            for each in Colour
            if found[each]
        ]
        parts.insert(0, TextCell(words.counted(len(cards), "card", self.lang)))
        fits = self.width is None or columns("  ".join(part.text for part in parts)) <= self.width
        return ("  " if fits else "\n").join(styled(*part) for part in parts)

    def _heading(self, by: Grouping, column: BoardColumn) -> str:
        """Return the name of a column, with the number of its cards."""
        return printable(f"{self._name(by, column.key)} {len(column.cards)}")

    def _name(self, by: Grouping, key: str | None) -> str:
        if by is Grouping.LEAD:
            return words.agency_name(self.register, key, self.lang)
        if by is Grouping.STATE:
            return words.state_word(State(str(key)), self.lang)
        return FOLLOW_UPS[FollowUp(str(key))].render(self.lang)

    def _title(self, card: BoardCard) -> str:
        return printable(words.text(card.title, self.lang)).replace("\n", " ")


def _bands(found: Sequence[BoardColumn], width: int) -> Iterator[Sequence[BoardColumn]]:
    """Yield the columns that are beside each other: as many as fit, in equal bands."""
    most = 1 if width < STACKED else (width + GAP) // (LEAST + GAP)
    bands = -(-len(found) // most)
    each = -(-len(found) // bands)
    for start in range(0, len(found), each):
        yield found[start : start + each]


def _side_by_side(blocks: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    """Yield the lines of *blocks*, whose lines are *width* columns wide, beside each other."""
    for parts in zip_longest(*blocks, fillvalue=" " * width):
        yield (" " * GAP).join(parts).rstrip()
