"""The pages of a paper format, as a reader draws them, with running heads and page numbers.

A PDF is read with pdftotext, a Word document is first converted by LibreOffice, a web page is
printed by Chromium, and a Hangul document is drawn by rhwp (``pip install rhwp-python``). A format
whose reader is not installed skips the test.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from support import chromium, libreoffice
from support.fonts import korean_font

FORMATS = ("pdf", "docx", "html", "hwpx")
"""The formats that can be drawn."""


def drawn(content: bytes | str, form: str, folder: Path) -> list[str]:
    """Return the text of each page of a document in the format *form*, without white space."""
    (pages,) = all_drawn([content], form, folder)
    return pages


def all_drawn(contents: Sequence[bytes | str], form: str, folder: Path) -> list[list[str]]:
    """Return the pages of several documents, as `drawn` does: its reader starts only once."""
    if shutil.which("pdftotext") is None:
        pytest.skip("needs pdftotext (Debian's package poppler-utils)")
    files = [folder / f"drawn{number}.{form}" for number in range(len(contents))]
    for file, content in zip(files, contents, strict=True):
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    print_ = {"docx": _by_libreoffice, "html": _by_chromium, "hwpx": _by_rhwp}.get(form, list)
    return [_pages(printed) for printed in print_(files)]


def without_spaces(text: str) -> str:
    """Return *text* as it compares with the text of a page, where lines break anywhere."""
    return "".join(text.replace("\u200b", "").split())


def font_for(form: str) -> str | None:
    """Return the font to name: rhwp draws only characters whose font is installed."""
    return korean_font() if form == "hwpx" else None


def _pages(printed: Path) -> list[str]:
    done = subprocess.run(
        ["pdftotext", "-raw", str(printed), "-"], capture_output=True, text=True, check=True
    )
    pages = done.stdout.split("\f")
    assert pages.pop() == "", "pdftotext ends each page with a form feed"
    return [without_spaces(page) for page in pages]


def _by_libreoffice(files: Sequence[Path]) -> list[Path]:
    if not libreoffice.has_writer():
        pytest.skip("needs LibreOffice Writer (Debian's package libreoffice-writer)")
    return libreoffice.all_converted(files, "pdf", files[0].parent)


def _by_chromium(files: Sequence[Path]) -> list[Path]:
    if chromium.PROGRAM is None:
        pytest.skip("needs Chromium (Debian's package chromium)")
    made = [file.with_suffix(".pdf") for file in files]
    with chromium.browser() as page:
        for file, printed in zip(files, made, strict=True):
            page.open(file)
            printed.write_bytes(page.pdf())
    return made


def _by_rhwp(files: Sequence[Path]) -> list[Path]:
    rhwp = pytest.importorskip("rhwp", reason="rhwp-python is not installed")
    made = [file.with_suffix(".pdf") for file in files]
    for file, printed in zip(files, made, strict=True):
        rhwp.parse(str(file)).export_pdf(str(printed))
    return made
