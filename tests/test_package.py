"""What is installed: the files in the wheel, and the lower bounds of dependencies."""

from __future__ import annotations

import re
import tomllib
import zipfile
from pathlib import Path

import pytest

from cardctl.resources import filled

ROOT = Path(__file__).resolve().parents[1]
CARDCTL = ROOT / "cardctl"


@pytest.fixture(scope="module")
def files(wheel: Path) -> set[str]:
    """File names in the wheel."""
    return set(zipfile.ZipFile(wheel).namelist())


def test_the_wheel_has_every_file_of_the_program(files: set[str]) -> None:
    paths = {
        path for path in CARDCTL.rglob("*") if path.is_file() and "__pycache__" not in path.parts
    }
    names = {path.relative_to(ROOT).as_posix() for path in paths}
    assert {"cardctl/py.typed", "cardctl/data/report/page.html"} <= names
    assert names - files == set()


def test_the_wheel_has_the_compiled_catalogues(files: set[str]) -> None:
    catalogues = {name for name in files if name.endswith(".po")}
    assert catalogues
    assert {name.replace(".po", ".mo") for name in catalogues} <= files


def test_wheel_has_no_other_files(files: set[str]) -> None:
    assert {name.partition("/")[0].partition("-")[0] for name in files} == {"cardctl"}


def test_only_the_values_of_a_template_are_filled_in() -> None:
    text = filled("init/register/cardctl.yaml", body="{day} {body}", day="x")
    assert "body: {day} {body}\n" in text
    assert "money: {currency: KRW, unit: 1000000}" in text


# Lower bounds -----------------------------------------------------------------------------------


def requirements() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    return [line for group in groups for line in group if not line.startswith("cardctl[")]


def test_every_dependency_has_a_lower_bound_that_is_tried() -> None:
    """`.ci/run --lowest` runs the tests with the versions in `tests/lowest.txt`."""
    lines = (ROOT / "tests/lowest.txt").read_text(encoding="utf-8").splitlines()
    pinned = dict(line.split("==") for line in lines if not line.startswith("#"))
    bound = re.compile(r"([\w.-]+)(?:\[\w+\])?>=([\d.]+)")
    bounds = dict(bound.match(line).groups() for line in requirements())  # type: ignore[union-attr]
    assert {name: version(least) for name, least in bounds.items()} == {
        name: version(pin) for name, pin in pinned.items()
    }


def version(text: str) -> tuple[int, ...]:
    """Return the three numbers of a version; missing ones are 0."""
    numbers = [int(part) for part in text.split(".")]
    return tuple(numbers + [0] * (3 - len(numbers)))
