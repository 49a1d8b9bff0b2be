"""One whole process at a time: how long it took, and how much memory."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

BARE = (sys.executable, "-c", "pass")
SAMPLED_EVERY = 0.02


@dataclass(frozen=True)
class Command:
    """What is run, where, with what more in the environment, and how it may end."""

    argv: Sequence[str | Path]
    cwd: Path
    env: Mapping[str, str] = field(default_factory=dict)
    ends: Sequence[int] = (0,)


@dataclass(frozen=True)
class Usage:
    """Seconds on the wall, seconds of all cores, and the bytes of the largest process."""

    wall: float
    cpu: float
    peak: int


class Failed(Exception):
    """A command ended with a code that it may not end with; says what it wrote."""


def run(command: Command) -> Usage:
    """Run a command to its end, its output thrown away. Raises Failed."""
    with tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        child = _start(command, errors.fileno())
        _, status, used = os.wait4(child.pid, 0)
        wall = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        _look_at_end(command, child, errors.fileno())
    # Linux counts what the parent held at the fork too: this program has to stay small.
    return Usage(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)


def peak_together(command: Command) -> int | None:
    """Give the most bytes that a command and its children held together at one time.

    That is all that the command holds, and what its children hold for themselves (Linux only; None
    elsewhere). It looks again and again, which slows the command down: no times are taken here.
    Raises Failed.
    """
    with tempfile.TemporaryFile() as errors:
        child = _start(command, errors.fileno())
        most = 0
        while child.poll() is None:
            own = _held(child.pid, "Rss:")
            others = (_held(pid, "Private_") for pid in _children(child.pid))
            most = max(most, own + sum(others))
            time.sleep(SAMPLED_EVERY)
        _look_at_end(command, child, errors.fileno())
    return most or None


def _start(command: Command, errors: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        list(map(str, command.argv)),
        cwd=command.cwd,
        env=_environment(command.env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=errors,
    )


def _environment(more: Mapping[str, str]) -> dict[str, str]:
    """The environment without what would make cardctl behave otherwise than usual.

    Python keeps what it has compiled: else an installation in place is compiled for each command.
    """
    unusual = ("CARDCTL_", "GIT_", "PYTHONDONTWRITEBYTECODE")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(unusual)}
    return {**kept, "CARDCTL_LANG": "en", "GITHUB_ACTIONS": "", **more}


def _look_at_end(command: Command, child: subprocess.Popen[bytes], errors: int) -> None:
    if child.returncode in command.ends:
        return
    os.lseek(errors, 0, os.SEEK_SET)
    said = os.read(errors, 2000).decode(errors="replace")
    words = " ".join(map(str, command.argv))[:300]
    raise Failed(f"{words}\nended with {child.returncode}: {said}")


def _children(pid: int) -> Iterator[int]:
    """All processes that came from one."""
    parents = dict(_parents())
    line = [pid]
    for here in line:  # it grows
        line += [child for child, parent in parents.items() if parent == here]
    yield from line[1:]


def _parents() -> Iterator[tuple[int, int]]:
    """Every process with the one that it came from."""
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended
            words = (folder / "stat").read_text(errors="replace").rpartition(")")[2].split()
            yield int(folder.name), int(words[1])


def _held(pid: int, kind: str) -> int:
    """The bytes of a kind, or of several whose names begin so, that a process holds."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith(kind))
