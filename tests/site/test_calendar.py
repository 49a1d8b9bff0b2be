"""The calendar of a site, read back by icalendar."""

from __future__ import annotations

from datetime import date

from icalendar import Calendar
from support.models import card, register

from cardctl.report.audience import Audience
from cardctl.report.compute import meeting_report
from cardctl.site.calendar import calendar
from cardctl.site.site import Site, SiteOptions


def test_calendar_has_the_meetings_and_the_due_dates_of_public_cards() -> None:
    """And, if the address of the site is known, that of each page."""
    closed = card("M01-002", title="SECRET", visibility="closed", visibility_ground="Act")
    made = meeting_report(
        register(card("M01-001", title="Fund"), closed),
        3,
        date(2024, 12, 1),
        audience=Audience.PUBLIC,
    )
    file = calendar(Site(made, SiteOptions(("en", "ko"))), "en")
    assert file.path == "en/calendar.ics"
    found = Calendar.from_ical(file.content)
    assert str(found["X-WR-CALNAME"]) == "Council"
    assert [str(event["SUMMARY"]) for event in found.events] == [
        "Council, meeting 1",
        "Council, meeting 2",
        "Council, meeting 3",
        "Due: M01-001 Fund",
    ]
    assert all("URL" not in event for event in found.events)
    published = calendar(Site(made, SiteOptions(("en",), "https://example.org/a/")), "en")
    urls = [str(event["URL"]) for event in Calendar.from_ical(published.content).events]
    assert urls[2:] == [
        "https://example.org/a/en/meetings/3.html",
        "https://example.org/a/en/cards/M01-001.html",
    ]
