"""The three-way merge of plain data, case by case."""

from __future__ import annotations

from typing import Any

import pytest

from cardctl.vcs.merge import merge_data
from cardctl.vcs.merge.text import merge_text

A, B, C = ({"id": name} for name in "abc")


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "merged"),
    [
        # a key that one side removed, that both added, that is null
        ({"a": 1, "b": 1}, {"b": 1}, {"a": 1, "b": 2}, {"b": 2}),
        ({"a": 1, "b": 1}, {"a": 1, "b": 2}, {"b": 1}, {"b": 2}),
        ({}, {"a": 1}, {"b": 1}, {"a": 1, "b": 1}),
        ({"a": 1}, {"a": 1, "b": 1}, {"a": None}, {"a": None, "b": 1}),
        ({"a": 1}, {"a": None, "b": 1}, {"a": 1}, {"a": None, "b": 1}),
        ({"a": None}, {"b": 1}, {"a": None, "c": 1}, {"b": 1, "c": 1}),
        # values: those that neither side removed, and those that either added
        ({"t": ["a", "b"]}, {"t": ["a", "b", "c"]}, {"t": ["b", "d"]}, {"t": ["b", "c", "d"]}),
        ({"t": ["a", "b"]}, {"t": ["b", "d"]}, {"t": ["a", "b", "c"]}, {"t": ["b", "d", "c"]}),
        ({"t": ["a"]}, {"t": ["a", "c"]}, {"t": ["a", "c", "d"]}, {"t": ["a", "c", "d"]}),
        ({"t": [1]}, {"t": [1, 2]}, {"t": [1, True]}, {"t": [1, 2, True]}),
        ({"t": [{"x": 1}]}, {"t": [{"x": 2}]}, {"t": [{"x": 1}, {"x": 3}]},
         {"t": [{"x": 2}, {"x": 3}]}),
        # records: matched by name
        ({"s": [A]}, {"s": [A, B]}, {"s": [A, C]}, {"s": [A, B, C]}),
        ({"s": [A, B]}, {"s": [B, C]}, {"s": [A | {"x": 1}, B]}, None),
        ({"s": [A, B]}, {"s": [B]}, {"s": [A, B, C]}, {"s": [B, C]}),
        ({"s": [A, B]}, {"s": [A, B | {"x": 1}]}, {"s": [A | {"y": 1}, B]},
         {"s": [A | {"y": 1}, B | {"x": 1}]}),
        # ... and if a name is not unique, as values: none is dropped
        ({"s": [A]}, {"s": [A, A | {"x": 1}]}, {"s": [A, B]}, {"s": [A, A | {"x": 1}, B]}),
        *(
            ({"s": [{key: 1}]}, {"s": [{key: 1, "x": 1}]}, {"s": [{key: 1, "y": 1}]},
             {"s": [{key: 1, "x": 1, "y": 1}]})
            for key in ("id", "code", "item")
        ),
    ],
)  # fmt: skip
def test_merge_result(base: Any, ours: Any, theirs: Any, merged: Any) -> None:
    found, conflicts = merge_data(base, ours, theirs)
    if merged is None:
        assert [conflict.field for conflict in conflicts] == [("s", 2)]
    else:
        assert (found, conflicts) == (merged, [])


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "field"),
    [
        ({"a": 1}, {"a": 2}, {"a": 3}, ("a",)),
        ({"a": 1}, {"a": True}, {"a": 2}, ("a",)),
        ({"a": 1}, {"a": {}}, {"a": []}, ("a",)),
        ({"a": 1}, {}, {"a": 2}, ("a",)),
        ({"s": [A]}, {"s": [A | {"x": 1}]}, {"s": [A | {"x": 2}]}, ("s", 0, "x")),
        ({"history": []}, {"history": ["a"]}, {"history": ["b"]}, ("history",)),
        (
            {"results": []},
            {"results": [{"meeting": 2, "by": "a", "text": "x"}]},
            {"results": [{"meeting": 2, "by": "a", "text": "y"}]},
            ("results",),
        ),
    ],
)
def test_contradicting_changes_are_conflicts(
    base: Any, ours: Any, theirs: Any, field: tuple[Any, ...]
) -> None:
    found, conflicts = merge_data(base, ours, theirs)
    assert [conflict.field for conflict in conflicts] == [field]
    assert found == ours


@pytest.mark.parametrize("other", [{"meeting": 3, "by": "a"}, {"meeting": 2, "by": "b"}])
def test_results_of_different_meetings_or_agencies_are_both_kept(other: dict[str, Any]) -> None:
    first, second = {"meeting": 2, "by": "a", "date": "2024-02-02"}, other | {"date": "2024-02-01"}
    found, conflicts = merge_data({"results": []}, {"results": [first]}, {"results": [second]})
    assert (found, conflicts) == ({"results": [second, first]}, [])


FIRST = {"meeting": 2, "by": "a", "date": "2024-02-01", "text": "x"}
REVISED = FIRST | {"date": "2024-02-03", "text": "y"}


def test_revisions_of_one_result_on_both_sides_are_a_conflict() -> None:
    """Both could be kept, but the later one would silently undo the other."""
    base, ours = {"results": [FIRST]}, {"results": [FIRST, REVISED]}
    theirs = {"results": [FIRST, REVISED | {"date": "2024-02-02", "progress": 5}]}
    found, conflicts = merge_data(base, ours, theirs)
    assert [conflict.field for conflict in conflicts] == [("results",)]
    assert found == ours


def test_revision_and_a_result_of_another_agency_are_both_kept() -> None:
    other = {"meeting": 2, "by": "b", "date": "2024-02-02", "text": "z"}
    base, ours = {"results": [FIRST]}, {"results": [FIRST, REVISED]}
    found, conflicts = merge_data(base, ours, {"results": [FIRST, other]})
    assert (found, conflicts) == ({"results": [FIRST, other, REVISED]}, [])


def test_each_side_keeps_its_order_without_dates_and_on_the_same_day() -> None:
    ours = [{"date": "2024-01-01", "note": "a"}, {"note": "b"}]
    theirs = [{"date": "2024-01-01", "note": "c"}]
    found, conflicts = merge_data({"history": []}, {"history": ours}, {"history": theirs})
    assert (found, conflicts) == ({"history": [*ours, *theirs]}, [])


P, Q, R, S = ({"date": f"2024-01-0{day}", "note": str(day)} for day in (1, 2, 3, 4))


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "merged"),
    [
        # one side inserted between the old entries, as an earlier merge does
        ([P, R], [P, Q, R], [P, R, S], [P, Q, R, S]),
        ([P, R], [P, R, S], [P, Q, R], [P, Q, R, S]),
        ([R], [Q, R], [P, R], [P, Q, R]),
        # entries of an earlier merge that both sides have are kept once
        ([P], [P, Q, S], [P, Q, R], [P, Q, R, S]),
        ([P], [P, R], [P, Q, R, S], [P, Q, R, S]),
        # entries that one side lost or reordered are a conflict
        ([P, Q], [P, R], [P, Q, S], None),
        ([P, Q], [Q, P, R], [P, Q, S], None),
        ([P, Q], [P, Q, R], [Q, P, S], None),
        ([P], [P, Q, R], [P, R, Q, S], None),
    ],
)
def test_old_entries_need_not_come_first(
    base: list[Any], ours: list[Any], theirs: list[Any], merged: list[Any] | None
) -> None:
    found, conflicts = merge_data({"history": base}, {"history": ours}, {"history": theirs})
    if merged is None:
        assert [conflict.field for conflict in conflicts] == [("history",)]
    else:
        assert (found, conflicts) == ({"history": merged}, [])


def test_transition_before_a_common_one_is_a_conflict() -> None:
    first, second = ({"date": f"2024-01-0{day}", "due": str(day)} for day in (1, 2))
    for ours, theirs in (([second], [first, second]), ([first, second], [second])):
        assert merge_data({"history": [P]}, {"history": [P, *ours]}, {"history": [P, *theirs]})[1]


def test_outcome_conflicts_with_a_state() -> None:
    claim, back = {"outcome": "infeasible"}, {"state": "in_progress"}
    for ours, theirs in ((claim, back), (back, claim)):
        sides = {"history": [ours]}, {"history": [theirs]}
        assert merge_data({"history": []}, *sides)[1]


def test_entries_that_are_not_records_are_kept_or_conflict() -> None:
    base, ours = {"history": ["x"]}, {"history": ["x", {"date": "2024-01-01"}]}
    found, conflicts = merge_data(base, ours, {"history": ["x", "x"]})
    assert conflicts or "x" in found["history"][1:]


def test_entry_added_by_both_sides_is_kept_once() -> None:
    both, more = {"date": "2024-01-02", "note": "a"}, {"date": "2024-01-01", "state": "closed"}
    found, conflicts = merge_data(
        {"history": []}, {"history": [both | more]}, {"history": [both | more, both]}
    )
    assert (found, conflicts) == ({"history": [both | more, both]}, [])


def merged_text(base: str, ours: str, theirs: str) -> str:
    merged = merge_text(base.encode(), ours.encode(), theirs.encode())
    assert merged is not None
    assert merged.conflicts
    return merged.text


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_markers_enclose_whole_lines_and_use_the_files_line_ends(end: str) -> None:
    base, ours, theirs = (
        f"a: 1\nb: {value}\nc: 1".replace("\n", end).encode() for value in "xyz"
    )  # fmt: skip
    merged = merge_text(base, ours, theirs, ("mine", "yours"))
    assert merged is not None
    assert merged.conflicts == (("b",),)
    wanted = "a: 1\n<<<<<<< mine\nb: y\n=======\nb: z\n>>>>>>> yours\nc: 1"
    assert merged.text == wanted.replace("\n", end)


def test_conflict_on_the_last_line_gets_a_newline() -> None:
    merged = merge_text(b"a: 1\nb: x", b"a: 1\nb: y", b"a: 1\nb: z")
    assert merged is not None
    assert merged.text == "a: 1\n<<<<<<< ours\nb: y\n=======\nb: z\n>>>>>>> theirs\n"


def test_two_conflicts_are_marked_separately() -> None:
    merged = merge_text(b"a: 1\nb: 1\nc: 1\n", b"a: 2\nb: 1\nc: 2\n", b"a: 3\nb: 1\nc: 3\n")
    assert merged is not None
    assert merged.text == (
        "<<<<<<< ours\na: 2\n=======\na: 3\n>>>>>>> theirs\nb: 1\n"
        "<<<<<<< ours\nc: 2\n=======\nc: 3\n>>>>>>> theirs\n"
    )


def test_markers_end_with_lf_if_line_ends_are_evenly_mixed() -> None:
    found = merged_text("a: 1\r\nb: 1\n", "a: 1\r\nb: 2\n", "a: 1\r\nb: 3\n")
    assert found == "a: 1\r\n<<<<<<< ours\nb: 2\n=======\nb: 3\n>>>>>>> theirs\n"


def test_lines_of_theirs_keep_their_line_ends() -> None:
    found = merged_text("a: 1\nb: 1\n", "a: 1\nb: 2\n", "a: 1\r\nb: 3\r\n")
    assert found == "a: 1\n<<<<<<< ours\nb: 2\n=======\nb: 3\r\n>>>>>>> theirs\n"


def test_markers_enclose_the_key_and_the_closing_bracket() -> None:
    found = merged_text(
        "a: 1\nb:\n  - 1\nc: 1\n", "a: 1\nb:\n  [2,\n]\nc: 1\n", "a: 1\nb: 3\nc: 1\n"
    )
    assert found == ("a: 1\n<<<<<<< ours\nb:\n  [2,\n]\n=======\nb: 3\n>>>>>>> theirs\nc: 1\n")


def test_lines_are_counted_like_the_reader() -> None:
    """A form feed does not end a line; it is a finding, but the file is readable."""
    found = merged_text("a: '\f'\nb: 1\nc: 1\n", "a: '\f'\nb: 2\nc: 1\n", "a: '\f'\nb: 3\nc: 1\n")
    assert found == "a: '\f'\n<<<<<<< ours\nb: 2\n=======\nb: 3\n>>>>>>> theirs\nc: 1\n"


def test_conflicts_on_one_line_of_ours_show_all_lines_of_theirs() -> None:
    found = merged_text(
        "t: {x: 1, y: 1, z: 1}\nb: 1\n",
        "t: {x: 2, y: 2, z: 2}\nb: 1\n",
        "t:\n  x: 3\n  y: 1\n  z: 3\nb: 1\n",
    )
    assert found == (
        "<<<<<<< ours\nt: {x: 2, y: 2, z: 2}\n=======\n"
        "  x: 3\n  y: 1\n  z: 3\n>>>>>>> theirs\nb: 1\n"
    )


def test_conflicts_that_share_a_line_are_marked_as_one() -> None:
    base = "t: {x: 'a\n  b', y: 'c\n  d',\n  z: 1}\nb: 1\n"
    ours, theirs = (
        base.replace("a", "A").replace("c", "C"),
        base.replace("a", "O").replace("c", "U"),
    )
    assert merged_text(base, ours, theirs) == (
        "<<<<<<< ours\nt: {x: 'A\n  b', y: 'C\n  d',\n=======\n"
        "t: {x: 'O\n  b', y: 'U\n  d',\n>>>>>>> theirs\n  z: 1}\nb: 1\n"
    )


@pytest.mark.parametrize("swap", [False, True])
def test_conflict_over_a_removed_key_shows_the_whole_mapping(swap: bool) -> None:
    """Keeping either side gives a complete mapping."""
    sides = ["p:\n  x: 1\n  z: 1\nb: 1\n", "p:\n  y: 1\n  x: 2\n  z: 1\nb: 1\n"]
    ours, theirs = reversed(sides) if swap else sides
    found = merged_text("p:\n  y: 1\n  x: 2\n  z: 1\nb: 1\n".replace("y: 1", "y: 0"), ours, theirs)
    parts = [side.removesuffix("b: 1\n") for side in (ours, theirs)]
    if swap:
        parts[0] = parts[0].replace("x: 2", "x: 1")  # changed only by theirs
    assert found == f"<<<<<<< ours\n{parts[0]}=======\n{parts[1]}>>>>>>> theirs\nb: 1\n"


def test_conflict_shows_both_versions_of_the_same_record() -> None:
    """The record may be at a different position on the other side."""
    step = "  - {{id: {}, x: {}}}\n"
    base, ours, theirs = (
        "s:\n" + "".join(step.format(*record) for record in side)
        for side in (
            [("a", 1), ("b", 1)],
            [("b", 1), ("a", 2)],
            [("a", 3), ("b", 1), ("c", 1)],
        )
    )
    assert merged_text(base, ours, theirs) == (
        "s:\n  - {id: b, x: 1}\n<<<<<<< ours\n  - {id: a, x: 2}\n=======\n  - {id: a, x: 3}\n"
        ">>>>>>> theirs\n  - {id: c, x: 1}\n"
    )


def test_record_removed_by_ours_is_shown_with_its_whole_list() -> None:
    found = merged_text(
        "s:\n- {id: a}\n- {id: b}\nt: 1\n",
        "s:\n- {id: b}\nt: 1\n",
        "s:\n- {id: a, x: 1}\n- {id: b}\n- {id: c}\nt: 1\n",
    )
    assert found == (
        "<<<<<<< ours\ns:\n- {id: b}\n- {id: c}\n=======\n"
        "s:\n- {id: a, x: 1}\n- {id: b}\n- {id: c}\n>>>>>>> theirs\nt: 1\n"
    )


@pytest.mark.parametrize("side", range(3))
def test_unreadable_version_is_left_to_git(side: int) -> None:
    texts = [b"a: 1\n", b"a: 2\n", b"a: 1\nb: 1\n"]
    texts[side] = b"a: [\n"
    assert merge_text(*texts) is None


def test_unreadable_merge_result_is_left_to_git() -> None:
    large = b"x" * 150_000
    assert merge_text(b"a: 1\n", b"a: 1\nb: " + large, b"a: 1\nc: " + large) is None


CHANGES = [{"date": "2024-01-01", "by": "a", "note": "n", "was": {"region": "North"}}]


def changed(*entries: tuple[str, str]) -> dict[str, Any]:
    """Agencies of which one has further changes: pairs of a date and the field that changed."""
    added = [{"date": day, "by": "a", "note": "n", "was": {field: 1}} for day, field in entries]
    return {"agencies": [{"code": "a", "changes": [*CHANGES, *added]}]}


def test_changes_of_one_record_are_merged_by_date() -> None:
    merged, conflicts = merge_data(
        changed(), changed(("2024-03-01", "level")), changed(("2024-02-01", "name"))
    )
    assert conflicts == []
    assert merged == changed(("2024-02-01", "name"), ("2024-03-01", "level"))


def test_two_changes_of_one_value_conflict() -> None:
    ours, theirs = changed(("2024-03-01", "name")), changed(("2024-02-01", "name"))
    merged, conflicts = merge_data(changed(), ours, theirs)
    assert merged == ours
    assert [conflict.field for conflict in conflicts] == [("agencies", 0, "changes")]
