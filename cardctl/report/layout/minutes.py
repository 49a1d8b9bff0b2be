"""Lay out minutes: the meeting, what became of its agenda, and what it decided on each card."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from cardctl.domain.enum_words import ITEM_OUTCOMES, ITEM_TYPES
from cardctl.i18n import _
from cardctl.report import words
from cardctl.report.document import (
    Block,
    Cell,
    Column,
    ColumnKind,
    Document,
    Heading,
    Note,
    Paragraph,
    Record,
    RecordField,
)
from cardctl.report.layout.base import Page, RegisterPage, Row
from cardctl.report.layout.matter_tables import (
    closing,
    meeting_changes,
    meeting_facts,
    prose_column,
    sources,
    text_cell,
    unreadable,
)
from cardctl.report.layout.minutes_decisions import (
    confirmed,
    corrected_since,
    corrections,
    due_dates,
    holds,
    leads,
    others,
    reopened,
    returned,
)
from cardctl.report.layout.seal_subjects import sealed_subjects
from cardctl.report.minutes import Charge, ItemResult, Minutes, SealRoot

Section = tuple[str, list[Block]]

LINE = "_" * 24
"""Where somebody signs."""


def minutes_title(made: Minutes, lang: str) -> str:
    """Return the title of minutes."""
    meeting = words.meeting_title(made.register, made.number, lang)
    return _("{meeting}: minutes", meeting=meeting).render(lang)


def minutes_document(made: Minutes, lang: str) -> Document:
    """Return minutes as a document in *lang*; its author is the body."""
    page = RegisterPage(made.register, lang)
    author = page.text(made.register.config.body)
    return Document(lang, tuple(_blocks(page, made)), author=author)


def _blocks(page: Page, made: Minutes) -> Iterator[Block]:
    yield Heading(1, minutes_title(made, page.lang))
    yield from unreadable(page, made.unreadable)
    sections = list(_sections(page, made))
    shown = (section for section in sections if section[1])
    for number, (name, blocks) in enumerate(shown, 1):
        yield Heading(2, name, f"{number}.")
        yield from blocks
    absent = _absent(page, [name for name, blocks in sections if not blocks])
    if end := closing(page, absent):
        yield Paragraph(end)
    yield _signatures(page, made)


def _sections(page: Page, made: Minutes) -> Iterator[Section]:
    """Yield the sections by name; those without blocks are listed in one line at the end."""
    yield page.said("About the meeting"), _about(page, made)
    yield page.said("Agenda and outcomes"), _agenda(page, made)
    yield page.said("Matters decided, and whom they are charged to"), _charges(page, made)
    yield page.said("Outcomes confirmed"), confirmed(page, made)
    yield page.said("Outcomes returned"), returned(page, made)
    yield page.said("Cards reopened"), reopened(page, made)
    yield page.said("Due dates granted"), due_dates(page, made)
    yield page.said("Lead agencies named"), leads(page, made)
    yield page.said("Cards put on hold"), holds(page, made)
    yield page.said("Other decisions"), others(page, made)
    yield page.said("Decisions amended, and corrections agreed"), corrections(page, made)
    if made.corrected_since:
        yield page.said("Corrections of these minutes"), corrected_since(page, made)
    yield page.said("Seal"), _seal(page, made)


def _absent(page: Page, names: Sequence[str]) -> str:
    """Return the line that names the sections without contents."""
    if not names:
        return ""
    return page.said("Nothing is on record under: {names}", names=page.joined(names))


# The meeting and its agenda ---------------------------------------------------------------------


def _about(page: Page, made: Minutes) -> list[Block]:
    facts = meeting_facts(page, made.number, made.meeting)
    facts[page.said("As of")] = words.day(made.as_of, page.lang)
    if made.revision:
        facts[page.said("Record")] = made.revision
    if made.withheld is not None:
        facts[page.said("Audience")] = page.said("the public")
        facts[page.said("Not public")] = page.counted(made.withheld, "item")
    fields = tuple(RecordField(label, text) for label, text in facts.items())
    return [Record(fields), *meeting_changes(page, made.changes), *sources(page, made.sources)]


def _agenda(page: Page, made: Minutes) -> list[Block]:
    columns = (
        Column(page.said("Item"), ColumnKind.NUMBER),
        Column(page.said("item|Type"), ColumnKind.NAME),
        Column(page.said("agenda|Title"), ColumnKind.TITLE, 4),
        Column(page.said("item|Outcome"), ColumnKind.NAME),
        Column(page.said("Matters"), ColumnKind.NUMBER),
    )
    rows = [_item_row(page, result) for result in made.items if result.item]
    return page.table(columns, rows) if rows else []


def _item_row(page: Page, result: ItemResult) -> Row:
    item = result.item
    if item is None:
        raise TypeError(result)
    outcome = ITEM_OUTCOMES[item.outcome].render(page.lang) if item.outcome else ""
    return (
        Cell(str(item.item), value=item.item),
        Cell(ITEM_TYPES[item.type].render(page.lang)),
        Cell(page.text(item.title)),
        Cell(outcome or page.said("outcome not on record")),
        Cell(str(len(result.charges)), value=len(result.charges)),
    )


def _charges(page: Page, made: Minutes) -> list[Block]:
    columns = (
        Column(page.said("No."), ColumnKind.ID),
        Column(page.said("Matter"), ColumnKind.TITLE, 3),
        prose_column(page, "Decision", 5),
        Column(page.said("Charged to"), ColumnKind.NAME, 3),
        Column(page.said("Due"), ColumnKind.NAME, 3),
    )
    blocks: list[Block] = []
    for result in made.items:
        if result.charges:
            count = page.counted(len(result.charges), "card")
            blocks.append(Heading(3, page.with_brackets(_item_name(page, result), count)))
            blocks += page.table(columns, (_charge_row(page, each) for each in result.charges))
    return blocks


def _item_name(page: Page, result: ItemResult) -> str:
    if result.item is None:
        return page.said("Not from the agenda")
    title = page.text(result.item.title)
    return page.said("Item {number}: {title}", number=result.item.item, title=title)


def _charge_row(page: Page, charge: Charge) -> Row:
    card = charge.card
    return (
        Cell(card.id, card=card.id),
        Cell(page.text(card.title), card=card.id),
        text_cell(page, card.decision),
        Cell(_charged_to(page, charge)),
        Cell(_due(page, charge)),
    )


def _charged_to(page: Page, charge: Charge) -> str:
    """Return the lead, with its day if it was named later, and the partners."""
    lead = page.agency(charge.lead.code if charge.lead else None)
    since = _since(page, charge.lead.named if charge.lead else None)
    partners = page.agencies(charge.card.partners)
    others = page.said("with {partners}", partners=partners) if partners else ""
    return page.joined([lead, since, others], "\n")


def _due(page: Page, charge: Charge) -> str:
    """Return the due date, with its day if it was set later, and as the meeting stated it."""
    day = words.day(charge.due.day, page.lang) if charge.due else page.said("not set")
    since = _since(page, charge.due.named if charge.due else None)
    return page.joined([day, since, page.text(charge.card.due_as_stated)], "\n")


def _since(page: Page, day: date | None) -> str:
    return page.said("recorded on {day}", day=words.day(day, page.lang)) if day else ""


# Seal and signatures ----------------------------------------------------------------------------


def _seal(page: Page, made: Minutes) -> list[Block]:
    """The roots of the seals, and whether what they cover is unaltered: recomputed just now."""
    fields = [_root(page, seal) for seal in made.seals]
    altered = made.seal.altered if made.seal else ()
    if fields and not altered:
        checked = page.said("unaltered, recomputed from the register")
        fields.append(RecordField(page.said("Verified"), checked))
    blocks: list[Block] = [Record(tuple(fields))] if fields else []
    if altered:
        names = sealed_subjects(page, altered)
        text = page.said("What was sealed has been ALTERED SINCE: {names}", names=names)
        blocks.append(Note(text, urgent=True))
    return blocks


def _root(page: Page, seal: SealRoot) -> RecordField:
    label = page.said("Root of the seal, as of {day}", day=words.day(seal.as_of, page.lang))
    root = seal.root or page.said("old format, no root")
    return RecordField(label, page.joined([root, page.text(seal.reason)], "\n"))


def _signatures(page: Page, made: Minutes) -> Record:
    """Return the lines for the date and for who signs: the chair, and the secretariat."""
    secretariat = page.agency(made.register.config.secretariat)
    signature = page.said("{line} (signature)", line=LINE)
    return Record(
        (
            RecordField(page.said("signed|Date"), LINE),
            RecordField(page.said("Chair"), signature),
            RecordField(page.said("For the secretariat"), f"{secretariat} {signature}"),
        )
    )
