"""The styles, fonts and fields of the Word document: OOXML that is the same in every report."""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from cardctl.report.formats.millimetres import PADDING, POINTS
from cardctl.report.formats.paper import HEAD_SHADE, INK, LABEL_SHADE

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TWIPS = 1440 / 25.4
"""Twips (twentieths of a point) per millimetre."""

_NAMESPACE = f'xmlns:w="{_WORD}"'
NAMESPACES = (
    f'{_NAMESPACE} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)

HANGUL_FONT = "맑은 고딕"
LATIN_FONT = "Arial"
_INSTEAD = "Malgun Gothic,Noto Sans CJK KR,NanumGothic,Apple SD Gothic Neo"
"""Substitutes for the Korean font if it is not installed."""


@dataclass(frozen=True, slots=True)
class _Style:
    """A paragraph style: its name, the content of its pPr and rPr, and the style after it."""

    name: str
    paragraph: str = ""
    run: str = ""
    after: str = "Normal"


def _heading(level: int, points: float, before: int, extra: str = "") -> _Style:
    paragraph = (
        f'<w:keepNext/><w:keepLines/>{extra}<w:spacing w:before="{before}" w:after="80"/>'
        f'<w:outlineLvl w:val="{level - 1}"/>'
    )
    return _Style(f"heading {level}", paragraph, _run(points, bold=True, ink=INK))


def _run(points: float, *, bold: bool = False, ink: str = "") -> str:
    weight = "<w:b/><w:bCs/>" if bold else ""
    colour = f'<w:color w:val="{ink}"/>' if ink else ""
    return f'{weight}{colour}<w:sz w:val="{points * 2:.0f}"/><w:szCs w:val="{points * 2:.0f}"/>'


def _border(*sides: str, size: int = 8, ink: str = INK) -> str:
    lines = (f'<w:{s} w:val="single" w:sz="{size}" w:space="6" w:color="{ink}"/>' for s in sides)
    return f"<w:pBdr>{''.join(lines)}</w:pBdr>"


def _list(level: int) -> _Style:
    name = "List" if level == 1 else f"List {level}"
    left = 340 * level
    return _Style(
        name,
        f'<w:tabs><w:tab w:val="left" w:pos="{left}"/></w:tabs><w:spacing w:after="40"/>'
        f'<w:ind w:left="{left}" w:hanging="340"/>',
    )


_TABLE = '<w:spacing w:before="20" w:after="20" w:line="252" w:lineRule="auto"/>'

_STYLES = (
    _Style(
        "Title",
        f'<w:keepNext/>{_border("top", "bottom", size=12)}<w:spacing w:before="120" w:after="360"/>'
        '<w:jc w:val="center"/>',
        _run(18, bold=True, ink=INK),
    ),
    _heading(1, 14, 320, _border("bottom", size=6)),
    _heading(2, 11.5, 200),
    _heading(3, 10.5, 220),
    *(_list(level) for level in (1, 2, 3)),
    _Style(
        "caption", '<w:keepNext/><w:spacing w:before="160" w:after="60"/>', _run(9.5, bold=True)
    ),
    _Style("Table Text", _TABLE, _run(POINTS)),
    _Style(
        "Table Head",
        f'<w:keepNext/>{_TABLE}<w:jc w:val="center"/>',
        _run(POINTS, bold=True),
    ),
    _Style(
        "Note",
        f'{_border("left", size=24)}<w:spacing w:before="80" w:after="120"/><w:ind w:left="200"/>',
    ),
    _Style("footer", '<w:spacing w:after="0"/><w:jc w:val="center"/>', _run(9)),
)

_GRID = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="8C96A3"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def identifier(name: str) -> str:
    """Return the id that Word gives to the style *name*: ``Heading1`` for ``heading 1``."""
    return "".join(word[0].upper() + word[1:] for word in name.split())


def styles(lang: str, font: str | None) -> str:
    """Return the styles part; every style names its fonts, including the East Asian one."""
    fonts = _fonts(lang, font)
    return (
        f"<w:styles {_NAMESPACE}>{_defaults(fonts)}"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        '<w:qFormat/><w:pPr><w:widowControl/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
        f"</w:pPr><w:rPr>{fonts}</w:rPr></w:style>"
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        f'<w:name w:val="Default Paragraph Font"/><w:rPr>{fonts}</w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/>'
        f'<w:rPr>{fonts}<w:color w:val="{INK}"/></w:rPr></w:style>'
        f"{_table_style('Normal Table', 'TableNormal', fonts, default=True)}"
        f"{_table_style('Table Grid', 'TableGrid', fonts)}"
        f"{''.join(_paragraph_style(style, fonts) for style in _STYLES)}</w:styles>"
    )


def _defaults(fonts: str) -> str:
    """Return the defaults; Latin text is always English, or Word would break digits like Hangul."""
    return (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{fonts}"
        '<w:sz w:val="20"/><w:szCs w:val="20"/>'
        '<w:lang w:val="en-GB" w:eastAsia="ko-KR" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:after="80" w:line="264" w:lineRule="auto"/></w:pPr>'
        "</w:pPrDefault></w:docDefaults>"
    )


def _paragraph_style(style: _Style, fonts: str) -> str:
    return (
        f'<w:style w:type="paragraph" w:styleId="{identifier(style.name)}">'
        f'<w:name w:val="{style.name}"/><w:basedOn w:val="Normal"/><w:next w:val="{style.after}"/>'
        f"<w:qFormat/><w:pPr>{style.paragraph}</w:pPr><w:rPr>{fonts}{style.run}</w:rPr></w:style>"
    )


def _table_style(name: str, id_: str, fonts: str, *, default: bool = False) -> str:
    based = "" if default else '<w:basedOn w:val="TableNormal"/>'
    borders = "" if default else f"<w:tblBorders>{_GRID}</w:tblBorders>"
    at_side = PADDING / 2 * TWIPS
    margins = "".join(
        f'<w:{side} w:w="{width:.0f}" w:type="dxa"/>'
        for side, width in (("top", 20), ("left", at_side), ("bottom", 20), ("right", at_side))
    )
    return (
        f'<w:style w:type="table"{" w:default=" + quoteattr("1") if default else ""} '
        f'w:styleId="{id_}"><w:name w:val="{name}"/>{based}<w:rPr>{fonts}</w:rPr>'
        f'<w:tblPr><w:tblInd w:w="0" w:type="dxa"/>{borders}'
        f"<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr></w:style>"
    )


def _fonts(lang: str, font: str | None) -> str:
    hangul = quoteattr(font or HANGUL_FONT)
    latin = quoteattr(font or (HANGUL_FONT if lang == "ko" else LATIN_FONT))
    return f"<w:rFonts w:ascii={latin} w:hAnsi={latin} w:eastAsia={hangul} w:cs={latin}/>"


def font_table(font: str | None) -> bytes:
    """Return the font table part, with the Korean font and its substitutes."""
    name = quoteattr(font or HANGUL_FONT)
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:fonts {_NAMESPACE}>'
        f'<w:font w:name={name}><w:altName w:val="{_INSTEAD}"/><w:charset w:val="81"/>'
        '<w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font></w:fonts>'
    ).encode()


def page_number() -> str:
    """Return the footer paragraph with the page number: ``- 3 -``."""
    return (
        f'<w:p {_NAMESPACE}><w:pPr><w:pStyle w:val="Footer"/></w:pPr>'
        '<w:r><w:t xml:space="preserve">- </w:t></w:r>'
        '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        '<w:r><w:t xml:space="preserve"> -</w:t></w:r></w:p>'
    )


def shading(fill: str) -> str:
    """Return the shading of a cell in the colour *fill* (RRGGBB)."""
    return f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>'


HEAD_CELL, LABEL_CELL = shading(HEAD_SHADE), shading(LABEL_SHADE)
