"""What systems do differently, by the calls of each; whole commands are in cli/test_systems."""

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


def test_no_other_module_asks_for_the_system() -> None:
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
def test_a_file_is_on_the_disk_of_a_mac(
    monkeypatch: pytest.MonkeyPatch, refusal: int | None, calls: list[str]
) -> None:
    """F_FULLFSYNC has the drive write its cache; a file system without it has fsync."""
    fcntl = pytest.importorskip("fcntl")
    said: list[str] = []

    def control(handle: int, command: int) -> int:
        assert (handle, command) == (7, 51)
        said.append("full")
        if refusal is not None:
            raise OSError(refusal, os.strerror(refusal))
        return 0

    monkeypatch.setattr(fcntl, "F_FULLFSYNC", 51, raising=False)
    monkeypatch.setattr(fcntl, "fcntl", control)
    monkeypatch.setattr(os, "fsync", lambda handle: said.append("fsync"))
    if refusal == errno.EIO:
        with pytest.raises(OSError, match=os.strerror(errno.EIO)):
            platform.sync_file(7)
    else:
        platform.sync_file(7)
    assert said == calls


def test_processors_where_no_affinity_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    assert platform.cores() == 3
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert platform.cores() == 1


def test_a_changed_file_is_seen_where_a_file_has_no_change_time(
    windows: None, tmp_path: Path
) -> None:
    """On Windows st_ctime is the time of the file's creation."""
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
def test_an_editor_of_windows(windows: None, command: str, words: list[str]) -> None:
    assert platform.split_command(command) == words


def test_a_pipe_that_windows_broke(windows: None) -> None:
    assert platform.is_broken_pipe(OSError(errno.EINVAL, "Invalid argument"))
    assert not platform.is_broken_pipe(OSError(errno.EINVAL, "Invalid argument", "a?b"))
    assert platform.is_broken_pipe(BrokenPipeError())
