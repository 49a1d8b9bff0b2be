"""The house: what stands at the top of the repository, and what no file says."""

from __future__ import annotations

import fnmatch
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TOP = {
    ".ci",
    ".editorconfig",
    ".gitattributes",
    ".github",
    ".gitignore",
    ".pre-commit-hooks.yaml",
    ".vscode",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "README.md",
    "SECURITY.md",
    "action.yml",
    "cardctl",
    "cards",
    "docs",
    "hatch_build.py",
    "pyproject.toml",
    "schemas",
    "tests",
}


def ignored(name: str) -> bool:
    """Whether git leaves *name* out, by the patterns of `.gitignore` (or is git's own)."""
    patterns = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    return name == ".git" or any(fnmatch.fnmatch(name, p.strip("/")) for p in patterns)


def files(folder: Path = ROOT) -> Iterator[Path]:
    """Give every file of the project."""
    for path in folder.iterdir():
        if not ignored(path.name):
            yield from files(path) if path.is_dir() else [path]


def test_the_top_level_holds_what_belongs_there_and_nothing_else() -> None:
    assert {path.name for path in ROOT.iterdir() if not ignored(path.name)} == TOP


# Spelt in parts, so that this file does not say what no file may say.
HOSTS = ["py" + "pi.org", "python" + "hosted", "npm" + "js", "--index" + "-url", "find" + "-links"]
HOMES = ["home", "Users", "root", "work", "workspace", "mnt", "tmp", "opt"]
MACHINE_PATH = re.compile(rf"(?<![\w.:/*-])/(?:{'|'.join(HOMES)})/\w|\b[A-Z]:\\\w")


def machine_words(text: str) -> list[str]:
    """Give the registry hosts and the paths of some machine that *text* names."""
    return [*MACHINE_PATH.findall(text), *(host for host in HOSTS if host in text)]


@pytest.mark.parametrize(
    "text", ["cd " + "/home" + "/kim", "https://" + HOSTS[0], "C:" + "\\Users"]
)
def test_machine_words_are_seen(text: str) -> None:
    assert machine_words(text)


@pytest.mark.parametrize(
    "text", ["https://example.org/home/a", "#!/usr/bin/env bash", "docs/opt/a"]
)
def test_other_words_are_not(text: str) -> None:
    assert machine_words(text) == []


def test_no_file_names_a_machine_or_a_registry() -> None:
    found = {
        path.relative_to(ROOT).as_posix(): words
        for path in files()
        if (words := machine_words(path.read_text(encoding="utf-8", errors="replace")))
    }
    assert found == {}


def readme_commands() -> list[str]:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    return re.findall(r"^```sh\n(.+)\n```$", readme, re.MULTILINE)


def test_readme_sets_up_with_two_commands_of_one_line() -> None:
    report, tests = readme_commands()
    assert report.endswith("cardctl report --meeting 2")
    assert "'.[test]'" in tests
    assert tests.endswith("-n auto")


def test_ci_runs_the_command_of_the_readme() -> None:
    run = (ROOT / ".ci/run").read_text(encoding="utf-8")
    pick = re.search(r"^tests=\$\((.+)\)$", run, re.MULTILINE)
    assert pick is not None
    assert picked(pick[1]) == readme_commands()[1]
    assert 'bash -c "$tests"' in run


def picked(command: str) -> str:
    """Run the line with which `.ci/run` takes its command from the README."""
    done = subprocess.run(
        command, shell=True, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout.strip()


def test_every_promise_about_writing_names_tests_that_are_there() -> None:
    page = (ROOT / "docs/durability.md").read_text(encoding="utf-8")
    table = page.partition("## What is promised")[2].partition("\n## ")[0]
    rows = [line.split("|") for line in table.splitlines() if line.startswith("| ")][1:]
    assert len(rows) > 10
    for _unused, promise, _unused, shown, _unused in rows:
        tests = re.findall("`([^`]+)`", shown)
        assert tests, promise
        assert [name for name in tests if not (ROOT / "tests" / name).is_file()] == [], promise
