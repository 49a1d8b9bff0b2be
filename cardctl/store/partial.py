"""The part of a register that a change concerns: so that a change takes the same time at any size.

That are the files that all cards rest on (settings, agencies, meetings, seals), the cards that are
changed, the cards that these name, the ones that those name, and so on.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path

from cardctl.domain.ids import card_path
from cardctl.store.files import Held, read, read_file
from cardctl.store.layout import AGENCIES, CARD_PATH, CONFIG, MEETING_PATH, SEAL_PATH
from cardctl.store.scan import FOLDER, listing

_ID = re.compile(rb"M[0-9]{2,4}-[0-9]{3,6}")
_TITLE = re.compile(rb"(?ms)^title:.*?(?=^[a-z][\w-]*:|\Z)")
"""The title in the text of a card, up to the next key."""


def dependency_closure(
    root: Path, paths: Iterable[str], texts: Iterable[bytes] = ()
) -> dict[str, Held]:
    """Read the cards at *paths*, with all that is near to them and to *texts*, by sorted path."""

    def read_some(some: Iterable[str]) -> dict[str, Held]:
        return read(root, (path for path in some if is_card_in(root, path)))

    cards = read_some(paths)
    cards |= read_some(named_in(texts) - cards.keys())
    files = {**read(root, _shared(root)), **with_named(cards, read_some)}
    return dict(sorted(files.items()))


def linked_folders(root: Path) -> dict[str, Held]:
    """The folders of meetings that are links, which are not followed: what they hold is unread."""
    return {
        entry.name: read_file(root, entry.name)
        for entry in os.scandir(root)
        if FOLDER.fullmatch(entry.name) and entry.is_symlink()
    }


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


def referring_to(root: Path, identifier: str) -> Iterator[str]:
    """The cards whose text has this id; a search of bytes, so no card is read for it."""
    wanted = identifier.encode()
    for path in listing(root):
        if CARD_PATH.fullmatch(path):
            raw = read_file(root, path)
            if isinstance(raw, bytes) and wanted in raw:
                yield path


def with_titles(root: Path, titles: Mapping[str, Collection[str]]) -> Iterator[str]:
    """The cards that may have one of the *titles*, which are folded, by the folder to look in.

    The text of each card is searched for the words of a title. An index is not asked: it may not
    know of a card, and what a command warns of must not depend on that.
    """
    for folder, some in titles.items():
        wanted = [title.split() for title in some]
        for path in _cards_in(root, folder):
            raw = read_file(root, path)
            if isinstance(raw, bytes) and _may_have_title(raw, wanted):
                yield path


def _cards_in(root: Path, folder: str) -> Iterator[str]:
    """What has the name of a card in a meeting's folder that is no link."""
    place = f"{root}/{folder}"
    if os.path.isdir(place) and not os.path.islink(place):
        paths = (f"{folder}/{name}" for name in sorted(os.listdir(place)))
        yield from (path for path in paths if CARD_PATH.fullmatch(path))


def _may_have_title(raw: bytes, titles: Iterable[list[str]]) -> bool:
    """Whether all words of one of *titles* are in the card's title, or may be, behind escapes.

    If its key is not at the beginning of a line, they are looked for in the whole text.
    """
    found = _TITLE.search(raw)
    text = (found[0] if found else raw).decode("utf-8", "replace").casefold()
    text = text.replace("''", "'")  # in single quotes
    return "\\" in text or any(all(word in text for word in title) for title in titles)


def _shared(root: Path) -> Iterator[str]:
    """The files that all cards rest on."""
    for entry in os.scandir(root):
        if entry.name in (CONFIG, AGENCIES):
            yield entry.name
        elif FOLDER.fullmatch(entry.name) and entry.is_dir(follow_symlinks=False):
            for name in ("meeting.yaml", "seal.json"):
                path = f"{entry.name}/{name}"
                is_form = MEETING_PATH.fullmatch(path) or SEAL_PATH.fullmatch(path)
                if is_form and _may_be_at(f"{root}/{path}"):
                    yield path


def _may_be_at(path: str) -> bool:
    """Whether something is at *path*; also if nobody may look, so that reading it says so."""
    try:
        os.lstat(path)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return True
