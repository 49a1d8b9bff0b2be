"""Presses keys in real shells, and reads what they show and which words they pass on.

The `cardctl` on the PATH of the shell completes as the real one does; otherwise it writes the words
that it gets into a file, which shows how the shell reads the line.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from pathlib import Path

PATIENCE = 60.0
"""Seconds to wait for a shell, on a machine that is busy."""

PROGRAM = """\
#!/bin/sh
if [ -n "$_CARDCTL_COMPLETE" ]; then
    exec {python} -c 'from cardctl.cli.main import run; run()' "$@"
fi
printf '%s\\0' "$@" > {words}.new
mv {words}.new {words}
"""

BASHRC = 'PS1="> "; bind "set enable-bracketed-paste off"; source {script}\n'
ZSHRC = """\
PS1='> '
fpath=({folder} $fpath)
autoload -Uz compinit && compinit -u -D
"""
FISH = "function fish_prompt; echo -n '> '; end; function fish_greeting; end; source {script}\n"


class Shell:
    """An interactive shell in *folder*, with the script of `cardctl completion` in *scripts*."""

    def __init__(self, name: str, folder: Path, home: Path, scripts: Path) -> None:
        self.words = home / "words"
        args = _set_up(name, home, scripts)
        env = {
            "PATH": f"{home / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(folder.parent), "ZDOTDIR": str(home),
            "XDG_CONFIG_HOME": str(home / "config"), "XDG_DATA_HOME": str(home / "data"),
            "TERM": "xterm", "LC_ALL": "C.UTF-8", "CARDCTL_LANG": "ko", "HISTFILE": "",
        }  # fmt: skip
        pid, self.terminal = pty.fork()
        if pid == 0:
            try:
                os.chdir(folder)
                os.execvpe(args[0], args, env)
            finally:
                os._exit(127)
        self.pid = pid
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 0, 0))
        self.shown = ""
        self.wait_for("> ")

    def close(self) -> None:
        """End the shell."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.terminal)

    def type(self, text: str) -> None:
        """Type a text; a tab is the key TAB."""
        self.shown = ""
        os.write(self.terminal, text.encode())

    def completed(self, line: str) -> list[str]:
        """Type *line*, press TAB and Enter; return the words that the program gets."""
        self.words.unlink(missing_ok=True)
        self.type(f"{line}\t")
        self._settle()
        self.type("\r")
        return self._given()

    def listed(self, line: str, expected: str) -> str:
        """Type *line* and press TAB until *expected* is shown; return all that is shown."""
        self.type(f"{line}\t")
        self._settle()
        if expected not in self.shown:
            os.write(self.terminal, b"\t")
        self.wait_for(expected)
        self._settle()
        shown = self.shown
        self.type("\x03")
        self.wait_for("> ")
        return shown

    def abandoned(self, line: str) -> None:
        """Type *line* and press TAB, but then Ctrl+C instead of Enter."""
        self.type(f"{line}\t")
        self._settle()
        self.type("\x03")
        self.wait_for("> ")

    def wait_for(self, text: str) -> None:
        """Read until *text* is shown. Raises TimeoutError."""
        end = time.monotonic() + PATIENCE
        while text not in self.shown:
            if time.monotonic() > end:
                raise TimeoutError(f"{text!r} is not in {self.shown!r}")
            self._read(0.2)

    def _settle(self) -> None:
        """Read until the program that completes has ended, and nothing more is shown."""
        end = time.monotonic() + PATIENCE
        still = 0
        while still < 3:
            if time.monotonic() > end:
                raise TimeoutError(f"the shell does not rest: {self.shown!r}")
            still = 0 if self._read(0.1) or self._is_busy() else still + 1

    def _is_busy(self) -> bool:
        """Whether the shell has a child; only Linux tells."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        return children.exists() and bool(children.read_text())

    def _given(self) -> list[str]:
        end = time.monotonic() + PATIENCE
        while not self.words.exists():
            if time.monotonic() > end:
                raise TimeoutError(f"the line was not run: {self.shown!r}")
            self._read(0.05)
        self.wait_for("> ")
        return self.words.read_text(encoding="utf-8").split("\0")[:-1]

    def _read(self, seconds: float) -> bool:
        """Read what is shown within *seconds*; False if nothing is. Answers a terminal's query."""
        if not select.select([self.terminal], [], [], seconds)[0]:
            return False
        raw = os.read(self.terminal, 1 << 16)
        if b"\x1b[c" in raw or b"\x1b[0c" in raw:  # fish asks what the terminal is
            os.write(self.terminal, b"\x1b[?1;2c")
        self.shown += re.sub(
            r"\x1b\[[0-9;?=>]*[a-zA-Z]|\x1b[=>(][B0]?", "", raw.decode("utf-8", "replace")
        )
        return True


def _set_up(name: str, home: Path, scripts: Path) -> list[str]:
    """Write the settings of a shell and the program; return how to start the shell."""
    program = home / "bin/cardctl"
    program.parent.mkdir(parents=True)
    program.write_text(PROGRAM.format(python=sys.executable, words=home / "words"))
    program.chmod(0o755)
    if name == "bash":
        (home / "bashrc").write_text(BASHRC.format(script=scripts / "cardctl.bash"))
        return ["bash", "--noprofile", "--rcfile", str(home / "bashrc"), "-i"]
    if name == "zsh":
        (home / ".zshrc").write_text(ZSHRC.format(folder=scripts))
        return ["zsh", "-i"]
    (home / "data/fish/generated_completions").mkdir(parents=True)  # or it reads all man pages
    (home / "config/fish").mkdir(parents=True)
    (home / "config/fish/config.fish").write_text(FISH.format(script=scripts / "cardctl.fish"))
    return ["fish", "-i"]
