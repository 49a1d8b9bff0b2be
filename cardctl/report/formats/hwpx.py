"""Hangul (.hwpx): the package, its pages and its styles, made with python-hwpx.

`hwpx_body` writes the content of the pages, because the library gives paragraphs random ids. There
are no links: in Hangul they are fields.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from hwpx import HwpxDocument
from lxml import etree  # type: ignore[import-untyped]

from cardctl.report.document import Document
from cardctl.report.fonts import family_of
from cardctl.report.formats import paper
from cardctl.report.formats.hwpx_body import NAMESPACE, HwpxBody, ParagraphFormat, ParagraphFormats
from cardctl.report.formats.millimetres import POINTS
from cardctl.report.formats.paper_links import listed
from cardctl.report.formats.reproducible_zip import repacked

FONT = "맑은 고딕"

_TAG = f"{{{NAMESPACE}}}"
_HEAD = "{http://www.hancom.co.kr/hwpml/2011/head}"
_BORDER = "#8C96A3"


def render(document: Document, *, day: date, font: str | None = None) -> bytes:
    """Return *document* as a Hangul file with the creation date *day*.

    *font* is the name of a font for all text. Raises UsageError if it is a file.
    """
    file = HwpxDocument.new()
    _unnumber(file)
    document, links = listed(document)
    body = HwpxBody(document, links, _looks(file, family_of(font) or FONT))
    sheets = list(paper.sheets(document))
    for number, sheet in enumerate(sheets):
        section = file.add_section() if number else file.sections[0]
        _turn(file, section, landscape=sheet.landscape)
        section.remove_layout_caches()
    _describe(file, document, day)
    # The body is inserted last, as text: the library is slow with large ones.
    package = file.to_bytes()
    parts = [f"Contents/section{number}.xml" for number in range(len(sheets))]
    with ZipFile(BytesIO(package)) as made:
        empty = [made.read(part) for part in parts]
    filled = (
        _filled(part, body.paragraphs(sheet), body.footer(sheet.room))
        for part, sheet in zip(empty, sheets, strict=True)
    )
    return repacked(package, dict(zip(parts, filled, strict=True)))


def _unnumber(file: HwpxDocument) -> None:
    """Remove the numbers of the outline: the headings have their own.

    H2Orestart, the filter for LibreOffice, writes a number even so, unless it is in capital
    letters, which it does not know.
    """
    for head in file.parts.headers[0].element.iter(f"{_HEAD}paraHead"):
        head.text = None
        head.set("numFormat", "LATIN_CAPITAL")


# Looks


def _looks(file: HwpxDocument, font: str) -> ParagraphFormats:
    file.styles.ensure_font(font)

    def run(size: float, *, bold: bool = False, ink: str = "000000") -> str:
        return file.styles.ensure_run(font=font, size=size, bold=bold, color=f"#{ink}")

    def shape(**given: Any) -> str:
        return _shape(file, given)

    def cell(alignment: str) -> ParagraphFormat:
        look = shape(alignment=alignment, line_spacing_percent=100 * paper.TABLE_LEADING)
        return ParagraphFormat(look, run(POINTS), run(POINTS, bold=True))

    def text(*, bold: bool = False) -> str:
        return run(paper.BODY, bold=bold)

    rule = {"bottom_border": True, "border_color": f"#{paper.INK}", "border_width": "0.4 mm"}
    title = shape(alignment="CENTER", spacing_after_pt=10, **rule)
    spaced = {"spacing_before_pt": 12, "spacing_after_pt": 4, "keep_with_next": True}
    return ParagraphFormats(
        title=ParagraphFormat(title, run(paper.TITLE, bold=True, ink=paper.INK)),
        headings=tuple(
            ParagraphFormat(
                shape(outline_level=level, **spaced, **(rule if level == 1 else {})),
                run(size, bold=True, ink=paper.INK),
                style=str(file.styles.resolve(f"개요 {level}").id),
            )
            for level, size in enumerate(paper.HEADINGS, 1)
        ),
        body=ParagraphFormat(shape(spacing_after_pt=3), text(), text(bold=True)),
        caption=ParagraphFormat(
            shape(spacing_before_pt=5, keep_with_next=True), run(POINTS, bold=True)
        ),
        items=tuple(
            ParagraphFormat(shape(indent_left_mm=6.0 * level, first_line_indent_mm=-6.0), text())
            for level in (1, 2, 3)
        ),
        left=cell("LEFT"),
        right=cell("RIGHT"),
        centre=cell("CENTER"),
        footer=ParagraphFormat(shape(alignment="RIGHT"), run(paper.FOOT)),
        no_grid=file.styles.ensure_border_fill(active_borders=()),
        grid=file.styles.ensure_border_fill(border_color=_BORDER),
        shades={
            shade: file.styles.ensure_border_fill(border_color=_BORDER, fill_color=f"#{shade}")
            for shade in (paper.HEAD_SHADE, paper.LABEL_SHADE, *paper.SHADES.values())
        },
    )


def _shape(file: HwpxDocument, given: dict[str, Any]) -> str:
    """Return the id of a new paragraph shape, made on a temporary paragraph; words stay whole.

    In Hangul, BREAK_WORD keeps Korean words whole, and KEEP_WORD breaks them after any syllable:
    so it lays out the lines of the files that it writes.
    """
    pattern = file.add_paragraph("", para_pr_id_ref=0, style_id_ref=0)
    wanted = {"line_spacing_percent": 100 * paper.LEADING, "alignment": "LEFT", **given}
    file.styles.apply_paragraph_format(paragraphs=[pattern], **wanted)
    made = str(pattern.para_pr_id_ref)
    pattern.remove()
    for shape in file.parts.headers[0].element.iter(f"{_HEAD}paraPr"):
        if shape.get("id") == made:
            for rule in shape.iter(f"{_HEAD}breakSetting"):
                rule.set("breakNonLatinWord", "BREAK_WORD")
                rule.set("widowOrphan", "1")
    return made


# Pages


def _turn(file: HwpxDocument, section: Any, *, landscape: bool) -> None:
    """Set up a section's A4 pages. Hangul adds header and footer margins to the page margins."""
    file.page.setup(
        paper_size="A4",
        orientation="LANDSCAPE" if landscape else "PORTRAIT",
        margin_left_mm=paper.SIDE,
        margin_right_mm=paper.SIDE,
        margin_top_mm=paper.TOP / 2,
        margin_bottom_mm=paper.BOTTOM / 2,
        header_margin_mm=paper.TOP / 2,
        footer_margin_mm=paper.BOTTOM / 2,
        section=section,
    )


def _filled(section: bytes, paragraphs: Iterator[str], footer: str) -> bytes:
    """Insert paragraphs into a section: the first goes into the one with the section properties."""
    root = etree.fromstring(section)
    opening = root[0]
    first, *foot = _parsed(next(paragraphs) + footer)
    for name in ("id", "paraPrIDRef", "styleIDRef"):
        opening.set(name, first.get(name))
    number = {"pos": "BOTTOM_CENTER", "formatType": "DIGIT", "sideChar": "-"}
    opening[0].extend(foot)
    etree.SubElement(etree.SubElement(opening[0], f"{_TAG}ctrl"), f"{_TAG}pageNum", number)
    opening.extend(first)
    written = etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
    start, end, _ = written.rpartition(b"</hs:sec>")
    return bytes(start + "".join(paragraphs).encode() + end)


def _parsed(content: str) -> Any:
    return etree.fromstring(f'<hp:body xmlns:hp="{NAMESPACE}">{content}</hp:body>')


def _describe(file: HwpxDocument, document: Document, day: date) -> None:
    file.parts.clear_preview()
    file.parts.clear_document_metadata(timestamp=f"{day.isoformat()}T00:00:00Z")
    title = " ".join(paper.lines(document.title))
    file.parts.set_document_metadata(title=title, creator=" ".join(paper.lines(document.issuer)))
