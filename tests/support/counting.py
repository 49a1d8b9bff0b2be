"""What a command does, counted in a subprocess: it is the same on every machine, unlike time."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

SCRIPT = Path(__file__).with_name("counted.py")


class Counts(NamedTuple):
    """What one process did; its forked workers are not counted.

    *opened* are the files that it opened, in order, with their whole paths. *started* names the
    calls that start processes. *statements* is the SQL that it ran, *rows* how many rows it read
    from each table, *models* how many instances of each pydantic model it validated, and *copies*
    how many it created without validation.
    """

    modules: list[str]
    opened: list[str]
    started: list[str]
    statements: list[str]
    rows: dict[str, int]
    models: dict[str, int]
    copies: dict[str, int]

    def opened_in(self, root: Path) -> list[str]:
        """Return the files of the register at *root* that were opened, sorted, once each."""
        names = (name.removeprefix(f"{root}/") for name in self.opened if f"{root}/" in name)
        return sorted({name for name in names if name.endswith((".yaml", ".json"))})


def counts_of(cwd: Path, *args: str, **env: str) -> Counts:
    """Run a command in *cwd*, in a pipe, and return what it did; it may exit with status 0 or 1."""
    with TemporaryDirectory() as folder:
        output = Path(folder, "counts.json")
        done = subprocess.run(
            [sys.executable, "-P", SCRIPT, output, json.dumps(args)],
            cwd=cwd,
            env={"CARDCTL_LANG": "en", "HOME": str(cwd), **env},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode in (0, 1), done.stderr
        return Counts(**json.loads(output.read_text(encoding="utf-8")))
