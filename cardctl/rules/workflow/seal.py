"""Rule CC513: content of a report that was altered after the report was sealed.

What a seal covers, and how it is compared, is loaded only if the register has a seal.
"""

from __future__ import annotations

from collections.abc import Iterator

from cardctl.domain.agency import Agency
from cardctl.domain.card import Card
from cardctl.domain.meeting import Meeting
from cardctl.domain.register import FactRegister
from cardctl.finding import Severity
from cardctl.rules.rule import Context, Input, Problem, SubjectKind, extends, rule


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
    """A sealed part of a card, a meeting, an agency or the settings has changed since.

    Entries and results that are dated after the seal are no alteration, nor is what the meeting
    itself did. Recorded corrections, amendments and erasures are none, either; and plans, money
    and partners are openly updated.
    """
    if context.register.seals:
        from cardctl.rules.workflow import seal_problems

        yield from seal_problems.of_card(card, context)


@extends("CC513", SubjectKind.MEETING, reads=[Input.IDS])
def sealed_meeting_changed(meeting: Meeting, context: Context) -> Iterator[Problem]:
    """A sealed meeting has changed, or the seal itself, or something that it covers is gone."""
    if context.register.seals:
        from cardctl.rules.workflow import seal_problems

        yield from seal_problems.of_meeting(meeting, context.register)


@extends("CC513", SubjectKind.AGENCIES, reads=[Input.AGENCIES])
def sealed_agency_changed(agencies: tuple[Agency, ...], context: Context) -> Iterator[Problem]:
    """The name, the dates or the successor of a sealed agency has changed."""
    if context.register.seals:
        from cardctl.rules.workflow import seal_problems

        yield from seal_problems.of_agencies(agencies, context.register)


@extends("CC513", SubjectKind.REGISTER, reads=[Input.REGISTER])
def sealed_settings_changed(register: FactRegister, _context: Context) -> Iterator[Problem]:
    """A setting that computed facts depend on has changed."""
    if register.seals:
        from cardctl.rules.workflow import seal_problems

        yield from seal_problems.of_settings(register)
