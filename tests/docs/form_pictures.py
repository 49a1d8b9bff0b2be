"""Pictures of the filled forms: a page of each, as LibreOffice prints it, cut to its table.

They need LibreOffice and pdftoppm, and depend on the fonts of the computer. No test compares them.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from support.libreoffice import PROGRAM, converted

PICTURES = {"form.png": "economy.xlsx", "form.ko.png": "economy.ko.xlsx"}
"""The pictures in the folder `docs`, and the examples that they show."""

CUTTER = shutil.which("pdftoppm")
PAGE, RESOLUTION = "3", "96"
_AREA = {"-x": "24", "-y": "40", "-W": "1000", "-H": "285"}
"""The table on the page, in pixels."""


def form_pictures(examples: dict[str, bytes]) -> dict[str, bytes]:
    """Return the pictures (PNG) by the names of their files; none without the programs."""
    if PROGRAM is None or CUTTER is None:
        return {}
    with TemporaryDirectory() as folder:
        return {
            name: _picture(Path(folder), source, examples[source])
            for name, source in PICTURES.items()
        }


def _picture(folder: Path, name: str, contents: bytes) -> bytes:
    (folder / name).write_bytes(contents)
    printed = converted(folder / name, "pdf", folder)
    area = [word for pair in _AREA.items() for word in pair]
    assert CUTTER is not None
    page = [CUTTER, "-f", PAGE, "-l", PAGE, "-r", RESOLUTION, *area, "-png", "-singlefile"]
    subprocess.run([*page, str(printed), str(folder / "page")], check=True)
    return (folder / "page.png").read_bytes()
