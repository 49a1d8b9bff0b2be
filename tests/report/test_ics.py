"""The report as a calendar, read back by icalendar."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Event
from support.models import REGISTERED, card, entry, meetings, register, report

from cardctl.report.facts import MeetingReport
from cardctl.report.formats import render
from cardctl.report.formats.ics import escaped, folded

CLOSING = (
    entry("2024-02-01", state="submitted", outcome="withdrawn", note="no"),
    entry("2024-02-02", state="closed", outcome="withdrawn", meeting=1, note="no"),
)


def all_events(made: MeetingReport, lang: str = "en", view: str = "full") -> dict[str, Event]:
    """Return the events by the first part of their UID, such as ``M02.papers``."""
    found = Calendar.from_ical(render("ics", made, lang=lang, view=view))
    assert found.errors == []
    assert all(event.errors == [] for event in found.events)
    by_uid = {str(event["UID"]).partition("@")[0]: event for event in found.events}
    assert len(by_uid) == len(found.events)
    return by_uid


def events(made: MeetingReport, lang: str = "en", view: str = "full") -> list[Event]:
    """Return the due dates."""
    found = all_events(made, lang, view)
    return [event for name, event in found.items() if name.endswith(".due")]


def meeting(number: int, lang: str = "en", **keys: Any) -> dict[str, tuple[str, str, int, str]]:
    """Return the events of a meeting with these *keys*: day, title, sequence and status."""
    made = report(meetings=meetings(**{f"m{number}": keys}))
    return {
        name.partition(".")[2]: (
            event.decoded("DTSTART").isoformat(),
            str(event["SUMMARY"]),
            int(str(event["SEQUENCE"])),
            str(event["STATUS"]),
        )
        for name, event in all_events(made, lang).items()
        if name.startswith(f"M{number:02d}.")
    }


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
    assert [str(event["SUMMARY"]) for event in events(made, "ko")] == ["기한: M01-001 기금 운용"]


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


def test_register_without_cards_is_a_calendar_of_its_meetings() -> None:
    assert sorted(all_events(report())) == ["M01.meeting", "M02.meeting", "M03.meeting"]
    assert len(register().cards) == 0


def was(day: str, **values: Any) -> dict[str, Any]:
    """Return an entry in the changes of a meeting, with the old values."""
    return {"date": day, "by": "mois", "note": "typhoon", "was": values}


def test_meetings_and_the_days_on_which_papers_close_are_events() -> None:
    keys = {"papers": "2025-01-03", "kind": "extraordinary"}
    assert meeting(3, **keys) == {
        "meeting": ("2025-01-15", "Council, meeting 3", 0, "CONFIRMED"),
        "papers": ("2025-01-03", "Papers close: Council, meeting 3", 0, "CONFIRMED"),
    }
    assert [title for _, title, *_ in meeting(3, "ko", **keys).values()] == [
        "제3회 협의회",
        "자료 마감: 제3회 협의회",
    ]
    found = all_events(report(meetings=meetings(m3=keys)))
    assert str(found["M03.meeting"]["DESCRIPTION"]) == ("extraordinary\npapers close on 2025-01-03")
    assert str(all_events(report(), "ko")["M02.meeting"]["LOCATION"]) == "울산"
    assert "LOCATION" not in found["M03.papers"]
    assert str(found["M03.papers"]["DESCRIPTION"]) == "meeting on 2025-01-15"


def test_cancelled_meeting_is_sent_as_cancelled_with_the_uid_that_it_had() -> None:
    keys: dict[str, Any] = {"papers": "2025-01-03"}
    cancelled: dict[str, Any] = {
        "status": "cancelled",
        "changes": [was("2024-12-20", status="scheduled")],
        **keys,
    }
    assert meeting(3, **cancelled) == {
        "meeting": ("2025-01-15", "Cancelled: Council, meeting 3", 1, "CANCELLED"),
        "papers": ("2025-01-03", "Cancelled: Papers close: Council, meeting 3", 1, "CANCELLED"),
    }
    before, after = (
        all_events(report(meetings=meetings(m3=each)))["M03.meeting"] for each in (keys, cancelled)
    )
    assert before["UID"] == after["UID"]


def test_postponed_meeting_keeps_its_uid_and_counts_its_changes() -> None:
    changes = [was("2024-12-01", date="2025-01-10"), was("2024-12-20", date="2025-01-15")]
    postponed: dict[str, Any] = {"date": "2025-03-05", "changes": changes}
    assert meeting(3, **postponed) == {
        "meeting": ("2025-03-05", "Council, meeting 3", 2, "CONFIRMED")
    }


def test_day_that_was_taken_back_is_sent_as_cancelled() -> None:
    """A meeting postponed without a new date; it has one event for each day that it had."""
    taken = [was("2024-12-20", date="2025-01-15", papers="2025-01-03")]
    found = meeting(3, date=None, changes=taken)
    assert {name: (day, status) for name, (day, _, _, status) in found.items()} == {
        "meeting": ("2025-01-15", "CANCELLED"),
        "papers": ("2025-01-03", "CANCELLED"),
    }
    assert meeting(3, date=None) == {}


def test_calendar_of_an_agency_has_the_meetings() -> None:
    assert "M03.meeting" in all_events(report(card()), view="agency:moef")


def test_same_report_is_the_same_calendar() -> None:
    one, other = (render("ics", report(card()), lang="ko") for _ in range(2))
    assert one == other
