"""The pages of agencies: the list of all, and for each its cards as lead and as partner."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cardctl.domain.agency import Agency
from cardctl.domain.card_facts import CardFacts
from cardctl.domain.enum_words import LEVELS
from cardctl.domain.enums import Level
from cardctl.html_page import escape
from cardctl.report import words
from cardctl.report.document import ColumnKind
from cardctl.report.facts import AgencyCounts
from cardctl.site import links
from cardctl.site.card_list import Group, by_urgency, card_table, continued, paged, pager
from cardctl.site.filters import filter_link
from cardctl.site.markup import Column, facts, figures, prose, section, table, told
from cardctl.site.shell import whole
from cardctl.site.site import Site, SiteFile, SitePage


def agency_pages(site: Site, lang: str) -> Iterator[SiteFile]:
    """Yield the list of the agencies, and the pages of each."""
    yield _list(site.page(lang, "agencies.html"))
    led: dict[str, list[CardFacts]] = {}
    supported: dict[str, list[CardFacts]] = {}
    for card in site.cards:
        if card.lead is not None:
            led.setdefault(card.lead, []).append(card)
        for code in dict.fromkeys(card.partners):
            supported.setdefault(code, []).append(card)
    for counts in site.report.agencies:
        cards = led.get(counts.code, []), supported.get(counts.code, [])
        yield from _agency(site, lang, counts, *cards)


def _counts(page: SitePage, row: AgencyCounts) -> Mapping[str, int]:
    said = page.words.said
    return {
        said("As lead"): row.lead,
        said("As partner"): row.partner,
        said("Open"): row.open,
        said("Done"): row.done,
        said("Overdue"): row.overdue,
        words.NOT_SUBMITTED.render(page.lang).capitalize(): row.not_submitted,
    }


def _list(page: SitePage) -> SiteFile:
    said, found = page.words.said, page.site.report.agencies
    title = said("site|Agencies")
    heads = _counts(page, found[0]) if found else {}
    columns = (
        Column(said("Agency"), ColumnKind.TITLE),
        *(Column(heading, ColumnKind.NUMBER) for heading in heads),
    )
    rows = (
        ("", (links.agency(page, row.code), *(f"{n:,}" for n in _counts(page, row).values())))
        for row in found
    )
    body = table(title, columns, rows) or f"<p>{escape(said('None.'))}</p>\n"
    note = said("Open, done, overdue and not submitted count only cards the agency leads.")
    return whole(page, title, f"<h1>{escape(title)}</h1>\n{body}<p>{escape(note)}</p>\n")


def _agency(
    site: Site,
    lang: str,
    counts: AgencyCounts,
    led: Sequence[CardFacts],
    supported: Sequence[CardFacts],
) -> Iterator[SiteFile]:
    """Yield the page of one agency, and those on which its cards go on."""
    first = site.page(lang, f"agencies/{site.agency_files[counts.code]}.html")
    said = first.words.said
    parts = paged(
        [
            Group(said("Cards as lead agency"), by_urgency(first, led), len(led), True),
            Group(said("Cards as partner agency"), by_urgency(first, supported), len(supported)),
        ]
    )
    stem = first.path.removesuffix(".html")
    paths = [continued(stem, at) for at in range(len(parts))]
    name = links.agency_name(first, counts.code)
    for at, groups in enumerate(parts):
        page = site.page(lang, paths[at])
        heading = f"<h1>{prose(name, lang, follow=False)}</h1>\n"
        body = "".join(_group(page, group) for group in groups)
        if body:
            body += filter_link(page, "agency", counts.code)
        about = _about(page, counts) if at == 0 else ""
        main = f"{heading}{about}{body}{pager(page, paths, at)}"
        yield whole(page, words.text(name, lang), main)


def _group(page: SitePage, group: Group) -> str:
    heading = page.words.with_brackets(group.heading, page.words.counted(group.total, "card"))
    cards = card_table(page, group.heading, group.cards, with_lead=not group.has_one_lead)
    return section(heading, cards)


def _about(page: SitePage, counts: AgencyCounts) -> str:
    """Return the record of an agency, and the counts of its cards."""
    agency = page.site.report.register.by_code.get(counts.code)
    numbers = figures((label, number, "") for label, number in _counts(page, counts).items())
    return numbers + facts(_record(page, agency) if agency else ())


def _record(page: SitePage, agency: Agency) -> Iterator[tuple[str, str]]:
    said, lang = page.words.said, page.lang
    yield said("Code"), escape(agency.code)
    yield said("site|Also called"), escape(", ".join(agency.aliases))
    if agency.level is not Level.OTHER:
        yield said("site|Level"), told(LEVELS[agency.level], lang)
    yield said("site|Region"), escape(agency.region or "")
    yield (
        said("site|Since"),
        escape(words.day(agency.valid_from, lang)) if agency.valid_from else "",
    )
    yield said("site|Until"), escape(words.day(agency.valid_to, lang)) if agency.valid_to else ""
    yield said("site|Successor"), links.agency(page, agency.successor) if agency.successor else ""
