"""Detects text in a log that a CI system would run as a command, as their runners do."""

from __future__ import annotations

import re
from collections.abc import Iterator

REGISTERED = {"error", "warning", "notice", "debug", "group", "add-mask", "stop-commands"}
"""Some commands that GitHub's runner knows."""


def commands_in(log: str) -> list[str]:
    """The lines of *log* that a CI system would interpret as a command."""
    return [line for line in re.split(r"\r\n|\r|\n", log) if any(_commands(line))] + re.findall(
        r"section_(?:start|end):[0-9]+:[\w.-]+", log
    )


def _commands(line: str) -> Iterator[bool]:
    yield _github_v2(line)
    yield _github_v1(line)
    yield "##vso[" in line and "]" in line.partition("##vso[")[2]
    yield "##teamcity[" in line


def _github_v2(line: str) -> bool:
    """Actions/runner, `ActionCommand.TryParseV2`."""
    line = line.lstrip()
    end = line.find("::", 2)
    return line.startswith("::") and end >= 0 and line[2:end].partition(" ")[0] in REGISTERED


def _github_v1(line: str) -> bool:
    """Actions/runner, `ActionCommand.TryParse`."""
    _, prefix, rest = line.partition("##[")
    name, bracket, _ = rest.partition("]")
    return bool(prefix and bracket) and name.partition(" ")[0] in REGISTERED
