"""Where a commit has the register that is checked: in the same folder, in another one, or nowhere.

What cannot be found with certainty is never taken for a new register, because all of it would then
pass unchecked: a second register in front of the first, a copy, a decoy in the old folder.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from cardctl import vcs
from cardctl.domain.ids import id_at
from cardctl.i18n import Message, _
from cardctl.store.files import FileContent, read_file
from cardctl.store.layout import CARD_PATH, CONFIG, is_ours
from cardctl.store.scan import listing


class Checked(NamedTuple):
    """The register that is checked: its location, and the *paths* of its files.

    *staged* says whether it is the one in the index, which is *index_file* (None: the default one).
    *revision* is what the user compares with; None for the staged changes.
    """

    at: vcs.RegisterLocation
    paths: frozenset[str]
    revision: str | None = None
    index_file: Path | None = None

    @property
    def staged(self) -> bool:
        """Whether the staged changes are checked."""
        return self.revision is None


def require_no_link(root: Path, revision: str | None) -> None:
    """Raise CannotCompare if a symbolic link in a work tree leads to *root*.

    Outside a repository, links are allowed: there is no history to compare with.
    """
    place = root.absolute()
    for folder in (place, *place.parents):
        if folder.is_symlink() and _is_in_work_tree(folder.parent.resolve()):
            raise vcs.CannotCompare(
                _("{path} is a symbolic link", path=os.path.relpath(folder)),
                _check_at(os.path.relpath(root.resolve()), revision),
            )


def _is_in_work_tree(folder: Path) -> bool:
    return any((place / ".git").exists() for place in (folder, *folder.parents))


def _check_at(folder: str, revision: str | None) -> Message:
    """Return the hint to check the register in *folder* instead."""
    judge = ("--staged",) if revision is None else ("--since", revision)
    command = shlex.join(["cardctl", "-C", folder, "validate", *judge])
    return _("check the folder itself: {command}", command=command)


def require_own_history(at: vcs.RegisterLocation, revision: str | None) -> None:
    """Raise CannotCompare if a submodule replaced a register: its own history knows nothing of it.

    The outer repository had a register at *revision* (None: HEAD) that is gone now.
    """
    outer = vcs.superproject(at)
    commit = vcs.hash_of(outer, revision or "HEAD") if outer else None
    if outer is None or commit is None:
        return
    for home in sorted(_homes(vcs.blobs_from_top(outer, commit))):
        path = f"{home}{CONFIG}"
        if not _is_file(outer, path) or (outer / path).is_relative_to(at.top):
            raise vcs.CannotCompare(
                _("{path} is in a submodule, and the register that {commit} has in {old} is gone",
                  path=os.path.relpath(at.top), commit=commit[:7], old=_named(home)),
                _("keep the register in the repository that has its history"),
            )  # fmt: skip


def origin(checked: Checked, commit: str, blobs: Mapping[str, str]) -> str | None:
    """Return the folder of the register in *commit*, with a final ``/``; None if it is new.

    *blobs* are all files of the commit, by path from the top of the repository. Raises
    CannotCompare unless the register was clearly moved from there, or is clearly another one.
    """
    then, now = set(_homes(blobs)), _homes_now(checked, _homes(blobs))
    gone, added = sorted(then - now), sorted(now - then)
    if len(gone) > 1:
        raise vcs.CannotCompare(
            _("{here} may be any of the registers that are gone since {commit}: {folders}",
              here=_named(checked.at.prefix), commit=commit[:7], folders=_all(gone)),
            _("move one register at a time; to see what moved: git diff --stat {commit}",
              commit=commit[:7]),
        )  # fmt: skip
    if gone and len(added) > 1:
        raise vcs.CannotCompare(
            _("the register in {old} is gone since {commit}, and several are new: {folders}",
              old=_named(gone[0]), commit=commit[:7], folders=_all(added)),
            _("keep one of them in this change, and add the others in a change of their own"),
        )  # fmt: skip
    for home in sorted(then & now):
        _require_another(checked, commit, home, _below(blobs, home))
    return gone[0] if gone else None


def _require_another(checked: Checked, commit: str, home: str, then: Mapping[str, str]) -> None:
    """Raise CannotCompare if the checked register may be a copy of the one in *home*.

    *then* are the files of that one in *commit*, by path in its folder.
    """
    here, same = checked.at.prefix, _copied(checked, then)
    if home == f"{here}cards/":
        why = _("the new register in {here} hides the one in {old}",
                here=_named(here), old=_named(home))  # fmt: skip
    elif same:
        why = _("{here} is new, but has cards of the register in {old}: {ids}",
                here=_named(here), old=_named(home), ids=_some(same))  # fmt: skip
    elif not _is_untouched(checked, commit, home, then):
        why = _("{here} is new, and the register in {old} also changed",
                here=_named(here), old=_named(home))  # fmt: skip
    else:
        return
    folder = os.path.relpath(checked.at.top / home)
    raise vcs.CannotCompare(why, _check_at(folder, checked.revision))


def _copied(checked: Checked, then: Mapping[str, str]) -> set[str]:
    """Return the ids of the cards that are also in *then*: every register has an M01-001.

    They are the same cards if they have the same title, or were registered by the same entry. What
    cannot be read is no copy: it has a finding of its own.
    """
    shared = sorted(filter(CARD_PATH.fullmatch, then.keys() & checked.paths))
    old = vcs.contents(checked.at.top, [then[path] for path in shared])
    now = _current(checked, shared)
    return {
        id_at(path)
        for path, before in zip(shared, old, strict=True)
        if _is_same_card(path, before, now.get(path))
    }


def _current(checked: Checked, paths: Sequence[str]) -> dict[str, FileContent]:
    """Return the checked register's contents of *paths*; hidden ones are taken from the index."""
    at = checked.at
    root = at.top / at.prefix
    hidden = set() if checked.staged else set(paths) & vcs.skipped(root)
    indexed = vcs.blobs_in_index(root, checked.index_file) if checked.staged or hidden else {}
    held = [path for path in paths if path in indexed and (checked.staged or path in hidden)]
    found = dict(zip(held, vcs.contents(at.top, [indexed[path] for path in held]), strict=True))
    return {**{path: read_file(root, path) for path in paths if path not in held}, **found}


def _is_same_card(path: str, before: FileContent | None, now: FileContent | None) -> bool:
    from cardctl.rules.comparison import are_equal

    old, new = _marks(path, before), _marks(path, now)
    return any(are_equal(value, new[name]) for name, value in old.items() if name in new)


def _marks(path: str, raw: FileContent | None) -> dict[str, Any]:
    """Return what tells a card from others with its id: its title, and how it was registered."""
    from cardctl.yaml.reader import read_tree

    tree = read_tree(raw, path)[0] if isinstance(raw, bytes) else None
    card = tree.known_data if tree else {}
    history = card.get("history")
    first = history[0] if isinstance(history, list) and history else None
    marks = {"title": card.get("title"), "first": first}
    return {name: value for name, value in marks.items() if value is not None}


def _is_untouched(checked: Checked, commit: str, home: str, then: Mapping[str, str]) -> bool:
    """Whether the register in *home* has the files of *commit*, and these are unchanged."""
    top = checked.at.top
    if checked.staged:
        return _below(vcs.blobs_in_index(top, checked.index_file), home) == then
    folder = top / home
    hidden = _below(dict.fromkeys(vcs.skipped(top), ""), home)
    there = filter(is_ours, listing(folder) if folder.is_dir() else ())
    if {*there, *hidden} != then.keys():
        return False
    changed = _below(dict.fromkeys(vcs.paths_changed(top, commit), ""), home).keys() & then.keys()
    old = vcs.contents(top, [then[path] for path in sorted(changed)])
    return all(
        read_file(folder, path) == raw for path, raw in zip(sorted(changed), old, strict=True)
    )


# Folders ----------------------------------------------------------------------------------------


def _homes(paths: Iterable[str]) -> Iterator[str]:
    """Yield the folders of registers among *paths*, with a final ``/`` ("" for the top)."""
    return (path.removesuffix(CONFIG) for path in paths if path.rpartition("/")[2] == CONFIG)


def _homes_now(checked: Checked, before: Iterable[str]) -> set[str]:
    """Return the folders that have a register now; *before* are those that had one."""
    top = checked.at.top
    listed = vcs.regular_files(top, f"**/{CONFIG}", index=checked.index_file)
    found = {checked.at.prefix, *_homes(listed)}
    if checked.staged:
        return found
    hidden = {home for home in found if listed.get(f"{home}{CONFIG}") is vcs.Tracked.SKIPPED}
    return hidden | {home for home in found.union(before) if _is_file(top, f"{home}{CONFIG}")}


def _is_file(top: Path, path: str) -> bool:
    """Whether *path* is a regular file, and no link leads to it."""
    place = top / path
    inside = [place, *(folder for folder in place.parents if folder.is_relative_to(top))]
    return place.is_file() and not any(each.is_symlink() for each in inside if each != top)


def _below(paths: Mapping[str, str], home: str) -> dict[str, str]:
    """Return the register's files in *home*, by their path in it."""
    inside = ((p.removeprefix(home), blob) for p, blob in paths.items() if p.startswith(home))
    return {path: blob for path, blob in inside if is_ours(path)}


# Words ------------------------------------------------------------------------------------------

MOST_IDS = 3
"""So many ids are enough to recognise a copy."""


def _some(ids: Iterable[str]) -> str:
    ordered = sorted(ids)
    return ", ".join(ordered[:MOST_IDS]) + (" …" if len(ordered) > MOST_IDS else "")


def _named(home: str) -> Message | str:
    """Return a folder of the repository for messages."""
    return home or _("the top of the repository")


def _all(homes: Iterable[str]) -> str:
    return ", ".join(home or "./" for home in homes)
