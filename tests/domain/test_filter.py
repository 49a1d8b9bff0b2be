"""The language of `list --where`."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cardctl.domain.filter import FieldKind, FilterValue, Term, Vocabulary, parse
from cardctl.errors import Unknown, UsageError

STATES = {"planned": ("planned", "계획수립"), "in_progress": ("in_progress", "추진중")}


def state(written: str) -> str:
    for value, names in STATES.items():
        if written in names:
            return value
    raise Unknown("state", written, STATES)


VOCABULARY = Vocabulary(state, STATES.__getitem__)
TERMS = {
    "id": Term(FieldKind.ID),
    "state": Term(FieldKind.WORD, VOCABULARY),
    "lead": Term(FieldKind.WORD),
    "tags": Term(FieldKind.TEXT),
    "title": Term(FieldKind.TEXT),
    "overdue": Term(FieldKind.NUMBER),
    "due": Term(FieldKind.DATE),
    "late": Term(FieldKind.FLAG),
}
CARD: dict[str, FilterValue] = {
    "id": "M01-007",
    "state": "in_progress",
    "lead": None,
    "tags": ("water", "예산"),
    "title": ("Raise the Dykes", "제방을 높인다"),
    "overdue": 12,
    "due": date(2024, 6, 30),
    "late": False,
}


def matches(text: str) -> bool:
    return parse(text, TERMS)(CARD.__getitem__)


@pytest.mark.parametrize(
    "text",
    [
        "state = in_progress",
        "STATE == in_progress",
        "state != planned",
        "state = 추진중",
        "state != 계획수립",
        "state ~ 추진",
        "due = '2024. 6. 30.'",
        "due > 2024.6.29",
        "title ~ dykes",
        "title contains '을 높'",
        'title = "raise the dykes"',
        "tags = 예산",
        "tags ~ wat",
        "lead = none",
        "lead != mois",
        "overdue > 11 and overdue >= 12 and overdue < 13",
        "overdue",
        "due < 2024-07-01",
        "due <= 2024-06-30",
        "not late",
        "late = no",
        "id = 1-7",
        "id > 1-6 and id < m1-10",
        "(late or overdue) and not lead",
        "late or overdue and due",
        "not late and not (state = planned)",
    ],
)
def test_expression_matches(text: str) -> None:
    assert matches(text)
    assert not matches(f"not ({text})")


@pytest.mark.parametrize(
    "text",
    [
        "state = planned",
        "lead = mois",
        "tags = wat",
        "tags != water",
        "due > 2024-06-30",
        "due != none and lead != none",
        "late and overdue or lead",
    ],
)
def test_expression_does_not_match(text: str) -> None:
    assert not matches(text)


def test_missing_value_never_matches_an_order_comparison() -> None:
    for sign in ("<", "<=", ">", ">="):
        assert not parse(f"due {sign} 2024-06-30", TERMS)({"due": None}.__getitem__)


@pytest.mark.parametrize(
    ("text", "column", "why"),
    [
        ("", 0, "a field"),
        ("state =", 7, "a value"),
        ("state = planned lead", 16, "'and' or 'or'"),
        ("(late", 5, "')'"),
        ("late)", 4, "'and' or 'or'"),
        ("due < tomorrow", 6, "a valid date"),
        ("due < 2024-02-30", 6, "a valid date"),
        ("due < 01/02/2024", 6, "can be read as 2024-01-02 or 2024-02-01"),
        ("overdue > many", 10, "a whole number"),
        ("late = perhaps", 7, "yes or no"),
        ("id = seven", 5, "a card id"),
        ("title < a", 6, "cannot be ordered"),
        ("title = 'open", 8, "unclosed quote"),
        ("title ~ 제방 제", 11, "'and' or 'or'"),
        ("not " * 60 + "late", 200, "too deeply"),
    ],
)
def test_a_mistake_is_marked_with_a_caret(text: str, column: int, why: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(text, TERMS)
    assert why in str(caught.value)
    wide = sum(char >= "가" for char in text[:column])
    assert str(caught.value).splitlines()[-1] == "  " + " " * (column + wide) + "^"


@pytest.mark.parametrize(
    ("text", "near"), [("stat = planned", "state"), ("state = in-progess", "in_progress")]
)
def test_unknown_name_gets_a_suggestion(text: str, near: str) -> None:
    with pytest.raises(Unknown) as caught:
        parse(text, TERMS)
    assert near in str(caught.value.hint)


WORDS = st.sampled_from(
    ["and", "or", "not", "(", ")", "=", "~", "<", "none", "'", '"', "2024-06-30", *TERMS]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS | st.text(max_size=4), max_size=12).map(" ".join))
@example("(" * 3000)
def test_any_text_is_parsed_or_refused(text: str) -> None:
    with suppress(UsageError):
        assert matches(text) in (True, False)
