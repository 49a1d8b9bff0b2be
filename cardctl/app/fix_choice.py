"""A fix chosen for a finding: the places that it writes, and whether it overlaps with others."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cardctl.finding import Edit, Field, Finding, Fix, RenameKey, ReplaceText, SetValue, Span

ChoiceKey = tuple[object, ...]
"""Identifies a finding, however the text around it moves."""


def key_of(finding: Finding) -> ChoiceKey:
    """Return what identifies *finding*."""
    return finding.path, finding.code, finding.field


class Choice(NamedTuple):
    """A finding and the fix chosen for it."""

    finding: Finding
    fix: Fix

    @property
    def key(self) -> ChoiceKey:
        """Identifies the choice across rounds."""
        return (*key_of(self.finding), str(self.fix.title))

    @property
    def path(self) -> str:
        """The file that the fix edits."""
        return self.finding.path

    @property
    def is_whole_file(self) -> bool:
        """Whether the fix rewrites text throughout its file, such as all line ends."""
        return len(self.fix.edits) > 1 and all(isinstance(e, ReplaceText) for e in self.fix.edits)


# Places -----------------------------------------------------------------------------------------


def _edited(edit: Edit) -> Iterator[Field]:
    """Yield the fields that an edit writes; a rewrite of text keeps all values, so none."""
    if isinstance(edit, SetValue):
        # Without this item, the ones after it move.
        is_removed_item = edit.value is None and isinstance(edit.field[-1], int)
        yield edit.field[:-1] if is_removed_item else edit.field
    elif isinstance(edit, RenameKey):
        yield edit.field
        yield (*edit.field[:-1], edit.key)


def edited_fields(fix: Fix) -> Iterator[Field]:
    """Yield the fields that a fix writes."""
    for edit in fix.edits:
        yield from _edited(edit)


class Writers:
    """Which of *choices*, by index, write a place; found without comparing it with each of them."""

    def __init__(self, choices: Iterable[Choice] = ()) -> None:
        self._at: dict[tuple[str, Field], list[int]] = {}
        self._within: dict[tuple[str, Field], list[int]] = {}
        for index, choice in enumerate(choices):
            for field in {choice.finding.field, *edited_fields(choice.fix)}:
                self.add(choice.path, field, index)

    def add(self, path: str, field: Field, index: int) -> None:
        """Note that choice *index* writes *field*; `()` is no place."""
        if field:
            self._at.setdefault((path, field), []).append(index)
        for end in range(1, len(field) + 1):
            self._within.setdefault((path, field[:end]), []).append(index)

    def of(self, path: str, field: Field) -> set[int]:
        """Return the choices that write *field*, a part of it, or what it is a part of."""
        found = set(self._within.get((path, field), ()))
        for end in range(1, len(field)):
            found.update(self._at.get((path, field[:end]), ()))
        return found


# Overlaps ---------------------------------------------------------------------------------------

_Range = tuple[tuple[int, int], tuple[int, int]]
"""Start and end in a text, each as line and column."""


def without_overlaps(choices: Iterable[Choice]) -> list[Choice]:
    """Return those of *choices* that do not overlap with an earlier one.

    Two overlap if they write the same field, or one a part of the other's, or the same text. A fix
    of a whole file overlaps with every other one in it. Equal edits do not overlap.
    """
    files: dict[str, _Admitted] = {}
    return [each for each in choices if files.setdefault(each.path, _Admitted()).admit(each)]


class _Admitted:
    """What the fixes of one file write that may be applied together."""

    def __init__(self) -> None:
        self._edits: set[str] = set()
        self._has_whole_file = False
        self._fields = Writers()
        self._texts: list[_Range] = []

    def admit(self, choice: Choice) -> bool:
        """Add the fix if it overlaps with none that was added before; return whether it was."""
        edits = repr(choice.fix.edits)
        if edits in self._edits:
            return True
        if self._has_whole_file or (choice.is_whole_file and self._edits):
            return False
        fields = set(edited_fields(choice.fix))
        texts = [_range(edit.span) for edit in choice.fix.edits if isinstance(edit, ReplaceText)]
        if texts:
            fields.add(choice.finding.field)  # whose text they rewrite
        if any(self._fields.of("", field) for field in fields) or any(map(self._has_text, texts)):
            return False
        self._edits.add(edits)
        self._has_whole_file = choice.is_whole_file
        for field in fields:
            self._fields.add("", field, 0)
        for text in texts:
            insort(self._texts, text)
        return True

    def _has_text(self, text: _Range) -> bool:
        """Whether a range overlaps with one added before; touching is no overlap."""
        at = bisect_left(self._texts, text)
        before, after = self._texts[max(at - 1, 0) : at], self._texts[at : at + 1]
        return any(end > text[0] for _, end in before) or any(start < text[1] for start, _ in after)


def _range(span: Span) -> _Range:
    return (span.line, span.column), (span.end_line, span.end_column)
