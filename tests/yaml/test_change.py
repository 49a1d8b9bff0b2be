from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

import pytest

from cardctl.yaml.change import Append, Change, Insert, Remove, Set, apply, plain

DATA: dict[str, Any] = {"id": "a", "lead": None, "steps": [{"id": "x"}, {"id": "y"}], "tags": []}


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        (Set(("id",), "b"), {**DATA, "id": "b"}),
        (Set(("steps", 1, "id"), "z"), {**DATA, "steps": [{"id": "x"}, {"id": "z"}]}),
        (Set(("steps", 0), "z"), {**DATA, "steps": ["z", {"id": "y"}]}),
        (Remove(("steps", 0)), {**DATA, "steps": [{"id": "y"}]}),
        (Remove(("steps", 0, "id")), {**DATA, "steps": [{}, {"id": "y"}]}),
        (Append(("tags",), "t"), {**DATA, "tags": ["t"]}),
        (Insert(("steps", 1), 1), {**DATA, "steps": [{"id": "x"}, 1, {"id": "y"}]}),
        (Insert(("tags", 0), 1), {**DATA, "tags": [1]}),
    ],
)
def test_change_is_applied_to_a_copy(change: Change, wanted: dict[str, Any]) -> None:
    before = repr(DATA)
    assert apply(DATA, [change]) == wanted
    assert repr(DATA) == before


@pytest.mark.parametrize(
    ("after", "keys"),
    [
        (("id",), ["id", "due", "lead", "steps", "tags"]),
        (("id", "lead", "state"), ["id", "lead", "due", "steps", "tags"]),
        (("lead", "id"), ["id", "due", "lead", "steps", "tags"]),
        (("state",), ["id", "lead", "steps", "tags", "due"]),
        ((), ["id", "lead", "steps", "tags", "due"]),
    ],
)
def test_new_key_is_inserted_after_its_predecessors(
    after: tuple[str, ...], keys: list[str]
) -> None:
    assert list(apply(DATA, [Set(("due",), 1, after)])) == keys


@pytest.mark.parametrize(
    "change",
    [
        Set(("plan", "due"), 1),
        Set(("id", "due"), 1),
        Set(("steps", 2), 1),
        Set((), 1),
        Remove(("due",)),
        Remove(("steps", -1)),
        Remove(("id", 0)),
        Append(("id",), 1),
        Append(("due",), 1),
        Insert(("steps", 3), 1),
        Insert(("id", 0), 1),
    ],
)
def test_missing_path_is_named_in_the_error(change: Change) -> None:
    with pytest.raises(LookupError) as missing:
        apply(DATA, [change])
    assert missing.value.args == (change.path,)


class Colour(StrEnum):
    RED = "red"


def test_plain_data_has_only_types_a_file_can_store() -> None:
    found = plain({Colour.RED: (date(2022, 1, 3), Colour.RED, True, None, "한\r\n")})
    assert repr(found) == repr({"red": ["2022-01-03", "red", True, None, "한\n"]})
