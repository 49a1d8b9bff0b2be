"""Erase texts of a card, such as personal data, on a legal ground."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from cardctl.app.change import Applied, Transaction, begin, bytes_of
from cardctl.app.file_change import FileChange
from cardctl.app.values import as_usage_error
from cardctl.domain import changes
from cardctl.domain.card import Card

if TYPE_CHECKING:
    from cardctl.app.workspace import Workspace


class Erasure(NamedTuple):
    """An erasure that is ready to be checked and written: the card's file, and those of seals."""

    transaction: Transaction
    changed: Sequence[FileChange]

    def carry_out(self, *, dry_run: bool = False) -> Applied:
        """Check the files and write all of them or none. Raises like `change.carry_out`."""
        warnings = self.transaction.check(self.changed)
        if not dry_run:
            self.transaction.write(self.changed)
        return Applied(self.changed, warnings)


def redact(
    workspace: Workspace,
    identifier: str,
    paths: Sequence[str],
    ground: str,
    entry: changes.HistoryEntryDraft,
    *,
    dry_run: bool = False,
) -> Erasure:
    """Prepare the erasure of the texts at *paths*. Raises like `changes.redact`, Unreadable."""
    transaction = begin(workspace, lock=not dry_run, ids=[identifier])
    card = transaction.register.card(identifier)
    with as_usage_error(""):
        after = changes.redact(transaction.register, card, paths, ground, entry)
    if after is card:
        return Erasure(transaction, [])
    return Erasure(transaction, [transaction.draft(card, after), *_seals(transaction, card, after)])


def _seals(transaction: Transaction, before: Card, after: Card) -> list[FileChange]:
    """Return the seals of the card without the salts of what was erased: none can be guessed."""
    from cardctl.app.seal import files_after_redaction

    paths = after.history[-1].redacts or ()
    texts = files_after_redaction(transaction.register, before, after, paths)
    return [
        FileChange(path, bytes_of(transaction.snapshot, path), text) for path, text in texts.items()
    ]
