"""Facts of the agenda paper: what a meeting is asked to decide, confirm and take note of.

The paper is for the members of the body before the meeting. The follow-up of earlier decisions in
it is that of the implementation report which the meeting hears, so both have the same figures. A
meeting that hears no report has a paper with an agenda alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from cardctl.domain.card import Card, Result
from cardctl.domain.corrections import Correction
from cardctl.domain.enums import MeetingStatus, Visibility
from cardctl.domain.facts import DueMove, first_due, is_late, last_entry, rate
from cardctl.domain.meeting import AgendaItem, Evidence, Meeting
from cardctl.domain.meeting_record import RecordedChange, recorded_changes
from cardctl.domain.register import Register
from cardctl.domain.workflow import Outcome, State
from cardctl.errors import Refused, Unknown
from cardctl.finding import Finding
from cardctl.i18n import _
from cardctl.report.audience import Audience
from cardctl.report.compute import matter_of, meeting_report, unreadable_paths
from cardctl.report.edition import Edition, edition_of
from cardctl.report.facts import Matter, MeetingReport, Text


class Claim(NamedTuple):
    """A submitted outcome that the meeting is asked to confirm.

    *result* is the lead's result for this meeting, or else its last one; *days_late* counts from
    the first due date to the day of the claim.
    """

    matter: Matter
    outcome: Outcome | None
    submitted: date | None
    first_due: date | None
    days_late: int
    result: Result | None
    evidence: tuple[Evidence, ...]
    reason: Text
    substitute: Text

    @property
    def card(self) -> Card:
        """The card whose outcome is claimed."""
        return self.matter.card

    @property
    def is_infeasible(self) -> bool:
        """Whether the lead claims that it cannot be done."""
        return self.outcome is Outcome.INFEASIBLE


class Figures(NamedTuple):
    """The figures of the report on one line; *claimed* counts claims that would count as done.

    *rate* = *done* ÷ *counted*, and *if_confirmed* = (*done* + *claimed*) ÷ *counted*.
    """

    done: int
    claimed: int
    counted: int
    rate: float | None
    if_confirmed: float | None
    open: int
    overdue: int
    not_submitted: int


class FollowUpPart(NamedTuple):
    """What the meeting is asked about earlier decisions; *report* is the report that it hears."""

    report: MeetingReport
    figures: Figures
    claims: tuple[Claim, ...]
    infeasible: tuple[Claim, ...]
    due_dates: tuple[DueMove, ...]
    holds: tuple[Card, ...]
    corrections: tuple[Correction, ...]


class AgendaPaper(NamedTuple):
    """The agenda paper of meeting *number*, as of *as_of*.

    *meeting* is None if it is not registered yet, *follow_up* if it hears no report. *changes* are
    those of the meeting itself, such as a new date. *withheld* counts restricted cards, evidence
    and sources that a public paper leaves out; it is None in an internal paper.
    """

    register: Register
    number: int
    meeting: Meeting | None
    as_of: date
    edition: Edition
    revision: str | None
    unreadable: tuple[str, ...]
    items: tuple[AgendaItem, ...]
    sources: tuple[Evidence, ...]
    changes: tuple[RecordedChange, ...]
    follow_up: FollowUpPart | None
    withheld: int | None


def agenda_paper(
    register: Register,
    number: int,
    as_of: date,
    *,
    today: date | None = None,
    findings: Sequence[Finding] = (),
    revision: str | None = None,
    audience: Audience = Audience.INTERNAL,
) -> AgendaPaper:
    """Return the agenda paper of meeting *number*, as known on *as_of*, for *audience*.

    *today* is the last day that the register can know of (default: the as-of date).
    Raises Unknown if *number* is neither a registered meeting nor the next one, Refused if the
    meeting was cancelled.
    """
    _require_coming(register, number)
    meeting = register.meetings.get(number)
    follow_up = None
    if register.calendar.can_hear(number):
        report = meeting_report(
            register,
            number,
            as_of,
            today=today,
            findings=findings,
            revision=revision,
            audience=audience,
        )
        follow_up = _follow_up(report)
    is_public = audience is Audience.PUBLIC
    sources = meeting.sources if meeting else ()
    shown = tuple(each for each in sources if not (is_public and _is_restricted(each)))
    changes = recorded_changes(meeting) if meeting else ()
    return AgendaPaper(
        register=register,
        number=number,
        meeting=meeting,
        as_of=as_of,
        edition=edition_of(register, number, as_of, today or as_of),
        revision=revision,
        unreadable=tuple(unreadable_paths(register)),
        items=meeting.items if meeting else (),
        sources=shown,
        changes=tuple(change for change in changes if change.entry.date <= as_of),
        follow_up=follow_up,
        withheld=_withheld(follow_up, len(sources) - len(shown)) if is_public else None,
    )


def _require_coming(register: Register, number: int) -> None:
    """Raise Unknown for a meeting that is not known, Refused for one that was cancelled."""
    calendar = register.calendar
    if not calendar.is_known(number):
        known = (*sorted(calendar.numbers), calendar.new)
        raise Unknown("meeting", str(number), [str(n) for n in known])
    meeting = register.meetings.get(number)
    if meeting is not None and meeting.status is MeetingStatus.CANCELLED:
        raise Refused(
            _("meeting {number} was cancelled", number=number),
            _("write the paper of the next one: cardctl paper {next}",
                next=calendar.hearing_of(number)),
        )  # fmt: skip


def _is_restricted(paper: Evidence) -> bool:
    return paper.visibility is Visibility.CLOSED


def _withheld(follow_up: FollowUpPart | None, sources: int) -> int:
    left_out = follow_up.report.withheld if follow_up else None
    return sources + (left_out.cards + left_out.evidence if left_out else 0)


# Follow-up of earlier decisions -----------------------------------------------------------------


def _follow_up(report: MeetingReport) -> FollowUpPart:
    claims = [_claim(report, card) for card in report.confirm]
    return FollowUpPart(
        report=report,
        figures=_figures(report),
        claims=tuple(claim for claim in claims if not claim.is_infeasible),
        infeasible=tuple(claim for claim in claims if claim.is_infeasible),
        due_dates=report.due_dates,
        holds=report.holds,
        corrections=report.changes.corrections,
    )


def _claim(report: MeetingReport, card: Card) -> Claim:
    matter, first = matter_of(card.id, report.seen), first_due(card)
    entry = last_entry(card, State.SUBMITTED)
    late = (entry.date - first).days if entry and first and is_late(card) else 0
    return Claim(
        matter=matter,
        outcome=card.outcome,
        submitted=entry.date if entry else None,
        first_due=first,
        days_late=late,
        result=matter.result or next(iter(reversed(card.results)), None),
        evidence=tuple(each for result in card.results for each in result.evidence),
        reason=entry.note if entry else None,
        substitute=entry.substitute if entry else None,
    )


def _figures(report: MeetingReport) -> Figures:
    summary = report.summary
    done, counted, _rate, claimed = summary.completion
    return Figures(
        done=done,
        claimed=claimed,
        counted=counted,
        rate=rate(done, counted),
        if_confirmed=rate(done + claimed, counted),
        open=summary.open,
        overdue=len(report.overdue),
        not_submitted=len(report.not_submitted),
    )
