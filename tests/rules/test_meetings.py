from __future__ import annotations

import pytest

from cardctl.domain.agency import Agency, Config
from cardctl.domain.enums import MeetingStatus
from cardctl.domain.meeting import Meeting
from cardctl.domain.register import Register
from cardctl.domain.shared_files import SharedFiles
from cardctl.rules import check
from cardctl.rules.examples import FILES, TODAY
from cardctl.rules.rule import Change

SECOND = FILES["M02/meeting.yaml"]


def third(text="status: scheduled\n", number=3):
    return {f"M{number:02d}/meeting.yaml": f"number: {number}\n{text}"}


def test_missing_meeting_is_reported_at_the_next_one(find):
    (found,) = find(third(number=4))
    assert (found.code, found.path, found.field) == ("CC310", "M04/meeting.yaml", ("number",))
    assert str(found.hint) == "register it: cardctl meeting add 3"


@pytest.mark.parametrize(
    ("first", "number", "message", "hint"),
    [
        (1, 1, None, None),
        (12, 12, None, None),
        (1, 2, "meeting 2 is registered, but meeting 1 is not",
         "register it: cardctl meeting add 1"),
        (1, 12, "meeting 12 is registered, but meeting 11 is not",
         "if the register begins with it, add to cardctl.yaml: first_meeting: 12"),
        (12, 11, "meeting 11 is before the first meeting of this register (12)",
         "if the register begins with it, add to cardctl.yaml: first_meeting: 11"),
    ],
)  # fmt: skip
def test_a_register_begins_with_its_first_meeting(first, number, message, hint):
    shared = SharedFiles(
        config=Config(format=1, body="Council", secretariat="office", first_meeting=first),
        meetings={number: Meeting(number=number, status=MeetingStatus.SCHEDULED)},
        agencies=(Agency(code="office", name="Office"),),
    )
    found = [(str(f.message), str(f.hint)) for f in check(Register(shared)).findings]
    assert found == ([(message, hint)] if message else [])


@pytest.mark.parametrize("day", ["2022-01-13", "2022-01-14", "2023-01-01"])
def test_dates_need_not_follow_the_numbers(codes, day):
    postponed = SECOND.replace("2022-10-07", "2023-02-01").replace("2022-09-30", "2023-01-25")
    extraordinary = f"kind: extraordinary\ndate: {day}\nstatus: held\n"
    assert codes({"M02/meeting.yaml": postponed, **third(extraordinary)}) == []


@pytest.mark.parametrize(
    ("status", "day", "found"),
    [
        ("scheduled", "2022-01-12", ["CC314"]),
        ("scheduled", "2022-01-13", []),  # two meetings on one day
        ("cancelled", "2022-01-12", []),
        ("held", "2022-01-12", []),
    ],
)
def test_only_a_scheduled_meeting_before_a_held_one_is_reported(codes, status, day, found):
    second = f"number: 2\ndate: {day}\nstatus: {status}\n"
    assert codes({"M02/meeting.yaml": second}) == found


def test_of_two_meetings_held_on_one_day_the_higher_number_is_named(find):
    third_and_fourth = {
        **third("date: 2022-10-09\nstatus: held\n", 4),
        **third("date: 2022-10-09\nstatus: held\n"),
    }
    found = find(
        {"M02/meeting.yaml": "number: 2\ndate: 2022-10-08\nstatus: scheduled\n", **third_and_fourth}
    )
    assert "before meeting 4" in str(next(f.message for f in found if f.code == "CC314"))


def test_held_meeting_needs_a_date(find):
    assert [(f.code, f.field) for f in find(third("status: held\n"))] == [("CC310", ("status",))]


@pytest.mark.parametrize(
    ("kind", "outcome", "codes_"),
    [
        ("decision", "decided", ["CC311"]),
        ("decision", "deferred", []),
        ("report", "received", []),
        ("discussion", "received", []),
    ],
)
def test_only_decided_items_need_a_card(codes, kind, outcome, codes_):
    item = f"  - {{item: 3, title: New hall, type: {kind}, outcome: {outcome}}}\n"
    assert codes({"M01/meeting.yaml": FILES["M01/meeting.yaml"] + item}) == codes_


@pytest.mark.parametrize(
    ("items", "codes_"),
    [
        ("[]", []),
        ("[{item: 1, title: Hall, type: report}]", ["CC312"]),
        ("[{item: 1, title: Hall, type: decision, outcome: decided}]", ["CC311"]),
    ],
)
def test_held_meeting_without_cards_is_reported_once_if_it_has_an_agenda(codes, items, codes_):
    held = SECOND.replace("scheduled", "held").replace("[]", items)
    assert codes({"M02/meeting.yaml": held}) == codes_


# Changes of a meeting ---------------------------------------------------------------------------

FIRST = FILES["M01/meeting.yaml"]
ENTRY = "  - {date: 2022-08-20, by: office, note: Words., was: {%s}}\n"
HELD_SECOND = SECOND.replace("2022-10-07", "2022-08-16").replace("scheduled", "held").replace(
    "papers: 2022-09-30\n", ""
)  # fmt: skip


def changes(*was):
    return "changes:\n" + "".join(ENTRY % each for each in was)


@pytest.mark.parametrize(
    ("before", "after", "places"),
    [
        # a scheduled meeting: what was absent is filled in, and it is held
        ("number: 2\nstatus: scheduled\n", SECOND, []),
        (SECOND, SECOND.replace("[]", "[{item: 1, title: Hall, type: decision}]"), []),
        (SECOND, SECOND.replace("scheduled", "held"), []),
        ("number: 2\nstatus: scheduled\n", "number: 2\ndate: 2022-08-16\nstatus: held\n", []),
        (SECOND, SECOND.replace("2022-10-07", "2022-10-08"), ["date"]),
        (SECOND, SECOND.replace("papers: 2022-09-30\n", ""), ["papers"]),
        (SECOND, SECOND.replace("scheduled", "cancelled"), ["status"]),
        (SECOND, SECOND.replace("number: 2\n", "number: 2\nkind: written\n"), ["kind"]),
        (SECOND, SECOND.replace("number: 2\n", "number: 2\nhears: false\n"), ["hears"]),
        # the same, written out
        (SECOND, SECOND.replace("number: 2\n", "number: 2\nkind: regular\n"), []),
        (SECOND, SECOND.replace("items: []\n", ""), []),
        # at any time: place, outcomes, sources and translations
        (HELD_SECOND, HELD_SECOND + "place: Hall\n", []),
        (HELD_SECOND, HELD_SECOND + "sources: [{kind: minutes, title: Minutes}]\n", []),
        (HELD_SECOND + "place: Hall\n", HELD_SECOND + "place: {en: Hall, ko: 회관}\n", []),
        (HELD_SECOND + "place: Hall\n", HELD_SECOND + "place: {en: Halls, ko: 회관}\n", ["place"]),
        (FIRST.replace(", outcome: received", ""), FIRST, []),
        # a held meeting: nothing else
        (HELD_SECOND, HELD_SECOND + "papers: 2022-08-10\n", ["papers"]),
        (HELD_SECOND, HELD_SECOND.replace("held", "scheduled"), ["status"]),
        (HELD_SECOND, HELD_SECOND.replace("[]", "[{item: 1, title: Hall, type: report}]"),
         ["items.0"]),
        (FIRST, FIRST.replace("outcome: decided", "outcome: withdrawn"), ["items.0.outcome"]),
        (FIRST, FIRST.replace("Traffic", "Roads"), ["items.1.title"]),
        (FIRST, FIRST.replace("type: report", "type: discussion"), ["items.1.type"]),
        (FIRST, FIRST.replace("  - {item: 2, title: Traffic, type: report, outcome: received}\n",
                              ""), ["items"]),
    ],
)  # fmt: skip
def test_what_is_on_record_of_a_meeting_changes_only_with_an_entry(find, before, after, places):
    path = f"M0{before[8]}/meeting.yaml"
    found = find(Change(before={path: before}, after={path: after}))
    fields = [".".join(map(str, f.field)) for f in found if f.code == "CC313"]
    assert (fields, {f.path for f in found if f.code == "CC313"}) == (
        places, {path} if places else set(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("after", "was"),
    [
        (SECOND.replace("2022-10-07", "2022-10-08"), ["date: 2022-10-07"]),
        # two in turn: the first one's old value is the base's
        (SECOND.replace("2022-10-07", "2022-11-08"), ["date: 2022-10-07", "date: 2022-10-08"]),
        (SECOND.replace("papers: 2022-09-30\n", ""), ["papers: 2022-09-30"]),
        (SECOND.replace("scheduled", "cancelled"), ["status: scheduled"]),
        (SECOND.replace("number: 2\n", "number: 2\nkind: written\n"), ["kind: regular"]),
        (SECOND.replace("number: 2\n", "number: 2\nhears: false\n"), ["hears: null"]),
    ],
)
def test_a_change_with_its_entry_is_accepted(find, after, was):
    files = {"M02/meeting.yaml": after + changes(*was)}
    assert find(Change(before={"M02/meeting.yaml": SECOND}, after=files)) == []


@pytest.mark.parametrize(
    ("after", "was", "place"),
    [
        (SECOND.replace("2022-10-07", "2022-10-08"), "date: 2022-10-06", "date"),
        (SECOND.replace("2022-10-07", "2022-10-08"), "papers: 2022-09-20", "date"),
    ],
)
def test_an_entry_with_another_old_value_explains_nothing(find, after, was, place):
    files = {"M02/meeting.yaml": after + changes(was)}
    found = find(Change(before={"M02/meeting.yaml": SECOND}, after=files))
    assert place in [f.field[0] for f in found if f.code == "CC313"]


@pytest.mark.parametrize(
    ("was", "dated", "count"),
    [
        ("papers: 2022-08-10", "2022-08-10", 1),
        ("papers: 2022-08-10", "2022-08-11", 0),
        ("place: Hall", "2022-08-10", 0),
    ],
)
def test_backdated_entry_does_not_make_papers_open_again(find, was, dated, count):
    """They were closed on the day of the base, whatever the date of the entry is."""
    closed = SECOND.replace("2022-09-30", "2022-08-10").replace("number: 2\n", "number: 2\n%s")
    now = closed % "" if "place" in was else SECOND
    files = {"M02/meeting.yaml": now + changes(was).replace("2022-08-20", dated)}
    before = {"M02/meeting.yaml": closed % ("place: Hall\n" if "place" in was else "")}
    found = [f.field for f in find(Change(before=before, after=files)) if f.code == "CC313"]
    assert found == [("changes", 0, "date")] * count


def test_entries_are_never_changed_or_removed(find):
    moved = SECOND.replace("2022-10-07", "2022-10-08")
    before = {"M02/meeting.yaml": moved + changes("date: 2022-10-07")}
    for after in (moved, moved + changes("date: 2022-10-06")):
        (found,) = find(Change(before=before, after={"M02/meeting.yaml": after}))
        assert (found.code, found.field[0]) == ("CC313", "changes")
    reverted = {"M02/meeting.yaml": SECOND}  # as by git revert: the entry is gone, too
    assert [f.code for f in find(Change(before=before, after=reverted))] == ["CC313", "CC313"]


def test_a_deleted_meeting_is_reported_with_the_command_that_cancels_it(find):
    found = find(Change(before={"M03/meeting.yaml": "number: 3\nstatus: scheduled\n"}, after={}))
    assert [f.code for f in found] == ["CC508"]
    assert "cardctl meeting cancel 3 --reason TEXT" in str(found[0].hint)


def test_a_new_meeting_may_bring_its_changes(find):
    third = "number: 3\ndate: 2023-03-01\nstatus: scheduled\n" + changes("date: 2023-02-01")
    assert find(Change(before={}, after={"M03/meeting.yaml": third})) == []


@pytest.mark.parametrize(
    ("was", "message"),
    [
        ("date: 2022-10-07", "the same as the one after the change"),
        ("kind: regular", "the same as the one after the change"),
        ("place: null", "the same as the one after the change"),
        ("items.7: null", "the same as the one after the change"),
        ("number: 3", "'number' is not a recorded field of a meeting"),
        ("sources: []", "'sources' is not a recorded field of a meeting"),
        ("items: []", "'items' is not a recorded field of a meeting"),
        ("items.1.outcomes: decided", "is not a recorded field of a meeting"),
        ("status: lost", "the meeting was not valid"),
        ("date: next week", "the meeting was not valid"),
        ("items.1: {item: 1, title: Hall}", "the meeting was not valid"),
        ("items.1: {item: 2, title: Hall, type: report}", "the same as the one after the change"),
    ],
)
def test_an_entry_must_name_what_was_there(find, was, message):
    (found,) = find({"M02/meeting.yaml": SECOND + changes(was)})
    assert (found.code, found.field[:3]) == ("CC313", ("changes", 0, "was"))
    assert message in str(found.message)


@pytest.mark.parametrize(
    ("old", "new", "code", "place"),
    [
        ("by: office", "by: offfice", "CC305", ("changes", 0, "by")),
        ("2022-08-20, by", "2022-09-02, by", "CC404", ("changes", 0, "date")),
    ],
)
def test_agency_and_date_of_an_entry_are_checked(find, old, new, code, place):
    text = SECOND + changes("date: 2022-10-06").replace(old, new)
    (found,) = find({"M02/meeting.yaml": text}, today=TODAY)
    assert (found.code, found.field) == (code, place)


def test_entries_are_in_order(find):
    later = ENTRY.replace("08-20", "08-19") % "date: 2022-10-05"
    (found,) = find({"M02/meeting.yaml": SECOND + changes("date: 2022-10-06") + later})
    assert (found.code, found.field) == ("CC405", ("changes", 1, "date"))
