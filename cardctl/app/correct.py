"""Correct what was recorded wrongly, amend what a meeting decided, close a card as void."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from cardctl.app import values
from cardctl.app.change import Prepared, begin
from cardctl.app.literal_values import entry_with_codes, value_at
from cardctl.domain import changes
from cardctl.domain.card import Card
from cardctl.errors import UsageError
from cardctl.i18n import _

if TYPE_CHECKING:
    from cardctl.app.change import Transaction
    from cardctl.app.workspace import Workspace
    from cardctl.domain.register import Register


class CorrectionRequest(NamedTuple):
    """What `update --correct` or `--amend` asks for, the same for each of its cards."""

    corrects: Sequence[values.Assignment]
    amends: Sequence[values.Assignment]
    entry: changes.HistoryEntryDraft

    def require_clear(self) -> None:
        """Raise UsageError if it corrects and amends at once, or one value twice."""
        if self.corrects and self.amends:
            raise UsageError(
                _("--correct and --amend cannot be used together"),
                _("use two commands: each adds its own history entry"),
            )
        values.require_distinct([path for path, _value in self.corrects], "--correct")
        values.require_distinct([path for path, _value in self.amends], "--amend")

    def of(self, transaction: Transaction, card: Card) -> Card:
        """Return the changed card. Raises like `changes.correct` and `changes.amend`."""
        register = transaction.register
        entry = entry_with_codes(register, self.entry)
        if self.amends:
            return changes.amend(register, card, _kept(register, self.amends), entry)
        today = transaction.workspace.today
        return changes.correct(register, card, _kept(register, self.corrects), entry, today)


def _kept(register: Register, assignments: Sequence[values.Assignment]) -> list[values.Assignment]:
    """Return the assignments with values as a file has them."""
    return [(path, value_at(register, path, value)) for path, value in assignments]


def correct(
    workspace: Workspace, ids: Sequence[str], request: CorrectionRequest, *, dry_run: bool = False
) -> Prepared:
    """Prepare the same correction or amendment of several cards.

    Raises UsageError, Unknown, Refused and IllegalTransition like `domain.changes`, Unreadable.
    """
    request.require_clear()
    return _changed(workspace, ids, request.of, dry_run=dry_run)


def void(
    workspace: Workspace,
    ids: Sequence[str],
    entry: changes.HistoryEntryDraft,
    *,
    dry_run: bool = False,
) -> Prepared:
    """Prepare to close cards that were registered in error. Raises like `changes.void`."""

    def voided(transaction: Transaction, card: Card) -> Card:
        register = transaction.register
        return changes.void(register, card, entry_with_codes(register, entry), workspace.today)

    return _changed(workspace, ids, voided, dry_run=dry_run)


def unconfirm(
    workspace: Workspace,
    number: int,
    ids: Sequence[str],
    entry: changes.HistoryEntryDraft,
    *,
    dry_run: bool = False,
) -> Prepared:
    """Prepare to take back that meeting *number* confirmed cards. Raises like `changes.unconfirm`.

    Raises Unknown for a meeting that does not exist.
    """

    def submitted(transaction: Transaction, card: Card) -> Card:
        register = transaction.register
        register.meeting(number)
        named = entry_with_codes(register, entry)
        return changes.unconfirm(register, card, number, named, workspace.today)

    return _changed(workspace, ids, submitted, dry_run=dry_run)


def _changed(
    workspace: Workspace,
    ids: Sequence[str],
    change: Callable[[Transaction, Card], Card],
    *,
    dry_run: bool,
) -> Prepared:
    # Any meeting may have heard the cards.
    transaction = begin(workspace, lock=not dry_run, ids=ids, meetings=[None])
    cards = {card.id: card for card in map(transaction.register.card, ids)}
    with values.as_usage_error(""):
        pairs = [(card, change(transaction, card)) for card in cards.values()]
    return Prepared(transaction, pairs)
