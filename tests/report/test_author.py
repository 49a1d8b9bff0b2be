"""The author in the properties of a file: the body whose document it is."""

from __future__ import annotations

import re
import zipfile
from datetime import date
from io import BytesIO

import pytest
from support.models import M2, REGISTERED, card, register

from cardctl.domain.view import View
from cardctl.report.compute import meeting_report
from cardctl.report.document import Document, Heading, Paragraph
from cardctl.report.formats import render_document
from cardctl.report.layout import layout
from cardctl.report.letter import Letter, LetterKind, letter_document
from cardctl.report.returns import agency_returns

DAY = date(2024, 7, 10)
PARTS = {
    "docx": ("docProps/core.xml", r"<dc:creator>(.*?)</dc:creator>"),
    "xlsx": ("docProps/core.xml", r"<dc:creator>(.*?)</dc:creator>"),
    "hwpx": ("Contents/content.hpf", r'<opf:meta name="creator"[^>]*>(.*?)</opf:meta>'),
}
"""The part of a package that names the author, and how."""


def named(form: str, document: Document) -> str:
    """Return the author that the file names, as it is escaped there."""
    made = render_document(form, document, day=DAY)
    if isinstance(made, str):
        pattern, text = r'<meta name="author" content="(.*?)">', made
    elif form == "pdf":
        pattern, text = r"<dc:creator><rdf:Seq><rdf:li>(.*?)</rdf:li>", made.decode(errors="ignore")
    else:
        name, pattern = PARTS[form]
        with zipfile.ZipFile(BytesIO(made)) as package:
            text = package.read(name).decode()
    (found,) = re.findall(pattern, text)
    return str(found)


@pytest.mark.parametrize("form", ["docx", "hwpx", "html", "pdf", "xlsx"])
def test_author_is_the_issuing_body_or_the_program(form: str) -> None:
    pytest.importorskip({"hwpx": "hwpx", "pdf": "typst", "xlsx": "xlsxwriter"}.get(form, "json"))
    blocks = (Heading(1, "Title"), Heading(2, "Part", "1."), Paragraph("text"))
    assert named(form, Document("en", blocks, author="Body <&> Council")) == (
        "Body &lt;&amp;&gt; Council"
    )
    assert named(form, Document("en", blocks)) == "cardctl"


@pytest.mark.parametrize(("lang", "body"), [("en", "City Council"), ("ko", "시정 회의")])
def test_reports_and_letters_are_of_the_body(lang: str, body: str) -> None:
    names = {"body": {"en": "City Council", "ko": "시정 회의"}}
    held = register(card("M01-001", REGISTERED), config=names)
    assert layout(meeting_report(held, 2, M2), lang).author == body
    owed, *_ = agency_returns(View(held, 2, M2))
    assert letter_document(Letter(LetterKind.REQUEST, held, 2, owed, DAY), lang).author == body
