"""Documents in any format: agenda paper and minutes of a meeting, and the report of a period."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cardctl.errors import Unknown
from cardctl.report.agenda_paper import AgendaPaper
from cardctl.report.formats import render_document
from cardctl.report.formats.json import render_facts
from cardctl.report.layout.agenda_paper import paper_document
from cardctl.report.layout.minutes import minutes_document
from cardctl.report.layout.period import period_document
from cardctl.report.minutes import Minutes
from cardctl.report.period import PeriodReport
from cardctl.report.plain_papers import plain_minutes, plain_paper, plain_period

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from cardctl.report.document import Document

FORMATS = ("text", "markdown", "json", "html", "docx", "hwpx", "pdf")
"""Their formats; the other ones of a report are for tables of cards."""

MeetingDocument = AgendaPaper | Minutes | PeriodReport


def render(
    made: MeetingDocument,
    form: str,
    *,
    lang: str = "en",
    width: int | None = None,
    colour: bool = False,
    font: str | None = None,
    made_on: date | None = None,
) -> str | bytes:
    """Render *made* in one of `FORMATS`; bytes for binary formats.

    *width* and *colour* are those of a terminal; *font* is the name or file of a font for paper
    formats (default: the register's); *made_on* is the creation date of the file (default: the
    as-of date). Raises Unknown for a format, MissingExtra, and SystemProblem if no font has the
    characters of a PDF.
    """
    if form not in FORMATS:
        raise Unknown("format", form, FORMATS)
    if form == "json":
        kind, data = _facts(made)
        return render_facts(kind, data, made.unreadable, lang)
    return render_document(
        form,
        _document(made, lang),
        day=made_on or made.as_of,
        font=font or made.register.config.settings.font,
        width=width,
        colour=colour,
    )


def _facts(made: MeetingDocument) -> tuple[str, Mapping[str, object]]:
    """Return the kind of the document, and its facts as data."""
    if isinstance(made, Minutes):
        return "minutes", plain_minutes(made)
    if isinstance(made, PeriodReport):
        return "period-report", plain_period(made)
    return "agenda-paper", plain_paper(made)


def _document(made: MeetingDocument, lang: str) -> Document:
    if isinstance(made, Minutes):
        return minutes_document(made, lang)
    if isinstance(made, PeriodReport):
        return period_document(made, lang)
    return paper_document(made, lang)
