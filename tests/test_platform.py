"""Differences between operating systems, by system call; cli/test_systems runs whole commands."""

from __future__ import annotations

import ast
import errno
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import cardctl
from cardctl import platform

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="plays other systems on this one")


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "sys", SimpleNamespace(platform="win32"))


def test_only_the_platform_module_checks_the_system() -> None:
    asking = {("sys", "platform"), ("os", "name"), ("platform", "system")}
    home = Path(cardctl.__file__).parent
    found = {
        path.relative_to(home).as_posix()
        for path in home.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
        if (node.value.id, node.attr) in asking
    }
    assert found == {"platform.py"}


@pytest.mark.parametrize(
    ("refusal", "calls"),
    [
        (None, ["full"]),
        (errno.ENOTSUP, ["full", "fsync"]),
        (errno.ENOTTY, ["full", "fsync"]),
        (errno.EIO, ["full"]),
    ],
)
def test_file_is_flushed_to_disk_on_macos(
    monkeypatch: pytest.MonkeyPatch, refusal: int | None, calls: list[str]
) -> None:
    """F_FULLFSYNC flushes the cache of the drive; fsync is the fallback."""
    fcntl = pytest.importorskip("fcntl")
    made_calls: list[str] = []

    def control(handle: int, command: int) -> int:
        assert (handle, command) == (7, 51)
        made_calls.append("full")
        if refusal is not None:
            raise OSError(refusal, os.strerror(refusal))
        return 0

    monkeypatch.setattr(fcntl, "F_FULLFSYNC", 51, raising=False)
    monkeypatch.setattr(fcntl, "fcntl", control)
    monkeypatch.setattr(os, "fsync", lambda handle: made_calls.append("fsync"))
    if refusal == errno.EIO:
        with pytest.raises(OSError, match=os.strerror(errno.EIO)):
            platform.sync_file(7)
    else:
        platform.sync_file(7)
    assert made_calls == calls


def test_core_count_without_cpu_affinity(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    assert platform.cores() == 3
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert platform.cores() == 1


def test_changed_file_is_noticed_without_a_change_time(windows: None, tmp_path: Path) -> None:
    """On Windows, st_ctime is the creation time of the file."""
    path = tmp_path / "a"
    path.write_bytes(b"a")
    before = path.stat()
    created_then = os.stat_result(
        (*before[:7], before.st_atime, before.st_mtime + 5, before.st_ctime),
        {"st_mtime_ns": before.st_mtime_ns + 5, "st_ctime_ns": before.st_ctime_ns},
    )
    assert platform.change_time(created_then) != platform.change_time(before)


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("notepad", ["notepad"]),
        (r"Tools\vim.exe -n", [r"Tools\vim.exe", "-n"]),
        (r'"Program Files\Edit\edit.exe" --wait', [r"Program Files\Edit\edit.exe", "--wait"]),
    ],
)
def test_editor_command_is_split_on_windows(windows: None, command: str, words: list[str]) -> None:
    assert platform.split_command(command) == words


def test_broken_pipe_on_windows_is_recognised(windows: None) -> None:
    assert platform.is_broken_pipe(OSError(errno.EINVAL, "Invalid argument"))
    assert not platform.is_broken_pipe(OSError(errno.EINVAL, "Invalid argument", "a?b"))
    assert platform.is_broken_pipe(BrokenPipeError())
