"""Build the files of a site, one after the other."""

from __future__ import annotations

from collections.abc import Iterator

from cardctl.report.facts import MeetingReport
from cardctl.site.site import Site, SiteFile, SiteOptions


def build(report: MeetingReport, options: SiteOptions) -> Iterator[SiteFile]:
    """Yield all files of the site about *report*, which is for the audience of the site.

    Each is computed when it is asked for, so that they are never all in memory.
    """
    site = Site(report, options)
    for lang in options.langs:
        yield from _in_language(site, lang)


def _in_language(site: Site, lang: str) -> Iterator[SiteFile]:
    """Yield the files in the folder of one language."""
    yield SiteFile(site.page(lang, "index.html").file, b"")
