"""Erase texts of a card: the marker takes their place, and a history entry names them."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic_core import to_json

from cardctl.domain.base import Json, Text
from cardctl.domain.card import Card, HistoryEntry
from cardctl.domain.changes.corrections import require_secretariat
from cardctl.domain.changes.transitions import HistoryEntryDraft, require_order, with_event
from cardctl.domain.redaction import erased, is_erased, places_at
from cardctl.domain.register import Register
from cardctl.errors import Refused, Unknown
from cardctl.i18n import _


def redact(
    register: Register, card: Card, paths: Sequence[str], ground: Text, entry: HistoryEntryDraft
) -> Card:
    """Return *card* with the texts at *paths* erased in all languages; itself if they are already.

    *entry* gives the day and the agency. Raises Unknown for a path that the card does not have,
    Refused if it is not that of a text, IllegalTransition if another agency than the secretariat
    files it.
    """
    data = card.model_dump(mode="json", exclude_unset=True)
    wanted = [path for path in dict.fromkeys(paths) if not _is_done(data, path)]
    if not wanted:
        return card
    require_order(card, entry.on)
    secretariat = register.config.secretariat
    event = HistoryEntry.model_validate(
        {
            "date": entry.on,
            "by": entry.by or secretariat,
            "redacts": tuple(wanted),
            "ground": ground,
        }
    )
    require_secretariat(card, event, secretariat, _("an erasure"))
    places = [place for path in wanted for place in places_at(data, path) or ()]
    return with_event(Card.model_validate_json(to_json(erased(data, places))), event)


def _is_done(data: Json, path: str) -> bool:
    """Whether the text at *path* is erased already. Raises Unknown and Refused like `redact`."""
    places = places_at(data, path)
    if places is None:
        hint = _("see the paths: cardctl show {id} --json", id=data["id"])
        raise Unknown("field", path, (), hint)
    if not places:
        raise Refused(
            _("{id}: {path} is not a text", id=data["id"], path=path),
            _("name the text inside it, such as results.0.text or history.0.note"),
        )
    return is_erased(data, path)
