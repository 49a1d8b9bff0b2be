"""Reading another repository: what is asked and fetched, and what a hostile one can do."""

from __future__ import annotations

import os
import socket
import stat
import time
from pathlib import Path

import pytest
from support.repository import Repository

from cardctl.errors import GitProblem
from cardctl.vcs.git import Limits, OverLimit
from cardctl.vcs.remote import (
    Address,
    NoRef,
    Tip,
    Unreachable,
    ask,
    empty_repository,
    entries,
    fetch,
    tip,
)


def git(folder: Path, *args: str) -> str:
    return Repository(folder).git(*args)


ROOMY = Limits(60, 1 << 30)


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    """A repository with two commits, a tag on the first, and a branch."""
    root = tmp_path / "origin"
    root.mkdir()
    git(root, "init", "--quiet", "--initial-branch=main")
    for name in ("one", "two"):
        (root / f"{name}.txt").write_text(name)
        git(root, "add", ".")
        git(root, "commit", "--quiet", "--message", name)
    git(root, "tag", "-a", "v1", "-m", "first", "HEAD^")
    git(root, "branch", "other/branch")
    return root


def answer(root: Path, address: Address, limits: Limits = ROOMY) -> Tip:
    asked = ask(root, address, limits)
    try:
        while (found := tip(address, asked)) is None:
            time.sleep(0.01)
        return found
    finally:
        asked.stop()


def taken(address: Address, limits: Limits = ROOMY) -> dict[str, int]:
    with empty_repository() as root:
        commit = fetch(root, address, answer(root, address), limits)
        return {path: entry.size for path, entry in entries(root, commit).items()}


@pytest.mark.parametrize(
    ("ref", "commit"),
    [(None, "main"), ("main", "main"), ("v1", "v1^{commit}"), ("other/branch", "main")],
)
def test_a_ref_is_found_with_its_commit(origin: Path, ref: str | None, commit: str) -> None:
    with empty_repository() as root:
        address = Address(str(origin), True, ref)
        found = answer(root, address)
        assert found.commit == git(origin, "rev-parse", commit)
        assert fetch(root, address, found, ROOMY) == found.commit


def test_only_one_commit_is_fetched(origin: Path) -> None:
    with empty_repository() as root:
        address = Address(str(origin), True)
        commit = fetch(root, address, answer(root, address), ROOMY)
        assert git(root, "rev-list", "--count", commit) == "1"
        assert not (root / "two.txt").exists()


def test_a_bare_repository_is_read(origin: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", "--bare", str(origin), "bare.git")
    assert taken(Address(str(tmp_path / "bare.git"), True)) == {"one.txt": 3, "two.txt": 3}


def test_a_repository_with_longer_hashes_is_read(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet", "--object-format=sha256", "long")
    git(tmp_path / "long", "commit", "--quiet", "--allow-empty", "--message", "x")
    address = Address(str(tmp_path / "long"), True)
    with empty_repository() as root:
        found = answer(root, address)
    with empty_repository(found.commit) as root:
        assert fetch(root, address, found, ROOMY) == found.commit


def test_a_ref_that_is_not_there(origin: Path) -> None:
    with empty_repository() as root, pytest.raises(NoRef):
        answer(root, Address(str(origin), True, "branch"))


@pytest.mark.parametrize("ref", [None, "main"])
def test_a_repository_that_is_not_there(tmp_path: Path, ref: str | None) -> None:
    with empty_repository() as root, pytest.raises(Unreachable, match="not appear"):
        answer(root, Address(str(tmp_path / "none"), True, ref))


@pytest.mark.parametrize(
    ("place", "is_folder"),
    [
        ("ext::sh -c 'touch {mark}'", False),
        ("ext::sh -c 'touch {mark}'", True),
        ("--upload-pack=touch {mark}", True),
        ("file://{origin}", False),
        ("{origin}", False),
        ("git://localhost:1/x", False),
        ("http://localhost:1/x", False),
    ],
)
def test_another_protocol_is_refused(
    origin: Path, tmp_path: Path, place: str, is_folder: bool
) -> None:
    mark = tmp_path / "mark"
    address = Address(place.format(mark=mark, origin=origin), is_folder)
    with empty_repository() as root, pytest.raises(GitProblem):
        answer(root, address)
    assert not mark.exists()


HOSTILE = """
[filter "x"]
smudge = {run}
process = {run}
[diff "x"]
textconv = {run}
[core]
fsmonitor = {run}
sshCommand = {run}
alternateRefsCommand = {run}
[uploadpack]
packObjectsHook = {run}
"""


def test_nothing_of_a_hostile_repository_runs_or_is_followed(origin: Path, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    run = f"touch {mark}"
    (origin / ".gitattributes").write_text("* filter=x diff=x\n")
    (origin / ".gitmodules").write_text(f'[submodule "x"]\npath = x\nurl = ext::{run}\n')
    (origin / "link").symlink_to("/etc/passwd")
    git(origin, "add", ".")
    head = git(origin, "rev-parse", "HEAD")
    git(origin, "update-index", "--add", "--cacheinfo", "160000", head, "x")
    git(origin, "commit", "--quiet", "--message", "hostile")
    for name in ("post-checkout", "post-merge", "reference-transaction", "pre-auto-gc"):
        hook = origin / ".git" / "hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh\n{run}\n")
        hook.chmod(0o755)
    with (origin / ".git" / "config").open("a") as config:
        config.write(HOSTILE.format(run=run))

    with empty_repository() as root:
        address = Address(str(origin), True)
        found = entries(root, fetch(root, address, answer(root, address), ROOMY))
        assert [each.name for each in root.iterdir()] == [".git"]
    assert not mark.exists()
    assert found["link"].is_link
    assert "x" not in found


def test_git_is_killed_when_it_receives_too_much(origin: Path) -> None:
    (origin / "huge").write_bytes(os.urandom(3_000_000))
    git(origin, "add", ".")
    git(origin, "commit", "--quiet", "--message", "huge")
    with pytest.raises(OverLimit) as raised:
        taken(Address(str(origin), True), Limits(60, 1_000_000))
    assert not raised.value.is_time


def test_git_is_killed_when_nobody_answers() -> None:
    with socket.socket() as silent, empty_repository() as root:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        address = Address(f"https://127.0.0.1:{silent.getsockname()[1]}/x", False)
        with pytest.raises(OverLimit) as raised:
            answer(root, address, Limits(0.3, 1 << 20))
    assert raised.value.is_time


def test_a_password_from_the_settings_is_not_repeated(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".gitconfig").write_text(
        '[url "https://me:secret@localhost:1/"]\ninsteadOf = https://git.example.org/\n'
    )
    with empty_repository() as root, pytest.raises(Unreachable) as raised:
        answer(root, Address("https://git.example.org/x", False))
    assert "localhost:1" in raised.value.why
    assert "secret" not in raised.value.why
    assert " ms" not in raised.value.why


def test_what_the_other_side_says_is_one_printable_line(tmp_path: Path, monkeypatch) -> None:
    ssh = tmp_path / "ssh"
    said = r"no https://me:secret@x \033[31m\nsecond"
    ssh.write_text(f"#!/bin/sh\nprintf '{said}' >&2\nexit 1\n")
    ssh.chmod(ssh.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with empty_repository() as root, pytest.raises(Unreachable) as raised:
        answer(root, Address("ssh://git.example.org/x", False))
    assert raised.value.why.startswith("no https://x ")
    assert raised.value.why.isprintable()
