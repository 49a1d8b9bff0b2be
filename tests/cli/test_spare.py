"""Personal data and secrets in comments and own keys are found too."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.registers import FILES, run, small_register

from cardctl.app.unmodelled_text import unmodelled_text_findings
from cardctl.finding import Span
from cardctl.rules.safety.sensitive_data import personal_faults, secret_faults
from cardctl.store.comments import unmodelled_spans
from cardctl.yaml.reader import read_tree

BOTH = frozenset({"CC801", "CC802"})
KEY = "ghp_" + "abcdefghijklmnopqrstuvwxyz0123456789"


def found(text: str, selected: frozenset[str] = BOTH) -> list[tuple[str, Span | None]]:
    return [
        (each.code, each.span)
        for each in unmodelled_text_findings({"a.yaml": text.encode()}, selected)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1  # Kim, 010-1234-5678\n", [("CC801", Span(1, 14, 1, 27))]),
        ("# kim@a.kr\na: 1\n", [("CC801", Span(1, 3, 1, 11))]),
        (f"x-key: {KEY}\n", [("CC802", Span(1, 8, 1, 8 + len(KEY)))]),
        ("a: {x-who: [Kim, kim@a.kr]}\n", [("CC801", Span(1, 18, 1, 26))]),
        ("x-who:\n  tel: 010-1234-5678  # mobile\n", [("CC801", Span(2, 8, 2, 21))]),
        ("x-who:\n  tel: 1  # kim@a.kr\n", [("CC801", Span(2, 13, 2, 21))]),
        ("'x-who': kim@a.kr\n", [("CC801", Span(1, 10, 1, 18))]),
        ('"\\x78-who": kim@a.kr\n', [("CC801", Span(1, 13, 1, 21))]),
        ('"x\\u002dwho": kim@a.kr\n', [("CC801", Span(1, 15, 1, 23))]),
        ("a: kim@a.kr\n", []),
        ("a: 'x # kim@a.kr'\n", []),
        ("a: [  # kim@a.kr\n", []),
        ("a: 1  # see https://example.org/~kim@home\n", []),
    ],
)
def test_faults_outside_known_fields_are_found(text: str, expected: list[tuple[str, Span]]) -> None:
    assert found(text) == expected


def test_only_selected_rules_report() -> None:
    assert found("a: 1  # kim@a.kr\n", frozenset({"CC802"})) == []


def test_validate_reports_it_once_and_masks_it(tmp_path: Path) -> None:
    text = FILES["M01/M01-002.yaml"] + f"x-key: {KEY}  # of kim@a.kr\n"
    result = run("validate", "1-2", root=small_register(tmp_path, M01__M01_002=text))
    assert result.exit_code == 1
    assert (result.stdout.count("CC801"), result.stdout.count("error CC802")) == (1, 1)
    assert KEY not in result.stdout
    assert "kim@" not in result.stdout


FAULTS = [
    "010-1234-5678",
    "kim@a.kr",
    KEY,
    "900101-1234568",
    "password=Dyke2022",
    "０１０-１２３４-５６７８",
]
LINES = [
    "# yaml-language-server: $schema=../schemas/card.schema.json",
    "# yaml-language-server: $schema=../{}.json",
    "k{n}: '# {}'",
    "k{n}: a#b {} # {}",
    "k{n}: |\n  # {}\n  x-a: {}",
    "x-k{n}: {}",
    "x-k{n}: {{a: '{}', b: [1, {}]}}",
    "'x-k{n}': {}",
    '"x-k{n}": "{}"',
    '"\\x78-k{n}": {}',
    '"\\u0078\\u002Dk{n}": {}',
    "k{n}: {{x-k: {}}}",
    "k{n}:\n  - x-k: {}",
    "index-{n}: {}",
    "  # {}",
    "#{}",
    "# password:\n# {}",
    "# http://a.kr/#{}",
    "k{n}: 1  #{}",
]


@given(
    st.lists(st.tuples(st.sampled_from(LINES), st.sampled_from([*FAULTS, "제방", "1"])), max_size=8)
)
def test_every_fault_outside_known_fields_is_found(lines: list[tuple[str, str]]) -> None:
    text = "".join(line.format(fault, fault, n=n) + "\n" for n, (line, fault) in enumerate(lines))
    tree = read_tree(text.encode(), "a.yaml")[0]
    expected_faults = [
        (code, start + place[0])
        for code, look in (("CC801", personal_faults), ("CC802", secret_faults))
        for start, end in (unmodelled_spans(tree) if tree else ())
        for _, _, place in look(text[start:end])
    ]
    known = [(code, text.splitlines()[s.line - 1][s.column - 1 :]) for code, s in found(text)]
    assert known == [(code, text[at:].partition("\n")[0]) for code, at in expected_faults]
