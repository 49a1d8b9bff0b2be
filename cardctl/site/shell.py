"""The page around the contents: head, navigation, languages, footer; and the first page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from cardctl.domain.text import text_in
from cardctl.html_page import escape
from cardctl.i18n import _, gettext
from cardctl.i18n.layout import layout_of
from cardctl.report import words
from cardctl.resources import fill, filled, resource
from cardctl.site.calendar import CALENDAR
from cardctl.site.feed import FEED
from cardctl.site.markup import language_of, prose, said, told
from cardctl.site.site import Site, SiteFile, SitePage

POLICY = (
    "default-src 'none'; style-src 'self' file:; script-src 'self' file:; img-src 'self' data:; "
    "base-uri 'none'; form-action 'self' file:"
)
"""Only files of the site itself. Browsers do not take a folder on disk for `'self'`."""

ASSETS = {"assets/style.css": "site/style.css", "assets/site.js": "site/site.js"}
"""Files that all pages share, with the resources that they are copies of."""


_OF_ONE_PAGE = re.compile(r"\{(?:title|links|langs|main)\}")
"""What differs between the pages of a folder, in the order of the template."""


def whole(page: SitePage, title: str, main: str) -> SiteFile:
    """Return a page with the *title* (text) and the contents *main* (HTML)."""
    key = page.lang, page.depth, _place(page), page.path == _place(page)
    shells = page.site.shells
    if key not in shells:
        shells[key] = tuple(_around(page))
    before, head, bar, after, end = shells[key]
    links, languages = "".join(_links(page, title)), "".join(_languages(page))
    shown = escape(_title(page, title))
    text = f"{before}{shown}{head}{links}{bar}{languages}{after}{main}{end}"
    return SiteFile(page.file, text.encode())


def _around(page: SitePage) -> Iterator[str]:
    """Yield the parts of the template that are the same for all pages of one kind."""
    body = page.site.report.register.config.body
    for part in _OF_ONE_PAGE.split(resource("site/page.html")):
        yield fill(
            part,
            lang=page.lang,
            policy=POLICY,
            style=page.to_file("assets/style.css"),
            script=page.to_file("assets/site.js"),
            feed=page.to(FEED),
            feed_title=said("Feed of the changes (Atom)", page.lang),
            skip=said("Skip to the contents", page.lang),
            home=page.to("index.html"),
            body=prose(body, page.lang, follow=False),
            search="" if page.path == "search.html" else _search(page),
            navigation=said("site|Pages", page.lang),
            menu="".join(_menu(page)),
            footer="".join(_footer(page)),
        )


def _title(page: SitePage, title: str) -> str:
    body = text_in(page.site.report.register.config.body, page.lang)
    return title if title == body else f"{title} – {body}"


def _links(page: SitePage, title: str) -> Iterator[str]:
    """Yield links to the page in other languages and, if its address is known, to itself."""
    for lang, address in page.others():
        yield f'<link rel="alternate" hreflang="{lang}" href="{escape(address)}">\n'
    base = page.site.options.base_url
    if base:
        address = escape(f"{base.rstrip('/')}/{page.file}")
        yield f'<link rel="canonical" href="{address}">\n'
        yield f'<meta property="og:url" content="{address}">\n'
        yield f'<meta property="og:title" content="{escape(title)}">\n'


def _search(page: SitePage) -> str:
    label = said("site|Search", page.lang)
    return (
        f'<form role="search" action="{page.to("search.html")}" method="get">'
        f'<input type="search" name="q" aria-label="{label}" placeholder="{label}">'
        f"<button>{label}</button></form>\n"
    )


def _languages(page: SitePage) -> Iterator[str]:
    for lang, address in page.others():
        name = layout_of(lang).name
        at = f'href="{escape(address)}" lang="{lang}" hreflang="{lang}"'
        yield f"<li><a {at}>{escape(name)}</a></li>"


@cache
def _places(lang: str) -> tuple[tuple[str, str, str], ...]:
    """The pages of the navigation: path, folder of the pages below it, name."""
    return (
        ("index.html", "", gettext("site|Overview", lang)),
        ("board.html", "board-", gettext("site|Board", lang)),
        ("meetings.html", "meetings/", gettext("site|Meetings", lang)),
        ("agencies.html", "agencies/", gettext("site|Agencies", lang)),
        ("search.html", "", gettext("site|Search", lang)),
    )


def _menu(page: SitePage) -> Iterator[str]:
    at = _place(page)
    for path, _below, name in _places(page.lang):
        here = ""
        if path == at:
            here = f' aria-current="{"page" if path == page.path else "true"}"'
        yield f'<li><a href="{page.to(path)}"{here}>{escape(name)}</a></li>\n'


def _place(page: SitePage) -> str:
    """Return the path in the navigation that a page is at, or below; "" if there is none."""
    for path, below, _name in _places(page.lang):
        if page.path == path or (below and page.path.startswith(below)):
            return path
    return ""


def as_of(page: SitePage) -> str:
    """Return the day of the pages, and the meeting whose report they show."""
    site, lang = page.site, page.lang
    meeting = words.meeting_name(site.report.number, lang)
    day = words.day(site.day, lang)
    text = told(_("As of {day}, for the report to {meeting}", day=day, meeting=meeting), lang)
    if site.report.revision:
        revision = site.report.revision[:12]
        return f"{text}; {told(_('revision {revision}', revision=revision), lang)}"
    return text


def _footer(page: SitePage) -> Iterator[str]:
    yield f"<p>{as_of(page)}</p>\n"
    feed = f'<a href="{page.to(FEED)}">{said("Feed of the changes (Atom)", page.lang)}</a>'
    dates = f'<a href="{page.to(CALENDAR)}">{said("Calendar (iCalendar)", page.lang)}</a>'
    yield f'<ul class="inline"><li>{feed}</li><li>{dates}</li></ul>\n'
    if not page.site.is_public:
        text = said("Internal: these pages show what is not public.", page.lang)
        yield f'<p class="internal">{text}</p>\n'


# Files without a language -----------------------------------------------------------------------


def start(site: Site) -> SiteFile:
    """Return the first page, which leads to the main language, and links to all."""
    first, body = site.options.langs[0], site.report.register.config.body
    choices = "".join(
        f'<li><a href="{lang}/index.html" lang="{lang}" hreflang="{lang}">'
        f"{escape(layout_of(lang).name)}: {escape(text_in(body, lang))}</a></li>\n"
        for lang in site.options.langs
    )
    text = filled(
        "site/start.html",
        lang=language_of(body, first) or first,
        policy=POLICY,
        first=f"{first}/index.html",
        title=escape(text_in(body, first)),
        choices=choices,
    )
    return SiteFile("index.html", text.encode())


def assets() -> Iterator[SiteFile]:
    """Yield the files that all pages share."""
    for path, name in ASSETS.items():
        yield SiteFile(path, resource(name).encode())
