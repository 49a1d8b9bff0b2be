from __future__ import annotations

import pytest

from cardctl.domain.card import Card, HistoryEntry, Plan, Relations, Result, Step
from cardctl.domain.enums import EvidenceKind
from cardctl.domain.workflow import Outcome, State
from cardctl.errors import Unknown
from cardctl.suggest import SYNONYMS, nearest


@pytest.mark.parametrize(
    ("value", "known", "near"),
    [
        ("done", State, ["closed"]),
        ("done", Outcome, ["completed"]),
        ("완료", State, ["closed"]),
        ("이행 완료", Outcome, ["completed"]),
        ("추진중", State, ["in_progress"]),
        ("WIP", State, ["in_progress"]),
        ("In Progress", State, ["in_progress"]),
        ("보류", State, ["on_hold"]),
        ("이행곤란", Outcome, ["infeasible"]),
        ("regstered", State, ["registered"]),
        ("기사", EvidenceKind, ["news"]),
        ("공문", EvidenceKind, ["official_letter"]),
        ("이행기한", Card.model_fields, ["due"]),
        ("협조기관", Card.model_fields, ["partners"]),
        ("zzz", State, []),
        ("", State, []),
    ],
)
def test_nearest_names_are_found(value: str, known: list[str], near: list[str]) -> None:
    assert nearest(value, known) == near


def test_similarity_has_a_threshold() -> None:
    assert nearest("abcd", ["abcx"]) == ["abcx"]  # 0.75
    assert nearest("abcd", ["abxy"]) == []


def test_synonym_precedes_similarity() -> None:
    assert nearest("plan", ["plans", "planned"]) == ["planned", "plans"]


def test_at_most_count_names_are_returned() -> None:
    assert nearest("aaaa", ["aaab", "aaac", "aaad", "aaae"], count=2) == ["aaae", "aaad"]


def test_synonym_keys_are_normalised() -> None:
    assert [
        word for word in SYNONYMS if word != word.casefold() or " " in word or "-" in word
    ] == []


def test_synonyms_include_words_of_the_program() -> None:
    models = (Card, HistoryEntry, Plan, Relations, Result, Step)
    words = {key for model in models for key in model.model_fields} | {*State, *Outcome}
    meant = {word for words_ in SYNONYMS.values() for word in words_.split()}
    assert {"due", "closed", "completed"} <= words & meant


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, None),
        (2, "known: a1, a2"),
        (12, "known: a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12"),
        (13, "known: a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, … (13 in total)"),
        (40, "known: a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, … (40 in total)"),
        (41, None),
    ],
)
def test_if_no_name_is_similar_a_few_are_listed(count: int, expected: str | None) -> None:
    hint = Unknown("agency", "zzz", (f"a{number}" for number in range(1, count + 1))).hint
    assert (hint and hint.render("en")) == expected
