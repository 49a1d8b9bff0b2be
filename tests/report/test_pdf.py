"""The report as a PDF."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from support.fonts import korean_font
from support.models import REGISTERED, card, report
from support.office import ADDRESS, HOSTILE, UNSEEN, every_block, narrow, record
from support.registers import small_register
from typer.testing import CliRunner

from cardctl.cli.app import app
from cardctl.errors import SystemProblem
from cardctl.report.document import Cell, Document, Heading, Paragraph, Record, RecordField
from cardctl.report.formats import render

typst = pytest.importorskip("typst", reason="the extra pdf is not installed")

DAY = date(2024, 7, 10)


def made(document: Document, **options: Any) -> bytes:
    from cardctl.report.formats import pdf

    return pdf.render(document, day=DAY, **options)


@pytest.fixture
def text(tmp_path: Path) -> Callable[..., str]:
    """Return a function that reads the text of a PDF; skip if pdftotext is missing."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")

    def read(content: bytes, *options: str) -> str:
        file = tmp_path / "a.pdf"
        file.write_bytes(content)
        return subprocess.run(
            ["pdftotext", *options, str(file), "-"], capture_output=True, text=True, check=True
        ).stdout

    return read


def pages(content: bytes) -> list[tuple[int, int]]:
    """Return the sizes of the pages in points."""
    boxes = re.findall(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)\s*\]", content)
    return [(round(float(width)), round(float(height))) for width, height in boxes]


def test_file_claims_pdf_a_and_pdf_ua() -> None:
    content = made(every_block())
    assert content.startswith(b"%PDF-1.7")
    for mark in (b"pdfaid:part>2<", b"pdfaid:conformance>A<", b"pdfuaid:part>1<"):
        assert mark in content
    assert b"/Lang(en)" in content


def test_pages_are_a4_and_landscape_only_if_needed() -> None:
    assert pages(made(every_block())) == [(595, 842), (842, 595), (595, 842)]


def test_output_is_reproducible_and_has_the_report_date() -> None:
    content = made(every_block())
    assert content == made(every_block())
    assert b"2024-07-10" in content
    assert re.findall(rb"D:(\d{8})", content) == [b"20240710"] * 2


def test_hostile_text_stays_plain_text(text: Callable[..., str]) -> None:
    said = "".join(text(made(every_block(HOSTILE))).split())
    # Nine times in the pages; a page break may split one of them.
    assert said.count("".join(HOSTILE.split())) == 9


def test_control_characters_become_replacement_characters(text: Callable[..., str]) -> None:
    assert "a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf\ufffdg" in text(made(every_block(UNSEEN)))


def test_table_header_is_repeated_on_every_page(text: Callable[..., str]) -> None:
    document = Document("en", (Heading(1, "T"), Heading(2, "S", "1."), narrow(rows=150)))
    found = text(made(document)).split("\f")[:-1]
    assert len(found) > 2
    for number, page in enumerate(found, 1):
        assert "Matter" in page.split()
        assert f"-{number}-" in "".join(page.split())


def test_links_lead_to_web_addresses_and_cards_in_the_document() -> None:
    content = made(every_block("javascript:alert(1) file:///etc/passwd"))
    uris = {uri.decode() for uri in re.findall(rb"/URI\((.*?)\)", content)}
    assert uris == {ADDRESS}


def test_card_shown_twice_has_one_anchor() -> None:
    document = Document("en", (Heading(1, "T"), narrow(), record("one"), record("two")))
    assert made(document)


def test_long_word_is_broken_within_its_column(text: Callable[..., str]) -> None:
    document = Document("en", (Heading(1, "T"), Heading(2, "S", "1."), narrow("w" * 400)))
    found = text(made(document), "-layout")
    assert found.count("w") == 800
    assert max(len(re.findall("w", line)) for line in found.splitlines()) < 120


def test_hangul_word_is_not_broken(text: Callable[..., str]) -> None:
    korean_font()
    words = "기초자치단체에 광역자치단체에 배분함을 원칙으로 하며 2022. 10. 13. 시행함 " * 12
    document = Document("ko", (Heading(1, "제목"), Paragraph(words)))
    found = text(made(document)).split()
    assert set(words.split()) <= set(found)
    assert "광역" not in found


def test_uncovered_character_is_spelled_out_and_never_a_box(
    text: Callable[..., str],
) -> None:
    # Unassigned or private use, which PDF/A-2a forbids: no font has these.
    said = "a\u0378b \ue000 \U000f0000"
    found = text(made(Document("en", (Heading(1, "T"), Paragraph(said)))))
    assert "a[U+0378]b [U+E000] [U+F0000]" in found


def test_korean_without_a_korean_font_exits_with_4(monkeypatch: pytest.MonkeyPatch) -> None:
    from cardctl.report.formats import pdf

    monkeypatch.setattr(pdf, "_faces", lambda known: [])
    with pytest.raises(SystemProblem, match=r"제 \(U\+C81C\)") as failure:
        made(Document("ko", (Heading(1, "제목 \u0378"),)))
    assert failure.value.exit_code == 4


@pytest.mark.parametrize("letter", ["w", "\uac00"])
def test_heading_longer_than_the_bookmark_limit_is_kept_whole(
    letter: str, text: Callable[..., str]
) -> None:
    korean_font()
    long = letter * 20_000
    head = Record((RecordField("a", "b"),), (Cell("M01-001", card="M01-001"), Cell(long)))
    found = text(made(Document("en", (Heading(1, long), Heading(2, long), head))))
    assert found.count(letter) == 60_000


@pytest.mark.parametrize("end", [" ", "\n", " https://a.kr "])
def test_a_text_may_hold_any_number_of_days(end: str, text: Callable[..., str]) -> None:
    korean_font()
    found = text(made(Document("ko", (Heading(1, "T"), Paragraph(f"2022. 10. 13. 가{end}" * 900)))))
    assert found.count("2022. 10. 13.") == 900


def test_no_line_of_a_long_field_is_lost(text: Callable[..., str]) -> None:
    lines = "\n".join(["Z"] * 250)
    found = text(made(Document("en", (Heading(1, "T"), narrow(lines, rows=1), record(lines)))))
    assert found.count("Z") == 500


def test_address_that_no_reader_can_open_is_not_a_link(text: Callable[..., str]) -> None:
    said = f"https://{'w' * 9_000} mailto:{'w' * 9_000} {ADDRESS}"
    content = made(Document("en", (Heading(1, "T"), Paragraph(said))))
    assert {uri.decode() for uri in re.findall(rb"/URI\((.*?)\)", content)} == {ADDRESS}
    assert text(content).count("w") == 18_000


def test_signals_keep_their_symbols_in_the_text(text: Callable[..., str]) -> None:
    signs = "✗ red ▴ amber ▸ green ✓ blue ◦ grey"
    assert signs in text(made(Document("en", (Heading(1, "T"), Paragraph(signs)))))


def test_font_is_accepted_by_name_and_by_file(tmp_path: Path) -> None:
    name = korean_font()
    info = next(font for font in typst.Fonts().fonts() if font.family == name and font.path)
    named = made(every_block("제목"), font=name)
    assert name.replace(" ", "").encode()[:8] in named
    assert made(every_block("제목"), font=info.path)[:9] == b"%PDF-1.7\n"[:9]


def test_a_missing_or_invalid_font_exits_with_status_4(tmp_path: Path) -> None:
    (tmp_path / "a.ttf").write_bytes(b"none")
    for font, why in (
        ("Nosuch Sans", "font 'Nosuch Sans' is not installed"),
        (str(tmp_path / "b.ttf"), "file not found: "),
        (str(tmp_path / "a.ttf"), "is not a font file"),
    ):
        with pytest.raises(SystemProblem, match=why) as failure:
            made(every_block(), font=font)
        assert failure.value.exit_code == 4


def test_the_command_takes_a_font_and_exits_with_status_4_without_it(tmp_path: Path) -> None:
    root, file = small_register(tmp_path), tmp_path / "report.pdf"
    asked = ["-C", str(root), "report", "--meeting", "2", "-o", str(file), "--font"]
    refused = CliRunner().invoke(app, [*asked, "Nosuch Sans"])
    assert (refused.exit_code, file.exists()) == (4, False)
    assert "font 'Nosuch Sans' is not installed" in refused.stderr
    done = CliRunner().invoke(app, [*asked, korean_font()])
    assert done.exit_code == 0, done.stderr
    assert file.read_bytes().startswith(b"%PDF-1.7")


def test_all_documents_of_a_register_have_one_typeface(tmp_path: Path) -> None:
    """Signs may come from another: no font for Hangul has all of them."""
    korean_font()
    if shutil.which("pdffonts") is None:
        pytest.skip("pdffonts is not installed")
    seen = set()
    for lang in ("en", "ko"):
        for view in ("full", "summary", "agency:busan"):
            matter = card("M01-001", {**REGISTERED, "lead": "busan"}, title="Harbour")
            made = render("pdf", report(matter), lang=lang, view=view)
            seen.add(frozenset(typefaces(bytes(made), tmp_path)))  # type: ignore[arg-type]
    assert len(frozenset.union(*seen) - {"DejaVuSansMono"}) == 1


def typefaces(content: bytes, folder: Path) -> set[str]:
    """Return the names of the fonts in a PDF, without their subsets and styles."""
    file = folder / "a.pdf"
    file.write_bytes(content)
    done = subprocess.run(["pdffonts", str(file)], capture_output=True, text=True, check=True)
    names = [line.split()[0] for line in done.stdout.splitlines()[2:]]
    return {name.partition("+")[2].partition("-")[0] for name in names}
