"""Write a report where it is wanted, in the format that is wanted."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cardctl.errors import CardctlError, FileProblem, Unknown, UsageError
from cardctl.i18n import _, _n
from cardctl.literals import integer
from cardctl.report.formats import FORMATS, FormatSource, default_view, render
from cardctl.suggest import nearest

if TYPE_CHECKING:
    from cardctl.cli.render.progress import Progress
    from cardctl.cli.session import Session
    from cardctl.report.facts import MeetingReport

FOR_PEOPLE = ("text", "markdown")
"""Formats that people read in a CI log; the others are machine-readable."""


def print_report(
    session: Session,
    report: MeetingReport,
    *,
    form: str,
    view: str | None,
    template: str | None,
    font: str | None,
    output: str | None,
    force: bool,
    pager: bool,
    progress: Progress,
) -> None:
    """Print the report, or write it to the file *output* (``-`` is stdout).

    With *pager*, a report that is too long for the terminal is shown in a pager. Raises Unknown for
    a view, Refused if the file exists, UsageError for a template that cannot be rendered.
    """
    file = output_file(output)
    width = None if file else session.width()
    with progress.stage(_("writing the report")):
        made = (
            _filled(session, report, Path(template))
            if template
            else render(
                form,
                report,
                lang=session.lang,
                view=view or default_view(form),
                width=width,
                colour=not file and session.colour_on(),
                font=font,
                made_on=source_date(),
                pictures=None if width is None else session.pictures,
            )
        )
    if file:
        from cardctl.store.atomic.file import write_file

        write_file(file, made, force=force)
        session.echo(_("wrote {path}", path=output))
    elif form in FOR_PEOPLE and isinstance(made, str):
        (session.print_paged if pager else session.print_result)(made)
    else:
        session.answer_data(made)


def output_file(output: str | None) -> Path | None:
    """Return the file of the option ``-o``; None for stdout."""
    return None if output in (None, "-") else Path(str(output))


def chosen_format(
    form: str | None,
    *,
    view: str | None,
    template: str | None,
    font: str | None,
    output: str | None,
    force: bool,
) -> str:
    """Return the output format: *form*, or the one of *output*'s extension, or text.

    Raises Unknown for a format or an extension, UsageError for an option that the format ignores or
    for binary output to a terminal.
    """
    file = output_file(output)
    if force and file is None:
        raise UsageError(
            _("--force requires an output file"), _("add -o FILE, or leave out --force")
        )
    if template is not None:
        _require_template_alone(form, view, font)
        return "text"
    form = form or (_format_of(file) if file else "text")
    if form not in FORMATS:
        raise Unknown("format", form, FORMATS)
    _require_format_takes(form, view, font)
    if FORMATS[form].binary and file is None and _to_terminal():
        raise UsageError(
            _("{format} output cannot be shown in a terminal", format=form),
            _("write it to a file: -o report.{format}", format=form),
        )
    return form


def _require_template_alone(form: str | None, view: str | None, font: str | None) -> None:
    """Raise UsageError for a layout option together with a template, which defines the layout."""
    if form is not None or view is not None:
        raise UsageError(
            _("--template replaces --format and --view"), _("leave out --format and --view")
        )
    if font is not None:
        raise UsageError(_("--template does not support --font"), _("leave out --font"))


def _require_format_takes(form: str, view: str | None, font: str | None) -> None:
    """Raise UsageError for an option that the format ignores."""
    source = FORMATS[form].source
    if font is not None and source is not FormatSource.PAPER:
        paper = [name for name, known in FORMATS.items() if known.source is FormatSource.PAPER]
        raise UsageError(
            _("format {format} does not support --font", format=form),
            _("leave out --font, or use a format that supports it: {formats}",
                formats=", ".join(paper)),
        )  # fmt: skip
    cards_only = source is FormatSource.CARDS and view in ("brief", "summary")
    if view not in (None, "full") and (source is FormatSource.FACTS or cards_only):
        raise UsageError(
            _("format {format} does not support view {view}", format=form, view=view),
            _("leave out --view"),
        )


def _to_terminal() -> bool:
    return sys.stdout.isatty()


def _filled(session: Session, report: MeetingReport, template: Path) -> str:
    """Render the report with the user's template. Raises FileProblem and UsageError."""
    from cardctl.report.template import render_template

    try:
        source = template.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise UsageError(_("{name} is not in UTF-8", name=template)) from None
    except OSError as error:
        why = error.strerror or error
        raise FileProblem(_("cannot read {name}: {why}", name=template, why=why)) from error
    return render_template(report, session.lang, source, template.name)


def source_date() -> date | None:
    """Return the creation date to put into files, if the environment sets one.

    Source: reproducible-builds.org, SOURCE_DATE_EPOCH.
    """
    seconds = integer(os.environ.get("SOURCE_DATE_EPOCH", ""))
    if seconds is None or not 0 <= seconds < 10**10:
        return None
    return datetime.fromtimestamp(seconds, UTC).date()


def _format_of(file: Path) -> str:
    """Return the format for a file's extension. Raises Unknown."""
    ending = file.suffix.lower()
    for name, known in FORMATS.items():
        if ending in known.endings:
            return name
    endings = [known for each in FORMATS.values() for known in each.endings]
    hint = None if nearest(ending, endings) else _("specify a format: --format FORMAT")
    raise Unknown("format for extension", ending, endings, hint)


def require(report: MeetingReport, fail_on: Iterable[str]) -> None:
    """Raise CardctlError (exit code 1) if one of the conditions in *fail_on* is met."""
    missing, overdue = len(report.not_submitted), len(report.overdue)
    found = {
        "missing": _n("{count} card without a result", "{count} cards without a result", missing),
        "overdue": _n("{count} overdue card", "{count} overdue cards", overdue),
        "invalid": _n(
            "{count} error in the register", "{count} errors in the register", report.errors
        ),
    }
    for message in (found[name] for name in fail_on):
        if message.values["count"]:
            raise CardctlError(message)
