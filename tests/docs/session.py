"""Run the commands of a documentation page in a separate folder.

The conventions are in CONTRIBUTING.md, under "Tests".
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile

from support.forked import exit_code, fork

ROOT = Path(__file__).resolve().parents[2]
FENCE = re.compile(
    r"^```(?P<language>\w*)\n(?P<body>.*?)^```$|^<!-- today: (?P<today>\S+) -->$",
    re.MULTILINE | re.DOTALL,
)
EXIT = re.compile(r"# exit (\d+)")
WRITTEN = re.compile(r"# file: (\S+)\n")
EXPORT = re.compile(r"export (\w+)=(\S+)")
PLAIN = re.compile(r"cardctl [^$`|&;<>()*?\[\]{}~#!\\\n]*")
"""A command that the shell only splits into words."""


@dataclass
class Command:
    """A shown command, its expected exit code, and the output shown below it."""

    line: int
    text: str
    exit_code: int = 0
    output: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class RecordText:
    """A file that the page shows in full."""

    path: str
    text: str


@dataclass(frozen=True)
class Today:
    """The date for the commands that follow (default: the current date)."""

    day: str


Action = Command | RecordText | Today


def read_page(markdown: str) -> Iterator[Action]:
    """Yield the actions of a page, in order."""
    for found in FENCE.finditer(markdown):
        body = found["body"] or ""
        if found["today"]:
            yield Today(found["today"])
        elif found["language"] == "console":
            yield from read_console(body, markdown.count("\n", 0, found.start()) + 2)
        elif named := WRITTEN.match(body):
            yield RecordText(named[1], body[named.end() :])


def read_console(body: str, first_line: int) -> list[Command]:
    """Read the commands of one block; *first_line* is the line of the page where it starts."""
    commands: list[Command] = []
    for number, line in enumerate(body.splitlines(), start=first_line):
        if line.startswith("$ "):
            commands.append(Command(number, line.removeprefix("$ ")))
        elif commands and commands[-1].text.endswith("\\") and not commands[-1].output:
            commands[-1].text += "\n" + line
        elif ended := EXIT.fullmatch(line):
            commands[-1].exit_code = int(ended[1])
        elif line.strip() not in {"", "..."}:
            commands[-1].output.append(line)
    return commands


class Session:
    """One page's session: a copy of the repository's registers, under git."""

    def __init__(self, folder: Path, lang: str = "en") -> None:
        self.folder = folder / "session"
        self.cwd = self.folder
        self.folder.mkdir()
        for name in ("cards", "examples", "schemas", "docs/examples"):
            shutil.copytree(ROOT / name, self.folder / name)
        self._environment = environment(folder, lang)
        for command in ("init --quiet", "add .", "commit --quiet --message start"):
            self._shell(f"git -c user.name=Docs -c user.email=docs@example.org {command}")

    def do(self, action: Action) -> None:
        """Perform an action of the page."""
        match action:
            case Today():
                self._environment["TODAY"] = action.day
            case RecordText():
                self.write(action)
            case Command():
                self.run(action)

    def write(self, written: RecordText) -> None:
        """Write a file that the page shows."""
        path = self.folder / written.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(written.text, encoding="utf-8")

    def run(self, command: Command) -> None:
        """Run a shown command as a reader would; fail if its exit code or output differs."""
        if exported := EXPORT.fullmatch(command.text):
            self._environment[exported[1]] = exported[2]  # for the commands that follow, too
        run = self._program if PLAIN.fullmatch(command.text) else self._shell
        code, output = run(command.text)
        shown = f"line {command.line}: $ {command.text}\n{output}"
        assert code == command.exit_code, f"exited with status {code}, {shown}"
        missing = first_missing(command.output, output)
        assert missing is None, f"does not print {missing!r}, {shown}"

    def _program(self, command: str) -> tuple[int, str]:
        """Run the program in a fork; return its exit status and its output."""
        today = self._environment.get("TODAY")
        args = [*(["--today", today] if today else []), *shlex.split(command)[1:]]
        with TemporaryFile() as nothing, TemporaryFile() as output:
            streams = (nothing.fileno(), output.fileno(), output.fileno())
            code = exit_code(fork(args, self.cwd, self._environment, streams))
            output.seek(0)
            return code, output.read().decode()

    def _shell(self, command: str) -> tuple[int, str]:
        """Run in the shell; a `cd` also applies to the commands that follow."""
        note = self.folder.with_name("cwd")
        done = subprocess.run(
            f"{command}\ncode=$?; pwd >{shlex.quote(str(note))}; exit $code",
            shell=True,
            cwd=self.cwd,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        self.cwd = Path(note.read_text(encoding="utf-8").strip())
        return done.returncode, done.stdout


def environment(folder: Path, lang: str) -> dict[str, str]:
    """Return a plain environment with the `cardctl` of the running Python, dated $TODAY."""
    shim = folder / "bin" / "cardctl"
    shim.parent.mkdir()
    script = shlex.quote(str(console_script()))
    shim.write_text(f'#!/bin/sh\nexec {script} ${{TODAY:+--today $TODAY}} "$@"\n', encoding="utf-8")
    shim.chmod(0o755)
    return {
        "PATH": os.pathsep.join([str(shim.parent), os.environ["PATH"]]),
        "HOME": str(folder),
        "LC_ALL": "C.UTF-8",
        "CARDCTL_LANG": lang,
    }


def console_script() -> Path:
    """Return the `cardctl` that is installed beside the running Python."""
    return Path(sys.executable).with_name("cardctl")


def first_missing(expected: list[str], output: str) -> str | None:
    """Return the first line of *expected* that *output* lacks, in order; None if none."""
    lines = iter(line.rstrip() for line in output.splitlines())
    return next((line for line in expected if line.rstrip() not in lines), None)
