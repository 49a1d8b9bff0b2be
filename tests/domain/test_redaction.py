"""Erasures: their places, what they explain, and that they explain nothing else."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.models import REGISTERED, card, entry, register, result
from support.refusals import refused

from cardctl.domain import changes
from cardctl.domain.card import Card
from cardctl.domain.changes import HistoryEntryDraft
from cardctl.domain.redaction import MARKER, is_erased, places_at, with_erasures
from cardctl.errors import IllegalTransition, Refused, Unknown

DAY = date(2024, 8, 1)
SECRET = "Hong Gildong"


def data() -> dict[str, Any]:
    return {
        "id": "M01-001",
        "title": {"en": SECRET, "ko": "홍길동"},
        "tags": [SECRET, "sea"],
        "plan": {"summary": SECRET, "steps": [{"id": "a", "title": SECRET}]},
        "results": [
            result(
                2, "2024-05-01", text=SECRET, evidence=[{"kind": "news", "url": "https://x.kr"}]
            ),
            result(2, "2024-05-02", text=SECRET),
        ],
        "history": [
            REGISTERED,
            entry("2024-02-01", note=SECRET),
            entry("2024-02-02", corrects={"title.en": SECRET, "due": "2024-01-01"}, note="typo"),
            entry("2024-02-03", amends={"indicators.a": {"id": "a", "name": SECRET}}, meeting=2),
        ],
    }


@pytest.mark.parametrize(
    ("path", "places"),
    [
        ("title", [("title", "en"), ("title", "ko")]),
        ("title.ko", [("title", "ko")]),
        ("tags.0", [("tags", 0)]),
        ("plan.steps.a.title", [("plan", "steps", 0, "title")]),
        ("results.1.text", [("results", 1, "text")]),
        ("results.0.evidence.0.url", [("results", 0, "evidence", 0, "url")]),
        ("history.1.note", [("history", 1, "note")]),
        ("history.2.corrects.title.en", [("history", 2, "corrects", "title.en")]),
        ("history.3.amends.indicators.a.name", [("history", 3, "amends", "indicators.a", "name")]),
        ("id", []), ("tags", []), ("results.0", []), ("results.0.by", []), ("results.0.date", []),
        ("history.2.corrects.due", []), ("history.3.amends.indicators.a", []),
        ("history.3.amends.indicators.a.id", []), ("results.0.evidence.0.kind", []),
        ("decision", None), ("title.fr", None), ("results.2.text", None), ("results.x.text", None),
        ("plan.steps.b.title", None), ("", None), ("history.1.note.en", None),
    ],
)  # fmt: skip
def test_places_of_texts(path: str, places: list[tuple[str | int, ...]] | None) -> None:
    assert places_at(data(), path) == places


def whole() -> Card:
    return card("M01-001", *data()["history"], **{
        key: value for key, value in data().items() if key not in ("id", "history")
    })  # fmt: skip


def redact(one: Card, *paths: str, **draft: Any) -> Card:
    made = HistoryEntryDraft(**{"on": DAY, **draft})
    return changes.redact(register(one), one, paths, "Art. 36", made)


def test_erased_texts_are_named_with_their_ground() -> None:
    made = redact(whole(), "title", "results.0.text", "history.2.corrects.title.en")
    assert made.title == {"en": MARKER, "ko": MARKER}
    assert [each.text for each in made.results] == [MARKER, SECRET]
    assert made.history[2].corrects == {"title.en": MARKER, "due": "2024-01-01"}
    assert made.history[-1].model_dump(mode="json", exclude_unset=True) == {
        "date": "2024-08-01", "by": "mois", "ground": "Art. 36",
        "redacts": ["title", "results.0.text", "history.2.corrects.title.en"],
    }  # fmt: skip


def test_erasing_again_changes_nothing() -> None:
    once = redact(whole(), "title.ko", "plan.summary")
    assert redact(once, "title.ko", "plan.summary") is once
    both = redact(once, "title", "plan.summary", "title")
    assert both.history[-1].redacts == ("title",)


def test_closed_card_can_be_erased() -> None:
    closed = card("M01-001", REGISTERED, entry("2024-03-01", state="closed", outcome="void"))
    assert redact(closed, "title").title == MARKER


@pytest.mark.parametrize(
    ("path", "draft", "kind", "words"),
    [
        ("decision", {}, Unknown, "no field 'decision'"),
        ("results.0.by", {}, Refused, "results.0.by is not a text"),
        (
            "title",
            {"by": "busan"},
            IllegalTransition,
            "an erasure must be filed by the secretariat",
        ),
        ("title", {"on": date(2024, 1, 1)}, Refused, "the last history entry is dated"),
    ],
)
def test_refused_erasures(path: str, draft: dict[str, Any], kind: type, words: str) -> None:
    found, message, hint = refused(lambda: redact(whole(), path, **draft))
    assert (found, words in message, bool(hint)) == (kind, True, True), message


# What an erasure explains -----------------------------------------------------------------------


def erased(*paths: str, named: list[str] | None = None) -> dict[str, Any]:
    """Return the data after an erasure of *paths*, whose entry has the paths *named*."""
    new = data()
    for path in paths:
        for *parents, last in places_at(new, path) or ():
            here: Any = new
            for key in parents:
                here = here[key]
            here[last] = MARKER
    new["history"].append(entry("2024-08-01", redacts=list(paths if named is None else named)))
    return new


ALL = (
    "title", "tags.0", "plan.summary", "plan.steps.a.title", "results.0.text", "results.1.text",
    "results.0.evidence.0.url", "history.1.note", "history.2.corrects.title.en",
    "history.3.amends.indicators.a.name",
)  # fmt: skip


@given(st.sets(st.sampled_from(ALL)), st.sets(st.sampled_from(ALL)))
def test_exactly_the_named_places_are_explained(paths: set[str], named: set[str]) -> None:
    new = erased(*sorted(paths), named=sorted(named))
    explained = with_erasures(data(), new)
    # A path of results may stand for a later one: a merge may have moved it there.
    moved = {"results.1.text"} if {"results.0.text"} <= named - paths else set()
    for path in ALL:
        is_explained = path in paths and path in named | moved
        assert is_erased(explained, path) is is_explained, path
    assert with_erasures(data(), data()) == data()


def test_changed_text_is_not_explained() -> None:
    new = erased("results.0.text")
    new["results"][0]["text"] = "another text"
    assert with_erasures(data(), new) == data()
    new = erased("results.0.text")
    new["results"][0]["progress"] = 100
    assert with_erasures(data(), new) == data()


def test_entry_that_a_merge_put_before_does_not_hide_the_erasure() -> None:
    new = erased("results.0.text", "results.1.text")
    new["results"].insert(0, result(2, "2024-04-01", "ulsan"))
    explained = with_erasures(data(), new)
    assert [each["text"] for each in explained["results"]] == [MARKER, MARKER]


def test_one_path_explains_one_result() -> None:
    new = erased("results.0.text", "results.1.text", named=["results.0.text"])
    assert [each["text"] for each in with_erasures(data(), new)["results"]] == [MARKER, SECRET]


def test_entry_of_the_base_explains_nothing_new() -> None:
    then = erased(named=["results.0.text"])
    now = deepcopy(then)
    now["results"][0]["text"] = MARKER
    assert with_erasures(then, now) == then
