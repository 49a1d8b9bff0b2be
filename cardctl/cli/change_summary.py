"""Print the summary of a change, and write it where a CI system shows it."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from cardctl.i18n import Message, _

if TYPE_CHECKING:
    from cardctl.app.change_summary import ChangeSummary
    from cardctl.app.validate import Verdict
    from cardctl.cli.session import Session

LIMIT = 1024 * 1024
"""Bytes of a step's summary that GitHub shows; it refuses a longer one."""

_MARKDOWN, _TEXT = (".md", ".markdown"), (".txt",)


def require_file_name(name: str, *, compares: bool) -> None:
    """Raise UsageError for a file that cannot get a summary, Unknown for another extension."""
    from cardctl.errors import Unknown, UsageError

    if not compares:
        raise UsageError(
            _("--summary requires a change to summarise"), _("add --since REV or --staged")
        )
    endings = (*_MARKDOWN, *_TEXT)
    if Path(name).suffix.lower() not in endings:
        raise Unknown("format for extension", Path(name).suffix, endings)


def print_summary(session: Session, summary: ChangeSummary | None, stream: str) -> None:
    """Print what the change does to *stream*, unless the user asked for quiet."""
    if summary is None or session.quiet:
        return
    from cardctl.cli.render.change_summary import as_text

    text = as_text(
        summary, session.lang, width=session.width(stream), colour=session.colour_on(stream)
    )
    session.write(f"{text}\n", stream)


def write_summaries(session: Session, verdict: Verdict, name: str | None) -> None:
    """Write the summary to the file *name*, and to the page of the step on GitHub.

    Raises FileProblem for *name*; a problem with the step's page is only a warning.
    """
    from cardctl.app.validate import summary as last_line

    line = last_line(verdict.snapshot.register, verdict.findings)
    if name is not None:
        from cardctl.store.atomic.file import write_file

        write_file(Path(name), _contents(session, verdict, line, Path(name)), force=True)
    page = _page_of_step(os.environ)
    if page is not None and verdict.change is not None:
        try:
            _append(session, verdict.change, line, page)
        except OSError as error:
            why = error.strerror or error
            session.echo(_("cannot write the summary of this step: {why}", why=why))


def _contents(session: Session, verdict: Verdict, line: Message, file: Path) -> str:
    """Return the summary as Markdown or, by the extension of *file*, as text."""
    from cardctl.cli.render.change_summary import as_markdown, as_text

    lang, summary = session.lang, verdict.change
    if summary is None:
        return _("no change was compared: this run has no base").render(lang) + "\n"
    if file.suffix.lower() in _TEXT:
        return f"{as_text(summary, lang)}\n{line.render(lang)}\n"
    return as_markdown(summary, lang, line, room=sys.maxsize)


def _page_of_step(environment: Mapping[str, str]) -> Path | None:
    """Return the file that becomes the summary of the step, if GitHub (or a like) gives one.

    https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
    """
    name = environment.get("GITHUB_STEP_SUMMARY")
    return Path(name) if name and environment.get("GITHUB_ACTIONS") == "true" else None


def _append(session: Session, summary: ChangeSummary, line: Message, page: Path) -> None:
    from cardctl.cli.render.change_summary import as_markdown

    used = page.stat().st_size if page.exists() else 0
    text = as_markdown(summary, session.lang, line, room=LIMIT - used)
    with page.open("a", encoding="utf-8", newline="\n") as file:
        file.write(text)
