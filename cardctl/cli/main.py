"""Entry point: process-wide setup before the command line is loaded, and a fast exit."""

from __future__ import annotations

import atexit
import gc
import os
import signal
import sys
from pathlib import Path
from types import ModuleType
from typing import NoReturn


class _NoPlugins(ModuleType):
    """Replaces the pydantic module that looks for plugins."""

    get_plugins = tuple


def main() -> None:
    """Run the program: UTF-8 in any locale, quiet exit on a broken pipe."""
    # A command is short-lived, and its many objects hardly form a reference cycle: looking for
    # cycles frees nothing. Programs that use `cardctl.api` decide for themselves.
    gc.disable()
    from cardctl.cli.app import Terminated, app
    from cardctl.cli.ci_log import guard_streams, in_ci
    from cardctl.platform import is_broken_pipe, use_utf8

    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # closed by the parent process
            nowhere = Path(os.devnull).open(mode, encoding="utf-8")  # noqa: SIM115  # it stays open
            setattr(sys, name, nowhere)
        line_end = {} if name == "stdin" else {"newline": "\n"}  # the same bytes on every system
        use_utf8(name, getattr(sys, name), **line_end)
    if in_ci():
        guard_streams()
    if "_CARDCTL_COMPLETE" in os.environ:
        from cardctl.cli.complete import main as complete

        return complete()
    # Third-party plugins must not change what a valid card is. The plugin loader would be imported
    # all the same, and package metadata with it: 10 ms.
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
    sys.modules["pydantic.plugin._loader"] = _NoPlugins("pydantic.plugin._loader")

    def terminate(number: int, frame: object) -> None:
        raise Terminated

    signal.signal(signal.SIGTERM, terminate)
    try:
        app(prog_name="cardctl")
    except Terminated:
        raise SystemExit(128 + signal.SIGTERM) from None
    except OSError as error:
        if not is_broken_pipe(error):
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(141) from None


def run() -> NoReturn:
    """Run the program and exit without tearing down the interpreter.

    Freeing all objects takes longer than a small command, and nothing needs it. Functions
    registered with `atexit` still run.
    """
    from cardctl.platform import is_broken_pipe

    code: int | str | None = 0
    try:
        main()
    except SystemExit as end:
        code = end.code
    atexit._run_exitfuncs()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError as error:
        code = 141
        if not is_broken_pipe(error):  # for example a full disk
            os.write(2, f"cardctl: {error.strerror}\n".encode())
            code = 4
    os._exit(code if isinstance(code, int) else bool(code))
