"""Partial loading: only what a change concerns, so that its cost does not grow with the register.

That is the shared files (settings, agencies, meetings, seals), the changed cards, and the cards
they reference, transitively.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import takewhile
from pathlib import Path

from cardctl.domain.ids import card_path
from cardctl.store.files import FileContent, read, read_file
from cardctl.store.layout import AGENCIES, CARD_PATH, CONFIG, MOST_SEALS, is_ours
from cardctl.store.scan import FOLDER, listing

_ID = re.compile(rb"M[0-9]{2,4}-[0-9]{3,6}")
_TITLE = re.compile(rb"(?ms)^title:.*?(?=^[a-z][\w-]*:|\Z)")
"""Matches the title in the text of a card, up to the next key."""


def dependency_closure(
    root: Path, paths: Iterable[str], texts: Iterable[bytes] = ()
) -> dict[str, FileContent]:
    """Read the shared files, the cards at *paths*, and all cards referenced, transitively.

    References in *texts* count, too. Returns the files by sorted path.
    """

    def read_some(some: Iterable[str]) -> dict[str, FileContent]:
        return read(root, (path for path in some if is_card_in(root, path)))

    cards = read_some(paths)
    cards |= read_some(referenced_paths(texts) - cards.keys())
    files = {**read(root, _shared(root)), **with_references(cards, read_some)}
    return dict(sorted(files.items()))


def shared_files(root: Path) -> dict[str, FileContent]:
    """Read the files that all cards depend on; of linked folders, return a finding."""
    return {**read(root, _shared(root)), **linked_folders(root)}


def linked_folders(root: Path) -> dict[str, FileContent]:
    """Return the meeting folders that are links, which are not followed, each with a finding."""
    return {
        entry.name: read_file(root, entry.name)
        for entry in os.scandir(root)
        if FOLDER.fullmatch(entry.name) and entry.is_symlink()
    }


def is_card_in(root: Path, path: str) -> bool:
    """Return whether *path* exists and is named like a card, in a folder that is not a link."""
    folder = f"{root}/{path.partition('/')[0]}"
    is_name = CARD_PATH.fullmatch(path) is not None
    return is_name and not os.path.islink(folder) and os.path.lexists(f"{root}/{path}")


def with_references(
    files: Mapping[str, FileContent], read_some: Callable[[set[str]], Mapping[str, FileContent]]
) -> dict[str, FileContent]:
    """Return *files* and the cards they reference, transitively.

    *read_some* reads the existing files among the paths that it gets.
    """
    found = dict(files)
    latest: Mapping[str, FileContent] = files
    while latest := read_some(referenced_paths(latest.values()) - found.keys()):
        found |= latest
    return found


def referenced_paths(held: Iterable[FileContent]) -> set[str]:
    """Return the paths of all cards whose ids occur anywhere in these contents."""
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
    """Yield the cards that may have one of *titles*, which maps folders to casefolded titles.

    The text of each card is searched for the words of a title. The index is not used: it may not
    know all cards, and the warnings of a command must not depend on that.
    """
    for folder, some in titles.items():
        wanted = [title.split() for title in some]
        for path in _cards_in(root, folder):
            raw = read_file(root, path)
            if isinstance(raw, bytes) and _may_have_title(raw, wanted):
                yield path


def _cards_in(root: Path, folder: str) -> Iterator[str]:
    """Yield the paths named like cards in a meeting's folder, unless the folder is a link."""
    place = f"{root}/{folder}"
    if os.path.isdir(place) and not os.path.islink(place):
        paths = (f"{folder}/{name}" for name in sorted(os.listdir(place)))
        yield from (path for path in paths if CARD_PATH.fullmatch(path))


def _may_have_title(raw: bytes, titles: Iterable[list[str]]) -> bool:
    """Return whether the card's title has, or may have (if escaped), all words of one of *titles*.

    If the title's key is not at the start of a line, the whole text is searched.
    """
    found = _TITLE.search(raw)
    text = (found[0] if found else raw).decode("utf-8", "replace").casefold()
    text = text.replace("''", "'")  # in single quotes
    return "\\" in text or any(all(word in text for word in title) for title in titles)


def _shared(root: Path) -> Iterator[str]:
    """Yield the files that all cards depend on."""
    for entry in os.scandir(root):
        if entry.name in (CONFIG, AGENCIES):
            yield entry.name
        elif FOLDER.fullmatch(entry.name) and entry.is_dir(follow_symlinks=False):
            yield from _shared_of_meeting(root, entry.name)


def _shared_of_meeting(root: Path, folder: str) -> Iterator[str]:
    """Yield a meeting's own file and its seals; the folder, with all its cards, is not listed."""

    def there(*names: str) -> Iterator[str]:
        paths = (f"{folder}/{name}" for name in names)
        return (path for path in paths if is_ours(path) and _may_be_at(f"{root}/{path}"))

    yield from there("meeting.yaml", "seal.json")
    further = (f"seal-{nth}.json" for nth in range(2, MOST_SEALS + 1))
    yield from takewhile(bool, (next(there(name), "") for name in further))


def _may_be_at(path: str) -> bool:
    """Return whether *path* exists; True if access is denied, so that reading it reports that."""
    try:
        os.lstat(path)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return True
