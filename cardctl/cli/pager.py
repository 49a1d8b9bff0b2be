"""Show long output for people in a pager, as git does."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from typing import TextIO

from cardctl.errors import SystemProblem
from cardctl.i18n import _
from cardctl.platform import split_command

DEFAULT = "less"


def write_paged(stream: TextIO, text: str, own: str | None = None) -> None:
    """Write *text* in a pager if *stream* is a terminal that is too small for it.

    *own* is the pager in the person's settings. Raises SystemProblem if the pager that these or
    the environment name does not exist.
    """
    command = _pager(own) if _is_too_long(stream, text) else None
    if command is None:
        stream.write(text)
    else:
        stream.flush()
        _run(command, text)


def _is_too_long(stream: TextIO, text: str) -> bool:
    """Whether *text* has more lines than a terminal on which somebody can use a pager."""
    if not (stream.isatty() and sys.stdin.isatty()) or os.environ.get("TERM") == "dumb":
        return False
    try:
        height = os.get_terminal_size(stream.fileno()).lines
    except OSError:
        return False
    return 0 < height <= text.count("\n")


def chosen_pager(own: tuple[str, str] | None = None) -> tuple[str, str]:
    """Return the pager and where it was chosen; *own* are both of the person's settings."""
    if "CARDCTL_PAGER" in os.environ:
        return os.environ["CARDCTL_PAGER"], "CARDCTL_PAGER"
    if own is not None:
        return own
    if "PAGER" in os.environ:
        return os.environ["PAGER"], "PAGER"
    return DEFAULT, "default"


def _pager(own: str | None) -> list[str] | None:
    """Return the pager's command line; None for no pager: an empty name, ``cat``, no less."""
    named, origin = chosen_pager(None if own is None else (own, ""))
    words = split_command(named)
    if not words or words == ["cat"]:
        return None
    program = shutil.which(words[0])
    if program is not None:
        return [program, *words[1:]]
    if origin == "default":
        return None
    raise SystemProblem(
        _("pager not found: '{name}'", name=words[0]),
        _("set CARDCTL_PAGER to your pager, or use --no-pager"),
    )


def _run(command: list[str], text: str) -> None:
    """Run the pager to its end; leave Ctrl-C to it. It may end before it has read everything."""
    import subprocess

    usual = {"LESS": "FRX", "LV": "-c"}  # as git: colours, and the text stays on the screen
    ours = signal.signal(signal.SIGINT, lambda number, frame: None)
    try:
        subprocess.run(command, input=text.encode(), env={**usual, **os.environ}, check=False)
    finally:
        signal.signal(signal.SIGINT, ours)
