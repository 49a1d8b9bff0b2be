"""Parts of pages as HTML: texts with their language, signals, tables, facts, charts.

All text of cards is escaped here; the rest of the package puts together what this module returns.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import count
from typing import NamedTuple

from cardctl.domain.base import Text
from cardctl.domain.follow_up import FOLLOW_UPS, FollowUp
from cardctl.domain.signal import SIGNALS, Colour
from cardctl.domain.text import text_in
from cardctl.html_page import escape
from cardctl.i18n import SOURCE, Message, gettext
from cardctl.report import words
from cardctl.report.document import Cell, Chart, ColumnKind
from cardctl.report.formats.html import svg
from cardctl.report.formats.html.escape import inline, lines

LONGEST_TITLE = 160
"""Characters of a title in a list; the page of the card has all of it."""

LONGEST_NOTE = 300
"""Characters of other texts of cards in a list."""


class Column(NamedTuple):
    """A column of a table; *kind* is its CSS class."""

    heading: str
    kind: ColumnKind = ColumnKind.NAME


def said(template: str, lang: str) -> str:
    """Return a message of the program, escaped."""
    return escape(gettext(template, lang))


def told(message: Message, lang: str) -> str:
    """Return a message with values, escaped."""
    return escape(message.render(lang))


# Texts ------------------------------------------------------------------------------------------


def language_of(text: Text, lang: str) -> str:
    """Return the language of what `text_in` returns if it is known and not *lang*, else "".

    A plain text does not say its language.
    """
    if isinstance(text, str) or text.get(lang):
        return ""
    return SOURCE if text.get(SOURCE) else next(iter(text))


def prose(text: Text | None, lang: str, *, follow: bool = True) -> str:
    """Return a text of a register; one that is not in *lang* is marked with its language."""
    if text is None:
        return ""
    shown, other = words.text(text, lang), language_of(text, lang)
    body = _lines(shown, follow)
    return f'<span lang="{other}">{body}</span>' if other else body


@lru_cache(8192)  # names, states and standard phrases occur on many pages
def _lines(text: str, follow: bool) -> str:
    return lines(text, follow=follow)


def title(text: Text, lang: str) -> str:
    """Return a title for a list, shortened if it is very long, without links."""
    shown = text_in(text, lang)
    if len(shown) <= LONGEST_TITLE:
        return prose(text, lang, follow=False)
    other = language_of(text, lang)
    return prose({other or lang: shortened(shown, LONGEST_TITLE)}, lang, follow=False)


def shortened(text: str, longest: int) -> str:
    """Return *text*, cut with a mark if it has more characters than *longest*."""
    return text if len(text) <= longest else f"{text[:longest].rstrip()}…"


def phrase(text: str, lang: str) -> str:
    """Return text in several lines that was put together from texts of a register."""
    return prose(text, lang) if text else ""


# Signs ------------------------------------------------------------------------------------------


@cache
def signal(colour: Colour, lang: str, more: str = "") -> str:
    """Return a signal in words; the style sheet draws its sign."""
    word = SIGNALS[colour].render(lang)
    return f'<span class="signal {colour}">{escape(f"{word} ({more})" if more else word)}</span>'


@cache
def badge(which: FollowUp, lang: str) -> str:
    """Return a follow-up class as a badge."""
    return f'<span class="badge {which}">{escape(FOLLOW_UPS[which].render(lang))}</span>'


# Blocks -----------------------------------------------------------------------------------------


def link(address: str, body: str) -> str:
    """Return a link; *body* is HTML without links."""
    return f'<a href="{escape(address)}">{body}</a>'


def section(heading: str, body: str, name: str = "", address: str = "") -> str:
    """Return a section with a heading; nothing if it has no body.

    *heading* is text; with an *address*, it is a link.
    """
    if not body:
        return ""
    place = f' id="{name}"' if name else ""
    head = link(address, escape(heading)) if address else escape(heading)
    return f"<section{place}>\n<h2>{head}</h2>\n{body}</section>\n"


def facts(pairs: Iterable[tuple[str, str]]) -> str:
    """Return labels (text) with their values (HTML); those without a value are left out."""
    rows = "".join(
        f"<div><dt>{escape(label)}</dt><dd>{value}</dd></div>\n" for label, value in pairs if value
    )
    return f'<dl class="facts">\n{rows}</dl>\n' if rows else ""


def figures(counts: Iterable[tuple[str, int, str]]) -> str:
    """Return counts in large figures: label, number, and attributes of the element."""
    shown = "".join(
        f"<div{attributes}><dt>{escape(label)}</dt><dd>{number:,}</dd></div>\n"
        for label, number, attributes in counts
    )
    return f'<dl class="counts">\n{shown}</dl>\n'


def follow_ups(counts: Mapping[FollowUp, int], lang: str) -> str:
    """Return the number of cards in each follow-up class in large figures."""
    return figures(
        (FOLLOW_UPS[each].render(lang), counts[each], f' class="{each}" data-follow-up="{each}"')
        for each in FollowUp
    )


def bullets(items: Iterable[str], kind: str = "plain") -> str:
    """Return a list of HTML items; nothing if there are none."""
    body = "".join(f"<li>{item}</li>\n" for item in items)
    return f'<ul class="{kind}">\n{body}</ul>\n' if body else ""


def table(
    caption: str, columns: Sequence[Column], rows: Iterable[tuple[str, Sequence[str]]]
) -> str:
    """Return a table, or nothing if it has no rows; *caption* is for screen readers.

    Each row has the attributes of its element, and a cell (HTML) for each column; a column without
    anything in it is left out. On a narrow screen, the cells are stacked, each with the heading of
    its column.
    """
    rows = list(rows)
    used = [n for n in range(len(columns)) if n == 0 or any(cells[n] for _unused, cells in rows)]
    if len(used) < len(columns):
        columns = [columns[n] for n in used]
        rows = [(attributes, [cells[n] for n in used]) for attributes, cells in rows]
    labels = [f' class="{c.kind}" data-label="{escape(c.heading)}"' for c in columns]
    body = "".join(
        f"<tr{attributes}>{''.join(_cells(cells, labels))}</tr>\n" for attributes, cells in rows
    )
    if not body:
        return ""
    heads = "".join(f'<th scope="col" class="{c.kind}">{escape(c.heading)}</th>' for c in columns)
    return (
        f'<table class="stack"><caption class="unseen">{escape(caption)}</caption>'
        f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{body}</tbody></table>\n"
    )


def _cells(cells: Sequence[str], labels: Sequence[str]) -> Iterable[str]:
    """Yield the cells of a row; the first is its heading. Empty ones are not labelled."""
    yield f'<th scope="row"{labels[0]}>{cells[0]}</th>'
    for cell, label in zip(cells[1:], labels[1:], strict=True):
        yield f"<td{label}><div>{cell}</div></td>" if cell else "<td></td>"


def chart(drawn: Chart, lang: str, number: int) -> str:
    """Return a chart with its legend, and the table of its data; *number* is its own in the page.

    The page needs `svg.definitions` once.
    """
    used = [i for i, series in enumerate(drawn.series) if any(series.values)]
    names = (f"{svg.swatch(drawn, i)}{escape(drawn.series[i].name)}" for i in used)
    legend = bullets(names, "legend") if len(drawn.series) > 1 else ""
    return (
        f'<figure class="chart"><figcaption>{inline(drawn.title)}'
        f"<small>{inline(drawn.description)}</small></figcaption>{legend}"
        f"{svg.drawing(drawn, f'chart{number}')}"
        f"<details><summary>{said('Chart data', lang)}</summary>{_data(drawn)}</details>"
        "</figure>\n"
    )


def charts(drawn: Iterable[Chart], lang: str) -> str:
    """Return charts side by side, with the definitions of their patterns."""
    numbers = count(1)
    body = "".join(chart(each, lang, next(numbers)) for each in drawn)
    return f'{svg.definitions()}<div class="charts">{body}</div>\n' if body else ""


def _data(drawn: Chart) -> str:
    columns = [Column(each.heading, each.kind) for each in drawn.table.columns]
    return table(drawn.title, columns, (("", list(map(_text, row))) for row in drawn.table.rows))


def _text(cell: Cell) -> str:
    return inline(cell.text)
