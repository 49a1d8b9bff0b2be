"""A problem found in a register, as data.

Findings are values: rules and readers make them, the command line prints them. An exception, by
contrast, means that the command cannot go on (see `errors`).
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, NamedTuple, Self

from cardctl.i18n import Message, _

Field = tuple[str | int, ...]
"""A place inside a file: ``("plan", "steps", 1, "owner")``; ``()`` is the whole file."""


class Severity(StrEnum):
    """How much a finding weighs; only errors make a command end with 1."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Span(NamedTuple):
    """A stretch of a file's text: 1-based lines and columns (in characters), end exclusive."""

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


class Put(NamedTuple):
    """Write *value* at *field*; None takes the key away.

    A key that is not there yet goes behind the last present one of *after*.
    """

    field: Field
    value: Any
    after: tuple[str, ...] = ()


class Rename(NamedTuple):
    """Call the key at *field* *key*."""

    field: Field
    key: str


class Rewrite(NamedTuple):
    """Write *text* in place of what stands at *span*: for what no field says, such as a comment."""

    span: Span
    text: str


Edit = Put | Rename | Rewrite


class Fix(NamedTuple):
    """A way to mend a finding that the program can go by itself.

    *says* what it does. A *safe* one cannot be meant otherwise; any other is a guess that
    somebody has to look at. One without edits mends what lies outside the register.
    """

    says: Message
    edits: tuple[Edit, ...]
    safe: bool = False

    @classmethod
    def put(
        cls, field: Field, value: Any, *, safe: bool = False, after: tuple[str, ...] = ()
    ) -> Self:
        """Make the fix that writes *value* at *field*, or takes it out where it is None."""
        says = _("take it out") if value is None else _("write {value}", value=value)
        return cls(says, (Put(field, value, after),), safe)


class Finding(NamedTuple):
    """One problem at one place.

    *path* is relative to the register's root, with ``/``. *field* says where in the file; the
    store turns it into lines and columns when it is printed. Only the reader, which has no fields
    yet, gives *span* itself. *on_key* points at the key rather than at its value. *mend* is the
    one line that says what to do; *aside* is what else is good to know, such as the words that
    would do. *name* is the speaking name that goes with the code. *fixes* are alternatives, the
    likeliest first.
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
    """A comment that speaks to the program: ``# cardctl: WORDS``.

    *line* is the line that it speaks of: its own, or, where the comment has a line to itself, the
    next one that holds anything. *cut* is what goes when the comment is taken out.
    """

    path: str
    words: str
    span: Span
    line: int
    cut: Span


def counts(findings: Sequence[Finding]) -> dict[Severity, int]:
    """How many findings of each severity."""
    return {level: sum(1 for f in findings if f.severity is level) for level in Severity}
