"""CI files pass the checkers that their users have: this repository's, and those that init writes.

`.ci/run` installs the checkers. Without one of them, its tests are skipped.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml
from jsonschema.validators import validator_for
from ruamel.yaml import YAML

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


SCHEMAS = find_spec("check_jsonschema")
needs_schemas = pytest.mark.skipif(
    SCHEMAS is None, reason="check-jsonschema is not installed (see .ci/run)"
)


def schema_problems(schema: str, paths: Iterable[Path]) -> dict[str, list[str]]:
    """Check files against a schema that check-jsonschema comes with: those of the SchemaStore."""
    text = (files("check_jsonschema") / f"builtin_schemas/vendor/{schema}.json").read_text("utf-8")
    rules = json.loads(text)
    validator = validator_for(rules)(rules)
    found = {
        path.name: [error.message for error in validator.iter_errors(YAML(typ="safe").load(path))]
        for path in paths
    }
    assert found
    return found


def good(found: dict[str, list[str]]) -> bool:
    return not any(found.values())


def jobs_of_gitlab(folder: Path) -> list[Path]:
    written = (*folder.glob("office/.gitlab/*.yml"), *folder.glob("office/.gitlab-ci.yml"))
    return [folder / "own/.ci/gitlab.yml", *written]


@needs_schemas
def test_jobs_have_the_schema_of_gitlab(folder: Path) -> None:
    assert len(jobs_of_gitlab(folder)) == 4
    found = schema_problems("gitlab-ci", jobs_of_gitlab(folder))
    assert good(found), found


@needs_schemas
def test_the_schema_of_gitlab_sees_a_mistake(folder: Path, tmp_path: Path) -> None:
    text = (folder / "own/.ci/gitlab.yml").read_text("utf-8").replace("  script:", "  scripts:")
    (tmp_path / "bad.yml").write_text(text)
    (told,) = schema_problems("gitlab-ci", [tmp_path / "bad.yml"])["bad.yml"]
    assert "scripts" in told


@needs_schemas
@pytest.mark.parametrize(
    ("schema", "glob"),
    [
        ("github-workflows", "*/.github/workflows/*.yml"),
        ("github-actions", "own/action.yml"),
        ("dependabot", "own/.github/dependabot.yml"),
        ("github-issue-forms", "own/.github/ISSUE_TEMPLATE/[!c]*.yml"),
        ("github-issue-config", "own/.github/ISSUE_TEMPLATE/config.yml"),
    ],
)
def test_files_have_the_schema_of_github(folder: Path, schema: str, glob: str) -> None:
    found = schema_problems(schema, folder.glob(glob))
    assert good(found), found


def test_dependabot_renews_the_actions_and_the_locks() -> None:
    updates = yaml.safe_load((ROOT / ".github/dependabot.yml").read_text("utf-8"))["updates"]
    watched = {update["package-ecosystem"]: update["directory"] for update in updates}
    assert watched == {"github-actions": "/", "pip": "/.ci/locks"}
    assert list((ROOT / ".ci/locks").glob("*.txt"))


def test_own_hooks_are_checks_of_this_repository() -> None:
    """Each runs a tool that `.ci/check` or a test runs, and the cards of init's own hook."""
    (repository,) = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"]
    hooks = {hook["id"]: hook for hook in repository["hooks"]}
    assert all(hook["language"] == "system" for hook in hooks.values())
    made = yaml.safe_load(ADDITIONS["hooks"](ROOT / "cards")[".pre-commit-config.yaml"])
    (offered,) = made["repos"][0]["hooks"]
    assert hooks["cardctl-validate"] == offered
    assert (ROOT / hooks["changelog"]["entry"].split()[1]).is_file()


@checker("shellcheck")
def test_scripts_pass_shellcheck(folder: Path) -> None:
    scripts = [
        path
        for path in (folder / "own/.ci").iterdir()
        if path.is_file() and path.read_bytes().startswith(b"#!/usr/bin/env bash")
    ]
    assert len(scripts) >= 3
    assert problems(folder, "shellcheck", *scripts) == ""
