"""Parse what people type: numbers and dates here in one fixed form, others in the modules inside.

`days`, `percentages` and `amounts` take the forms of offices, too, and raise `LiteralError`. All
take ASCII digits only.

`int`, `str.isdigit` and `date.fromisoformat` accept more: `٢`, `２`, `1_0`, `2026-W01-1`. Two
programs must never read different numbers from one register, so only the plain form is accepted.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cardctl.i18n import Message

_INTEGER = re.compile(r"-?[0-9]{1,18}")
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class LiteralError(ValueError):
    """A text that cannot be read, or in more than one way; `hint` says what to write."""

    def __init__(self, message: Message, hint: Message | None = None) -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return str(self.message)


def integer(text: str) -> int | None:
    """Return the integer in *text*, written in ASCII digits; None for anything else."""
    return int(text) if _INTEGER.fullmatch(text) else None


@lru_cache(maxsize=4096)
def iso_day(text: str) -> date | None:
    """Return the date in *text*, written YYYY-MM-DD; None for other forms and invalid dates.

    The results are cached: a register has many equal dates.
    """
    if not _ISO_DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
