"""CI files pass the checkers that their users have: this repository's, and those that init writes.

`.ci/run` installs the checkers. Without one of them, its tests are skipped.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from cardctl.app.scaffold import ADDITIONS

ROOT = Path(__file__).resolve().parents[1]
OWN = (".github", ".ci", "action.yml", ".pre-commit-hooks.yaml")
"""Files of CI in this repository."""

TOOLS = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
"""Checkers are beside this Python, or on PATH."""


def checker(name: str) -> pytest.MarkDecorator:
    """Skip a test where the program *name* is missing."""
    reason = f"{name} is not installed (see .ci/run)"
    return pytest.mark.skipif(shutil.which(name, path=TOOLS) is None, reason=reason)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The CI files of this repository in `own/`, and all that init writes in `office/`."""
    made = tmp_path_factory.mktemp("ci")
    for name in OWN:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        (made / "own").mkdir(exist_ok=True)
        copy(ROOT / name, made / "own" / name)
    for addition in ADDITIONS.values():
        for name, text in addition(ROOT / "cards").items():
            path = made / "office" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return made


def problems(folder: Path, *command: str | Path) -> str:
    """Run a checker in *folder*, and return what it prints if it is not content."""
    done = subprocess.run(
        list(map(str, command)),
        cwd=folder,
        env={**os.environ, "PATH": TOOLS, "NO_COLOR": "1"},
        check=False,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr


def workflows(folder: Path) -> list[Path]:
    return sorted(folder.glob("*/.github/workflows/*.yml"))


@checker("actionlint")
def test_workflows_pass_actionlint(folder: Path) -> None:
    """With shellcheck, if that is installed: actionlint passes it the scripts of the steps."""
    assert len(workflows(folder)) >= 5
    assert problems(folder, "actionlint", *workflows(folder)) == ""


@checker("actionlint")
def test_actionlint_sees_a_mistake(folder: Path, tmp_path: Path) -> None:
    text = workflows(folder)[0].read_text("utf-8").replace("runs-on:", "run-on:", 1)
    (tmp_path / "bad.yml").write_text(text)
    assert "run-on" in problems(tmp_path, "actionlint", tmp_path / "bad.yml")


@checker("zizmor")
def test_workflows_and_actions_pass_zizmor(folder: Path) -> None:
    assert problems(folder, "zizmor", "--offline", "--no-progress", "own", "office") == ""


def test_every_ignored_finding_of_zizmor_has_its_reason(folder: Path) -> None:
    lines = [
        line
        for path in (*workflows(folder), folder / "own/action.yml")
        for line in path.read_text("utf-8").splitlines()
        if "zizmor: ignore[" in line
    ]
    assert lines
    assert [line for line in lines if not line.partition("]")[2].strip()] == []


@checker("zizmor")
def test_zizmor_sees_what_is_not_ignored(folder: Path, tmp_path: Path) -> None:
    text = (folder / "office/.github/workflows/cards.yml").read_text("utf-8")
    (tmp_path / "bad.yml").write_text(text.replace("# zizmor: ignore", "#"))
    assert "dangerous-triggers" in problems(tmp_path, "zizmor", "--offline", "bad.yml")


def schema_problems(folder: Path, schema: str, paths: Iterable[Path], *options: str) -> str:
    """Check files against a schema that check-jsonschema comes with."""
    found = [path.relative_to(folder) for path in paths]
    assert found
    builtin = ("check-jsonschema", "--builtin-schema", f"vendor.{schema}", *options)
    return problems(folder, *builtin, *found)


@checker("check-jsonschema")
def test_jobs_have_the_schema_of_gitlab(folder: Path) -> None:
    jobs = [folder / "own/.ci/gitlab.yml", *folder.glob("office/.gitlab*/*.yml")]
    jobs += folder.glob("office/.gitlab-ci.yml")
    assert len(jobs) == 4
    options = ("--data-transform", "gitlab-ci")
    assert schema_problems(folder, "gitlab-ci", jobs, *options) == ""


@checker("check-jsonschema")
def test_the_schema_of_gitlab_sees_a_mistake(folder: Path, tmp_path: Path) -> None:
    text = (folder / "own/.ci/gitlab.yml").read_text("utf-8").replace("  script:", "  scripts:")
    (tmp_path / "bad.yml").write_text(text)
    told = schema_problems(tmp_path, "gitlab-ci", [tmp_path / "bad.yml"])
    assert "scripts" in told


@checker("check-jsonschema")
@pytest.mark.parametrize(
    ("schema", "glob"),
    [
        ("github-workflows", "*/.github/workflows/*.yml"),
        ("github-actions", "own/action.yml"),
    ],
)
def test_files_have_the_schema_of_github(folder: Path, schema: str, glob: str) -> None:
    assert schema_problems(folder, schema, folder.glob(glob)) == ""


@checker("shellcheck")
def test_scripts_pass_shellcheck(folder: Path) -> None:
    scripts = [
        path
        for path in (folder / "own/.ci").iterdir()
        if path.is_file() and path.read_bytes().startswith(b"#!/usr/bin/env bash")
    ]
    assert len(scripts) >= 3
    assert problems(folder, "shellcheck", *scripts) == ""
