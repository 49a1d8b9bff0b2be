"""The pages of a paper format, as a reader draws them. Running heads and page numbers are part of
them.

A PDF is read with pdftotext, a Word document is first converted by LibreOffice, and a web page is
printed by Chromium. A format whose reader is not installed skips the test.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from support import chromium, libreoffice

FORMATS = ("pdf", "docx", "html")
"""The formats that can be drawn."""


def drawn(content: bytes | str, form: str, folder: Path) -> list[str]:
    """Return the text of each page of a document in the format *form*, without white space."""
    file = folder / f"drawn.{form}"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    printed = printed_pdf(file)
    done = subprocess.run(
        ["pdftotext", "-layout", str(printed), "-"], capture_output=True, text=True, check=True
    )
    pages = done.stdout.split("\f")
    assert pages.pop() == "", "pdftotext ends each page with a form feed"
    return [without_spaces(page) for page in pages]


def without_spaces(text: str) -> str:
    """Return *text* as it compares with the text of a page, where lines break anywhere."""
    return "".join(text.split())


def printed_pdf(file: Path) -> Path:
    """Return *file* as a PDF, printed by the program that reads its format."""
    if shutil.which("pdftotext") is None:
        pytest.skip("needs pdftotext (Debian's package poppler-utils)")
    if file.suffix == ".pdf":
        return file
    if file.suffix == ".docx":
        if libreoffice.PROGRAM is None or not _has_writer():
            pytest.skip("needs LibreOffice Writer (Debian's package libreoffice-writer)")
        return libreoffice.converted(file, "pdf", file.parent)
    if chromium.PROGRAM is None:
        pytest.skip("needs Chromium (Debian's package chromium)")
    made = file.with_suffix(".html.pdf")
    with chromium.browser() as page:
        page.open(file)
        made.write_bytes(page.pdf())
    return made


def _has_writer() -> bool:
    """Return whether LibreOffice can open text documents: it may be installed for sheets only."""
    return libreoffice.PROGRAM is not None and any(
        (Path(libreoffice.PROGRAM).resolve().parent / name).exists()
        for name in ("libswlo.so", "swriter")
    )
