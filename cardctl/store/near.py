"""The part of a register that a change concerns: so that a change takes the same time at any size.

That are the files that all cards rest on (settings, agencies, meetings, seals), the cards that are
changed, the cards that these name, the ones that those name, and so on.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from cardctl.model.ids import card_path
from cardctl.store.files import Held, read
from cardctl.store.place import AGENCIES, CARD_PATH, CONFIG, MEETING_PATH, SEAL_PATH
from cardctl.store.scan import FOLDER

_ID = re.compile(rb"M[0-9]{2,4}-[0-9]{3,6}")


def near(root: Path, paths: Iterable[str], texts: Iterable[bytes] = ()) -> dict[str, Held]:
    """Read the cards at *paths*, with all that is near to them and to *texts*, by sorted path."""

    def read_some(some: Iterable[str]) -> dict[str, Held]:
        return read(root, (path for path in some if is_card_in(root, path)))

    cards = read_some(paths)
    cards |= read_some(named_in(texts) - cards.keys())
    files = {**read(root, _shared(root)), **with_named(cards, read_some)}
    return dict(sorted(files.items()))


def is_card_in(root: Path, path: str) -> bool:
    """Whether something is at *path* that has the name of a card, in a folder that is no link."""
    folder = f"{root}/{path.partition('/')[0]}"
    is_name = CARD_PATH.fullmatch(path) is not None
    return is_name and not os.path.islink(folder) and os.path.lexists(f"{root}/{path}")


def with_named(
    files: Mapping[str, Held], read_some: Callable[[set[str]], Mapping[str, Held]]
) -> dict[str, Held]:
    """Add the cards that *files* name to them, and those that these name.

    *read_some* reads those of the files it is given that are there.
    """
    found = dict(files)
    latest: Mapping[str, Held] = files
    while latest := read_some(named_in(latest.values()) - found.keys()):
        found |= latest
    return found


def named_in(held: Iterable[Held]) -> set[str]:
    """The files of the cards whose ids stand anywhere in these."""
    texts = (raw for raw in held if isinstance(raw, bytes))
    return {card_path(name.decode()) for raw in texts for name in _ID.findall(raw)}


def _shared(root: Path) -> Iterator[str]:
    """The files that all cards rest on."""
    for entry in os.scandir(root):
        if entry.name in (CONFIG, AGENCIES):
            yield entry.name
        elif FOLDER.fullmatch(entry.name) and entry.is_dir(follow_symlinks=False):
            for name in ("meeting.yaml", "seal.json"):
                path = f"{entry.name}/{name}"
                is_form = MEETING_PATH.fullmatch(path) or SEAL_PATH.fullmatch(path)
                if is_form and os.path.lexists(f"{root}/{path}"):
                    yield path
