"""Load one card and the cards related to it from files; others are only searched for its id."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cardctl.domain.card import Card
from cardctl.domain.ids import card_path
from cardctl.finding import Finding
from cardctl.store.files import FileContent, Files, read_file
from cardctl.store.load import load, read_card
from cardctl.store.partial import is_card_in, referring_to, shared_files
from cardctl.store.snapshot import Scope, Snapshot


def load_related(root: Path, identifier: str, absent: Files) -> Snapshot:
    """Load the card with this id and the cards related to it (see `Workspace.load_related`).

    *absent* has the findings of shared files that are not there.
    """
    cards = _Cards(root)
    own = card_path(identifier)
    paths = {own, *map(card_path, cards.related_to(own))}
    paths |= {path for path in referring_to(root, identifier) if cards.may_refer(path, identifier)}
    contents = {path: cards.content(path) for path in paths if is_card_in(root, path)}
    files = {**shared_files(root), **absent, **contents}
    loaded = load(dict(sorted(files.items())), lambda path, _files: cards[path])
    return loaded._replace(scope=Scope.CARDS)


class _Cards(dict[str, tuple[Card | None, list[Finding]]]):
    """Cards with their findings by path, each read when it is asked for first."""

    def __init__(self, root: Path) -> None:
        super().__init__()
        self._root = root
        self._contents: dict[str, FileContent] = {}

    def content(self, path: str) -> FileContent:
        """Return what is in the file at *path*."""
        if path not in self._contents:
            self._contents[path] = read_file(self._root, path)
        return self._contents[path]

    def __missing__(self, path: str) -> tuple[Card | None, list[Finding]]:
        self[path] = read_card(path, {path: self.content(path)})
        return self[path]

    def related_to(self, path: str) -> Iterator[str]:
        """Yield the ids that the card at *path* refers to; none if it cannot be read."""
        card, _findings = self[path]
        return iter([other for _kind, other in card.relations.all()] if card else ())

    def may_refer(self, path: str, identifier: str) -> bool:
        """Whether the card at *path* refers to another; one that cannot be read may do so."""
        return self[path][0] is None or identifier in self.related_to(path)
