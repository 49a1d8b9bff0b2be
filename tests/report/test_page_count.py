"""The full report on the cards of this repository is short: 25 cards on at most 8 pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import drawn
from typer.testing import CliRunner

from cardctl.cli.app import app

ROOT = Path(__file__).parents[2]
MOST = 8


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_the_full_report_is_short(lang: str, tmp_path: Path) -> None:
    file = tmp_path / "report.pdf"
    asked = ["-C", str(ROOT), "--today", "2026-11-28", "--lang", lang, "report", "--meeting", "2"]
    done = CliRunner().invoke(app, [*asked, "--view", "full", "-o", str(file)])
    if done.exit_code == 4:
        pytest.skip(done.stderr)  # a font that is not installed
    assert done.exit_code == 0, done.stderr
    pages = drawn.drawn(file.read_bytes(), "pdf", tmp_path)
    assert len(pages) <= MOST
