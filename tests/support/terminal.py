"""Runs a command with some of its streams on a terminal."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import termios
from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from support.forked import exit_code, fork


class Seen(NamedTuple):
    """Exit code and output of a command, with line endings as ``\\n``."""

    code: int
    stdout: str
    stderr: str


def run_on_terminal(
    cwd: Path,
    *args: str,
    streams: Collection[str] = ("stdout", "stderr"),
    columns: int = 80,
    env: Mapping[str, str] | None = None,
    typed: str = "",
) -> Seen:
    """Run the program with a terminal of 40 lines as each of *streams*, and a pipe as the others.

    Standard input is a terminal if *streams* has it, on which *typed* is typed; empty otherwise.
    The environment contains only *env*, HOME and TERM.
    """
    ends = {
        name: _terminal(columns) if name in streams else os.pipe() for name in ("stdout", "stderr")
    }
    keyboard = _terminal(columns) if "stdin" in streams else None
    if keyboard is not None:
        os.write(keyboard[0], typed.encode())
    plain = {"HOME": str(cwd), "TERM": "xterm-256color", **(env or {})}
    with Path(os.devnull).open() as nothing:
        stdin = keyboard[1] if keyboard else nothing.fileno()
        pid = fork(args, cwd, plain, (stdin, *(theirs for _, theirs in ends.values())))
    for _, theirs in ends.values():
        os.close(theirs)
    with ThreadPoolExecutor() as readers:
        stdout, stderr = readers.map(_read, [ours for ours, _ in ends.values()])
    for end in keyboard or ():
        os.close(end)
    return Seen(exit_code(pid), stdout, stderr)


def without_links(text: str) -> str:
    """*text* as a terminal shows it, but for its colours: its links (OSC 8) take no room."""
    return re.sub(r"\x1b\]8;[^\x1b]*\x1b\\", "", text)


def seen_in_terminal(cwd: Path, columns: int, *args: str) -> str:
    """Standard output on a terminal of *columns* columns, in English."""
    return run_on_terminal(
        cwd, *args, streams=("stdout",), columns=columns, env={"CARDCTL_LANG": "en"}
    ).stdout


def _terminal(columns: int) -> tuple[int, int]:
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    return ours, theirs


def _read(stream: int) -> str:
    shown = b""
    try:
        while part := os.read(stream, 1 << 16):
            shown += part
    except OSError:  # the other end of the terminal is closed
        pass
    os.close(stream)
    return shown.decode().replace("\r\n", "\n")
