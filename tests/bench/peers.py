"""Other programs that do such a job, where they happen to be installed."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.processes import Command
from bench.sites import Site

MOST_FILES = 20_000
"""The most file names that one command line surely holds."""


@dataclass(frozen=True)
class Peer:
    """A program, the job of ours that it stands beside, and how many times faster ours has to be.

    *command* gives what it does on our files; None where cards would first have to be put into
    a format of its own, which is not done here.
    """

    name: str
    job: str
    times: float
    command: Callable[[Site, Path], Command] | None = None

    @property
    def program(self) -> Path | None:
        """The program: beside this Python, or on the PATH; None where it is not installed."""
        beside = Path(sys.executable).with_name(self.name)
        found = str(beside) if beside.exists() else shutil.which(self.name)
        return Path(found) if found else None


def _check_jsonschema(site: Site, program: Path) -> Command:
    """All cards against the schema of a card, which is a part of what `validate` looks at."""
    names = [site.path(index).relative_to(site.folder) for index in range(site.layout.cards)]
    schema = "schemas/card.schema.json"
    return Command([program, "--schemafile", schema, *names[:MOST_FILES]], site.folder)


PEERS = (
    Peer("check-jsonschema", "cold", 25, _check_jsonschema),
    Peer("doorstop", "cold", 25),
    Peer("strictdoc", "cold", 25),
    Peer("task", "list", 1),
    Peer("todo", "list", 1),
    Peer("backlog", "list", 1),
)
