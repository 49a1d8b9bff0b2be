"""Load one card with what it refers to and, if wanted, the cards that refer to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cardctl.app.change import loaded_for
from cardctl.domain.ids import card_path, full_id
from cardctl.store.partial import referring_to
from cardctl.store.snapshot import Scope

if TYPE_CHECKING:
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
        others = referring_to(workspace.root, full)
        snapshot = workspace.extend(snapshot, [card_path(full), *others])
    return snapshot, snapshot.register.card(identifier)
