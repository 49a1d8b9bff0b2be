"""A register under git, and a change of it that `validate --since` checks."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from support.cli_git import QUICK
from support.registers import run, small_register
from typer.testing import Result

from cardctl.vcs.ci import RUNS_WITH_A_BASE, VARIABLES

CLEAN = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
COMMITTED = dict.fromkeys(("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), "2024-05-20T09:00:00+0900")
CI = dict.fromkeys([name for name, _ in VARIABLES] + list(RUNS_WITH_A_BASE), "") | {
    "GITHUB_EVENT_PATH": "", "GITHUB_ACTIONS": "",
}  # fmt: skip


class Repository:
    """A register under git, with short methods to change it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.root = folder / "cards"

    def git(self, *args: str, check: bool = True) -> str:
        done = subprocess.run(
            ["git", *QUICK, "-c", "user.name=Han", "-c", "user.email=han@example.org", *args],
            cwd=self.folder,
            env={**CLEAN, **COMMITTED, "HOME": str(self.folder), "GIT_CONFIG_NOSYSTEM": "1"},
            check=check,
            capture_output=True,
            encoding="utf-8",
        )
        return done.stdout.strip()

    def read(self, path: str) -> str:
        return (self.root / path).read_text(encoding="utf-8")

    def write(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(exist_ok=True)
        (self.root / path).write_text(text, encoding="utf-8")

    def edit(self, path: str, old: str, new: str) -> None:
        assert old in self.read(path)
        self.write(path, self.read(path).replace(old, new, 1))

    def add(self, path: str, text: str) -> None:
        self.write(path, self.read(path) + text)

    def commit(self, message: str = "change") -> str:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)
        return self.git("rev-parse", "--short=7", "HEAD")

    def validate(self, *args: str, **env: str) -> Result:
        return run("validate", "--format", "concise", *args, root=self.root, env=CI | env)

    def found(self, *args: str, **env: str) -> list[tuple[str, str]]:
        """File and code of each finding, without the warnings CC403, CC703 and CC706."""
        lines = self.validate(*args, **env).stdout.splitlines()
        pairs = [(line.split(":")[0].rpartition("cards/")[2], line.split()[2]) for line in lines]
        return [(path, code) for path, code in pairs if code not in ("CC403", "CC703", "CC706")]


def changed_register(folder: Path) -> Repository:
    """The small register, committed on main; `change` is checked out."""
    small_register(folder)
    made = Repository(folder)
    made.git("init", "--quiet", "--initial-branch=main")
    made.commit("start")
    made.git("checkout", "--quiet", "-b", "change")
    return made
