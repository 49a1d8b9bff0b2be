"""The rules for changes, on their own examples and on typical edits of a card."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.changes import base_of, sides

from cardctl.finding import Severity
from cardctl.rules import RULES, change_runner, check_changes, examples
from cardctl.rules.comparison import (
    AppendOnlyDiff,
    FileDiff,
    append_only_diff,
    first_difference,
    pairs,
    value_at,
)
from cardctl.rules.examples import CARD, CLAIM, FILES, HISTORY
from cardctl.rules.rule import CHANGES, Change, SubjectKind, problem
from cardctl.store.load import load

OF_CHANGES = [code for code, rule in RULES.items() if rule.of in CHANGES]
CLOSED = FILES["M01/M01-003.yaml"]
_CONFIG = FILES["cardctl.yaml"].replace("secretariat: office", "secretariat: parks")
PARKS_AS_SECRETARIAT = load(examples.files({"cardctl.yaml": _CONFIG})).register


def reported(before, after, **past):
    """Return what the rules for changes find, as code, path and field."""
    return [(f.code, f.path, f.field) for f in findings(before, after, **past)]


def findings(before, after, **more):
    return check_changes([base_of(Change(before, after))._replace(**more)])


def heard():
    """Return the register of the base after the papers of meeting 2 were closed."""
    register = base_of(Change("", HISTORY)).register
    second = register.meetings[2].model_copy(update={"papers": date(2022, 8, 20)})
    return register.with_meetings({**register.meetings, 2: second})


def closed(old, new):
    """Return what is found when the closed card is changed."""
    assert old in CLOSED
    file = {"M01/M01-003.yaml": CLOSED.replace(old, new)}
    return [(f.code, f.field) for f in findings({}, file)]


# The records ------------------------------------------------------------------------------------


def test_all_rules_for_changes_are_registered():
    assert OF_CHANGES == [
        "CC313", "CC505", "CC506", "CC507", "CC508", "CC511", "CC514", "CC515", "CC516", "CC604",
    ]  # fmt: skip


@pytest.mark.parametrize("code", OF_CHANGES)
def test_bad_example_gives_exactly_this_finding(find, code):
    assert [(f.code, f.severity) for f in find(RULES[code].bad)] == [(code, RULES[code].severity)]


@pytest.mark.parametrize("code", OF_CHANGES)
def test_good_example_gives_none(find, code):
    assert find(RULES[code].good) == []


@pytest.mark.parametrize("code", OF_CHANGES)
def test_finding_states_the_base_value_and_a_hint_on_one_line(find, code):
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


def test_changed_entry_is_reported_where_it_differs():
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
def test_every_changed_or_missing_old_entry_is_reported(lines, places):
    found = reported("", "history:\n" + lines, register=heard())
    assert [field for code, _, field in found if code == "CC506"] == places


def test_comments_quotes_and_key_order_are_ignored():
    other = HISTORY.replace(
        "{date: 2022-01-13, by: office, state: registered}",
        '{state: "registered", by: office, date: 2022-01-13}  # the first',
    )
    assert reported("", other) == []


def test_decomposed_characters_are_equal_to_composed_ones():
    then = HISTORY.replace("lead: parks", "lead: parks, note: \u110c\u1166\u1107\u1161\u11bc")
    assert reported(then, then.replace("\u110c\u1166\u1107\u1161\u11bc", "제방")) == []


def test_removed_result_is_reported():
    assert reported("", "results: []\n") == []  # no meeting has heard it
    assert reported("", "results: []\n", register=heard()) == [("CC604", CARD, ("results",))]
    (found,) = findings("", "results: []\n", register=heard())
    assert "2022-08-16 parks" in str(found.message)
    assert found.on_key


def test_history_that_is_no_longer_a_list_is_reported():
    assert reported("", "history: later\n", register=heard()) == [("CC506", CARD, ("history",))]


def test_unreadable_card_has_no_further_findings():
    assert reported("", {CARD: "id: [\n"}) == []


def test_base_that_violates_the_schema_is_still_compared():
    base = HISTORY.replace("registered", "begun") + "prioritet: 1\n"
    assert reported(base, base.replace("begun", "started")) == [
        ("CC506", CARD, ("history", 0, "state"))
    ]


def test_merge_keeps_all_entries_of_its_parents_and_may_insert_others():
    between = "history:\n" + FIRST + "  - {date: 2022-02-01, by: office, note: New.}\n"
    assert reported("", between + SECOND + THIRD, merged=True) == []
    assert reported("", between + SECOND, merged=True) == [("CC506", CARD, ("history",))]
    assert reported({}, {"M01/M01-003.yaml": CLOSED + "note: x\n"}, merged=True) == []


# Inserted entries, as left by two branches that add entries in parallel ---------------------------

LATER = "  - {date: 2022-08-10, by: office, note: The river rose.}\n"
"""An entry of the base, after those of the example card."""


def between(entry, later=LATER, top="", before="", **past):
    """Return code, field and severity of findings when *entry* is inserted before *later*."""
    after = top + HISTORY + entry + later
    found = findings(before + HISTORY + later, after, **past)
    return [(each.code, each.field, each.severity) for each in found]


def test_entry_inserted_before_a_base_entry_is_a_note():
    note = "  - {date: 2022-08-09, by: roads, note: Rain.}\n"
    assert between(note) == [("CC516", ("history", 3), Severity.NOTE)]
    assert between(note, day=None) == [("CC516", ("history", 3), Severity.NOTE)]
    assert between(note, merged=True) == []


def test_result_inserted_before_a_base_result_is_a_note():
    second = "  - {meeting: 2, date: 2022-08-10, by: roads, text: The road is open.}\n"
    third = "  - {meeting: 2, date: 2022-08-12, by: office, text: Nobody was hurt.}\n"
    first = _result("2022-08-01")
    (found,) = findings(first + third, first + second + third)
    assert (found.code, found.field, found.severity) == ("CC516", ("results", 1), Severity.NOTE)


def _result(day):
    return f"results:\n  - {{meeting: 2, date: {day}, by: parks, text: Half is raised.}}\n"


@pytest.mark.parametrize(("day", "codes"), [("2022-07-20", ["CC516"]), ("2022-07-21", [])])
def test_entry_dated_long_before_the_base_is_a_warning(day, codes):
    found = findings("", HISTORY + f"  - {{date: {day}, by: parks, note: Rain.}}\n")
    assert [(each.code, each.severity) for each in found] == [(c, Severity.WARNING) for c in codes]
    results = findings("results: []\n", _result(day))
    assert [(each.code, each.field) for each in results] == [(c, ("results", 0)) for c in codes]


def test_new_card_may_have_old_dates():
    card = FILES["M01/M01-002.yaml"].replace("M01-002", "M01-004").replace("ring", "northern")
    assert reported({}, {"M01/M01-004.yaml": card}) == []


def test_an_entry_without_a_date_is_left_to_other_rules():
    assert reported("", HISTORY + "  - {date: soon, by: parks, note: Rain.}\n") == []


def codes_of(found):
    return [(code, field) for code, field, severity in found if severity is Severity.ERROR]


DUE = "  - {date: %s, by: parks, due: 2023-06-30, note: The flood.%s}\n"


def test_inserted_entry_cannot_move_a_passed_due_date():
    history = HISTORY.replace("2022-12-31", "2022-08-05")
    for day, meeting, error_places in (
        ("2022-08-04", "", [("CC506", ("history", 3))]),
        ("2022-08-04", ", meeting: 2", []),
    ):
        after = history + DUE % (day, meeting) + LATER
        found = findings(history + LATER, after, head=SECOND_HELD)
        assert [(f.code, f.field) for f in found if f.severity is Severity.ERROR] == error_places
    in_time = HISTORY + DUE % ("2022-08-04", "") + LATER
    assert [f.code for f in findings(HISTORY + LATER, in_time)] == ["CC516"]
    assert reported(history + LATER, after.replace("2022-08-04", "2022-08-06"), merged=True) == []


_HELD = "number: 2\ndate: 2022-08-15\npapers: 2022-08-10\nstatus: held\n"
SECOND_HELD = load(examples.files({"M02/meeting.yaml": _HELD})).register


@pytest.mark.parametrize(
    ("due", "day", "meeting", "field"),
    [
        ("2022-08-19", "2022-08-18", "", "due"),
        ("2022-08-20", "2022-08-18", "", None),
        ("2022-08-19", "2022-08-20", "", None),  # left to the rule on the card
        ("2022-08-19", "2022-08-18", ", meeting: 2", None),
        ("2022-08-19", "2022-08-18", ", meeting: 1", "meeting"),
        ("2022-08-19", "2022-08-18", ", meeting: 7", None),  # left to CC302
        ("2022-08-19", "2022-08-18", ", corrects: {due: 2022-08-19}", None),
        ("2022-08-19", "soon", "", None),
    ],
)
def test_new_entry_was_not_filed_before_the_base(due, day, meeting, field):
    """The base is of 20 August."""
    history = HISTORY.replace("2022-12-31", due)
    found = findings(history, history + DUE % (day, meeting), head=SECOND_HELD)
    assert [f.field for f in found if f.code == "CC408"] == [("history", 3, field)] * bool(field)
    assert findings(history, history + DUE % (day, meeting), day=None) == ()


def test_meeting_that_was_not_held_grants_nothing_in_a_change():
    history = HISTORY.replace("2022-12-31", "2022-08-19")
    (found,) = findings(history, history + DUE % ("2022-08-18", ", meeting: 2"))
    assert (found.code, found.field) == ("CC408", ("history", 3, "meeting"))
    assert "meeting 2 has not been held" in str(found.message)


def test_entry_that_another_base_has_was_filed_before_that_one():
    """Branches were merged crosswise: the entry is new to one of the bases only."""
    history = HISTORY.replace("2022-12-31", "2022-08-19")
    after = history + DUE % ("2022-08-18", "")
    without, having = base_of(Change(history, after)), base_of(Change(after, after + LATER))
    assert [f.code for f in check_changes([without, without])] == ["CC408"]
    assert "CC408" not in [f.code for f in check_changes([without, having])]


def test_due_date_that_was_cleared_does_not_move():
    cleared = HISTORY.replace("2022-12-31", "2022-08-01")
    cleared += "  - {date: 2022-08-10, by: office, due: null, meeting: 2}\n"
    found = findings(cleared, cleared + DUE % ("2022-08-18", ""), head=SECOND_HELD)
    assert "CC408" not in [f.code for f in found]


def test_inserted_entry_cannot_make_a_late_claim_timely():
    claim = "  - {date: 2022-08-04, by: parks, state: submitted, outcome: infeasible}\n"
    for due, weight in (("2022-08-05", Severity.WARNING), ("2022-08-10", Severity.NOTE)):
        history = HISTORY.replace("2022-12-31", due)
        found = findings(history + LATER, history + claim + LATER)
        assert [(f.code, f.severity) for f in found] == [("CC516", weight)]


def test_due_date_cannot_be_inserted_before_the_first_one():
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
def test_inserted_entry_cannot_change_what_a_meeting_decided(entry, later, refused):
    assert codes_of(between(entry, later)) == [("CC506", ("history", 3))] * refused


def test_inserted_state_is_checked_like_any_transition():
    back = "  - {date: 2022-08-09, by: parks, state: planned}\n"
    start = "  - {date: 2022-08-11, by: parks, state: in_progress}\n"
    assert codes_of(between(back)) == [("CC501", ("history", 3, "state"))]
    hold = "  - {date: 2022-08-09, by: parks, state: on_hold, note: Rain., review: 3}\n"
    assert codes_of(between(hold, LATER + "", "state: on_hold\n")) == []
    both = HISTORY + hold + LATER + start
    assert [f.code for f in findings(HISTORY + LATER, both)] == ["CC516"]


def test_new_secretariat_cannot_insert_entries_in_the_same_change():
    base = CLAIM.replace("2022-09-01", "2022-08-08") + LATER
    after = base.replace(LATER, CONFIRMED.replace("office", "parks") + LATER)
    found = findings(base, after, head=PARKS_AS_SECRETARIAT)
    assert ("CC509", ("history", 4, "by")) in [(f.code, f.field) for f in found]


def test_closed_card_is_not_reopened_by_entries_before_its_closing():
    """A reopening that the base closed again does not count."""
    path, cycle = "M01/M01-003.yaml", (
        "  - {date: 2022-MONTH-01, by: office, state: in_progress, note: It stands again.}\n"
        "  - {date: 2022-MONTH-02, by: office, state: submitted, outcome: withdrawn, note: No.}\n"
        "  - {date: 2022-MONTH-03, by: office, state: closed, meeting: 1}\n"
    )  # fmt: skip
    april, may = cycle.replace("MONTH", "04"), cycle.replace("MONTH", "05")
    after = (CLOSED + april + may).replace("item: 2\n", "item: 2\nnote: It stood here.\n")
    assert ("CC505", path, ("note",)) in reported({path: CLOSED + may}, {path: after})
    assert ("CC505", path, ("note",)) not in reported({path: CLOSED}, {path: after + OPENED})


OPENED = "  - {date: 2022-06-01, by: office, state: in_progress, note: It stands again.}\n"


# Transitions ------------------------------------------------------------------------------------


def test_skipped_state_is_reported_with_the_base_state():
    added = HISTORY + "  - {date: 2022-08-01, by: office, state: closed, meeting: 2}\n"
    (found,) = findings("", "state: closed\noutcome: noted\n" + added)
    assert (found.code, found.field) == ("CC501", ("history", 3, "state"))
    assert str(found.message) == "in_progress -> closed"
    assert "'in_progress' at 7b19374" in str(found.related[0].message)


def test_state_changed_only_at_the_top_is_a_transition():
    (found,) = findings({}, {"M01/M01-003.yaml": CLOSED.replace("state: closed\noutcome: withdrawn",
                                                                "state: planned", 1)})  # fmt: skip
    assert (found.code, found.field) == ("CC501", ("state",))
    assert str(found.message) == "closed -> planned"
    assert "can only be reopened" in str(found.hint)


def test_legal_transition_only_at_the_top_is_left_to_the_history_rules():
    assert reported("", "state: on_hold\n") == []


def test_two_successive_legal_transitions_pass():
    assert reported("", CLAIM + "  - {date: 2022-09-01, by: office, state: closed, meeting: 2}\n"
                  .replace("state: submitted", "state: closed")) == []  # fmt: skip


def test_new_secretariat_cannot_act_as_such_in_the_same_change():
    closing = CLAIM + "  - {date: 2022-09-01, by: parks, state: closed, meeting: 2}\n"
    now = PARKS_AS_SECRETARIAT
    assert reported(CLAIM, closing, head=now) == [("CC509", CARD, ("history", 4, "by"))]
    assert reported(CLAIM, closing.replace("by: parks, state: closed", "by: office, state: closed"),
                  head=now) == []  # fmt: skip


def test_unchanged_state_at_the_top_is_no_transition():
    old = CLOSED.replace("state: closed\noutcome: withdrawn", "state: planned", 1)
    assert reported({"M01/M01-003.yaml": old}, {"M01/M01-003.yaml": old + "x-own: 1\n"}) == []


# Closed cards -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("item: 2\n", "item: 2\nnote: It stood here.\n", ("note",)),
        ("item: 2\n", "item: 2\ndecision: Close it.\n", ("decision",)),
        ("item: 2\n", "item: 2\nplan: {summary: Close it.}\n", ("plan",)),
    ],
)
def test_closed_card_must_stay_as_confirmed(old, new, field):
    assert closed(old, new) == [("CC505", field)]


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("title: Close the old bridge", "title: Close the old bridges", ("title",)),
        ("item: 2\n", "", ()),
    ],
)
def test_what_was_decided_on_a_closed_card_needs_an_entry(old, new, field):
    assert closed(old, new) == [("CC514", field)]


def test_closed_card_accepts_further_entries_and_results():
    more = "  - {date: 2022-08-05, by: office, note: The stones were sold.}\n"
    result = "results:\n  - {meeting: 2, date: 2022-08-01, by: roads, text: Stones are sold.}\n"
    assert closed("history:\n", result + "history:\n") == []
    assert reported({}, {"M01/M01-003.yaml": CLOSED + more}) == []


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


def test_renumbered_cards_are_recognised_by_their_titles(numbered):
    before, after = numbered("A", "B", "C"), numbered("New", "A", "B", "C")
    assert reported(before, after) == [
        ("CC507", f"M01/M01-0{number}.yaml", ("id",)) for number in (11, 12, 13)
    ]


def test_swapped_ids_are_reported(numbered):
    assert [code for code, *_ in reported(numbered("A", "B"), numbered("B", "A"))] == ["CC507"] * 2


def test_changed_title_is_not_a_new_card(numbered):
    path = "M01/M01-011.yaml"
    assert reported(numbered("A", "B"), numbered("A", "B, better")) == [("CC514", path, ("title",))]


def test_changed_id_in_the_same_file_is_reported():
    second = FILES["M01/M01-002.yaml"]
    path, other = "M01/M01-002.yaml", second.replace("id: M01-002", "id: M01-009")
    assert reported({}, {path: other.replace("ring", "outer")}) == [
        ("CC507", path, ("id",)),
        ("CC514", path, ("title",)),
    ]


def test_moved_file_is_the_same_card():
    second = FILES["M01/M01-002.yaml"]
    past = base_of(Change({}, {}))
    moved = past._replace(then=sides({"M01/M01-002.yaml": second.encode()}),
                    now=sides({"M02/M01-002.yaml": second.encode()}))  # fmt: skip
    (pair,) = pairs(moved)
    assert pair.then is not None
    assert (pair.then.path, pair.path) == ("M01/M01-002.yaml", "M02/M01-002.yaml")
    assert check_changes([moved]) == ()


def test_deleted_card_is_reported_with_a_restore_command(numbered):
    (found,) = findings(numbered("A"), {}, register=heard())
    assert (found.path, found.field, found.code) == ("M01/M01-010.yaml", (), "CC508")
    assert "git checkout 7b19374 -- :/M01/M01-010.yaml" in str(found.hint)


# Combining findings -----------------------------------------------------------------------------


def test_findings_against_two_bases_are_reported_once():
    past = base_of(Change("", HISTORY.replace("2022-02-09", "2022-02-08")))
    assert len(check_changes([past, past])) == 1


def test_rules_for_changes_can_be_selected_and_ignored():
    past = base_of(RULES["CC506"].bad)
    assert check_changes([past], ignore=["history-rewritten"]) == ()
    assert len(check_changes([past], select=["CC5"])) == 1


def test_transition_is_reported_once_with_the_base_value(find):
    after = (
        "state: closed\noutcome: noted\n"
        + HISTORY
        + ("  - {date: 2022-08-01, by: office, state: closed, outcome: noted, meeting: 2}\n")
    )
    found = [f for f in find(Change("", after)) if f.code == "CC501"]
    assert len(found) == 1
    assert "7b19374" in str(found[0].related[0].message)


def test_illegal_state_at_the_top_is_reported_once(find):
    top = CLOSED.replace("state: closed\noutcome: withdrawn", "state: planned", 1)
    found = find(Change({}, {"M01/M01-003.yaml": top}))
    assert [(f.code, f.field) for f in found if f.field == ("state",)] == [("CC501", ("state",))]


def test_only_moved_base_and_backdating_rules_are_warnings():
    assert [c for c in OF_CHANGES if RULES[c].severity is not Severity.ERROR] == ["CC511", "CC516"]


# Comparing data ---------------------------------------------------------------------------------


def test_first_difference_is_found_at_any_depth():
    old = {"plan": {"steps": [{"id": "a"}, {"id": "b", "due": "2022-01-01"}]}}
    new = {"plan": {"steps": [{"id": "a"}, {"id": "b", "due": "2022-02-01"}]}}
    assert first_difference(old, new) == ("plan", "steps", 1, "due")
    assert value_at(old, ("plan", "steps", 1, "due")) == "2022-01-01"
    assert first_difference([1], [1, 2]) == ()
    assert first_difference({"a": 1}, {}) == ("a",)
    assert value_at(old, ("plan", "steps", 7, "due")) is None


entries = st.lists(st.fixed_dictionaries({"date": st.sampled_from("abc"), "by": st.just("x")}))


def is_within(old, new):
    """Return whether *old* is a subsequence of *new*."""
    rest = iter(new)
    return all(any(entry == other for other in rest) for entry in old)


@given(entries, entries)
def test_list_extended_only_at_its_end_has_no_findings(old, more):
    assert append_only_diff(old, old + more) == AppendOnlyDiff((), (), (), (), len(old))


@given(entries, entries)
def test_list_with_a_changed_or_missing_old_entry_is_always_reported(old, new):
    how = append_only_diff(old, new)
    assert how.lost == (not is_within(old, new))
    if not how.lost:
        assert [entry for at, entry in enumerate(new) if at not in how.new(len(new))] == old


def test_added_entries_are_those_after_the_old_ones():
    a, b, c = ({"date": day, "note": "x"} for day in "abc")
    assert append_only_diff([a, b], [a, b, c]).added == 2
    assert append_only_diff([], [a]).added == 0
    assert append_only_diff([a, a], [a, a, a]).added == 2
    assert append_only_diff([a, b], [b]).gone == ((0, a),)


def test_inserted_entries_are_distinguished_from_moved_ones():
    a, b, c = ({"date": day, "note": "x"} for day in "abc")
    assert append_only_diff([a, b], [a, c, b]) == AppendOnlyDiff((), (), (), (1,), 3)
    assert append_only_diff([a, b], [b, a]) == AppendOnlyDiff((), (), (0,), (), 2)
    assert append_only_diff([a, b, b], [b, a]) == AppendOnlyDiff((), ((2, b),), (0,), (), 2)


# Shared files -----------------------------------------------------------------------------------


def test_rules_on_shared_files_get_each_altered_one(find, monkeypatch):
    def look(diff, base):
        assert isinstance(diff, FileDiff)
        yield problem(("date",), "{old} -> {new}", old=diff.then["date"], new=diff.now["date"])
        assert base.register.meetings[1].date < base.head.meetings[1].date

    rule = RULES["CC508"]
    monkeypatch.setattr(change_runner, "ORDERED", [(rule, SubjectKind.FILE_CHANGE, look)])
    path = "M01/meeting.yaml"
    change = Change({}, {path: FILES[path].replace("2022-01-13", "2022-01-14")})
    (found,) = [each for each in find(change) if each.code == "CC508"]
    assert (found.path, found.field) == (path, ("date",))
    assert str(found.message) == "2022-01-13 -> 2022-01-14"
    assert find(Change("", "note: Shared files are unchanged.\n")) == []
