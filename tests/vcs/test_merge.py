"""Three-way merges: both sides are kept unless they conflict."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cardctl.vcs.merge import merge_data, merge_text
from cardctl.yaml.reader import read_tree

BASE = """\
id: M01-001
title: {en: Raise the dykes, ko: 제방 보강}  # as decided
meeting: 1
lead: busan
state: in_progress
due: 2024-06-30
tags: [dykes]
plan:
  summary: Survey, then build.
  steps:
    - {id: a, title: Survey, due: 2024-03-31}
    - {id: b, title: Build}
results:
  - {meeting: 2, date: 2024-03-01, by: busan, text: Begun.}
history:
  - {date: 2024-01-10, by: mois, state: registered, lead: busan, due: 2024-06-30}
  - {date: 2024-02-01, by: busan, state: in_progress}  # first
"""

LAST = "  - {date: 2024-02-01, by: busan, state: in_progress}  # first\n"
RESULT = "  - {meeting: 2, date: 2024-03-01, by: busan, text: Begun.}\n"


def merged(ours: str, theirs: str, base: str | None = BASE) -> tuple[str, list[tuple[Any, ...]]]:
    found = merge_text(base.encode() if base else None, ours.encode(), theirs.encode())
    assert found is not None
    return found.text, list(found.conflicts)


def test_change_of_one_side_is_taken_and_our_text_is_kept() -> None:
    ours = BASE.replace("title: Survey,", "title: Survey all,")
    theirs = BASE.replace("tags: [dykes]", "tags: [dykes, rain]")
    text, conflicts = merged(ours, theirs)
    assert conflicts == []
    assert text == ours.replace("tags: [dykes]", "tags: [dykes, rain]")


def test_results_of_both_sides_are_in_date_order() -> None:
    ours = BASE.replace(RESULT, RESULT + "  - {meeting: 3, date: 2024-09-02, by: busan, text: A}\n")
    theirs = BASE.replace(
        RESULT, RESULT + "  - {meeting: 3, date: 2024-09-01, by: ulsan, text: B}\n"
    )
    text, conflicts = merged(ours, theirs)
    assert conflicts == []
    assert text.index("text: Begun") < text.index("text: B}") < text.index("text: A}")


def test_entries_that_record_different_fields_do_not_conflict() -> None:
    ours = BASE.replace(LAST, LAST + "  - {date: 2024-05-02, by: busan, note: asked}\n")
    theirs = BASE.replace("due: 2024-06-30\nt", "due: 2024-07-31\nt").replace(
        LAST, LAST + "  - {date: 2024-05-01, by: busan, due: 2024-07-31, note: rain}\n"
    )
    text, conflicts = merged(ours, theirs)
    assert conflicts == []
    assert "due: 2024-07-31\n" in text
    assert text.endswith("note: rain}\n  - {date: 2024-05-02, by: busan, note: asked}\n")


def test_two_transitions_of_one_card_conflict_and_show_both() -> None:
    hold = "  - {date: 2024-05-01, by: busan, state: on_hold, note: rain, review: 2}\n"
    claim = "  - {date: 2024-05-02, by: busan, state: submitted, outcome: completed}\n"
    ours = BASE.replace("state: in_progress\nd", "state: on_hold\nd").replace(LAST, LAST + hold)
    theirs = BASE.replace("state: in_progress\nd", "state: submitted\nd").replace(
        LAST, LAST + claim
    )
    text, conflicts = merged(ours, theirs)
    assert conflicts == [("state",), ("history",)]
    assert "<<<<<<< ours\nstate: on_hold\n=======\nstate: submitted\n>>>>>>> theirs\n" in text
    assert hold in text
    assert claim in text
    assert [f.code for f in read_tree(text.encode(), "x")[1]] == ["CC108"]


def test_rewritten_result_is_a_conflict() -> None:
    theirs = BASE.replace("text: Begun.", "text: Not begun.")
    ours = BASE.replace(RESULT, RESULT + "  - {meeting: 3, date: 2024-09-01, by: ulsan, text: A}\n")
    assert merged(ours, theirs)[1] == [("results",)]


def test_two_results_of_one_agency_for_one_meeting_conflict() -> None:
    new = "  - {meeting: 3, date: 2024-09-01, by: busan, text: %s}\n"
    ours, theirs = (BASE.replace(RESULT, RESULT + new % word) for word in ("A", "B"))
    assert merged(ours, theirs)[1] == [("results",)]


def test_same_change_on_both_sides_is_made_once() -> None:
    both = BASE.replace(LAST, LAST + "  - {date: 2024-05-02, by: busan, note: asked}\n")
    assert merged(both, both) == (both, [])


def test_two_cards_with_one_id_are_a_conflict() -> None:
    other = BASE.replace("Raise the dykes", "Count the bridges")
    text, conflicts = merged(BASE, other, base=None)
    assert conflicts == [("title", "en")]
    assert "Raise the dykes" in text
    assert "Count the bridges" in text


def test_steps_are_merged_by_their_ids() -> None:
    ours = BASE.replace("{id: b, title: Build}", "{id: b, title: Build, owner: ulsan}")
    theirs = BASE.replace(
        "- {id: b, title: Build}", "- {id: b, title: Build}\n    - {id: c, title: Plant}"
    )
    text, conflicts = merged(ours, theirs)
    assert conflicts == []
    assert "owner: ulsan}\n    - {id: c, title: Plant}\n" in text


def test_unreadable_card_is_left_to_git() -> None:
    assert merge_text(BASE.encode(), b"id: [", BASE.encode()) is None


LEAF = st.one_of(st.integers(0, 3), st.sampled_from(["a", "b"]), st.none())
TAGS = st.lists(st.sampled_from("abcdef"), unique=True, max_size=4)
RECORDS = st.lists(st.sampled_from("abcd"), unique=True, max_size=4).map(
    lambda names: [{"id": name} for name in names]
)
CARDS = st.fixed_dictionaries({}, optional={"x": LEAF, "y": LEAF, "tags": TAGS, "steps": RECORDS})


@given(CARDS, CARDS)
def test_one_side_alone_always_wins(base: Any, changed: Any) -> None:
    assert merge_data(base, changed, base) == (changed, [])
    assert merge_data(base, base, changed) == (changed, [])


@given(CARDS, CARDS, CARDS)
def test_merge_without_conflict_keeps_all_additions(base: Any, ours: Any, theirs: Any) -> None:
    merged_data, conflicts = merge_data(base, ours, theirs)
    if conflicts:
        return
    for side in (ours, theirs):
        for name in ("tags", "steps"):
            added = [i for i in side.get(name, []) if i not in base.get(name, [])]
            assert all(item in merged_data.get(name, []) for item in added), json.dumps(merged_data)
