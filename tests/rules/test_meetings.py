from __future__ import annotations

import pytest

from cardctl.rules.examples import FILES

SECOND = FILES["M02/meeting.yaml"]


def third(text="status: scheduled\n", number=3):
    return {f"M{number:02d}/meeting.yaml": f"number: {number}\n{text}"}


def test_missing_meeting_is_reported_at_the_next_one(find):
    (found,) = find(third(number=4))
    assert (found.code, found.path, found.field) == ("CC310", "M04/meeting.yaml", ("number",))
    assert str(found.hint) == "register it: cardctl meeting add 3"


def test_dates_increase_across_undated_meetings(find):
    undated = SECOND.replace("date: 2022-10-07\n", "")
    files = {"M02/meeting.yaml": undated, **third("date: 2022-01-13\nstatus: scheduled\n")}
    (found,) = find(files)
    assert (found.code, found.field) == ("CC310", ("date",))
    assert [(r.path, r.field) for r in found.related] == [("M01/meeting.yaml", ("date",))]


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
