"""The rules of a change, on their own examples and on what people do to a card."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.changes import past_of, sides

from cardctl.finding import Severity
from cardctl.rules import RULES, check_changes, examples
from cardctl.rules.comparison import (
    AppendOnlyDiff,
    append_only_diff,
    first_difference,
    pairs,
    value_at,
)
from cardctl.rules.examples import CARD, CLAIM, FILES, HISTORY
from cardctl.rules.rule import Change, Of
from cardctl.store.load import load

OF_CHANGES = [code for code, rule in RULES.items() if rule.of is Of.CHANGE]
CLOSED = FILES["M01/M01-003.yaml"]


def judged(before, after, **past):
    """What the rules of a change find, as code, path and field."""
    return [(f.code, f.path, f.field) for f in findings(before, after, **past)]


def findings(before, after, **more):
    return check_changes([past_of(Change(before, after))._replace(**more)])


def closed(old, new):
    """What is found when the closed card is changed."""
    assert old in CLOSED
    file = {"M01/M01-003.yaml": CLOSED.replace(old, new)}
    return [(f.code, f.field) for f in findings({}, file)]


# The records ------------------------------------------------------------------------------------


def test_all_rules_of_the_catalogue_are_there():
    assert OF_CHANGES == ["CC505", "CC506", "CC507", "CC508", "CC511", "CC516", "CC604"]


@pytest.mark.parametrize("code", OF_CHANGES)
def test_bad_example_gives_exactly_this_finding(find, code):
    assert [(f.code, f.severity) for f in find(RULES[code].bad)] == [(code, RULES[code].severity)]


@pytest.mark.parametrize("code", OF_CHANGES)
def test_good_example_gives_none(find, code):
    assert find(RULES[code].good) == []


@pytest.mark.parametrize("code", OF_CHANGES)
def test_finding_says_in_a_line_what_stood_where_and_what_to_do(find, code):
    (finding,) = find(RULES[code].bad)
    for lang in ("en", "ko"):
        said = [
            p.render(lang)
            for p in (finding.message, finding.hint, *(r.message for r in finding.related))
        ]
        assert "7b19374" in " ".join(said)
        assert not any(re.search(r"[{}\n]", text) for text in said)


# History and results ----------------------------------------------------------------------------

FIRST, SECOND, THIRD = HISTORY.splitlines(keepends=True)[1:]


def test_an_entry_that_is_changed_is_shown_where_it_differs():
    (found,) = findings("", HISTORY.replace("2022-12-31", "2023-12-31"))
    assert (found.code, found.field) == ("CC506", ("history", 1, "due"))
    assert str(found.related[0].message) == (
        "'2022-12-31' at 7b19374, the merge base with origin/main"
    )


@pytest.mark.parametrize(
    ("lines", "places"),
    [
        (FIRST + THIRD, [("history", 1)]),
        (FIRST + SECOND, [("history",)]),
        (THIRD + FIRST + SECOND, [("history", 0)]),
        (FIRST + THIRD + SECOND, [("history", 1)]),
        (FIRST.replace("office", "parks") + SECOND.replace("planned", "on_hold") + THIRD,
         [("history", 0, "by"), ("history", 1, "state")]),
    ],
)  # fmt: skip
def test_every_place_where_an_old_entry_is_not_as_it_was_is_told(lines, places):
    found = judged("", "history:\n" + lines)
    assert [field for code, _, field in found if code == "CC506"] == places


def test_comments_quotes_and_the_order_of_keys_say_nothing():
    other = HISTORY.replace(
        "{date: 2022-01-13, by: office, state: registered}",
        '{state: "registered", by: office, date: 2022-01-13}  # the first',
    )
    assert judged("", other) == []


def test_letters_in_pieces_are_the_same_letters():
    then = HISTORY.replace("lead: parks", "lead: parks, note: \u110c\u1166\u1107\u1161\u11bc")
    assert judged(then, then.replace("\u110c\u1166\u1107\u1161\u11bc", "제방")) == []


def test_a_result_that_is_taken_out_is_missed():
    assert judged("", "results: []\n") == [("CC604", CARD, ("results",))]
    (found,) = findings("", "results: []\n")
    assert "2022-08-16 parks" in str(found.message)
    assert found.on_key


def test_a_history_that_is_no_list_any_more_has_lost_its_entries():
    assert judged("", "history: later\n") == [("CC506", CARD, ("history",))]


def test_a_card_that_cannot_be_read_is_not_judged_further():
    assert judged("", {CARD: "id: [\n"}) == []


def test_a_base_that_breaks_the_schema_is_compared_all_the_same():
    base = HISTORY.replace("registered", "begun") + "prioritet: 1\n"
    assert judged(base, base.replace("begun", "started")) == [
        ("CC506", CARD, ("history", 0, "state"))
    ]


def test_of_a_parent_of_a_merge_nothing_may_vanish_but_others_may_stand_between():
    between = "history:\n" + FIRST + "  - {date: 2022-02-01, by: office, note: New.}\n"
    assert judged("", between + SECOND + THIRD, merged=True) == []
    assert judged("", between + SECOND, merged=True) == [("CC506", CARD, ("history",))]
    assert judged({}, {"M01/M01-003.yaml": CLOSED + "note: x\n"}, merged=True) == []


# Entries between the old ones, as two branches that file in parallel leave them -------------------

LATER = "  - {date: 2022-08-10, by: office, note: The river rose.}\n"
"""An entry of the base, behind those of the examples' card."""


def between(entry, later=LATER, top="", before="", **past):
    """What is found when *entry* is put before *later*, which the base has: code, field, weight."""
    after = top + HISTORY + entry + later
    found = findings(before + HISTORY + later, after, **past)
    return [(each.code, each.field, each.severity) for each in found]


def test_an_entry_before_one_of_the_base_is_a_note():
    note = "  - {date: 2022-08-09, by: roads, note: Rain.}\n"
    assert between(note) == [("CC516", ("history", 3), Severity.NOTE)]
    assert between(note, day=None) == [("CC516", ("history", 3), Severity.NOTE)]
    assert between(note, merged=True) == []


def test_a_result_before_one_of_the_base_is_a_note():
    second = "  - {meeting: 2, date: 2022-08-10, by: roads, text: The road is open.}\n"
    third = "  - {meeting: 2, date: 2022-08-12, by: office, text: Nobody was hurt.}\n"
    first = _result("2022-08-01")
    (found,) = findings(first + third, first + second + third)
    assert (found.code, found.field, found.severity) == ("CC516", ("results", 1), Severity.NOTE)


def _result(day):
    return f"results:\n  - {{meeting: 2, date: {day}, by: parks, text: Half is raised.}}\n"


@pytest.mark.parametrize(("day", "codes"), [("2022-07-20", ["CC516"]), ("2022-07-21", [])])
def test_what_is_dated_long_before_the_base_is_a_warning(day, codes):
    found = findings("", HISTORY + f"  - {{date: {day}, by: parks, note: Rain.}}\n")
    assert [(each.code, each.severity) for each in found] == [(c, Severity.WARNING) for c in codes]
    results = findings("results: []\n", _result(day))
    assert [(each.code, each.field) for each in results] == [(c, ("results", 0)) for c in codes]


def test_a_new_card_may_be_as_old_as_it_is():
    card = FILES["M01/M01-002.yaml"].replace("M01-002", "M01-004").replace("ring", "northern")
    assert judged({}, {"M01/M01-004.yaml": card}) == []


def test_an_entry_without_a_date_is_left_to_other_rules():
    assert judged("", HISTORY + "  - {date: soon, by: parks, note: Rain.}\n") == []


def codes_of(found):
    return [(code, field) for code, field, severity in found if severity is Severity.ERROR]


DUE = "  - {date: %s, by: parks, due: 2023-06-30, note: The flood.%s}\n"


def test_a_due_date_that_has_passed_is_not_moved_by_an_entry_put_in_before_that():
    history = HISTORY.replace("2022-12-31", "2022-08-05")
    for day, meeting, told in (
        ("2022-08-04", "", [("CC506", ("history", 3))]),
        ("2022-08-04", ", meeting: 2", []),
    ):
        after = history + DUE % (day, meeting) + LATER
        found = findings(history + LATER, after)
        assert [(f.code, f.field) for f in found if f.severity is Severity.ERROR] == told
    in_time = HISTORY + DUE % ("2022-08-04", "") + LATER
    assert [f.code for f in findings(HISTORY + LATER, in_time)] == ["CC516"]
    assert judged(history + LATER, after.replace("2022-08-04", "2022-08-06"), merged=True) == []


def test_an_outcome_is_not_submitted_in_time_by_an_entry_put_in_before_the_due_date():
    claim = "  - {date: 2022-08-04, by: parks, state: submitted, outcome: infeasible}\n"
    for due, weight in (("2022-08-05", Severity.WARNING), ("2022-08-10", Severity.NOTE)):
        history = HISTORY.replace("2022-12-31", due)
        found = findings(history + LATER, history + claim + LATER)
        assert [(f.code, f.severity) for f in found] == [("CC516", weight)]


def test_no_due_date_is_put_in_before_the_first_one():
    history = HISTORY.replace(", due: 2022-12-31", "")
    first = "  - {date: 2022-08-10, by: parks, due: 2022-09-30}\n"
    found = findings(history + first, history + DUE % ("2022-08-04", ", meeting: 1") + first)
    assert [(f.code, f.field) for f in found] == [
        ("CC506", ("history", 3)),
        ("CC516", ("history", 3)),
    ]
    (found,) = findings(history + LATER, history + DUE % ("2022-08-04", "") + LATER)
    assert found.severity is Severity.NOTE


GRANTED = "  - {date: 2022-08-10, by: office, due: 2023-12-31, meeting: 2}\n"
CLAIMED = "  - {date: 2022-08-08, by: parks, state: submitted, outcome: infeasible}\n"
CONFIRMED = "  - {date: 2022-08-10, by: office, state: closed, meeting: 2}\n"


@pytest.mark.parametrize(
    ("entry", "later", "refused"),
    [
        (DUE % ("2022-08-04", ""), GRANTED, True),
        ("  - {date: 2022-08-04, by: parks, lead: roads}\n", GRANTED, False),
        ("  - {date: 2022-08-04, by: parks, outcome: completed}\n", CONFIRMED, True),
        (CLAIMED, CONFIRMED, True),
        (CLAIMED, GRANTED, False),
        (CLAIMED, LATER, False),
        (DUE % ("2022-08-04", ""), DUE % ("2022-08-05", ""), False),
    ],
)
def test_what_a_meeting_decided_on_is_not_changed_behind_it(entry, later, refused):
    assert codes_of(between(entry, later)) == [("CC506", ("history", 3))] * refused


def test_a_state_that_is_put_in_is_a_move_like_any_other():
    back = "  - {date: 2022-08-09, by: parks, state: planned}\n"
    start = "  - {date: 2022-08-11, by: parks, state: in_progress}\n"
    assert codes_of(between(back)) == [("CC501", ("history", 3, "state"))]
    hold = "  - {date: 2022-08-09, by: parks, state: on_hold, note: Rain., review: 3}\n"
    assert codes_of(between(hold, LATER + "", "state: on_hold\n")) == []
    both = HISTORY + hold + LATER + start
    assert [f.code for f in findings(HISTORY + LATER, both)] == ["CC516"]


def test_who_becomes_the_secretariat_by_the_change_cannot_file_between_either():
    before = load(examples.files("")).register
    base = CLAIM.replace("2022-09-01", "2022-08-08") + LATER
    after = base.replace(LATER, CONFIRMED.replace("office", "parks") + LATER)
    found = findings(base, after, register=before)
    assert ("CC509", ("history", 4, "by")) in [(f.code, f.field) for f in found]


def test_a_closed_card_is_not_opened_by_what_is_put_in_before_its_closing():
    """A reopening that the base closed again opens nothing."""
    path, cycle = "M01/M01-003.yaml", (
        "  - {date: 2022-MONTH-01, by: office, state: in_progress, note: It stands again.}\n"
        "  - {date: 2022-MONTH-02, by: office, state: submitted, outcome: withdrawn, note: No.}\n"
        "  - {date: 2022-MONTH-03, by: office, state: closed, meeting: 1}\n"
    )  # fmt: skip
    april, may = cycle.replace("MONTH", "04"), cycle.replace("MONTH", "05")
    after = (CLOSED + april + may).replace("old bridge", "new bridge")
    assert ("CC505", path, ("title",)) in judged({path: CLOSED + may}, {path: after})
    assert ("CC505", path, ("title",)) not in judged({path: CLOSED}, {path: after + OPENED})


OPENED = "  - {date: 2022-06-01, by: office, state: in_progress, note: It stands again.}\n"


# Moves ------------------------------------------------------------------------------------------


def test_a_state_that_is_skipped_is_told_from_where_the_card_stood():
    added = HISTORY + "  - {date: 2022-08-01, by: office, state: closed, meeting: 2}\n"
    (found,) = findings("", "state: closed\noutcome: noted\n" + added)
    assert (found.code, found.field) == ("CC501", ("history", 3, "state"))
    assert str(found.message) == "in_progress -> closed"
    assert "'in_progress' at 7b19374" in str(found.related[0].message)


def test_a_state_changed_at_the_top_alone_is_a_move_too():
    (found,) = findings({}, {"M01/M01-003.yaml": CLOSED.replace("state: closed\noutcome: withdrawn",
                                                                "state: planned", 1)})  # fmt: skip
    assert (found.code, found.field) == ("CC501", ("state",))
    assert str(found.message) == "closed -> planned"
    assert "can only be reopened" in str(found.hint)


def test_a_legal_move_at_the_top_alone_is_left_to_the_history():
    assert judged("", "state: on_hold\n") == []


def test_two_moves_after_each_other_are_both_legal():
    assert judged("", CLAIM + "  - {date: 2022-09-01, by: office, state: closed, meeting: 2}\n"
                  .replace("state: submitted", "state: closed")) == []  # fmt: skip


def test_who_becomes_the_secretariat_by_the_change_cannot_file_for_it():
    closing = CLAIM + "  - {date: 2022-09-01, by: parks, state: closed, meeting: 2}\n"
    before = load(examples.files("")).register
    assert judged(CLAIM, closing, register=before) == [("CC509", CARD, ("history", 4, "by"))]
    assert judged(CLAIM, closing.replace("by: parks, state: closed", "by: office, state: closed"),
                  register=before) == []  # fmt: skip


def test_a_state_at_the_top_that_did_not_change_is_no_move():
    old = CLOSED.replace("state: closed\noutcome: withdrawn", "state: planned", 1)
    assert judged({"M01/M01-003.yaml": old}, {"M01/M01-003.yaml": old + "x-own: 1\n"}) == []


# Closed cards -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("title: Close the old bridge", "title: Close the old bridges", ("title",)),
        ("item: 2\n", "", ("item",)),
        ("item: 2\n", "item: 2\ndecision: Close it.\n", ("decision",)),
        ("item: 2\n", "item: 2\nplan: {summary: Close it.}\n", ("plan",)),
    ],
)
def test_a_closed_card_is_left_as_it_was_confirmed(old, new, field):
    assert closed(old, new) == [("CC505", field)]


def test_a_closed_card_takes_further_entries_and_results():
    more = "  - {date: 2022-08-05, by: office, note: The stones were sold.}\n"
    result = "results:\n  - {meeting: 2, date: 2022-08-01, by: roads, text: Stones are sold.}\n"
    assert closed("history:\n", result + "history:\n") == []
    assert judged({}, {"M01/M01-003.yaml": CLOSED + more}) == []


# Whole cards ------------------------------------------------------------------------------------


@pytest.fixture
def numbered():
    second = FILES["M01/M01-002.yaml"]

    def made(*titles, start=10):
        return {
            f"M01/M01-0{number}.yaml": second.replace("M01-002", f"M01-0{number}").replace(
                "Count the traffic on the ring road", title
            )
            for number, title in enumerate(titles, start=start)
        }

    return made


def test_renumbered_cards_are_known_by_their_titles(numbered):
    before, after = numbered("A", "B", "C"), numbered("New", "A", "B", "C")
    assert judged(before, after) == [
        ("CC507", f"M01/M01-0{number}.yaml", ("id",)) for number in (11, 12, 13)
    ]


def test_two_cards_that_change_places_are_found(numbered):
    assert [code for code, *_ in judged(numbered("A", "B"), numbered("B", "A"))] == ["CC507"] * 2


def test_a_new_title_is_no_new_card(numbered):
    assert judged(numbered("A", "B"), numbered("A", "B, better")) == []


def test_another_id_in_the_same_file_is_found():
    second = FILES["M01/M01-002.yaml"]
    other = second.replace("id: M01-002", "id: M01-009").replace("ring", "outer")
    assert judged({}, {"M01/M01-002.yaml": other}) == [("CC507", "M01/M01-002.yaml", ("id",))]


def test_a_card_that_only_moved_its_file_is_the_same_card():
    second = FILES["M01/M01-002.yaml"]
    past = past_of(Change({}, {}))
    moved = past._replace(then=sides({"M01/M01-002.yaml": second.encode()}),
                    now=sides({"M02/M01-002.yaml": second.encode()}))  # fmt: skip
    (pair,) = pairs(moved)
    assert pair.then is not None
    assert (pair.then.path, pair.path) == ("M01/M01-002.yaml", "M02/M01-002.yaml")
    assert check_changes([moved]) == ()


def test_a_deleted_card_is_found_in_its_file_and_can_be_put_back(numbered):
    (found,) = findings(numbered("A"), {})
    assert (found.path, found.field, found.code) == ("M01/M01-010.yaml", (), "CC508")
    assert "git checkout 7b19374 -- :/M01/M01-010.yaml" in str(found.hint)


# Putting together -------------------------------------------------------------------------------


def test_what_two_of_the_past_find_is_said_once():
    past = past_of(Change("", HISTORY.replace("2022-02-09", "2022-02-08")))
    assert len(check_changes([past, past])) == 1


def test_rules_are_chosen_as_everywhere():
    past = past_of(RULES["CC506"].bad)
    assert check_changes([past], ignore=["history-rewritten"]) == ()
    assert len(check_changes([past], select=["CC5"])) == 1


def test_the_words_that_name_the_base_are_taken(find):
    after = (
        "state: closed\noutcome: noted\n"
        + HISTORY
        + ("  - {date: 2022-08-01, by: office, state: closed, outcome: noted, meeting: 2}\n")
    )
    found = [f for f in find(Change("", after)) if f.code == "CC501"]
    assert len(found) == 1
    assert "7b19374" in str(found[0].related[0].message)


def test_an_illegal_state_at_the_top_is_told_once(find):
    top = CLOSED.replace("state: closed\noutcome: withdrawn", "state: planned", 1)
    found = find(Change({}, {"M01/M01-003.yaml": top}))
    assert [(f.code, f.field) for f in found if f.field == ("state",)] == [("CC501", ("state",))]


def test_only_a_moved_base_and_a_date_long_past_are_warnings():
    assert [c for c in OF_CHANGES if RULES[c].severity is not Severity.ERROR] == ["CC511", "CC516"]


# Comparing data ---------------------------------------------------------------------------------


def test_the_first_difference_is_found_however_deep():
    old = {"plan": {"steps": [{"id": "a"}, {"id": "b", "due": "2022-01-01"}]}}
    new = {"plan": {"steps": [{"id": "a"}, {"id": "b", "due": "2022-02-01"}]}}
    assert first_difference(old, new) == ("plan", "steps", 1, "due")
    assert value_at(old, ("plan", "steps", 1, "due")) == "2022-01-01"
    assert first_difference([1], [1, 2]) == ()
    assert first_difference({"a": 1}, {}) == ("a",)
    assert value_at(old, ("plan", "steps", 7, "due")) is None


entries = st.lists(st.fixed_dictionaries({"date": st.sampled_from("abc"), "by": st.just("x")}))


def is_within(old, new):
    """Whether all of *old* is in *new*, in its order."""
    rest = iter(new)
    return all(any(entry == other for other in rest) for entry in old)


@given(entries, entries)
def test_a_list_that_only_grew_at_its_end_is_never_told(old, more):
    assert append_only_diff(old, old + more) == AppendOnlyDiff((), (), (), (), len(old))


@given(entries, entries)
def test_a_list_in_which_an_old_entry_is_not_as_it_was_is_always_told(old, new):
    how = append_only_diff(old, new)
    assert how.lost == (not is_within(old, new))
    if not how.lost:
        assert [entry for at, entry in enumerate(new) if at not in how.new(len(new))] == old


def test_what_is_added_is_what_stands_behind_the_old():
    a, b, c = ({"date": day, "note": "x"} for day in "abc")
    assert append_only_diff([a, b], [a, b, c]).added == 2
    assert append_only_diff([], [a]).added == 0
    assert append_only_diff([a, a], [a, a, a]).added == 2
    assert append_only_diff([a, b], [b]).gone == ((0, a),)


def test_what_is_inserted_is_told_apart_from_what_was_moved():
    a, b, c = ({"date": day, "note": "x"} for day in "abc")
    assert append_only_diff([a, b], [a, c, b]) == AppendOnlyDiff((), (), (), (1,), 3)
    assert append_only_diff([a, b], [b, a]) == AppendOnlyDiff((), (), (0,), (), 2)
    assert append_only_diff([a, b, b], [b, a]) == AppendOnlyDiff((), ((2, b),), (0,), (), 2)
