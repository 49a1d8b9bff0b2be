"""A problem found in a register, as data.

Findings are values: rules and readers make them, the command line prints them. An exception, by
contrast, means that the command cannot go on (see `errors`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from cardctl.locale import Phrase

Field = tuple[str | int, ...]
"""A place inside a file: ``("plan", "steps", 1, "owner")``; ``()`` is the whole file."""


class Severity(StrEnum):
    """How much a finding weighs; only errors make a command end with 1."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a file's text: 1-based lines and columns (in characters), end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Related:
    """A second place that explains a finding; *path* is empty for the finding's own file."""

    message: Phrase
    field: Field = ()
    path: str = ""
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem at one place.

    *path* is relative to the register's root, with ``/``. *field* says where in the file; the
    store turns it into lines and columns when it is printed. Only the reader, which has no fields
    yet, gives *span* itself. *on_key* points at the key rather than at its value. *mend* is the
    one line that says what to do. *name* is the speaking name that goes with the code.
    """

    path: str
    field: Field
    code: str
    name: str
    message: Phrase
    severity: Severity = Severity.ERROR
    mend: Phrase | None = None
    on_key: bool = False
    span: Span | None = None
    related: tuple[Related, ...] = ()
