"""What a meeting decided: which differences need an entry, and which entries explain them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.models import REGISTERED, card, entry

from cardctl.domain.decided import changed_paths, is_protected, recorded_since, unexplained

TARGET = {"id": "a", "name": "Moved", "target": 100}


@pytest.mark.parametrize(
    ("path", "protected"),
    [
        ("title", True), ("title.ko", True), ("decision", True), ("due_as_stated.en", True),
        ("item", True), ("visibility", True), ("indicators.a", True),
        ("indicators.a.target", True), ("indicators.a.name.ko", True),
        ("indicators.a.due", False), ("indicators", False), ("item.ko", False),
        ("indicators.a.target.ko", False), ("due", False), ("plan.summary", False),
        ("note", False), ("meeting", False),
    ],
)  # fmt: skip
def test_protected_paths(path: str, protected: bool) -> None:
    assert is_protected(path) is protected


@pytest.mark.parametrize(
    ("then", "now", "paths"),
    [
        ({"title": "A"}, {"title": "B"}, ["title"]),
        ({"title": "A"}, {"title": {"en": "A", "ko": "가"}}, []),
        ({"title": "A"}, {"title": {"en": "B", "ko": "가"}}, ["title"]),
        ({"title": {"en": "A"}}, {"title": {"en": "A", "ko": "가"}}, []),
        ({"title": {"en": "A", "ko": "가"}}, {"title": {"en": "A"}}, ["title.ko"]),
        ({"title": {"en": "A", "ko": "가"}}, {"title": {"en": "B", "ko": "나"}},
         ["title.en", "title.ko"]),
        ({"title": {"en": "A"}}, {"title": "A"}, ["title"]),
        ({"title": "\u1100\u1161"}, {"title": "가"}, []),
        ({}, {"decision": "x"}, []),
        ({"decision": "x"}, {}, ["decision"]),
        ({}, {"due_as_stated": "soon"}, []),
        ({}, {"item": 1}, ["item"]),
        ({"item": 1}, {"item": True}, ["item"]),
        ({"visibility": "closed"}, {}, ["visibility"]),
        ({}, {"indicators": [TARGET]}, []),
        ({"indicators": [TARGET]}, {}, ["indicators.a"]),
        ({"indicators": [TARGET]}, {"indicators": [{**TARGET, "id": "b"}]}, ["indicators.a"]),
        ({"indicators": [TARGET]}, {"indicators": [{**TARGET, "target": 5}]},
         ["indicators.a.target"]),
        ({"indicators": [TARGET]}, {"indicators": [{**TARGET, "unit": "km"}]},
         ["indicators.a.unit"]),
        ({"indicators": [TARGET]}, {"indicators": [{**TARGET, "direction": "up"}]}, []),
        ({"indicators": [TARGET]}, {"indicators": [{**TARGET, "direction": "down"}]},
         ["indicators.a.direction"]),
        ({"indicators": [TARGET]}, {"indicators": [{**TARGET, "due": "2025-01-01"}]}, []),
        ({"indicators": [TARGET, {"id": "b"}]}, {"indicators": [{"id": "b"}, TARGET]}, []),
        ({"note": "x", "plan": {}}, {"note": "y"}, []),
        ({"indicators": "x", "title": 3}, {"indicators": [3, {"id": 4}], "title": 3}, []),
    ],
)  # fmt: skip
def test_differences_that_are_more_than_filled_in(
    then: dict[str, Any], now: dict[str, Any], paths: list[str]
) -> None:
    assert changed_paths(then, now) == paths


OLD = {"title": "A", "decision": "x", "history": [REGISTERED]}


@pytest.mark.parametrize(
    ("changed", "entries", "paths"),
    [
        ({"title": "B"}, [], ["title"]),
        ({"title": "B"}, [{"corrects": {"title": "A"}}], []),
        ({"title": "B"}, [{"amends": {"title": "A"}}], []),
        ({"title": "B"}, [{"corrects": {"title": "C"}}], ["title"]),
        ({"title": "C"}, [{"corrects": {"title": "A"}}, {"corrects": {"title": "B"}}], []),
        ({"title": "C"}, [{"corrects": {"title": "B"}}, {"corrects": {"title": "A"}}], ["title"]),
        ({"title": "B", "decision": "y"}, [{"amends": {"title": "A"}}], ["decision"]),
        ({"title": {"en": "B", "ko": "가"}}, [{"corrects": {"title": "A"}}], []),
        ({"decision": "y"}, [{"corrects": {"decision": None}}], ["decision"]),
        ({"title": "B"}, [{"corrects": "A"}, {"amends": ["title"]}], ["title"]),
    ],
)  # fmt: skip
def test_entries_explain_a_difference_if_they_have_the_old_value(
    changed: dict[str, Any], entries: list[dict[str, Any]], paths: list[str]
) -> None:
    new = {**OLD, **changed, "history": [REGISTERED, *entries]}
    assert unexplained(OLD, new) == paths


def test_entry_of_the_base_explains_nothing_new() -> None:
    known = {**OLD, "history": [REGISTERED, entry("2024-02-01", corrects={"title": "A"})]}
    assert unexplained(known, {**known, "title": "B"}) == ["title"]


@given(st.lists(st.sampled_from("ABCD"), min_size=1, max_size=6))
def test_chain_of_corrections_explains_every_step(titles: list[str]) -> None:
    data: dict[str, Any] = {"title": titles[0], "history": [REGISTERED]}
    for title in titles[1:]:
        kept = {"corrects": {"title": data["title"]}}
        data = {"title": title, "history": [*data["history"], kept]}
    assert unexplained({"title": titles[0], "history": [REGISTERED]}, data) == []


def test_value_is_on_record_since_its_last_change() -> None:
    changed = card(
        "M01-001",
        REGISTERED,
        entry("2024-07-10", amends={"title.ko": "가"}, meeting=2),
        entry("2024-08-01", corrects={"indicators.a": TARGET}, note="twice"),
    )
    days = {path: str(recorded_since(changed, path)) for path in ("title", "title.ko", "title.en")}
    assert days == {"title": "2024-07-10", "title.ko": "2024-07-10", "title.en": "2024-01-10"}
    assert str(recorded_since(changed, "indicators.a.target")) == "2024-08-01"
    assert str(recorded_since(changed, "decision")) == "2024-01-10"
