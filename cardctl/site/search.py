"""The search page; its script looks up the words in the browser."""

from __future__ import annotations

from cardctl.resources import filled
from cardctl.site.markup import said
from cardctl.site.shell import whole
from cardctl.site.site import Site, SiteFile


def search_page(site: Site, lang: str) -> SiteFile:
    """Return the search page."""
    page = site.page(lang, "search.html")
    main = filled(
        "site/search.html",
        heading=said("site|Search", lang),
        label=said("Words to search for", lang),
        button=said("site|Search", lang),
        noscript=said("The search needs JavaScript. The board lists all cards.", lang),
    )
    return whole(page, page.words.said("site|Search"), main)
