"""Parse percentages: ``75``, ``75%``, ``75 퍼센트``."""

from __future__ import annotations

import re
from functools import cache

from cardctl.i18n import _, either, languages
from cardctl.i18n.layout import layout_of
from cardctl.literals import LiteralError, integer

_HINT = _("write a whole number of percent, for example 75%")


def percentage(text: str) -> int:
    """Return the whole percentage in *text*, whatever its range.

    ``0.75`` may be 0.75% or 75%, and is refused, and so is what is not whole. Raises LiteralError.
    """
    match = _form().fullmatch(text.strip())
    if match is None:
        raise LiteralError(_("'{value}' is not a percentage", value=text), _HINT)
    whole, decimals, sign = match.groups()
    if decimals and not sign and whole in ("0", "1") and int(whole + decimals):
        readings = either([f"{whole}.{decimals}%", f"{_hundredfold(whole, decimals)}%"])
        raise LiteralError(
            _("'{value}' can be read as {readings}", value=text, readings=readings), _HINT
        )
    number = integer(whole)
    if number is None or (decimals or "").strip("0"):
        raise LiteralError(_("'{value}' is not a whole percentage", value=text), _HINT)
    return number


def _hundredfold(whole: str, decimals: str) -> str:
    """Return 100 times ``whole.decimals``: ``75`` for 0.75, ``7.5`` for 0.075."""
    shifted = f"{decimals:0<2}"
    rest = shifted[2:].rstrip("0")
    return f"{int(whole + shifted[:2])}{'.' if rest else ''}{rest}"


@cache
def _form() -> re.Pattern[str]:
    signs = {sign for lang in languages() for sign in layout_of(lang).percent}
    return re.compile(
        rf"(-?[0-9]{{1,9}})(?:\.([0-9]{{1,9}}))?\s*({'|'.join(map(re.escape, signs))})?",
        re.IGNORECASE,
    )
