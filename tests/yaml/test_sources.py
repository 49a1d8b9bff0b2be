"""The two event sources and the line reader agree on any bytes and are fast."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cardctl.yaml import reader
from cardctl.yaml.events import c_source
from cardctl.yaml.nodes import Node
from cardctl.yaml.reader import read_tree

BLOCK_CARD = """\
# yaml-language-server: $schema=../../schemas/card.schema.json
id: M01-007
title: {en: Local extinction response fund, ko: 지방소멸대응기금 운용}
meeting: 1
decision: >-
  Support regions at risk
  of extinction.

due: 2022-12-31  # 연말
partners:
- moef
- 'moe'
indicators:
  - {id: a, name: Local governments allocated, baseline: 0, target: 122}
plan:
  summary: Publish the standard,
    assess the plans.
  steps:
    - id: a
      title: "운용 \\"기준\\" 공포"
      due: 2022-02-28
    - {id: b, title: Decide, owner: , due: 2022-08-31}
results:
  - meeting: 2
    text: |
      2년분 배분 결정
        - 122개 지방자치단체

    evidence:
      - {kind: news, title: Decided, url: "https://x.kr/?a=b#c"}
relations: {see_also: [M01-003, M01-004]}
"""
FLOW_CARD = """\
{id: M01-008, "title": {en: 'It''s so', ko: "그렇다\\t!"},
 meeting: 1, partners: [moef, moe, # why
   mois], plan: {steps: [{id: a, done: }, {id: b}]},
 none: null, note: ''}
"""
BITS = st.sampled_from(
    [
        *(": ", ":", "- ", "-", "? ", "?", "#", " #", ", ", ",", "[", "]", "{", "}", "'", '"'),
        *("|", ">", "|-\n", "|2\n", "&a ", "*a", "!", "!!str ", "%", "@", "`", "\\", "<<: "),
        *(" ", "   ", "\t", "\n", "\n\n", "\r\n", "\r", "\n  ", "\n \n", "---\n", "...\n"),
        *("no", "~", "012", "1e3", "가", "\u1161", "\u200b", "\u2028", "\x85", "\ufeff", "\x00"),
        *("\\u202e", "\\ud800", "\\N", "\\\n", "id: x\n", "=======\n", "😀", "\ufffd"),
    ]
)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Generate a part of a card with up to three insertions, deletions or moves."""
    lines = draw(st.sampled_from([BLOCK_CARD, FLOW_CARD])).splitlines(keepends=True)
    start = draw(st.sampled_from([0, 0, 1, 3, 8, 11, 13]))
    text = "".join(lines[min(start, len(lines) - 1) :][: draw(st.integers(1, 40))])
    for _unused in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(text)))
        gone = draw(st.sampled_from([0, 0, 0, 1, 2, 7]))
        text = text[:at] + draw(st.one_of(BITS, st.just(""))) + text[at + gone :]
    return text.encode()


def agree(raw: bytes) -> Node | None:
    """Read with both sources, which must agree; every finding must be inside the text."""
    tree, findings = read_tree(raw, "x.yaml")
    with mock.patch.object(reader, "read_quickly", return_value=None):
        full, full_findings = read_tree(raw, "x.yaml")
    assert findings == full_findings
    assert (tree and tree.root) == (full and full.root)
    pure, pure_findings = read_tree(raw, "x.yaml", pure=True)
    assert findings == pure_findings
    assert (tree and tree.root) == (pure and pure.root)
    last = raw.count(b"\n") + 1
    for finding in findings:
        assert finding.span is not None
        assert 1 <= finding.span.line <= finding.span.end_line <= last
        assert finding.message.render("en")
    if tree is None:
        assert findings
        return None
    assert plain_data(tree.root) == tree.data
    assert pure is not None
    assert pure.data == tree.data
    check_positions(tree.root, tree.text)
    return tree.root


def plain_data(node: Node) -> object:
    """Return the data of the nodes."""
    if node.kind == "map":
        return {key: plain_data(value) for key, (_, value) in node.entries.items()}
    if node.kind == "seq":
        return [plain_data(item) for item in node.items]
    return node.value


def check_positions(node: Node, text: str) -> None:
    """Check that every node is inside its parent and spans its own text."""
    assert 0 <= node.start <= node.end <= len(text)
    inner = [part for pair in node.entries.values() for part in pair] + node.items
    for part in inner:
        assert node.start <= part.start <= part.end <= node.end
        check_positions(part, text)
    opening = {"'": "'", '"': '"', "|": "|", ">": ">"}.get(node.style)
    if opening:
        assert text[node.start] == opening
    if node.style == "flow":
        assert text[node.start] + text[node.end - 1] in ("{}", "[]")


@pytest.mark.parametrize("text", [BLOCK_CARD, FLOW_CARD])
def test_both_sources_read_valid_cards(text: str) -> None:
    for ending in ("\n", "\r\n"):
        assert agree(text.replace("\n", ending).encode()) is not None


def test_both_sources_read_the_cards_of_this_repository() -> None:
    cards = sorted(Path(__file__).parents[2].glob("cards/**/*.yaml"))
    assert len(cards) > 20
    for card in cards:
        assert agree(card.read_bytes()) is not None


@settings(max_examples=400, deadline=None)
@given(raw=damaged())
@example(b"a: b\tc\n")
@example(b"a: {owner:,}\n")
@example(b"a: {id:x y}\n")
@example(b"a: {why?: b}\n")
@example(b"a: |\n \n  b\n")
@example(b"a: >#-\n  b\n")
@example(b"a: {b: 1,?\n: c}\n")
@example(b"a: b\n...\n\n...\n")
def test_both_sources_agree_on_damaged_cards(raw: bytes) -> None:
    agree(raw)


@settings(max_examples=200, deadline=None)
@given(raw=st.one_of(st.binary(max_size=60), st.text(max_size=40).map(lambda s: s.encode())))
def test_both_sources_agree_on_any_bytes(raw: bytes) -> None:
    agree(raw)


@settings(max_examples=200, deadline=None)
@given(parts=st.lists(st.one_of(BITS, st.sampled_from("ab01")), max_size=12))
def test_both_sources_agree_on_any_indicators(parts: list[str]) -> None:
    agree("".join(parts).encode())


HOSTILE = [
    "[" * 100_000,
    "{" * 100_000,
    "a: {" * 60_000,
    "- " * 100_000,
    "? " * 100_000,
    "a: '" * 50_000,
    "&a " * 80_000,
    ": " * 100_000,
    "a: " + "9" * 200_000,
    "a: " + "1:1" * 80_000,
    "a: |\n" + "\n \n" * 80_000 + "x: [",
    "k: no\n" * 4900,
    "# x \n" * 50_000 + "a: b\n",
    "\x00" * 200_000,
    "a" + "\u0301\u0327" * 60_000,
    "".join(" " * depth + "a:\n" for depth in range(700)),
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_reading_is_fast_on_any_text(text: str) -> None:
    start = time.process_time()
    _, findings = read_tree(text.encode(), "x.yaml")
    assert findings
    assert time.process_time() - start < 5


@pytest.mark.skipif(c_source() is None, reason="needs the wheel ruamel.yaml.clib")
def test_valid_cards_are_read_by_the_c_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "pure_source", None)
    tree, findings = read_tree(BLOCK_CARD.encode(), "x.yaml")
    assert tree is not None
    assert findings == []


def test_pure_parser_is_used_without_the_c_extension(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "_ruamel_yaml", None)
    assert c_source.__wrapped__() is None
    monkeypatch.setattr(reader, "c_source", lambda: None)
    tree, findings = read_tree(BLOCK_CARD.encode(), "x.yaml")
    assert tree is not None
    assert findings == []


def test_any_parser_exception_becomes_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(text: str) -> None:
        raise AssertionError

    monkeypatch.setattr(reader, "pure_source", broken)
    tree, [finding] = read_tree(b"a: 1\n", "x.yaml", pure=True)
    assert tree is None
    assert finding.code == "CC101"
