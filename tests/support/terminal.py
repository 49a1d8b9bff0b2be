"""A command in a terminal: what people see."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
from pathlib import Path


def seen_in_terminal(cwd: Path, columns: int, *args: str) -> str:
    """What a terminal of so many columns shows on standard output, ends of lines as ``\\n``."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    shown = b""
    with subprocess.Popen(
        [sys.executable, "-c", "from cardctl.cli.start import run; run()", *args],
        cwd=cwd,
        env={"CARDCTL_LANG": "en", "HOME": str(cwd), "TERM": "xterm-256color"},
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=subprocess.DEVNULL,
    ):
        os.close(theirs)
        try:
            while part := os.read(ours, 1 << 16):
                shown += part
        except OSError:  # this is how its end shows
            pass
    os.close(ours)
    return shown.decode().replace("\r\n", "\n")
