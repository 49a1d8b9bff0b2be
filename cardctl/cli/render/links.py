"""Addresses that a terminal opens when its user clicks on a text (OSC 8).

They are printed only where the stream is a terminal with colours, never in a pipe or a CI log. An
address contains nothing but visible ASCII, so that it cannot end the sequence around it.
"""

from __future__ import annotations

import os
import re
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from cardctl.domain.ids import card_path
from cardctl.literals import integer
from cardctl.report.formats.terminal import styled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cardctl.cli.session import Session

ADDRESS = re.compile(r"""(?i:https?://|mailto:)[^\s<>"'\ufffd]+(?<![.,;:!?)\]}])""")
"""An address in a text, without the signs of the sentence around it."""

_UNCHANGED = "%!#$&()*+,/:;=?@[]~"
"""Characters of an address that mean something there; all others are encoded (RFC 3986)."""

_OLD_VTE = 5000
"""Terminals on older versions of VTE crash on a link."""


def shows_links(session: Session, stream: str = "stdout") -> bool:
    """Whether links may be printed to *stream*: to a terminal with colours that knows them.

    FORCE_HYPERLINK=0 turns them off.
    """
    from cardctl.cli.ci_log import in_ci

    handle = sys.stdout if stream == "stdout" else sys.stderr
    if not handle.isatty() or not session.colour_on(stream) or in_ci():
        return False
    environment = os.environ
    vte = integer(environment.get("VTE_VERSION", ""))
    return (
        environment.get("FORCE_HYPERLINK") != "0"
        and not environment.get("TERM", "").startswith(("dumb", "linux", "eterm"))
        and not (vte is not None and vte < _OLD_VTE)
    )


def address(written: str) -> str:
    """Return the address to print for one in a card; empty if it may not be opened."""
    from urllib.parse import quote

    from cardctl.domain.base import LONGEST_ADDRESS

    if ADDRESS.fullmatch(written) is None or len(written) > LONGEST_ADDRESS:
        return ""
    return quote(written, safe=_UNCHANGED)


def file_links(session: Session, stream: str = "stdout") -> Callable[[str], str]:
    """Return a function from paths in the register to the addresses of files; empty for none.

    Over SSH, the terminal would look for the files on another machine.
    """
    if not shows_links(session, stream) or "SSH_CONNECTION" in os.environ:
        return lambda _path: ""
    return partial(_file, session.root.absolute())


def card_links(session: Session) -> Callable[[str], str]:
    """Return a function from ids of cards to the addresses of their files; empty for none."""
    link_of = file_links(session)
    return lambda identifier: link_of(card_path(identifier))


def _file(root: Path, path: str) -> str:
    return "" if ".." in path else (root / path).as_uri()


def with_links(text: str, lines: Sequence[str]) -> Iterator[str]:
    """Yield the *lines* into which *text* was wrapped, with its addresses as links.

    Of an address on two lines, each part is a link to the whole.
    """
    found = [(each.span(), address(each[0])) for each in ADDRESS.finditer(text)]
    end = 0
    for line in lines:
        start = max(text.find(line, end), 0)
        end = start + len(line)
        yield "".join(_parts(text, start, end, found))


def _parts(
    text: str, start: int, end: int, links: Sequence[tuple[tuple[int, int], str]]
) -> Iterator[str]:
    """Yield *text* from *start* to *end*, with what is in it of *links*."""
    for (first, last), link in links:
        if first < end and last > start and link:
            yield text[start : max(first, start)]
            yield styled(text[max(first, start) : min(last, end)], "", link)
            start = min(last, end)
    yield text[start:end]
