"""Compute the files that `renumber` writes: the renumbered card and the cards that refer to it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from cardctl import vcs
from cardctl.app.change import begin, bytes_of
from cardctl.app.dependencies import require_readable
from cardctl.app.workspace import Workspace
from cardctl.domain.card import Card
from cardctl.domain.ids import card_id, card_path, full_id, id_order
from cardctl.errors import GitProblem, Refused, Unknown, UsageError
from cardctl.finding import Field, Severity
from cardctl.i18n import _
from cardctl.store.layout import CARD_PATH, next_serial
from cardctl.store.load import load
from cardctl.store.snapshot import Snapshot
from cardctl.yaml.change import Set
from cardctl.yaml.reader import read_tree
from cardctl.yaml.splice import splice

BASES = ("@{upstream}", "origin/HEAD", "origin/main", "origin/master", "main", "master")
"""Candidates for the base revision, in order of preference."""


class Renumbering:
    """Change of one card's id. The constructor raises Refused, Unknown or UsageError."""

    def __init__(
        self, workspace: Workspace, old: str, new: str | None, since: str | None, *, lock: bool
    ) -> None:
        self.workspace = workspace
        transaction = begin(workspace, lock=lock)
        transaction.require([old])
        self.snapshot = transaction.snapshot
        self.register = self.snapshot.register
        self.card = self.register.card(old)
        self.base = _base(workspace.root, since)
        require_readable(workspace, self.snapshot, self._unreadable_references)
        self._require_known_past()
        if self._is_merged:
            raise Refused(
                _("{id} is already on the base branch and cannot be renumbered", id=self.card.id),
                _("withdraw it and create a new card: cardctl update {id} --outcome withdrawn "
                  "--reason TEXT", id=self.card.id),
            )  # fmt: skip
        self.new = self._free_id(new)
        self._require_no_new_errors()

    @cached_property
    def _base_snapshot(self) -> Snapshot:
        """The register at the base revision."""
        files: dict[str, bytes] = {}
        if self.base is not None:
            _, files = vcs.files_at(self.workspace.root, self.base)
        return load(files)

    @property
    def _unreadable_references(self) -> Iterator[str]:
        """Unreadable files that may refer to the card, and so could not be updated."""
        files, root = self.snapshot.files, self.workspace.root
        for path in self.snapshot.unread():
            # A file that is not checked out is the same as at the base.
            raw = (
                files[path] if os.path.lexists(root / path) else self._base_snapshot.files.get(path)
            )
            if not isinstance(raw, bytes) or self.card.id.encode() in raw:
                yield path

    def _require_known_past(self) -> None:
        """Raise Refused if the card's file at the base cannot be read."""
        theirs = self._base_snapshot.register
        if self.card.id in theirs.known_ids - theirs.cards.keys():
            raise Refused(
                _("{path} cannot be read at {base}",
                    path=card_path(self.card.id), base=self.base),
                _("compare with a revision where it is readable: --since REV"),
            )  # fmt: skip

    @property
    def _is_merged(self) -> bool:
        """Whether the base has this card: the same first entry and title under its id."""
        other = self._base_snapshot.register.cards.get(self.card.id)
        return other is not None and _origin_key(other) == _origin_key(self.card)

    def _free_id(self, written: str | None) -> str:
        taken = self.register.known_ids | self._base_snapshot.register.known_ids
        if written is None:
            meeting = self.card.meeting
            there = (id_order(known)[1] for known in taken if id_order(known)[0] == meeting)
            after = max(there, default=0) + 1
            return card_id(meeting, max(next_serial(self.workspace.root, meeting), after))
        new = full_id(written)
        if new is None or id_order(new)[0] != self.card.meeting:
            raise UsageError(
                _(
                    "{value} is not an id of meeting {number}",
                    value=written,
                    number=self.card.meeting,
                )
            )
        if new in taken:
            raise Refused(
                _("the id {id} is taken", id=new), _("leave it out to use the next free one")
            )
        return new

    @cached_property
    def _changed(self) -> dict[str, tuple[bytes | None, str | None]]:
        """Path to the current bytes and the new text (None: the file is deleted)."""
        path, target = self.register.path_of(self.card.id), card_path(self.new)
        raw = bytes_of(self.snapshot, path)
        changed: dict[str, tuple[bytes | None, str | None]] = {
            path: (raw, None),
            target: (None, _with(raw, path, [("id",)], self.new)),
        }
        for other in self._referring:
            place = self.register.path_of(other.id)
            text = bytes_of(self.snapshot, place)
            fields = list(_references(self.card.id, text))
            changed[place] = (text, _with(text, place, fields, self.new))
        return changed

    @property
    def _referring(self) -> Iterator[Card]:
        """Cards that refer to it; a card that is unchanged since the base refers to another one."""
        for identifier in {card for _field, card in self.register.references.get(self.card.id, ())}:
            path = self.register.path_of(identifier)
            if self._base_snapshot.files.get(path) != self.snapshot.files[path]:
                yield self.register.cards[identifier]

    def _require_no_new_errors(self) -> None:
        files = dict(self.snapshot.files)
        for path, (_unused, text) in self._changed.items():
            files.pop(path, None)
            if text is not None:
                files[path] = text.encode()
        known = {(f.code, f.path) for f in self.snapshot.findings}
        for finding in load(files).findings:
            if finding.severity is Severity.ERROR and (finding.code, finding.path) not in known:
                raise Refused(finding.message, finding.hint)

    @property
    def was_tracked(self) -> bool:
        """Whether git tracks the card under its old id."""
        folder, _, name = self.register.path_of(self.card.id).partition("/")
        return name in self.workspace.work_tree.names(folder)

    def texts(self) -> dict[str, str | None]:
        """Return the new texts by path."""
        return {path: text for path, (_, text) in self._changed.items()}

    def previous_contents(self) -> dict[str, bytes | None]:
        """Return the current contents by path."""
        return {path: raw for path, (raw, _) in self._changed.items()}

    @property
    def path(self) -> str:
        """New path of the card, from the register's root."""
        return card_path(self.new)

    @property
    def referring(self) -> list[str]:
        """Ids of the cards whose references change, in order."""
        return sorted((card.id for card in self._referring), key=id_order)

    def lines(self) -> Iterator[str]:
        """Yield the changes as text."""
        yield f"{self.card.id} → {self.new} {self.workspace.folder}/{self.path}"
        for other in self.referring:
            yield f"  {other}: {self.card.id} → {self.new}"


def _base(root: Path, since: str | None) -> str | None:
    """Return the base revision; None without a candidate or without git."""
    if since is not None:
        return vcs.commit_at(root, since).hash
    for name in BASES:
        try:
            return vcs.commit_at(root, name).hash
        except Unknown:
            continue
        except GitProblem:
            return None
    return None


def _origin_key(card: Card) -> object:
    return card.title, card.history[0]


def _references(identifier: str, raw: bytes) -> Iterator[Field]:
    """The places in a card's text where *identifier* is among its relations."""
    tree, _ = read_tree(raw, "")
    relations = tree.data["relations"] if tree else {}
    for kind, value in relations.items():
        if value == identifier:
            yield ("relations", kind)
        elif isinstance(value, list):
            yield from (
                ("relations", kind, i) for i, each in enumerate(value) if each == identifier
            )


def _with(raw: bytes, path: str, fields: list[Field], value: str) -> str:
    tree, _unused = read_tree(raw, path)
    if tree is None or not CARD_PATH.fullmatch(path):
        raise Refused(
            _("{path} cannot be read", path=path), _("cardctl validate {path}", path=path)
        )
    return splice(tree, [Set(field, value) for field in fields])
