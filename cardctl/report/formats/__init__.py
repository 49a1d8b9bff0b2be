"""The output formats of a report: a table of them, and a function that renders any of them."""

from __future__ import annotations

from enum import StrEnum
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from cardctl.errors import MissingExtra, Unknown
from cardctl.i18n import Message, _

if TYPE_CHECKING:
    from datetime import date

    from cardctl.report.document import Document, Flow
    from cardctl.report.facts import MeetingReport
    from cardctl.report.formats.overview import Marks


class FormatSource(StrEnum):
    """Input of a format, which determines how its module's `render` is called."""

    FACTS = "facts"
    """``render(report, lang)``"""
    CARDS = "cards"
    """``render(report, lang, cards)``, with the cards of the view"""
    DOCUMENT = "document"
    """``render(document)``"""
    FLOW = "flow"
    """``render(flow)``: the document, block by block"""
    WORKBOOK = "workbook"
    """``render(document, day=…)``: with the table of all cards, and the creation date"""
    TERMINAL = "terminal"
    """``render(flow, width=…, colour=…)``"""
    PAPER = "paper"
    """``render(document, day=…, font=…)``, with the creation date; *font* None: the default"""


class Format(NamedTuple):
    """An output format: its name, file extensions, description, and the module that renders it.

    *extra* is the package extra that the module needs; a *binary* format renders to bytes.
    """

    name: str
    endings: tuple[str, ...]
    description: Message
    module: str
    source: FormatSource = FormatSource.DOCUMENT
    extra: str | None = None
    binary: bool = False


_ALL = (
    Format(
        "text",
        (".txt",),
        _("for the terminal; plain and unwrapped in a pipe"),
        "cardctl.report.formats.text",
        FormatSource.TERMINAL,
    ),
    Format(
        "markdown",
        (".md", ".markdown"),
        _("GitHub Flavored Markdown"),
        "cardctl.report.formats.markdown",
        FormatSource.FLOW,
    ),
    Format(
        "json",
        (".json",),
        _("report data for other programs"),
        "cardctl.report.formats.json",
        FormatSource.FACTS,
    ),
    Format(
        "html",
        (".html", ".htm"),
        _("one page for browser and print, with charts"),
        "cardctl.report.formats.html",
    ),
    Format(
        "docx",
        (".docx",),
        _("a Word document"),
        "cardctl.report.formats.docx",
        FormatSource.PAPER,
        binary=True,
    ),
    Format(
        "hwpx",
        (".hwpx",),
        _("a Hangul document"),
        "cardctl.report.formats.hwpx",
        FormatSource.PAPER,
        extra="hwpx",
        binary=True,
    ),
    Format(
        "pdf",
        (".pdf",),
        _("a PDF for print and archiving (PDF/A, tagged)"),
        "cardctl.report.formats.pdf",
        FormatSource.PAPER,
        extra="pdf",
        binary=True,
    ),
    Format(
        "xlsx",
        (".xlsx",),
        _("a workbook with all cards, tables and charts, one sheet per section"),
        "cardctl.report.formats.xlsx",
        FormatSource.WORKBOOK,
        extra="xlsx",
        binary=True,
    ),
    Format(
        "csv",
        (".csv",),
        _("a table with one row per card"),
        "cardctl.report.formats.csv",
        FormatSource.CARDS,
    ),
    Format(
        "ics",
        (".ics",),
        _("a calendar with the meetings and the due dates of open cards"),
        "cardctl.report.formats.ics",
        FormatSource.CARDS,
    ),
)

FORMATS: dict[str, Format] = {known.name: known for known in _ALL}


def default_view(name: str) -> str:
    """Return the view of a report if none is asked for: on paper, what a meeting reads."""
    known = FORMATS.get(name)
    return "brief" if known and known.source is FormatSource.PAPER else "full"


def render(
    name: str,
    report: MeetingReport,
    *,
    lang: str,
    view: str = "full",
    width: int | None = None,
    colour: bool = False,
    font: str | None = None,
    made_on: date | None = None,
    pictures: Marks | None = None,
) -> str | bytes:
    """Render *report* in the format *name*, in *lang*; text formats end with a newline.

    *view* is ``full``, ``brief``, ``summary`` or ``agency:CODE``; JSON always has all facts.
    *width* is the terminal's width, None for a pipe; *pictures* are the characters of its overview
    and bars (default: no overview); *font* is the name or file of a font for paper formats
    (default: the register's); *made_on* is the creation date of the file (default: as-of date).
    Raises Unknown for an unknown format, view or agency, MissingExtra, and SystemProblem if no font
    has the characters of a PDF.
    """
    if name not in FORMATS:
        raise Unknown("format", name, FORMATS)
    from cardctl.report.layout import cards_of, flow, layout, workbook

    chosen = FORMATS[name]
    cards = cards_of(report, view)
    render = _module(chosen).render
    if chosen.source is FormatSource.FACTS:
        return str(render(report, lang))
    if chosen.source is FormatSource.CARDS:
        return str(render(report, lang, cards))
    if chosen.source is FormatSource.TERMINAL and width is not None and pictures is not None:
        top = [] if view.startswith("agency:") else _overview(report, lang, width, colour, pictures)
        laid_out = flow(report, lang, view)
        return str(render(laid_out, width=width, colour=colour, top=top, bar=pictures.bar))
    named = font or report.register.config.settings.font
    in_turn = chosen.source in (FormatSource.FLOW, FormatSource.TERMINAL)
    of_sheets = chosen.source is FormatSource.WORKBOOK
    lay_out = flow if in_turn else workbook if of_sheets else layout
    return render_document(
        name,
        lay_out(report, lang, view),
        day=made_on or report.as_of,
        font=named,
        width=width,
        colour=colour,
    )


def _overview(
    report: MeetingReport, lang: str, width: int, colour: bool, pictures: Marks
) -> list[str]:
    from cardctl.report.formats.overview import overview

    lines = overview(report, lang, width, colour=colour, marks=pictures)
    return [*lines, ""] if lines else []


def render_document(
    name: str,
    document: Document | Flow,
    *,
    day: date,
    font: str | None = None,
    width: int | None = None,
    colour: bool = False,
) -> str | bytes:
    """Render any *document* in a format that takes documents; *day* is its creation date.

    Raises MissingExtra, and SystemProblem if no font has the characters of a PDF.
    """
    chosen = FORMATS[name]
    render = _module(chosen).render
    if chosen.source is FormatSource.TERMINAL:
        made = render(document, width=width, colour=colour)
    elif chosen.source is FormatSource.WORKBOOK:
        made = render(document, day=day)
    elif chosen.source is FormatSource.PAPER:
        made = render(document, day=day, font=font)
    else:
        made = render(document)
    return bytes(made) if chosen.binary else str(made)


def _module(chosen: Format) -> Any:
    """Import the module of a format. Raises MissingExtra if its extra is not installed."""
    try:
        return import_module(chosen.module)
    except ModuleNotFoundError as missing:
        if chosen.extra is None or str(missing.name).startswith("cardctl"):
            raise
        raise MissingExtra(chosen.name, chosen.extra) from missing
