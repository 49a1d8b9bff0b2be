"""Steps that change the index itself, or the repository around the register."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress

from support.cli_git import git
from support.walk.state import Step, Walk


def delete_index(walk: Walk) -> None:
    walk.index.unlink(missing_ok=True)


def flip_bytes(walk: Walk) -> None:
    if walk.index.exists():
        raw = bytearray(walk.index.read_bytes())
        for _ in range(walk.rng.randrange(1, 40)):
            raw[walk.rng.randrange(len(raw))] ^= walk.rng.randrange(1, 256)
        walk.index.write_bytes(raw)


def cut_index(walk: Walk) -> None:
    if walk.index.exists():
        raw = walk.index.read_bytes()
        walk.index.write_bytes(raw[: walk.rng.randrange(len(raw))])


def tear_index(walk: Walk) -> None:
    """Leave some blocks as they were before, as a process that is killed may."""
    if walk.index.exists():
        versions = (walk.index.read_bytes(), walk.older_index)
        blocks = range(0, max(map(len, versions)), 4096)
        chosen = [walk.rng.choice(versions)[start : start + 4096] for start in blocks]
        walk.index.write_bytes(b"".join(chosen))


def index_of_another_version(walk: Walk) -> None:
    if walk.index.exists():
        with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(walk.index)) as connection:
            connection.execute("UPDATE about SET fingerprint = 'another'")
            connection.commit()


def copy_index(walk: Walk) -> None:
    """Keep a copy of the index, or put one back that was made of earlier files."""
    copy = walk.index.with_name("copy")
    if copy.exists():
        copy.replace(walk.index)
    elif walk.index.exists():
        copy.write_bytes(walk.index.read_bytes())


def lose_rows(walk: Walk) -> None:
    """Remove some rows from a table of the index."""
    table = walk.rng.choice(["files", "cards", "tree"])
    if walk.index.exists():
        with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(walk.index)) as connection:
            connection.execute(f"DELETE FROM {table} WHERE random() % 2")
            connection.commit()


def commit(walk: Walk) -> None:
    """Commit everything; the first time, git is set up."""
    if not (walk.root.parent / ".git").exists():
        git(walk.root.parent, "init", "-q")
    git(walk.root.parent, "add", "--all")
    git(walk.root.parent, "commit", "-q", "--allow-empty", "-m", "cards")


def check_out(walk: Walk) -> None:
    """Go to an older commit, or to the latest one."""
    top = walk.root.parent
    if (top / ".git").exists():
        commits = git(top, "rev-list", "--all").split()
        git(top, "checkout", "-qf", walk.rng.choice(commits))


def merge(walk: Walk) -> None:
    """Merge another commit into the files as they are; what conflicts is marked in them."""
    top = walk.root.parent
    if (top / ".git").exists():
        commit(walk)
        other = walk.rng.choice(git(top, "rev-list", "--all").split())
        with suppress(AssertionError):
            git(top, "merge", "-q", "--no-edit", other)


STEPS: tuple[Step, ...] = (
    delete_index, flip_bytes, flip_bytes, cut_index, tear_index, index_of_another_version,
    copy_index, copy_index, lose_rows, commit, check_out, merge,
)  # fmt: skip
