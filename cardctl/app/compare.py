"""`validate --since` and `--staged`: find what changed, load it, and compare it with the base.

Only changed files are read, with the cards that they refer to and the shared files (settings,
agencies, meetings); of the other cards only the names are known. If a shared file changed or any
file was deleted, everything is read, because such a change may break any card.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import NamedTuple

from cardctl.app.allow_comments import Changed
from cardctl.app.base_snapshot import BaseComparison
from cardctl.app.commit_diff import (
    Diff,
    HeadSnapshot,
    ReadAll,
    base_of,
    changed_by_merge,
    diff_from,
    read_once,
    taken_back,
    union,
)
from cardctl.app.workspace import Workspace
from cardctl.domain.ids import full_id, id_at
from cardctl.domain.register import Register
from cardctl.i18n import Message, _, _n
from cardctl.rules import Skipped
from cardctl.rules.comparison import Base
from cardctl.store.files import FileContent, read
from cardctl.store.layout import CARD_PATH
from cardctl.store.load import load, read_card
from cardctl.store.partial import with_references
from cardctl.store.snapshot import Snapshot


class Comparison(NamedTuple):
    """What a change is judged by: its base, and the parents of a merge.

    *snapshot* is the register after the change, as far as it matters; *pasts* are the bases, then
    the parents. *unread* are the cards that could not be compared, each with the commit;
    *unloaded* those that were left alone; *told* says what was compared. *changed* are the
    files that differ from each base, with their old contents.
    """

    snapshot: Snapshot
    pasts: tuple[Base, ...]
    unread: tuple[Message, ...]
    unloaded: Mapping[str, str]
    told: Message
    changed: Sequence[Changed]

    def skipped(self, skipped: Iterable[Skipped], register: Register) -> tuple[Skipped, ...]:
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
    diffs = [diff_from(each, head) for each in known.bases]
    whole = union(diffs)
    snapshot, unloaded = _loaded(head, whole, everything=everything)
    current = (snapshot.register, workspace.today)
    bases = (
        base_of(then, diff, head, current)._replace(
            day=_filing_day(known, workspace.today),
            taken_back=taken_back(then, known, head),
            target=known.target,
            changed_on_target=known.changed_on_target & diff.now.keys(),
        )
        for then, diff in zip(known.bases, diffs, strict=True)
    )
    parents = (
        base_of(then, changed_by_merge(then, known, head, whole), head, current)._replace(
            merged=True,
            added_on_all_sides=known.added_on_all_sides,
            taken_back=taken_back(then, known, head),
        )
        for then in known.parents
    )
    pasts = (*bases, *parents)
    told = _(
        "compared with {base}: {files}, {cards}",
        base=_found(known),
        files=_n("{count} changed file", "{count} changed files", len(whole.paths)),
        cards=_n("{count} unchecked card", "{count} unchecked cards", len(unloaded)),
    )
    changed = [{path: diff.then.get(path) for path in diff.paths} for diff in diffs]
    return Comparison(snapshot, pasts, tuple(_unread(pasts)), unloaded, told, changed)


def _filing_day(known: BaseComparison, today: date) -> date | None:
    """Return the day of the latest base; what none of them has was filed on that day or later.

    A commit may be dated in the future, or today be set to the past: it is never after today.
    """
    days = [base.day for base in known.bases if base.day]
    return min(max(days), today) if days else None


def _found(known: BaseComparison) -> Message:
    """Return the label of the bases, and where the register was then if it was not here."""
    homes = {base.home for base in known.bases}
    if homes == {None}:
        return _("{base} (new register)", base=known.label)
    moved = sorted(home for home in homes if home is not None and home != known.home)
    if not moved:
        return known.label
    return _("{base} (moved from {folders})", base=known.label,
             folders=", ".join(home or "./" for home in moved))  # fmt: skip


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
) -> tuple[Snapshot, Mapping[str, str]]:
    """Load what a change affects; also return the path and id of the cards not loaded."""
    if everything or not diff.is_of_cards_alone:
        return load(dict(sorted(head.read(head.paths).items()))), {}
    cards = {path: match[2] for path in head.paths if (match := CARD_PATH.fullmatch(path))}
    files = {**head.read((head.paths - cards.keys()) | head.hidden), **diff.now}
    files |= with_references(diff.now, lambda named: head.read(named & head.paths))
    unloaded = {path: cards[path] for path in sorted(cards.keys() - files.keys())}
    loaded = load(dict(sorted(files.items())), partial(read_card, read=read_once))
    known = {**loaded.register.unreadable, **unloaded}
    return loaded._replace(register=replace(loaded.register, unreadable=known)), unloaded


def _unread(pasts: Sequence[Base]) -> Iterable[Message]:
    for past in pasts:
        for side in past.then:
            if side.data is None and full_id(id_at(side.path)):
                yield _("{path} cannot be read at {base}", path=side.path, base=past.base)
