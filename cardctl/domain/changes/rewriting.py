"""Reject edits that change the identity of a card or rewrite an append-only list."""

from __future__ import annotations

from cardctl.domain.card import Card
from cardctl.errors import Refused
from cardctl.i18n import _


def require_growth(before: Card, after: Card) -> None:
    """Raise Refused if id or meeting differ, or if history or results are not just appended to."""
    for field in ("id", "meeting"):
        if getattr(before, field) != getattr(after, field):
            raise Refused(
                _("{id}: '{field}' cannot be changed", id=before.id, field=field),
                _("restore its old value: {value}", value=getattr(before, field)),
            )
    for field in ("history", "results"):
        old, new = getattr(before, field), getattr(after, field)
        if new[: len(old)] != old:
            raise Refused(
                _(
                    "{id}: '{field}' is append-only, but old entries were changed",
                    id=before.id,
                    field=field,
                ),
                _("correct mistakes by adding a new entry"),
            )
