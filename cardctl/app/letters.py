"""Letters to agencies as files: Word, Hangul, or a draft for the mail program."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from cardctl.report import words
from cardctl.report.formats import render_document
from cardctl.report.letter import Letter, letter_document, subject

if TYPE_CHECKING:
    from cardctl.domain.register import FactRegister
    from cardctl.report.mail import Mailbox


class LetterFormat(StrEnum):
    """Format of a letter; none means no letter."""

    EML = "eml"
    DOCX = "docx"
    HWPX = "hwpx"
    NONE = "none"


def letter_file(
    letter: Letter, form: LetterFormat, lang: str, files: Mapping[str, bytes] | None = None
) -> bytes:
    """Return the letter as a file; a mail has the *files*, by name, attached.

    Raises MissingExtra for a format whose extra is not installed.
    """
    document = letter_document(letter._replace(attachments=tuple(files or ())), lang)
    if form is not LetterFormat.EML:
        font = letter.register.config.settings.font
        made = render_document(form, document, day=letter.day, font=font)
        return made.encode() if isinstance(made, str) else made
    from cardctl.report.mail import draft

    text = str(render_document("text", document, day=letter.day))
    secretariat = letter.register.config.secretariat
    return draft(
        mailbox(letter.register, secretariat, lang),
        mailbox(letter.register, letter.owed.agency, lang),
        subject(letter, lang),
        text,
        files or {},
        letter.day,
    )


def mailbox(register: FactRegister, code: str, lang: str) -> Mailbox:
    """Return the name and address that mail to or from an agency has."""
    from cardctl.report.mail import Mailbox

    agency = register.by_code.get(code)
    return Mailbox(words.agency_name(register, code, lang), agency.email if agency else None)
