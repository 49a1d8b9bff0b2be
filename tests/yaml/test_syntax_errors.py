"""Rule 101: mistakes that people make, in words for people, at the place of the mistake."""

from __future__ import annotations

import pytest

from cardctl.yaml.reader import read_tree

FAULTS = [
    ("a: b: c\n", 1, 5, "a colon and a space inside plain text"),
    ("- a: 지방: 소멸\n", 1, 8, "a colon and a space inside plain text"),
    ("a: 1\n  b: 2\n", 2, 3, "this line is indented unlike the lines around it"),
    ("a:\n  b: 1\n c: 2\n", 3, 2, "this line is indented unlike the lines around it"),
    ("a:\n  - b\n c: 1\n", 3, 2, "this line is indented unlike the lines around it"),
    ("  a: 1\nb: 2\n", 2, 1, "this line is indented unlike the lines around it"),
    ("a: x\n- b\n", 2, 1, "this line is indented unlike the lines around it"),
    ("a:\n\tb: c\n", 2, 1, "a tab in the indentation"),
    ("a: |\n  x\n\ty\n", 3, 1, "a tab in the indentation"),
    ("a: b\tc\n", 1, 5, "a tab outside quotes"),
    ("a: 1\nfoo\nb: 2\n", 2, 1, "this line has no key: it is not 'key: value'"),
    ("a: 1\nkey:value\nb: 2\n", 2, 1, "a colon without a space after it"),
    ("a: 'x\nb: 1\n", 1, 4, "this quote is never closed"),
    ('a: "x\nb: 1\n', 1, 4, "this quote is never closed"),
    ("a: 'it's'\n", 1, 8, "text after a closing quote"),
    ('a: "x" y\n', 1, 8, "text after a closing quote"),
    ('a: "C:\\dir"\n', 1, 7, "an unknown escape: \\d"),
    ('a: "\\U00110000"\n', 1, 5, "an unknown escape: \\U00110000"),
    ("a: [1, 2\nb: 3\n", 1, 4, "this bracket is never closed: ["),
    ("a: {b: 1, c: 2\nd: 3\ne: 4\n", 1, 4, "this bracket is never closed: {"),
    ("a: {b: 1 # }\n", 1, 4, "this bracket is never closed: {"),
    ("a: {b: 1, # }\n", 1, 4, "this bracket is never closed: {"),
    ("a: {b: 1,\n", 1, 4, "this bracket is never closed: {"),
    ("a: {b: 1\n  c: 2}\n", 2, 4, "a comma or } is missing before this"),
    ("a: ['x' 'y']\n", 1, 9, "a comma or ] is missing before this"),
    ("a: [b] c\n", 1, 8, "text after a closing bracket"),
    ("a: @x\n", 1, 4, "text cannot begin with @"),
    ("a: `x`\n", 1, 4, "text cannot begin with `"),
    ("a: %x\n", 1, 4, "text cannot begin with %"),
    ("# c\n%x\n", 2, 1, "text cannot begin with %"),
    ("a: & b\n", 1, 4, "text cannot begin with &"),
    ("a: * b\n", 1, 4, "text cannot begin with *"),
    ("a: ]\n", 1, 4, "text cannot begin with ]"),
    ("a: ? b\n", 1, 4, "text cannot begin with ?"),
    ("a: > 50%\n", 1, 6, "after > the text begins on the next line"),
    ("a: |x\n  y\n", 1, 5, "after | the text begins on the next line"),
    ("a: - b\n", 1, 4, "a list item on the line of its key"),
    ("a: |\n   \n  x\n", 3, 1, "the text block above this line begins with a blank line of spaces"),
    ("a: {b: c}\nd #e: f\n", 3, 1, "this cannot be read as YAML"),
]


@pytest.mark.parametrize("pure", [False, True])
@pytest.mark.parametrize(("text", "line", "column", "message"), FAULTS)
def test_mistakes_are_named_where_they_are(
    text: str, line: int, column: int, message: str, pure: bool
) -> None:
    tree, [finding] = read_tree(text.encode(), "x.yaml", pure=pure)
    assert tree is None
    assert finding.code == "CC101"
    assert finding.span is not None
    assert (finding.span.line, finding.span.column) == (line, column)
    assert str(finding.message) == message
    assert finding.hint is not None


def test_what_follows_from_a_refusal_is_not_said() -> None:
    _, findings = read_tree(b"a: &x 1\nb: @\n", "x.yaml")
    assert [finding.code for finding in findings] == ["CC105"]
