from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.refusals import refused
from support.styles import KEYS, cards, values, written_cards

from cardctl.finding import Field
from cardctl.yaml.change import Append, Change, Insert, Remove, Set, apply
from cardctl.yaml.diff import differences
from cardctl.yaml.nodes import Node, Tree
from cardctl.yaml.reader import read_tree
from cardctl.yaml.splice import SpliceRefused, splice


def read(text: str) -> Tree:
    tree, _ = read_tree(text.encode(), "card.yaml")
    assert tree is not None, text
    return tree


def spliced(text: str, *changes: Change) -> str:
    return splice(read(text), changes)


# Cases

CARD = """\
# yaml-language-server: $schema=../../schemas/card.schema.json
id: M01-007
title: {en: Fund, ko: 지방소멸대응기금}   # 가칭
due: 2022-12-31  # as told
lead:
partners: []

plan:
  summary: 'It''s one'
  # steps follow
  steps:
    - {id: a, title: First}   # done
    # - {id: z}

    - {id: b, title: Second}
results:
  - meeting: 2
    text: |
      한 줄

      또 한 줄
    readings: {a: 122}
# the past
history:
- date: 2022-01-13
  by: mois
"""

CASES = {
    "a scalar": (
        Set(("due",), date(2023, 1, 31)),
        "due: 2022-12-31  # as told",
        "due: 2023-01-31  # as told",
    ),
    "an empty value": (Set(("lead",), "mois"), "lead:\n", "lead: mois\n"),
    "a text keeps its quotes": (
        Set(("plan", "summary"), "It's two"),
        "'It''s one'",
        "'It''s two'",
    ),
    "a text that needs quotes gets them": (
        Set(("id",), "2022: no"),
        "id: M01-007",
        'id: "2022: no"',
    ),
    "a number is not quoted": (Set(("plan", "summary"), 3), "'It''s one'", "3"),
    "a flow value": (Set(("title", "en"), "A, b"), "en: Fund", 'en: "A, b"'),
    "a literal": (
        Set(("results", 0, "text"), "새 줄\n둘"),
        "|\n      한 줄\n\n      또 한 줄\n",
        "|-\n      새 줄\n      둘\n",
    ),
    "a literal by a number": (
        Set(("results", 0, "text"), 1),
        "|\n      한 줄\n\n      또 한 줄\n",
        "1\n",
    ),
    "a line by several": (
        Set(("due",), "One\nTwo"),
        "due: 2022-12-31  # as told\n",
        "due: |-  # as told\n  One\n  Two\n",
    ),
    "several lines before a deeper comment": (
        Set(("plan", "summary"), "One\nTwo"),
        "'It''s one'",
        "|-\n    One\n    Two",
    ),
    "a short record by a text": (
        Set(("title",), "기금"),
        "{en: Fund, ko: 지방소멸대응기금}   # 가칭",
        "기금   # 가칭",
    ),
    "a block by a text": (
        Set(("plan",), "none"),
        CARD[CARD.index("plan:") : CARD.index("results:")],
        "plan: none\n",
    ),
    "a block by a block": (
        Set(("results", 0), {"meeting": 3, "text": "하나"}),
        CARD[CARD.index("- meeting: 2") : CARD.index("# the past")],
        "- meeting: 3\n    text: 하나\n",
    ),
    "a key behind its elders": (
        Set(("item",), 2, ("id", "title", "meeting")),
        "# 가칭\n",
        "# 가칭\nitem: 2\n",
    ),
    "a key behind a block with a comment": (
        Set(("plan", "no_steps"), "x", ("steps",)),
        "title: Second}\n",
        "title: Second}\n  no_steps: x\n",
    ),
    "a key behind a literal": (
        Set(("results", 0, "progress"), 80, ("text",)),
        "또 한 줄\n",
        "또 한 줄\n    progress: 80\n",
    ),
    "a key at the end of a record": (
        Set(("results", 0, "spent"), 0),
        "{a: 122}\n",
        "{a: 122}\n    spent: 0\n",
    ),
    "a key in a flow map": (Set(("results", 0, "readings", "b"), 7), "{a: 122}", "{a: 122, b: 7}"),
    "a first item": (Append(("partners",), "moef"), "partners: []", "partners: [moef]"),
    "a first record": (
        Append(("partners",), {"id": "a", "steps": [{"id": "b"}]}),
        "partners: []\n",
        "partners:\n  - id: a\n    steps:\n      - {id: b}\n",
    ),
    "an item like the last": (
        Append(("plan", "steps"), {"id": "c", "title": "셋째"}),
        "title: Second}\n",
        "title: Second}\n\n    - {id: c, title: 셋째}\n",
    ),
    "an item in block style": (
        Append(("history",), {"date": "2022-02-09", "by": "mois"}),
        "by: mois\n",
        "by: mois\n- date: 2022-02-09\n  by: mois\n",
    ),
    "an item before the comment that belongs to what follows": (
        Append(("results",), {"meeting": 3}),
        "{a: 122}\n",
        "{a: 122}\n  - meeting: 3\n",
    ),
    "an item between": (
        Insert(("plan", "steps", 1), {"id": "c"}),
        "   # done\n",
        "   # done\n    - {id: c}\n",
    ),
    "an item at the start": (
        Insert(("plan", "steps", 0), {"id": "c"}),
        "    - {id: a",
        "    - {id: c}\n    - {id: a",
    ),
    "without a key": (Remove(("due",)), "due: 2022-12-31  # as told\n", ""),
    "without the first key of an item": (
        Remove(("history", 0, "date")),
        "- date: 2022-01-13\n  by",
        "- by",
    ),
    "without an item": (Remove(("plan", "steps", 1)), "    - {id: b, title: Second}\n", ""),
    "without the only item": (
        Remove(("history", 0)),
        "history:\n- date: 2022-01-13\n  by: mois\n",
        "history: []\n",
    ),
    "without a flow entry": (Remove(("title", "en")), "{en: Fund, ko:", "{ko:"),
    "without the last flow entry": (
        Remove(("title", "ko")),
        "Fund, ko: 지방소멸대응기금}",
        "Fund}",
    ),
    "without the only flow entry": (Remove(("results", 0, "readings", "a")), "{a: 122}", "{}"),
}


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("case", CASES)
def test_change_touches_only_its_own_characters(case: str, newline: str) -> None:
    change, old, new = CASES[case]
    assert CARD.count(old) == 1
    wanted = CARD.replace(old, new).replace("\n", newline)
    assert spliced(CARD.replace("\n", newline), change) == wanted


LAYOUTS = {
    "a flow list with a line per item": (
        "a: [\n  x, # one\n  y  # two\n]\n",
        Append(("a",), "z"),
        "a: [\n  x, # one\n  y,  # two\n  z\n]\n",
    ),
    "a flow list with a comma at its end": (
        "a: [\n  x,\n  y,  # two\n]\n",
        Append(("a",), "z"),
        "a: [\n  x,\n  y,  # two\n  z,\n]\n",
    ),
    "a line of a flow list": (
        "a: [\n  x, # one\n  y # two\n]\n",
        Remove(("a", 0)),
        "a: [\n  y # two\n]\n",
    ),
    "a flow item before the bracket": (
        "a: [x,\n    y]\n",
        Append(("a",), "z"),
        "a: [x,\n    y,\n    z]\n",
    ),
    "the start of a flow list with a line per item": (
        "a: [\n  x,\n  y\n]\n",
        Insert(("a", 0), "z"),
        "a: [\n  z,\n  x,\n  y\n]\n",
    ),
    "the start of a flow list": ("a: [x, y]\n", Insert(("a", 0), "z"), "a: [z, x, y]\n"),
    "an empty value before a new entry": ("a: {b: }\n", Set(("a", "c"), 1), "a: {b: , c: 1 }\n"),
    "an empty value in a flow map": ("a: {b: , c: 1}\n", Set(("a", "b"), 2), "a: {b: 2 , c: 1}\n"),
    "an entry after a comment": (
        "a: {b: 1,\n  # two\n  c: 2}\n",
        Remove(("a", "c")),
        "a: {b: 1,\n  # two\n  }\n",
    ),
    "an entry before a comment": (
        "a: {b: 1, # two\n  c: 2}\n",
        Remove(("a", "b")),
        "a: { # two\n  c: 2}\n",
    ),
    "lists in lists": (
        "a:\n  - - x\n    - y\n  - - z\n",
        Append(("a", 0), "w"),
        "a:\n  - - x\n    - y\n    - w\n  - - z\n",
    ),
    "the first of a list in a list": (
        "a:\n  - - x\n    - y\n",
        Remove(("a", 0, 0)),
        "a:\n  - - y\n",
    ),
    "before the first of a list in a list": (
        "a:\n  - - x\n    - y\n",
        Insert(("a", 0, 0), "w"),
        "a:\n  - - w\n    - x\n    - y\n",
    ),
    "wide dashes": (
        "a:\n-   b: 1\n    c: |\n        x\n",
        Append(("a",), {"b": 2, "c": "p\nq"}),
        "a:\n-   b: 1\n    c: |\n        x\n-   b: 2\n    c: |-\n      p\n      q\n",
    ),
    "steps of four": (
        "a:\n    b: 1\nc: 2\n",
        Set(("plan",), {"d": {"e": 1}}),
        "a:\n    b: 1\nc: 2\nplan:\n    d: {e: 1}\n",
    ),
    "a folded text": (
        "a: >-\n  one\n  two\n",
        Set(("a",), "셋 넷\n다섯"),
        "a: >-\n  셋 넷\n\n  다섯\n",
    ),
    "a plain text over lines": (
        "a: one\n  two # c\nb: 1\n",
        Set(("a",), "three"),
        "a: three # c\nb: 1\n",
    ),
    "a value below its key": ("a:\n  one\nb: 1\n", Set(("a",), "two"), "a:\n  two\nb: 1\n"),
    "a block below a comment": ("a: # why\n  b: 1\n", Set(("a",), "two"), "a: two # why\n"),
    "several lines above a deeper comment": (
        "a: one\n  # deep\n",
        Set(("a",), "two\nthree"),
        'a: "two\\nthree"\n  # deep\n',
    ),
    "several lines in place of a block with comments": (
        "a:\n  b: 1 # why\n  # deep\n# not so deep\nc: 2\n",
        Set(("a",), "x\ny"),
        "a: |-\n  x\n  y\n# not so deep\nc: 2\n",
    ),
    "a text that a literal would hide": (
        "a: | # why\n  x\n",
        Set(("a",), "x \ny"),
        'a: "x \\ny" # why\n',
    ),
    "blank lines that a text keeps": (
        "a: |+\n  x\n\nb: 1\n",
        Set(("c",), 2, ("a",)),
        "a: |+\n  x\n\nc: 2\nb: 1\n",
    ),
    "a text that keeps blank lines, above what goes": (
        "a: |+\n  x\nb: 1\n\nc: 2\n",
        Remove(("b",)),
        "a: |+\n  x\nc: 2\n",
    ),
    "a text that keeps blank lines, below what goes": (
        "a: 1\nb: |+\n  x\n\nc: 2\n",
        Remove(("b",)),
        "a: 1\nc: 2\n",
    ),
    "no newline at the end": ("a: 1\nb: 2", Set(("b",), 3), "a: 1\nb: 3"),
    "a key where no newline ends the file": ("a: 1", Set(("b",), "x\n"), "a: 1\nb: |\n  x\n"),
    "a root without keys": ("{}\n", Set(("a",), 1), "{a: 1}\n"),
    "the only key": ("a: 1\n", Remove(("a",)), "{}\n"),
    "a first key in an empty map": ("a: {}\n", Set(("a", "b"), 1), "a: {b: 1}\n"),
    "a first key with a list, in block style": (
        "a: {}\nb: 1\n",
        Set(("a", "steps"), [{"id": "x", "title": "t"}]),
        "a:\n  steps:\n    - {id: x, title: t}\nb: 1\n",
    ),
    "a first key further down": (
        "a:\n  z: 1 # why\n  b: {}\n",
        Set(("a", "b", "steps"), [{"id": "x"}]),
        "a:\n  z: 1 # why\n  b:\n    steps:\n      - {id: x}\n",
    ),
    "a comment in an empty map": (
        "a: {\n  # why\n  }\nb: 1\n",
        Set(("a", "c"), 1),
        "a: {c: 1\n  # why\n  }\nb: 1\n",
    ),
    "a comment in an empty list": (
        "a: [ # why\n  ]\nb: 1\n",
        Append(("a",), 1),
        "a: [1 # why\n  ]\nb: 1\n",
    ),
    "a first key with a list, in flow style": (
        "a: {z: 1, b: {}}\n",
        Set(("a", "b", "steps"), [{"id": "x", "title": "t"}]),
        "a: {z: 1, b: {steps: [{id: x, title: t}]}}\n",
    ),
    "a blank line above what follows": (
        "a: 1\n\nb: 2\n",
        Set(("c",), 3, ("a",)),
        "a: 1\nc: 3\n\nb: 2\n",
    ),
    "an item by a record": (
        "a:\n  -   x # why\n  - y\n",
        Set(("a", 0), {"b": 1}),
        "a:\n  -   {b: 1} # why\n  - y\n",
    ),
    "an item by several lines": (
        "a:\n  - x\n  - y # why\n",
        Set(("a", 1), "p\nq"),
        "a:\n  - x\n  - |- # why\n    p\n    q\n",
    ),
    "an item below its dash": (
        "a:\n- x\n-\n  y\n",
        Set(("a", 1), {"b": "c\nd", "e": 1}),
        "a:\n- x\n-\n  b: |-\n    c\n    d\n  e: 1\n",
    ),
    "a quoted key": ('"a:b": 1\n', Set(("a:b",), 2), '"a:b": 2\n'),
}


@pytest.mark.parametrize("case", LAYOUTS)
def test_layout_is_kept(case: str) -> None:
    before, change, after = LAYOUTS[case]
    assert spliced(before, change) == after


def test_several_changes_are_applied_in_order() -> None:
    changes = [
        Remove(("plan", "steps", 0)),
        Set(("plan", "steps", 0, "done"), "2022-08-16"),
        Append(("partners",), "moef"),
        Append(("partners",), "busan"),
        Set(("plan", "steps", 0, "note"), "끝."),
    ]
    new = spliced(CARD, *changes)
    assert "    - {id: b, title: Second, done: 2022-08-16, note: 끝.}\n" in new
    assert "partners: [moef, busan]\n" in new
    assert "id: a" not in new


def test_no_change_gives_the_same_text() -> None:
    assert spliced(CARD) == CARD


@pytest.mark.parametrize(
    "change",
    [
        Remove(("nowhere",)),
        Set(("plan", "nowhere", "x"), 1),
        Set(("id", "x"), 1),
        Append(("id",), 1),
        Append(("lead",), 1),
        Insert(("partners", 1), 1),
        Set(("partners", 0), 1),
        Set((), {}),
        Set(("due",), "\ud800"),
        Set(("results", 0, "text"), "x\n\udcff"),
        Set(("plan", "\ud800"), 1),
        Set(("due",), 10**30),
        Set(("due",), "x" * 300_000),
        Set(("due",), [[[[[[[[[[1]]]]]]]]]]),
    ],
)
def test_impossible_change_is_refused(change: Change) -> None:
    kind, why, _ = refused(lambda: spliced(CARD, change))
    assert (kind, kind.exit_code) == (SpliceRefused, 3)
    assert "card.yaml" in why


def test_missing_path_is_refused_without_a_reason() -> None:
    assert refused(lambda: spliced(CARD, Remove(("nowhere",)))) == BY_HAND


BY_HAND = (
    SpliceRefused,
    "cannot make this change in card.yaml without touching other lines",
    "nothing was changed; edit the file yourself, then run: cardctl validate card.yaml",
)


@pytest.mark.parametrize(
    ("value", "why", "hint"),
    [
        ("zero\u200bwidth", "hidden character U+200B (ZERO WIDTH SPACE)", "delete it"),
        (
            10**30,
            "number with more than 18 digits",
            "if it is not a quantity, put it in quotes",
        ),
        (
            "x" * 300_000,
            "the file is too large: 300451 bytes (limit: 262144)",
            "keep long documents in separate files and cite them as evidence",
        ),
    ],
)
def test_refusal_states_why_the_result_would_be_unreadable(value: Any, why: str, hint: str) -> None:
    assert refused(lambda: spliced(CARD, Set(("due",), value))) == (
        SpliceRefused,
        f"this change would make card.yaml unreadable: {why}",
        hint,
    )


def test_existing_error_does_not_prevent_a_change() -> None:
    assert spliced("a: no\nb: 1\n", Set(("b",), 2)) == "a: no\nb: 2\n"


def test_change_that_would_affect_another_value_is_refused() -> None:
    ends_without_a_newline = "a: |\n  x"
    assert refused(lambda: spliced(ends_without_a_newline, Set(("b",), 1))) == BY_HAND


# Properties, over cards in many styles


def paths(node: Node, here: Field = ()) -> list[Field]:
    found: list[Field] = []
    for key, (_, value) in node.entries.items():
        found += [(*here, key), *paths(value, (*here, key))]
    for at, item in enumerate(node.items):
        found += [(*here, at), *paths(item, (*here, at))]
    return found


@st.composite
def changes_to(draw: Any, tree: Tree) -> Change:
    """Generate one change at a random path of *tree*."""
    everywhere = [(), *paths(tree.root)]
    maps = [path for path in everywhere if tree.node(path).kind == "map"]
    lists = [path for path in everywhere if tree.node(path).kind == "seq"]
    value = draw(values)
    kind = draw(st.sampled_from(["set", "add", "remove", *["append", "insert"] * bool(lists)]))
    if kind == "add":
        after = tuple(draw(st.permutations(KEYS)))[: draw(st.integers(0, 4))]
        return Set((*draw(st.sampled_from(maps)), "added"), value, after)
    if kind == "append":
        return Append(draw(st.sampled_from(lists)), value)
    if kind == "insert":
        path = draw(st.sampled_from(lists))
        return Insert((*path, draw(st.integers(0, len(tree.node(path).items)))), value)
    path = draw(st.sampled_from(everywhere[1:]))
    return Remove(path) if kind == "remove" else Set(path, value)


class Lines:
    """The lines of the old text that a change may touch."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.lines = tree.text.split("\n")

    def line(self, offset: int) -> int:
        return self.tree.position(offset)[0] - 1

    def of(self, change: Change) -> tuple[int, int, bool]:
        """Return first and last line, and whether lines may only be added between them."""
        path = change.path if isinstance(change, Append) else change.path[:-1]
        parent = self.tree.node(path)
        size = len(parent.entries or parent.items)
        if isinstance(change, Set) and self.tree.node(change.path) is not None:
            return *self.of_value(change.path), False
        if parent.style == "flow" or (isinstance(change, Remove) and size == 1):
            return *self.of_value(path), False
        if isinstance(change, Remove):
            first, last = self.of_value(change.path)
            return first, self.with_trailing_comments(change.path, first, last), False
        return self.line(parent.start), len(self.lines), True

    def of_value(self, path: Field) -> tuple[int, int]:
        """Return the lines from the key or dash of a value to its end."""
        node = self.tree.node(path)
        start = node.start
        if path and isinstance(path[-1], str):
            start = self.tree.node(path[:-1]).entries[path[-1]][0].start
        first = self.line(start)
        while path and isinstance(path[-1], int) and not self.has_dash(first, path):
            first -= 1
        return first, self.line(node.end) + 1

    def has_dash(self, line: int, path: Field) -> bool:
        parent = self.tree.node(path[:-1])
        return parent.style == "flow" or self.lines[line].lstrip().startswith("-")

    def with_trailing_comments(self, path: Field, first: int, last: int) -> int:
        """Return the line after the blank lines and deeper comments that follow a value."""
        mark = "-" if isinstance(path[-1], int) else path[-1]
        column = self.lines[first].index(mark)
        for at in range(last, len(self.lines)):
            inside = self.lines[at].strip()
            if inside and not (inside.startswith("#") and self.lines[at].index("#") > column):
                moves_up = self.lines[first].lstrip().startswith("- ") and mark != "-"
                return at + moves_up
        return len(self.lines)


def with_lf(text: str) -> str:
    return text.replace("\r\n", "\n")


def touches_only(old: list[str], new: list[str], first: int, last: int) -> bool:
    behind = len(old) - last
    return old[:first] == new[:first] and old[last:] == new[len(new) - behind :]


@settings(max_examples=150, deadline=None)
@given(written_cards())
def test_generated_text_reads_back_as_its_data(card: tuple[dict[str, Any], str]) -> None:
    data, text = card
    if "|+" not in text and ">+" not in text:  # these keep blank lines that follow
        assert repr(read(text).data) == repr(data), text


@settings(max_examples=200, deadline=None)
@given(written_cards(), st.data())
def test_change_touches_only_its_own_lines(card: tuple[dict[str, Any], str], some: Any) -> None:
    tree = read(card[1])
    change = some.draw(changes_to(tree))
    new = splice(tree, [change])
    assert repr(read(new).data) == repr(apply(tree.data, [change]))
    first, last, only_adds = Lines(tree).of(change)
    old_lines, new_lines = (
        with_lf(text).removesuffix("\n").split("\n") for text in (tree.text, new)
    )
    spans = [(at, at) for at in range(first, last + 1)] if only_adds else [(first, last)]
    assert any(touches_only(old_lines, new_lines, *span) for span in spans), new
    assert new.count("\n") == new.count("\r\n") or "\r\n" not in tree.text
    assert new.endswith("\n") or not tree.text.endswith("\n")


@settings(max_examples=100, deadline=None)
@given(written_cards(), st.data())
def test_scalar_is_replaced_exactly(card: tuple[dict[str, Any], str], some: Any) -> None:
    tree = read(card[1])
    path = some.draw(st.sampled_from(paths(tree.root)))
    node = tree.node(path)
    if node.kind != "scalar" or node.style in ("|", ">"):
        path = ("added",)
        tree = read("added: 1\n")
        node = tree.node(path)
    value = some.draw(st.integers(-99, 99) | st.sampled_from(["짧은 글", "it's: #1", "no", ""]))
    new = splice(tree, [Set(path, value)])
    assert new.startswith(tree.text[: node.start])
    assert new.endswith(tree.text[node.end :])


@settings(max_examples=100, deadline=None)
@given(written_cards(), cards)
def test_spliced_differences_give_the_wanted_data(
    card: tuple[dict[str, Any], str], wanted: dict[str, Any]
) -> None:
    tree = read(card[1])
    changes = differences(tree.data, wanted, lambda path: () if path else KEYS)
    assert differences(read(splice(tree, changes)).data, wanted) == []
