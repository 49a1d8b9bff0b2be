"""The short form of evidence that people type: an address, a path, or a document by its number."""

from __future__ import annotations

import re
from typing import Any

from cardctl.domain.enums import EvidenceKind
from cardctl.domain.names import member
from cardctl.errors import UsageError
from cardctl.literals import LiteralError
from cardctl.literals.days import written_day

_DAY = re.compile(r" *[0-9](?!.*[A-Za-z])")
"""Begins like a date: not the host of an address such as ``name@1.example``."""


def evidence_record(written: str) -> dict[str, Any]:
    """Return ``[KIND:]URL|PATH`` or ``KIND:NUMBER@DATE`` as a record of evidence.

    The default kind is ``other``: guessing ``news`` from a URL could be wrong. Raises Unknown for a
    kind, UsageError for a date.
    """
    head, sign, rest = written.partition(":")
    if not sign or rest.startswith("//"):
        return {"kind": EvidenceKind.OTHER.value, "url" if sign else "path": written}
    kind, rest = member(head, EvidenceKind).value, rest.strip()
    if "://" in rest:
        return {"kind": kind, "url": rest}
    number, sign, day = rest.rpartition("@")
    if not (sign and _DAY.match(day)):
        return {"kind": kind, "path": rest}
    try:
        return {"kind": kind, "number": number.strip(), "date": written_day(day).isoformat()}
    except LiteralError as error:
        raise UsageError(error.message, error.hint) from error
