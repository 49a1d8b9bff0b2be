"""Run one process at a time and measure its time and memory."""

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

from cardctl.cli.ci_log import CI_SYSTEMS

BARE = (sys.executable, "-c", "pass")
SAMPLED_EVERY = 0.02


@dataclass(frozen=True)
class Command:
    """Arguments, working directory, extra environment and accepted exit codes of a process."""

    argv: Sequence[str | Path]
    cwd: Path
    env: Mapping[str, str] = field(default_factory=dict)
    ends: Sequence[int] = (0,)


@dataclass(frozen=True)
class Usage:
    """Wall-clock seconds, processor seconds of all processes, peak bytes of the largest one.

    Processor time is user and system time of a process and of all its children that it waited for.
    """

    wall: float
    cpu: float
    peak: int


class Failed(Exception):
    """A command exited with an unexpected code; the message contains its error output."""


def run(command: Command) -> Usage:
    """Run a command to its end and discard its output. Raises Failed."""
    with tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        child = _start(command, errors.fileno())
        _, status, used = os.wait4(child.pid, 0)
        wall = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        _check_exit_code(command, child, errors.fileno())
    # Linux also counts the parent's memory at the fork: this program has to stay small.
    return Usage(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)


def peak_together(command: Command) -> int | None:
    """Return the peak memory, in bytes, of a command and its children together.

    This is the whole memory of the command and the private memory of its children (Linux only; None
    elsewhere). Polling slows the command down, so no times are measured here. Raises Failed.
    """
    with tempfile.TemporaryFile() as errors:
        child = _start(command, errors.fileno())
        most = 0
        while child.poll() is None:
            own = _memory_of(child.pid, "Rss:")
            others = (_memory_of(pid, "Private_") for pid in _children(child.pid))
            most = max(most, own + sum(others))
            time.sleep(SAMPLED_EVERY)
        _check_exit_code(command, child, errors.fileno())
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
    """Return the environment without variables that change how cardctl behaves.

    Python may write bytecode; otherwise an editable installation is compiled for each command.
    """
    unusual = ("CARDCTL_", "GIT_", "PYTHONDONTWRITEBYTECODE")
    kept = {
        k: v for k, v in os.environ.items() if k not in CI_SYSTEMS and not k.startswith(unusual)
    }
    return {**kept, "CARDCTL_LANG": "en", **more}


def _check_exit_code(command: Command, child: subprocess.Popen[bytes], errors: int) -> None:
    if child.returncode in command.ends:
        return
    os.lseek(errors, 0, os.SEEK_SET)
    stderr_text = os.read(errors, 2000).decode(errors="replace")
    words = " ".join(map(str, command.argv))[:300]
    raise Failed(f"{words}\nended with {child.returncode}: {stderr_text}")


def _children(pid: int) -> Iterator[int]:
    """Yield all descendants of a process."""
    parents = dict(_parents())
    line = [pid]
    for here in line:  # grows during iteration
        line += [child for child, parent in parents.items() if parent == here]
    yield from line[1:]


def _parents() -> Iterator[tuple[int, int]]:
    """Yield every process with its parent."""
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # the process has ended
            words = (folder / "stat").read_text(errors="replace").rpartition(")")[2].split()
            yield int(folder.name), int(words[1])


def _memory_of(pid: int, kind: str) -> int:
    """Return the bytes of all memory kinds of a process whose names start with *kind*."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith(kind))
