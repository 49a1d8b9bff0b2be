"""Pictures of the example register: what a terminal, a browser and a printer show of it.

Those of the terminal are SVG, and a test compares their words. The others are PNG: they need
Chromium or pdftoppm and depend on the fonts of the computer, so no test compares them.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from rich.console import Console
from rich.text import Text
from support import chromium
from support.terminal import seen_in_terminal

ROOT = Path(__file__).resolve().parents[2]
COUNCIL = ("-C", "examples/city-council")
DAY = "2026-02-20"
"""After the papers of its next meeting have closed: its report is final."""

WIDTH = 100
"""Columns of the terminal."""

TERMINAL = {
    "report.svg": ("report", "--meeting", "4", "--view", "summary"),
    "board.svg": ("board",),
}
"""Commands whose output on a terminal is shown, by the file of the picture."""

CUTTER = shutil.which("pdftoppm")


class Page(NamedTuple):
    """A picture of a page: the command that writes *file*, and the pixels shown of it."""

    command: tuple[str, ...]
    file: str
    width: int
    height: int


BROWSER = {
    "report-html.png": Page(("report", "--meeting", "4"), "report.html", 1100, 1500),
    "site.png": Page(("site",), "site/en/index.html", 1100, 1500),
    "site-board.png": Page(("site",), "site/en/board.html", 1100, 900),
}
PAPER = {
    "report-pdf.png": Page(("--lang", "ko", "report", "--meeting", "4"), "report.pdf", 600, 849),
}


def shown(command: tuple[str, ...]) -> Text:
    """Return what a command shows on a terminal, in colour."""
    return Text.from_ansi(seen_in_terminal(ROOT, WIDTH, *COUNCIL, "--today", DAY, *command))


def terminal_picture(command: tuple[str, ...], name: str) -> str:
    """Return what a command shows on a terminal, as SVG; *name* is unique among the pictures."""
    console = Console(record=True, width=WIDTH, file=StringIO(), force_terminal=True)
    console.print(shown(command))
    title = " ".join(("cardctl", *COUNCIL, *command))
    return console.export_svg(title=title, unique_id=name.partition(".")[0])


def page_pictures() -> Iterator[tuple[str, bytes]]:
    """Yield the pictures of pages by the names of their files; only those whose program is here."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        if chromium.PROGRAM is not None:
            yield from _in_browser(folder)
        if CUTTER is not None:
            for picture, page in PAPER.items():
                yield picture, _first_page(_written(page, folder), page)


def _written(page: Page, folder: Path) -> Path:
    """Run the command of a page; return the file that it has written."""
    path = folder / page.file
    if not path.exists():
        program = Path(sys.executable).with_name("cardctl")
        target = str(folder / page.file.partition("/")[0])
        command = [program, *COUNCIL, "--today", DAY, "--lang", "en", *page.command, "-o", target]
        subprocess.run(command, cwd=ROOT, check=True)
    return path


def _in_browser(folder: Path) -> Iterator[tuple[str, bytes]]:
    with chromium.browser() as browser:
        for picture, page in BROWSER.items():
            browser.width(page.width)
            browser.open(_written(page, folder))
            yield picture, browser.picture(page.width, page.height)


def _first_page(path: Path, page: Page) -> bytes:
    assert CUTTER is not None
    size = ["-scale-to-x", str(page.width), "-scale-to-y", str(page.height)]
    target = path.with_suffix("")
    only_first = ["-f", "1", "-l", "1", "-singlefile"]
    subprocess.run([CUTTER, *only_first, *size, "-png", str(path), str(target)], check=True)
    return target.with_suffix(".png").read_bytes()
