"""The table of all cards for spreadsheets: a row for each, open or closed, to sort and filter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from cardctl.domain.card import Card, Result
from cardctl.domain.card_facts import CardFacts
from cardctl.domain.facts import overdue_days
from cardctl.domain.standing import Standing
from cardctl.i18n import Message, _
from cardctl.i18n.layout import layout_of
from cardctl.report import words
from cardctl.report.compute import matter_of
from cardctl.report.document import Cell, Column, ColumnKind, Table
from cardctl.report.facts import Matter
from cardctl.report.layout import cells
from cardctl.report.layout.page import ReportPage, Row

_EMPTY = Cell("")


class _Line(NamedTuple):
    """A card that becomes a row; *filed* is the last result, of the lead if it has filed any."""

    page: ReportPage
    facts: CardFacts
    matter: Matter
    standing: Standing
    filed: Result | None

    @property
    def card(self) -> Card:
        """The card as the report shows it."""
        return self.matter.card

    @property
    def lang(self) -> str:
        """The language of the page."""
        return self.page.lang


class _Place(NamedTuple):
    """A column: its heading, its kind, and the cell of a card in it."""

    heading: Message
    kind: ColumnKind
    cell: Callable[[_Line], Cell]
    is_money: bool = False


def all_cards(page: ReportPage, shown: Iterable[CardFacts]) -> Table:
    """Return the table; a cell without a value is empty, so that spreadsheets sort it last."""
    return Table(tuple(_columns(page)), tuple(_row(page, card) for card in shown))


def _columns(page: ReportPage) -> Iterator[Column]:
    """Yield the columns; those of money name the currency, which the cells then need not."""
    code = page.register.config.money.currency
    for place in _PLACES:
        name = words.heading(place.heading.render(page.lang))
        currency = layout_of(page.lang).money.currency(code) if place.is_money else ""
        yield Column(page.with_brackets(name, currency), place.kind)


def _row(page: ReportPage, facts: CardFacts) -> Row:
    matter = matter_of(facts.id, page.report.seen)
    standing = page.report.seen.standing(facts.id)
    line = _Line(page, facts, matter, standing, _last_result(matter.card))
    return tuple([place.cell(line) for place in _PLACES])


def _last_result(card: Card) -> Result | None:
    own = (result for result in reversed(card.results) if result.by == card.lead)
    return next(own, card.results[-1] if card.results else None)


def _result(line: _Line) -> Cell:
    """The text of the last result; one that the lead has not filed names its agency."""
    filed = line.filed
    if filed is None:
        return _EMPTY
    by = "" if filed.by == line.card.lead else line.page.agency(filed.by)
    return Cell(line.page.joined([by, line.page.text(filed.text)], ": "))


def _reasons(line: _Line) -> Cell:
    matter = line.matter
    return Cell(words.reasons_words(matter.signal, line.lang, matter.has_partner_result))


def _outcome(line: _Line) -> Cell:
    """The outcome; that of a submitted card is a claim, as its state says."""
    outcome = line.card.outcome
    return Cell(words.outcome_word(outcome, line.lang)) if outcome else _EMPTY


def _progress(line: _Line) -> Cell:
    points = line.matter.progress
    if points is None:
        return _EMPTY
    return Cell(words.points(points, line.lang), value=points / 100, unit="%")


def _count(line: _Line, value: int) -> Cell:
    return cells.count(value, line.lang) if value else _EMPTY


def _money(line: _Line, value: int | None, *, approximate: bool = False) -> Cell:
    """An amount in the currency itself; before a vague one is the word for "about"."""
    if value is None:
        return _EMPTY
    worth = value * line.page.register.config.money.unit
    amount = cells.count(worth, line.lang)
    if not approximate:
        return amount
    said = line.page.said("about {amount}", amount=amount.text)
    return amount._replace(text=said)


_PLACES = (
    _Place(_("No."), ColumnKind.ID, lambda line: line.page.identity(line.facts)[0]),
    _Place(_("Matter"), ColumnKind.TITLE, lambda line: line.page.identity(line.facts)[2]),
    _Place(_("follow-up|Class"), ColumnKind.SIGNAL, lambda line: line.page.standing(line.facts)),
    _Place(_("Signal"), ColumnKind.SIGNAL, lambda line: line.page.signal(line.facts)),
    _Place(_("reasons"), ColumnKind.NAME, _reasons),
    _Place(
        _("State"),
        ColumnKind.SIGNAL,
        lambda line: Cell(words.state_word(line.card.state, line.lang)),
    ),
    _Place(_("Outcome"), ColumnKind.SIGNAL, _outcome),
    _Place(_("Lead"), ColumnKind.NAME, lambda line: line.page.lead(line.facts)),
    _Place(
        _("Partners"), ColumnKind.NAME, lambda line: Cell(line.page.agencies(line.card.partners))
    ),
    _Place(_("Meeting"), ColumnKind.NUMBER, lambda line: _count(line, line.card.meeting)),
    _Place(_("Due"), ColumnKind.DAY, lambda line: line.page.due(line.facts)),
    _Place(
        _("Days overdue"),
        ColumnKind.NUMBER,
        lambda line: _count(line, overdue_days(line.card, line.page.report.as_of)),
    ),
    _Place(
        _("head|times extended"),
        ColumnKind.NUMBER,
        lambda line: _count(line, line.standing.moves),
    ),
    _Place(_("Progress"), ColumnKind.NUMBER, _progress),
    _Place(
        _("Planned"),
        ColumnKind.NUMBER,
        lambda line: _money(line, line.standing.planned, approximate=line.standing.is_rough),
        is_money=True,
    ),
    _Place(
        _("Spent"), ColumnKind.NUMBER, lambda line: _money(line, line.standing.spent), is_money=True
    ),
    _Place(_("Last result"), ColumnKind.PROSE, _result),
    _Place(
        _("head|result filed on"),
        ColumnKind.DAY,
        lambda line: cells.day(line.filed.date, line.lang) if line.filed else _EMPTY,
    ),
    _Place(
        _("Next"),
        ColumnKind.PROSE,
        lambda line: Cell(line.page.text(line.filed.next)) if line.filed else _EMPTY,
    ),
)
"""The columns in their order."""
