"""The report as a Word document, read back by python-docx."""

from __future__ import annotations

import json
import re
import zipfile
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from lxml import etree  # type: ignore[import-untyped]
from support.models import M2, REGISTERED, card, entry, register, result
from support.office import ADDRESS, HOSTILE, UNSEEN, every_block, record, small

from cardctl.errors import UsageError
from cardctl.report.compute import meeting_report
from cardctl.report.document import Document, Heading, Paragraph, TableGroup
from cardctl.report.formats import render

docx = pytest.importorskip("docx", reason="python-docx is not installed")

DAY = date(2024, 7, 10)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def made(document: Document, **options: Any) -> bytes:
    from cardctl.report.formats import docx as module

    return module.render(document, day=DAY, **options)


def opened(document: Document, **options: Any) -> Any:
    return docx.Document(BytesIO(made(document, **options)))


def all_text(file: Any) -> str:
    return "".join(node.text or "" for node in file.element.iter(f"{W}t"))


def test_headings_have_styles_with_outline_levels() -> None:
    file = opened(every_block("x"))
    headings = [
        (p.style.name, p.text) for p in file.paragraphs if p.style.name.startswith(("H", "T"))
    ]
    assert headings == [
        ("Title", "Title x"),
        ("Heading 1", "1. First"),
        ("Heading 1", "2. Wide"),
        ("Heading 2", "2.1 Part"),
        ("Heading 1", "3. Annex"),
        ("Heading 2", "M01-001  ✗ red  A matter"),
    ]
    for level in (1, 2, 3):
        outline = file.styles[f"Heading {level}"].element.find(f"{W}pPr/{W}outlineLvl")
        assert outline.get(f"{W}val") == str(level - 1)


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_every_style_names_its_east_asian_font(lang: str) -> None:
    file = opened(every_block(lang=lang))
    fonts = [style.element.find(f"{W}rPr/{W}rFonts") for style in file.styles]
    assert {found.get(f"{W}eastAsia") for found in fonts} == {"맑은 고딕"}
    latin = {found.get(f"{W}ascii") for found in fonts}
    assert latin == ({"맑은 고딕"} if lang == "ko" else {"Arial"})


def test_no_space_is_added_between_hangul_and_digits() -> None:
    styles = [style for style in opened(every_block()).styles if style.type == 1]
    normal = next(style for style in styles if style.name == "Normal").element
    for name in ("autoSpaceDE", "autoSpaceDN"):
        assert normal.find(f"{W}pPr/{W}{name}").get(f"{W}val") == "0"
        found = [style.element.find(f"{W}pPr/{W}{name}") for style in styles]
        assert sum(1 for setting in found if setting is not None) == 1
    assert {style.base_style.name for style in styles if style.base_style} == {"Normal"}


def test_named_font_is_in_every_style_and_a_font_file_is_refused() -> None:
    file = opened(every_block(), font="Noto Sans KR")
    fonts = [style.element.find(f"{W}rPr/{W}rFonts") for style in file.styles]
    assert {name for found in fonts for name in found.values()} == {"Noto Sans KR"}
    with pytest.raises(UsageError, match="needs a font name"):
        made(every_block(), font="fonts/a.ttf")


def test_the_register_may_name_the_font() -> None:
    named = register(config={"settings": {"font": "KoPub돋움체"}})
    package = bytes(render("docx", meeting_report(named, 2, M2), lang="ko"))  # type: ignore[arg-type]
    (font,) = docx.Document(BytesIO(package)).styles["Normal"].element.iter(f"{W}rFonts")
    assert font.get(f"{W}eastAsia") == "KoPub돋움체"


def test_pages_are_a4_and_landscape_only_if_needed() -> None:
    sections = opened(every_block()).sections
    sizes = [(round(s.page_width.mm), round(s.page_height.mm)) for s in sections]
    assert sizes == [(210, 297), (297, 210), (210, 297)]
    assert "PAGE" in sections[0].footer._element.xml
    assert all(section.footer.is_linked_to_previous for section in list(sections)[1:])


def test_the_header_row_of_a_table_repeats_and_rows_stay_whole() -> None:
    file = opened(every_block())
    tables = list(file.element.iter(f"{W}tbl"))
    for table in tables:
        first, *others = table.tr_lst
        label = "".join(node.text for node in first.tc_lst[0].iter(f"{W}t"))
        is_record = len(first.tc_lst) == 2 and label in ("Body", "Decision")
        has_header = first.trPr.find(f"{W}tblHeader") is not None
        assert has_header == (not is_record and not is_outer(table)), label
        assert all(row.trPr.find(f"{W}tblHeader") is None for row in others)
        assert all(row.trPr.find(f"{W}cantSplit") is not None for row in others)
    assert sum(map(is_outer, tables)) == 1


def is_outer(table: Any) -> bool:
    """Return whether a table holds tables side by side."""
    return table.tblPr.find(f"{W}tblStyle").get(f"{W}val") == "Beside"


def test_small_tables_are_cells_of_a_table_without_borders() -> None:
    file = opened(Document("en", (Heading(1, "T"), TableGroup((small(), small("States"))))))
    outer, left, right = file.element.iter(f"{W}tbl")
    assert is_outer(outer)
    assert list(outer.tr_lst[0].tc_lst) == [left.getparent(), right.getparent()]
    assert not file.styles["Side by Side"].element.findall(f".//{W}tblBorders")
    # Word requires a paragraph at the end of a cell.
    assert [cell[-1].tag for cell in outer.tr_lst[0].tc_lst] == [f"{W}p"] * 2


def test_distances_of_lines_are_exact_and_so_the_same_in_every_font() -> None:
    file = opened(every_block())
    rules = {
        spacing.get(f"{W}lineRule")
        for style in file.styles
        for spacing in style.element.iter(f"{W}spacing")
        if spacing.get(f"{W}line")
    }
    (default,) = file.styles.element.findall(f"{W}docDefaults/{W}pPrDefault/{W}pPr/{W}spacing")
    assert rules | {default.get(f"{W}lineRule")} == {"exact"}


def test_foot_of_each_page_names_the_author() -> None:
    blocks = (Heading(1, "T"), Paragraph("text"))
    file = opened(Document("en", blocks, author="Council & Co"))
    assert (
        file.sections[0].footer.paragraphs[0].text == "\t-  -\tCouncil & Co"
    )  # the number is a field
    file = opened(Document("en", blocks))
    assert file.sections[0].footer.paragraphs[0].text == "\t-  -\t"


def test_tables_fill_the_page_width() -> None:
    file = opened(every_block())
    assert {table.autofit for table in file.tables} == {False}
    widths = [sum(cell.width.mm for cell in table.rows[0].cells) for table in file.tables]
    assert max(widths) == pytest.approx(257, abs=0.5)
    assert sum(1 for width in widths if abs(width - 170) < 0.5) == 3


def test_signal_has_a_symbol_a_word_and_shading() -> None:
    file = opened(every_block())
    cells = [cell for table in file.tables for row in table.rows for cell in row.cells]
    (fill,) = {c._tc.tcPr.find(f"{W}shd").get(f"{W}fill") for c in cells if c.text == "✗ red"}
    assert fill == "F8D4D0"


def test_hostile_text_stays_plain_text() -> None:
    file = opened(every_block(HOSTILE))
    assert file.paragraphs[0].text == f"Title {HOSTILE}"
    assert all_text(file).count(HOSTILE) == 9
    assert file.core_properties.title == f"Title {HOSTILE}"[:255]
    kinds = {node.tag for node in file.element.iter()}
    assert not kinds & {f"{W}fldSimple", f"{W}instrText", f"{W}fldChar"}


def test_characters_invalid_in_xml_become_replacement_characters() -> None:
    file = opened(every_block(UNSEEN))
    assert file.paragraphs[0].text == "Title a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf\ufffdg"


def test_line_breaks_are_kept_in_cells_and_paragraphs() -> None:
    file = opened(Document("en", (Heading(1, "T"), Paragraph("a\nb"), record("c\nd"))))
    assert file.paragraphs[1].text == "a\nb"
    assert file.tables[0].cell(0, 1).text == "c\nd"


def test_links_lead_to_web_addresses_and_cards_in_the_document() -> None:
    file = opened(every_block("javascript:alert(1) file:///etc/passwd"))
    relations = [r for r in file.part.rels.values() if r.is_external]
    assert {relation.target_ref for relation in relations} == {ADDRESS}
    links = [link.get(f"{W}anchor") for link in file.element.iter(f"{W}hyperlink")]
    assert [anchor for anchor in links if anchor] == ["M01_001"] * 2
    marks = [mark.get(f"{W}name") for mark in file.element.iter(f"{W}bookmarkStart")]
    assert marks == ["M01_001"]


def test_card_shown_twice_has_one_bookmark() -> None:
    file = opened(Document("en", (Heading(1, "T"), record("one"), record("two"))))
    assert len(list(file.element.iter(f"{W}bookmarkStart"))) == 1


def test_list_markers_depend_on_the_language() -> None:
    for lang, marks in (("ko", "□○-"), ("en", "•--")):
        file = opened(every_block(lang=lang))
        items = [p for p in file.paragraphs if p.style.name.startswith("List")]
        assert [item.text.partition("\t")[0] for item in items] == list(marks)


def test_file_metadata_has_the_report_date_and_nothing_else() -> None:
    package = made(every_block())
    about = docx.Document(BytesIO(package)).core_properties
    assert about.created == about.modified == datetime(2024, 7, 10, tzinfo=about.created.tzinfo)
    assert (about.author, about.comments) == ("cardctl", "")
    with zipfile.ZipFile(BytesIO(package)) as file:
        assert {member.date_time for member in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        names = set(file.namelist())
    assert not {name for name in names if re.search("thumbnail|Effects|customXml", name)}


def test_total_row_is_bold() -> None:
    (table,) = opened(Document("en", (Heading(1, "T"), small()))).tables
    bold = [all(run.bold for run in row.cells[1].paragraphs[0].runs) for row in table.rows[1:]]
    assert bold == [False, True]


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_tables_have_the_facts_of_the_json(lang: str) -> None:
    claim = entry("2024-06-20", state="submitted", outcome="completed")
    cards = (
        card("M01-001", {**REGISTERED, "due": "2024-03-01"}, budget=[{"planned": 25_100_000}]),
        card("M01-002", REGISTERED, claim, results=[result(2, "2024-06-20")]),
        card("M01-003", {**REGISTERED, "lead": None}),
    )
    report = meeting_report(register(*cards), 2, M2)
    facts = json.loads(str(render("json", report, lang=lang)))["data"]
    file = docx.Document(BytesIO(bytes(render("docx", report, lang=lang))))  # type: ignore[arg-type]
    rows = [[cell.text for cell in row.cells] for table in file.tables for row in table.rows]
    heads = [p.text[:7] for p in file.paragraphs if p.style.name == "Heading 2"]
    matters = [row[0] for row in rows if len(row) == 5 and row[0].startswith("M01")]
    assert matters[:3] == [row["id"] for row in facts["previous_meeting"]]
    assert [row["id"] for row in facts["cards"]] == [head for head in heads if head[0] == "M"]
    (overdue,) = facts["overdue"]
    days = [row[5] for row in rows if len(row) == 7 and row[0] == overdue["id"]]
    assert days == [str(overdue["days"])]
    (last,) = [p.text for p in file.paragraphs if p.text][-1:]
    assert (last == "끝.") == (lang == "ko")


def test_the_package_is_complete() -> None:
    """Every part is well-formed XML with a content type, and every relationship has its target."""
    with zipfile.ZipFile(BytesIO(made(every_block()))) as file:
        parts = {name: etree.fromstring(file.read(name)) for name in file.namelist()}
    assert next(iter(parts)) == "[Content_Types].xml"
    types = {node.get("PartName") for node in parts["[Content_Types].xml"]}
    others = {f"/{name}" for name in parts if not name.endswith((".rels", "Types].xml"))}
    assert types - {None} == others
    targets = {
        f"/{folder}{relation.get('Target')}"
        for name, folder in (("_rels/.rels", ""), ("word/_rels/document.xml.rels", "word/"))
        for relation in parts[name]
        if relation.get("TargetMode") != "External"
    }
    assert targets == others


def test_no_template_has_an_unfilled_value() -> None:
    with zipfile.ZipFile(BytesIO(made(every_block()))) as file:
        texts = [file.read(name).decode() for name in file.namelist()]
    assert [found for text in texts for found in re.findall(r"\{\w+\}", text)] == []


@pytest.mark.parametrize("name", ['A"b', "A&b", "<A>", "A\nb", "A{ink}b", "A\x00b"])
def test_a_name_of_a_font_is_only_a_name(name: str) -> None:
    file = opened(every_block(), font=name)
    fonts = file.styles["Normal"].element.find(f"{W}rPr/{W}rFonts")
    expected = name.replace("\n", " ").replace("\x00", "\ufffd")
    assert set(fonts.values()) == {expected}
