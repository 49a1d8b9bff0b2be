"""The pages of the paper formats, counted by what is drawn on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import pytest
from support import drawn
from support.models import REGISTERED, card, entry, report
from support.office import wide

from cardctl.report.document import Block, Document, Heading, ItemList, Paragraph, Table
from cardctl.report.facts import MeetingReport
from cardctl.report.formats import render, render_document
from cardctl.report.layout import layout

DAY = date(2024, 7, 10)


def pages(document: Document, form: str, folder: Path) -> list[str]:
    made = render_document(form, document, day=DAY, font=drawn.font_for(form))
    return drawn.drawn(made, form, folder)


@pytest.mark.parametrize("form", drawn.FORMATS)
def test_a_heading_starts_a_page_if_it_says_so(form: str, tmp_path: Path) -> None:
    blocks = (
        Heading(1, "Report"),
        Heading(2, "First", "1."),
        Paragraph("alpha"),
        Heading(2, "Second", "2.", new_page=True),
        Paragraph("beta"),
        Heading(2, "Third", "3."),
        Heading(3, "Part", "3.1", new_page=True),
        Paragraph("gamma"),
    )
    first, second, third = pages(Document("en", blocks), form, tmp_path)
    assert "1.Firstalpha" in first
    assert "2.Secondbeta3.Third" in second
    assert "3.1Partgamma" in third


@pytest.mark.parametrize("form", drawn.FORMATS)
def test_no_page_is_empty_before_the_first_heading_of_a_sheet(form: str, tmp_path: Path) -> None:
    blocks = (
        Heading(1, "Report", new_page=True),
        Heading(2, "First", "1."),
        Paragraph("alpha"),
        Heading(2, "Wide", "2.", new_page=True),
        wide(),
    )
    first, second = pages(Document("en", blocks), form, tmp_path)
    assert "alpha" in first
    assert "2.Wide" in second


@pytest.mark.parametrize("form", ["pdf", "docx", "hwpx"])
def test_each_page_has_its_number_and_the_author_at_its_foot(form: str, tmp_path: Path) -> None:
    blocks = (
        Heading(1, "Report"),
        Heading(2, "First", "1."),
        Heading(2, "Second", "2.", new_page=True),
        Heading(2, "Wide", "3."),
        wide(),
    )
    drawn_pages = pages(Document("en", blocks, author="Council"), form, tmp_path)
    assert len(drawn_pages) == 3
    for number, page in enumerate(drawn_pages, 1):
        assert page.endswith(f"-{number}-Council")


# Page one

TITLE = {
    "en": "Renewal of the harbour quarter with homes for families and a new quay for ferries",
    "ko": "청년 가구를 위한 주택과 여객선 신규 부두를 포함한 항만지구 재생 및 생활기반시설 확충",
}


def busy_report(count: int) -> MeetingReport:
    """Return a report on *count* cards: a third overdue, a third to confirm, a third open."""
    late = {**REGISTERED, "due": "2024-02-01"}
    claim = entry("2024-06-20", state="submitted", outcome="completed")
    histories = ((late,), (REGISTERED, claim), (REGISTERED,))
    numbers = range(1, count + 1)
    return report(*(card(f"M01-{n:03}", *histories[n % 3], title=TITLE) for n in numbers))


@pytest.mark.parametrize("form", drawn.FORMATS)
def test_page_one_is_the_first_section_and_nothing_else(form: str, tmp_path: Path) -> None:
    asked = [(lang, busy_report(count)) for lang in ("en", "ko") for count in (12, 300)]
    font = drawn.font_for(form)
    written = [render(form, made, lang=lang, font=font) for lang, made in asked]
    found = drawn.all_drawn(written, form, tmp_path)
    for (lang, made), (one, two, *_) in zip(asked, found, strict=True):
        blocks = layout(made, lang).blocks
        _, second = [
            at for at, block in enumerate(blocks) if isinstance(block, Heading) and block.level == 2
        ][:2]
        assert [text for text in texts(blocks[:second]) if text not in one] == []
        (head,) = texts(blocks[second : second + 1])
        assert head not in one
        assert head in two


def texts(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield the texts of blocks as they are found on a page; a signal may be drawn."""
    for block in blocks:
        match block:
            case Heading():
                yield drawn.without_spaces(block.line)
            case ItemList():
                yield from (drawn.without_spaces(item.text) for item in block.items)
            case Table():
                cells = (cell for row in block.rows for cell in row if cell.signal is None)
                yield from (drawn.without_spaces(cell.text) for cell in cells)
            case Paragraph():
                yield drawn.without_spaces(block.text)
