"""Compare a card with a seal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cardctl.domain.base import Json
from cardctl.domain.card import Card, HistoryEntry, card_of
from cardctl.domain.in_force import protected_values
from cardctl.domain.old_values import reverted
from cardctl.domain.seal.entries import entry_deviations
from cardctl.domain.seal.fates import Deviation, Fate, SealedParts, Values
from cardctl.domain.seal.model import Seal
from cardctl.domain.seal.parts import (
    ENTRY_TEXTS,
    FREE,
    RESULT_TEXTS,
    before,
    is_entry_seen,
    is_result_seen,
    later_values,
    plain_card,
    plan_data,
    undated_parts,
)
from cardctl.domain.workflow import Outcome


def card_deviations(card: Card, seal: Seal, data: Json | None = None) -> Iterator[Deviation]:
    """Yield what differs of a card; *data* is the same card as plain data, if it is known."""
    if card.id not in seal.subjects:
        yield from _new_card(card, SealedParts(seal, card.id))
        return
    data = plain_card(card) if data is None else data
    sealed = SealedParts(seal, card.id, can_be_erased=_has_redactions(data))
    yield from sealed.own()
    yield from _undated(card, data, sealed)
    history = [is_entry_seen(entry, seal.head) for entry in card.history]
    yield from entry_deviations(sealed, "history", data["history"], history, ENTRY_TEXTS)
    results = [is_result_seen(result, seal.head) for result in card.results]
    yield from entry_deviations(sealed, "results", data.get("results", []), results, RESULT_TEXTS)


def _new_card(card: Card, sealed: SealedParts) -> Iterator[Deviation]:
    """Yield a card that the sealed report would have shown, and did not."""
    head = sealed.head
    seen = [entry for entry in card.history if is_entry_seen(entry, head)]
    if seen and card.meeting in head.earlier and not _is_void(seen):
        yield sealed.deviation("", sealed.fate_of_new(seen[0].date.isoformat()), ("id",))


def _is_void(history: Sequence[HistoryEntry]) -> bool:
    """Whether a card with this history is void: reports leave it out."""
    moves = [entry for entry in history if entry.state is not None]
    return bool(moves) and moves[-1].outcome is Outcome.VOID


def _undated(card: Card, data: Json, sealed: SealedParts) -> Iterator[Deviation]:
    head = sealed.head
    plan = plan_data(card, data, head.as_of)
    then = undated_parts(before(data, later_values(card, head)), plan)
    versions: list[Values] = [then]
    for part, commitment in sealed.parts.items():
        if part.startswith(("history.", "results.")) or commitment.fits(then.get(part)):
            continue
        if len(versions) == 1:
            versions += [undated_parts(each, plan) for each in _card_versions(card, data)]
        found = sealed.fate(part, commitment, versions)
        if found in (Fate.ALTERED, Fate.MISSING) and part in FREE:
            found = Fate.CHANGED
        if found:
            yield sealed.deviation(part, found, _card_field(data, part))
    yield from sealed.filled_in(then)


def _card_versions(card: Card, data: Json) -> Iterator[Json]:
    """Yield the data before the last change of what a meeting decided, the last two, and so on."""
    for entry in reversed(card.history):
        if old := protected_values(entry):
            data = reverted(data, [old])
            if card_of(data) is not None:
                yield data


def _has_redactions(data: Json) -> bool:
    return any(entry.get("redacts") for entry in data["history"])


def _card_field(data: Json, part: str) -> tuple[str | int, ...]:
    first, *rest = part.split(".")
    if first != "indicators":
        return ("budget",) if first == "money" else (first,)
    names = [indicator["id"] for indicator in data.get("indicators", ())]
    name, *key = part.removeprefix("indicators.").rsplit(".", 1) if rest[1:] else rest
    return (first, names.index(name), *key) if name in names else (first,)
