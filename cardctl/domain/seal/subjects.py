"""Names of what a seal covers; a card is named by its id."""

from __future__ import annotations

SETTINGS = "settings"
REPORT = "report"
"""Names of the subjects of which there is one only."""

SEAL = "seal"
"""Name of the seal itself as a subject."""


def meeting_subject(number: int) -> str:
    """Return the name of a meeting as a subject."""
    return f"meeting {number}"


def agency_subject(code: str) -> str:
    """Return the name of an agency as a subject."""
    return f"agency {code}"
