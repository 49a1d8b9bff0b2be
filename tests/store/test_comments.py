"""The positions of directive comments, and the lines that they apply to."""

from __future__ import annotations

import pytest

from cardctl.finding import Span
from cardctl.store.comments import directives


def read(text: str) -> list[tuple[str, int, int]]:
    found = directives({"a.yaml": text.encode()})
    return [(each.words, each.span.line, each.line) for each in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1  # cardctl: allow X y\nb: 2\n", [("allow X y", 1, 1)]),
        ("# cardctl: allow X y\na: 1\n", [("allow X y", 1, 2)]),
        ("# cardctl: allow X y\n\n# more\n  \na: 1\n", [("allow X y", 1, 5)]),
        ("# cardctl: a\n# cardctl: b\nc: 1\n", [("a", 1, 3), ("b", 2, 3)]),
        ("a: 1\n# cardctl: last", [("last", 2, 2)]),
        ("a: 1 # cardctl: x  \r\nb: 2\r\n", [("x", 1, 1)]),
        ("a:\n  - b  # cardctl: x\n", [("x", 2, 2)]),
        ("a: {b: 1, # cardctl: x\n  c: 2}\n", [("x", 1, 1)]),
        ("a: 'it # cardctl: x'\n", []),
        ('a: "it\n  # cardctl: x"\n', []),
        ("a: >\n  text\n  # cardctl: x\nb: 1 # cardctl: y\n", [("y", 4, 4)]),
        ("a: b#cardctl:x\n", []),
        ("a: 1 # note # cardctl: x\n", []),
        ("a: [\n# cardctl: x\n", []),
        ("", []),
    ],
)
def test_a_directive_and_its_line(text: str, expected: list[tuple[str, int, int]]) -> None:
    assert read(text) == expected


def test_positions_count_characters() -> None:
    (found,) = directives({"a.yaml": "제목: 제방  # cardctl: allow X 강\n".encode()})
    assert found.span == Span(1, 9, 1, 29)
    assert found.cut == Span(1, 7, 1, 29)
