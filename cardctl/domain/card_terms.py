"""The fields of a card in conditions, columns and sort orders: their types and vocabularies.

Both the lists and the rules about saved views need them; what the fields of a card are worth is in
`app.card_fields`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING

from cardctl.domain.filter import FieldKind, Term, Vocabulary
from cardctl.domain.signal import Colour, Reason
from cardctl.domain.workflow import Outcome, State

if TYPE_CHECKING:
    from cardctl.domain.outline import AgencyNames

KINDS: Mapping[str, FieldKind] = {
    "signal": FieldKind.WORD,
    "id": FieldKind.ID,
    "title": FieldKind.TEXT,
    "lead": FieldKind.WORD,
    "state": FieldKind.WORD,
    "due": FieldKind.DATE,
    "outcome": FieldKind.WORD,
    "progress": FieldKind.NUMBER,
    "reasons": FieldKind.WORD,
    "overdue": FieldKind.NUMBER,
    "slipped": FieldKind.NUMBER,
    "unowned": FieldKind.FLAG,
    "late": FieldKind.FLAG,
    "open": FieldKind.FLAG,
    "not_submitted": FieldKind.FLAG,
    "carried_over": FieldKind.FLAG,
    "meeting": FieldKind.NUMBER,
    "item": FieldKind.NUMBER,
    "age": FieldKind.NUMBER,
    "partners": FieldKind.WORD,
    "agency": FieldKind.WORD,
    "tags": FieldKind.TEXT,
    "decision": FieldKind.TEXT,
    "parent": FieldKind.ID,
    "planned": FieldKind.NUMBER,
    "spent": FieldKind.NUMBER,
    "changed": FieldKind.DATE,
}
"""The type of each field, beginning with the default columns of `list`."""

MEMBERS: Mapping[str, type[StrEnum]] = {
    "signal": Colour,
    "state": State,
    "outcome": Outcome,
    "reasons": Reason,
}
"""Fields whose values are fixed, in their own order."""

AGENCIES = ("lead", "partners", "agency")
"""Fields whose values are agencies."""


def terms(agencies: Sequence[AgencyNames]) -> Mapping[str, Term]:
    """Return the fields for use in conditions, with the names of these *agencies*."""
    of_agencies = Term(FieldKind.WORD, _agencies_of(agencies))
    fields = {name: Term(kind, _members_of(MEMBERS.get(name))) for name, kind in KINDS.items()}
    return fields | dict.fromkeys(AGENCIES, of_agencies)


def _members_of(words: type[StrEnum] | None) -> Vocabulary | None:
    if words is None:
        return None

    def code(written: str) -> str:
        if written in set(words):  # spares the import of all names
            return written
        from cardctl.domain.names import member

        return member(written, words).value

    def names(value: str) -> Iterable[str]:
        from cardctl.domain.names import names_of_member

        return names_of_member(words(value))

    return Vocabulary(code, names)


def _agencies_of(agencies: Sequence[AgencyNames]) -> Vocabulary | None:
    """Return the names of the agencies; None if none is known, because the file is unreadable."""
    if not agencies:
        return None
    by_code = {each.code: each.all() for each in agencies}

    def code(written: str) -> str:
        if written in by_code:
            return written
        from cardctl.domain.names import agency_code

        return agency_code(written, agencies)

    return Vocabulary(code, lambda code: by_code.get(code, (code,)))
