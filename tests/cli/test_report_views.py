"""`cardctl report --view`: what is printed by default, and what is asked for."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from support.registers import run, small_register


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_register(tmp_path)


def headings(file: Path) -> list[str]:
    """Return the headings of level 1 of the sections in a Word document."""
    with zipfile.ZipFile(file) as package:
        xml = package.read("word/document.xml").decode()
    paragraphs = re.findall(r"<w:p>.*?</w:p>|<w:p .*?</w:p>", xml, re.DOTALL)
    heads = [p for p in paragraphs if '"Heading1"' in p]
    return ["".join(re.findall(r"<w:t[^>]*>([^<]*)", p)) for p in heads]


def test_paper_is_brief_unless_more_is_asked_for(root: Path, tmp_path: Path) -> None:
    brief, full = tmp_path / "brief.docx", tmp_path / "full.docx"
    assert run("report", "-o", str(brief), root=root).exit_code == 0
    assert run("report", "--view", "full", "-o", str(full), root=root).exit_code == 0
    assert not any("Annex" in head for head in headings(brief))
    assert any("Annex" in head for head in headings(full))
    assert any("About this report" in head for head in headings(brief))


def test_all_other_formats_are_full_unless_less_is_asked_for(root: Path) -> None:
    assert "Annex" in run("report", root=root).stdout
    brief = run("report", "--view", "brief", root=root).stdout
    assert "Annex" not in brief
    assert "This is the short report." in brief


def test_unknown_view_lists_the_views(root: Path) -> None:
    result = run("report", "--view", "breif", root=root)
    assert result.exit_code == 2
    assert "did you mean brief?" in result.stderr
