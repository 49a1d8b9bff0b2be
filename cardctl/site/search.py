"""The search page; its script looks up the words in the browser."""

from __future__ import annotations

from collections.abc import Iterator

from cardctl.resources import filled
from cardctl.site.filters import FilterForm, filter_form
from cardctl.site.markup import said
from cardctl.site.search_index import SearchIndex
from cardctl.site.shell import whole
from cardctl.site.site import Site, SiteFile


def search_pages(site: Site, lang: str) -> Iterator[SiteFile]:
    """Yield the search page and its index."""
    page = site.page(lang, "search.html")
    index = SearchIndex(site, lang)
    main = filled(
        "site/search.html",
        heading=said("site|Search", lang),
        noscript=said("The search needs JavaScript. The board lists all cards.", lang),
        form=filter_form(page, FilterForm.FIND, index.version),
        more=said("Show more", lang),
    )
    yield whole(page, page.words.said("site|Search"), main)
    yield from index.files()
