"""`cardctl git-setup`: branches merge by key, and contradictions become conflicts."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest
from support import cli_git
from support.cli_git import git
from support.registers import run, small_register

from cardctl import __version__

CARD = "M01/M01-001.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A register under git, set up, with everything committed on main."""
    root = small_register(tmp_path)
    git(root, "init", "-q")
    assert run("git-setup", root=root).exit_code == 0
    git(root, "add", "-A")
    git(root, "commit", "-qm", "base")
    return root


def on_branch(root: Path, name: str, *args: str) -> None:
    """Run cardctl on a new branch from main, and commit the result."""
    git(root, "checkout", "-q", "-b", name, "main")
    done = run(*args, root=root)
    assert done.exit_code == 0, done.stderr
    git(root, "commit", "-qam", name)


def result(by: str, day: str) -> tuple[str, ...]:
    return ("update", "1-1", "--result", f"by {by}", "--by", by, "--on", day, "--for", "2")


def test_git_setup_is_idempotent(root: Path) -> None:
    assert "driver" in git(root, "config", "--get-regexp", "merge.cardctl")
    before = (root / ".gitattributes").read_bytes()
    again = run("git-setup", root=root)
    assert again.exit_code == 0
    assert (root / ".gitattributes").read_bytes() == before
    assert git(root, "check-attr", "merge", CARD).endswith("merge: cardctl\n")


def test_results_from_two_branches_are_both_kept(root: Path) -> None:
    on_branch(root, "one", *result("busan", "2024-06-02"))
    on_branch(root, "two", *result("ulsan", "2024-06-01"))
    git(root, "merge", "-q", "--no-edit", "one")
    text = (root / CARD).read_text(encoding="utf-8")
    assert text.index("by ulsan") < text.index("by busan")
    assert run("validate", root=root).exit_code == 0


def test_contradicting_transitions_conflict_and_validate_finds_the_markers(root: Path) -> None:
    hold = ("update", "1-1", "--state", "on_hold", "--reason", "rain", "--review", "2")
    on_branch(root, "one", *hold)
    claim = ("--state", "submitted", "--outcome", "withdrawn", "--reason", "no need")
    on_branch(root, "two", "update", "1-1", *claim)
    output = git(root, "merge", "--no-edit", "one", ok=False)
    assert "both sides changed history" in output
    text = (root / CARD).read_text(encoding="utf-8")
    assert "state: on_hold" in text
    assert "state: submitted" in text
    found = run("validate", root=root)
    assert (found.exit_code, "CC108" in found.stdout) == (1, True)


def test_a_broken_file_is_merged_line_by_line(root: Path) -> None:
    git(root, "checkout", "-q", "-b", "one")
    (root / CARD).write_text("id: [\n" + (root / CARD).read_text("utf-8"), "utf-8")
    git(root, "commit", "-qam", "broken")
    on_branch(root, "two", "update", "1-1", "--add", "tags=rain")
    git(root, "merge", "-q", "--no-edit", "one")
    assert (root / CARD).read_text(encoding="utf-8").startswith("id: [\n")
    assert "rain" in (root / CARD).read_text(encoding="utf-8")


def test_git_setup_outside_git_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = small_register(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    assert run("git-setup", root=root).exit_code == 4


# The program that git runs ----------------------------------------------------------------------

PROJECT = Path(__file__).resolve().parents[2]
ODD = """it's "100%" $HOME `x` 가상 환경"""


def installation(place: Path) -> Path:
    """Create a virtual environment with cardctl installed; return its Python."""
    venv.create(place, symlinks=True)
    python = place / "bin/python"
    site = subprocess.check_output(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], text=True
    )
    lines = f"{PROJECT}\n{sysconfig.get_path('purelib')}\n"
    (Path(site.strip()) / "cardctl.pth").write_text(lines, encoding="utf-8")
    return python


def set_up_by(python: Path, root: Path) -> None:
    """Set up the clone of *root* with the cardctl of another installation."""
    subprocess.run([python, "-m", "cardctl", "git-setup"], cwd=root, check=True)
    git(root, "add", "-A")


@pytest.fixture
def minimal_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run git as from a desktop menu: no virtual environment is on its PATH."""
    in_background = shutil.which("git")
    assert in_background is not None
    monkeypatch.setitem(cli_git.ENVIRONMENT, "PATH", str(Path(in_background).parent))


def two_results(root: Path) -> None:
    on_branch(root, "one", *result("busan", "2024-06-02"))
    on_branch(root, "two", *result("ulsan", "2024-06-01"))


def conflict(root: Path) -> str:
    """Merge conflicting branches; assert that both sides are between conflict markers."""
    output = git(root, "merge", "--no-edit", "one", ok=False)
    text = (root / CARD).read_text(encoding="utf-8")
    ours, theirs = text.index("<<<<<<< ours\n"), text.index(">>>>>>> theirs\n")
    assert ours < text.index("by ulsan") < text.index("=======\n") < text.index("by busan") < theirs
    assert "CC108" in run("validate", root=root).stdout
    return output


def driver_check(root: Path, *args: str) -> tuple[str, str, str | None]:
    """State, text and hint of `doctor`'s check of the merge driver."""
    done = run("doctor", "--json", *args, root=root)
    checks = {check["check"]: check for check in json.loads(done.stdout)["data"]}
    found = checks["merge driver"]
    if found["state"] == "bad":
        assert done.exit_code == 1
    return found["state"], found["text"], found["hint"]


@pytest.mark.usefixtures("minimal_path")
@pytest.mark.parametrize("name", ["plain", ODD])
def test_git_finds_the_program_wherever_it_is_installed(root: Path, name: str) -> None:
    set_up_by(installation(root / ".git" / name), root)
    two_results(root)
    git(root, "merge", "-q", "--no-edit", "one")
    assert run("validate", root=root).exit_code == 0
    assert "by busan" in (root / CARD).read_text(encoding="utf-8")


@pytest.mark.usefixtures("minimal_path")
@pytest.mark.parametrize("name", ["plain", ODD])
def test_missing_program_leaves_the_usual_conflict_markers(root: Path, name: str) -> None:
    python = installation(root / ".git" / name)
    set_up_by(python, root)
    two_results(root)
    shutil.rmtree(python.parents[1])
    assert "merging line by line: M01/M01-001.yaml" in conflict(root)
    hint = "update it: cardctl git-setup, or cardctl doctor --fix"
    assert driver_check(root) == ("bad", f"git cannot run it: program not found: {python}", hint)
    assert driver_check(root, "--fix") == ("good", sys.executable, None)
    git(root, "merge", "--abort")
    git(root, "merge", "-q", "--no-edit", "one")
    assert run("validate", root=root).exit_code == 0


@pytest.mark.usefixtures("minimal_path")
def test_broken_program_leaves_the_usual_conflict_markers(root: Path) -> None:
    """Python exits with status 1 on an import error, as the driver does on a conflict."""
    python = installation(root / ".git/broken")
    set_up_by(python, root)
    two_results(root)
    (installed,) = python.parents[1].rglob("cardctl.pth")
    installed.unlink()
    conflict(root)


@pytest.mark.usefixtures("minimal_path")
def test_missing_program_falls_back_to_a_line_merge(root: Path) -> None:
    python = installation(root / ".git/gone")
    set_up_by(python, root)
    on_branch(root, "one", *result("busan", "2024-06-02"))
    on_branch(root, "two", "update", "1-1", "--add", "tags=rain")
    shutil.rmtree(python.parents[1])
    git(root, "merge", "-q", "--no-edit", "one")
    text = (root / CARD).read_text(encoding="utf-8")
    assert ("by busan" in text, "rain" in text) == (True, True)


def test_conflict_found_by_the_driver_is_left_as_marked(root: Path) -> None:
    hold = ("update", "1-1", "--state", "on_hold", "--reason", "rain", "--review", "2")
    on_branch(root, "one", *hold)
    on_branch(root, "two", "update", "1-1", "--outcome", "withdrawn", "--reason", "no need")
    output = git(root, "merge", "--no-edit", "one", ok=False)
    assert ("both sides changed history" in output, "line by line" in output) == (True, False)
    assert (root / CARD).read_text(encoding="utf-8").count("<<<<<<<") == 2  # state and history


def test_modules_in_the_repository_are_not_imported(root: Path) -> None:
    for name in ("cardctl.py", "shlex.py", "typer.py"):
        (root / name).write_text("raise SystemExit('run from the repository')\n", encoding="utf-8")
    two_results(root)
    git(root, "merge", "-q", "--no-edit", "one")
    assert "by busan" in (root / CARD).read_text(encoding="utf-8")


def test_doctor_fix_updates_an_outdated_driver_setting(root: Path) -> None:
    git(root, "config", "merge.cardctl.driver", "cardctl merge-driver %O %A %B %P")
    assert driver_check(root)[0] in ("note", "bad")  # bad if no cardctl is on this PATH
    assert driver_check(root, "--fix")[0] == "good"
    git(root, "config", "merge.cardctl.driver", "true")
    assert driver_check(root)[:2] == ("note", "set by another installation or version: true")
    git(root, "config", "merge.cardctl.driver", "'")
    assert driver_check(root)[:2] == ("bad", "git cannot run it: program not found: '")
    git(root, "config", "--unset", "merge.cardctl.recursive")
    assert driver_check(root, "--fix")[0] == "good"
    (root / ".gitattributes").unlink()
    assert driver_check(root)[0] == "note"


def test_doctor_fix_does_not_set_up_a_new_clone(tmp_path: Path) -> None:
    root = small_register(tmp_path)
    git(root, "init", "-q")
    expected = (
        "note",
        "not set up: git merges cards line by line in this clone",
        "cardctl git-setup",
    )
    assert driver_check(root, "--fix") == expected
    assert "cardctl" not in git(root, "config", "--list", "--local")


def test_printed_commands_can_be_run(root: Path) -> None:
    shown = run("git-setup", "--dry-run", root=root).stdout.splitlines()
    for line in (line for line in shown if line.startswith("git config")):
        subprocess.run(line, shell=True, cwd=root, check=True)
    assert driver_check(root)[0] == "good"


def test_the_program_runs_as_a_module() -> None:
    command = [sys.executable, "-m", "cardctl", "--version"]
    assert __version__ in subprocess.check_output(command, text=True)
