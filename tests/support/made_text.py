"""The text of a document that was rendered in any format."""

from __future__ import annotations

import html
import re
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path


def text_of(name: str, made: str | bytes, tmp_path: Path) -> str:
    """Return the text of a report in any format on one line, without table borders."""
    if isinstance(made, str):
        found = re.sub(r"<(style|script).*?</\1>", " ", made, flags=re.DOTALL)
        found = html.unescape(re.sub(r"<[^>]+>", " ", found)) if name == "html" else found
        return " ".join(re.sub(r"[|*\\]", " ", found).split())
    if name == "pdf":
        file = tmp_path / "report.pdf"
        file.write_bytes(made)
        done = subprocess.run(
            ["pdftotext", "-raw", file, "-"], capture_output=True, text=True, check=True
        )
        return " ".join(done.stdout.split())
    with zipfile.ZipFile(BytesIO(made)) as package:
        parts = [n for n in package.namelist() if re.search(r"(document|section\d+)\.xml$", n)]
        xml = " ".join(package.read(part).decode() for part in parts)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", xml)).split())
