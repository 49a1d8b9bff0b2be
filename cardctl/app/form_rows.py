"""The rows of a return form: what the register has of an agency's cards, as the form shows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from cardctl.domain.facts import lead_result
from cardctl.domain.in_force import filed_result
from cardctl.domain.recorded_fields import hold_in_force
from cardctl.domain.workflow import Outcome, State
from cardctl.i18n import _
from cardctl.report import words
from cardctl.sheets.form import AgencyRole, Claim, FormRow, FormTable, FormValue
from cardctl.spreadsheet_text import fitting

if TYPE_CHECKING:
    from cardctl.domain.base import Text
    from cardctl.domain.card import Card, Result, Step
    from cardctl.domain.meeting import Evidence
    from cardctl.domain.register import Register

_CLAIMED = {
    Outcome.COMPLETED: Claim.COMPLETED,
    Outcome.SUSTAINED: Claim.SUSTAINED,
    Outcome.INFEASIBLE: Claim.INFEASIBLE,
}


class FormContext(NamedTuple):
    """Whose form it is: of *agency*, for *meeting*, in *lang*; the cards are of *register*."""

    register: Register
    meeting: int
    agency: str
    lang: str

    def text(self, text: Text | None) -> str | None:
        """Return a text as the form shows it; None if there is none."""
        return fitting(words.text(text, self.lang)) or None

    def name(self, code: str | None) -> str | None:
        """Return the name of an agency; None if there is none."""
        return None if code is None else fitting(words.agency_name(self.register, code, self.lang))


def rows_of(context: FormContext, cards: Iterable[Card]) -> dict[FormTable, tuple[FormRow, ...]]:
    """Return the rows of all tables for *cards* as the meeting sees them (see `View.shown`).

    The agency is lead or partner of each; the cards that it leads come first.
    """
    ordered = sorted(cards, key=lambda card: card.lead != context.agency)
    led = [card for card in ordered if card.lead == context.agency]
    return {
        FormTable.RESULTS: tuple(_result_row(context, card) for card in ordered),
        FormTable.STEPS: tuple(row for card in led for row in _step_rows(context, card)),
        FormTable.INDICATORS: tuple(row for c in ordered for row in _indicator_rows(context, c)),
    }


def _row(**values: FormValue) -> FormRow:
    """Return a row without the columns that have no value."""
    return {name: value for name, value in values.items() if value is not None}


# Results ----------------------------------------------------------------------------------------


def _result_row(context: FormContext, card: Card) -> FormRow:
    """Return what the form shows of a card, and the agency's result for the meeting so far."""
    is_lead = card.lead == context.agency
    return {
        **_row(
            card=card.id,
            title=context.text(card.title),
            decision=_decision(context, card),
            role=AgencyRole.LEAD if is_lead else AgencyRole.PARTNER,
            lead=context.name(card.lead),
            state=card.state,
            due=card.due,
            last_result=_last_result(context, card),
            plan=context.text(card.plan.summary if card.plan else None),
            no_steps=context.text(card.plan.no_steps if card.plan else None),
        ),
        **filed(context, own_result(context, card)),
        **(_claim(context, card) if is_lead else {}),
    }


def _decision(context: FormContext, card: Card) -> str | None:
    """Return the decision; in a line below, the card of another register that this is part of."""
    lines = [words.text(card.decision, context.lang) or ""]
    if whole := card.relations.part_of:
        lines.append(f"{words.RELATIONS['parent'][0].render(context.lang)}: {whole}")
    return fitting("\n".join(filter(None, lines))) or None


def own_result(context: FormContext, card: Card) -> Result | None:
    """Return the agency's result in force for the meeting, or None."""
    calendar = context.register.calendar
    return filed_result(card.results, context.agency, context.meeting, calendar)


def filed(context: FormContext, result: Result | None) -> FormRow:
    """Return the columns of a result; of its evidence, the last piece."""
    if result is None:
        return {}
    return _row(
        result=context.text(result.text),
        progress=result.progress,
        spent=result.spent,
        next=context.text(result.next),
        blocker=context.text(result.blocker),
        **(_evidence(context, result.evidence[-1]) if result.evidence else {}),
    )


def _evidence(context: FormContext, paper: Evidence) -> FormRow:
    return _row(
        evidence_kind=paper.kind,
        evidence_title=context.text(paper.title),
        evidence_number=context.text(paper.number),
        evidence_date=paper.date,
        evidence_url=context.text(paper.url),
    )


def _claim(context: FormContext, card: Card) -> FormRow:
    """Return what is claimed of the card now, and why."""
    if card.state is State.ON_HOLD and (hold := hold_in_force(card.history)) is not None:
        return _row(claim=Claim.ON_HOLD, reason=context.text(hold.reason))
    claim = _CLAIMED.get(card.outcome) if card.outcome else None
    if card.state is not State.SUBMITTED or claim is None:
        return _row(claim=Claim.NONE)
    entry = next(each for each in reversed(card.history) if each.state is State.SUBMITTED)
    return _row(
        claim=claim,
        reason=context.text(entry.note),
        substitute=context.text(entry.substitute),
    )


def _last_result(context: FormContext, card: Card) -> str | None:
    """Return the last result for an earlier meeting, who filed it, and what the meeting did then.

    It is the agency's own, or else that of the lead.
    """
    lang, calendar = context.lang, context.register.calendar
    earlier = [r for r in card.results if calendar.is_before(r.meeting, context.meeting)]
    if not earlier:
        return None
    own = [result for result in earlier if result.by == context.agency]
    last = (own or [_of_lead(card, earlier[-1])])[-1]
    filed = _(
        "Meeting {meeting}, {agency}, {day}: {text}",
        meeting=last.meeting,
        agency=context.name(last.by),
        day=words.day(last.date, lang),
        text=words.text(last.text, lang),
    )
    return fitting("\n".join([filed.render(lang), *_returned(card, lang)]))


def _of_lead(card: Card, last: Result) -> Result:
    return lead_result(card, last.meeting) or last


def _returned(card: Card, lang: str) -> Iterator[str]:
    """Yield a sentence if the last claim was returned: by which meeting, and why."""
    states = [entry for entry in card.history if entry.state is not None]
    for before, entry in pairwise(states):
        if before.state is State.SUBMITTED and entry is states[-1] and card.is_open:
            day, why = words.day(entry.date, lang), words.text(entry.note, lang)
            yield _("Returned on {day}: {why}", day=day, why=why).render(lang)


# Steps and indicators ---------------------------------------------------------------------------


def _step_rows(context: FormContext, card: Card) -> Iterator[FormRow]:
    for step in card.plan.steps if card.plan else ():
        yield _row(
            card=card.id,
            step=step.id,
            title=context.text(step.title),
            owner=context.name(step.owner),
            due=step.due,
            done=step.done,
            dropped=_dropped(context, step),
        )


def _dropped(context: FormContext, step: Step) -> str | None:
    """Return why a step was dropped; None if it was not."""
    if step.dropped is None:
        return None
    return context.text(step.note) or _("dropped").render(context.lang)


def _indicator_rows(context: FormContext, card: Card) -> Iterator[FormRow]:
    """Yield a row for each indicator, with the last reading and the one for this meeting."""
    own = own_result(context, card)
    for indicator in card.indicators:
        values = [r.readings[indicator.id] for r in card.results if indicator.id in r.readings]
        yield _row(
            card=card.id,
            indicator=indicator.id,
            name=context.text(indicator.name),
            unit=context.text(indicator.unit),
            baseline=indicator.baseline,
            target=indicator.target,
            latest=values[-1] if values else None,
            reading=own.readings.get(indicator.id) if own else None,
        )
