"""Turn facts into a document: the sections of each view, their order and their numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from cardctl.domain.card_facts import CardFacts
from cardctl.i18n import _
from cardctl.i18n.layout import layout_of
from cardctl.report import words
from cardctl.report.document import Block, Document, Flow, Heading, Paragraph, Record
from cardctl.report.edition import with_edition
from cardctl.report.facts import MeetingReport
from cardctl.report.layout.about import meeting_line, unreadable
from cardctl.report.layout.all_cards import all_cards
from cardctl.report.layout.page import ReportPage
from cardctl.report.layout.sections import NAMES, SUMMARY, Section, agency_of, sections

__all__ = ["agency_of", "cards_of", "flow", "layout", "workbook"]


def layout(report: MeetingReport, lang: str, view: str = "full") -> Document:
    """Lay out *report* in *lang* (``en`` or ``ko``).

    *view* is ``full``, ``brief``, ``summary`` (page one alone) or ``agency:CODE``. Raises Unknown
    for any other view, or for an unknown agency.
    """
    page = ReportPage(report, lang)
    author = words.text(report.register.config.body, lang)
    return Document(lang, tuple(_blocks(page, view)), page.card_index, author)


def flow(report: MeetingReport, lang: str, view: str = "full") -> Flow:
    """Lay out *report* as `layout` does, each block when it is read. Raises as `layout`, then."""
    return Flow(lang, _blocks(ReportPage(report, lang), view))


def workbook(report: MeetingReport, lang: str, view: str = "full") -> Document:
    """Lay out *report* for spreadsheets: all cards of *view* in one table, then its sections.

    What that table has is left out of the sections. Raises as `layout`.
    """
    page = ReportPage(report, lang)
    table = all_cards(page, cards_of(report, view))
    of_cards = (Heading(2, page.said("All cards")), table if table.rows else page.none())
    told = [label.render(lang) for label in _IN_TABLE]
    blocks = [_without(block, told) for block in _sections(page, view, leave_out=_IN_BOOK)]
    author = words.text(report.register.config.body, lang)
    return Document(lang, (*_head(page, view), *of_cards, *blocks), page.card_index, author)


_IN_BOOK = frozenset({"due"})
"""Sections of which the table of all cards has every column."""

_IN_TABLE = (_("Partners"), _("State"))
"""Fields of a card in full that the table of all cards has, too."""


def _without(block: Block, labels: Sequence[str]) -> Block:
    """Return a card in full without the fields *labels*."""
    if not isinstance(block, Record) or not block.head:
        return block
    return block._replace(fields=tuple(f for f in block.fields if f.label not in labels))


def cards_of(report: MeetingReport, view: str) -> tuple[CardFacts, ...]:
    """Return a view's cards: all, or those of the agency as lead or partner. Raises Unknown."""
    if view in NAMES:
        return report.seen.cards
    code = agency_of(report, view)
    return tuple(card for card in report.seen.cards if code == card.lead or code in card.partners)


def _title(page: ReportPage, view: str) -> str:
    return with_edition(_plain_title(page, view), page.report.edition, page.lang)


def _plain_title(page: ReportPage, view: str) -> str:
    title = words.meeting_title(page.report.register, page.report.number, page.lang)
    if view.startswith("agency:"):
        name = page.agency(agency_of(page.report, view))
        return page.said("{meeting}: cards of {agency}", meeting=title, agency=name)
    return page.said("{meeting}: implementation report", meeting=title)


def _blocks(page: ReportPage, view: str) -> Iterator[Block]:
    """Yield the title, the line about the meeting, and the sections that are not empty."""
    yield from _head(page, view)
    yield from _sections(page, view)


def _head(page: ReportPage, view: str) -> Iterator[Block]:
    yield Heading(1, _title(page, view))
    yield Paragraph(meeting_line(page))
    yield from unreadable(page)


def _sections(page: ReportPage, view: str, leave_out: Set[str] = frozenset()) -> Iterator[Block]:
    """Yield the sections of a view that are not empty, but for those with the keys *leave_out*.

    On paper, what follows the summary starts a page: so page one holds the summary alone.
    """
    wanted = [section for section in sections(page, view) if section.key not in leave_out]
    shown = [section for section in wanted if not section.is_empty]
    page = page.in_view(
        {section.key: number for number, section in enumerate(shown, 1)},
        tuple(section.title for section in wanted if section.is_empty),
    )
    for number, section in enumerate(shown, 1):
        follows_summary = number > 1 and shown[number - 2].key == SUMMARY
        yield Heading(2, section.title, f"{number}.", new_page=follows_summary)
        yield from _numbered(section, page, number)
    if end := layout_of(page.lang).end:
        yield Paragraph(end)


def _numbered(section: Section, page: ReportPage, number: int) -> Iterator[Block]:
    """Number the parts of a section: 3.1, 3.2; in Korean 가., 나."""
    form = layout_of(page.lang)
    numbers = (
        form.part.format(section=number, number=nth, letter=letter)
        for nth, letter in enumerate(form.letters, 1)
    )
    for block in section.blocks(page):
        if isinstance(block, Heading):
            yield Heading(block.level, block.text, next(numbers))
        else:
            yield block
