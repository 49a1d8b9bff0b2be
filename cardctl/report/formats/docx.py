"""Word (.docx): the package, its pages and its styles; `docx_body` writes their content."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from functools import partial
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import docx
from docx.enum.section import WD_ORIENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.rel import Relationships
from docx.oxml import parse_xml
from docx.section import Section
from docx.shared import Mm

from cardctl.report.document import Document
from cardctl.report.fonts import family_of
from cardctl.report.formats import docx_styles, paper
from cardctl.report.formats.docx_body import Body
from cardctl.report.formats.zipped import repacked

_UNUSED = ("stylesWithEffects", "customXml", "thumbnail", "numbering", "webSettings")
"""Parts of python-docx's template that the report does not need."""


def render(document: Document, *, day: date, font: str | None = None) -> bytes:
    """Return *document* as a Word file with the creation date *day*.

    *font* is the name of a font for all text (default: the language's). Raises UsageError if it is
    a file.
    """
    family = family_of(font)
    file = docx.Document()
    _restyle(file, docx_styles.styles(document.lang, family))
    body = Body(document, partial(_related, file.part.rels, {}))
    written: dict[str, str] = {}
    for number, sheet in enumerate(paper.sheets(document)):
        section = file.add_section() if number else file.sections[0]
        _turn(section, landscape=sheet.landscape)
        if not number:
            footer = section.footer._element  # python-docx has no API for fields
            footer[:] = [parse_xml(docx_styles.page_number())]
        file.element.body[-1].addprevious(_place(number))
        written[_mark(number)] = body.written(sheet)
    _describe(file, document, day)
    out = BytesIO()
    file.save(out)
    changed = {"word/fontTable.xml": docx_styles.font_table(family)}
    return repacked(out.getvalue(), changed | _filled(out, written))


def _restyle(file: docx.document.Document, styles: str) -> None:
    """Replace the template's styles with ours, and remove its parts that we do not use."""
    file.styles.element[:] = list(parse_xml(styles))
    for relations in (file.part.rels, file.part.package.rels):
        for name, relation in list(relations.items()):
            if relation.reltype.endswith(_UNUSED):
                del relations[name]


def _related(relations: Relationships, known: dict[str, str], address: str) -> str:
    """Return the id of a link to *address*; python-docx would search all links each time."""
    if address not in known:
        known[address] = f"link{len(known) + 1}"
        relations.add_relationship(
            RELATIONSHIP_TYPE.HYPERLINK, address, known[address], is_external=True
        )
    return known[address]


def _turn(section: Section, *, landscape: bool) -> None:
    """Set size (A4), orientation and margins of a section's pages."""
    edges = (Mm(paper.SHORT_EDGE), Mm(paper.LONG_EDGE))
    section.page_width, section.page_height = edges[::-1] if landscape else edges
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.left_margin = section.right_margin = Mm(paper.SIDE)
    section.top_margin, section.bottom_margin = Mm(paper.TOP), Mm(paper.BOTTOM)
    section.header_distance = section.footer_distance = Mm(10)


# The body is inserted last, as text: lxml is slow at moving large trees.


def _mark(number: int) -> str:
    return f"<?sheet {number}?>"


def _place(number: int) -> Any:
    """Return a placeholder element for a sheet."""
    return parse_xml(f"<w:body {docx_styles.NAMESPACES}>{_mark(number)}</w:body>")[0]


def _filled(package: BytesIO, written: dict[str, str]) -> dict[str, bytes]:
    """Return the main part with the placeholders replaced by their sheets."""
    name = "word/document.xml"
    with ZipFile(package) as made:
        before = made.read(name).decode()
    parts = re.split(r"(<\?sheet \d+\?>)", before)
    return {name: "".join(written.get(part, part) for part in parts).encode()}


def _describe(file: docx.document.Document, document: Document, day: date) -> None:
    about = file.core_properties
    about.title = paper.plain(document.title)[:255]
    about.author = about.last_modified_by = "cardctl"
    about.created = about.modified = datetime.combine(day, time())
    about.language = document.lang
    about.comments = about.subject = about.keywords = about.category = ""
    about.revision = 1
