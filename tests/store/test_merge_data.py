"""The three-way merge of plain data, case by case: what each side did, and what comes of it."""

from __future__ import annotations

from typing import Any

import pytest

from cardctl.store.merge import merge_data
from cardctl.store.merge.text import merge_text

A, B, C = ({"id": name} for name in "abc")


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "merged"),
    [
        # a key that one side took away, that both added, that stands as null
        ({"a": 1, "b": 1}, {"b": 1}, {"a": 1, "b": 2}, {"b": 2}),
        ({"a": 1, "b": 1}, {"a": 1, "b": 2}, {"b": 1}, {"b": 2}),
        ({}, {"a": 1}, {"b": 1}, {"a": 1, "b": 1}),
        ({"a": 1}, {"a": 1, "b": 1}, {"a": None}, {"a": None, "b": 1}),
        ({"a": 1}, {"a": None, "b": 1}, {"a": 1}, {"a": None, "b": 1}),
        ({"a": None}, {"b": 1}, {"a": None, "c": 1}, {"b": 1, "c": 1}),
        # values: what neither took away, and what either added
        ({"t": ["a", "b"]}, {"t": ["a", "b", "c"]}, {"t": ["b", "d"]}, {"t": ["b", "c", "d"]}),
        ({"t": ["a", "b"]}, {"t": ["b", "d"]}, {"t": ["a", "b", "c"]}, {"t": ["b", "d", "c"]}),
        ({"t": ["a"]}, {"t": ["a", "c"]}, {"t": ["a", "c", "d"]}, {"t": ["a", "c", "d"]}),
        ({"t": [1]}, {"t": [1, 2]}, {"t": [1, True]}, {"t": [1, 2, True]}),
        # records: by their names
        ({"s": [A]}, {"s": [A, B]}, {"s": [A, C]}, {"s": [A, B, C]}),
        ({"s": [A, B]}, {"s": [B, C]}, {"s": [A | {"x": 1}, B]}, None),
        ({"s": [A, B]}, {"s": [B]}, {"s": [A, B, C]}, {"s": [B, C]}),
        ({"s": [A, B]}, {"s": [A, B | {"x": 1}]}, {"s": [A | {"y": 1}, B]},
         {"s": [A | {"y": 1}, B | {"x": 1}]}),
        *(
            ({"s": [{key: 1}]}, {"s": [{key: 1, "x": 1}]}, {"s": [{key: 1, "y": 1}]},
             {"s": [{key: 1, "x": 1, "y": 1}]})
            for key in ("id", "code", "item")
        ),
    ],
)  # fmt: skip
def test_what_comes_of_it(base: Any, ours: Any, theirs: Any, merged: Any) -> None:
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
def test_what_contradicts(base: Any, ours: Any, theirs: Any, field: tuple[Any, ...]) -> None:
    found, conflicts = merge_data(base, ours, theirs)
    assert [conflict.field for conflict in conflicts] == [field]
    assert found == ours


@pytest.mark.parametrize("other", [{"meeting": 3, "by": "a"}, {"meeting": 2, "by": "b"}])
def test_results_for_other_meetings_or_of_others_stand_together(other: dict[str, Any]) -> None:
    first, second = {"meeting": 2, "by": "a", "date": "2024-02-02"}, other | {"date": "2024-02-01"}
    found, conflicts = merge_data({"results": []}, {"results": [first]}, {"results": [second]})
    assert (found, conflicts) == ({"results": [second, first]}, [])


def test_entries_without_a_date_come_first_and_the_same_day_keeps_its_order() -> None:
    ours = [{"date": "2024-01-01", "note": "a"}, {"note": "b"}]
    theirs = [{"date": "2024-01-01", "note": "c"}]
    found, conflicts = merge_data({"history": []}, {"history": ours}, {"history": theirs})
    assert (found, conflicts) == ({"history": [ours[1], ours[0], *theirs]}, [])


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_markers_stand_around_whole_lines_and_end_as_the_file_does(end: str) -> None:
    base, ours, theirs = (
        f"a: 1\nb: {value}\nc: 1".replace("\n", end).encode() for value in "xyz"
    )  # fmt: skip
    merged = merge_text(base, ours, theirs, ("mine", "yours"))
    assert merged is not None
    assert merged.conflicts == (("b",),)
    wanted = "a: 1\n<<<<<<< mine\nb: y\n=======\nb: z\n>>>>>>> yours\nc: 1"
    assert merged.text == wanted.replace("\n", end)


def test_a_conflict_on_the_last_line_has_its_end() -> None:
    merged = merge_text(b"a: 1\nb: x", b"a: 1\nb: y", b"a: 1\nb: z")
    assert merged is not None
    assert merged.text == "a: 1\n<<<<<<< ours\nb: y\n=======\nb: z\n>>>>>>> theirs\n"


def test_two_conflicts_are_marked_apart() -> None:
    merged = merge_text(b"a: 1\nb: 1\nc: 1\n", b"a: 2\nb: 1\nc: 2\n", b"a: 3\nb: 1\nc: 3\n")
    assert merged is not None
    assert merged.text == (
        "<<<<<<< ours\na: 2\n=======\na: 3\n>>>>>>> theirs\nb: 1\n"
        "<<<<<<< ours\nc: 2\n=======\nc: 3\n>>>>>>> theirs\n"
    )
