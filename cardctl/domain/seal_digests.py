"""Seal the cards of a report, and find cards that were altered since.

A report can be printed again as of its date, so whatever that view shows must never change: the
history and the results filed by then, and what the meeting decided. Undated texts that are openly
updated (plan, budget, relations, notes) are not sealed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from cardctl.domain.calendar import Calendar
from cardctl.domain.card import Card
from cardctl.domain.in_force import Horizon, recorded_by
from cardctl.domain.register import Register
from cardctl.domain.seal import Seal
from cardctl.domain.view import View

SEALED = ("title", "meeting", "item", "decision", "due_as_stated", "history", "results")
"""Fields of a card that a seal covers, each as the view shows it."""


def digest(data: Any) -> str:
    """Return the SHA-256 of plain data as JSON: keys sorted, no spaces, UTF-8."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def card_digests(card: Card) -> dict[str, str]:
    """Return the digest of each sealed field of *card*, a card as a view shows it."""
    data = card.model_dump(mode="json", include=set(SEALED), exclude_unset=True)
    return {field: digest(data[field]) for field in SEALED if field in data}


def seal_of(seen: View, facts: Any) -> Seal:
    """Return the seal of the view *seen*, with the digest of the report's *facts* (plain data)."""
    found = (seen.recorded(card.id) for card in seen.cards)
    cards = {card.id: card_digests(card) for card in found if card is not None}
    return Seal(
        format=1, meeting=seen.meeting_number, as_of=seen.day, facts=digest(facts), cards=cards
    )


def altered_fields(card: Card, seal: Seal, calendar: Calendar) -> tuple[str, ...]:
    """Return the sealed fields of *card* (its current version) that do not match *seal*.

    ``id`` means that the card's past was added after sealing, or is gone.
    """
    then = recorded_by(card, Horizon(seal.as_of, seal.meeting, calendar))
    sealed = seal.cards.get(card.id)
    if then is None or sealed is None:
        return () if then is None and sealed is None else ("id",)
    now = card_digests(then)
    return tuple(field for field in SEALED if now.get(field) != sealed.get(field))


def altered_cards(register: Register, seal: Seal) -> Mapping[str, tuple[str, ...]]:
    """Return the altered fields by card id, including cards that are gone."""
    return dict(_altered(register, seal))


def _altered(register: Register, seal: Seal) -> Iterator[tuple[str, tuple[str, ...]]]:
    for card in register:
        if fields := altered_fields(card, seal, register.calendar):
            yield card.id, fields
    for identifier in seal.cards:
        if identifier not in register.known_ids:
            yield identifier, ("id",)
