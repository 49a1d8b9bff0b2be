"""The facts of agenda papers and minutes as plain data: what ``--json`` prints under ``data``.

Within a format version, keys are only added. Human text is as in the files: a string, or a mapping
by language.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from cardctl.domain.base import Json
from cardctl.domain.recorded_fields import hold_in_force
from cardctl.report.plain import (
    plain_changes,
    plain_correction,
    plain_edition,
    plain_meeting_change,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from pydantic import BaseModel

    from cardctl.domain.card import Card
    from cardctl.domain.facts import DueMove
    from cardctl.domain.meeting import Meeting
    from cardctl.outputs.documents import (
        ChargeData,
        ClaimData,
        CorrectedSinceData,
        DecisionData,
        FiledResultData,
        FollowUpData,
        HoldData,
        MinutesData,
        MinutesItem,
        PaperData,
        PaperFigures,
        PaperMeeting,
        PeriodCounts,
        PeriodReportData,
        WeekData,
    )
    from cardctl.outputs.report import DueMoveData
    from cardctl.report.agenda_paper import AgendaPaper, Claim, FollowUpPart
    from cardctl.report.meeting_decisions import Decision
    from cardctl.report.minutes import Charge, ItemResult, Minutes
    from cardctl.report.period import Counts, FiledResult, PeriodReport, Week


def plain_paper(paper: AgendaPaper) -> PaperData:
    """Return the facts of an agenda paper."""
    return {
        "meeting": _meeting(paper.number, paper.meeting),
        "as_of": paper.as_of.isoformat(),
        "edition": plain_edition(paper.edition),
        "revision": paper.revision,
        "audience": "internal" if paper.withheld is None else "public",
        "withheld": paper.withheld,
        "unreadable": list(paper.unreadable),
        "items": [
            {"item": item.item, "type": item.type, "title": item.title} for item in paper.items
        ],
        "sources": _models(paper.sources),
        "changes": [plain_meeting_change(change) for change in paper.changes],
        "follow_up": _follow_up(paper.follow_up) if paper.follow_up else None,
    }


def plain_minutes(made: Minutes) -> MinutesData:
    """Return the facts of minutes."""
    return {
        "meeting": _meeting(made.number, made.meeting),
        "as_of": made.as_of.isoformat(),
        "revision": made.revision,
        "audience": "internal" if made.withheld is None else "public",
        "withheld": made.withheld,
        "unreadable": list(made.unreadable),
        "items": [_item(result) for result in made.items],
        "decisions": [_decision(decision) for decision in made.decisions],
        "corrections": [plain_correction(each) for each in made.corrections],
        "corrected_since": [
            cast("CorrectedSinceData", {**each._asdict(), "date": each.date.isoformat()})
            for each in made.corrected_since
        ],
        "changes": [plain_meeting_change(change) for change in made.changes],
        "sources": _models(made.sources),
        "seals": [
            {
                "root": seal.root,
                "as_of": seal.as_of.isoformat(),
                "sealed": _day(seal.sealed),
                "reason": seal.reason,
            }
            for seal in made.seals
        ],
        "altered": list(made.seal.altered) if made.seal else None,
    }


def plain_period(made: PeriodReport) -> PeriodReportData:
    """Return all facts of the report of a period as plain data."""
    return {
        "since": made.since.isoformat(),
        "until": made.until.isoformat(),
        "agency": made.agency,
        "revision": made.revision,
        "audience": "internal" if made.withheld is None else "public",
        "withheld": made.withheld,
        "unreadable": list(made.unreadable),
        "begin": _counts(made.begin),
        "end": _counts(made.end),
        "changes": plain_changes(made.changes, made.balance),
        "results": [_filed(each) for each in made.results],
        "weeks": [_week(week) for week in made.weeks],
    }


def _counts(counts: Counts) -> PeriodCounts:
    completion = counts.completion
    return {
        "day": counts.day.isoformat(),
        "cards": counts.cards,
        "open": counts.open,
        "by_state": dict(counts.by_state),
        "by_outcome": dict(counts.by_outcome),
        "completion": {
            "done": completion.done,
            "counted": completion.counted,
            "rate": completion.rate,
        },
    }


def _week(week: Week) -> WeekData:
    year, number, _unused = week.first.isocalendar()
    return {
        "week": f"{year}-W{number:02d}",
        "first": week.first.isoformat(),
        "last": week.last.isoformat(),
        "held": list(week.held),
        "changes": plain_changes(week.changes, week.balance),
        "results": [_filed(each) for each in week.results],
    }


def _filed(filed: FiledResult) -> FiledResultData:
    result = filed.result
    return {
        "id": filed.id,
        "date": result.date.isoformat(),
        "by": result.by,
        "meeting": result.meeting,
        "progress": result.progress,
        "text": result.text,
    }


def _item(result: ItemResult) -> MinutesItem:
    item = result.item
    return {
        "item": item.item if item else None,
        "type": item.type if item else None,
        "title": item.title if item else None,
        "outcome": item.outcome if item else None,
        "cards": [_charge(charge) for charge in result.charges],
    }


def _charge(charge: Charge) -> ChargeData:
    card, lead, due = charge
    return {
        "id": card.id,
        "title": card.title,
        "decision": card.decision,
        "lead": lead.code if lead else None,
        "lead_named": _day(lead.named if lead else None),
        "partners": list(card.partners),
        "due": _day(due.day if due else None),
        "due_named": _day(due.named if due else None),
        "due_as_stated": card.due_as_stated,
    }


def _decision(decision: Decision) -> DecisionData:
    entry, before, after = decision.entry, decision.before, decision.after
    return {
        "kind": decision.kind,
        "id": decision.card.id,
        "title": decision.card.title,
        "date": entry.date.isoformat(),
        "outcome": decision.outcome,
        "state": {"from": before.state, "to": after.state},
        "lead": {"from": before.lead, "to": after.lead},
        "due": {"from": _day(before.due), "to": _day(after.due)},
        "review": entry.review,
        "reason": entry.note,
        "substitute": entry.substitute or (decision.claim.substitute if decision.claim else None),
    }


def _meeting(number: int, meeting: Meeting | None) -> PaperMeeting:
    return {
        "number": number,
        "kind": meeting.kind if meeting else None,
        "status": meeting.status if meeting else None,
        "date": _day(meeting.date if meeting else None),
        "papers": _day(meeting.papers if meeting else None),
        "place": meeting.place if meeting else None,
    }


def _follow_up(part: FollowUpPart) -> FollowUpData:
    return {
        "figures": cast("PaperFigures", part.figures._asdict()),
        "confirm": [_claim(claim) for claim in part.claims],
        "infeasible": [_claim(claim) for claim in part.infeasible],
        "due_dates": [_due_move(move) for move in part.due_dates],
        "holds": [_hold(card) for card in part.holds],
        "corrections": [plain_correction(each) for each in part.corrections],
    }


def _claim(claim: Claim) -> ClaimData:
    card = claim.card
    return {
        "id": card.id,
        "title": card.title,
        "lead": card.lead,
        "outcome": claim.outcome,
        "submitted": _day(claim.submitted),
        "first_due": _day(claim.first_due),
        "days_late": claim.days_late,
        "result": claim.result.text if claim.result else None,
        "evidence": _models(claim.evidence),
        "reason": claim.reason,
        "substitute": claim.substitute,
    }


def _due_move(move: DueMove) -> DueMoveData:
    return {
        "id": move.id,
        "from": move.source.isoformat(),
        "to": _day(move.target),
        "reason": move.event.note,
    }


def _hold(card: Card) -> HoldData:
    hold = hold_in_force(card.history)
    return {
        "id": card.id,
        "since": _day(hold.since if hold else None),
        "review": hold.review if hold else None,
        "reason": hold.reason if hold else None,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _models(found: Iterable[BaseModel]) -> list[Json]:
    return [each.model_dump(mode="json", exclude_unset=True) for each in found]
