"""The trees of files whose text is looked at several times: for places, comments and fixes."""

from __future__ import annotations

from functools import lru_cache

from cardctl.store.files import FileContent
from cardctl.yaml.nodes import Tree
from cardctl.yaml.reader import read_tree

MOST_TREES = 64
"""Maximum number of trees that are kept, so that memory does not grow with the register."""


def tree_of(held: FileContent | None, path: str) -> Tree | None:
    """Return the tree of the file at *path*, which contains *held*; None if it cannot be read."""
    return cached(held, path) if isinstance(held, bytes) else None


@lru_cache(maxsize=MOST_TREES)
def cached(raw: bytes, path: str) -> Tree | None:
    """Return the tree of a file; None if it cannot be read."""
    return read_tree(raw, path)[0]
