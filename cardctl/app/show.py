"""Load one card, with the cards related to it or with all that it refers to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cardctl.domain.ids import full_id

if TYPE_CHECKING:
    from cardctl.app.workspace import Workspace
    from cardctl.domain.card import Card
    from cardctl.store.snapshot import Snapshot


def load_card(
    workspace: Workspace, identifier: str, *, related: bool = False
) -> tuple[Snapshot, Card]:
    """Return the card and the part of the register that was loaded for it. Raises Unknown.

    With *related*, that has the cards that refer to it, too (see `Workspace.load_related`).
    """
    full = full_id(identifier) or identifier
    if related:
        snapshot = workspace.load_related(full)
    else:
        from cardctl.app.change import loaded_for

        snapshot = loaded_for(workspace, [full])
    return snapshot, snapshot.register.card(identifier)
