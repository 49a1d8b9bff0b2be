"""Findings for invalid values: one per value, with a hint."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from cardctl.finding import Field, Finding
from cardctl.rules import check, examples
from cardctl.store.finding_spans import located
from cardctl.store.load import load
from cardctl.yaml.reader import read_tree

CARD = (
    examples.FILES[examples.CARD]
    + """\
decision: Raise them.
tags: [dykes]
sources: [{kind: report, title: Survey, date: 2022-01-01, url: "https://example.org/1"}]
due_as_stated: by the end of the year
relations: {see_also: [M01-002], parent: M01-002}
visibility: open
note: {en: A note., ko: 메모}
"""
)
WRONG = [
    None, "", "zzz", "울산", 5, -1, 10**18, True, [], {}, [None], ["x"], {"en": ""}, {"x": 1},
    "2022-02-30", "2022. 2. 3.", "M1-2", "1,000",
]  # fmt: skip


def places(data: Any, place: Field = ()) -> Iterator[Field]:
    inner = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in inner:
        yield (*place, key)
        if isinstance(value, (dict, list)):
            yield from places(value, (*place, key))


def with_value(data: Any, place: Field, value: object) -> Any:
    made = deepcopy(data)
    inner = made
    for part in place[:-1]:
        inner = inner[part]
    inner[place[-1]] = value
    return made


def found(text: str, path: str = examples.CARD) -> list[Finding]:
    files = {name: text.encode() for name, text in examples.FILES.items()} | {path: text.encode()}
    loaded = load(files)
    checked = check(loaded.register, exists=lambda _: True).findings
    return [f for f in located([*loaded.findings, *checked], files) if f.path == path]


def data() -> Any:
    tree, _ = read_tree(CARD.encode(), "")
    assert tree is not None
    return tree.data


@pytest.mark.parametrize("wrong", WRONG, ids=repr)
def test_wrong_value_is_reported_once_at_its_position_with_a_hint(wrong: object) -> None:
    whole = data()
    for place in places(whole):
        text = json.dumps(with_value(whole, place, wrong), ensure_ascii=False, indent=1) + "\n"
        findings = found(text)
        assert all(finding.hint for finding in findings)
        said = Counter((f.span, f.field) for f in findings if f.code != "CC201")
        assert not said or max(said.values()) == 1, (place, findings)


def card(**changes: str) -> str:
    return "".join(
        f"{key}: {changes.get(key, json.dumps(value, ensure_ascii=False))}\n"
        for key, value in data().items()
    )


@pytest.mark.parametrize(
    ("key", "value", "code", "message", "hint"),
    [
        ("state", "regstered", "CC203", "unknown state 'regstered'", "did you mean 'registered'?"),
        ("state", "In-Progress", "CC203", "unknown state 'In-Progress'",
         "did you mean 'in_progress'?"),
        ("state", "완료", "CC203", "unknown state '완료'", "did you mean 'closed'?"),
        ("outcome", "이행완료", "CC203", "unknown outcome '이행완료'", "did you mean 'completed'?"),
        ("visibility", "secret", "CC203", "unknown visibility 'secret'",
         "visibility values: open, closed"),
        ("due", "2022-02-30", "CC401", "'2022-02-30' is not a calendar date",
         "2022-02 has 28 days"),
        ("due", "2022-13-01", "CC401", "'2022-13-01' is not a calendar date",
         "write it as YYYY-MM-DD, for example 2022-01-13"),
        ("due", "2022. 2. 3.", "CC401", "'2022. 2. 3.' is not a date in the form YYYY-MM-DD",
         "write 2022-02-03"),
        ("lead", "공원 과", "CC205", "'공원 과' is not a valid id or code",
         "use the agency code from agencies.yaml"),
        ("title", "null", "CC204", "missing value; expected text",
         "write a value, or remove the key"),
        ("title", "[a]", "CC204", "[…] is not text",
         "write one text, or one per language: {en: …, ko: …}"),
        ("results", "null", "CC204", "missing value; expected a list",
         "write a value, or remove the key"),
        ("partners", "roads", "CC204", "'roads' is not a list", "write it as a list: [roads]"),
        ("relations", "{see_also: [M1-2]}", "CC205", "'M1-2' is not a valid id or code",
         "use M, the meeting number, a dash and the serial number: M01-007"),
    ],
)  # fmt: skip
def test_messages_and_hints(key: str, value: str, code: str, message: str, hint: str) -> None:
    text = card(**{key: value})
    if key == "outcome":
        text += f"outcome: {value}\n"
    (finding,) = found(text)
    assert (finding.code, str(finding.message), str(finding.hint)) == (code, message, hint)


def test_allowed_values_are_listed_in_a_note() -> None:
    (finding,) = found(card(state="regstered"))
    assert str(finding.note) == (
        "states: registered, planned, in_progress, on_hold, submitted, closed"
    )


@pytest.mark.parametrize(
    ("key", "near"),
    [("기한", "due"), ("deadline", "due"), ("partnres", "partners"), ("제목", "title"),
     ("owner", "lead"), ("비고", "note"), ("Tags", "tags")],
)  # fmt: skip
def test_mistyped_key_gets_a_suggestion(key: str, near: str) -> None:
    findings = [f for f in found(card() + f"{key}: x\n") if f.code == "CC202"]
    assert [str(f.hint) for f in findings] == [f"did you mean '{near}'?"]


def test_agency_name_suggests_its_code() -> None:
    agencies = examples.FILES["agencies.yaml"].replace(
        "{code: parks, name: Parks Department}",
        "{code: parks, name: {en: Parks, ko: 공원 녹지과}, aliases: [공원 과]}",
    )
    for name in ("공원 과", "공원 녹지과"):
        files = {path: text.encode() for path, text in examples.FILES.items()}
        files |= {"agencies.yaml": agencies.encode(), examples.CARD: card(lead=name).encode()}
        (finding,) = load(files).findings
        assert (finding.code, str(finding.hint)) == ("CC205", "did you mean parks?")
        assert finding.fixes[0].edits[0].value == "parks"  # type: ignore[union-attr]


def test_newer_format_is_reported() -> None:
    text = examples.FILES["cardctl.yaml"].replace("format: 1", "format: 2")
    (finding,) = found(text, "cardctl.yaml")
    assert str(finding.message) == "this version of cardctl does not support format 2"
    assert "format 1" in str(finding.hint)


def test_date_or_true_field_reports_only_the_date() -> None:
    step = "{summary: Raise them., steps: [{id: a, title: South, dropped: false}]}"
    (finding,) = found(card(plan=step))
    assert finding.code == "CC401"
    assert str(finding.hint) == "write the date, or true if it is not known"


def test_wrong_meeting_is_reported_once() -> None:
    (finding,) = found(card(meeting="5"))
    assert finding.code == "CC207"


def test_overlong_url_is_reported() -> None:
    def sources(length: int) -> str:
        return f"[{{kind: news, url: 'https://example.org/{'a' * (length - 20)}'}}]"

    assert found(card(sources=sources(2_000))) == []
    (finding,) = found(card(sources=sources(2_001)))
    assert (finding.code, finding.field) == ("CC206", ("sources", 0, "url"))
    assert str(finding.message) == "longer than 2000 characters"
    assert str(finding.hint).startswith("use a shorter URL")
