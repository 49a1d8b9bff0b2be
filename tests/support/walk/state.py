"""A register on a random walk: where it is, its source of chance, and what can be undone."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random

SHIFTS = (-366, -31, -30, -1, 0, 0, 0, 1, 30, 31, 366)
"""Days from a date in the files to one that is asked for: most limits are at such distances."""


class Walk:
    """The register at *root*; *seed* determines all that happens to it."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root = root
        self.rng = Random(seed)
        self.kept: dict[Path, bytes | None] = {}
        self.older_index = b""
        """The index as it was before the last questions."""
        self.count = 0

    @property
    def index(self) -> Path:
        """The file with the index."""
        return self.root / ".cardctl/index.sqlite"

    def take(self, step: Step) -> None:
        """Let *step* happen to the register."""
        step(self)
        self.older_index = self.index.read_bytes() if self.index.exists() else b""

    def cards(self) -> list[Path]:
        """Return the files named like cards, in order; links to them too."""
        return sorted(path for path in self.root.glob("M*/M*-*.yaml") if path.is_file())

    def any_card(self) -> Path:
        return self.rng.choice(self.cards() or [self.root / "cardctl.yaml"])

    def any_meeting(self) -> Path:
        found = sorted(self.root.glob("M*/meeting.yaml"))
        return self.rng.choice(found or [self.root / "cardctl.yaml"])

    def ids(self) -> list[str]:
        """Return the ids in the names of cards, one in another form, and one of no card."""
        return [*(path.stem for path in self.cards()), "1-1", "M01-999"]

    def number(self) -> int:
        """Return the number of a meeting; sometimes there is none."""
        return self.rng.choice([1, 2, 2, 3, 3, 3, 4, 4, 4, 5])

    def keep(self, path: Path) -> None:
        """Note what is in a file before it changes, so that `mend` can put it back."""
        if path not in self.kept:
            self.kept[path] = path.read_bytes() if path.is_file() else None

    def rewrite(self, path: Path, change: Callable[[str, Walk], str]) -> None:
        """Replace the text of a file by what *change* makes of it."""
        self.keep(path)
        text = path.read_text("utf-8", "surrogateescape")
        path.write_bytes(change(text, self).encode("utf-8", "surrogateescape"))

    def day(self) -> str:
        """Return a day near one in the files, in ISO form."""
        text = self.rng.choice([self.any_card(), self.any_meeting()]).read_text("utf-8", "replace")
        found = re.findall(r"\b20[0-4][0-9]-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])\b", text)
        day = date.fromisoformat(self.rng.choice(found or ["2025-06-30"]))
        return (day + timedelta(days=self.rng.choice(SHIFTS))).isoformat()

    def next(self) -> int:
        """Return a number that was not returned before."""
        self.count += 1
        return self.count


Step = Callable[[Walk], None]
"""Something that happens to the register between two questions."""
