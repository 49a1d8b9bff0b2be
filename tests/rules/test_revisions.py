"""Results that revise earlier ones: which of them count, and what needs a reason."""

from __future__ import annotations

from datetime import date

import pytest
from support.changes import base_of

from cardctl.rules import check_changes
from cardctl.rules.examples import CARD, CLAIM, FILES
from cardctl.rules.rule import Change

PAPERS = {"M02/meeting.yaml": FILES["M02/meeting.yaml"].replace("2022-09-30", "2022-08-20")}
"""The papers of meeting 2 closed on 20 August."""

CANCELLED = {"M02/meeting.yaml": FILES["M02/meeting.yaml"].replace("scheduled", "cancelled")}

FIRST = "meeting: 2, date: 2022-08-16, by: parks, text: Both are raised"
SECOND = "meeting: 2, date: 2022-08-25, by: parks, text: One is raised"
WHY = ", correction: One was measured twice."


def card(*lines, **more):
    """Return the example card with these results; its readings are left out."""
    text = FILES[CARD]
    before, _, rest = text.partition("results:\n")
    filed = "".join(f"  - {{{line}}}\n" for line in lines)
    text = f"{before}results:\n{filed}history:{rest.partition('history:')[2]}"
    for key, (old, new) in more.items():
        assert old in text, key
        text = text.replace(old, new)
    return {CARD: text}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([FIRST, SECOND], ["CC617"]),
        ([FIRST, SECOND + WHY], []),
        ([FIRST, SECOND.replace("08-25", "08-20")], []),
        ([FIRST, SECOND.replace("08-25", "08-21")], ["CC617"]),
        ([FIRST, SECOND.replace("parks", "roads").replace("08-25", "08-18")], []),
        ([FIRST, SECOND.replace("meeting: 2", "meeting: 3")], []),
        # The reason may follow; and what was heard stays heard.
        ([FIRST, SECOND, SECOND.replace("08-25", "08-26") + WHY], []),
        ([FIRST, SECOND + WHY, SECOND.replace("08-25", "08-26")], ["CC617"]),
        # No meeting has heard what was filed after the papers were closed.
        ([FIRST.replace("08-16", "08-21"), SECOND], ["CC407"]),
    ],
)
def test_revision_of_a_heard_result_needs_a_reason(codes, lines, expected):
    assert codes({**PAPERS, **card(*lines)}, select=["CC4", "CC617"]) == expected


def test_correction_may_be_filed_after_the_papers(codes):
    assert codes({**PAPERS, **card(FIRST, SECOND + WHY)}, select=["CC407"]) == []
    late = SECOND.replace("parks", "roads")
    assert codes({**PAPERS, **card(FIRST, late)}, select=["CC407"]) == ["CC407"]


def test_results_for_a_cancelled_meeting_belong_to_the_next_one(codes):
    third = SECOND.replace("meeting: 2", "meeting: 3") + ", progress: 10"
    fell = card(FIRST + ", progress: 90", third)
    assert codes(fell, select=["CC609"]) == ["CC609"]
    assert codes({**CANCELLED, **fell}, select=["CC609"]) == []  # it revises the first


# Under --since ----------------------------------------------------------------------------------


def since(before, after, base_day, files=PAPERS):
    """Return the codes of CC617 on the change from *before* to *after*."""
    change = base_of(Change({**files, **card(*before)}, {**files, **card(*after)}))
    found = check_changes([change._replace(day=base_day)], select=["CC617"])
    return [each.code for each in found]


@pytest.mark.parametrize(
    ("day", "expected"), [(date(2022, 8, 20), []), (date(2022, 8, 21), ["CC617"])]
)
def test_backdated_revision_is_filed_on_the_day_of_the_base(day, expected):
    backdated = SECOND.replace("2022-08-25", "2022-08-18")
    assert since([FIRST], [FIRST, backdated], day) == expected
    assert since([FIRST], [FIRST, backdated + WHY], day) == []
    assert since([FIRST, backdated], [FIRST, backdated], day) == []


def test_a_result_that_the_base_lacks_was_not_heard():
    both = [FIRST, SECOND.replace("2022-08-25", "2022-08-18")]
    assert since([], both, date(2022, 8, 21)) == []


def test_the_change_cannot_move_the_papers_that_it_is_judged_by():
    backdated = SECOND.replace("2022-08-25", "2022-08-18")
    later = {"M02/meeting.yaml": FILES["M02/meeting.yaml"]}
    change = base_of(
        Change({**PAPERS, **card(FIRST)}, {**later, **card(FIRST, backdated)})
    )._replace(day=date(2022, 8, 21))
    assert [f.code for f in check_changes([change], select=["CC617"])] == ["CC617"]


# What is revised does not count -----------------------------------------------------------------

REVISED = SECOND.replace("2022-08-25", "2022-08-18")


def test_progress_is_compared_with_the_meeting_before_as_corrected(codes):
    first = FIRST.replace("meeting: 2", "meeting: 1").replace("08-16", "08-10")
    steps = [first + ", progress: 90", REVISED + ", progress: 60"]
    assert codes(card(*steps), select=["CC609"]) == ["CC609"]
    corrected = first.replace("08-10", "08-19") + ", progress: 50"
    assert codes(card(*steps, corrected), select=["CC609"]) == []
    lowered = [FIRST + ", progress: 90", REVISED + ", progress: 60"]
    assert codes(card(*lowered), select=["CC609"]) == []


def test_same_text_is_compared_with_the_meeting_before(codes):
    first = FIRST.replace("meeting: 2", "meeting: 1").replace("08-16", "08-10")
    assert codes(card(first, FIRST), select=["CC615"]) == ["CC615"]
    again = FIRST.replace("08-16", "08-18")
    assert codes(card(FIRST, again + ", progress: 40"), select=["CC615"]) == []


def test_progress_spending_and_empty_words_are_those_of_the_result_in_force(codes):
    open_step = {"step": (", done: 2022-08-12", "")}
    steps = [FIRST + ", progress: 100, spent: 900", REVISED + ", progress: 50, spent: 40"]
    assert codes(card(steps[0], **open_step), select=["CC610", "CC612"]) == ["CC610", "CC612"]
    assert codes(card(*steps, **open_step), select=["CC610", "CC612"]) == []
    done = FIRST.replace("Both are raised", "done")
    assert codes(card(done), select=["CC704"]) == ["CC704"]
    assert codes(card(done, REVISED), select=["CC704"]) == []


def test_missing_file_of_a_revised_result_is_put_right(codes):
    wrong = FIRST + ", evidence: [{kind: report, path: evidence/dyke.pdf}]"
    right = REVISED + ", evidence: [{kind: report, path: evidence/dykes.pdf}]"
    assert codes(card(wrong), select=["CC603"]) == ["CC603"]
    assert codes(card(wrong, right), select=["CC603"]) == []


# Claims -----------------------------------------------------------------------------------------

PROVEN = FIRST + ", readings: {a: 12}, evidence: [{kind: report, title: Survey}]"
LATER = SECOND.replace("2022-08-25", "2022-09-02")


def claimed(*lines):
    return CLAIM + "results:\n" + "".join(f"  - {{{line}}}\n" for line in lines)


def test_later_correction_does_not_undo_a_claim(codes):
    assert codes(claimed(PROVEN, LATER + WHY), select=["CC6"]) == []
    undone = LATER.replace("2022-09-02", "2022-08-31")
    assert sorted(codes(claimed(PROVEN, undone), select=["CC6"])) == ["CC601", "CC608"]


def test_correction_of_a_merged_card_is_no_new_result(codes):
    text = (
        "state: closed\noutcome: merged\nrelations: {merged_into: M01-002}\nhistory:\n"
        "  - {date: 2022-01-13, by: office, state: registered}\n"
        "  - {date: 2022-08-17, by: office, state: submitted, outcome: merged}\n"
        "  - {date: 2022-08-17, by: office, state: closed, meeting: 1}\n"
    )

    def merged(line):
        return text + f"results:\n  - {{{FIRST}}}\n  - {{{line}}}\n"

    assert codes(merged(SECOND), select=["CC512"]) == ["CC512"]
    assert codes(merged(SECOND + WHY), select=["CC512"]) == []
