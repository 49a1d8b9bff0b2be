"""The structure of the Hangul document, compared with files that Hangul itself wrote.

The order of elements is that of 41 files in the test data of hwpxlib (github.com/neolord0/hwpxlib),
which Hangul 2014 to 2022 wrote; all their elements of these names have it.
"""

from __future__ import annotations

import zipfile
from datetime import date
from io import BytesIO
from itertools import groupby

import pytest
from lxml import etree  # type: ignore[import-untyped]
from support.office import every_block, small

from cardctl.report.document import Document, Heading, Paragraph, TableGroup

hwpx = pytest.importorskip("hwpx", reason="the extra hwpx is not installed")

DAY = date(2024, 7, 10)
PARAGRAPH = "{http://www.hancom.co.kr/hwpml/2011/paragraph}"
HEAD = "{http://www.hancom.co.kr/hwpml/2011/head}"

ORDER = {
    "head": ("beginNum", "refList", "forbiddenWordList", "compatibleDocument", "docOption",
             "metaTag", "trackchageConfig"),
    "refList": ("fontfaces", "borderFills", "charProperties", "tabProperties", "numberings",
                "bullets", "paraProperties", "styles"),
    "charPr": ("fontRef", "ratio", "spacing", "relSz", "offset", "bold", "italic", "underline",
               "strikeout", "outline", "shadow"),
    "paraPr": ("align", "heading", "breakSetting", "autoSpacing", "border"),
    "borderFill": ("slash", "backSlash", "leftBorder", "rightBorder", "topBorder", "bottomBorder",
                   "diagonal", "fillBrush"),
    "secPr": ("grid", "startNum", "visibility", "lineNumberShape", "pagePr", "footNotePr",
              "endNotePr", "pageBorderFill"),
    "tbl": ("sz", "pos", "outMargin", "inMargin", "tr"),
    "tc": ("subList", "cellAddr", "cellSpan", "cellSz", "cellMargin"),
    "footer": ("subList",),
    "p": ("run",),
}  # fmt: skip
"""The children of an element, in their order."""

REFERENCES = {
    "paraPrIDRef": "paraPr",
    "charPrIDRef": "charPr",
    "styleIDRef": "style",
    "borderFillIDRef": "borderFill",
    "tabPrIDRef": "tabPr",
}
"""The elements of the header that an attribute names by id."""

NONE = str(2**32 - 1)
"""The id of nothing."""


def made(document: Document) -> zipfile.ZipFile:
    from cardctl.report.formats import hwpx as module

    return zipfile.ZipFile(BytesIO(module.render(document, day=DAY)))


@pytest.fixture(scope="module")
def package() -> zipfile.ZipFile:
    document = every_block("text", "ko")
    beside = TableGroup((small(), small("States")))
    blocks = (*document.blocks, Heading(2, "Beside", "4."), beside)
    return made(document._replace(blocks=blocks, author="Council"))


def parts(package: zipfile.ZipFile, start: str = "Contents/") -> list[etree._Element]:
    names = [n for n in package.namelist() if n.startswith(start) and n.endswith(".xml")]
    return [etree.fromstring(package.read(name)) for name in names]


def name(element: etree._Element) -> str:
    return str(etree.QName(element).localname)


def test_children_have_the_order_of_files_of_hangul(package: zipfile.ZipFile) -> None:
    seen = set()
    for root in parts(package):
        for element in root.iter():
            order = ORDER.get(name(element))
            if order is None:
                continue
            # A switch has alternatives for newer versions, wherever they differ.
            children = [kind for kind, _ in groupby(map(name, element)) if kind != "switch"]
            assert children == [kind for kind in order if kind in children], name(element)
            seen.add(name(element))
    assert seen == set(ORDER)


def test_every_reference_leads_to_an_entry_of_the_header(package: zipfile.ZipFile) -> None:
    (header,) = parts(package, "Contents/header")
    known = {
        kind: {entry.get("id") for entry in header.iter(f"{HEAD}{kind}")}
        for kind in REFERENCES.values()
    }
    for root in parts(package):
        for element in root.iter():
            for attribute, kind in REFERENCES.items():
                target = element.get(attribute)
                assert target in known[kind] | {None, NONE}, (name(element), attribute)


def test_lists_of_the_header_count_their_entries(package: zipfile.ZipFile) -> None:
    (header,) = parts(package, "Contents/header")
    counted = [entry for entry in header.iter() if entry.get("itemCnt")]
    assert len(counted) >= 6
    assert all(len(entry) == int(entry.get("itemCnt")) for entry in counted)
    assert header.get("secCnt") == str(len(parts(package, "Contents/section")))


def test_tables_have_the_rows_columns_and_addresses_that_they_state(
    package: zipfile.ZipFile,
) -> None:
    tables = [
        table
        for root in parts(package, "Contents/section")
        for table in root.iter(f"{PARAGRAPH}tbl")
    ]
    assert tables
    for table in tables:
        rows = table.findall(f"{PARAGRAPH}tr")
        assert len(rows) == int(table.get("rowCnt"))
        for at, row in enumerate(rows):
            cells = row.findall(f"{PARAGRAPH}tc")
            addresses = [cell.find(f"{PARAGRAPH}cellAddr").attrib for cell in cells]
            assert addresses == [
                {"colAddr": str(column), "rowAddr": str(at)}
                for column in range(int(table.get("colCnt")))
            ]
        widths = [int(cell.find(f"{PARAGRAPH}cellSz").get("width")) for cell in cells]
        assert sum(widths) == int(table.find(f"{PARAGRAPH}sz").get("width"))


def test_package_begins_with_its_stored_type_and_lists_its_parts(package: zipfile.ZipFile) -> None:
    first, *others = package.infolist()
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert package.read("mimetype") == b"application/hwp+zip"
    names = {other.filename for other in others}
    assert names >= {"version.xml", "settings.xml", "META-INF/container.xml", "Contents/header.xml"}
    listed = etree.fromstring(package.read("Contents/content.hpf"))
    items = [item.get("href") for item in listed.iter("{*}item")]
    assert set(items) <= names
    sections = [item for item in items if item.startswith("Contents/section")]
    assert sections == sorted(name for name in names if name.startswith("Contents/section"))


def test_korean_words_stay_whole(package: zipfile.ZipFile) -> None:
    """Hangul lays out BREAK_WORD by words: no line of its files starts within one.

    With KEEP_WORD, a third of the lines of its files start within a word.
    """
    (header,) = parts(package, "Contents/header")
    used = {p.get("paraPrIDRef") for root in parts(package) for p in root.iter(f"{PARAGRAPH}p")}
    shapes = [shape for shape in header.iter(f"{HEAD}paraPr") if shape.get("id") in used]
    assert shapes
    for shape in shapes:
        assert shape.find(f"{HEAD}breakSetting").get("breakNonLatinWord") == "BREAK_WORD"


def test_headings_have_no_number_of_their_own(package: zipfile.ZipFile) -> None:
    (header,) = parts(package, "Contents/header")
    heads = list(header.iter(f"{HEAD}paraHead"))
    assert {(head.text, head.get("numFormat")) for head in heads} == {(None, "LATIN_CAPITAL")}


def test_small_tables_are_cells_of_a_table_without_borders() -> None:
    group = TableGroup((small("Cards"), small("States")))
    package = made(Document("en", (Heading(1, "T"), group)))
    (section,) = parts(package, "Contents/section")
    outer, left, right = section.iter(f"{PARAGRAPH}tbl")
    assert list(outer.iter(f"{PARAGRAPH}tbl")) == [outer, left, right]
    (header,) = parts(package, "Contents/header")
    (border,) = (
        fill
        for fill in header.iter(f"{HEAD}borderFill")
        if fill.get("id") == outer.get("borderFillIDRef")
    )
    kinds = {side.get("type") for side in border if name(side).endswith("Border")}
    assert kinds == {"NONE"}


def test_foot_of_each_page_names_the_author() -> None:
    blocks = (Heading(1, "T"), Paragraph("text"))
    (section,) = parts(made(Document("en", blocks, author="Council")), "Contents/section")
    (footer,) = section.iter(f"{PARAGRAPH}footer")
    assert "".join(footer.itertext()) == "Council"
    (section,) = parts(made(Document("en", blocks)), "Contents/section")
    assert not list(section.iter(f"{PARAGRAPH}footer"))
