"""Erase texts of a card, such as personal data, on a legal ground."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cardctl.app.change import Prepared, begin
from cardctl.app.values import as_usage_error
from cardctl.domain import changes

if TYPE_CHECKING:
    from cardctl.app.workspace import Workspace


def redact(
    workspace: Workspace,
    identifier: str,
    paths: Sequence[str],
    ground: str,
    entry: changes.HistoryEntryDraft,
    *,
    dry_run: bool = False,
) -> Prepared:
    """Prepare the erasure of the texts at *paths*. Raises like `changes.redact`, Unreadable."""
    transaction = begin(workspace, lock=not dry_run, ids=[identifier])
    card = transaction.register.card(identifier)
    with as_usage_error(""):
        after = changes.redact(transaction.register, card, paths, ground, entry)
    return Prepared(transaction, [(card, after)])
