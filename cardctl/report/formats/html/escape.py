"""Escape text for HTML and for style sheets; there is no other way into either."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cardctl.domain.base import LONGEST_ADDRESS
from cardctl.html_page import escape
from cardctl.printable import printable

_RUN = re.compile(
    r"""(?i:https?://|mailto:)[^\s<>"'\ufffd]+"""
    r"|(?P<whole>\bM[0-9]{2,}-[0-9]{3,}|\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b"
    r"|\b[0-9]{4}\. [0-9]{1,2}\. [0-9]{1,2}\.)"
    r"|\S{32,}"
)
"""An address; a card id or date, which never breaks; or a run too long to leave unbroken."""

_SAFE_SCHEMES = ("http://", "https://", "mailto:")
_CLOSING = ".,;:!?)]}"
"""Characters that end a sentence or a bracket around an address, not the address."""
_UNSAFE_IN_CSS = re.compile(r"[^A-Za-z0-9가-힣 ]")


def inline(text: str, *, follow: bool = True) -> str:
    """Return *text* as the content of an element.

    If *follow* is true, http(s) and mailto addresses become links (set it to False inside a link).
    """
    return "".join(_parts(printable(text).strip(), follow))


def lines(text: str, *, follow: bool = True) -> str:
    """Return *text* as `inline` does, with newlines as ``<br>``."""
    return inline(text, follow=follow).replace("\n", "<br>")


def css_string(text: str) -> str:
    """Return *text* as a CSS string that cannot end the string or the style sheet early."""
    # The space after an escape is part of it.
    return '"' + _UNSAFE_IN_CSS.sub(lambda sign: f"\\{ord(sign[0]):x} ", printable(text)) + '"'


def _parts(text: str, follow: bool) -> Iterator[str]:
    end = 0
    for found in _RUN.finditer(text):
        yield escape(text[end : found.start()])
        if found["whole"]:
            yield f'<span class="whole">{found[0]}</span>'
        else:
            yield from _run(found[0], follow)
        end = found.end()
    yield escape(text[end:])


def _run(run: str, follow: bool) -> Iterator[str]:
    """A link, or a long run that may break anywhere."""
    address = run.rstrip(_CLOSING)
    is_link = run.lower().startswith(_SAFE_SCHEMES) and len(address) <= LONGEST_ADDRESS
    if not follow or not is_link:
        yield f'<span class="long">{escape(run)}</span>'
        return
    shown = escape(address)
    yield f'<a class="long" href="{shown}" rel="noopener noreferrer">{shown}</a>'
    yield escape(run[len(address) :])
