"""Contents of the wheel: all files of the program, and nothing else."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from cardctl.resources import filled

ROOT = Path(__file__).resolve().parents[1]
CARDCTL = ROOT / "cardctl"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """File names in a wheel built from a copy, because the build writes the catalogues."""
    copy = tmp_path_factory.mktemp("source")
    for name in ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy)
    shutil.copytree(CARDCTL, copy / "cardctl", ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel"]
    subprocess.run(build, cwd=copy, check=True, capture_output=True)
    (made,) = (copy / "dist").glob("*.whl")
    return set(zipfile.ZipFile(made).namelist())


def test_the_wheel_has_every_file_of_the_program(wheel: set[str]) -> None:
    files = {
        path for path in CARDCTL.rglob("*") if path.is_file() and "__pycache__" not in path.parts
    }
    names = {path.relative_to(ROOT).as_posix() for path in files}
    assert {"cardctl/py.typed", "cardctl/data/report/page.html"} <= names
    assert names - wheel == set()


def test_the_wheel_has_the_compiled_catalogues(wheel: set[str]) -> None:
    catalogues = {name for name in wheel if name.endswith(".po")}
    assert catalogues
    assert {name.replace(".po", ".mo") for name in catalogues} <= wheel


def test_wheel_has_no_other_files(wheel: set[str]) -> None:
    assert {name.partition("/")[0].partition("-")[0] for name in wheel} == {"cardctl"}


def test_only_the_values_of_a_template_are_filled_in() -> None:
    text = filled("init/en/cardctl.yaml", body="{day} {body}", day="x")
    assert "body: {day} {body}\n" in text
    assert "{en: Council, ko: 협의회}" in text
