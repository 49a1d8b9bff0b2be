"""The same register and date give the same bytes, at any place and time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from support.registers import small_register

from cardctl.report.formats import FORMATS

MAKE = """
import sys
from pathlib import Path
from typer.testing import CliRunner
from cardctl.cli.app import app

root, out, today, *formats = sys.argv[1:]
for name in formats:
    for lang in ("en", "ko"):
        file = Path(out, f"{lang}-{name}")
        asked = ["-C", root, "--today", today, "--lang", lang, "report", "--meeting", "2"]
        done = CliRunner().invoke(app, [*asked, "--format", name, "-o", str(file)])
        if done.exit_code == 4:  # an extra or a font that is not there
            file.with_suffix(".missing").write_text(done.stderr, encoding="utf-8")
        elif done.exit_code:
            sys.exit(done.stderr)
"""
ENVIRONMENTS = {
    "here": {"TZ": "UTC0", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0", "COLUMNS": "80"},
    "there": {"TZ": "XYZ-13", "LC_ALL": "ko_KR.UTF-8", "PYTHONHASHSEED": "4242", "COLUMNS": "200",
              "FORCE_COLOR": "1", "LANG": "ko_KR.UTF-8"},
    "elsewhere": {"TZ": "ABC+11", "LC_ALL": "C", "PYTHONHASHSEED": "7", "TERM": "dumb"},
}  # fmt: skip
DAYS = {"here": "2024-08-01", "there": "2031-12-31", "elsewhere": "2024-07-10"}


def reports(folder: Path, name: str, *formats: str, **environment: str) -> dict[str, bytes]:
    """Render the reports in a child process with its own folder and environment."""
    out = folder / name
    out.mkdir()
    root = small_register(out)
    plain = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    subprocess.run(
        [sys.executable, "-c", MAKE, str(root), str(out), DAYS[name], *formats],
        env={**plain, **ENVIRONMENTS[name], **environment},
        cwd=out,
        check=True,
    )
    return {file.name: file.read_bytes() for file in sorted(out.iterdir()) if file.is_file()}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, bytes]]:
    folder = tmp_path_factory.mktemp("reports")
    return {name: reports(folder, name, *FORMATS) for name in ENVIRONMENTS}


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_the_same_in_every_environment(
    made: dict[str, dict[str, bytes]], name: str, lang: str
) -> None:
    missing = made["here"].get(f"{lang}-{name}.missing")
    if missing is not None:
        pytest.skip(missing.decode().strip())
    first = made["here"][f"{lang}-{name}"]
    assert len(first) > 100
    for place in ENVIRONMENTS:
        assert made[place][f"{lang}-{name}"] == first, place


def test_source_date_epoch_changes_only_the_creation_date(
    made: dict[str, dict[str, bytes]], tmp_path: Path
) -> None:
    pytest.importorskip("xlsxwriter")
    stated = reports(tmp_path, "here", "xlsx", "csv", SOURCE_DATE_EPOCH="1700000000")
    again = reports(tmp_path, "there", "xlsx", "csv", SOURCE_DATE_EPOCH="1700000000")
    assert stated == again
    assert stated["en-xlsx"] != made["here"]["en-xlsx"]
    assert stated["en-csv"] == made["here"]["en-csv"]
