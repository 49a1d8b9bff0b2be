"""Steps that change, move, copy and remove whole files, in every way that an index could miss."""

from __future__ import annotations

import os
import shutil
import unicodedata
from pathlib import Path

from support.walk.state import Step, Walk


def comment(walk: Walk) -> None:
    walk.rewrite(walk.any_card(), lambda text, walk: f"{text}# {walk.next()}\n")


def edit_same_size(walk: Walk) -> None:
    """Keep the size of a card, and restore the time of its last change."""
    path = walk.any_card()
    status = path.stat()
    walk.rewrite(path, lambda text, _: text.replace("2025-", "2026-", 1).replace("ti", "it", 1))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def swap(walk: Walk) -> None:
    """Swap the names of two cards; their contents and times stay the same."""
    one, other, between = walk.any_card(), walk.any_card(), walk.root / "between"
    walk.keep(one)
    walk.keep(other)
    one.rename(between)
    if other.exists():
        other.rename(one)
    between.rename(other)


def replace_file(walk: Walk) -> None:
    """Replace a card with a new file that has the same time and size."""
    path = walk.any_card()
    walk.keep(path)
    new, status = path.with_suffix(".new"), path.stat()
    new.write_bytes(path.read_bytes()[::-1].replace(b"\n", b" "))
    os.utime(new, ns=(status.st_atime_ns, status.st_mtime_ns))
    new.replace(path)


def remove(walk: Walk) -> None:
    path = walk.any_card()
    walk.keep(path)
    path.unlink()


def rename(walk: Walk) -> None:
    path = walk.any_card()
    other = path.with_name(path.name.replace("-0", "-1", 1))
    walk.keep(path)
    walk.keep(other)
    path.rename(other)


def misname(walk: Walk) -> None:
    """Copy a card to a file whose name is not that of a card; or is, but decomposed."""
    path = walk.any_card()
    name = walk.rng.choice([f"{path.stem}.yml", unicodedata.normalize("NFD", "회의록.yaml"), "é"])
    other = path.with_name(name)
    walk.keep(other)
    shutil.copy2(path, other)


def copy(walk: Walk) -> None:
    """Give two files one card: two have one id, and one has an id that is not its name."""
    path, other = walk.any_card(), walk.any_card()
    if walk.rng.random() < 0.5:
        other = path.with_name(path.name.replace("-0", "-2", 1))
    walk.keep(other)
    if other != path:
        shutil.copy2(path, other)


def touch(walk: Walk) -> None:
    walk.any_card().touch()


def cut(walk: Walk) -> None:
    path = walk.any_card()
    walk.keep(path)
    path.write_bytes(path.read_bytes()[: walk.rng.randrange(400)])


def link(walk: Walk) -> None:
    path = walk.any_card()
    real = path.with_suffix(".real")
    walk.keep(path)
    walk.keep(real)
    path.rename(real)
    path.symlink_to(real.name)


def close_to_reading(walk: Walk) -> None:
    """Make a folder of a card's name."""
    path = walk.any_card().with_stem("M02-077")
    if not path.exists():
        walk.keep(path)
        path.mkdir()


def attributes(walk: Walk) -> None:
    path = walk.root / "M01/.gitattributes"
    walk.keep(path)
    path.unlink() if path.exists() else path.write_text("*.yaml merge=union\n")


def mend(walk: Walk) -> None:
    """Put some files back as they were; some of them with a time of long ago."""
    for path in walk.rng.sample(sorted(walk.kept), min(len(walk.kept), walk.rng.randint(1, 6))):
        _put_back(path, walk.kept.pop(path))
        if path.exists() and walk.rng.random() < 0.3:
            os.utime(path, (1.7e9, 1.7e9))


def mend_all(walk: Walk) -> None:
    for path, raw in walk.kept.items():
        _put_back(path, raw)
    walk.kept.clear()


def _put_back(path: Path, raw: bytes | None) -> None:
    if path.is_dir():
        path.rmdir()
    path.unlink(missing_ok=True)
    if raw is not None:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(raw)


STEPS: tuple[Step, ...] = (
    comment, edit_same_size, swap, replace_file, remove, rename, misname, copy, touch, cut, link,
    close_to_reading, attributes,
)  # fmt: skip
MENDING: tuple[Step, ...] = (mend, mend_all)
"""They do nothing unless something else has happened."""
