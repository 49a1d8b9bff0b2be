"""Languages of a register, from `cardctl.yaml` alone, because messages need them before loading."""

from __future__ import annotations

import re
from pathlib import Path

from cardctl.store.layout import CONFIG

DEFAULT = ("en",)
"""Value of `Config.languages` if the file does not set it."""


_MOST_BYTES = 1 << 16

_MENTION = re.compile(rb"^(?! *#).*languages.*$", re.MULTILINE)
_FIRST = re.compile(rb"languages: *\[ *([a-z]{2,3}) *[,\]].*")


def first_language(root: Path) -> str | None:
    """Return the first language of the register at *root* if its file is legible, without parsing.

    None if a glance cannot tell. A help page needs the language, but is not worth a parser.
    Raises OSError.
    """
    with (root / CONFIG).open("rb") as file:
        raw = file.read(_MOST_BYTES)
    mentions = _MENTION.findall(raw)
    if not mentions:
        return DEFAULT[0]
    found = _FIRST.match(mentions[0])
    return found[1].decode() if found and len(mentions) == 1 else None


def languages_of(root: Path) -> tuple[str, ...]:
    """Return the languages of the register at *root*, the main one first.

    Empty if the file cannot be read, is not YAML, or `languages` is not a list of texts; other
    errors in the file do not matter. Uses the same reader as loading, so both agree.
    """
    from cardctl.store.files import read_file
    from cardctl.yaml.reader import read_tree

    raw = read_file(root, CONFIG)
    tree = read_tree(raw, CONFIG)[0] if isinstance(raw, bytes) else None
    if tree is None:
        return ()
    named = tree.data.get("languages", DEFAULT)
    if not isinstance(named, list | tuple) or not all(isinstance(each, str) for each in named):
        return ()
    return tuple(named)
