"""Rule CC513: content of a report that was altered after the report was sealed."""

from __future__ import annotations

from collections.abc import Iterator

from cardctl.domain.card import Card
from cardctl.domain.meeting import Meeting
from cardctl.domain.seal_digests import altered_fields
from cardctl.finding import Severity
from cardctl.i18n import _
from cardctl.rules.rule import Context, Input, Problem, SubjectKind, extends, problem, rule


def _sealed(cards: str) -> dict[str, str]:
    """Return a seal of *cards*, dated before any of the example's cards existed."""
    head = '"format": 1, "meeting": 2, "as_of": "2022-01-01"'
    return {"M02/seal.json": f'{{{head}, "facts": "{"0" * 64}", "cards": {cards}}}\n'}


@rule(
    "CC513",
    "sealed-past-changed",
    Severity.ERROR,
    why="The meeting decided on the basis of its report; changing that changes the record.",
    hint="Restore the old text, and add the correction as a new result or history entry.",
    bad=_sealed('{"M01-009": {}}'),
    good=_sealed("{}"),
)
def sealed_past_changed(card: Card, context: Context) -> Iterator[Problem]:
    """A title, decision, history entry or result has changed since a report was sealed.

    Entries and results that are dated after the seal are no alteration, nor is what the meeting
    itself did.
    """
    for number, seal in sorted(context.register.seals.items()):
        for field in altered_fields(card, seal, context.register.calendar):
            yield problem(
                (field,),
                "differs from the report to meeting {number} ({field}, sealed as of {day})"
                if field != "id"
                else "card was not reported to meeting {number} (sealed as of {day})",
                number=number,
                field=field,
                day=seal.as_of,
                hint=_("restore the old text; add a correction as a new entry with a later date"),
            )


@extends("CC513", SubjectKind.MEETING, reads=[Input.IDS])
def sealed_card_gone(meeting: Meeting, context: Context) -> Iterator[Problem]:
    """A card that the sealed report saw is no longer there."""
    seal = context.register.seals.get(meeting.number)
    for identifier in seal.cards if seal else ():
        if identifier not in context.register.known_ids:
            yield problem(
                ("number",),
                "{id}, reported to meeting {number}, is missing",
                id=identifier,
                number=meeting.number,
                hint=_("restore the card's file: cards are never deleted"),
            )
