"""Lay out an agenda paper: the meeting, its agenda, and the follow-up of earlier decisions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cardctl.domain.card import Card
from cardctl.domain.enum_words import ITEM_TYPES
from cardctl.domain.enums import ItemType
from cardctl.domain.facts import DueMove
from cardctl.domain.meeting import AgendaItem
from cardctl.domain.recorded_fields import hold_in_force
from cardctl.i18n import Message, _, _n
from cardctl.report import words
from cardctl.report.agenda_paper import AgendaPaper, Claim, FollowUpPart
from cardctl.report.document import (
    Block,
    Cell,
    Column,
    ColumnKind,
    Document,
    Heading,
    Item,
    ItemList,
    Note,
    Paragraph,
    Record,
    RecordField,
)
from cardctl.report.edition import edition_words, with_edition
from cardctl.report.layout.base import Page, RegisterPage, Row
from cardctl.report.layout.evidence import evidence_names
from cardctl.report.layout.matter_tables import (
    closing,
    correction_table,
    day_cell,
    day_column,
    matter_cells,
    matter_columns,
    meeting_changes,
    meeting_facts,
    prose_column,
    sources,
    text_cell,
    unreadable,
)

ASKED: dict[ItemType, Message] = {
    ItemType.DECISION: _("asked|to decide"),
    ItemType.REPORT: _("asked|to receive the report"),
    ItemType.DISCUSSION: _("asked|to discuss"),
}
"""What an agenda item asks of the meeting, by its type."""

NAMED = 5
"""How many cards page one names of each kind; all of them stand in the sections below."""

Section = tuple[str, list[Block]]


def paper_title(paper: AgendaPaper, lang: str) -> str:
    """Return the title of an agenda paper."""
    meeting = words.meeting_title(paper.register, paper.number, lang)
    title = _("{meeting}: agenda paper", meeting=meeting).render(lang)
    return with_edition(title, paper.edition, lang)


def paper_document(paper: AgendaPaper, lang: str) -> Document:
    """Return *paper* as a document in *lang*; its author is the body."""
    page = RegisterPage(paper.register, lang)
    author = page.text(paper.register.config.body)
    return Document(lang, tuple(_blocks(page, paper)), author=author)


def _blocks(page: Page, paper: AgendaPaper) -> Iterator[Block]:
    yield Heading(1, paper_title(paper, page.lang))
    yield from unreadable(page, paper.unreadable)
    sections = [section for section in _sections(page, paper) if section[1]]
    for number, (name, blocks) in enumerate(sections, 1):
        yield Heading(2, name, f"{number}.")
        yield from blocks
    if end := closing(page, _attached(page, paper)):
        yield Paragraph(end)


def _sections(page: Page, paper: AgendaPaper) -> Iterator[Section]:
    """Yield the sections by name; those without blocks are left out."""
    yield page.said("About the meeting"), _about(page, paper)
    yield page.said("Agenda"), _agenda(page, paper)
    part = paper.follow_up
    if part is None:
        return
    yield page.said("Follow-up of earlier decisions"), _asked(page, part)
    yield page.said("Outcomes to confirm"), _claims(page, part.claims)
    yield page.said("Claims of infeasibility"), _infeasible(page, part.infeasible)
    yield page.said("Due dates moved, to take note of"), _due_dates(page, part)
    yield page.said("Holds due for review"), _holds(page, part.holds)
    yield page.said("Corrections to hear"), _corrections(page, part)


# The meeting and its agenda ---------------------------------------------------------------------


def _about(page: Page, paper: AgendaPaper) -> list[Block]:
    facts = meeting_facts(page, paper.number, paper.meeting)
    as_of = words.day(paper.as_of, page.lang)
    facts[page.said("As of")] = page.with_brackets(as_of, edition_words(paper.edition, page.lang))
    if paper.revision:
        facts[page.said("Record")] = paper.revision
    if paper.withheld is not None:
        facts[page.said("Audience")] = page.said("the public")
        facts[page.said("Not public")] = page.counted(paper.withheld, "item")
    fields = tuple(RecordField(label, text) for label, text in facts.items())
    return [Record(fields), *meeting_changes(page, paper.changes)]


def _agenda(page: Page, paper: AgendaPaper) -> list[Block]:
    columns = (
        Column(page.said("Item"), ColumnKind.NUMBER),
        Column(page.said("item|Type"), ColumnKind.NAME),
        Column(page.said("agenda|Title"), ColumnKind.TITLE, 4),
        Column(page.said("Asked of the meeting"), ColumnKind.NAME, 2),
    )
    if paper.items:
        table = page.table(columns, (_item_row(page, item) for item in paper.items))
    else:
        table = [Paragraph(page.said("No agenda item is on record."))]
    return [*table, *sources(page, paper.sources)]


def _item_row(page: Page, item: AgendaItem) -> Row:
    return (
        Cell(str(item.item), value=item.item),
        Cell(ITEM_TYPES[item.type].render(page.lang)),
        Cell(page.text(item.title)),
        Cell(ASKED[item.type].render(page.lang)),
    )


# Follow-up --------------------------------------------------------------------------------------


def _asked(page: Page, part: FollowUpPart) -> list[Block]:
    """The report that the meeting hears, in three figures, and what it is asked, by name."""
    report = part.report
    if not report.summary.cards:
        return [Paragraph(page.said("No earlier decision is on record."))]
    asked = [item for label, cards in _by_name(page, part) for item in _named(page, label, cards)]
    none = [] if asked else [Item(page.said("none"), 2)]
    items = [
        Item(page.said("Report heard: {report}", report=_report_title(page, part))),
        *(Item(line, 2) for line in _figures(page, part)),
        Item(page.said("Asked of the meeting")),
        *asked,
        *none,
    ]
    blocks: list[Block] = [ItemList(tuple(items))]
    if not report.balance.adds_up:
        blocks.append(Note(page.said(
            "The totals do not add up: a card's history is out of order (run cardctl validate)."
        ), urgent=True))  # fmt: skip
    return blocks


def _by_name(page: Page, part: FollowUpPart) -> Iterator[tuple[str, list[Card]]]:
    """Yield what the meeting is asked to do, with the cards; a card may be there twice."""
    shown = part.report.seen.shown
    yield page.said("to confirm outcomes"), [claim.card for claim in part.claims]
    infeasible = [claim.card for claim in part.infeasible]
    yield page.said("to decide on claims of infeasibility"), infeasible
    yield page.said("to take note of moved due dates"), [shown(move.id) for move in part.due_dates]
    yield page.said("to review holds"), [*part.holds]
    known = (part.report.seen.card(each.id) for each in part.corrections)
    yield page.said("to hear corrections"), [card for card in known if card is not None]


def _named(page: Page, label: str, cards: Sequence[Card]) -> Iterator[Item]:
    """Yield a line with the number of *cards*, then the first ones by name, with their leads."""
    if not cards:
        return
    yield Item(f"{label}: {page.counted(len(cards), 'item')}", 2)
    for card in list({card.id: card for card in cards}.values())[:NAMED]:
        name = f"{card.id} {page.text(card.title)}"
        yield Item(page.with_brackets(name, page.agency(card.lead)), 3)
    more = len({card.id for card in cards}) - NAMED
    if more > 0:
        yield Item(_n("and {count} more card", "and {count} more cards", more).render(page.lang), 3)


def _report_title(page: Page, part: FollowUpPart) -> str:
    meeting = words.meeting_title(page.register, part.report.number, page.lang)
    return page.said("{meeting}: implementation report", meeting=meeting)


def _figures(page: Page, part: FollowUpPart) -> Iterator[str]:
    """Yield three figures: completed, with claims; overdue; not submitted."""
    figures = part.figures
    done = page.said(
        "completed {done} of {counted} ({rate})",
        done=figures.done,
        counted=figures.counted,
        rate=words.percent(figures.done, figures.counted, page.lang),
    )
    claimed = page.said(
        "claimed {claimed} ({rate} if confirmed)",
        claimed=figures.claimed,
        rate=words.percent(figures.done + figures.claimed, figures.counted, page.lang),
    )
    yield page.joined([done, claimed if figures.claimed else ""])
    yield page.said("overdue {overdue} of {open} open", overdue=figures.overdue, open=figures.open)
    yield page.said(
        "result not submitted {missing} of {open} open",
        missing=figures.not_submitted,
        open=figures.open,
    )


def _claims(page: Page, claims: Sequence[Claim]) -> list[Block]:
    columns = matter_columns(
        page, prose_column(page, "To confirm", 2), prose_column(page, "Result and evidence", 7)
    )
    return page.table(columns, (_claim_row(page, claim) for claim in claims)) if claims else []


def _claim_row(page: Page, claim: Claim) -> Row:
    outcome = words.outcome_word(claim.outcome, page.lang)
    told = [
        page.text(claim.result.text if claim.result else claim.reason),
        *evidence_names(page, claim.evidence),
    ]
    return (
        *matter_cells(page, claim.card),
        Cell(page.joined([outcome, _submitted(page, claim)], "\n")),
        Cell(page.joined(told, "\n") or words.NOTHING),
    )


def _submitted(page: Page, claim: Claim) -> str:
    """Return the day of the claim, and by how many days it is late."""
    if claim.submitted is None:
        return ""
    late = ""
    if claim.days_late:
        late = page.said("{days} late", days=page.counted(claim.days_late, "day"))
    day = words.day(claim.submitted, page.lang)
    return page.with_brackets(page.said("submitted {day}", day=day), late)


def _infeasible(page: Page, claims: Sequence[Claim]) -> list[Block]:
    columns = matter_columns(
        page, prose_column(page, "Reason"), prose_column(page, "Measures instead")
    )
    rows = (
        (
            *matter_cells(page, claim.card),
            Cell(page.joined([page.text(claim.reason), _submitted(page, claim)], "\n")),
            text_cell(page, claim.substitute),
        )
        for claim in claims
    )
    return page.table(columns, rows) if claims else []


def _due_dates(page: Page, part: FollowUpPart) -> list[Block]:
    columns = matter_columns(
        page, day_column(page, "Was due"), day_column(page, "Now due"), prose_column(page, "Reason")
    )
    rows = (_due_row(page, part.report.seen.shown(move.id), move) for move in part.due_dates)
    return page.table(columns, rows) if part.due_dates else []


def _due_row(page: Page, card: Card, move: DueMove) -> Row:
    return (
        *matter_cells(page, card),
        day_cell(page, move.source),
        day_cell(page, move.target),
        text_cell(page, move.event.note),
    )


def _holds(page: Page, cards: Sequence[Card]) -> list[Block]:
    columns = matter_columns(
        page,
        day_column(page, "On hold since"),
        Column(page.said("Review by"), ColumnKind.NAME),
        prose_column(page, "Reason"),
    )
    return page.table(columns, (_hold_row(page, card) for card in cards)) if cards else []


def _hold_row(page: Page, card: Card) -> Row:
    hold = hold_in_force(card.history)
    review = words.meeting_name(hold.review, page.lang) if hold and hold.review else words.NOTHING
    return (
        *matter_cells(page, card),
        day_cell(page, hold.since if hold else None),
        Cell(review),
        text_cell(page, hold.reason if hold else None),
    )


def _corrections(page: Page, part: FollowUpPart) -> list[Block]:
    found = part.corrections
    return correction_table(page, found, part.report.seen.card) if found else []


def _attached(page: Page, paper: AgendaPaper) -> str:
    """Return the line of attachments: the report that the meeting hears."""
    if paper.follow_up is None:
        return ""
    name = page.said("letter|{name}, 1 copy", name=_report_title(page, paper.follow_up))
    return page.said("letter|Attached: {names}", names=name)
