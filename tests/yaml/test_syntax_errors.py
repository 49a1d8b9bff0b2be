"""Rule 101: common syntax errors get a clear message at the position of the error."""

from __future__ import annotations

import pytest

from cardctl.yaml.reader import read_tree

FAULTS = [
    ("a: b: c\n", 1, 5, "colon followed by a space in unquoted text"),
    ("- a: 지방: 소멸\n", 1, 8, "colon followed by a space in unquoted text"),
    ("a: 1\n  b: 2\n", 2, 3, "this line is indented differently from the lines around it"),
    ("a:\n  b: 1\n c: 2\n", 3, 2, "this line is indented differently from the lines around it"),
    ("a:\n  - b\n c: 1\n", 3, 2, "this line is indented differently from the lines around it"),
    ("  a: 1\nb: 2\n", 2, 1, "this line is indented differently from the lines around it"),
    ("a: x\n- b\n", 2, 1, "this line is indented differently from the lines around it"),
    ("a:\n\tb: c\n", 2, 1, "a tab in the indentation"),
    ("a: |\n  x\n\ty\n", 3, 1, "a tab in the indentation"),
    ("a: b\tc\n", 1, 5, "a tab outside quotes"),
    ("a: 1\nfoo\nb: 2\n", 2, 1, "this line has no key: expected 'key: value'"),
    ("a: 1\nkey:value\nb: 2\n", 2, 1, "missing space after the colon"),
    ("a: 'x\nb: 1\n", 1, 4, "unclosed quote"),
    ('a: "x\nb: 1\n', 1, 4, "unclosed quote"),
    ("a: 'it's'\n", 1, 8, "text after a closing quote"),
    ('a: "x" y\n', 1, 8, "text after a closing quote"),
    ('a: "C:\\dir"\n', 1, 7, "unknown escape sequence: \\d"),
    ('a: "\\U00110000"\n', 1, 5, "unknown escape sequence: \\U00110000"),
    ("a: [1, 2\nb: 3\n", 1, 4, "unclosed bracket: ["),
    ("a: {b: 1, c: 2\nd: 3\ne: 4\n", 1, 4, "unclosed bracket: {"),
    ("a: {b: 1 # }\n", 1, 4, "unclosed bracket: {"),
    ("a: {b: 1, # }\n", 1, 4, "unclosed bracket: {"),
    ("a: {b: 1,\n", 1, 4, "unclosed bracket: {"),
    ("a: {b: 1\n  c: 2}\n", 2, 4, "missing comma or } before this"),
    ("a: ['x' 'y']\n", 1, 9, "missing comma or ] before this"),
    ("a: [b] c\n", 1, 8, "text after a closing bracket"),
    ("a: @x\n", 1, 4, "text cannot begin with @"),
    ("a: `x`\n", 1, 4, "text cannot begin with `"),
    ("a: %x\n", 1, 4, "text cannot begin with %"),
    ("# c\n%x\n", 2, 1, "text cannot begin with %"),
    ("a: & b\n", 1, 4, "text cannot begin with &"),
    ("a: * b\n", 1, 4, "text cannot begin with *"),
    ("a: ]\n", 1, 4, "text cannot begin with ]"),
    ("a: ? b\n", 1, 4, "text cannot begin with ?"),
    ("a: > 50%\n", 1, 6, "text after > must start on the next line"),
    ("a: |x\n  y\n", 1, 5, "text after | must start on the next line"),
    ("a: - b\n", 1, 4, "list item on the same line as its key"),
    ("a: |\n   \n  x\n", 3, 1, "the text block above this line starts with a line of spaces only"),
    ("a: {b: c}\nd #e: f\n", 3, 1, "invalid YAML"),
]


@pytest.mark.parametrize("pure", [False, True])
@pytest.mark.parametrize(("text", "line", "column", "message"), FAULTS)
def test_syntax_error_is_reported_at_its_position(
    text: str, line: int, column: int, message: str, pure: bool
) -> None:
    tree, [finding] = read_tree(text.encode(), "x.yaml", pure=pure)
    assert tree is None
    assert finding.code == "CC101"
    assert finding.span is not None
    assert (finding.span.line, finding.span.column) == (line, column)
    assert str(finding.message) == message
    assert finding.hint is not None


def test_errors_that_follow_from_a_refusal_are_suppressed() -> None:
    _, findings = read_tree(b"a: &x 1\nb: @\n", "x.yaml")
    assert [finding.code for finding in findings] == ["CC105"]
