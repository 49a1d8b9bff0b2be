"""Seals of format 1, which are read and checked but no longer written.

They have a digest of each sealed field of each card, as the view of the report showed it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from hashlib import sha256
from typing import Any

from cardctl.domain.calendar import Calendar
from cardctl.domain.card import Card
from cardctl.domain.in_force import Horizon, recorded_by
from cardctl.domain.seal.fates import Deviation, Fate, has_marker
from cardctl.domain.seal.model import OldSeal

SEALED = ("title", "meeting", "item", "decision", "due_as_stated", "history", "results")
"""Fields of a card that a seal covers, each as the view shows it."""


def digest(data: Any) -> str:
    """Return the SHA-256 of plain data as JSON: keys sorted, no spaces, UTF-8."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def card_deviations(card: Card, seal: OldSeal, calendar: Calendar) -> Iterator[Deviation]:
    """Yield the sealed fields of *card* (its current version) that do not match *seal*."""
    then = recorded_by(card, Horizon(seal.as_of, seal.meeting, calendar))
    sealed = seal.cards.get(card.id)
    if then is None or sealed is None:
        if then is not None or sealed is not None:
            yield Deviation(card.id, "", Fate.MISSING if then is None else Fate.ADDED, ("id",))
        return
    data = then.model_dump(mode="json", include=set(SEALED), exclude_unset=True)
    is_redacted = any(entry.redacts for entry in card.history)
    for field in SEALED:
        now, digested = data.get(field), sealed.get(field)
        is_erased = is_redacted and has_marker(now)
        if field in sealed and digested is None and is_erased:
            yield Deviation(card.id, field, Fate.ERASED, (field,))
        elif (None if now is None else digest(now)) != digested:
            fate = Fate.SALTED if is_erased else Fate.ALTERED
            yield Deviation(card.id, field, fate, (field,))


def without_digests(seal: OldSeal, card: str, fields: Collection[str]) -> OldSeal:
    """Return *seal* without the digests that could show erased texts of a card.

    These are the digests of the *fields*, which have no salts, and that of the report's facts.
    """
    kept = {name: None if name in fields else d for name, d in seal.cards[card].items()}
    cards = {**seal.cards, card: kept}
    return seal.model_copy(update={"facts": None, "cards": cards})
