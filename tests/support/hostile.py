"""Hostile input: what every command must guarantee, whatever it reads."""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from support.registers import TODAY, run
from typer.testing import Result

CONTROL_CHARACTERS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028\u2029\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
"""Characters that control a terminal or misplace text."""

CODES = frozenset({0, 1, 2, 3, 4})
"""Accepted exit codes; 5 is a bug."""

READING = (
    ("validate", "--format", "text"),
    ("validate", "--format", "concise"),
    ("validate", "--format", "json"),
    ("validate", "--format", "github"),
    ("list",),
    ("list", "--format", "plain"),
    ("list", "--format", "csv"),
    ("list", "--format", "json"),
    ("board",),
    ("board", "--json"),
    ("show", "1-1"),
    ("show", "1-1", "--history"),
    ("log", "1-1"),
    ("meeting", "list"),
    ("meeting", "show", "1"),
    ("report", "--meeting", "2"),
    ("report", "--meeting", "2", "--format", "markdown"),
    ("report", "--meeting", "2", "--format", "json"),
    ("report", "--meeting", "2", "--format", "html"),
    ("report", "--meeting", "2", "--format", "csv"),
    ("report", "--meeting", "2", "--format", "ics"),
    ("update", "1-1", "--set", "note=x", "--dry-run", "--diff"),
)
"""A command for each output that contains card text."""


def run_checked(*args: str, root: Path, env: dict[str, str] | None = None) -> Result:
    """Run a command; assert a regular exit code and no terminal control characters."""
    done = run(*args, root=root, env=env)
    assert done.exit_code in CODES, (args, done.output, done.exception)
    for stream in (done.stdout, done.stderr):
        said = stream.replace("\r\n", "\n") if {"csv", "ics"} & {*args} else stream
        said = said.removeprefix("\ufeff") if "csv" in args else said
        assert "Traceback" not in said
        assert CONTROL_CHARACTERS.search(said) is None, (args, said)
    return done


SECONDS = 2.0
"""Limit for the processor time of a process, in seconds; four times the usual."""

SECONDS_HERE = 5.0
"""The same for a command run in this process, which coverage may trace."""

MEBIBYTES = 150
"""Limit for the peak memory of a command."""


def quick(*args: str, root: Path) -> Result:
    """Run a command as with `run_checked`, within the time limit."""
    start = time.process_time()
    done = run_checked(*args, root=root)
    took = time.process_time() - start
    assert took < SECONDS_HERE, (args, took)
    return done


@dataclass(frozen=True)
class Usage:
    """Exit code and output of a process, and the resources it used."""

    code: int
    stdout: str
    stderr: str
    seconds: float
    mebibytes: int


_LIMITS = {resource.RLIMIT_CPU: 20, resource.RLIMIT_AS: 2 << 30, resource.RLIMIT_FSIZE: 16 << 20}

# Run via a bare interpreter, so that RUSAGE_CHILDREN covers only this one child.
_MEASURE = """\
import resource, subprocess, sys
code = subprocess.call(sys.argv[1:])
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime, used.ru_maxrss, file=sys.stderr)
sys.exit(code)
"""


def _limit() -> None:
    for limit, most in _LIMITS.items():
        resource.setrlimit(limit, (most, most))


def spent(*args: str, root: Path, env: dict[str, str] | None = None) -> Usage:
    """Run the program in a subprocess with resource limits, and measure it."""
    program = Path(sys.executable).with_name("cardctl")
    command = [program, "-C", root, "--today", TODAY, *args]
    plain = {"PATH": os.environ["PATH"], "HOME": str(root), "CARDCTL_LANG": "en"}
    done = subprocess.run(
        [sys.executable, "-S", "-c", _MEASURE, *command],
        cwd=root, env={**plain, **(env or {})}, stdin=subprocess.DEVNULL,
        capture_output=True, encoding="utf-8", timeout=60, check=False, preexec_fn=_limit,
    )  # fmt: skip
    *said, used = done.stderr.splitlines(keepends=True)
    seconds, kibibytes = used.split()
    return Usage(done.returncode, done.stdout, "".join(said), float(seconds), int(kibibytes) >> 10)
