"""The pages of meetings: the list of all, and for each its record and the cards that it made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cardctl.domain.enum_words import STATUSES
from cardctl.html_page import escape
from cardctl.report import words
from cardctl.report.document import ColumnKind
from cardctl.site import links, meeting_facts
from cardctl.site.card_list import Group, card_table, continued, paged, pager
from cardctl.site.filters import filter_link
from cardctl.site.markup import Column, prose, section, table, told
from cardctl.site.shell import whole
from cardctl.site.site import Site, SiteFile, SitePage


def meeting_pages(site: Site, lang: str) -> Iterator[SiteFile]:
    """Yield the list of the meetings, and the pages of each."""
    yield _list(site.page(lang, "meetings.html"))
    for number in site.meetings:
        yield from _meeting(site, lang, number)


def _list(page: SitePage) -> SiteFile:
    said = page.words.said
    columns = (
        Column(said("Meeting"), ColumnKind.TITLE),
        Column(said("site|Date"), ColumnKind.DAY),
        Column(said("site|Place")),
        Column(said("site|Status")),
        Column(said("site|Agenda items"), ColumnKind.NUMBER),
        Column(said("site|Cards"), ColumnKind.NUMBER),
    )
    rows = (("", _row(page, number)) for number in reversed(page.site.meetings))
    title = said("site|Meetings")
    body = table(title, columns, rows) or f"<p>{escape(said('None.'))}</p>\n"
    return whole(page, title, f"<h1>{escape(title)}</h1>\n{body}")


def _row(page: SitePage, number: int) -> Sequence[str]:
    meeting = page.site.report.register.meetings[number]
    return (
        links.meeting(page, number),
        escape(words.day(meeting.date, page.lang)),
        prose(meeting.place, page.lang),
        told(STATUSES[meeting.status], page.lang),
        f"{len(meeting.items):,}",
        f"{len(page.site.cards_of.get(number, ())):,}",
    )


def _meeting(site: Site, lang: str, number: int) -> Iterator[SiteFile]:
    """Yield the page of one meeting, and those on which its cards go on."""
    cards = site.cards_of.get(number, ())
    parts = paged([Group(site.words(lang).said("site|Cards"), cards, len(cards))])
    paths = [continued(f"meetings/{number}", at) for at in range(len(parts))]
    for at, groups in enumerate(parts):
        page = site.page(lang, paths[at])
        title = words.meeting_title(site.report.register, number, lang)
        before = _before(page, number) if at == 0 else ""
        body = "".join(
            section(
                page.words.with_brackets(group.heading, page.words.counted(group.total, "card")),
                card_table(page, group.heading, group.cards),
                "cards",
            )
            for group in groups
        )
        if cards:
            body += filter_link(page, "meeting", str(number))
        after = _after(page, number) if at == 0 else ""
        main = f"<h1>{escape(title)}</h1>\n{before}{body}{pager(page, paths, at)}{after}"
        yield whole(page, title, main)


def _before(page: SitePage, number: int) -> str:
    meeting = page.site.report.register.meetings[number]
    return "".join(
        (
            meeting_facts.record(page, meeting),
            meeting_facts.agenda(page, meeting),
            meeting_facts.heard(page, number),
            meeting_facts.acts(page, number),
        )
    )


def _after(page: SitePage, number: int) -> str:
    meeting = page.site.report.register.meetings[number]
    return meeting_facts.changes(page, meeting) + meeting_facts.sources(page, meeting)
