"""The languages of a register, from `cardctl.yaml` alone: messages need them before the cards."""

from __future__ import annotations

from pathlib import Path

from cardctl.store.files import read_file
from cardctl.store.layout import CONFIG

DEFAULT = ("en",)
"""What `Config.languages` is if the file does not name any."""


def languages_of(root: Path) -> tuple[str, ...]:
    """Return the languages that the register at *root* names, the leading one first.

    Other errors in the file do not matter here. Empty if the file cannot be read, is not YAML, or
    `languages` is not a list of texts. The reader is the same as for loading, so both agree.
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
