"""The seal of a meeting: digests of its report's content, to detect later alterations."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import StringConstraints

from cardctl.domain.base import CardId, IsoDate, MeetingNumber, Model

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256 (FIPS 180-4), in hexadecimal."""


class Seal(Model):
    """The file `M<NN>/seal.json`, written once by `cardctl meeting seal`."""

    format: Literal[1]
    """Version of the seal format."""
    meeting: MeetingNumber
    """Number of the meeting whose report is sealed."""
    as_of: IsoDate
    """The as-of date of that report."""
    facts: Digest
    """Digest of all facts of the report."""
    cards: dict[CardId, dict[str, Digest]]
    """For each card in the report's view, the digest of each sealed field."""
