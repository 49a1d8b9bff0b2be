"""Programs set in a repository, register or environment are never run."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from support.cli_git import git
from support.hostile import run_checked, spent
from support.registers import small_register

CARD = "M01/M01-001.yaml"
COMMANDS = (
    ("validate",),
    ("validate", "--since", "HEAD"),
    ("validate", "--staged"),
    ("log", "1-1", "--git"),
    ("report", "--meeting", "2", "--at", "HEAD"),
    ("show", "1-1"),
    ("doctor",),
    ("update", "1-1", "--set", "note=x"),
    ("renumber", "1-2", "--dry-run"),
    ("git-setup", "--dry-run"),
)
RUN_BY_GIT = (
    "core.fsmonitor",
    "core.pager",
    "core.editor",
    "core.sshCommand",
    "core.askPass",
    "core.gitProxy",
    "core.alternateRefsCommand",
    "credential.helper",
    "diff.external",
    "diff.x.command",
    "diff.x.textconv",
    "gpg.program",
    "merge.cardctl.driver",
    "pager.log",
    "uploadpack.packObjectsHook",
)
RUN_BY_VARIABLE = (
    "GIT_EXTERNAL_DIFF", "GIT_SSH", "GIT_SSH_COMMAND", "GIT_PAGER", "PAGER", "GIT_EDITOR",
    "GIT_SEQUENCE_EDITOR", "GIT_ASKPASS", "GIT_PROXY_COMMAND", "EDITOR", "VISUAL", "BROWSER",
    "LESSOPEN",
)  # fmt: skip
HOOKS = ("pre-commit", "post-checkout", "post-index-change", "reference-transaction", "post-merge")


def canary(around: Path, name: str) -> str:
    """A program that creates a file if it is run."""
    program = around / f"{name}.sh"
    program.write_text(f"#!/bin/sh\ntouch '{around}/canary-{name}'\n", encoding="utf-8")
    program.chmod(0o755)
    return str(program)


def triggered(around: Path) -> list[str]:
    return sorted(path.name for path in around.glob("canary-*"))


def poison(top: Path, around: Path) -> None:
    """Configure every program that git would run in the repository at *top*."""
    for name in RUN_BY_GIT:
        git(top, "config", name, canary(around, name))
    git(top, "config", "core.hooksPath", str(around / "hooks"))
    git(top, "config", "log.showSignature", "true")
    (around / "hooks").mkdir()
    for name in HOOKS:
        shutil.copy(canary(around, name), around / "hooks" / name)
    (top / ".gitattributes").write_text("* diff=x\n", encoding="utf-8")


def repository(folder: Path) -> Path:
    root = small_register(folder)
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "start")
    return root


def its_own_settings(folder: Path) -> Path:
    root = repository(folder / "a")
    poison(folder / "a", folder)
    (root / CARD).write_text((root / CARD).read_text("utf-8") + "note: x\n", "utf-8")
    return root


def a_git_file_in_the_register(folder: Path) -> Path:
    root = repository(folder / "a")
    repository(folder / "evil")
    poison(folder / "evil", folder)
    (root / ".git").write_text(f"gitdir: {folder / 'evil' / '.git'}\n", encoding="utf-8")
    return root


def a_bare_repository_in_the_register(folder: Path) -> Path:
    """A pull request can contain this: it has no file named `.git`."""
    root = repository(folder / "a")
    repository(folder / "evil")
    poison(folder / "evil", folder)
    git(folder / "evil", "config", "core.bare", "true")
    for path in (folder / "evil" / ".git").iterdir():
        shutil.move(path, root / path.name)
    return root


def a_promise_to_fetch(folder: Path) -> Path:
    """An object is missing, and its promisor is a program."""
    root = repository(folder / "a")
    top = root.parent
    blob = git(top, "rev-parse", f"HEAD:cards/{CARD}").strip()
    (top / ".git/objects" / blob[:2] / blob[2:]).unlink()
    for name, value in {
        "core.repositoryFormatVersion": "1",
        "extensions.partialClone": "origin",
        "remote.origin.promisor": "true",
        "remote.origin.url": f"ext::{canary(folder, 'promisor')}",
        "protocol.ext.allow": "always",
    }.items():
        git(top, "config", name, value)
    (root / CARD).write_text((root / CARD).read_text("utf-8") + "note: x\n", "utf-8")
    return root


def a_replaced_commit(folder: Path) -> Path:
    root = repository(folder / "a")
    first = git(root, "rev-parse", "HEAD").strip()
    (root / CARD).write_text("evil: x\n", encoding="utf-8")
    git(root, "commit", "-qam", "evil")
    git(root, "reset", "-q", "--hard", first)
    git(root, "replace", first, "HEAD@{1}")
    return root


CLEAN = "\tclean = {program}\n\trequired\n"
FILTERS = {
    "clean": ("x", "config", f'[filter "x"]\n{CLEAN}'),
    "process": ("x", "config", "[FILTER.x]\n\tprocess = {program}\n"),
    "a name that no option can give": ("a=b", "config", f'[filter "a=b"]\n{CLEAN}'),
    "one of many": ("x2999", "config", "".join(f"[filter.x{n}]\n{CLEAN}" for n in range(3_000))),
    "included": ("x", "more", f'[filter "x"]\n{CLEAN}'),
    "of the working tree": ("x", "config.worktree", f'[filter "x"]\n{CLEAN}'),
}
"""Name of the filter, the file in `.git` that configures it, and its text."""

LATER = (2_000_000_000, 2_000_000_000)


def a_filter(folder: Path, which: str = "clean", root: Path | None = None) -> Path:
    """A filter that git runs on a file whose time does not show whether it changed."""
    root = root or repository(folder / "a")
    attribute, name, text = FILTERS[which]

    def in_git(name: str) -> Path:
        return root / git(root, "rev-parse", "--git-path", name).strip()

    git(root, "config", "extensions.worktreeConfig", "true")
    git(root, "config", "include.path", "more")
    for path in root.rglob("*.yaml"):
        os.utime(path, LATER)
    git(root, "add", "-A")
    os.utime(in_git("index"), LATER)
    with in_git(name).open("a", encoding="utf-8") as file:
        file.write(text.format(program=canary(folder, "filter")))
    in_git("info").mkdir(exist_ok=True)
    in_git("info/attributes").write_text(f"* filter={attribute}\n", encoding="utf-8")
    return root


def a_filter_of_another_working_tree(folder: Path) -> Path:
    root = repository(folder / "a")
    git(root, "worktree", "add", "-q", str(folder / "b"))
    return a_filter(folder, "of the working tree", folder / "b" / "cards")


Plant = Callable[[Path], Path]
PLANTED: list[Plant] = [
    its_own_settings,
    a_git_file_in_the_register,
    a_bare_repository_in_the_register,
    a_promise_to_fetch,
    a_filter,
    a_filter_of_another_working_tree,
]


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__)
def test_no_repository_can_run_a_program(tmp_path: Path, plant: Plant) -> None:
    root = plant(tmp_path)
    for path in tmp_path.glob("canary-*"):
        path.unlink()  # git itself ran it during the setup
    for args in COMMANDS:
        run_checked(*args, root=root)
        assert triggered(tmp_path) == [], args


@pytest.mark.parametrize("which", FILTERS)
def test_filters_of_the_repository_are_not_run(tmp_path: Path, which: str) -> None:
    root = a_filter(tmp_path, which)
    subprocess.run(["git", "diff-index", "HEAD"], cwd=root, capture_output=True, check=False)
    assert triggered(tmp_path) == ["canary-filter"], "git alone runs it"
    (tmp_path / "canary-filter").unlink()
    assert run_checked("validate", "--since", "HEAD", root=root).exit_code == 0
    text = (root / CARD).read_text("utf-8")
    (root / CARD).write_text(text.replace("title", "titel"), encoding="utf-8")
    found = run_checked("validate", "--since", "HEAD", root=root)
    assert (found.exit_code, triggered(tmp_path)) == (1, [])


def test_replaced_commit_is_ignored(tmp_path: Path) -> None:
    root = a_replaced_commit(tmp_path)
    shown = run_checked(
        "report", "--meeting", "2", "--at", "HEAD", "--format", "json", root=root
    ).stdout
    assert "M01-001" in shown
    assert "evil" not in shown


def test_no_variable_can_run_a_program_or_write_a_file(tmp_path: Path) -> None:
    root = repository(tmp_path / "a")
    program = canary(tmp_path, "variable")
    env = {
        **dict.fromkeys(RUN_BY_VARIABLE, program),
        "GIT_DIR": str(tmp_path / "nowhere"),
        "GIT_WORK_TREE": "/",
        "GIT_INDEX_FILE": str(tmp_path / "canary-index"),
        "GIT_OBJECT_DIRECTORY": str(tmp_path / "canary-objects"),
        "GIT_EXEC_PATH": str(tmp_path),
        "GIT_TEMPLATE_DIR": str(tmp_path),
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "core.fsmonitor",
        "GIT_CONFIG_VALUE_0": program,
        "GIT_CONFIG_PARAMETERS": f"'core.fsmonitor={program}'",
        "GIT_TRACE": str(tmp_path / "canary-trace"),
        "GIT_TRACE2": str(tmp_path / "canary-trace2"),
        "GIT_CONFIG_GLOBAL": str(tmp_path / "canary-config"),
    }  # fmt: skip
    for args in COMMANDS:
        done = spent(*args, root=root, env=env)
        assert "Traceback" not in done.stderr
        assert done.code in range(5)
        assert triggered(tmp_path) == [], args
    done = spent("log", "1-1", "--git", root=root, env=env)
    assert (done.code, "start" in done.stdout) == (0, True)


def test_commit_texts_are_escaped(tmp_path: Path) -> None:
    """Commit message, author name and branch name may contain anything."""
    root = small_register(tmp_path)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    words = "\x1b[31mred\x1b[0m \x1b]0;x\x07 \u202eabc ::error::x [red]"
    git(tmp_path, "-c", f"user.name=A{words}", "commit", "-qm", words)
    git(tmp_path, "branch", "main\u202e2")
    for args in (
        ("log", "1-1", "--git"),
        ("validate", "--since", "main\u202e3"),
        ("report", "--meeting", "2", "--at", "main\u202e2"),
    ):
        run_checked(*args, root=root)


def test_branch_name_is_escaped(tmp_path: Path) -> None:
    root = repository(tmp_path)
    git(tmp_path, "branch", "main\u202e2")
    run_checked("validate", "--since", "main\u202e2", root=root)


@pytest.mark.parametrize(
    "value", ["--help", "-h", "--output=canary-x", "--upload-pack=touch canary-x", "HEAD;touch x"]
)
def test_revision_is_never_taken_as_an_option(tmp_path: Path, value: str) -> None:
    root = repository(tmp_path)
    for args in (
        ("validate", f"--since={value}"),
        ("report", "--meeting", "2", f"--at={value}"),
    ):
        assert run_checked(*args, root=root).exit_code in (2, 4)
    (tmp_path / ".git/MERGE_HEAD").write_text(f"{value}\n", encoding="utf-8")
    for args in COMMANDS:
        run_checked(*args, root=root)
    assert not list(tmp_path.rglob("*canary*"))


@pytest.mark.parametrize(
    "path", ["../../secret.txt", "/etc/passwd", "M01/../../secret.txt", "\\..\\x"]
)
def test_evidence_outside_the_repository_is_not_read(tmp_path: Path, path: str) -> None:
    root = small_register(tmp_path)
    (tmp_path / "secret.txt").write_text("hunter2", encoding="utf-8")
    card = root / "M01/M01-003.yaml"
    text = card.read_text("utf-8").replace('url: "https://example.org/gauges"', f"path: '{path}'")
    card.write_text(text, encoding="utf-8")
    found = run_checked("validate", "--format", "concise", root=root)
    assert found.exit_code == 1
    for args in (("show", "1-3"), ("report", "--meeting", "2", "--format", "html")):
        assert "hunter2" not in run_checked(*args, root=root).output
