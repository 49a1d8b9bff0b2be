"""Terminal output by rich: styles, wrapped lines, tables and bars.

rich is imported when it is first needed: a command that prints to a pipe does not load it. Text
reaches it only through `printable` and as `Text`, so that nothing in a card is markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from io import StringIO
from typing import TYPE_CHECKING, NamedTuple

from cardctl.printable import columns, printable
from cardctl.report.formats.wrap import wrapped

if TYPE_CHECKING:
    from rich.box import Box
    from rich.console import Console, RenderableType
    from rich.table import Table
    from rich.text import Text

SIGNAL_STYLES = {
    "red": "bold red",
    "amber": "yellow",
    "green": "green",
    "blue": "blue",
    "grey": "dim",
}
"""rich styles of signals."""

FORCED_WIDTH = 120
"""Width in columns if colour is forced in a pipe, whose width is unknown."""

LONGEST = 200
"""Maximum number of rows of a table by rich, which takes about a millisecond for each."""

GAP = 2
"""Columns of space between two columns of a table."""

BAR_WIDTH = 20
"""Columns of a bar."""


class TextColumn(NamedTuple):
    """A column of a table: a *fixed* one never wraps.

    On a terminal, an *optional* one is left out if none of its cells has a value; the *names* of a
    row are the first line of its record. *weight* is the column's share of the spare width.
    """

    heading: str
    is_fixed: bool = False
    is_right: bool = False
    is_optional: bool = False
    is_name: bool = False
    weight: int = 1


class TextCell(NamedTuple):
    """The text of a cell, on one or more lines, its rich style, and what it links to."""

    text: str
    style: str = ""
    link: str = ""


def styled(text: str, style: str, link: str = "") -> str:
    """Return *text* in a rich style such as ``bold red``, or unchanged if *style* is empty.

    A terminal opens *link*, an address that is safe to print (see `cli.render.links`), if it can;
    others show the text only.
    """
    if not style and not link:
        return text
    from rich.color import ColorSystem
    from rich.style import Style

    made = Style.parse(style) + Style(link=link or None)
    return _numbered(made.render(text, color_system=ColorSystem.STANDARD))


_LINK_ID = re.compile("(?<=\x1b]8;id=)[0-9-]+")


def _numbered(text: str) -> str:
    """Number the links in *text*, whose random ids would make every run different.

    A terminal shows parts with one id as one link.
    """
    ids: dict[str, int] = {}
    return _LINK_ID.sub(lambda found: str(ids.setdefault(found[0], len(ids) + 1)), text)


def padded(text: str, width: int) -> str:
    """Pad *text* with spaces to *width* columns."""
    return text + " " * (width - columns(text))


def _console(width: int, *, colour: bool) -> Console:
    """Return a console that writes into a string, whatever the environment says."""
    from rich.console import Console

    return Console(
        file=StringIO(),
        width=width,
        color_system="standard" if colour else None,
        legacy_windows=False,
        _environ={},
    )


def table(
    heads: Sequence[TextColumn],
    rows: Sequence[Sequence[TextCell]],
    *,
    widths: Sequence[int] | None = None,
    ruled: bool = False,
    bars: Sequence[float | None] = (),
    bar: str = "",
) -> Table:
    """Return a table by rich whose wrapping columns fold; nothing is truncated.

    Columns have the *widths* if given, or less if their lines leave room when they are broken;
    otherwise rich shares out the room there is, which must be enough for the fixed ones. *ruled*
    draws a line below the headings (none if all are empty). *bars* adds a column with a bar for
    each row, from 0 to 100; None is no bar. It is made of the character *bar* (default: of blocks).
    """
    from rich.table import Table

    made = Table(
        box=_ruled() if ruled else None,
        show_header=any(head.heading for head in heads),
        show_edge=False,
        pad_edge=False,
        padding=(0, 0, 0, GAP - 1) if ruled else (0, GAP, 0, 0),
    )
    tight = widths and [
        _widest_line((head.heading, *(row[index].text for row in rows)), widths[index])
        for index, head in enumerate(heads)
    ]
    for index, head in enumerate(heads):
        made.add_column(
            _text(head.heading, "bold"),
            overflow="fold",
            no_wrap=head.is_fixed and widths is None,
            justify="right" if head.is_right else "left",
            width=tight[index] if tight else None,
        )
    if bars:
        made.add_column(width=BAR_WIDTH)
    for index, row in enumerate(rows):
        drawn = (_bar(percent, bar) for percent in bars[index : index + 1])
        made.add_row(*(_text(*cell) for cell in row), *drawn)
    return made


def _widest_line(texts: Iterable[str], width: int) -> int:
    """Return the width of the widest line of *texts* when they are wrapped to *width*."""
    return max(columns(line) for text in texts for line in wrapped(text.strip(), width))


def side_by_side(tables: Iterable[Table], gap: int) -> Table:
    """Return *tables* in one row, *gap* columns apart."""
    from rich.table import Table

    made = Table.grid(padding=(0, gap, 0, 0))
    made.add_row(*tables)
    return made


def lines_of(renderable: RenderableType, width: int, *, colour: bool) -> list[str]:
    """Return the lines of anything that rich renders, on a terminal of *width* columns."""
    console = _console(width, colour=colour)
    with console.capture() as shown:
        console.print(renderable)
    return [line.rstrip() for line in _numbered(shown.get()).splitlines()]


def _text(text: str, style: str, link: str = "") -> Text:
    from rich.style import Style
    from rich.text import Text

    shown = Style.parse(style) + Style(link=link) if link else style
    return Text(printable(text).strip(), shown)


def _bar(percent: float | None, char: str) -> RenderableType | None:
    from rich.bar import Bar

    if percent is None:
        return None
    return _text(char * round(percent / 100 * BAR_WIDTH), "") if char else Bar(100, 0, percent)


@cache
def _ruled() -> Box:
    """Return a box of nothing but a line below the headings."""
    from rich.box import Box

    return Box("    \n    \n ── \n" + 5 * "    \n")
