"""Generated registers on disk under git, on which whole commands are measured."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from pathlib import Path

from bench.outcomes import Layout, card_outcome
from bench.processes import Command, run
from bench.register import SEED, files, written

CARDCTL = Path(sys.executable).with_name("cardctl")
GRAIN = 0.05
"""Seconds until the file system is certain to give the next change a later timestamp."""

GIT = ("git", "-c", "user.name=Bench", "-c", "user.email=bench@example.org", "-c", "gc.auto=0")
CHANGED = 50
"""The last commit changes every n-th card."""

FLAWED = 0.05
"""The share of cards with a flaw in `Site.flawed`."""

LARGE = 200_000
"""Registers with more cards have small ones, as only the number of files is of interest."""


@dataclass
class Site:
    """A repository with a register in `cards/`; its last commit changed some of the cards."""

    folder: Path
    layout: Layout
    turn: count[int] = field(default_factory=lambda: count(1))

    @classmethod
    def make(cls, folder: Path, cards: int, flaws: float = 0.0) -> Site:
        """Write a register with this number of cards into the new *folder*, and commit it."""
        site = cls(folder, Layout(cards, SEED))
        folder.mkdir(exist_ok=True)
        texts = files(cards, SEED, flaws, small=cards > LARGE)
        _commit_all(folder, "cards", written(site.root, texts))
        _run(CARDCTL, "-C", site.root, "schema", "--write", cwd=folder)
        for index in range(0, cards, CHANGED):
            site._note(index)
        _run(*GIT, "add", ".", cwd=folder)
        _run(*GIT, "commit", "--quiet", "--no-verify", "-m", "changes", cwd=folder)
        return site

    @property
    def root(self) -> Path:
        """The folder of the register."""
        return self.folder / "cards"

    @property
    def index(self) -> Path:
        """The file of cardctl's index, which may not exist."""
        return self.root / ".cardctl" / "index.sqlite"

    def beside(self, name: str) -> Path:
        """Return a folder next to the repository, which may not exist."""
        return self.folder.with_name(f"{self.folder.name}-{name}")

    @cached_property
    def clone(self) -> Path:
        """A clone of the repository, as a CI system makes one."""
        target = self.beside("clone")
        _run(*GIT, "clone", "--quiet", self.folder, target, cwd=self.folder)
        return target

    @cached_property
    def flawed(self) -> Site:
        """A register of the same size, in which some cards have a flaw."""
        return Site.make(self.beside("flawed"), self.layout.cards, FLAWED)

    @cached_property
    def last_open(self) -> int:
        """The index of the last card that is not closed; no later meeting has heard it."""
        cards = range(self.layout.cards - 1, -1, -1)
        return next(index for index in cards if card_outcome(self.layout, index).is_open)

    def path(self, index: int) -> Path:
        """Return the file of a card."""
        name = self.layout.identifier(index)
        return self.root / name[: name.index("-")] / f"{name}.yaml"

    def next_card(self) -> int:
        """Return the index of a card: a different one each time."""
        return next(self.turn) * 7 % self.layout.cards

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
        self._note(self.next_card())
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


def _commit_all(folder: Path, below: str, contents: Iterable[tuple[str, bytes]]) -> None:
    """Create a repository in *folder* whose first commit has these files, which are *below* it.

    `git add` would sync a file to the disk for each of them; this makes one file with all of them.
    """
    _run(*GIT, "init", "--quiet", "--initial-branch=main", cwd=folder)
    importer = (*GIT, "fast-import", "--quiet", "--depth=0", "--done")
    with subprocess.Popen(importer, cwd=folder, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        send = process.stdin.write
        send(b"commit refs/heads/main\ncommitter Bench <bench@example.org> 0 +0000\n")
        send(b"data 5\ncards\n")
        for path, raw in contents:
            send(f"M 644 inline {below}/{path}\ndata {len(raw)}\n".encode() + raw)
        send(b"done\n")
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, importer)
    _run(*GIT, "reset", "--quiet", cwd=folder)


def _run(*argv: str | Path, cwd: Path) -> None:
    subprocess.run(argv, cwd=cwd, check=True, capture_output=True)
