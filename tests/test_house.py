"""Repository hygiene: files in the root folder, and text that no file may contain."""

from __future__ import annotations

import fnmatch
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.registers import process

ROOT = Path(__file__).resolve().parents[1]
TOP = {
    ".ci",
    ".editorconfig",
    ".git_archival.txt",
    ".gitattributes",
    ".github",
    ".gitignore",
    ".pre-commit-config.yaml",
    ".pre-commit-hooks.yaml",
    ".vscode",
    "CHANGELOG.md",
    "CODE_OF_CONDUCT.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "README.ko.md",
    "README.md",
    "RELEASING.md",
    "SECURITY.md",
    "action.yml",
    "cardctl",
    "cards",
    "docs",
    "examples",
    "hatch_build.py",
    "pyproject.toml",
    "schemas",
    "tests",
    "website",
}


def ignored(name: str) -> bool:
    """Whether *name* is `.git` or matches a pattern of `.gitignore`."""
    patterns = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    return name == ".git" or any(fnmatch.fnmatch(name, p.strip("/")) for p in patterns)


def files(folder: Path = ROOT) -> Iterator[Path]:
    """Yield every file of the project."""
    for path in folder.iterdir():
        if not ignored(path.name):
            yield from files(path) if path.is_dir() else [path]


def test_root_folder_contains_exactly_the_expected_files() -> None:
    assert {path.name for path in ROOT.iterdir() if not ignored(path.name)} == TOP


# Written in parts, so that this file does not contain the forbidden text itself.
HOSTS = ["py" + "pi.org", "python" + "hosted", "npm" + "js", "--index" + "-url", "find" + "-links"]
HOMES = ["home", "Users", "root", "work", "workspace", "mnt", "tmp", "opt"]
MACHINE_PATH = re.compile(rf"(?<![\w.:/*-])/(?:{'|'.join(HOMES)})/\w|\b[A-Z]:\\\w")


def machine_words(text: str) -> list[str]:
    """Return the registry hosts and machine-specific paths in *text*."""
    return [*MACHINE_PATH.findall(text), *(host for host in HOSTS if host in text)]


@pytest.mark.parametrize(
    "text", ["cd " + "/home" + "/kim", "https://" + HOSTS[0], "C:" + "\\Users"]
)
def test_machine_words_are_found(text: str) -> None:
    assert machine_words(text)


@pytest.mark.parametrize(
    "text", ["https://example.org/home/a", "#!/usr/bin/env bash", "docs/opt/a"]
)
def test_other_words_are_not_found(text: str) -> None:
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


def test_readme_has_two_one_line_setup_commands() -> None:
    report, tests = readme_commands()
    assert ".venv/bin/cardctl report --meeting 2 --view summary && echo " in report
    assert "'.[test]'" in tests
    assert tests.endswith("-n auto")


def test_first_command_of_the_readme_names_commands_that_work() -> None:
    _install, _unused, line = readme_commands()[0].partition(" && echo ")
    named = re.findall(r"\.venv/bin/cardctl ([^;']+)", line)
    assert len(named) == 2
    for command in named:
        done = process(*command.split(), cwd=ROOT)
        assert done.returncode == 0, done.stderr
        assert ". About this report\n" in done.stdout


def test_ci_runs_the_command_of_the_readme() -> None:
    run = (ROOT / ".ci/run").read_text(encoding="utf-8")
    pick = re.search(r"^tests=\$\((.+)\)$", run, re.MULTILINE)
    assert pick is not None
    assert picked(pick[1]) == readme_commands()[1]
    assert 'bash -c "$tests"' in run


def picked(command: str) -> str:
    """Run the line that extracts the command of `.ci/run` from the README."""
    done = subprocess.run(
        command, shell=True, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout.strip()


def test_every_durability_promise_names_existing_tests() -> None:
    page = (ROOT / "docs/durability.md").read_text(encoding="utf-8")
    table = page.partition("## What is promised")[2].partition("\n## ")[0]
    rows = [line.split("|") for line in table.splitlines() if line.startswith("| ")][1:]
    assert len(rows) > 10
    for _unused, promise, _unused, shown, _unused in rows:
        tests = re.findall("`([^`]+)`", shown)
        assert tests, promise
        assert [name for name in tests if not (ROOT / "tests" / name).is_file()] == [], promise
