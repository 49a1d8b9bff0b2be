"""The index never changes an answer: after any change, output with and without it is the same."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from itertools import count
from pathlib import Path
from random import Random

import pytest
from bench.register import write
from support.registers import run

TODAY = "2026-06-30"
COMMANDS = (
    ("validate", "--format", "json"),
    ("validate", "--strict", "--ignore", "CC3"),
    ("validate", "--select", "CC4", "--format", "concise"),
    ("validate", "2-1", "M01"),
    ("validate", "--fix", "--unsafe", "--diff"),
    ("list", "--columns", "id,signal,title,state,reasons,due", "--format", "csv"),
    ("list", "--open", "--sort", "-due"),
    ("show", "1-1"),
    ("report", "--meeting", "2", "--format", "json"),
    ("report", "--view", "summary"),
)


def cards(root: Path) -> list[Path]:
    return sorted(root.glob("M*/M*-*.yaml"))


class RandomEditor:
    """Changes files in every way that an index could miss."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root = root
        self.rng = Random(seed)
        self.taken: dict[str, bytes] = {}
        self.number = count()
        self.older = b""
        """The index as it was before the last commands."""

    def any(self) -> Path:
        return self.rng.choice(cards(self.root))

    def edit(self) -> None:
        path = self.any()
        path.write_text(path.read_text("utf-8") + f"# {next(self.number)}\n", encoding="utf-8")

    def edit_same_size(self) -> None:
        """Keep the size, and restore the modification time."""
        path = self.any()
        status, text = path.stat(), path.read_text("utf-8")
        for old, new in (("title: ", "titel: "), ("lead: mois", "lead: miso"), ("2025", "2035")):
            if old in text:
                path.write_text(text.replace(old, new, 1), encoding="utf-8")
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))

    def swap(self) -> None:
        """Swap the names of two files; their contents and times stay the same."""
        one, other = self.any(), self.any()
        between = self.root / "between"
        one.rename(between)
        if other.exists():
            other.rename(one)
        between.rename(other)

    def replace_file(self) -> None:
        """Replace a file with a new one that has the same time and size."""
        path = self.any()
        new, status = path.with_suffix(".new"), path.stat()
        new.write_bytes(path.read_bytes()[::-1].replace(b"\n", b" "))
        os.utime(new, ns=(status.st_atime_ns, status.st_mtime_ns))
        new.replace(path)

    def remove(self) -> None:
        path = self.any()
        self.taken[str(path)] = path.read_bytes()
        path.unlink()

    def restore(self) -> None:
        for name, raw in self.taken.items():
            Path(name).write_bytes(raw)
        self.taken.clear()

    def rename(self) -> None:
        path = self.any()
        path.rename(path.with_name(path.name.replace("-0", "-1", 1)))

    def misname(self) -> None:
        path = self.any()
        shutil.copy2(path, path.with_suffix(".yml"))

    def copy(self) -> None:
        """One card under two names: two files have one id, or an id that is not their name."""
        path, other = self.any(), self.any()
        shutil.copy2(path, other)

    def touch(self) -> None:
        self.any().touch()

    def truncate(self) -> None:
        path = self.any()
        path.write_bytes(path.read_bytes()[: self.rng.randrange(400)])

    def allow(self) -> None:
        path = self.any()
        raw = path.read_bytes()
        path.write_bytes(b"# cardctl: allow CC703 they differ\n# 010-1234-5678\n" + raw)

    def agencies(self) -> None:
        path = self.root / "agencies.yaml"
        path.write_text(
            path.read_text("utf-8").replace("mois", "moiz" if self.rng.random() < 0.5 else "mois"),
            encoding="utf-8",
        )

    def meetings(self) -> None:
        path = self.rng.choice(sorted(self.root.glob("M*/meeting.yaml")))
        text = path.read_text("utf-8")
        path.write_text(text.replace("status: held", "status: scheduled"), encoding="utf-8")

    def attributes(self) -> None:
        path = self.root / "M01/.gitattributes"
        path.unlink() if path.exists() else path.write_text("*.yaml merge=union\n")

    def link(self) -> None:
        path = self.any()
        path.rename(path.with_suffix(".real"))
        path.symlink_to(path.with_suffix(".real").name)

    def damage_index(self) -> None:
        path = self.root / ".cardctl/index.sqlite"
        if path.exists():
            raw = bytearray(path.read_bytes())
            for _ in range(self.rng.randrange(1, 40)):
                raw[self.rng.randrange(len(raw))] = self.rng.randrange(256)
            path.write_bytes(raw)

    def tear_index(self) -> None:
        """Leave some blocks as they were before, as a process that is killed may."""
        path = self.root / ".cardctl/index.sqlite"
        if path.exists():
            versions = (path.read_bytes(), self.older)
            blocks = range(0, max(map(len, versions)), 4096)
            chosen = [self.rng.choice(versions)[start : start + 4096] for start in blocks]
            path.write_bytes(b"".join(chosen))

    def cut_index(self) -> None:
        path = self.root / ".cardctl/index.sqlite"
        if path.exists():
            path.write_bytes(path.read_bytes()[: self.rng.randrange(9000)])


CHANGES: tuple[Callable[[RandomEditor], None], ...] = (
    RandomEditor.edit, RandomEditor.edit, RandomEditor.edit_same_size, RandomEditor.swap,
    RandomEditor.replace_file, RandomEditor.remove, RandomEditor.restore, RandomEditor.rename,
    RandomEditor.misname, RandomEditor.copy, RandomEditor.touch, RandomEditor.truncate,
    RandomEditor.allow, RandomEditor.agencies, RandomEditor.meetings, RandomEditor.attributes,
    RandomEditor.link, RandomEditor.damage_index, RandomEditor.cut_index, RandomEditor.tear_index,
)  # fmt: skip


def output_of(root: Path, *args: str) -> tuple[int, str, str]:
    result = run(*args, "--today", TODAY, root=root)
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize("seed", range(int(os.environ.get("CARDCTL_INDEX_SEEDS", "4"))))
def test_output_is_the_same_with_and_without_index(tmp_path: Path, seed: int) -> None:
    root = tmp_path / "cards"
    write(root, 16, seed=seed, flaws=0.2)
    editor = RandomEditor(root, seed)
    for _ in range(7):
        change = editor.rng.choice(CHANGES)
        if len(cards(root)) > 4:
            change(editor)
        index = root / ".cardctl/index.sqlite"
        editor.older = index.read_bytes() if index.exists() else b""
        for command in editor.rng.sample(COMMANDS, 3):
            first = output_of(root, *command)
            assert first == output_of(root, *command, "--no-index"), (change.__name__, command)
            assert first == output_of(root, *command), (change.__name__, command)
