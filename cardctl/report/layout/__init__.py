"""Turn facts into a document: the sections of each view, their order and their numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from cardctl.domain.card_facts import CardFacts
from cardctl.errors import Unknown
from cardctl.i18n.layout import layout_of
from cardctl.report import words
from cardctl.report.document import Block, Document, Flow, Heading, Paragraph
from cardctl.report.edition import with_edition
from cardctl.report.facts import MeetingReport
from cardctl.report.layout.agency import awaited, lead_cards, own_in_full, partner_cards
from cardctl.report.layout.annex import annex
from cardctl.report.layout.counts import agencies, closed, due, indicators, money, not_submitted
from cardctl.report.layout.matters import carried_over, changes, decisions, hard, matters
from cardctl.report.layout.page import ReportPage
from cardctl.report.layout.summary import head, summary, unreadable

Section = tuple[str, Callable[[ReportPage], Iterable[Block]]]

VIEWS = ("full", "summary", "agency:CODE")


def layout(report: MeetingReport, lang: str, view: str = "full") -> Document:
    """Lay out *report* in *lang* (``en`` or ``ko``).

    *view* is ``full``, ``summary`` (the chair's page) or ``agency:CODE``. Raises Unknown for any
    other view, or for an unknown agency.
    """
    page = ReportPage(report, lang)
    author = words.text(report.register.config.body, lang)
    return Document(lang, tuple(_blocks(page, view)), page.card_index, author)


def flow(report: MeetingReport, lang: str, view: str = "full") -> Flow:
    """Lay out *report* as `layout` does, each block when it is read. Raises as `layout`, then."""
    return Flow(lang, _blocks(ReportPage(report, lang), view))


def _sections(page: ReportPage, view: str) -> tuple[Section, ...]:
    if view == "full":
        return _full(page)
    if view == "summary":
        return _full(page)[:2]
    return _of_agency(page, agency_of(page.report, view))


def agency_of(report: MeetingReport, view: str) -> str:
    """Return the code of the agency in ``agency:AGENCY``. Raises Unknown, Ambiguous."""
    name, _, written = view.partition(":")
    if name != "agency":
        raise Unknown("view", view, VIEWS)
    known = [row.code for row in report.agencies]
    code = written if written in known else report.seen.whole.agency_code(written)
    if code not in known:
        raise Unknown("agency", written, known)
    return code


def cards_of(report: MeetingReport, view: str) -> tuple[CardFacts, ...]:
    """Return a view's cards: all, or those of the agency as lead or partner. Raises Unknown."""
    if view in ("full", "summary"):
        return report.seen.cards
    code = agency_of(report, view)
    return tuple(card for card in report.seen.cards if code == card.lead or code in card.partners)


def _full(page: ReportPage) -> tuple[Section, ...]:
    before = page.before
    return (
        (page.said("About this report"), head),
        (page.said("Summary"), summary),
        (page.said("Decisions requested"), decisions),
        (page.said("Matters of {meeting}", meeting=before), matters),
        (page.said("Hard to implement"), hard),
        (page.said("Carried over"), carried_over),
        (page.said("Changes since {meeting}", meeting=before), changes),
        (page.said("Overdue and due next"), due),
        (page.said("Missing results"), not_submitted),
        (page.said("By agency"), agencies),
        (page.said("Money"), money),
        (page.said("Indicators"), indicators),
        (page.said("Closed since {meeting}", meeting=before), closed),
        (page.said("Annex: open cards in full"), annex),
    )


def _of_agency(page: ReportPage, code: str) -> tuple[Section, ...]:
    return (
        (page.said("About this report"), head),
        (page.said("Response required"), partial(awaited, code=code)),
        (page.said("Cards as lead agency"), partial(lead_cards, code=code)),
        (page.said("Cards as partner agency"), partial(partner_cards, code=code)),
        (page.said("Open cards in full"), partial(own_in_full, code=code)),
    )


def _title(page: ReportPage, view: str) -> str:
    return with_edition(_plain_title(page, view), page.report.edition, page.lang)


def _plain_title(page: ReportPage, view: str) -> str:
    title = words.meeting_title(page.report.register, page.report.number, page.lang)
    if view.startswith("agency:"):
        name = page.agency(agency_of(page.report, view))
        return page.said("{meeting}: cards of {agency}", meeting=title, agency=name)
    return page.said("{meeting}: implementation report", meeting=title)


def _blocks(page: ReportPage, view: str) -> Iterator[Block]:
    yield Heading(1, _title(page, view))
    yield from unreadable(page)
    for number, (name, section) in enumerate(_sections(page, view), 1):
        yield Heading(2, name, f"{number}.")
        yield from _numbered(_or_none(page, section(page)), number, page.lang)
    if end := layout_of(page.lang).end:
        yield Paragraph(end)


def _or_none(page: ReportPage, blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield *blocks*, or the paragraph for an empty section if there are none."""
    found = iter(blocks)
    yield next(found, page.none())
    yield from found


def _numbered(blocks: Iterable[Block], section: int, lang: str) -> Iterator[Block]:
    """Number the parts of a section: 3.1, 3.2; in Korean 가., 나."""
    form = layout_of(lang)
    numbers = (
        form.part.format(section=section, number=number, letter=letter)
        for number, letter in enumerate(form.letters, 1)
    )
    for block in blocks:
        if isinstance(block, Heading):
            yield Heading(block.level, block.text, next(numbers))
        else:
            yield block
