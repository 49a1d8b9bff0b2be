from __future__ import annotations

from datetime import date

import pytest

from cardctl.rules import examples
from cardctl.rules.examples import CARD, FILES, HISTORY

REGISTERED = "history:\n  - {date: 2022-01-13, by: office, state: registered"
PLANNED = "  - {date: 2022-02-09, by: parks, state: planned, lead: parks"
BEGUN = "  - {date: 2022-02-10, by: parks, state: in_progress}\n"


def test_due_date_missed_before_the_plan_was_submitted_is_accepted(codes):
    missed = f"due: 2022-01-31\n{REGISTERED}, due: 2022-01-31}}\n{PLANNED}}}\n{BEGUN}"
    assert codes(missed) == []


def test_due_date_set_with_the_plan_must_not_precede_it(find):
    wrong = f"due: 2022-01-31\n{REGISTERED}}}\n{PLANNED}, due: 2022-01-31}}\n{BEGUN}"
    (found,) = find(wrong)
    assert str(found.message) == "due 9 days before the plan was submitted"
    assert [r.field for r in found.related] == [("plan", "submitted")]


def test_wrong_due_date_corrected_by_a_later_entry_is_accepted(codes):
    mended = f"due: 2022-10-31\n{REGISTERED}}}\n{PLANNED}, due: 2022-01-31}}\n{BEGUN}"
    mended += "  - {date: 2022-02-11, by: parks, due: 2022-10-31, note: A slip., "
    mended += "corrects: {due: 2022-01-31}}\n"
    assert codes(mended) == []


def test_due_date_must_not_precede_the_meeting(find):
    wrong = f"due: 2022-01-12\n{REGISTERED}, due: 2022-01-12}}\n{PLANNED}}}\n{BEGUN}"
    (found,) = find(wrong)
    assert str(found.message) == "due 1 day before the card's meeting (1)"


@pytest.mark.parametrize(
    ("today", "codes_"), [(date(2022, 12, 31), []), (date(2023, 1, 1), ["CC403"])]
)
def test_overdue_begins_the_day_after_the_due_date(codes, today, codes_):
    assert codes(today=today) == codes_


def test_submitted_or_undated_check_is_not_overdue(codes):
    late = date(2023, 5, 1)
    assert codes(examples.CLAIM, today=late) == []
    assert codes() == []


@pytest.mark.parametrize(
    ("snippet", "place"),
    [
        ("plan: {submitted: 2022-12-01, summary: s, no_steps: why}\n", ("plan", "submitted")),
        (
            "plan: {summary: s, steps: [{id: a, title: t, dropped: 2022-12-01, note: why}]}\n",
            ("plan", "steps", 0, "dropped"),
        ),
        (
            "results: [{meeting: 2, date: 2022-09-02, by: parks, text: t}]\n",
            ("results", 0, "date"),
        ),
    ],
)
def test_future_records_are_reported(find, snippet, place):
    found = find(snippet, today=examples.TODAY, select=["CC404"])
    assert [f.field for f in found] == [place]


def test_future_meeting_cannot_be_held(find):
    held = {"M02/meeting.yaml": FILES["M02/meeting.yaml"].replace("scheduled", "held")}
    assert [(f.code, f.path) for f in find(held, today=examples.TODAY)] == [
        ("CC404", "M02/meeting.yaml")
    ]
    assert find(held, today=date(2022, 10, 7)) == []


def test_entries_of_one_day_may_be_in_any_order(codes):
    assert codes(HISTORY + "  - {date: 2022-02-10, by: parks, note: Begun.}\n") == []


def test_results_must_be_in_order(find):
    results = (
        "results:\n  - {meeting: 2, date: 2022-08-16, by: parks, text: Both are raised.}\n"
        "  - {meeting: 2, date: 2022-08-15, by: roads, text: The road is mended.}\n"
    )
    assert [(f.code, f.field) for f in find(results)] == [("CC405", ("results", 1, "date"))]


@pytest.mark.parametrize("ended", [", done: 2022-08-01", ", dropped: 2022-08-01, note: why", ""])
def test_only_open_steps_must_not_be_due_after_the_card(codes, ended):
    step = f"{{id: a, title: t, due: 2023-01-01{ended}}}"
    assert codes(f"plan: {{summary: s, steps: [{step}]}}\n") == ([] if ended else ["CC406"])


@pytest.mark.parametrize(
    ("day", "meeting", "codes_"),
    [
        ("2022-12-31", "", []),
        ("2023-01-02", "", ["CC408"]),
        ("2023-01-02", ", meeting: 2", []),
        ("2022-12-31", ", meeting: 1", []),
        ("2023-01-02", ", meeting: 1", ["CC408"]),
        ("2023-01-02", ", meeting: 3", ["CC302"]),
    ],
)
def test_passed_due_date_can_only_be_moved_by_a_meeting(codes, day, meeting, codes_):
    assert codes(moved(day, meeting, HELD)) == codes_


HELD = FILES["M02/meeting.yaml"].replace("scheduled", "held")


def moved(day, more, second):
    """Return the example whose due date is moved on *day*, with *second* as meeting 2."""
    entry = f"  - {{date: {day}, by: parks, due: 2023-06-30, note: Flood.{more}}}\n"
    card = FILES[CARD].replace("due: 2022-12-31\nind", "due: 2023-06-30\nind") + entry
    return {CARD: card, "M02/meeting.yaml": second}


@pytest.mark.parametrize(
    ("number", "second", "words"),
    [
        (2, HELD.replace("held", "scheduled"), "meeting 2 has not been held"),
        (2, HELD.replace("held", "cancelled"), "meeting 2 has not been held"),
        (1, HELD, "meeting 1 (2022-01-13) was held before it was set (2022-02-09)"),
    ],
)
def test_meeting_must_be_held_after_the_old_due_date_was_set(find, number, second, words):
    (found,) = find(moved("2023-01-02", f", meeting: {number}", second))
    assert (found.code, found.field) == ("CC408", ("history", 3, "meeting"))
    assert words in str(found.message)
    hint = "only a meeting that was held after 2022-02-09 can have granted it"
    assert str(found.hint) == hint


def test_clearing_a_due_date_counts_as_moving_it(find):
    gone = "due: null\n" + HISTORY + "  - {date: 2023-02-01, by: parks, due: null}\n"
    assert [(f.code, f.field) for f in find(gone)] == [
        ("CC408", ("history", 3, "due")),
        ("CC504", ("history", 3, "due")),
    ]
