from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from support.styles import KEYS, cards

from cardctl.yaml.change import Append, Change, Insert, Remove, Set, apply
from cardctl.yaml.diff import differences

A, B, C = ({"id": name, "title": name * 2, "due": None} for name in "abc")


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({"a": 1}, {"a": True}, [Set(("a",), True)]),
        ({"a": None}, {"a": 1}, [Set(("a",), 1)]),
        ({"a": 1}, {"a": None}, [Remove(("a",))]),
        ({"a": 1}, {}, [Remove(("a",))]),
        ({}, {"a": None, "b": [], "c": {"d": None}}, []),
        ({"b": [1]}, {"b": []}, [Remove(("b",))]),
        ({"a": {"b": 1, "c": 2}}, {"a": {"c": 3}}, [Set(("a", "c"), 3), Remove(("a", "b"))]),
        ({"a": {"b": None}}, {"a": {"b": 1}}, [Set(("a",), {"b": 1})]),
        ({"a": "x"}, {"a": {"en": "x"}}, [Set(("a",), {"en": "x"})]),
        ({"a": [1, 2, 3]}, {"a": [1, 3]}, [Remove(("a", 1))]),
        ({"a": [1, 2]}, {"a": [1, 5]}, [Set(("a", 1), 5)]),
        ({"a": [1, 3]}, {"a": [1, 2, 3]}, [Insert(("a", 1), 2)]),
        ({"a": [1]}, {"a": [1, 2, 3]}, [Append(("a",), 2), Append(("a",), 3)]),
        ({"a": []}, {"a": [1]}, [Set(("a",), [1])]),
        ({"a": [A, B, C]}, {"a": [A, C]}, [Remove(("a", 1))]),
        (
            {"a": [A, B, C]},
            {"a": [A | {"due": 1}, C]},
            [Set(("a", 0, "due"), 1, ("id", "title")), Remove(("a", 1))],
        ),
        (
            {"a": [A, B, C]},
            {"a": [B | {"due": 1}, C]},
            [Remove(("a", 0)), Set(("a", 0, "due"), 1, ("id", "title"))],
        ),
        (
            {"a": [A, B]},
            {"a": [C, A, B | {"title": "d"}]},
            [Insert(("a", 0), C), Set(("a", 2, "title"), "d", ("id",))],
        ),
    ],
)
def test_differences_are_minimal(
    old: dict[str, Any], new: dict[str, Any], wanted: list[Change]
) -> None:
    found = differences(old, new)
    assert [(type(change), change.path) for change in found] == [
        (type(change), change.path) for change in wanted
    ]
    assert apply(old, found) == apply(old, wanted)


def test_nulls_in_a_new_record_are_kept() -> None:
    entry = {"by": "mois", "lead": None}
    assert differences({"history": [A]}, {"history": [A, entry]}) == [Append(("history",), entry)]


def test_new_keys_are_in_canonical_order() -> None:
    orders = {(): ("id", "lead", "plan", "due"), ("plan",): ("summary", "steps")}
    old = {"due": 1, "id": 2, "plan": {"steps": [1]}}
    new = {"plan": {"summary": "s", "steps": [1]}, "lead": "mois", "id": 2, "due": 1, "x-a": 3}
    assert differences(old, new, lambda path: orders[path]) == [
        Set(("lead",), "mois", ("id",)),
        Set(("plan", "summary"), "s", ()),
        Set(("x-a",), 3, ()),
    ]


def test_new_keys_keep_their_order_if_no_order_is_given() -> None:
    changes = differences({"a": 1, "d": 4}, {"a": 1, "b": 2, "c": 3, "d": 4})
    assert list(apply({"a": 1, "d": 4}, changes)) == ["a", "b", "c", "d"]


def without_empty_values(value: Any) -> Any:
    """Remove values that are equivalent to a missing key."""
    if isinstance(value, dict):
        kept = {key: without_empty_values(item) for key, item in value.items()}
        return {key: item for key, item in kept.items() if item not in (None, [], {})}
    return [without_empty_values(item) for item in value] if isinstance(value, list) else value


@settings(max_examples=200, deadline=None)
@given(cards, cards)
def test_applied_differences_give_the_other_card(old: dict[str, Any], new: dict[str, Any]) -> None:
    changes = differences(old, new, lambda path: () if path else KEYS)
    assert without_empty_values(apply(old, changes)) == without_empty_values(new)


@given(cards)
def test_card_does_not_differ_from_itself(card: dict[str, Any]) -> None:
    assert differences(card, dict(reversed(card.items()))) == []
