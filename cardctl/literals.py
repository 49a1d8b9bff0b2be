"""Parse numbers and dates that people type: ASCII digits in one fixed form.

`int`, `str.isdigit` and `date.fromisoformat` accept more: `٢`, `２`, `1_0`, `2026-W01-1`. Two
programs must never read different numbers from one register, so only the plain form is accepted.
"""

from __future__ import annotations

import re
from datetime import date

_INTEGER = re.compile(r"-?[0-9]{1,18}")
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def integer(text: str) -> int | None:
    """Return the integer in *text*, written in ASCII digits; None for anything else."""
    return int(text) if _INTEGER.fullmatch(text) else None


def iso_day(text: str) -> date | None:
    """Return the date in *text*, written YYYY-MM-DD; None for other forms and invalid dates."""
    if not _ISO_DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
