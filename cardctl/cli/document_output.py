"""Write an agenda paper or minutes where they are wanted, in the format that is wanted."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from cardctl.app.meeting_document import FORMATS, render
from cardctl.cli.output import only_json
from cardctl.cli.report_output import FOR_PEOPLE, chosen_format, output_file, source_date
from cardctl.errors import Unknown
from cardctl.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cardctl.app.meeting_document import MeetingDocument
    from cardctl.cli.session import Session


class DocumentOutput(NamedTuple):
    """Where a document goes, in which of `FORMATS`, and with which font."""

    form: str
    output: str | None
    font: str | None
    force: bool
    pager: bool


def document_output(
    form: str | None,
    output: str | None,
    *,
    json: bool,
    font: str | None,
    force: bool,
    pager: bool,
    formats: Sequence[str] = FORMATS,
) -> DocumentOutput:
    """Return where a document goes: its format is *form*, or that of *output*, or text.

    Raises Unknown for a format that is none of *formats*, UsageError for an option that would be
    ignored.
    """
    form = only_json(form) if json else form
    if form is not None and form not in formats:
        raise Unknown("format", form, formats)
    chosen = chosen_format(form, view=None, template=None, font=font, output=output, force=force)
    if chosen not in formats:
        raise Unknown("format", chosen, formats)
    return DocumentOutput(chosen, output, font, force, pager)


def print_document(session: Session, made: MeetingDocument, wanted: DocumentOutput) -> None:
    """Print a document about a meeting, or write it to its file. Raises as `print_rendered`."""
    print_rendered(session, partial(render, made), wanted)


def print_rendered(
    session: Session, render: Callable[..., str | bytes], wanted: DocumentOutput
) -> None:
    """Print what *render* makes of the format that is wanted, or write it to its file.

    Raises Refused if the file exists, and as *render*.
    """
    file = output_file(wanted.output)
    text = render(
        wanted.form,
        lang=session.lang,
        width=None if file else session.width(),
        colour=not file and session.colour_on(),
        font=wanted.font,
        made_on=source_date(),
    )
    if file:
        from cardctl.store.atomic.file import write_file

        write_file(file, text, force=wanted.force)
        session.echo(_("wrote {path}", path=wanted.output))
    elif wanted.form in FOR_PEOPLE and isinstance(text, str):
        (session.print_paged if wanted.pager else session.print_result)(text)
    else:
        session.answer_data(text)
