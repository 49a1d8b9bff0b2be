"""`cardctl doctor`: what is installed, what is missing, and how to fix it."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
from support.registers import BROKEN, process, run, small_register

from cardctl import __version__
from cardctl.app import doctor, validate
from cardctl.errors import FileProblem
from cardctl.i18n import _
from cardctl.installation import install_hint
from cardctl.yaml import events


def run_json(
    *args: str, root: Path | None = None, lang: str = "en"
) -> dict[str, tuple[str, str, str]]:
    """Run `doctor --json`; return state, text and hint of each check by name."""
    done = run("doctor", "--json", *args, root=root, lang=lang)
    data = json.loads(done.stdout)["data"]
    bad = any(check["state"] == "bad" for check in data)
    assert done.exit_code == bad, done.stderr
    return {check["check"]: (check["state"], check["text"], check["hint"]) for check in data}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return the root of a register in a repository."""
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    return small_register(tmp_path)


def test_checks_pass_for_a_good_installation_and_register(repository: Path) -> None:
    checks = run_json(root=repository)
    assert checks["cardctl"][:2] == ("good", __version__)
    assert checks["Python"][0] == checks["git"][0] == checks["pydantic"][0] == "good"
    assert checks["register"][0] == "good"
    assert "4 cards, 2 meetings, 4 agencies" in checks["register"][1]
    assert checks["lock"][:2] == ("good", "free")
    assert checks["schemas"][0] == checks["hooks"][0] == "note"
    assert "cardctl schema --write" in checks["schemas"][2]


def test_size_of_the_index_is_told(repository: Path) -> None:
    assert run_json(root=repository)["index"] == ("good", "none", None)
    assert not (repository / ".cardctl").exists()
    assert run("list", root=repository).exit_code == 0
    index = repository / ".cardctl/index.sqlite"
    _state, text, _hint = run_json(root=repository)["index"]
    assert text == f"{index}: {index.stat().st_size / 1e6:.1f} MB; it may be deleted at any time"
    assert not text.startswith(f"{index}: 0.0 MB")
    index.unlink()
    assert run("list", root=repository).exit_code == 0


def test_each_library_is_listed_with_its_version() -> None:
    checks = run_json()
    for name in ("typer", "pydantic"):
        assert checks[name][1] == metadata.version(name)
    assert not any("clib" in name for name in checks)


def test_text_output_shows_hints(repository: Path) -> None:
    done = run("doctor", root=repository)
    assert done.exit_code == 0
    assert ["cardctl", __version__] in [line.split() for line in done.stdout.splitlines()]
    assert "= cardctl init --with hooks, then pre-commit install" in done.stdout
    korean = run("doctor", root=repository, lang="ko").stdout
    assert "과제대장" in korean
    assert "커밋 전에 과제관리카드를 점검하는 훅이 없음" in korean


def test_a_register_with_errors_is_bad(tmp_path: Path) -> None:
    checks = run_json(root=small_register(tmp_path, M01__M01_005=BROKEN))
    assert checks["register"][0] == "bad"
    assert "1 error" in checks["register"][1]
    assert "cardctl validate" in checks["register"][2]


def test_register_that_cannot_be_checked_is_bad(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_request: object) -> None:
        raise FileProblem(_("not regular"), _("replace it with a regular file"))

    monkeypatch.setattr(validate, "validate", refuse)
    checks = run_json(root=repository)
    assert checks["register"] == ("bad", "not regular", "replace it with a regular file")
    assert checks["lock"][0] == "good"


def test_missing_register_is_bad_only_if_one_was_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run_json()["register"][0] == "note"
    state, _, hint = run_json(root=tmp_path)["register"]
    assert (state, "cardctl init" in hint) == ("bad", True)


def requirements(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr(metadata, "requires", lambda name: list(lines))


def test_missing_extras_are_listed_with_the_install_command(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    requirements(
        monkeypatch,
        "rich>=13.9",
        "no-such-library>=1; extra == 'pdf'",
        'jinja2>=3.1.4; extra == "template"',
        "cardctl[pdf,template]; extra == 'all'",
        "pytest>=8.3; extra == 'test'",
    )
    checks = run_json()
    assert checks["extra pdf"] == (
        "note", "not installed", str(install_hint(["no-such-library>=1"])),
    )  # fmt: skip
    assert checks["extra template"][:2] == ("good", f"jinja2 {metadata.version('jinja2')}")
    assert [name for name in checks if name.startswith("extra")] == ["extra pdf", "extra template"]
    assert "jinja2" not in checks


def test_missing_library_is_bad_and_the_register_is_not_checked(
    monkeypatch: pytest.MonkeyPatch, repository: Path
) -> None:
    requirements(monkeypatch, "rich>=13.9", "no-such-library<2,>=1.0")
    checks = run_json(root=repository)
    assert checks["no-such-library"][:2] == ("bad", "not installed")
    assert "register" not in checks


def test_missing_libraries_are_reported_with_only_typer_installed(tmp_path: Path) -> None:
    code = (
        "import sys; from importlib import metadata\n"
        "for name in ('pydantic', 'ruamel', 'rich'): sys.modules[name] = None\n"
        "metadata.requires = lambda name: ['typer>=0.26', 'no-such-library>=2']\n"
        "sys.argv[1:] = ['--lang', 'en', 'doctor']; from cardctl.cli.main import main; main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert "no-such-library" in done.stdout


def test_an_old_python_is_bad(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_OLDEST_PYTHON", (99, 0))
    state, _, hint = run_json()["Python"]
    assert (state, hint) == ("bad", "install Python 3.11 or later")


def test_without_the_c_parser_and_without_git_it_still_works(
    monkeypatch: pytest.MonkeyPatch, repository: Path
) -> None:
    monkeypatch.setattr(events, "c_source", lambda: None)
    monkeypatch.setenv("PATH", "")
    checks = run_json(root=repository)
    assert checks["C parser"][0] == checks["git"][0] == checks["hooks"][0] == "note"
    assert checks["git"][2] == "install git"


def test_encoding_other_than_utf8_is_reported(repository: Path) -> None:
    done = process("-C", str(repository), "doctor", env={"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0",
                                                         "PYTHONUTF8": "0"})  # fmt: skip
    assert "= set it to UTF-8" in done.stdout


@pytest.fixture
def locked(repository: Path) -> Iterator[Path]:
    """Yield a register in which another process is writing."""
    (repository / ".cardctl").mkdir()
    with (repository / ".cardctl/lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield repository


def test_held_lock_is_reported(locked: Path) -> None:
    assert run_json(root=locked)["lock"][:2] == (
        "note",
        "another cardctl is writing to this register",
    )


def test_doctor_creates_no_files(repository: Path) -> None:
    before = sorted(repository.parent.rglob("*"))
    run_json(root=repository)
    assert sorted(repository.parent.rglob("*")) == before


def test_outdated_schemas_are_bad(repository: Path) -> None:
    run("schema", "--write", root=repository)
    assert run_json(root=repository)["schemas"][:2] == ("good", "up to date")
    (repository.parent / "schemas/card.schema.json").write_text("{}", encoding="utf-8")
    state, text, hint = run_json(root=repository)["schemas"]
    assert (state, text) == ("bad", "not up to date: card.schema.json")
    assert hint == "generate them: cardctl schema --write"


def test_fix_updates_schemas_but_does_not_create_them(repository: Path) -> None:
    folder = repository.parent / "schemas"
    assert run_json("--fix", root=repository)["schemas"][0] == "note"
    assert not folder.exists()
    run("schema", "--write", root=repository)
    (folder / "card.schema.json").write_text("{}", encoding="utf-8")
    assert run_json("--fix", root=repository)["schemas"][:2] == ("good", "up to date")


def test_pre_commit_hooks_must_be_installed(repository: Path) -> None:
    top = repository.parent
    run("init", str(repository), "--with", "hooks")
    assert run_json(root=repository)["hooks"] == (
        "note", ".pre-commit-config.yaml exists, but is not active in this clone",
        "pre-commit install",
    )  # fmt: skip
    hook = top / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexec pre-commit hook-impl\n", encoding="utf-8")
    hook.chmod(0o755)
    assert run_json(root=repository)["hooks"][:2] == ("good", ".pre-commit-config.yaml")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_a_repository_that_git_does_not_trust_is_bad(repository: Path) -> None:
    top = repository.parent
    for path in (top, top / ".git"):
        os.chown(path, 12345, 12345)
    state, text, hint = run_json(root=repository)["hooks"]
    assert (state, text) == ("bad", f"git does not trust {top}: it belongs to another user")
    assert hint.endswith(f"git config --global --add safe.directory {top}")


def test_register_outside_git_is_only_a_note(tmp_path: Path) -> None:
    assert run_json(root=small_register(tmp_path))["hooks"][0] == "note"


@pytest.mark.parametrize("folder", [".git/hooks", ".githooks"])
def test_custom_hook_is_found_in_the_hooks_folder_of_git(repository: Path, folder: str) -> None:
    top = repository.parent
    if folder != ".git/hooks":
        subprocess.run(["git", "-C", top, "config", "core.hooksPath", folder], check=True)
    (top / folder).mkdir(exist_ok=True)
    hook = top / folder / "pre-commit"
    hook.write_text("#!/bin/sh\ncardctl validate\n", encoding="utf-8")
    assert run_json(root=repository)["hooks"][0] == "note"  # not executable
    hook.chmod(0o755)
    state, text, _ = run_json(root=repository)["hooks"]
    assert (state, Path(text).resolve()) == ("good", hook)


def test_linked_working_tree_uses_the_hooks_of_the_repository(repository: Path) -> None:
    top = repository.parent
    git = ["git", "-C", top, "-c", "user.name=A", "-c", "user.email=a@example.org"]
    for command in (["add", "."], ["commit", "-qm", "start"], ["worktree", "add", "-q", "other"]):
        subprocess.run([*git, *command], check=True, capture_output=True)
    hook = top / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\ncardctl validate\n", encoding="utf-8")
    hook.chmod(0o755)
    assert Path(run_json(root=top / "other/cards")["hooks"][1]).samefile(hook)
