"""The difference between a commit's register and the current one, in the form that rules take."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from cardctl.app.base_snapshot import BaseComparison, BaseSnapshot
from cardctl.domain.register import Register
from cardctl.finding import Finding
from cardctl.rules.comparison import Base, CardVersion, FileDiff, plain
from cardctl.store.files import FileContent
from cardctl.store.layout import CARD_PATH, is_ours
from cardctl.store.load import load
from cardctl.yaml.nodes import Data
from cardctl.yaml.reader import Tree, read_tree

ReadAll = Callable[[Iterable[str]], Mapping[str, FileContent]]


class HeadSnapshot(NamedTuple):
    """The register to check, in the work tree or in the index: paths, and a reader.

    *hidden* paths are not checked out.
    """

    paths: frozenset[str]
    read: ReadAll
    hidden: frozenset[str] = frozenset()


class Diff(NamedTuple):
    """The files that differ from a commit, with their old and new contents."""

    then: Mapping[str, bytes]
    now: Mapping[str, FileContent]

    @property
    def paths(self) -> frozenset[str]:
        """Paths of all differing files."""
        return frozenset(self.then) | frozenset(self.now)

    @property
    def is_of_cards_alone(self) -> bool:
        """Whether only cards were changed or added, and nothing was deleted."""
        return self.paths == self.now.keys() and all(map(CARD_PATH.fullmatch, self.paths))


def diff_from(then: BaseSnapshot, head: HeadSnapshot) -> Diff:
    """Return the register's differences from a commit; git may have listed more files."""
    now = head.read(then.new | (then.held.keys() & head.paths))
    changed = {path: held for path, held in then.held.items() if now.get(path) != held}
    return Diff(changed, {path: now[path] for path in now if path in then.new or path in changed})


def changed_by_merge(
    parent: BaseSnapshot, known: BaseComparison, head: HeadSnapshot, whole: Diff
) -> Diff:
    """Return the differences from a parent of a merge that the change is responsible for.

    *whole* are those from the bases. What a side left as it was when the sides parted, and the
    merge has as the base has it, was changed on the target: the change did nothing to it.
    """
    diff = diff_from(parent, head)
    elsewhere = {
        path
        for path, raw in diff.then.items()
        if path not in whole.paths
        and all(_content(base, head, path) == raw for base in known.common)
    }
    then = {path: raw for path, raw in diff.then.items() if path not in elsewhere}
    return Diff(then, {path: raw for path, raw in diff.now.items() if path not in elsewhere})


def union(diffs: Sequence[Diff]) -> Diff:
    """Return what differs from any of several commits."""
    if len(diffs) == 1:
        return diffs[0]
    then = {path: raw for diff in diffs for path, raw in diff.then.items()}
    return Diff(then, {path: raw for diff in diffs for path, raw in diff.now.items()})


def base_of(
    then: BaseSnapshot, diff: Diff, head: HeadSnapshot, current: tuple[Register, date]
) -> Base:
    """Return the comparison in the form that the rules take.

    *current* is the register after the change, and today.
    """
    gone = sorted(diff.then.keys() - diff.now.keys())
    register, today = current
    return Base(
        commit=then.commit[:7],
        base=then.label,
        then=[
            *_sides(diff.then, then.said),
            *(CardVersion(path) for path in gone if not CARD_PATH.fullmatch(path)),
        ],
        now=_sides(diff.now),
        register=_base_register(diff, head, register),
        head=register,
        today=today,
        files=list(_file_diffs(diff)),
        home=then.home or "",
    )


def _base_register(diff: Diff, head: HeadSnapshot, register: Register) -> Register:
    """Return the register of a commit without its cards: only shared files that differ are loaded.

    *register* is the one after the change.
    """
    changed = _shared(diff.paths)
    if not changed:
        return replace(register, cards={}, paths={}, unreadable={})
    kept = head.read(_shared(head.paths) - changed)
    return load({**kept, **{path: diff.then[path] for path in changed & diff.then.keys()}}).register


def _shared(paths: Iterable[str]) -> frozenset[str]:
    """Return the paths of the settings, agencies, meetings and seals among *paths*."""
    return frozenset(path for path in paths if is_ours(path) and not CARD_PATH.fullmatch(path))


def _file_diffs(diff: Diff) -> Iterator[FileDiff]:
    for path in sorted(_shared(diff.paths)):
        then, now = diff.then.get(path), diff.now.get(path)
        yield FileDiff(path, _plain_data(path, then), _plain_data(path, now))


def _plain_data(path: str, raw: FileContent | None) -> Any:
    """Return the data of a YAML or JSON file; None if it is absent or cannot be parsed."""
    if not isinstance(raw, bytes) or path.endswith(".yaml"):
        return _data(path, raw) if raw is not None else None
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return None


def _sides(
    files: Mapping[str, FileContent], said: Mapping[str, Data | None] = {}
) -> list[CardVersion]:
    cards = [path for path in files if CARD_PATH.fullmatch(path)]
    return [CardVersion(p, said[p] if p in said else _data(p, files[p])) for p in cards]


@cache
def read_once(raw: bytes, path: str) -> tuple[Tree | None, list[Finding]]:
    """Parse a file once, for the rules on cards and those on changes."""
    return read_tree(raw, path)


def _data(path: str, raw: FileContent) -> Data | None:
    tree = read_once(raw, path)[0] if isinstance(raw, bytes) else None
    return tree.known_data if tree else None


# Merges -----------------------------------------------------------------------------------------

_Key = tuple[str, str, str]
"""Path and part of an entry ("" for a whole card), and its canonical text."""


def taken_back(
    parent: BaseSnapshot, known: BaseComparison, head: HeadSnapshot
) -> frozenset[_Key] | None:
    """Return what another side of a merge took back of what both sides had (see `Base`).

    None if *parent* is no parent of a merge.
    """
    if parent.commit not in {side.commit for side in known.sides}:
        return None
    others = [side for side in known.sides if side.commit != parent.commit]
    found: set[_Key] = set()
    for base in known.common:
        for path in filter(CARD_PATH.fullmatch, base.held.keys() & parent.held.keys()):
            before = _entries(path, base.held[path])
            for side in others:
                content = _content(side, head, path)
                kept = _entries(path, content)
                found |= {key for key in before - kept if key[1] or content is None}
    return frozenset(found)


def _content(side: BaseSnapshot, head: HeadSnapshot, path: str) -> FileContent | None:
    """Return a commit's version of a file, None if it has none; only differing ones are held."""
    if path in side.held:
        return side.held[path]
    if path in side.new or path not in head.paths:
        return None
    return head.read([path])[path]


def _entries(path: str, raw: FileContent | None) -> set[_Key]:
    """Return the keys of a card's entries and of the card itself; none if it cannot be read."""
    data = _plain_data(path, raw)
    if not isinstance(data, dict):
        return set()
    version = CardVersion(path, data)
    parts = ("history", "results")
    entries = {(path, part, plain(entry)) for part in parts for entry in version.entries(part)}
    return entries | {(path, "", plain(data))}
