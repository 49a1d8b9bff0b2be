"""The secretariat's desk before a meeting: who has returned results, what awaits a decision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from cardctl.app.report import ReportRequest, load_source
from cardctl.domain.diff import changes
from cardctl.domain.facts import review_due
from cardctl.domain.view import View
from cardctl.domain.workflow import State
from cardctl.finding import Severity
from cardctl.i18n import _
from cardctl.report.returns import AgencyReturn, agency_returns

if TYPE_CHECKING:
    from cardctl.app.report import ReportSource
    from cardctl.app.workspace import Workspace
    from cardctl.domain.card import Card
    from cardctl.domain.card_facts import CardFacts
    from cardctl.domain.facts import DueMove
    from cardctl.domain.register import FactRegister, Register
    from cardctl.finding import Finding


class Desk(NamedTuple):
    """What is on the desk for *meeting*, as of *day*.

    *confirm* are the submitted outcomes, *holds* those due for review, *due_moved* the due dates
    that moved since the meeting before. *unowned* cards have no lead. *errors* are the findings
    that the report would name.
    """

    register: FactRegister
    meeting: int
    day: date
    returns: tuple[AgencyReturn, ...]
    confirm: tuple[Card, ...]
    holds: tuple[Card, ...]
    due_moved: tuple[DueMove, ...]
    unowned: tuple[CardFacts, ...]
    errors: tuple[Finding, ...]

    @property
    def papers(self) -> date | None:
        """The day on which the papers of the meeting close; None if it is not known."""
        return self.register.calendar.closing(self.meeting)

    @property
    def required(self) -> int:
        """The number of cards that their lead agencies have to answer for."""
        return sum(len(each.led) for each in self.returns)

    @property
    def returned(self) -> int:
        """The number of these cards that they have answered for."""
        return self.required - sum(len(each.missing) for each in self.returns)


def desk(workspace: Workspace, meeting: int | None = None) -> tuple[Desk, ReportSource]:
    """Return the desk for *meeting* (default: the next one), and what it was computed from.

    Raises Unknown for a meeting, Refused for one that hears no report.
    """
    source = load_source(workspace, ReportRequest())
    register = source.snapshot.register
    return desk_of(register, meeting, workspace.today, source.findings), source


def desk_of(
    register: Register, meeting: int | None, today: date, findings: Sequence[Finding]
) -> Desk:
    """Compute the desk. Raises Unknown for a meeting, Refused for one that hears no report."""
    number = heard_meeting(register, meeting, "desk")
    seen = View(register, number, today)
    open_cards = [card for card in seen.cards if card.is_open]
    held = [seen.shown(card.id) for card in open_cards if card.state is State.ON_HOLD]
    return Desk(
        register=seen.register,
        meeting=number,
        day=today,
        returns=agency_returns(seen),
        confirm=tuple(seen.shown(card.id) for card in open_cards if card.state is State.SUBMITTED),
        holds=tuple(card for card in held if review_due(card, number, register.calendar)),
        due_moved=changes(seen).due_moved,
        unowned=tuple(card for card in open_cards if card.lead is None),
        errors=tuple(each for each in findings if each.severity is Severity.ERROR),
    )


def heard_meeting(register: Register, meeting: int | None, command: str) -> int:
    """Return *meeting*, or else the next one, if it hears a report. Raises Unknown, Refused."""
    number = register.calendar.next if meeting is None else meeting
    heard = register.calendar.hearing_of(number)
    hint = _("use the next one: cardctl {command} --meeting {next}", command=command, next=heard)
    register.require_hearing(number, hint)
    return number
