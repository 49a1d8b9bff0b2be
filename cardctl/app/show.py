"""Load one card with what it refers to and, if wanted, the cards that refer to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cardctl.app.change import loaded_for
from cardctl.domain.ids import card_path, full_id
from cardctl.store.layout import CARD_PATH
from cardctl.store.partial import referring_to
from cardctl.store.snapshot import Scope

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cardctl.app.workspace import Workspace
    from cardctl.domain.card import Card
    from cardctl.store.snapshot import Snapshot


def load_card(
    workspace: Workspace, identifier: str, *, referrers: bool = False
) -> tuple[Snapshot, Card]:
    """Return the card and the part of the register that was loaded for it. Raises Unknown."""
    full = full_id(identifier) or identifier
    snapshot = loaded_for(workspace, [full])
    if referrers and snapshot.scope is Scope.CARDS:
        others = _referring_to(workspace, full)
        snapshot = workspace.extend(snapshot, [card_path(full), *others])
    return snapshot, snapshot.register.card(identifier)


def _referring_to(workspace: Workspace, identifier: str) -> Iterator[str]:
    """Yield the cards that may refer to a card; of those that the cache knows, none is read."""
    file_status = workspace.take_file_status()
    if file_status is None:
        yield from referring_to(workspace.root, identifier)
        return
    file_status.leave_out_checks()
    wanted = identifier.encode()
    unknown = []
    for path in filter(CARD_PATH.fullmatch, file_status.stamps):
        row = file_status.rows.get(path)
        if row is None or not row.facts:
            unknown.append(path)
        elif wanted in row.facts:
            yield path
    yield from referring_to(workspace.root, identifier, unknown)
