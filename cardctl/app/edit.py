"""Edit the text of a card by hand: the card's file, and what somebody made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cardctl.app.change import Transaction, bytes_of, loaded_for, reloaded
from cardctl.app.file_change import FileChange
from cardctl.app.recorded import silent_changes
from cardctl.domain.card import Card
from cardctl.domain.changes import not_silently, require_growth
from cardctl.domain.ids import full_id, id_at, meeting_of
from cardctl.errors import UsageError, WouldBreak
from cardctl.i18n import _

if TYPE_CHECKING:
    from cardctl.app.workspace import Workspace


def open_card(workspace: Workspace, identifier: str) -> tuple[Transaction, FileChange]:
    """Return a card's file as it is; *before* is None if it has errors. Raises Unknown, Unreadable.

    Nobody is kept waiting while somebody types: the lock is taken only to write.
    """
    full = full_id(identifier) or identifier
    transaction = Transaction(workspace, loaded_for(workspace, [full]))
    register = transaction.register
    broken = next((path for path, known in register.unreadable.items() if known == full), None)
    card = None if broken else register.card(identifier)
    path = broken or register.path_of(full)
    transaction.require(meetings=[meeting_of(id_at(path))])
    raw = bytes_of(transaction.snapshot, path)
    return transaction, FileChange(path, raw, raw.decode(errors="replace"), card, card)


def accept(transaction: Transaction, draft: FileChange, raw: bytes) -> FileChange:
    """Return *draft* with the text *raw*. Raises UsageError, WouldBreak, Refused."""
    try:
        changed = draft._replace(text=raw.decode())
    except UnicodeDecodeError:
        raise UsageError(_("the text is not UTF-8"), _("save it as UTF-8")) from None
    after = reloaded(transaction.snapshot, [changed])
    errors = [f for f in after.findings if f.path == draft.path and f.severity == "error"]
    if errors:
        raise WouldBreak(errors, after.files)
    register = after.register
    card = next(c for key, c in register.cards.items() if register.path_of(key) == draft.path)
    if isinstance(draft.before, Card):
        require_growth(draft.before, card)
        _require_decided_kept(transaction, draft.before, card)
    changed = changed._replace(after=card)
    transaction.check([changed])
    return changed


def _require_decided_kept(transaction: Transaction, before: Card, after: Card) -> None:
    """Raise Refused if the text changes what a meeting decided without a history entry for it."""
    register = transaction.register
    paths = silent_changes(transaction.workspace.root, register, before, after)
    if paths:
        transaction.require(meetings=[None])  # any meeting may have heard the card
        since = before.history[0].date
        heard = register.heard(before.meeting, since, transaction.workspace.today)
        raise not_silently(before, paths[0], heard)
