"""Injects faults into the system calls of a process, with strace."""

from __future__ import annotations

import compileall
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TypeVar

import pytest

import cardctl

Done = subprocess.CompletedProcess[str]
_Item = TypeVar("_Item")
_Got = TypeVar("_Got")

CALLS = (
    "?openat,?newfstatat,?fstat,?lstat,?stat,?mkdir,?mkdirat,?flock,?ftruncate,?pwrite64,?pread64,"
    "?write,?read,?fsync,?close,?fchmod,?fchown,?renameat2,?rename,?renameat,?unlink,?unlinkat,"
    "?getdents64"
)
"""System calls on files. The number of memory calls varies between runs."""


@dataclass(frozen=True, slots=True)
class Point:
    """The *nth* call of this name, counted from the start of the process."""

    call: str
    nth: int
    line: str = ""

    def __str__(self) -> str:
        return f"{self.call} {self.nth}: {self.line}"


@cache
def missing() -> str | None:
    """Why faults cannot be injected; None if they can."""
    if shutil.which("strace") is None:
        return "strace is not installed"
    tried = subprocess.run(["strace", "-f", "-qq", "-o", os.devnull, "true"], check=False)
    return None if tried.returncode == 0 else "this process may not trace others (ptrace)"


needs_strace = pytest.mark.skipif(missing() is not None, reason=str(missing()))


def run(command: Sequence[str | Path], *strace: str) -> Done:
    """Run a command under strace, reproducibly; a signal gives 128 plus its number."""
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(Path.home()),
        "CARDCTL_CONFIG": "",
        "CARDCTL_LANG": "en",
        "PYTHONPATH": str(Path(cardctl.__file__).parents[1]),
        "PYTHONHASHSEED": "0",
    }
    done = subprocess.run(
        ["strace", "-f", "-qq", *strace, *map(str, command)],
        env=env, capture_output=True, encoding="utf-8", timeout=60, check=False,
    )  # fmt: skip
    if done.returncode < 0:
        done.returncode = 128 - done.returncode
    return done


def points(command: Sequence[str | Path], log: Path, begins: str, ends: str) -> list[Point]:
    """The calls from the first trace line with *begins* to the last one with *ends*."""
    # Compile first: bytecode written in one run only would shift the calls.
    compileall.compile_dir(Path(cardctl.__file__).parent, quiet=2)
    run(command, "-o", str(log), "-e", f"trace={CALLS}")
    lines = [line.partition(" ")[2].strip() for line in log.read_text().splitlines()]
    first = next(i for i, line in enumerate(lines) if begins in line)
    last = max(i for i, line in enumerate(lines) if ends in line)
    seen: Counter[str] = Counter()
    found = []
    for number, line in enumerate(lines):
        if match := re.match(r"\w+(?=\()", line):
            seen[match[0]] += 1
            if first <= number <= last:
                found.append(Point(match[0], seen[match[0]], line))
    return found


def inject(
    command: Sequence[str | Path], point: Point, fault: str, cwd: Path | None = None
) -> Done:
    """Run a command with *fault* (``signal=KILL``, ``error=EIO``, ``retval=3``) at a point."""
    option = f"inject={point.call}:{fault}:when={point.nth}"
    with NamedTemporaryFile("r", encoding="utf-8") as log:
        done = run(
            command, "-o", log.name, "-e", f"trace={point.call}", "-e", option
        )  # fmt: skip
        trace = log.read()
    # Without the fault, the test would prove nothing.
    marks = ("INJECTED", "DELAYED", "--- SIG", "killed by")
    assert any(mark in trace for mark in marks), trace
    return done


def two_at_a_time(work: Callable[[_Item], _Got], items: Iterable[_Item]) -> list[_Got]:
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(work, items))


def python(script: Path, *args: str | Path) -> list[str | Path]:
    """Command line of a script in a bare interpreter, which starts quickly."""
    return [sys.executable, "-S", script, *args]
