"""The report's facts as plain data: what `report --format json` prints under `data`.

Within a format version, keys are only added. Rates are numbers from 0 to 1, rounded to four places.
Human text is as in the card: a string, or a mapping by language.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from cardctl.domain.base import Json
from cardctl.domain.facts import overdue_days
from cardctl.domain.workflow import State
from cardctl.i18n import languages
from cardctl.report.charts import execution, states_by_meeting, totals_by_meeting
from cardctl.report.words import meeting_title

if TYPE_CHECKING:
    from datetime import date

    from pydantic import BaseModel

    from cardctl.domain.card import Result
    from cardctl.domain.card_facts import CardFacts
    from cardctl.domain.corrections import Correction
    from cardctl.domain.diff import Changes
    from cardctl.domain.meeting_record import RecordedChange
    from cardctl.outputs.report import (
        ChangesData,
        ComputedData,
        CorrectionData,
        EditionData,
        HeardResult,
        IndicatorData,
        MatterData,
        MeetingChangeData,
        MoneyData,
        ReportCardData,
        ReportData,
        ReportFacts,
        ReportMeeting,
        SealStatusData,
        TotalsData,
        WithheldData,
    )
    from cardctl.report.edition import Edition
    from cardctl.report.facts import (
        Balance,
        IndicatorFact,
        Matter,
        MeetingReport,
        SealStatus,
        Totals,
        Withheld,
    )


def plain_report(report: MeetingReport) -> ReportData:
    """Return all facts of *report* as plain data (dicts, lists, strings, numbers, None)."""
    return {**plain_facts(report), "cards": list(plain_cards(report))}


def plain_cards(report: MeetingReport) -> Iterator[ReportCardData]:
    """Yield the open cards, which `plain_report` has under `cards`."""
    return (plain_card(matter, report.as_of) for matter in report.cards)


def plain_facts(report: MeetingReport) -> ReportFacts:
    """Return what `plain_report` returns, without the cards."""
    return {
        "meeting": _meeting(report),
        "as_of": report.as_of.isoformat(),
        "edition": plain_edition(report.edition),
        "revision": report.revision,
        "audience": "public" if report.withheld else "internal",
        "withheld": _withheld(report.withheld) if report.withheld else None,
        "seal": _seal(report.seal) if report.seal else None,
        "generated_from": dict(report.generated_from),
        "unreadable": list(report.unreadable),
        "findings": {"errors": report.errors, "warnings": report.warnings},
        "summary": {
            **_totals(report.summary),
            "newly_done": list(report.newly_done),
            "newly_red": list(report.newly_red),
            "previous": _totals(report.previous) if report.previous else None,
        },
        "over_the_meetings": [
            {
                "meeting": standing.number,
                "as_of": standing.seen.day.isoformat(),
                **_totals(standing.totals),
            }
            for standing in totals_by_meeting(report)
        ],
        "states_by_meeting": [
            {"meeting": number, "by_state": dict(by_state)}
            for number, by_state in states_by_meeting(report).items()
        ],
        "decisions": {
            "confirm": _ids(report.confirm),
            "due_dates": list(dict.fromkeys(move.id for move in report.due_dates)),
            "holds": _ids(report.holds),
        },
        "previous_meeting": [_matter(matter) for matter in report.previous_meeting],
        "hard_to_implement": [
            {"id": hard.card.id, "reason": hard.reason, "substitute": hard.substitute}
            for hard in report.hard_to_implement
        ],
        "carried_over": [
            {
                "id": row.card.id,
                "age_meetings": row.age_meetings,
                "age_days": row.age_days,
                "extended": row.extended,
            }
            for row in report.carried_over
        ],
        "changes": _changes(report),
        "overdue": [{"id": card.id, "days": days} for card, days in report.overdue],
        "due_next": [{"id": card.id, "due": _day(card)} for card in report.due_next],
        "not_submitted": _ids(report.not_submitted),
        "reporting": [
            {
                "agency": row.agency,
                "required": row.required,
                "submitted": row.submitted,
                "rate": row.rate,
            }
            for row in report.reporting
        ],
        "agencies": [
            {
                "code": row.code,
                "lead": row.lead,
                "partner": row.partner,
                "open": row.open,
                "done": row.done,
                "overdue": row.overdue,
                "not_submitted": row.not_submitted,
            }
            for row in report.agencies
        ],
        "money": _money(report),
        "indicators": [_indicator(row) for row in report.indicators],
        "closed": [
            {
                "id": row.card.id,
                "outcome": row.card.outcome,
                "date": row.date.isoformat(),
                "late": row.late,
                "evidence": [_model(evidence) for evidence in row.evidence],
            }
            for row in report.closed
        ],
    }


def plain_card(matter: Matter, day: date) -> ReportCardData:
    """Return a card as of *day* as plain data, with its computed facts."""
    overdue = overdue_days(matter.card, day)
    return {**_model(matter.card), **_computed(matter), "overdue_days": overdue}


VOLATILE = ("edition", "revision", "seal", "generated_from", "unreadable", "findings")
"""Keys that describe the files, or the day of the report, rather than the matters.

A seal leaves them out.
"""


def sealed_facts(report: MeetingReport) -> Json:
    """Return the facts of *report* that its seal covers: the keys that there were at first.

    Keys that were added since follow from the others, and old seals know nothing of them.
    """
    facts: Json = {k: value for k, value in plain_report(report).items() if k not in VOLATILE}
    for card in (*facts["cards"], *facts["previous_meeting"]):
        del card["follow_up"]
    summary = facts["summary"]
    for totals in filter(None, (summary, summary["previous"], *facts["over_the_meetings"])):
        del totals["by_follow_up"], totals["completion"]["claimed"]
    return facts


def plain_edition(edition: Edition) -> EditionData:
    """Return the edition of a report or paper."""
    return {
        "kind": edition.kind,
        "papers_close": _iso(edition.papers_close),
        "computed_on": _iso(edition.computed_on),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _seal(seal: SealStatus) -> SealStatusData:
    return {
        "as_of": seal.as_of.isoformat(),
        "facts": seal.facts,
        "altered": list(seal.altered),
        "root": seal.root,
        "changed": list(seal.changed),
    }


def _meeting(report: MeetingReport) -> ReportMeeting:
    meeting = report.meeting
    return {
        "number": report.number,
        "kind": meeting.kind if meeting else None,
        "date": meeting.date.isoformat() if meeting and meeting.date else None,
        "place": meeting.place if meeting else None,
        "title": {
            lang: meeting_title(report.register, report.number, lang) for lang in languages()
        },
    }


def _withheld(withheld: Withheld) -> WithheldData:
    return {
        "cards": withheld.cards,
        "evidence": withheld.evidence,
        "grounds": [
            {"ground": ground.text, "cards": ground.cards, "evidence": ground.evidence}
            for ground in withheld.grounds
        ],
    }


def _totals(totals: Totals) -> TotalsData:
    return {
        "cards": totals.cards,
        "open": totals.open,
        "by_state": dict(totals.by_state),
        "by_outcome": dict(totals.by_outcome),
        "by_signal": dict(totals.by_signal),
        "by_follow_up": dict(totals.by_follow_up),
        "completion": {
            "done": totals.completion.done,
            "counted": totals.completion.counted,
            "rate": totals.completion.rate,
            "claimed": totals.completion.claimed,
        },
    }


def _matter(matter: Matter) -> MatterData:
    card = matter.card
    return {
        "id": card.id,
        "title": card.title,
        "lead": card.lead,
        "partners": list(card.partners),
        "state": card.state,
        "outcome": card.outcome,
        "due": _day(card),
        "plan": _model(card.plan) if card.plan else None,
        **_computed(matter),
    }


def _computed(matter: Matter) -> ComputedData:
    result = matter.result
    return {
        "follow_up": matter.follow_up,
        "signal": matter.signal.colour,
        "reasons": list(matter.signal.reasons),
        "result": _result(matter, result) if result else None,
        "partner_results": [_result(matter, other) for other in matter.partner_results],
        "progress": matter.progress,
        "next": result.next if result else None,
    }


def _result(matter: Matter, result: Result) -> HeardResult:
    """Return a result, with the meeting that it was filed for if another one hears it."""
    original = matter.original_meeting(result)
    return _model(result) if original is None else {**_model(result), "filed_for": original}


def plain_meeting_change(change: RecordedChange) -> MeetingChangeData:
    """Return a change of a meeting: old and new values by path."""
    return {
        "meeting": change.meeting,
        "date": change.entry.date.isoformat(),
        "by": change.entry.by,
        "reason": change.entry.note,
        "changes": [
            {"field": each.path, "from": each.old, "to": each.new} for each in change.values
        ],
    }


def _changes(report: MeetingReport) -> ChangesData:
    return plain_changes(report.changes, report.balance)


def plain_changes(changed: Changes, balance: Balance) -> ChangesData:
    """Return changes between two views, with the terms of the line that must add up."""
    return {
        "new": list(changed.new),
        "closed": list(dict.fromkeys(move.id for move in changed.into(State.CLOSED))),
        "reopened": list(dict.fromkeys(move.id for move in changed.out_of(State.CLOSED))),
        "moved": [
            {
                "id": move.id,
                "from": move.source,
                "to": move.target,
                "date": move.event.date.isoformat(),
            }
            for move in changed.moved
        ],
        "due_moved": [
            {
                "id": move.id,
                "from": move.source.isoformat(),
                "to": move.target.isoformat() if move.target else None,
                "reason": move.event.note,
            }
            for move in changed.due_moved
        ],
        "meetings": [plain_meeting_change(change) for change in changed.meetings],
        "corrections": [plain_correction(correction) for correction in changed.corrections],
        "balance": {
            "open_before": balance.open_before,
            "new": balance.new,
            "reopened": balance.reopened,
            "closed": balance.closed,
            "corrected": balance.corrected,
            "open_now": balance.open_now,
        },
    }


def plain_correction(correction: Correction) -> CorrectionData:
    """Return a correction: old and new values by path."""
    return {
        "id": correction.id,
        "kind": correction.kind,
        "date": correction.date.isoformat(),
        "by": correction.by,
        "meeting": correction.meeting,
        "fields": [
            {"field": change.path, "from": change.old, "to": change.new}
            for change in correction.fields
        ],
        "reason": correction.reason,
    }


def _money(report: MeetingReport) -> MoneyData:
    money = report.money
    return {
        "currency": money.currency,
        "unit": money.unit,
        "planned": money.planned,
        "spent": money.spent,
        "rate": money.rate,
        "cards": [
            {"id": row.card.id, "planned": row.planned, "spent": row.spent, "rate": row.rate}
            for row in money.cards
        ],
        "by_agency": [
            {"agency": row.agency, "planned": row.planned, "spent": row.spent, "rate": row.rate}
            for row in execution(report)
        ],
    }


def _indicator(row: IndicatorFact) -> IndicatorData:
    measure = row.measure
    return {
        "id": row.card.id,
        "indicator": measure.id,
        "baseline": _number(measure.baseline),
        "target": _number(measure.target),
        "latest": _number(measure.latest),
        "share": measure.share,
        "date": measure.date.isoformat() if measure.date else None,
    }


def _number(value: int | Decimal | None) -> int | float | None:
    return float(value) if isinstance(value, Decimal) else value


def _day(card: CardFacts) -> str | None:
    return card.due.isoformat() if card.due else None


def _ids(cards: Iterable[CardFacts]) -> list[str]:
    return [card.id for card in cards]


def _model(model: BaseModel) -> Json:
    return model.model_dump(mode="json", exclude_unset=True)
