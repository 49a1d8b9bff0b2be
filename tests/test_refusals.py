"""Git errors are reported with hints that work; each case is reproduced with real git."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from support.cli_git import ENVIRONMENT, git

from cardctl import vcs
from cardctl.errors import GitProblem
from cardctl.vcs.git_errors import REFUSALS

IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
STRANGER = 12345


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Two commits on main, with loose objects."""
    top = tmp_path / "top"
    (top / "cards").mkdir(parents=True)
    git(tmp_path, "init", "--quiet", str(top))
    for number in ("one", "two"):
        (top / "cards" / "cardctl.yaml").write_text(f"{number}\n")
        git(top, "add", ".")
        git(top, "commit", "--quiet", "--message", number)
    git(top, "config", "uploadpack.allowFilter", "true")
    return top


def refusal(root: Path, call: Callable[[Path], object]) -> tuple[str, str]:
    """Message and hint of the error that *call* raises; no placeholder is left unfilled."""
    with pytest.raises(GitProblem) as caught:
        call(root)
    message, hint = str(caught.value), str(caught.value.hint)
    assert "{" not in message + hint
    return message, hint


def old_files(root: Path) -> object:
    return vcs.files_at(root, "HEAD~1")


def in_index(root: Path) -> object:
    return vcs.blobs_in_index(root)


def stored_at(top: Path, revision: str) -> Path:
    """The file of a loose object."""
    name = git(top, "rev-parse", revision).strip()
    return top / ".git" / "objects" / name[:2] / name[2:]


def overwrite(path: Path, content: bytes) -> None:
    path.chmod(0o644)
    path.write_bytes(content)


def test_folder_outside_git_is_reported(tmp_path: Path) -> None:
    message, hint = refusal(tmp_path, old_files)
    assert message == f"{tmp_path} is not in a git repository"
    assert hint == "create one: git init"
    with pytest.raises(vcs.NoRepository):
        vcs.locate(tmp_path)


def test_work_tree_of_a_moved_repository_is_reported(repository: Path, tmp_path: Path) -> None:
    tree = tmp_path / "a tree"
    git(repository, "worktree", "add", "--quiet", "--detach", str(tree))
    moved = repository.rename(tmp_path / "moved")
    message, hint = refusal(tree, old_files)
    assert message.startswith(
        f"the git directory of this work tree is missing: {repository}/.git/worktrees/"
    )
    command = re.search(r"git worktree repair '.*?'", hint)
    assert command is not None
    subprocess.run(command[0], shell=True, cwd=moved, env=ENVIRONMENT, check=True)
    old_files(tree)


@pytest.mark.skipif(not IS_ROOT, reason="only root can give files away")
def test_repository_of_another_user_is_reported(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in (repository, repository / ".git"):
        os.chown(path, STRANGER, STRANGER)
    for call in (vcs.locate, old_files, in_index, lambda root: vcs.hook(root, "x")):
        message, hint = refusal(repository, call)
        assert message == f"git does not trust {repository}: it belongs to another user"
    command = hint.partition(": ")[2]
    assert command == f"git config --global --add safe.directory {repository}"
    monkeypatch.setenv("HOME", str(tmp_path))
    subprocess.run(command, shell=True, check=True)
    old_files(repository)


@pytest.mark.parametrize("filter_spec", ["blob:none", "tree:0"])
def test_partial_clone_is_reported(repository: Path, tmp_path: Path, filter_spec: str) -> None:
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", f"--filter={filter_spec}", repository.as_uri(), str(clone))
    message, hint = refusal(clone, old_files)
    assert message == "this clone is partial: it lacks files of earlier commits"
    refusal(clone, lambda root: vcs.contents(root, [blob_of(repository, "HEAD~1")]))
    git(clone, *hint.partition("git ")[2].partition(" (")[0].split())
    old_files(clone)


def blob_of(top: Path, revision: str) -> str:
    return git(top, "rev-parse", f"{revision}:cards/cardctl.yaml").strip()


def test_clone_with_a_missing_object_store_is_reported(repository: Path, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--shared", str(repository), str(clone))
    shutil.rmtree(repository)
    message, _ = refusal(clone, lambda root: vcs.log(root, "cards"))
    assert message == (
        f"this clone borrows objects from {repository}/.git/objects, which is missing"
    )


def test_bare_repository_is_reported(repository: Path) -> None:
    git(repository, "config", "core.bare", "true")
    for root in (repository, repository / ".git"):
        for call in (vcs.locate, old_files):
            assert refusal(root, call)[0] == f"{root} is in a bare repository"
    hint = refusal(repository, vcs.locate)[1]
    git(repository, *hint.rpartition("git ")[2].split())
    old_files(repository)


def test_invalid_git_configuration_is_reported(repository: Path) -> None:
    config = repository / ".git" / "config"
    lines = config.read_text().count("\n")
    config.write_text(config.read_text() + "[bad\n")
    assert refusal(repository, old_files)[0] == f"syntax error in .git/config, line {lines + 1}"


@pytest.mark.parametrize(("name", "value"), [("repositoryformatversion", "9"), ("x", "")])
def test_repository_of_a_newer_git_is_reported(repository: Path, name: str, value: str) -> None:
    config = repository / ".git" / "config"
    text = config.read_text().replace("repositoryformatversion = 0", f"{name} = {value}")
    if name == "x":
        text += "[core]\n\trepositoryformatversion = 1\n[extensions]\n\tofTheFuture = 1\n"
    config.write_text(text)
    message, hint = refusal(repository, old_files)
    assert message == "the repository was created by a newer git"
    assert hint == "install the latest git"


def test_old_git_is_reported(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The real git gets an unknown option, as an old git would with one of ours."""
    old = tmp_path / "bin" / "git"
    old.parent.mkdir()
    real = shutil.which("git")
    old.write_text(f'#!/bin/sh\nexec "{real}" ls-files --of-the-future\n')
    old.chmod(0o755)
    monkeypatch.setenv("PATH", f"{old.parent}:{os.environ['PATH']}")
    message, hint = refusal(repository, in_index)
    assert message == "the installed git is too old"
    assert hint == "install git 2.31 or later"


@pytest.mark.parametrize("content", [b"junk\n", b"\0" * 200])
def test_damaged_index_is_reported(repository: Path, content: bytes) -> None:
    (repository / ".git" / "index").write_bytes(content)
    message, hint = refusal(repository / "cards", in_index)
    assert message == "the index of the repository is damaged"
    assert hint.endswith("rm .git/index, then git reset")
    subprocess.run("rm .git/index; git reset", shell=True, cwd=repository, check=True)
    in_index(repository)


def test_index_of_a_newer_git_is_reported(repository: Path) -> None:
    index = repository / ".git" / "index"
    raw = bytearray(index.read_bytes())
    raw[7] = 99
    index.write_bytes(raw)
    assert refusal(repository, in_index)[0] == "the repository was created by a newer git"


def test_concurrent_git_process_is_reported(repository: Path) -> None:
    lock = repository / ".git" / "config.lock"
    lock.touch()
    message, hint = refusal(repository, lambda root: vcs.configure(root, {"a.b": "c"}))
    assert message == "another git process is writing .git/config"
    assert hint.endswith("delete .git/config.lock")
    lock.unlink()
    vcs.configure(repository, {"a.b": "c"})


def test_missing_permission_is_reported(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Root may read everything, so for root a stub replaces git."""
    if not IS_ROOT:
        (repository / ".git" / "index").chmod(0)
    else:
        stand_in = tmp_path / "bin" / "git"
        stand_in.parent.mkdir()
        stand_in.write_text(
            "#!/bin/sh\necho 'fatal: .git/index: index file open failed: Permission denied' >&2\n"
            "exit 128\n"
        )
        stand_in.chmod(0o755)
        monkeypatch.setenv("PATH", f"{stand_in.parent}:{os.environ['PATH']}")
    message, _ = refusal(repository, in_index)
    assert message == "git has no permission to read the repository"


@pytest.mark.parametrize("content", [b"", b"junk\n"])
@pytest.mark.parametrize("what", ["HEAD~1^{tree}", "HEAD~1:cards/cardctl.yaml"])
def test_damaged_object_is_reported(
    repository: Path, what: str, content: bytes, tmp_path: Path
) -> None:
    git(tmp_path, "clone", "--quiet", "--bare", repository.as_uri(), "hub")
    git(repository, "remote", "add", "origin", str(tmp_path / "hub"))
    file = stored_at(repository, what)
    overwrite(file, content)
    message, hint = refusal(repository, old_files)
    assert message == "an object of the repository is damaged"
    assert str(file.relative_to(repository)) in git(repository, "fsck", "--full", ok=False)
    file.unlink()
    assert refusal(repository, old_files)[0] == "an object of the repository is missing"
    git(repository, *hint.rpartition("git ")[2].split())
    old_files(repository)


@pytest.mark.parametrize("what", ["HEAD", "HEAD~1", "HEAD~1^{tree}", "HEAD~1:cards/cardctl.yaml"])
def test_missing_object_is_reported(repository: Path, what: str) -> None:
    call = {
        "HEAD": vcs.locate,
        "HEAD~1": lambda root: vcs.common_bases(root, (f"{tip}", f"{other}")),
    }.get(what, old_files)
    tip, other = (git(repository, "rev-parse", name).strip() for name in ("HEAD", "HEAD~1"))
    git(repository, "commit", "--quiet", "--allow-empty", "--message", "three")
    git(repository, "checkout", "--quiet", tip)
    stored_at(repository, what).unlink()
    message, _ = refusal(repository, call)
    assert message == "an object of the repository is missing"


def test_before_the_first_commit_nothing_can_be_compared(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    at = vcs.locate(tmp_path)
    assert at.head is None
    with pytest.raises(vcs.CannotCompare, match="no commits yet"):
        vcs.merge_bases(tmp_path, at, "main")


def test_unrelated_commits_have_no_common_base(repository: Path) -> None:
    git(repository, "checkout", "--quiet", "--orphan", "other")
    git(repository, "commit", "--quiet", "--message", "other")
    assert vcs.common_bases(repository, ("main", "other")) == ()


def test_missing_git_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(vcs.NoGit):
        vcs.locate(tmp_path)


def test_unknown_git_error_is_passed_on_without_warnings(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in = tmp_path / "bin" / "git"
    stand_in.parent.mkdir()
    stand_in.write_text("#!/bin/sh\necho 'warning: w' >&2; echo 'fatal: f' >&2; exit 128\n")
    stand_in.chmod(0o755)
    monkeypatch.setenv("PATH", f"{stand_in.parent}:{os.environ['PATH']}")
    with pytest.raises(GitProblem, match=r"^git ls-files failed: fatal: f$"):
        in_index(repository)


def test_git_runs_in_english_regardless_of_the_language(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in = tmp_path / "bin" / "git"
    stand_in.parent.mkdir()
    stand_in.write_text('#!/bin/sh\necho "fatal: <$LANGUAGE> $LC_ALL" >&2; exit 128\n')
    stand_in.chmod(0o755)
    monkeypatch.setenv("PATH", f"{stand_in.parent}:{os.environ['PATH']}")
    monkeypatch.setenv("LANGUAGE", "ko")
    with pytest.raises(GitProblem, match="fatal: <> C"):
        in_index(repository)


def test_placeholders_of_every_refusal_can_be_filled() -> None:
    for each in REFUSALS:
        groups = {*re.compile(each.pattern).groupindex, "root"}
        for phrase in (each.message, each.hint):
            assert set(re.findall(r"\{(\w+)\}", phrase.template)) <= groups
