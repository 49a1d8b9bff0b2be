"""New files are synced and read back; two files are swapped and none is lost."""

from __future__ import annotations

import ctypes
import errno
import os
from pathlib import Path
from typing import Any

import pytest

from cardctl import platform
from cardctl.errors import FileProblem
from cardctl.store.atomic import disk


def without_renameat2(monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    """Disable renameat2, in the library or in the file system."""

    def refuse(*args: object) -> int:
        ctypes.set_errno(errno.EINVAL)
        return -1

    monkeypatch.setattr(platform, "_renameat2", lambda: refuse if how == "file system" else None)


@pytest.fixture(params=["offered", "library", "file system"])
def rename(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    how: str = request.param
    if how != "offered":
        without_renameat2(monkeypatch, how)
    return how


def pair(folder: Path) -> tuple[Path, Path]:
    draft, target = folder / "draft.tmp", folder / "target"
    draft.write_bytes(b"new")
    target.write_bytes(b"old")
    target.chmod(0o600)
    return draft, target


def test_exchange_swaps_two_files(tmp_path: Path, rename: str) -> None:
    draft, target = pair(tmp_path)
    disk.exchange(draft, target)
    assert (draft.read_bytes(), target.read_bytes()) == (b"old", b"new")
    assert draft.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["draft.tmp", "target"]


@pytest.mark.parametrize("gone", ["draft.tmp", "target"])
def test_exchange_fails_if_a_file_is_missing(tmp_path: Path, rename: str, gone: str) -> None:
    draft, target = pair(tmp_path)
    (tmp_path / gone).unlink()
    with pytest.raises(FileNotFoundError):
        disk.exchange(draft, target)
    assert target.exists() == (gone != "target")


def test_file_saved_during_the_copy_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_renameat2(monkeypatch, "library")
    draft, target = pair(tmp_path)
    make = disk.create

    def slowly(path: Path, content: bytes, like: os.stat_result | None = None) -> None:
        make(path, content, like)
        target.write_bytes(b"theirs")

    monkeypatch.setattr(disk, "create", slowly)
    disk.exchange(draft, target)
    assert (draft.read_bytes(), target.read_bytes()) == (b"new", b"theirs")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["draft.tmp", "target"]


def test_move_does_not_overwrite(tmp_path: Path, rename: str) -> None:
    draft, target = pair(tmp_path)
    with pytest.raises(FileExistsError):
        disk.move(draft, target)
    assert (draft.read_bytes(), target.read_bytes()) == (b"new", b"old")
    disk.move(draft, tmp_path / "free")
    assert (tmp_path / "free").read_bytes() == b"new"
    assert not draft.exists()


def test_new_file_has_the_mode_of_the_old_one_or_of_the_umask(tmp_path: Path) -> None:
    (tmp_path / "old").touch(0o604)
    (tmp_path / "old").chmod(0o604)
    before = os.umask(0o027)
    try:
        disk.create(tmp_path / "a", b"a", like=os.lstat(tmp_path / "old"))
        disk.create(tmp_path / "b", b"b")
    finally:
        os.umask(before)
    modes = [(tmp_path / name).stat().st_mode & 0o777 for name in "ab"]
    assert modes == [0o604, 0o640]


@pytest.mark.parametrize("allowed", [True, False])
def test_owner_and_group_are_kept_if_permitted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, allowed: bool
) -> None:
    owners_set: list[tuple[int, int]] = []

    def fchown(handle: int, user: int, group: int) -> None:
        owners_set.append((user, group))
        if not allowed:
            raise PermissionError(errno.EPERM, "no")

    monkeypatch.setattr(os, "fchown", fchown)
    (tmp_path / "old").touch()
    own = list(os.lstat(tmp_path / "old"))
    own[4:6] = [4711, 4712]
    disk.create(tmp_path / "a", b"a", like=os.stat_result(own))
    assert owners_set == [(4711, 4712)]


def test_short_writes_are_completed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda handle, content: write(handle, content[:3]))
    disk.create(tmp_path / "a", b"0123456789")
    assert (tmp_path / "a").read_bytes() == b"0123456789"


def test_a_write_that_reads_back_differently_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write

    def lie(handle: int, content: bytes) -> int:
        write(handle, content[:3])
        return len(content)

    monkeypatch.setattr(os, "write", lie)
    with pytest.raises(FileProblem, match="content read back differs from content written"):
        disk.create(tmp_path / "a", b"0123456789")


@pytest.mark.parametrize(("code", "bad"), [(errno.EINVAL, False), (errno.EIO, True)])
def test_sync_error_is_raised_unless_unsupported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, bad: bool
) -> None:
    def fsync(handle: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", fsync)
    if bad:
        with pytest.raises(OSError, match="error"):
            platform.sync_folder(tmp_path)
    else:
        platform.sync_folder(tmp_path)


def test_only_regular_files_have_a_digest(tmp_path: Path) -> None:
    plain: Any = tmp_path / "plain"
    plain.write_bytes(b"")
    assert disk.digest(plain) == disk.sha256(b"").hexdigest()
    assert disk.digest(tmp_path / "nothing") is None
    (tmp_path / "link").symlink_to(plain)
    os.mkfifo(tmp_path / "pipe")
    for name in ("link", "pipe", "."):
        assert disk.digest(tmp_path / name) == disk.NOT_PLAIN
    os.link(plain, tmp_path / "other")
    assert disk.digest(plain) == disk.NOT_PLAIN
