"""The pages of the paper formats, counted by what is drawn on them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from support import drawn
from support.office import wide

from cardctl.report.document import Document, Heading, Paragraph
from cardctl.report.formats import render_document

DAY = date(2024, 7, 10)


def pages(document: Document, form: str, folder: Path) -> list[str]:
    return drawn.drawn(render_document(form, document, day=DAY), form, folder)


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


@pytest.mark.parametrize("form", ["pdf", "docx"])
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
