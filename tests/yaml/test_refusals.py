"""Rules 1xx: what the reader refuses, where, and whether it still returns a tree."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import pytest

from cardctl.finding import Field, Finding, Severity, Span
from cardctl.yaml.reader import Tree, read_tree
from cardctl.yaml.source import MAX_BYTES, NAMES

Place = tuple[str, int, int]


def read(text: str | bytes) -> tuple[Tree | None, list[Finding]]:
    """Read a text with both event sources, which must agree."""
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    tree, findings = read_tree(raw, "M01/M01-001.yaml")
    pure, pure_findings = read_tree(raw, "M01/M01-001.yaml", pure=True)
    assert findings == pure_findings
    assert (tree and tree.root) == (pure and pure.root)
    return tree, findings


def locations(findings: Sequence[Finding]) -> list[Place]:
    """Return code, line and column of each finding that is not a note."""
    return [
        (finding.code, finding.span.line, finding.span.column)
        for finding in findings
        if finding.span and finding.severity is not Severity.NOTE
    ]


NO_TREE = [
    # not text
    (b"a: 1\nb: \xff\n", [("CC102", 2, 4)]),
    (b"\xff\xfea\x00", [("CC102", 1, 1)]),
    ("a: 가\nb: ".encode() + "가".encode("cp949"), [("CC102", 2, 4)]),
    # not one mapping
    ("", [("CC103", 1, 1)]),
    ("# only a comment\n", [("CC103", 1, 1)]),
    ("- a\n- b\n", [("CC103", 1, 1)]),
    ("\nonly text\n", [("CC103", 2, 1)]),
    ("only:text\n", [("CC103", 1, 1)]),
    ("---\n", [("CC103", 1, 1)]),
    ("a: 1\n---\nb: 2\n", [("CC103", 2, 1)]),
    ("a: 1\n...\nb: 2\n", [("CC103", 3, 1)]),
    ("a: 1\n...\n...\n", [("CC103", 3, 1)]),
    # features of YAML
    ("a: &x 1\n", [("CC105", 1, 4)]),
    ("a: &x\n  b: 1\n", [("CC105", 1, 4)]),
    ("a: &x 1\nb: *x\n", [("CC105", 1, 4), ("CC105", 2, 4)]),
    ("a: !!str 1\n", [("CC105", 1, 4)]),
    ("a: ! x\n", [("CC105", 1, 4)]),
    ("a: !x [b]\n", [("CC105", 1, 4)]),
    ("a:\n  <<: {b: 1}\n", [("CC105", 2, 3)]),
    ("%YAML 1.2\n---\na: 1\n", [("CC105", 1, 1)]),
    ("%TAG ! x\n---\na: 1\n", [("CC105", 1, 1)]),
    ("? a\n: b\n", [("CC105", 1, 3)]),
    ("? [a]\n: b\n", [("CC105", 1, 3)]),
    ("a: {?b: 1}\n", [("CC105", 1, 6)]),
    ("a: {b: c?, ? d: 1}\n", [("CC105", 1, 14)]),
    ("a: {? b: 1}\n", [("CC105", 1, 7)]),
    ("a: { # b\n  ?\n  b: 1}\n", [("CC105", 3, 3)]),
    ("a: 1 # x\nb: {\n  ?\n  c: 1}\n", [("CC105", 4, 3)]),
    ("a: {b: 'c #', ? d: 1}\n", [("CC105", 1, 17)]),
    ("[a]: b\n", [("CC105", 1, 1)]),
    ("{{a: 1}: 2}\n", [("CC105", 1, 2)]),
    ("a: [b: c]\n", [("CC105", 1, 5)]),
    ("a: [X: c]\n", [("CC105", 1, 5)]),
    # conflicts
    ("a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> x\n", [("CC108", 2, 1)]),
    ("a: 1\n=======\n", [("CC108", 2, 1)]),
    ("a: 1\n||||||| base\r\n", [("CC108", 2, 1)]),
    # too large
    (b"#" * (MAX_BYTES + 1), [("CC109", 1, 1)]),
    ("a: 1234567890123456789\n", [("CC109", 1, 4)]),
    ("a: -1234567890123456789\n", [("CC109", 1, 4)]),
    ("a: " + "9" * 5000 + "\n", [("CC109", 1, 4)]),
    ("a: [[[[[[[[x]]]]]]]]\n", [("CC109", 1, 11)]),
    ("a: [" + "x, " * 10_000 + "]\n", [("CC109", 1, 29990)]),
    # syntax that only one source accepts
    ("a: {id:x}\n", [("CC101", 1, 5)]),
    ("a: {id:x y}\n", [("CC101", 1, 5)]),
    ("a: {owner:,}\n", [("CC101", 1, 5)]),
    ("a: {url: https://x}\n", [("CC101", 1, 10)]),
    ("a: [12:30]\n", [("CC106", 1, 5), ("CC101", 1, 5)]),
    ("a: b\tc\n", [("CC101", 1, 5)]),
    ("a:\tb\n", [("CC101", 1, 3)]),
    ("a: |\n \n  b\n", [("CC101", 3, 1)]),
    ("a: |#\n  b\n", [("CC101", 1, 5)]),
    (": a\n", [("CC101", 1, 1)]),
    ("a: {b}\n", [("CC101", 1, 5)]),
    ("a: {b}\nc: no\n", [("CC101", 1, 5), ("CC106", 2, 4)]),
    ("a: {b, c: d}\n", [("CC101", 1, 5)]),
]


@pytest.mark.parametrize(("text", "expected"), NO_TREE)
def test_refused_without_a_tree(text: str | bytes, expected: list[Place]) -> None:
    tree, findings = read(text)
    assert tree is None
    assert sorted(locations(findings)) == sorted(expected)


WITH_TREE = [
    # duplicate keys
    ("a: 1\na: 2\n", [("CC104", 2, 1)]),
    ("a: {b: 1, b: 2, b: 3}\n", [("CC104", 1, 11)]),
    ("'a': 1\n\"a\": [2]\n", [("CC104", 2, 1)]),
    # ambiguous
    ("a: no\n", [("CC106", 1, 4)]),
    ("a: [yes, True]\n", [("CC106", 1, 5), ("CC106", 1, 10)]),
    ("on: 1\n", [("CC106", 1, 1)]),
    ("null: 1\n", [("CC106", 1, 1)]),
    ("012: 1\n", [("CC106", 1, 1)]),
    ("a: <<\n", [("CC106", 1, 4)]),
    # hidden characters
    ("a: b\u200bc\n", [("CC110", 1, 5)]),
    ("a: b\u202ec\n", [("CC110", 1, 5)]),
    ("a: b\x85c\n", [("CC110", 1, 5)]),
    ("a: b\u2028c\n", [("CC110", 1, 5)]),
    ("a: b\x00c\n", [("CC110", 1, 5)]),
    ("# \x1b[2J\na: b\n", [("CC110", 1, 3)]),
    ("a: b\U000e0041\n", [("CC110", 1, 5)]),
    ("\ufeffa: b\n", [("CC110", 1, 1)]),
    ("a: b\ufeff\n", [("CC110", 1, 5)]),
    ("a: b # c\rd\n", [("CC110", 1, 9)]),
    ('a: "b\\u202ec"\n', [("CC110", 1, 4)]),
    ('a: "\\0"\n', [("CC110", 1, 4)]),
    ('a: "\\r"\n', [("CC110", 1, 4)]),
    ('a: "\\N"\n', [("CC110", 1, 4)]),
    ('a: "\\ud800"\n', [("CC110", 1, 4)]),
    # not NFC
    ("a: 1\nb: \u1112\u1161\u11ab\n", [("CC111", 2, 1)]),
    ('a: "\\u1112\\u1161"\n', [("CC111", 1, 4)]),
]


@pytest.mark.parametrize(("text", "expected"), WITH_TREE)
def test_refused_with_a_tree(text: str, expected: list[Place]) -> None:
    tree, findings = read(text)
    assert tree is not None
    assert locations(findings) == expected


GOOD = [
    "a: 1\n",
    "{}\n",
    '{"a":1}\n',
    "a: b\u200dc\u200cd\u200ee\u200ff\n",  # joiners and marks are legitimate
    "a: 'b\tc'\n# \tx\n",
    'a: "b\\tc\\n\\_"\n',
    "a: b,c [d] {e} f\n",
    "a: https://x.kr/?b=c#d\n",
    "a: {why: really?}\n",
    "a: {b: 1, # why?\n  c: 2}\n",
    "a: {\n  # why?\n\n  c: 2}\n",
    "a: {\n#?\n  c: 2}\n",
    "a: x & y ! z * w\n",
    "a: 123456789012345678\n",
    "1234567890123456789: a\n",
    "a: '1234567890123456789'\n",
    "a: [[[[[[[x]]]]]]]\n",
    "'<<': a\n",
    "'~': a\n",
    "a: 'no'\n",
    "a: Yes, indeed\n",
    "a: |\n  =======\n  no\n",
    "a: 한글 자모 ㅎㅏㄴ\n",
    "a: \ue000\n",  # private use: old Hangul in Hanyang's fonts
]


@pytest.mark.parametrize("text", GOOD)
def test_valid_text_has_no_findings(text: str) -> None:
    tree, findings = read(text)
    assert tree is not None
    assert findings == []


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("a: 1\nb: 2\r\nc: 3\r\n", 2, 5),
        ("a: 1", 1, 5),
        ("a: 1\nb: 2 \nc: 3 \n", 2, 5),
        ("a: 1\n  # x\n   \nb: 2\n", 3, 1),
        ("a: 'b' \n", 1, 7),
    ],
)
def test_layout_problem_is_a_note(text: str, line: int, column: int) -> None:
    tree, [finding] = read(text)
    assert tree is not None
    assert (finding.code, finding.severity) == ("CC107", Severity.NOTE)
    assert finding.span == Span(line, column, line, column)


@pytest.mark.parametrize("text", ["a: |\n  b  \n   \n  c\n", "a: 'b \n  c'\n", 'a: "b \n  c"\n'])
def test_spaces_inside_texts_are_not_reported(text: str) -> None:
    assert read(text)[1] == []


def test_byte_order_mark_does_not_shift_positions() -> None:
    tree, _ = read("\ufeffa: 가\n")
    assert tree is not None
    assert tree.span(("a",)) == Span(1, 4, 1, 5)
    assert tree.data == {"a": "가"}


def test_hidden_characters_are_removed_from_the_data() -> None:
    tree, findings = read('a: b\u202ec\nd: "\\ud800\\u0007"\n')
    assert tree is not None
    assert tree.data == {"a": "b\ufffdc", "d": "\ufffd\ufffd"}
    assert [finding.field for finding in findings] == [(), ("d",), ("d",)]


def test_hidden_characters_are_counted_by_kind() -> None:
    _, findings = read("a: \u200b\u200b\nb: \u200b\u2060\n")
    assert [str(finding.message) for finding in findings] == [
        "hidden character U+200B (ZERO WIDTH SPACE), in 3 places",
        "hidden character U+2060 (WORD JOINER)",
    ]


def test_duplicate_keys_name_all_places_and_keep_the_first() -> None:
    tree, [finding] = read("x:\n- a: 1\n  b: {c: 1}\n  a: 2\n  a:\n    d: 3\n")
    assert tree is not None
    assert tree.data == {"x": [{"a": 1, "b": {"c": 1}}]}
    assert (finding.field, finding.on_key) == (("x", 0, "a"), True)
    assert finding.span == Span(4, 3, 4, 4)
    assert [place.span for place in finding.related] == [Span(2, 3, 2, 4), Span(5, 3, 5, 4)]


def test_keys_are_equal_after_nfc() -> None:
    tree, findings = read("한: 1\n" + unicodedata.normalize("NFD", "한") + ": 2\n")
    assert tree is not None
    assert tree.data == {"한": 1}
    assert [finding.code for finding in findings] == ["CC111", "CC104"]


def test_conflict_markers_are_one_finding_with_all_places() -> None:
    _, [finding] = read("<<<<<<< a\nb: 1\n||||||| c\n=======\nb: 2\n>>>>>>> d\n")
    assert finding.span == Span(1, 1, 1, 10)
    assert [place.span.line for place in finding.related if place.span] == [3, 4, 6]


def test_findings_have_their_field() -> None:
    _, findings = read("a:\n- b: x\n- b: [1, no]\n  on: x\n")
    assert [(finding.field, finding.on_key) for finding in findings] == [
        (("a", 1, "b", 1), False),
        (("a", 1, "on"), True),
    ]


def test_findings_on_keys_have_the_field_of_their_mapping() -> None:
    _, [finding] = read("a:\n- b: x\n- {c: [1, -2], d}\n")
    assert (finding.code, finding.field) == ("CC101", ("a", 1))


ANCHOR, COMPLEX = "anchors (&) are not allowed", "complex keys are not allowed"
COLON = "colon in unquoted text inside brackets"
DIGITS = "number with more than 18 digits"
SAYS = [
    ("k:\n  - x: &a 1\n", ANCHOR, ("k", 0, "x"), (8, 12)),
    ("k: [&a 1]\n", ANCHOR, ("k", 0), (5, 9)),
    ("k:\n  &a x: 1\n", ANCHOR, ("k",), (3, 7)),
    ("k:\n  - x: &a\n      z: 1\n", ANCHOR, ("k", 0, "x"), (8, 7)),
    ("k: [*a]\n", "aliases (*) are not allowed", ("k", 0), (5, 7)),
    ("k: {x: *a}\n", "aliases (*) are not allowed", ("k", "x"), (8, 10)),
    ("k: [!x {a: 1}]\n", "tags (!) are not allowed", ("k", 0), (5, 9)),
    ("k: {a: !x [1]}\n", "tags (!) are not allowed", ("k", "a"), (8, 12)),
    ("k: {x: a:b}\n", COLON, ("k", "x"), (8, 11)),
    ("k: [a:b]\n", COLON, ("k", 0), (5, 8)),
    ("k: {a:b}\n", COLON, ("k",), (5, 8)),
    ("k: {x: {z}}\n", "missing colon after the key", ("k", "x"), (9, 10)),
    ("k:\n  - x: {? z: 1}\n", COMPLEX, ("k", 0, "x"), (11, 12)),
    ("k: {x: 1, ? z: 1}\n", COMPLEX, ("k",), (13, 14)),
    ("k:\n  - ? z\n    : 1\n", COMPLEX, ("k", 0), (7, 8)),
    ("k:\n  - [z]: 1\n", COMPLEX, ("k", 0), (5, 6)),
    ("k:\n  - [z: 1]\n", "key in a list without braces", ("k", 0, 0), (6, 7)),
    ("k:\n  - : 1\n", "missing key before the colon", ("k", 0), (5, 6)),
    ("k:\n  - <<: 1\n", "merge keys (<<) are not allowed", ("k", 0), (5, 7)),
    ("k: [1234567890123456789]\n", DIGITS, ("k", 0), (5, 24)),
    ("k: {x: 1234567890123456789}\n", DIGITS, ("k", "x"), (8, 27)),
    ("k: [[[[[[[[1]]]]]]]]\n", "nested deeper than 8 levels", ("k", *[0] * 7), (11, 12)),
    (f"k: {'{a: ' * 8}1{'}' * 8}\n", "nested deeper than 8 levels", ("k", *"aaaaaaa"), (32, 33)),
    (f"k: [{'x, ' * 9997}]\n", "more than 10000 keys and values", ("k", 9996), (29990, 29990)),
    (f"k: {{x: [{'x, ' * 9997}]}}\n", "more than 10000 keys and values", ("k", "x", 9994),
     (29988, 29988)),
    ("k: []\n" + "".join(f"k{n}: 1\n" for n in range(5_000)), "more than 10000 keys and values",
     ("k4997",), (1, 1)),
    ("%TAG ! x\n%YAML 1.1\n---\nk: 1\n", "directives (%) are not allowed", (), (1, 2)),
    ("k: 1\n---\nk: 2\n", "more than one document in the file", (), (1, 4)),
    ('k: ["\\u202e"]\n', "hidden character U+202E (RIGHT-TO-LEFT OVERRIDE)", ("k", 0), (5, 13)),
    ('k: {"\\u202e": 1}\n', "hidden character U+202E (RIGHT-TO-LEFT OVERRIDE)", ("k",), (5, 13)),
    ('k: {x: "\\u1112\\u1161"}\n', "decomposed characters (not Unicode NFC)", ("k", "x"), (8, 22)),
    ("k:\n  - x: 1\n    x: 2\n", "key 'x' appears 2 times", ("k", 0, "x"), (5, 6)),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message", "field", "columns"), SAYS)
def test_each_refusal_names_problem_and_position(
    text: str, message: str, field: Field, columns: tuple[int, int]
) -> None:
    _, [finding] = read(text)
    assert (str(finding.message), finding.field) == (message, field)
    assert finding.span is not None
    assert (finding.span.column, finding.span.end_column) == columns


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("a: no\n", 'put it in quotes: "no"'),
        ("a: True\n", "write true, or quote it if it is text"),
        ("a: ~\n", "write null, or quote it if it is text"),
        ("True: a\n", 'put it in quotes: "True"'),
        ("가".encode("cp949"), "save the file as UTF-8; it looks like CP949 (EUC-KR)"),
        (b"\xff\xfea\x00", "save the file as UTF-8; it looks like UTF-16"),
        (b"\xff", "save the file as UTF-8"),
    ],
)
def test_finding_has_the_expected_hint(text: str | bytes, hint: str) -> None:
    assert str(read(text)[1][-1 if isinstance(text, bytes) else 0].hint) == hint


def test_all_problems_are_reported_in_one_run() -> None:
    _, findings = read("a: no\nb: 1\nb: 2\nc: \u200b\nd: 1e3")
    assert [finding.code for finding in findings] == ["CC106", "CC104", "CC110", "CC106", "CC107"]


def test_findings_are_complete() -> None:
    texts = [text for text, _ in [*NO_TREE, *WITH_TREE]]
    for finding in (finding for text in texts for finding in read(text)[1]):
        assert finding.path == "M01/M01-001.yaml"
        assert finding.name == NAMES[finding.code]
        assert finding.hint is not None
        assert finding.span is not None
        assert str(finding.message)
        assert finding.message.render("ko")
