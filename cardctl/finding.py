"""A problem found in a register, as data.

Findings are values: rules and readers create them, the command line prints them. An exception, by
contrast, means that the command cannot continue (see `errors`).
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, NamedTuple, Self

from cardctl.i18n import Message, _

Field = tuple[str | int, ...]
"""A place inside a file: ``("plan", "steps", 1, "owner")``; ``()`` is the whole file."""


class Severity(StrEnum):
    """Severity of a finding; by default, only errors make a command exit with status 1."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Span(NamedTuple):
    """A range of a file's text: 1-based lines and columns (in characters), end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class Related(NamedTuple):
    """A second place that explains a finding; *path* is empty for the finding's own file."""

    message: Message
    field: Field = ()
    path: str = ""
    span: Span | None = None


class SetValue(NamedTuple):
    """Set *field* to *value*; None deletes the key.

    A new key is inserted after the last key of *after* that is present.
    """

    field: Field
    value: Any
    after: tuple[str, ...] = ()


class RenameKey(NamedTuple):
    """Rename the key at *field* to *key*."""

    field: Field
    key: str


class ReplaceText(NamedTuple):
    """Replace the text at *span* with *text*: for what no field covers, such as a comment."""

    span: Span
    text: str


Edit = SetValue | RenameKey | ReplaceText


class Fix(NamedTuple):
    """A correction of a finding that the program can apply itself.

    *title* describes it. A *safe* fix is unambiguous; any other is a guess that somebody has to
    review. A fix without edits changes something outside the register.
    """

    title: Message
    edits: tuple[Edit, ...]
    safe: bool = False

    @classmethod
    def put(
        cls, field: Field, value: Any, *, safe: bool = False, after: tuple[str, ...] = ()
    ) -> Self:
        """Return the fix that sets *field* to *value*, or deletes it if *value* is None."""
        says = _("remove it") if value is None else _("write {value}", value=value)
        return cls(says, (SetValue(field, value, after),), safe)


class Finding(NamedTuple):
    """One problem at one place.

    *path* is relative to the register's root, with ``/``. *field* is the place in the file; the
    store resolves it to lines and columns for printing. Only the reader, which has no fields yet,
    sets *span* itself. *on_key* points at the key rather than at its value. *hint* is one line
    that states the fix; *note* is additional information, such as the allowed values. *name* is
    the readable name that belongs to the code. *fixes* are alternatives, the most likely first.
    """

    path: str
    field: Field
    code: str
    name: str
    message: Message
    severity: Severity = Severity.ERROR
    hint: Message | None = None
    on_key: bool = False
    span: Span | None = None
    related: tuple[Related, ...] = ()
    fixes: tuple[Fix, ...] = ()
    note: Message | None = None


class Directive(NamedTuple):
    """A comment addressed to the program: ``# cardctl: WORDS``.

    *line* is the line that it applies to: its own or, if the comment has a line to itself, the
    next one with data. *cut* is the text to delete when the comment is removed.
    """

    path: str
    words: str
    span: Span
    line: int
    cut: Span


def counts(findings: Sequence[Finding]) -> dict[Severity, int]:
    """Return the number of findings of each severity."""
    return {level: sum(1 for f in findings if f.severity is level) for level in Severity}
