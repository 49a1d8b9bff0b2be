"""One writer at a time; a timeout names the holder; a dead process holds no lock."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cardctl.errors import Busy, FileProblem
from cardctl.store.atomic.lock import is_locked, locked


@contextmanager
def held_by_another(root: Path, signature: str | None = None) -> Iterator[None]:
    """Hold the lock by another handle, as another process does, signed with *signature*."""
    with locked(root):
        pass
    handle = os.open(root / ".cardctl/lock", os.O_RDWR)
    fcntl.flock(handle, fcntl.LOCK_EX)
    if signature is not None:
        (root / ".cardctl/lock").write_text(signature, encoding="utf-8")
    try:
        yield
    finally:
        os.close(handle)


def test_lock_is_signed_while_held_and_cleared_afterwards(tmp_path: Path) -> None:
    with locked(tmp_path, command="cardctl update"):
        signature_text = (tmp_path / ".cardctl/lock").read_text()
        assert signature_text == f"{os.getpid()} cardctl update\n"
        assert is_locked(tmp_path)
    assert (tmp_path / ".cardctl/lock").read_text() == ""
    assert not is_locked(tmp_path)


def test_timeout_names_the_holder(tmp_path: Path) -> None:
    with held_by_another(tmp_path, "4711 cardctl meeting\n"):
        start = time.monotonic()
        words = r"cardctl meeting, process 4711, since 2\d{3}-"
        with pytest.raises(Busy, match=words), locked(tmp_path, wait=0.2):
            pass
        assert 0.2 <= time.monotonic() - start < 5
    with locked(tmp_path, wait=0):
        pass


@pytest.mark.parametrize("signature", ["", "\x1b[31m cardctl\n", "x" * 200])
def test_invalid_signature_is_not_shown(tmp_path: Path, signature: str) -> None:
    with (
        held_by_another(tmp_path, signature),
        pytest.raises(Busy) as caught,
        locked(tmp_path, wait=0),
    ):
        pass
    assert str(caught.value) == "another cardctl is writing to this register"


def test_timeout_restarts_for_each_holder(tmp_path: Path) -> None:
    """The timeout starts again with each new holder."""
    stop = threading.Event()

    def sign_anew() -> None:
        for number in range(1, 40):
            (tmp_path / ".cardctl/lock").write_text(f"{number} cardctl new\n", encoding="utf-8")
            if stop.wait(0.05):
                return

    with held_by_another(tmp_path, "0 cardctl new\n"):
        signer = threading.Thread(target=sign_anew)
        signer.start()
        start = time.monotonic()
        with pytest.raises(Busy), locked(tmp_path, wait=1):
            pass
        assert time.monotonic() - start > 2
        stop.set()
        signer.join()


def test_lock_without_a_signature_is_effective(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: object) -> int:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "pwrite", full)
    with locked(tmp_path):
        assert is_locked(tmp_path)


def test_is_locked_creates_no_files(tmp_path: Path) -> None:
    assert not is_locked(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_cache_folder_is_ignored_by_git(tmp_path: Path) -> None:
    (tmp_path / ".cardctl").mkdir()  # as left by a process killed right after this step
    for _ in range(2):
        with locked(tmp_path):
            assert (tmp_path / ".cardctl/.gitignore").read_text() == "*\n"


@pytest.mark.parametrize("name", [".cardctl", ".cardctl/lock", ".cardctl/.gitignore"])
def test_links_are_refused_and_nothing_is_written_through_them(tmp_path: Path, name: str) -> None:
    root, elsewhere = tmp_path / "root", tmp_path / "elsewhere"
    (root / name).parent.mkdir(parents=True)
    if name == ".cardctl":
        elsewhere.mkdir()
    else:
        elsewhere.touch()
    (root / name).symlink_to(elsewhere)
    with pytest.raises(FileProblem), locked(root):
        pass
    inside = elsewhere.glob("*") if elsewhere.is_dir() else elsewhere.read_bytes()
    assert list(inside) == []


@pytest.mark.parametrize("how", ["pipe", "two names"])
def test_lock_file_that_is_not_a_regular_file_is_refused(tmp_path: Path, how: str) -> None:
    (tmp_path / ".cardctl").mkdir()
    lock = tmp_path / ".cardctl/lock"
    if how == "pipe":
        os.mkfifo(lock)
    else:
        (tmp_path / "other").write_text("precious", encoding="utf-8")
        os.link(tmp_path / "other", lock)
    with pytest.raises(FileProblem, match="link or not a regular file"), locked(tmp_path):
        pass
    if how == "two names":
        assert (tmp_path / "other").read_text() == "precious"
    assert stat.S_ISREG(lock.lstat().st_mode) == (how != "pipe")


def test_existing_ignore_file_is_kept(tmp_path: Path) -> None:
    (tmp_path / ".cardctl").mkdir()
    (tmp_path / ".cardctl/.gitignore").write_text("lock\n", encoding="utf-8")
    with locked(tmp_path):
        assert (tmp_path / ".cardctl/.gitignore").read_text() == "lock\n"


def test_without_a_folder_there_is_no_lock(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="cannot write to"), locked(tmp_path / "nowhere"):
        pass
