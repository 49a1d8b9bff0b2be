"""The report as a Hangul document, read back by the library's own reader."""

from __future__ import annotations

import json
import re
import zipfile
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from support.models import M2, REGISTERED, card, register, result
from support.office import HOSTILE, UNSEEN, every_block

from cardctl.errors import UsageError
from cardctl.report.compute import meeting_report
from cardctl.report.document import Document, Heading
from cardctl.report.formats import render

hwpx = pytest.importorskip("hwpx", reason="the extra hwpx is not installed")

DAY = date(2024, 7, 10)


def made(document: Document, **options: Any) -> bytes:
    from cardctl.report.formats import hwpx as module

    return module.render(document, day=DAY, **options)


def opened(package: bytes) -> Any:
    return hwpx.HwpxDocument.open(BytesIO(package))


def part(package: bytes, name: str) -> str:
    with zipfile.ZipFile(BytesIO(package)) as file:
        return file.read(name).decode()


def rows(file: Any) -> list[list[str]]:
    """Return the rows of all tables."""
    return [
        [table.cell(at, column).text for column in range(table.column_count)]
        for table in file.tables
        for at in range(table.row_count)
    ]


def test_file_passes_the_library_validation() -> None:
    assert opened(made(every_block())).validate().ok


def test_headings_are_outline_styles_without_automatic_numbers() -> None:
    package = made(every_block("x"))
    file = opened(package)
    found = [
        (file.styles[p.style_id_ref].name, p.text) for p in file.paragraphs if p.style_id_ref != "0"
    ]
    assert found == [
        ("개요 1", "1. First"),
        ("개요 1", "2. Wide"),
        ("개요 2", "2.1 Part"),
        ("개요 1", "3. Annex"),
        ("개요 2", "M01-001  ✗ red  A matter"),
    ]
    assert not re.search(r"<hh:paraHead [^>]*>[^<]", part(package, "Contents/header.xml"))


def test_no_space_is_added_between_hangul_and_digits() -> None:
    header = part(made(every_block()), "Contents/header.xml")
    assert set(re.findall(r"<hh:autoSpacing ([^>]*)/>", header)) == {'eAsianEng="0" eAsianNum="0"'}


def test_pages_are_a4_and_landscape_only_if_needed() -> None:
    file = opened(made(every_block()))
    assert [section.properties.page_size.orientation for section in file.sections] == [
        "WIDELY",
        "NARROWLY",
        "WIDELY",
    ]


def test_a_heading_starts_a_page_if_it_says_so() -> None:
    blocks = (
        Heading(1, "Title"),
        Heading(2, "First", "1."),
        Heading(2, "Second", "2.", new_page=True),
    )
    xml = part(made(Document("en", blocks)), "Contents/section0.xml")
    breaks = re.findall(r'pageBreak="(\d)" columnBreak="0" merged="0">', xml)
    assert breaks == ["0", "0", "1"]


def test_header_rows_repeat_and_signals_are_shaded() -> None:
    xml = part(made(every_block()), "Contents/section0.xml")
    assert xml.count('repeatHeader="1"') == 4
    shaded = re.search(r'borderFillIDRef="(\d+)"(?:(?!<hp:tc ).)*✗ red', xml)
    header = part(made(every_block()), "Contents/header.xml")
    assert shaded is not None
    fill = rf'<hh:borderFill id="{shaded[1]}".*?faceColor="(#\w+)"'
    assert re.findall(fill, header)[0] == "#F8D4D0"


def test_hostile_text_stays_plain_text() -> None:
    package = made(every_block(HOSTILE))
    file = opened(package)
    assert file.paragraphs[0].text == f"Title {HOSTILE}"
    assert [HOSTILE] in [row[-1:] for row in rows(file)]
    assert "fieldBegin" not in part(package, "Contents/section0.xml")
    assert f"Title {HOSTILE[:20]}" in part(package, "Contents/content.hpf")


def test_characters_invalid_in_xml_become_replacement_characters() -> None:
    file = opened(made(every_block(UNSEEN)))
    assert file.paragraphs[0].text == "Title a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf\ufffdg"


def test_file_metadata_has_the_report_date_and_nothing_else() -> None:
    package = made(every_block())
    about = part(package, "Contents/content.hpf")
    assert about.count("2024-07-10T00:00:00Z") == 2
    assert re.findall(r'name="(?:creator|lastsaveby)"[^>]*>([^<]*)', about) == ["cardctl", ""]
    assert part(package, "Preview/PrvText.txt") == ""
    with zipfile.ZipFile(BytesIO(package)) as file:
        assert {member.date_time for member in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert file.namelist()[0] == "mimetype"


def test_ids_are_not_random() -> None:
    xml = part(made(every_block()), "Contents/section0.xml")
    ids = [int(found) for found in re.findall(r'<hp:(?:p|tbl) id="(\d+)"', xml)]
    assert len(ids) == len(set(ids))
    assert sorted(ids) == list(range(1, len(ids) + 1))


def test_named_font_is_in_the_file_and_a_font_file_is_refused() -> None:
    assert 'face="KoPub돋움체"' in part(
        made(every_block(), font="KoPub돋움체"), "Contents/header.xml"
    )
    with pytest.raises(UsageError, match="needs a font name"):
        made(every_block(), font="fonts/a.ttf")


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_tables_have_the_facts_of_the_json(lang: str) -> None:
    cards = (
        card("M01-001", {**REGISTERED, "due": "2024-03-01"}),
        card("M01-002", REGISTERED, results=[result(2, "2024-06-20")]),
    )
    report = meeting_report(register(*cards), 2, M2)
    facts = json.loads(str(render("json", report, lang=lang)))["data"]
    file = opened(bytes(render("hwpx", report, lang=lang)))  # type: ignore[arg-type]
    found = rows(file)
    matters = [row[0] for row in found if len(row) == 5 and row[0].startswith("M01")]
    assert matters[:2] == [row["id"] for row in facts["previous_meeting"]]
    (overdue,) = facts["overdue"]
    days = [row[5] for row in found if len(row) == 7 and row[0] == overdue["id"]]
    assert days == [str(overdue["days"])]
