"""The report as a calendar, read back by icalendar."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Event
from support.models import REGISTERED, card, entry, register, report

from cardctl.report.facts import MeetingReport
from cardctl.report.formats import render
from cardctl.report.formats.ics import escaped, folded

CLOSING = (
    entry("2024-02-01", state="submitted", outcome="withdrawn", note="no"),
    entry("2024-02-02", state="closed", outcome="withdrawn", meeting=1, note="no"),
)


def events(made: MeetingReport, lang: str = "en", view: str = "full") -> list[Event]:
    found = Calendar.from_ical(render("ics", made, lang=lang, view=view))
    assert found.errors == []
    return list(found.events)


def test_every_open_card_with_a_due_date_is_an_all_day_event() -> None:
    made = report(
        card("M01-001", title={"en": "Fund; and, more\\", "ko": "기금 운용"}),
        card("M01-002", {**REGISTERED, "due": None}),
        card("M01-003", REGISTERED, *CLOSING),
    )
    (event,) = events(made)
    assert event.decoded("DTSTART") == date(2024, 12, 31)
    assert event.decoded("DTEND") == date(2025, 1, 1)
    assert str(event["SUMMARY"]) == "Due: M01-001 Fund; and, more\\"
    assert "lead Busan" in str(event["DESCRIPTION"])
    assert event.decoded("DTSTAMP").isoformat() == "2024-07-10T00:00:00+00:00"
    assert [str(event["SUMMARY"]) for event in events(made, "ko")] == [
        "이행기한: M01-001 기금 운용"
    ]


def test_event_keeps_its_uid_and_counts_moves_of_its_date() -> None:
    moved = entry("2024-06-01", due="2025-06-30", note="more time")
    (before,), (after,) = events(report(card())), events(report(card("M01-001", REGISTERED, moved)))
    assert before["UID"] == after["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert after.decoded("DTSTART") == date(2025, 6, 30)


def test_two_bodies_do_not_share_uids() -> None:
    (ours,), (theirs,) = (
        events(report(card(), config={"body": body})) for body in ("Council", "River Board")
    )
    assert ours["UID"] != theirs["UID"]


def test_event_on_the_last_possible_date_has_no_end() -> None:
    (event,) = events(report(card("M01-001", {**REGISTERED, "due": "9999-12-31"})))
    assert event.decoded("DTSTART") == date(9999, 12, 31)


def test_hostile_titles_are_escaped_in_their_property() -> None:
    title = "a\r\nEND:VEVENT\nATTENDEE:mailto:x@example.org;b,c\x1b[31m"
    (event,) = events(report(card(title=title)))
    assert "ATTENDEE" not in event
    assert "\x1b" not in str(event["SUMMARY"])
    assert "END:VEVENT" in str(event["SUMMARY"])


def test_calendar_of_an_agency_has_its_dates() -> None:
    made = report(card("M01-001"), card("M01-002", {**REGISTERED, "lead": "moef"}))
    (event,) = events(made, view="agency:moef")
    assert "M01-002" in str(event["SUMMARY"])


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=300))
@settings(max_examples=200)
def test_folded_lines_have_at_most_75_octets_and_unfold_unchanged(text: str) -> None:
    lines = folded(text).split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    assert all(line.startswith(" ") for line in lines[1:])
    assert folded(text).replace("\r\n ", "") == text


@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp")), min_size=1))
@settings(max_examples=100)
def test_escaped_text_is_read_back(text: str) -> None:
    line = folded(f"SUMMARY:{escaped(text)}")
    made = f"BEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20240101T000000Z\r\n{line}\r\nEND:VEVENT\r\n"
    assert str(Event.from_ical(made)["SUMMARY"]) == text


def test_register_without_cards_is_an_empty_calendar() -> None:
    assert events(report()) == []
    assert len(register().cards) == 0
