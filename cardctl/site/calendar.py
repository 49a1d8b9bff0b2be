"""The calendar of a site: meetings, papers days and due dates, to subscribe to."""

from __future__ import annotations

from cardctl.domain.text import text_in
from cardctl.report.calendar_events import CalendarEvent, calendar_events
from cardctl.report.formats.ics import calendar_text
from cardctl.site.site import Site, SiteFile, card_path, meeting_path

CALENDAR = "calendar.ics"
"""Path of the calendar in the folder of its language."""


def calendar(site: Site, lang: str) -> SiteFile:
    """Return the calendar of the site in *lang*."""
    title = text_in(site.seen.whole.config.body, lang)
    events = calendar_events(site.report, lang, site.cards)
    if site.options.base_url:
        events = (event._replace(url=_address(site, lang, event)) for event in events)
    return SiteFile(f"{lang}/{CALENDAR}", calendar_text(title, site.day, events).encode())


def _address(site: Site, lang: str, event: CalendarEvent) -> str:
    path = card_path(event.card) if event.card else meeting_path(event.meeting)
    return f"{site.options.base_url.rstrip('/')}/{lang}/{path}"
