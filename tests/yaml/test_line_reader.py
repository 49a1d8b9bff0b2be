"""The line reader gives the same result as the parsers, with all positions, or nothing."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from random import Random
from typing import Any
from unicodedata import is_normalized
from unittest import mock

import pytest
from hypothesis import given, settings
from support.rough_yaml import text as rough_text
from support.styles import written_cards

from cardctl.finding import Finding
from cardctl.yaml import line_reader, reader
from cardctl.yaml.line_reader import MAX_LENGTH, read_quickly
from cardctl.yaml.reader import Tree, read_tree

CARDS = sorted(Path(__file__).parents[2].glob("cards/**/*.yaml"))

NESTED = "".join(" " * depth + "a:\n" for depth in range(7))
"""Seven nested mappings; the innermost has no value yet."""


def read_by_parsers(raw: bytes, *, pure: bool = False) -> tuple[Tree | None, list[Finding]]:
    """Read without the line reader."""
    with mock.patch.object(reader, "read_quickly", return_value=None):
        return read_tree(raw, "x.yaml", pure=pure)


def agree(raw: bytes, *, pure: bool = True) -> bool:
    """Return whether the line reader reads this; if so, check it against the parsers."""
    quick = read_quickly(raw)
    if quick is None:
        return False
    given = read_tree(raw, "x.yaml")[0]
    assert given is not None
    for tree, findings in (read_by_parsers(raw, pure=way) for way in {False, pure}):
        assert findings == []
        assert tree is not None
        assert (tree.text, json.dumps(tree.data)) == (quick[0], json.dumps(quick[1]))
        assert tree.root == given.root
    return True


def data(text: str) -> Any:
    """Read with the line reader and the parsers, which must agree."""
    assert agree(text.encode()), text
    quick = read_quickly(text.encode())
    return quick and quick[1]


@pytest.mark.parametrize("path", CARDS, ids=lambda path: path.name)
def test_line_reader_reads_the_cards_of_this_repository(path: Path) -> None:
    assert agree(path.read_bytes())


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: b c\n", "b c"),
        ("a: b:c#d  # e: f\n", "b:c#d"),
        ("a: -3\n", -3),
        ("a: true\n", True),
        ("a: null\n", None),
        ("a:\n", None),
        ("a:  # c\n", None),
        ("a:\n\nb: 1\n", None),
        ("a: 2022-12-31\n", "2022-12-31"),
        ("a: 'it''s # 1'\n", "it's # 1"),
        ('a: "1"  # c\n', "1"),
        ('a: "\\"b\\" \\\\"\n', '"b" \\'),
        ("a: []\n", []),
        ("a: {}\n", {}),
        ("a: {b: c, d: 1}  # e\n", {"b": "c", "d": 1}),
        ("a: {b: 'c, d: e', \"f\": }\n", {"b": "c, d: e", "f": None}),
        ("a: [b, 'c', [1], {d: [e]}]\n", ["b", "c", [1], {"d": ["e"]}]),
        ("a: [b,\n  c]\n", ["b", "c"]),
        ("a:\n- b\n-\n- c: 1\n  d: 2\n", ["b", None, {"c": 1, "d": 2}]),
        ("a:\n  - b:\n    - c\n  -\n    d: e\n", [{"b": ["c"]}, {"d": "e"}]),
        ("a:\n  # c\n\n  b: 1\n# d\n  c: 2\n", {"b": 1, "c": 2}),
        ("a: |\n  b\n\n   c # d\n\n", "b\n\n c # d\n"),
        ("a: |-\n\n  b\n", "\nb"),
        ("a: |+  # c\n  b\n\n", "b\n\n"),
        ("a: >\n  b\n  c\n\n  d\n\n\n  e\n", "b c\nd\n\ne\n"),
        ("a: >-\n  b\n", "b"),
    ],
)
def test_line_reader_reads_simple_yaml(text: str, value: object) -> None:
    assert data(text)["a"] == value


@pytest.mark.parametrize(
    "text",
    [
        *("", "# c\n", "a\n", "- a\n", "{a: b}\n", "---\na: b\n", "a: b\n...\n", "a: b", " a: b\n"),
        *("a: b \n", "a:\tb\n", "a: b\r\n", "\ufeffa: b\n", "a: \u200b\n", "a: e\u0301\n"),
        *("a: b\na: c\n", "a: b\n'a': c\n", "a: {b: c, b: d}\n", "a: [{b: c}, {b: c, 'b': d}]\n"),
        *("a: no\n", "no: a\n", "a: 012\n", "a: {b: no}\n", "a: {no: b}\n", "a: [012]\n"),
        *("a: [{n: [b]}]\n", f"a: {'9' * 19}\n", "<<: a\n", "a: &b c\n", "a: *b\n", "a: !b c\n"),
        *("? a\n: b\n", "a: {? b: c}\n", "a: {b?: c}\n", "a: [b: c]\n", "a: {b:c}\n", "a: {b}\n"),
        *('a: "\\n"\n', 'a: "b\n  c"\n', "a: 'b\n  c'\n", "a: b\n  c\n", "a: [b\n  ]\n"),
        *("a: |2\n  b\n", "a: |\nb: c\n", "a: |\n b\n\n  c\n \n"),
        *("a: >\n  b\n   c\n", "a: >\n\n  b\n", "a:\n  b: |\n  c\n"),
        *("a: b: c\n", "a: b:\n", "a: 'b'#c\n", "a: 'b' c\n", "a: {b: c} d\n", "a: {b: c}#d\n"),
        *("a: {b: c]\n", "a: [b}\n", "a: [b, c: [d]\n", "a: {b: [c}}\n", "a: {b: [c] d: e}\n"),
        *(
            "a: {b: [c]]\n",
            "a: [[b]}\n",
            NESTED + " " * 7 + "a: {b: c}\n",
            NESTED + " " * 7 + "a:\n",
        ),
        *("a: - b\n", "a:\n  b: c\n d: e\n", "a: b\n  c: d\n", "a: b\n- c\n", "a:\n- b\nc\n"),
        *("a:\n- b\n  - c\n", "- a: b\n", "a:\n  - - b\n", "a:\n   - b\n  - c\n", "a : b\n"),
        "a: " + "[" * 8 + "]" * 8 + "\n",
        f"a: {'b' * MAX_LENGTH}\n",
    ],
)
def test_line_reader_rejects_other_yaml(text: str) -> None:
    assert read_quickly(text.encode()) is None


def test_characters_that_need_no_closer_check_are_clean() -> None:
    with mock.patch.object(line_reader, "is_normalized", return_value=False):
        bmp = (chr(code) for code in range(0x10000) if code not in range(0xD800, 0xE000))
        plain = [char for char in bmp if line_reader._is_clean(char.encode(), char)]
    assert len(plain) == 11_268
    assert [char for char in plain if not char.isprintable()] == ["\n"]
    assert all(is_normalized("NFC", "e" + char + "각" + char) for char in plain)


def test_line_reader_rejects_text_that_is_not_utf8() -> None:
    assert read_quickly("a: 가\n".encode("cp949")) is None


@settings(max_examples=100, deadline=None)
@given(written_cards())
def test_line_reader_agrees_on_cards_in_many_styles(written: tuple[dict[str, Any], str]) -> None:
    agree(written[1].encode(), pure=False)


def test_line_reader_agrees_on_random_texts() -> None:
    accepted = [
        agree(rough_text(Random(seed)).encode(), pure=seed % 5 == 0) for seed in range(6000)
    ]
    assert sum(accepted) > 600


LONG = [
    *("a" * 9000, "a: " + "b " * 4500 + ": c", "a: b #" + " #" * 4500, "a: b:" * 1900),
    *("a: {b: " + "c " * 4500, "a: {" + "b: c, " * 1600 + "}", "a: '" + "''" * 4500),
    *("a: |\n" + " b\n" * 3000 + "x", "\n" * 9000, "#\n" * 4500, "k: no\n" * 1600, "- " * 4500),
    *("a: [,\n" * 1600, "- " + " " * 9000 + "]", "a: " + " " * 9000 + "]"),
    *("a: {b: " + " " * 9000 + "]\n", "a: [b, " + " " * 9000 + "}\n", "a: [b" + " " * 9000 + "}\n"),
]  # fmt: skip


@pytest.mark.parametrize("text", LONG, ids=lambda text: repr(text[:9]))
def test_rejection_is_fast(text: str) -> None:
    start = time.process_time()
    assert read_quickly(text.encode()) is None
    assert time.process_time() - start < 0.3


def test_simple_cards_do_not_load_a_parser() -> None:
    program = """
import sys
from pathlib import Path
from cardctl.yaml.reader import read_tree
for path in sys.argv[1:]:
    tree, findings = read_tree(Path(path).read_bytes(), path)
    assert tree.root.entries and not findings, path
assert "ruamel" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", program, *map(str, CARDS)], check=True)
