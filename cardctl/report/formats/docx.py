"""Word (.docx): the package, its pages and its fonts; `docx_body` writes the content of the pages.

The parts of the package are templates in `cardctl/data/report/docx`, with the styles in
`styles.xml`. A library does not help here: python-docx has no API for links, fields, bookmarks and
repeated table heads, and takes 25 ms for a row of a table.
"""

from __future__ import annotations

from datetime import date
from xml.sax.saxutils import escape, quoteattr

from cardctl.i18n.layout import layout_of
from cardctl.printable import plain
from cardctl.report.document import Document
from cardctl.report.fonts import family_of
from cardctl.report.formats import paper
from cardctl.report.formats.docx_body import TWIPS, DocxBody
from cardctl.report.formats.millimetres import PADDING, POINTS
from cardctl.report.formats.paper_links import listed
from cardctl.report.formats.reproducible_zip import zipped
from cardctl.resources import filled, resource

_HANGUL_FONT = "맑은 고딕"

_HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"


def render(document: Document, *, day: date, font: str | None = None) -> bytes:
    """Return *document* as a Word file with the creation date *day*.

    *font* is the name of a font for all text (default: the language's). Raises UsageError if it is
    a file.
    """
    family = family_of(font)
    links = Links()
    body = "".join(_pages(document, links))
    about = {
        "title": _property(document.title),
        "author": _property(document.issuer),
        "lang": document.lang,
    }
    return zipped(
        {
            "[Content_Types].xml": _part("content-types"),
            "_rels/.rels": _part("package-rels"),
            "docProps/core.xml": _part("core", day=day.isoformat(), **about),
            "word/document.xml": _part("document", body=body),
            "word/_rels/document.xml.rels": _part("document-rels", links=links.relationships()),
            "word/styles.xml": _styles(document.lang, family),
            "word/settings.xml": _part("settings"),
            "word/fontTable.xml": _part("font-table", font=_attribute(family or _HANGUL_FONT)),
            "word/footer.xml": _part("footer", author=_property(document.author)),
        }
    )


def _property(text: str) -> str:
    """Return *text* for a property of the document, which Word limits to 255 characters."""
    return escape(plain(text)[:255])


def _part(name: str, **values: str) -> str:
    path = f"report/docx/{name}.xml"
    return filled(path, **values) if values else resource(path)


class Links:
    """The addresses that the document links to; each is a relationship of the main part."""

    def __init__(self) -> None:
        self._ids: dict[str, str] = {}

    def id_of(self, address: str) -> str:
        """Return the id of the relationship to *address*."""
        return self._ids.setdefault(address, f"link{len(self._ids) + 1}")

    def relationships(self) -> str:
        """Return all relationships as XML."""
        return "".join(
            f'  <Relationship Id="{key}" Type="{_HYPERLINK}" Target={quoteattr(address)} '
            'TargetMode="External"/>\n'
            for address, key in self._ids.items()
        )


# Pages


def _pages(document: Document, links: Links) -> list[str]:
    """Return the content of each section: a sheet, and its pages.

    The pages of a section are in its last paragraph, except those of the last section.
    """
    document, targets = listed(document)
    body = DocxBody(document, targets, links.id_of)
    parts: list[str] = []
    for number, sheet in enumerate(paper.sheets(document)):
        if number:
            parts[-1] = f"<w:p><w:pPr>{parts[-1]}</w:pPr></w:p>"
        footer = "" if number else '<w:footerReference w:type="default" r:id="footer"/>'
        pages = _section(footer, landscape=sheet.landscape)
        parts += [body.written(sheet), pages]
    return parts


def _section(footer: str, *, landscape: bool) -> str:
    """Return the properties of a section: A4 pages; without *footer*, that of the one before."""
    short, long = _twips(paper.SHORT_EDGE), _twips(paper.LONG_EDGE)
    size = f'w:w="{short}" w:h="{long}"'
    if landscape:
        size = f'w:w="{long}" w:h="{short}" w:orient="landscape"'
    side, edge = _twips(paper.SIDE), _twips(10)
    return (
        f"<w:sectPr>{footer}<w:pgSz {size}/>"
        f'<w:pgMar w:top="{_twips(paper.TOP)}" w:right="{side}" w:bottom="{_twips(paper.BOTTOM)}" '
        f'w:left="{side}" w:header="{edge}" w:footer="{edge}" w:gutter="0"/>'
        '<w:cols w:space="720"/><w:docGrid w:linePitch="360"/></w:sectPr>'
    )


def _twips(millimetres: float) -> str:
    return f"{millimetres * TWIPS:.0f}"


# Styles


def _styles(lang: str, font: str | None) -> str:
    """Return the styles part; every style names its fonts, including the East Asian one."""
    hangul = _attribute(font or _HANGUL_FONT)
    latin = _attribute(font or layout_of(lang).latin_font)
    return _part(
        "styles",
        fonts=(
            f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{hangul}" w:cs="{latin}"/>'
        ),
        ink=paper.INK,
        padding=_twips(PADDING / 2),
        ends=f"{paper.ROW_ENDS * 20:.0f}",
        middle=_twips((paper.SHORT_EDGE - 2 * paper.SIDE) / 2),
        right=_twips(paper.SHORT_EDGE - 2 * paper.SIDE),
        **_sizes(),
    )


def _sizes() -> dict[str, str]:
    """Return the font sizes in half points, and the distances of lines in twentieths of a point.

    The distances are exact: those of a font differ by a third, and so would the pages.
    """
    sizes = {"body": paper.BODY, "small": POINTS, "title": paper.TITLE, "foot": paper.FOOT}
    sizes |= {f"heading{level}": size for level, size in enumerate(paper.HEADINGS, 1)}
    lines = {
        "line": paper.BODY * paper.LEADING,
        "title_line": paper.TITLE * paper.LEADING,
        "small_line": POINTS * paper.TABLE_LEADING,
    }
    return {name: f"{size * 2:.0f}" for name, size in sizes.items()} | {
        name: f"{size * 20:.0f}" for name, size in lines.items()
    }


def _attribute(text: str) -> str:
    """Return *text* for an XML attribute in double quotes."""
    return escape(plain(text), {'"': "&quot;", "\n": " ", "\t": " "})
