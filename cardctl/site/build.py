"""Build the files of a site, one after the other."""

from __future__ import annotations

from collections.abc import Iterator

from cardctl.report.facts import MeetingReport
from cardctl.site.agencies import agency_pages
from cardctl.site.board import board
from cardctl.site.calendar import calendar
from cardctl.site.cards import card_pages
from cardctl.site.feed import feed
from cardctl.site.meetings import meeting_pages
from cardctl.site.overview import overview
from cardctl.site.search import search_pages
from cardctl.site.shell import assets, start
from cardctl.site.site import Site, SiteFile, SiteOptions


def build(report: MeetingReport, options: SiteOptions) -> Iterator[SiteFile]:
    """Yield all files of the site about *report*, which is for the audience of the site.

    Each is computed when it is asked for, so that they are never all in memory.
    """
    site = Site(report, options)
    yield from assets()
    for lang in options.langs:
        yield from in_language(site, lang)
    yield start(site)


def in_language(site: Site, lang: str) -> Iterator[SiteFile]:
    """Yield the files in the folder of one language; pages that others link to come first."""
    yield from card_pages(site, lang)
    yield from meeting_pages(site, lang)
    yield from agency_pages(site, lang)
    yield from board(site, lang)
    yield from search_pages(site, lang)
    yield feed(site, lang)
    yield calendar(site, lang)
    yield overview(site, lang)
