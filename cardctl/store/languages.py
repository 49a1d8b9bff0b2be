"""Languages of a register, from `cardctl.yaml` alone, because messages need them before loading."""

from __future__ import annotations

from pathlib import Path

from cardctl.store.files import read_file
from cardctl.store.layout import CONFIG

DEFAULT = ("en",)
"""Value of `Config.languages` if the file does not set it."""


def languages_of(root: Path) -> tuple[str, ...]:
    """Return the languages of the register at *root*, the main one first.

    Empty if the file cannot be read, is not YAML, or `languages` is not a list of texts; other
    errors in the file do not matter. Uses the same reader as loading, so both agree.
    """
    from cardctl.yaml.reader import read_tree

    raw = read_file(root, CONFIG)
    tree = read_tree(raw, CONFIG)[0] if isinstance(raw, bytes) else None
    if tree is None:
        return ()
    named = tree.data.get("languages", DEFAULT)
    if not isinstance(named, list | tuple) or not all(isinstance(each, str) for each in named):
        return ()
    return tuple(named)
