"""`validate --since` and `--staged`: find what changed, load it, and compare it with the base.

Only changed files are read, with the cards that they refer to and the shared files (settings,
agencies, meetings); of the other cards only the names are known. If a shared file changed or any
file was deleted, everything is read, because such a change may break any card.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

from cardctl.app.base_snapshot import BaseComparison, BaseSnapshot
from cardctl.app.workspace import Workspace
from cardctl.domain.card import Card
from cardctl.domain.ids import full_id, id_at
from cardctl.domain.register import Register, RegisterOf
from cardctl.finding import Finding
from cardctl.i18n import Message, _, _n
from cardctl.rules import Skipped
from cardctl.rules.comparison import Base, CardVersion, FileDiff
from cardctl.store.files import FileContent, read
from cardctl.store.layout import CARD_PATH, is_ours
from cardctl.store.load import Snapshot, load, read_card
from cardctl.store.partial import with_references
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


class Comparison(NamedTuple):
    """What a change is judged by: its base, and the parents of a merge.

    *snapshot* is the register after the change, as far as it matters. *unread* are the cards that
    could not be compared, each with the commit; *unloaded* those that were left alone; *told* says
    what was compared.
    """

    snapshot: Snapshot[Card]
    pasts: tuple[Base, ...]
    unread: tuple[Message, ...]
    unloaded: Mapping[str, str]
    told: Message

    def skipped(self, skipped: Iterable[Skipped], register: RegisterOf[Any]) -> tuple[Skipped, ...]:
        """Return the skipped rules; cards that were not loaded on purpose do not count."""
        paths = ", ".join(sorted(register.unreadable))
        broken = ", ".join(sorted(register.unreadable.keys() - self.unloaded.keys()))
        kept = (
            one._replace(reason=_("could not be read: {paths}", paths=broken))
            if one.reason.values.get("paths") == paths
            else one
            for one in skipped
        )
        lenient = (Skipped("CC506", "history-rewritten", why) for why in self.unread)
        return (*(one for one in kept if one.reason.values.get("paths") != ""), *lenient)


def compare(workspace: Workspace, known: BaseComparison, *, everything: bool = False) -> Comparison:
    """Compare the register with what is *known* of its past, and load what matters for it.

    With *everything* all of the register is loaded.
    """
    head = HeadSnapshot(known.paths, _reader(workspace.root, known), known.hidden)
    diff = _diff(known.base, head)
    snapshot, unloaded = _loaded(head, diff, everything=everything)
    register = snapshot.register

    def past_of(then: BaseSnapshot, diff: Diff) -> Base:
        return _past(then, diff, head, known.home, (register, workspace.today))

    past = past_of(known.base, diff)._replace(
        # A commit may be dated in the future, or --today in the past: the base is not after today.
        day=known.base.day and min(known.base.day, workspace.today),
        target=known.target,
        changed_on_target=known.changed_on_target & diff.now.keys(),
    )
    sides = (past_of(one, _diff(one, head)) for one in known.parents)
    parents = (
        side._replace(merged=True, added_on_all_sides=known.added_on_all_sides) for side in sides
    )
    pasts = (past, *parents)
    told = _(
        "compared with {base}: {files}, {cards}",
        base=known.base.label,
        files=_n("{count} changed file", "{count} changed files", len(diff.paths)),
        cards=_n("{count} unchecked card", "{count} unchecked cards", len(unloaded)),
    )
    return Comparison(snapshot, pasts, tuple(_unread(pasts)), unloaded, told)


# The current register ---------------------------------------------------------------------------


def _reader(root: Path, known: BaseComparison) -> ReadAll:
    """Return a function that reads files from the work tree, or from the index if it is checked."""
    blobs = known.staged
    if blobs is None:
        return lambda paths: _in_work_tree(root, frozenset(paths), known.hidden)

    def held(paths: Iterable[str]) -> Mapping[str, FileContent]:
        from cardctl import vcs

        wanted = sorted(paths)
        contents = vcs.contents(root, [blobs[path] for path in wanted])
        return dict(zip(wanted, contents, strict=True))

    return held


def _in_work_tree(
    root: Path, paths: frozenset[str], hidden: frozenset[str]
) -> Mapping[str, FileContent]:
    """Read files; *hidden* ones become findings."""
    found: dict[str, FileContent] = read(root, sorted(paths - hidden))
    if gone := paths & hidden:
        from cardctl.app.work_tree import absent_file
        from cardctl.vcs import Tracked

        found |= {path: absent_file(root, path, Tracked.SKIPPED) for path in gone}
    return found


def _loaded(
    head: HeadSnapshot, diff: Diff, *, everything: bool
) -> tuple[Snapshot[Card], Mapping[str, str]]:
    """Load what a change affects; also return the path and id of the cards not loaded."""
    if everything or not diff.is_of_cards_alone:
        return load(dict(sorted(head.read(head.paths).items()))), {}
    cards = {path: match[2] for path in head.paths if (match := CARD_PATH.fullmatch(path))}
    files = {**head.read((head.paths - cards.keys()) | head.hidden), **diff.now}
    files |= with_references(diff.now, lambda named: head.read(named & head.paths))
    unloaded = {path: cards[path] for path in sorted(cards.keys() - files.keys())}
    loaded = load(dict(sorted(files.items())), partial(read_card, read=_read))
    known = {**loaded.register.unreadable, **unloaded}
    return loaded._replace(register=replace(loaded.register, unreadable=known)), unloaded


# Against a commit -------------------------------------------------------------------------------


def _diff(then: BaseSnapshot, head: HeadSnapshot) -> Diff:
    """Return the register's differences from a commit; git may have listed more files."""
    now = head.read(then.new | (then.held.keys() & head.paths))
    changed = {path: held for path, held in then.held.items() if now.get(path) != held}
    return Diff(changed, {path: now[path] for path in now if path in then.new or path in changed})


def _past(
    then: BaseSnapshot, diff: Diff, head: HeadSnapshot, home: str, current: tuple[Register, date]
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
        home=home,
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
def _read(raw: bytes, path: str) -> tuple[Tree | None, list[Finding]]:
    """Parse a file once, for the rules on cards and those on changes."""
    return read_tree(raw, path)


def _data(path: str, raw: FileContent) -> Data | None:
    tree = _read(raw, path)[0] if isinstance(raw, bytes) else None
    return tree.known_data if tree else None


def _unread(pasts: Sequence[Base]) -> Iterable[Message]:
    for past in pasts:
        for side in past.then:
            if side.data is None and full_id(id_at(side.path)):
                yield _("{path} cannot be read at {base}", path=side.path, base=past.base)
