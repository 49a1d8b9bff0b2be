"""CC106 in text fields, compared with how PyYAML reads the same text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from support.thorough import examples

from cardctl.domain import json_schema
from cardctl.domain.card import Card
from cardctl.domain.meeting import Meeting
from cardctl.finding import Finding
from cardctl.store.card_text import new_text, updated_text
from cardctl.store.finding_spans import located
from cardctl.store.fixes import fixed_text, with_fixes
from cardctl.store.load import load, parsed
from cardctl.yaml.keys import DATE_KEYS, NUMBER_KEYS

PATH = "M01/M01-001.yaml"
CARD = """\
id: M01-001
title: %s
meeting: 1
lead: null
state: registered
history:
  - {date: 2024-01-10, by: mois, state: registered}
"""


def found_in(text: str) -> list[Finding]:
    return parsed(PATH, text.encode(), Card)[2]


def codes(text: str) -> list[str]:
    return [finding.code for finding in found_in(text)]


LOOKALIKES = """
    2026-05-06 2001-02-30 12.5 -0.5 01.05 2001-12-14t21:59:43.10-05:00 2001-12-14T21:59:43Z
    0b11 0o17 017 0x1F 12:30 1:2:3.5 1_000 1e3 1.5e+3 +1 +1.5 .5 5. .inf -.INF .NaN ~ Null NULL
    TRUE False yes Off = <<
"""
TIMES = ["2001-12-14 21:59:43", "2001-1-4 1:59:43.5 -5", "2001-12-14 21:59:43.10 -05:00"]


@pytest.mark.parametrize("text", [*LOOKALIKES.split(), *TIMES])
def test_plain_text_that_other_parsers_type_is_ambiguous(text: str) -> None:
    assert codes(CARD % text) == ["CC106"]
    assert codes(CARD % f'"{text}"') == []
    in_flow = codes(CARD % f"{{en: Piers, ko: {text}}}")
    # in flow style, a plain text cannot contain a colon
    assert in_flow[:1] == ["CC101" if ":" in text else "CC106"]


typed = st.from_regex(
    r"[-+.0-9][-+.0-9_:eEtTzZxbo ]{0,24}|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ][0-9:.Z+-]{0,20})?",
    fullmatch=True,
)
words = st.sampled_from(["yes", "No", "on", "true", "TRUE", "null", "~", "=", "<<", ".nan", ".inf"])


@settings(max_examples=examples(500), deadline=None)
@given(typed | words | st.text(max_size=12))
@example("2001-2-3 4:05:06.")
@example("2024-05-06\u3000")
def test_plain_text_without_findings_is_text_in_pyyaml(text: str) -> None:
    card = CARD % text
    try:
        there = yaml.safe_load(card)["title"]
    except (yaml.YAMLError, ValueError, KeyError, TypeError):
        there = None  # for example 30 February, which PyYAML cannot construct
    if not isinstance(there, str):
        assert codes(card) != []


@settings(max_examples=300, deadline=None)
@given(text=typed | words)
def test_written_text_is_text_in_all_parsers(text: str) -> None:
    before, _, found = parsed(PATH, (CARD % "Piers").encode(), Card)
    assert (found, before is not None) == ([], True)
    assert before is not None
    text = text.strip() or "a"
    after = before.model_copy(update={"title": text, "tags": (text,)})
    data = {**after.model_dump(exclude_unset=True), "tags": (text,), "title": {"ko": text}}
    mapped = Card.model_validate(data)
    old = (CARD % "Piers").encode()
    for card, written in [
        (after, new_text(after, "s.json")),
        (mapped, new_text(mapped, "s.json")),
        (after, updated_text(old, PATH, before, after)),
        (mapped, updated_text(old, PATH, before, mapped)),
    ]:
        assert parsed(PATH, written.encode(), Card)[::2] == (card, [])
        title = yaml.safe_load(written)["title"]
        assert title in (text, {"ko": text})
        assert yaml.safe_load(written)["tags"] == [text]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: Piers", "title: 2026-05-06"),
        ("title: Piers", "title: Piers\ntags: [2026-05-06, sea]"),
        ("title: Piers", "title: Piers\ntags:\n  - 2026-05-06"),
        ("title: Piers", "title: Piers\ndue_as_stated: 2026-05-06  # the minutes"),
        ("title: Piers", "title: Piers\nindicators: [{id: 12.5, name: a}]"),
        ("title: Piers", "title: Piers\nindicators: [{id: a, name: 12.5}]"),
        ("title: Piers", "title: Piers\nsources: [{kind: report, number: 2026-05-06}]"),
    ],
)
def test_safe_fix_adds_quotes(old: str, new: str) -> None:
    raw = (CARD % "Piers").replace(old, new).encode()
    loaded = load({PATH: raw})
    own = [finding for finding in loaded.findings if finding.path == PATH]
    (finding,) = with_fixes(located(own, loaded.files), loaded.files)
    assert (finding.code, finding.fixes[0].safe) == ("CC106", True)
    text = fixed_text(raw, PATH, finding.fixes[:1])
    assert codes(text) == []
    assert text.replace('"', "") == raw.decode()


def test_ambiguous_key_is_reported() -> None:
    result = (
        "results:\n  - {meeting: 2, date: 2024-02-01, by: mois, text: Read., "
        "readings: {%s: 12.5, b: 3}}\n"
    )
    (finding,) = found_in(CARD % "Piers" + result % "12.5")
    assert (finding.code, finding.on_key, finding.field[-1]) == ("CC106", True, "12.5")
    assert codes(CARD % "Piers" + result % "a") == []
    assert codes(CARD % "Piers" + result % '"12.5"') == []


def test_dates_numbers_and_own_keys_may_be_plain() -> None:
    card = CARD % "Piers" + (
        "due: 2024-05-06\nindicators: [{id: a, name: b, baseline: 1.5, target: -12.5}]\n"
        "x-own: {2024-05-06: 12.5, day: 2024-05-06}\n"
    )
    assert codes(card) == []
    meeting = "number: 1\nstatus: held\ndate: 2024-01-10\npapers: 2024-01-02\nplace: 2024-01-10\n"
    assert [f.field for f in parsed("M01/meeting.yaml", meeting.encode(), Meeting)[2]] == [
        ("place",)
    ]


def test_value_with_a_finding_gets_no_second_one() -> None:
    assert codes((CARD % "Piers").replace("registered\nhi", "2024-05-06\nhi")) == ["CC203"]
    assert codes(CARD % "Piers" + "due: 2001-12-14 21:59:43\n") == ["CC401"]
    assert codes(CARD % "2024-05-06" + "budjet: []\n") == ["CC202", "CC106"]


def _fields(node: Any) -> Iterator[tuple[str, str]]:
    """Yield every property in a JSON Schema, by name, with its schema as text."""
    if isinstance(node, dict):
        properties = node.get("properties", {})
        yield from ((key, json.dumps(value)) for key, value in properties.items())
        for value in node.values():
            yield from _fields(value)


def test_date_and_number_keys_match_the_models() -> None:
    fields = [field for text in json_schema.texts().values() for field in _fields(json.loads(text))]
    for known, kind in ((DATE_KEYS, "#/$defs/Date"), (NUMBER_KEYS, "#/$defs/Number")):
        assert {key for key, form in fields if kind in form} == known
        assert {key for key, form in fields if kind not in form}.isdisjoint(known)
