"""Filter output in CI logs: CI systems run commands found in a log, and card text is untrusted.

There is one filter for everything printed. It wraps the streams, so that no command, usage error
or cached output can bypass it. Files and machine-readable output are not filtered.

Command syntax:

- GitHub Actions: ``::name …::`` after spaces at the start of a line, ``##[name …]`` anywhere in it
  (actions/runner, `ActionCommand.cs`, `TryParseV2` and `TryParse`); a carriage return ends a line;
- Azure Pipelines: ``##vso[…]`` anywhere (azure-pipelines-agent, `Command.cs`), and ``##[…]``;
- TeamCity: ``##teamcity[…]``; GitLab: ``section_start:…`` and ``section_end:…``.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from typing import Any, TextIO

CI_SYSTEMS = ("CI", "GITHUB_ACTIONS", "TF_BUILD", "TEAMCITY_VERSION")
"""Environment variables that identify a CI system."""

_COMMAND = (
    r"##\w*(?=\[)"
    r"|(?:\A|(?<=[\r\n]))[^\S\r\n]*:(?=:)"
    r"|section_(?:start|end)(?=:)"
)  # fmt: skip
"""The beginning of a command; a space after it makes the command harmless."""


def in_ci() -> bool:
    """Whether a CI system runs the program."""
    return any(os.environ.get(name, "").lower() not in ("", "0", "false") for name in CI_SYSTEMS)


def harmless(text: str) -> str:
    """Return *text* with a space inserted into everything that a CI system would run."""
    return re.sub(_COMMAND, r"\g<0> ", text)


def guard_streams() -> None:
    """Filter everything printed from now on."""
    sys.stdout, sys.stderr = LogStream(sys.stdout), LogStream(sys.stderr)


def write_data(stream: TextIO, text: str) -> None:
    """Write *text* for a program that parses it, unfiltered even in a CI log."""
    getattr(stream, "write_data", stream.write)(text)


class LogStream:
    """A text stream to a CI log. Lines are filtered whole, even if written in parts."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self._begun = ""

    def write(self, text: str) -> int:
        """Write the complete lines; keep the rest until its line end or a flush."""
        lines, end, rest = text.rpartition("\n")
        if end:
            self.stream.write(harmless(self._begun + lines + end))
            self._begun = ""
        self._begun += rest
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write *lines* as `write` does."""
        self.write("".join(lines))

    def write_data(self, text: str) -> None:
        """Write *text* as it is."""
        self._finish()
        self.stream.write(text)

    def flush(self) -> None:
        """Write the rest, filtered, and flush."""
        self._finish()
        self.stream.flush()

    def _finish(self) -> None:
        begun, self._begun = self._begun, ""
        self.stream.write(harmless(begun))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)
