"""The history checked against the table of transitions and their requirements."""

from __future__ import annotations

import itertools

import pytest

from cardctl.domain.workflow import (
    REQUIREMENTS,
    TRANSITIONS,
    Requirement,
    State,
    transition_between,
)
from cardctl.rules.examples import CARD, CLAIM, FILES, HELD, HISTORY, replaced

WAY = {
    State.REGISTERED: [],
    State.PLANNED: ["planned, lead: parks, due: 2022-12-31"],
    State.IN_PROGRESS: ["planned, lead: parks, due: 2022-12-31", "in_progress"],
    State.ON_HOLD: ["on_hold, note: Flood., review: 2"],
    State.SUBMITTED: ["submitted, outcome: withdrawn, note: No money."],
    State.CLOSED: ["submitted, outcome: withdrawn, note: No money.", "closed, meeting: 2"],
}
"""A short legal way from registered to each state."""

GROUNDS = {
    State.REGISTERED: "registered",
    State.PLANNED: "planned, lead: parks, due: 2022-12-31, note: So it was decided.",
    State.IN_PROGRESS: "in_progress, note: So it was decided.",
    State.ON_HOLD: "on_hold, note: Flood., review: 2",
    State.SUBMITTED: "submitted, outcome: withdrawn, note: No money.",
    State.CLOSED: "closed, outcome: withdrawn, meeting: 2",
}
"""An entry with everything that a move into the state may need."""

GIVEN_BY_THE_WAY = {
    State.PLANNED: {Requirement.LEAD, Requirement.DUE},
    State.IN_PROGRESS: {Requirement.LEAD, Requirement.DUE},
    State.SUBMITTED: {Requirement.SAME_OUTCOME},
}
"""What the entries before have already given."""

LEGAL = [(move.source, move.target) for move in TRANSITIONS if move.source and not move.outcome]


def held(card):
    """Return the example card in a register whose second meeting was held."""
    return {**HELD, CARD: replaced(card)}


def history(*entries):
    """Return a history of entries by the secretariat, one a day, after the registration."""
    lines = ["history:", "  - {date: 2022-01-13, by: office, state: registered}"]
    for day, entry in enumerate(entries, start=1):
        lines.append(f"  - {{date: 2022-02-{day:02d}, by: office, state: {entry}}}")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(("source", "target"), list(itertools.product(State, State)))
def test_transition_is_legal_if_it_is_in_the_table(find, source, target):
    card = history(*WAY[source], GROUNDS[target])
    found = find(card, select=["CC501", "CC503", "CC504", "CC509"])
    if transition_between(source, target):
        assert found == []
    else:
        assert [(f.code, f.field[-1]) for f in found] == [("CC501", "state")]
        (finding,) = found
        targets = (move.target for move in TRANSITIONS if move.source is source)
        legal = list(dict.fromkeys(targets))
        if source is target:
            assert str(finding.message) == f"the card is already {target}"
        else:
            assert str(finding.hint).endswith(": " + ", ".join(legal))


@pytest.mark.parametrize(("source", "target"), LEGAL)
def test_bare_transition_lacks_exactly_its_requirements(find, source, target):
    found = find("plan: null\n" + history(*WAY[source], target.value), select=["CC504"])
    last = len(WAY[source]) + 1
    shown = {str(f.message).partition(" needs ")[2] for f in found if f.field[1] == last}
    needs = set(transition_between(source, target).needs) - GIVEN_BY_THE_WAY.get(source, set())
    assert shown == {str(REQUIREMENTS[need].words) for need in needs}


@pytest.mark.parametrize(
    ("first", "shown"), [(", state: planned", "planned"), (", lead: parks", "nothing")]
)
def test_history_must_begin_with_the_registration(find, first, shown):
    found = find(
        f"history:\n  - {{date: 2022-01-13, by: office{first}}}\n", select=["CC503", "CC501"]
    )
    assert [str(f.message) for f in found] == [
        f"the history starts with {shown} instead of registered"
    ]


@pytest.mark.parametrize(
    ("snippet", "field", "hint"),
    [
        ("state: planned\n", "state", "restore in_progress, then run: cardctl update"),
        ("lead: null\n", "lead", "write 'lead: parks' at the top"),
        ("due: 2023-01-31\n", "due", "restore 2022-12-31, then run: cardctl update"),
        ("outcome: completed\n", "outcome", "remove it"),
    ],
)
def test_the_top_matches_the_last_recorded_value(find, snippet, field, hint):
    (found,) = find(snippet)
    assert (found.code, found.field) == ("CC502", (field,))
    assert str(found.hint).startswith(hint)


def test_all_four_recorded_fields_are_compared_in_one_run(codes):
    assert codes("state: planned\nlead: roads\ndue: null\noutcome: noted\n") == ["CC502"] * 4


@pytest.mark.parametrize("entry", ["outcome: completed", "state: in_progress, outcome: completed"])
def test_outcome_needs_submitted_or_closed(find, entry):
    found = find(HISTORY + f"  - {{date: 2022-08-01, by: parks, {entry}}}\n", select=["CC504"])
    assert [f.field for f in found] == [("history", 3, "outcome")]


def test_outcome_cannot_change_without_a_new_claim(find):
    card = CLAIM + "  - {date: 2022-09-01, by: office, outcome: sustained}\n"
    assert [f.field for f in find(card, select=["CC504"])] == [("history", 4, "outcome")]


def test_moved_due_date_needs_a_reason(find):
    card = "due: 2023-06-30\n" + HISTORY + "  - {date: 2022-08-01, by: parks, due: 2023-06-30}\n"
    assert [(f.code, f.field) for f in find(card)] == [("CC504", ("history", 3, "due"))]


def test_problems_of_a_claim_are_reported_only_at_the_claim(codes):
    card = CLAIM.replace("state: submitted\n", "state: closed\n", 1)
    card += "  - {date: 2022-09-01, by: office, state: closed, meeting: 2}\nresults: []\n"
    assert codes(held(card), ignore=["CC608"]) == ["CC601"]


def test_completed_is_confirmed_by_a_later_meeting(find):
    card = CLAIM.replace("state: submitted\n", "state: closed\n", 1)
    (found,) = find(card + "  - {date: 2022-09-01, by: office, state: closed, meeting: 1}\n")
    assert str(found.message).endswith("needs a confirming meeting later than the deciding one")


def test_noted_is_only_for_items_without_a_decision(find, codes):
    history_ = history("submitted, outcome: noted", "closed, meeting: 1")
    (found,) = find("state: closed\noutcome: noted\nlead: null\ndue: null\n" + history_)
    assert (found.code, str(found.hint)) == (
        "CC504",
        "a decision must end as completed, sustained, infeasible or withdrawn",
    )
    report = FILES["M01/M01-002.yaml"].partition("history:")[0].replace("registered", "closed")
    assert codes({"M01/M01-002.yaml": report + "outcome: noted\n" + history_}) == []


def test_noted_is_not_checked_if_the_agenda_is_unreadable(codes):
    card = "state: closed\noutcome: noted\nlead: null\ndue: null\n"
    card += history("submitted, outcome: noted", "closed, meeting: 1")
    files = {CARD: FILES[CARD].partition("history:")[0] + "x-rest: 1\n", "M01/meeting.yaml": "x\n"}
    kept = [
        line
        for line in files[CARD].splitlines(keepends=True)
        if not line.startswith(("state:", "lead:", "due:"))
    ]
    files[CARD] = "".join(kept) + card
    assert codes(files) == ["CC103"]


@pytest.mark.parametrize(
    ("agency", "codes_"), [("office", []), ("parks", ["CC509"]), ("bureau", [])]
)
def test_predecessor_of_the_secretariat_counts_as_secretariat(codes, agency, codes_):
    agencies = FILES["agencies.yaml"] + "  - {code: bureau, name: Bureau, successor: office}\n"
    entries = history("in_progress").replace("in_progress", "submitted, outcome: noted")
    closed = f"  - {{date: 2022-03-01, by: {agency}, state: closed, meeting: 1}}\n"
    card = FILES["M01/M01-002.yaml"].partition("history:")[0].replace("registered", "closed")
    files = {
        "agencies.yaml": agencies,
        "M01/M01-002.yaml": card + "outcome: noted\n" + entries + closed,
    }
    assert codes(files) == codes_


def test_cyclic_successors_end_the_search(codes):
    agencies = (
        FILES["agencies.yaml"]
        .replace(
            "{code: parks, name: Parks Department}",
            "{code: parks, name: Parks Department, successor: roads}",
        )
        .replace("valid_from: 2022-01-01}", "successor: parks}")
    )
    card = CLAIM.replace("state: submitted\n", "state: closed\n", 1)
    card += "  - {date: 2022-09-01, by: parks, state: closed, meeting: 2}\n"
    kept = FILES[CARD].partition("history:")[0].replace("state: in_progress\n", "")
    assert codes({**HELD, "agencies.yaml": agencies, CARD: kept + card}) == ["CC509"]


@pytest.mark.parametrize("state", ["submitted", "closed"])
def test_done_card_with_an_open_dependency_is_reported(codes, state):
    card = CLAIM.replace("state: submitted\n", f"state: {state}\n", 1)
    if state == "closed":
        card += "  - {date: 2022-09-01, by: office, state: closed, meeting: 2}\n"
    assert codes(held(card + "relations: {depends_on: M01-002}\n")) == ["CC510"]
    assert codes(held(card + "relations: {see_also: M01-002}\n")) == []
