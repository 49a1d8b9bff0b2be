"""701, 704, 706: empty phrases, placeholders and missing languages."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cardctl.finding import Severity
from cardctl.rules.examples import CARD, FILES
from cardctl.rules.text.wording import (
    _PLACEHOLDER,
    _WHOLE_TEXT_PLACEHOLDERS,
    _find_placeholder,
    may_contain_placeholder,
)
from cardctl.rules.text_fields import RecordText

CLOSED = "M01/M01-003.yaml"
RESULT = "results:\n  - {meeting: 2, date: 2022-08-16, by: parks, text: %s}\n"


@pytest.mark.parametrize(
    "text",
    [
        "TODO",
        "tbd",
        "T.B.D.",
        "xxx",
        "…",
        "...",
        "-",
        "?",
        "To be decided",
        "추후",
        "미정",
        "추후 작성",
        "작성 중",
        "Lorem ipsum dolor sit amet",
        "The height is TBD by the surveyor",
        "The survey of 20XX",
        "제방 높이 (추후 기재)",
    ],
)
def test_placeholder_is_reported(find, text):
    (found,) = find(f'note: "{text}"\n')
    assert (found.code, found.field) == ("CC701", ("note",))


@pytest.mark.parametrize(
    "text",
    [
        "The todo list of the council is kept by the office",
        "The tba river",
        "추후 조사 결과에 따라 높이를 정한다",
        "기한은 미정이며 조사 뒤에 정한다",
        "12.5 %",
        "Article XX of the Act",
        "MAXXX is the name of the pump",
        "제10차 회의 (추후 협의하기로 함)",
    ],
)
def test_text_that_resembles_a_placeholder_is_accepted(codes, text):
    assert codes(f'note: "{text}"\n') == []


def test_quoted_source_may_contain_a_placeholder(codes):
    assert codes("due_as_stated: 미정\n") == []


@pytest.mark.parametrize(
    ("unit", "expected"),
    [("%", []), ("㎥", []), ("°C", []), ("미정", ["CC701"]), ("TBD", ["CC701"])],
)
def test_unit_may_be_a_symbol(codes, unit, expected):
    assert codes(f'indicators: [{{id: a, name: Silt, unit: "{unit}"}}]\n') == expected


def test_each_language_is_checked(find):
    files = {"cardctl.yaml": FILES["cardctl.yaml"].replace("[en]", "[en, ko]")}
    (found,) = find({**files, CARD: FILES[CARD] + "note: {en: The dykes., ko: 미정}\n"})
    assert (found.code, found.field) == ("CC701", ("note", "ko"))


@pytest.mark.parametrize(
    "text", ["Done.", "OK", "ok!", "완료", "완료함.", "추진 중", "정상 추진", "상동", "As planned"]
)
def test_empty_phrase_is_reported(find, text):
    (found,) = find(RESULT % f'"{text}"')
    assert (found.code, found.field) == ("CC704", ("results", 0, "text"))


@pytest.mark.parametrize("text", ["규약안 완료", "Done on 2022-08-16 by the surveyor", "3 km 완료"])
def test_informative_text_is_accepted(codes, text):
    assert codes(RESULT % f'"{text}"') == []


def test_plan_summary_and_no_steps_reason_are_checked(find):
    found = find("plan: {submitted: 2022-02-09, summary: 완료, no_steps: none}\n")
    assert [(f.code, f.field) for f in found] == [
        ("CC704", ("plan", "summary")),
        ("CC704", ("plan", "no_steps")),
    ]


def test_placeholder_on_a_closed_card_is_a_note(find):
    (found,) = find({CLOSED: FILES[CLOSED] + "note: TODO\n"})
    assert (found.code, found.severity) == ("CC701", Severity.NOTE)


TWO = FILES["cardctl.yaml"].replace("[en]", "[en, ko]")


@pytest.mark.parametrize(
    ("config", "note", "expected"),
    [
        (TWO, "{en: The dykes.}", [("CC706", ("note",))]),
        (TWO, "{ja: 堤防}", [("CC706", ("note",))]),
        (TWO, "{en: The dykes., ko: 제방}", []),
        (TWO, "The dykes.", []),
        (FILES["cardctl.yaml"], "{ja: 堤防}", []),
    ],
)
def test_text_by_language_needs_every_language(find, config, note, expected):
    found = find({"cardctl.yaml": config, CARD: FILES[CARD] + f"note: {note}\n"})
    assert [(f.code, f.field) for f in found] == expected


def test_names_of_body_agencies_and_items_need_every_language(find):
    found = find(
        {
            "cardctl.yaml": TWO.replace("body: Town Council", "body: {en: Town Council}"),
            "agencies.yaml": FILES["agencies.yaml"].replace(
                "name: Council Office", "name: {ko: 사무국}"
            ),
            "M01/meeting.yaml": FILES["M01/meeting.yaml"].replace(
                "title: Traffic", "title: {en: Traffic}"
            ),
        }
    )
    assert [(f.code, f.path, f.field) for f in found] == [
        ("CC706", "cardctl.yaml", ("body",)),
        ("CC706", "agencies.yaml", ("agencies", 0, "name")),
        ("CC706", "M01/meeting.yaml", ("items", 1, "title")),
    ]


MARKS = st.text(" .-_\n…(", max_size=2)
WAYS = (str, str.upper, str.title, lambda each: unicodedata.normalize("NFD", each),
        lambda each: each.replace("fi", "ﬁ").replace("k", "K").replace("s", "ſ"))  # fmt: skip
alone = st.builds(
    lambda each, marks, way: way("".join(a + b for a, b in zip(["", *each], marks, strict=False))),
    st.sampled_from(sorted(_WHOLE_TEXT_PLACEHOLDERS)),
    st.lists(MARKS, min_size=20, max_size=20),
    st.sampled_from(WAYS),
)


@example([""])
@example(["ﬁll in"])
@example(["aſdf"])
@example(["-\n"])
@given(
    st.lists(
        alone | st.from_regex(_PLACEHOLDER) | st.text("todTODXx추후 \n-", max_size=9), max_size=4
    )
)
def test_prefilter_misses_no_placeholder(texts):
    said = RecordText(texts, "\n".join(texts).encode("utf-8", "surrogatepass"), [], [])
    if any(map(_find_placeholder, texts)):
        assert may_contain_placeholder(said)


def test_prefilter_rejects_ordinary_texts():
    texts = ["Raise the dykes.\n", "협의 결과 보고", "To be raised in 2022", "Plan", "추진"]
    assert not may_contain_placeholder(RecordText(texts, "\n".join(texts).encode(), [], []))
