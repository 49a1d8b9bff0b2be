"""The form that filters cards: on the search page, and on the board.

What is chosen is kept in the address of the page, so that it can be bookmarked and sent. The forms
are hidden until the script shows them: they do nothing without it.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from cardctl.domain.follow_up import FOLLOW_UPS
from cardctl.domain.signal import SIGNALS
from cardctl.domain.text import text_in
from cardctl.domain.workflow import STATES
from cardctl.html_page import escape
from cardctl.i18n import Message, _
from cardctl.report import words
from cardctl.resources import filled
from cardctl.site.links import agency_name
from cardctl.site.markup import link, said
from cardctl.site.site import SitePage

Name = TypeVar("Name", bound=StrEnum)


class FilterForm(StrEnum):
    """What a form does; its value is the id of its element, which the script looks for."""

    FIND = "find"
    """search all cards, and list them below"""
    FILTER = "filter"
    """filter the cards that the page lists"""
    ELSEWHERE = "elsewhere"
    """go to the search page, as the page does not list all cards"""


def filter_form(page: SitePage, kind: FilterForm, version: str = "") -> str:
    """Return the form; *version* is that of the search index, which the search page needs."""
    lang = page.lang
    key = ("filters", lang)
    if key not in page.site.parts:
        page.site.parts[key] = _fields(page)
    return filled(
        "site/filters.html",
        id=kind,
        action=page.to(page.path if kind is FilterForm.FILTER else "search.html"),
        version=version,
        label=said("Find cards", lang),
        words=said("filter|Words", lang),
        fields=page.site.parts[key],
        button=said("site|Search", lang),
        reset=said("filter|Clear", lang),
        status=said("Cards: {shown} of {cards}", lang),
        failed=said("The search index cannot be loaded.", lang),
        cards=str(len(page.site.cards)),
    )


def filter_link(page: SitePage, name: str, value: str) -> str:
    """Return a link to the search page with the cards that have a *value* in the field *name*."""
    address = f"{page.to('search.html')}?{urlencode({name: value})}"
    return f'<p class="all">{link(address, said("Filter these cards", page.lang))}</p>\n'


def _fields(page: SitePage) -> str:
    """Return the fields with the values that cards have, in the order of the program."""
    site, lang = page.site, page.lang
    states = {card.state for card in site.cards}
    names = {state: each.words for state, each in STATES.items()}
    classes = {site.follow_up(card) for card in site.cards}
    signals = {site.seen.signal(card.id).colour for card in site.cards}
    return "".join(
        (
            _field(page, "state", _("State"), _named(names, states, lang)),
            _field(page, "follow-up", _("site|Follow-up"), _named(FOLLOW_UPS, classes, lang)),
            _field(page, "signal", _("Signal"), _named(SIGNALS, signals, lang)),
            _field(page, "agency", _("Agency"), _agencies(page)),
            _field(page, "meeting", _("Meeting"), _meetings(page)),
        )
    )


def _named(names: Mapping[Name, Message], used: set[Name], lang: str) -> dict[str, str]:
    return {value: name.render(lang) for value, name in names.items() if value in used}


def _agencies(page: SitePage) -> dict[str, str]:
    used = {code for card in page.site.cards for code in (card.lead, *card.partners)}
    codes = (code for code in page.site.agency_codes if code in used)
    return {code: text_in(agency_name(page, code), page.lang) for code in codes}


def _meetings(page: SitePage) -> dict[str, str]:
    place = page.site.seen.whole.calendar.place
    numbers = sorted(page.site.cards_of, key=place)
    return {str(number): words.meeting_name(number, page.lang) for number in numbers}


def _field(page: SitePage, name: str, label: Message, options: dict[str, str]) -> str:
    """Return a field to choose one of *options* (texts by value), or all."""
    shown = {"": _("filter|all").render(page.lang), **options}
    body = "".join(
        f'<option value="{escape(value)}">{escape(text)}</option>' for value, text in shown.items()
    )
    heading = escape(label.render(page.lang))
    return f'<label><span>{heading}</span> <select name="{name}">{body}</select></label>\n'
