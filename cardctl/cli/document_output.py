"""Write an agenda paper or minutes where they are wanted, in the format that is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cardctl.app.meeting_document import FORMATS, render
from cardctl.cli.output import only_json
from cardctl.cli.report_output import FOR_PEOPLE, chosen_format, output_file, source_date
from cardctl.errors import Unknown
from cardctl.i18n import _

if TYPE_CHECKING:
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
) -> DocumentOutput:
    """Return where a document goes: its format is *form*, or that of *output*, or text.

    Raises Unknown for a format, UsageError for an option that would be ignored.
    """
    form = only_json(form) if json else form
    if form is not None and form not in FORMATS:
        raise Unknown("format", form, FORMATS)
    chosen = chosen_format(form, view=None, template=None, font=font, output=output, force=force)
    if chosen not in FORMATS:
        raise Unknown("format", chosen, FORMATS)
    return DocumentOutput(chosen, output, font, force, pager)


def print_document(session: Session, made: MeetingDocument, wanted: DocumentOutput) -> None:
    """Print a document, or write it to its file.

    Raises Refused if the file exists, and as `render`.
    """
    file = output_file(wanted.output)
    text = render(
        made,
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
