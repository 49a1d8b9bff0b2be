"""Generated registers on disk under git, on which whole commands are measured."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from pathlib import Path

from bench.outcomes import Layout, card_outcome
from bench.processes import Command, run
from bench.register import SEED, write

CARDCTL = Path(sys.executable).with_name("cardctl")
GRAIN = 0.05
"""Seconds until the file system is certain to give the next change a later timestamp."""

GIT = ("git", "-c", "user.name=Bench", "-c", "user.email=bench@example.org", "-c", "gc.auto=0")
CHANGED = 50
"""The last commit changes every n-th card."""


@dataclass
class Site:
    """A repository with a register in `cards/`; its last commit changed some of the cards."""

    folder: Path
    layout: Layout
    turn: count[int] = field(default_factory=lambda: count(1))

    @classmethod
    def make(cls, folder: Path, cards: int) -> Site:
        """Write a register with this number of cards and commit it."""
        site = cls(folder, Layout(cards, SEED))
        write(site.root, cards)
        _run(CARDCTL, "-C", site.root, "schema", "--write", cwd=folder)
        _run(*GIT, "init", "--quiet", cwd=folder)
        site._commit("cards")
        for index in range(0, cards, CHANGED):
            site._note(index)
        site._commit("changes")
        return site

    @property
    def root(self) -> Path:
        """The folder of the register."""
        return self.folder / "cards"

    @property
    def index(self) -> Path:
        """The file of cardctl's index, which may not exist."""
        return self.root / ".cardctl" / "index.sqlite"

    @cached_property
    def clone(self) -> Path:
        """A clone of the repository, as a CI system makes one."""
        target = self.folder.with_name(self.folder.name + "-clone")
        _run(*GIT, "clone", "--quiet", self.folder, target, cwd=self.folder)
        return target

    @cached_property
    def in_work(self) -> int:
        """The index of the last card that is in progress."""
        cards = range(self.layout.cards - 1, -1, -1)
        return next((i for i in cards if card_outcome(self.layout, i).state == "in_progress"), 0)

    def path(self, index: int) -> Path:
        """Return the file of a card."""
        name = self.layout.identifier(index)
        return self.root / name[: name.index("-")] / f"{name}.yaml"

    def forget(self) -> None:
        """Delete the index."""
        shutil.rmtree(self.index.parent, ignore_errors=True)

    def restore(self) -> None:
        """Restore all cards from the last commit; the index stays."""
        _run(*GIT, "checkout", "--quiet", ".", cwd=self.folder)
        _run(*GIT, "clean", "--quiet", "--force", "-d", cwd=self.folder)
        time.sleep(GRAIN)

    def edit(self) -> None:
        """Change one card as an editor does: a different card and text each time."""
        self._note(next(self.turn) * 7 % self.layout.cards)
        time.sleep(GRAIN)

    def restore_index(self) -> None:
        """Copy this register's index into the clone, where file times and inodes differ."""
        run(Command([CARDCTL, "-C", self.root, "validate"], self.folder))
        shutil.rmtree(self.clone / "cards" / ".cardctl", ignore_errors=True)
        if self.index.exists():
            shutil.copytree(self.index.parent, self.clone / "cards" / ".cardctl")

    def _note(self, index: int) -> None:
        path = self.path(index)
        text = path.read_text(encoding="utf-8")
        kept = text.partition("x-measured:")[0]
        path.write_text(f"{kept}x-measured: Turn {next(self.turn)}\n", encoding="utf-8")

    def _commit(self, message: str) -> None:
        _run(*GIT, "add", ".", cwd=self.folder)
        _run(*GIT, "commit", "--quiet", "--no-verify", "-m", message, cwd=self.folder)


def _run(*argv: str | Path, cwd: Path) -> None:
    subprocess.run(argv, cwd=cwd, check=True, capture_output=True)
