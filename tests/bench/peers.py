"""Other programs that do a comparable job, if they are installed."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.processes import Command
from bench.sites import Site

MAX_FILES = 20_000
"""A number of file names that always fits on one command line."""


@dataclass(frozen=True)
class Peer:
    """A program, our comparable job, and how many times faster ours has to be.

    *command* returns the command to run on our files; None if the cards would first have to be
    converted into the program's own format, which is not done here.
    """

    name: str
    job: str
    times: float
    command: Callable[[Site, Path], Command] | None = None

    @property
    def program(self) -> Path | None:
        """The program, next to this Python or on the PATH; None if it is not installed."""
        beside = Path(sys.executable).with_name(self.name)
        found = str(beside) if beside.exists() else shutil.which(self.name)
        return Path(found) if found else None


def _check_jsonschema(site: Site, program: Path) -> Command:
    """Check all cards against the card schema, which is a part of what `validate` does."""
    names = [site.path(index).relative_to(site.folder) for index in range(site.layout.cards)]
    schema = "schemas/card.schema.json"
    return Command([program, "--schemafile", schema, *names[:MAX_FILES]], site.folder)


PEERS = (
    Peer("check-jsonschema", "cold", 25, _check_jsonschema),
    Peer("doorstop", "cold", 25),
    Peer("strictdoc", "cold", 25),
    Peer("task", "list", 1),
    Peer("todo", "list", 1),
    Peer("backlog", "list", 1),
)
