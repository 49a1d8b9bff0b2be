"""Hostile input: what every command has to be like, whatever it reads."""

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

STEERS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028\u2029\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
"""What moves the cursor of a terminal, or puts text where it does not belong."""

CODES = frozenset({0, 1, 2, 3, 4})
"""A command may find, refuse or fail; 5 is a bug."""

READING = (
    ("validate", "--format", "text"),
    ("validate", "--format", "concise"),
    ("validate", "--format", "json"),
    ("validate", "--format", "github"),
    ("list",),
    ("list", "--format", "plain"),
    ("list", "--format", "csv"),
    ("list", "--format", "json"),
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
"""A command for each way in which what stands in a card comes out again."""


def calm(*args: str, root: Path, env: dict[str, str] | None = None) -> Result:
    """Run a command: it ends as commands end, and prints nothing that steers a terminal."""
    done = run(*args, root=root, env=env)
    assert done.exit_code in CODES, (args, done.output, done.exception)
    for stream in (done.stdout, done.stderr):
        said = stream.replace("\r\n", "\n") if {"csv", "ics"} & {*args} else stream
        said = said.removeprefix("\ufeff") if "csv" in args else said
        assert "Traceback" not in said
        assert STEERS.search(said) is None, (args, said)
    return done


SECONDS = 2.0
"""Processor time that a process may take. It takes a quarter; machines differ."""

SECONDS_HERE = 5.0
"""The same in this process, which may be traced, for coverage."""

MEBIBYTES = 150
"""Memory that a command may take, all in all."""


def quick(*args: str, root: Path) -> Result:
    """Run a command that is calm, and takes no longer than any other."""
    start = time.process_time()
    done = calm(*args, root=root)
    took = time.process_time() - start
    assert took < SECONDS_HERE, (args, took)
    return done


@dataclass(frozen=True)
class Spent:
    """How a process ended, what it said, and what it took."""

    code: int
    stdout: str
    stderr: str
    seconds: float
    mebibytes: int


_LIMITS = {resource.RLIMIT_CPU: 20, resource.RLIMIT_AS: 2 << 30, resource.RLIMIT_FSIZE: 16 << 20}

# A bare interpreter stands between: what it has waited for is this one child.
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


def spent(*args: str, root: Path, env: dict[str, str] | None = None) -> Spent:
    """Run the program as a process of its own, within limits, and measure it."""
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
    return Spent(done.returncode, done.stdout, "".join(said), float(seconds), int(kibibytes) >> 10)
