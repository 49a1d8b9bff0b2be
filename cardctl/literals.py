"""Numbers and days as people type them: ASCII digits in one fixed form.

`int`, `str.isdigit` and `date.fromisoformat` accept more: `٢`, `２`, `1_0`, `2026-W01-1`. Two
readers of a register must not see two numbers, so nothing is read here that is not plain.
"""

from __future__ import annotations

import re
from datetime import date

_INTEGER = re.compile(r"-?[0-9]{1,18}")
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def integer(text: str) -> int | None:
    """Return the integer that *text* spells with ASCII digits; None if it is anything else."""
    return int(text) if _INTEGER.fullmatch(text) else None


def iso_day(text: str) -> date | None:
    """Return the day that *text* spells as YYYY-MM-DD; None for other forms and bad days."""
    if not _ISO_DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
