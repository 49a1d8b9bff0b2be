"""The secretariat's desk, as a document for people and as data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from cardctl.domain.facts import last_entry
from cardctl.domain.recorded_fields import hold_in_force
from cardctl.domain.workflow import State
from cardctl.i18n import _, _n, gettext
from cardctl.report import words
from cardctl.report.document import (
    Block,
    Cell,
    Column,
    ColumnKind,
    Document,
    Heading,
    Paragraph,
    Record,
    RecordField,
    Table,
)
from cardctl.report.letter import missing_words

if TYPE_CHECKING:
    from cardctl.app.desk import Desk
    from cardctl.domain.card import Card
    from cardctl.domain.facts import DueMove
    from cardctl.outputs.agencies import AgencyReturnData, DeskData, MissingData
    from cardctl.report.returns import AgencyReturn, CardReturn

Row = tuple[Cell, ...]


def as_document(desk: Desk, lang: str) -> Document:
    """Return the desk as a document in *lang*."""
    return Document(lang, tuple(_blocks(desk, lang)))


def _blocks(desk: Desk, lang: str) -> Iterator[Block]:
    meeting = words.meeting_title(desk.register, desk.meeting, lang)
    yield Heading(1, _("Returns for {meeting}", meeting=meeting).render(lang))
    yield _overview(desk, lang)
    sections = (
        ("Agencies", _agencies(desk, lang)),
        ("Not returned", _missing(desk, lang)),
        ("Awaiting a decision", _decisions(desk, lang)),
        ("Problems", _problems(desk, lang)),
    )
    for number, (title, table) in enumerate(sections, 1):
        yield Heading(2, gettext(f"desk|{title}", lang), f"{number}.")
        yield table or Paragraph(gettext("desk|none", lang))


def _overview(desk: Desk, lang: str) -> Record:
    asked = [each for each in desk.returns if each.led]
    complete = sum(1 for each in asked if not each.missing)
    return Record(
        (
            RecordField(gettext("desk|Papers close", lang), _closing(desk, lang)),
            RecordField(
                gettext("desk|Cards returned", lang),
                f"{desk.returned} / {desk.required}",
            ),
            RecordField(gettext("desk|Agencies complete", lang), f"{complete} / {len(asked)}"),
        )
    )


def _closing(desk: Desk, lang: str) -> str:
    if desk.papers is None:
        return words.NOTHING
    day, left = words.day(desk.papers, lang), (desk.papers - desk.day).days
    if left < 0:
        past = _n("{day} ({count} day ago)", "{day} ({count} days ago)", -left, day=day)
        return past.render(lang)
    if left == 0:
        return _("{day} (today)", day=day).render(lang)
    return _n("{day} (in {count} day)", "{day} (in {count} days)", left, day=day).render(lang)


# Tables -----------------------------------------------------------------------------------------


Head = tuple[str, ColumnKind, int]
"""The heading of a column, as a message, its kind and its weight."""


def _table(heads: Sequence[Head], rows: Iterable[Row], lang: str) -> Block | None:
    """Return the rows as a table; None if there is none."""
    columns = tuple(Column(gettext(head, lang), kind, weight) for head, kind, weight in heads)
    filled = tuple(rows)
    return Table(columns, filled) if filled else None


_AGENCY = ("Agency", ColumnKind.NAME, 1)
_CARD = ("Card", ColumnKind.ID, 1)
_TITLE = ("Title", ColumnKind.TITLE, 3)


def _agencies(desk: Desk, lang: str) -> Block | None:
    heads = (
        _AGENCY,
        ("desk|Leads", ColumnKind.NUMBER, 1),
        ("desk|Returned", ColumnKind.NUMBER, 1),
        ("desk|Missing", ColumnKind.NUMBER, 1),
        ("desk|Overdue", ColumnKind.NUMBER, 1),
        ("desk|Partner", ColumnKind.NUMBER, 1),
    )
    return _table(heads, (_agency_row(each, desk, lang) for each in desk.returns), lang)


def _agency_row(each: AgencyReturn, desk: Desk, lang: str) -> Row:
    led, missing = len(each.led), len(each.missing)
    overdue = sum(1 for card in each.led if card.overdue)
    counts = (led, led - missing, missing, overdue, len(each.cards) - led)
    name = words.agency_name(desk.register, each.agency, lang)
    return (Cell(name), *(Cell(str(count)) for count in counts))


def _missing(desk: Desk, lang: str) -> Block | None:
    heads = (
        _AGENCY,
        _CARD,
        _TITLE,
        ("letter|Missing", ColumnKind.NAME, 1),
        ("letter|Last result", ColumnKind.DAY, 1),
        ("letter|Days overdue", ColumnKind.NUMBER, 1),
    )
    rows = (
        _missing_row(each.agency, card, desk, lang)
        for each in desk.returns
        for card in each.missing
    )
    return _table(heads, rows, lang)


def _missing_row(agency: str, each: CardReturn, desk: Desk, lang: str) -> Row:
    return (
        Cell(words.agency_name(desk.register, agency, lang)),
        Cell(each.card.id, card=each.card.id),
        Cell(words.text(each.card.title, lang)),
        Cell(missing_words(each, lang)),
        Cell(words.day(each.last, lang)),
        Cell(str(each.overdue) if each.overdue else words.NOTHING),
    )


def _decisions(desk: Desk, lang: str) -> Block | None:
    heads = (
        _CARD,
        _TITLE,
        ("Lead", ColumnKind.NAME, 1),
        ("desk|Decision", ColumnKind.PROSE, 2),
    )
    rows = [
        *(_decision_row(card, _claim(card, lang), desk, lang) for card in desk.confirm),
        *(_decision_row(card, _hold(card, lang), desk, lang) for card in desk.holds),
        *(_move_row(move, desk, lang) for move in desk.due_moved),
    ]
    return _table(heads, rows, lang)


def _decision_row(card: Card, decision: str, desk: Desk, lang: str) -> Row:
    return (
        Cell(card.id, card=card.id),
        Cell(words.text(card.title, lang)),
        Cell(words.agency_name(desk.register, card.lead, lang)),
        Cell(decision),
    )


def _claim(card: Card, lang: str) -> str:
    entry = last_entry(card, State.SUBMITTED)
    return _(
        "confirm: {outcome}, submitted on {day}",
        outcome=words.outcome_word(card.outcome, lang),
        day=words.day(entry.date if entry else None, lang),
    ).render(lang)


def _hold(card: Card, lang: str) -> str:
    hold = hold_in_force(card.history)
    note = words.text(hold.reason, lang) if hold else ""
    return _("review the hold: {reason}", reason=note or words.NOTHING).render(lang)


def _move_row(move: DueMove, desk: Desk, lang: str) -> Row:
    card = desk.register.cards[move.id]
    decision = _(
        "take note: due date {before} → {after}",
        before=words.day(move.source, lang),
        after=words.day(move.target, lang),
    ).render(lang)
    return (
        Cell(card.id, card=card.id),
        Cell(words.text(card.title, lang)),
        Cell(words.agency_name(desk.register, card.lead, lang)),
        Cell(decision),
    )


def _problems(desk: Desk, lang: str) -> Block | None:
    heads = (("desk|Where", ColumnKind.NAME, 2), ("desk|Problem", ColumnKind.PROSE, 3))
    rows = [
        *(
            (Cell(each.path), Cell(f"{each.code} {each.message.render(lang)}"))
            for each in desk.errors
        ),
    ]
    if desk.unowned:
        ids = words.id_ranges([card.id for card in desk.unowned], lang)
        rows.append((Cell(ids), Cell(words.NO_LEAD.render(lang))))
    return _table(heads, rows, lang)


# Data -------------------------------------------------------------------------------------------


def as_data(desk: Desk) -> DeskData:
    """Return the desk as data: ids and codes, no words."""
    return {
        "meeting": desk.meeting,
        "papers": desk.papers.isoformat() if desk.papers else None,
        "as_of": desk.day.isoformat(),
        "required": desk.required,
        "returned": desk.returned,
        "agencies": [_agency_data(each) for each in desk.returns],
        "confirm": [card.id for card in desk.confirm],
        "holds": [card.id for card in desk.holds],
        "due_moved": [move.id for move in desk.due_moved],
        "unowned": [card.id for card in desk.unowned],
        "errors": [{"path": each.path, "code": each.code} for each in desk.errors],
    }


def _agency_data(each: AgencyReturn) -> AgencyReturnData:
    return {
        "agency": each.agency,
        "leads": [card.card.id for card in each.led],
        "partner": [card.card.id for card in each.cards if not card.is_lead],
        "missing": [card_data(card) for card in each.missing],
    }


def card_data(each: CardReturn) -> MissingData:
    """Return what is missing of one card."""
    return {
        "id": each.card.id,
        "plan": each.lacks_plan,
        "result": each.lacks_result,
        "last": each.last.isoformat() if each.last else None,
        "overdue": each.overdue,
    }
