"""Turn facts into a document: the sections of each view, their order and their numbers."""

from __future__ import annotations

from collections.abc import Iterator

from cardctl.domain.card_facts import CardFacts
from cardctl.i18n.layout import layout_of
from cardctl.report import words
from cardctl.report.document import Block, Document, Flow, Heading, Paragraph
from cardctl.report.edition import with_edition
from cardctl.report.facts import MeetingReport
from cardctl.report.layout.about import meeting_line, unreadable
from cardctl.report.layout.page import ReportPage
from cardctl.report.layout.sections import NAMES, SUMMARY, Section, agency_of, sections

__all__ = ["agency_of", "cards_of", "flow", "layout"]


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
    """Yield the title, the line about the meeting, and the sections that are not empty.

    On paper, what follows the summary starts a page: so page one holds the summary alone.
    """
    yield Heading(1, _title(page, view))
    yield Paragraph(meeting_line(page))
    yield from unreadable(page)
    wanted = sections(page, view)
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
