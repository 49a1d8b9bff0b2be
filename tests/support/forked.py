"""Runs the program in a fork of this process, which has loaded it: a tenth of the time of a start.

It is a process of its own, with real streams. What belongs to the start of an interpreter (the
modules that are loaded, the installed script, signals) is tested with `registers.process`.
"""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
import traceback
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryFile
from typing import NoReturn

from cardctl.cli.main import run

FAILED = 99
"""Exit status of a process in which the program could not be called."""


def fork(args: Sequence[str], cwd: Path, env: Mapping[str, str], streams: Sequence[int]) -> int:
    """Start the program with these three *streams* and only this environment; return its pid."""
    with warnings.catch_warnings():  # Python 3.12 warns about other threads: they are pytest's
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid:
        return pid
    try:
        _become(args, cwd, env, streams)
    except BaseException:  # noqa: BLE001  # the other process must not go on with the tests
        traceback.print_exc()
    finally:
        os._exit(FAILED)


def _become(
    args: Sequence[str], cwd: Path, env: Mapping[str, str], streams: Sequence[int]
) -> NoReturn:
    atexit._clear()  # what pytest does at its end
    for own, theirs in enumerate(streams):
        os.dup2(theirs, own)
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))
    sys.stdin = os.fdopen(0)
    sys.stdout = os.fdopen(1, "w", buffering=1 if os.isatty(1) else -1)
    sys.stderr = os.fdopen(2, "w", buffering=1)
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    sys.argv[:] = ["cardctl", *args]
    run()


def forked(
    *args: str, cwd: Path, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the program in a fork, in a plain environment; its standard input is empty."""
    plain = {"PATH": os.environ["PATH"], "HOME": str(cwd), "CARDCTL_LANG": "en", **(env or {})}
    with TemporaryFile() as stdin, TemporaryFile() as stdout, TemporaryFile() as stderr:
        files = (stdin, stdout, stderr)
        code = exit_code(fork(args, cwd, plain, [file.fileno() for file in files]))
        texts = [os.pread(f.fileno(), f.seek(0, os.SEEK_END), 0).decode() for f in files[1:]]
    return subprocess.CompletedProcess(args, code, *texts)


def exit_code(pid: int) -> int:
    """Wait for a process, and return its exit status, or minus the signal that ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
