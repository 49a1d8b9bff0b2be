"""Render one card in full as text."""

from __future__ import annotations

from collections.abc import Iterable

from cardctl.app.card_fields import CardRow
from cardctl.cli.render.history import write_history
from cardctl.cli.render.prose import Prose
from cardctl.domain.card import Card, Indicator, Plan, Result, Step
from cardctl.domain.enum_words import BUDGETS, EVIDENCE
from cardctl.domain.facts import latest_reading, overdue_days
from cardctl.domain.meeting import Evidence
from cardctl.domain.register import Register
from cardctl.domain.text import text_in
from cardctl.i18n import _, _n
from cardctl.report.words import (
    RELATIONS,
    agency_name,
    day,
    document_name,
    is_document_only,
    money,
    number,
    outcome_word,
    points,
    reasons_words,
    signal_word,
    state_word,
    tags,
)


def write_card(
    row: CardRow, path: str, prose: Prose, recorded: Card | None = None, *, link: str = ""
) -> None:
    """Write what is in force of a card to *prose*, and the history of *recorded*, if given.

    *recorded* is the card as in its file, with what was corrected since. *path* becomes a *link*.
    """
    card, lang = row.whole, prose.lang
    prose.hanging(f"{card.id}  ", text_in(card.title, lang))
    prose.line("")
    _tell_head(row, prose)
    prose.linked("file", path, link)
    if card.plan is not None:
        _tell_plan(card.plan, row.seen.whole, prose)
    if card.results:
        prose.heading("Results")
        for result in card.results:
            _write_result(result, row.seen.whole, prose)
    _tell_numbers(row, prose)
    _write_relations(card, row.seen.whole, prose)
    if card.sources:
        prose.heading("Sources")
        _tell_evidence(card.sources, prose, 2)
    if card.note:
        prose.heading("Note")
        prose.hanging("  ", text_in(card.note, lang))
    if recorded is not None:
        prose.heading("History")
        write_history(recorded, row.seen.whole, prose, 2)


def _tell_head(row: CardRow, prose: Prose) -> None:
    card, register, lang = row.whole, row.seen.whole, prose.lang
    signal = signal_word(row.signal.colour, lang)
    reasons = reasons_words(row.signal, lang)
    prose.labelled("signal", f"{signal}: {reasons}" if reasons else signal)
    state = state_word(card.state, lang)
    prose.labelled(
        "state", f"{state} ({outcome_word(card.outcome, lang)})" if card.outcome else state
    )
    prose.labelled("decision", text_in(card.decision, lang))
    prose.labelled("meeting", _origin(card, register, lang))
    lead = agency_name(register, card.lead, lang)
    prose.labelled("lead", f"{lead} ({card.lead})" if card.lead else lead)
    partners = (f"{agency_name(register, code, lang)} ({code})" for code in card.partners)
    prose.labelled("partners", ", ".join(partners))
    prose.labelled("due", _due(row, lang))
    progress = row.standing.progress
    prose.labelled("progress", points(progress, lang) if progress is not None else "")
    prose.labelled("tags", tags(row.seen.whole, card.tags, lang))


def _origin(card: Card, register: Register, lang: str) -> str:
    said = _("meeting {number}", number=card.meeting).render(lang)
    meeting = register.calendar.meetings.get(card.meeting)
    if meeting is not None and meeting.date is not None:
        said += f", {day(meeting.date, lang)}"
    if card.item is not None:
        said += f", {_('item {number}', number=card.item).render(lang)}"
    items = meeting.items if meeting is not None and card.item is not None else ()
    title = next((item.title for item in items if item.item == card.item), None)
    return f"{said}: {text_in(title, lang)}" if title else said


def _due(row: CardRow, lang: str) -> str:
    card = row.whole
    if card.due is None:
        return text_in(card.due_as_stated, lang)
    said = day(card.due, lang)
    if card.due_as_stated:
        said += f' "{text_in(card.due_as_stated, lang)}"'
    late = overdue_days(card, row.seen.day)
    if late:
        said += f"; {_n('{count} day overdue', '{count} days overdue', late).render(lang)}"
    standing = row.standing
    if standing.moves:
        moved = _n(
            "moved {count} time, originally {day}",
            "moved {count} times, originally {day}",
            standing.moves,
            day=day(standing.first_due, lang),
        )
        said += f"; {moved.render(lang)}"
    return said


def _tell_plan(plan: Plan, register: Register, prose: Prose) -> None:
    lang = prose.lang
    filed = _("plan|dated {day}", day=day(plan.submitted, lang)) if plan.submitted else None
    prose.heading("Plan", filed.render(lang) if filed else "")
    if plan.summary:
        prose.hanging("  ", text_in(plan.summary, lang))
    wide = max((len(step.id) for step in plan.steps), default=0)
    for step in plan.steps:
        mark = "x" if step.done else "-" if step.dropped else " "
        prose.hanging(f"  [{mark}] {step.id:<{wide}}  ", _step(step, register, lang))
    prose.labelled("no steps", text_in(plan.no_steps, lang))


def _step(step: Step, register: Register, lang: str) -> str:
    more = [agency_name(register, step.owner, lang) if step.owner else ""]
    if step.due:
        more.append(_("due {day}", day=day(step.due, lang)).render(lang))
    if step.done:
        more.append(_("done {day}", day=day(step.done, lang)).render(lang))
    if step.dropped:
        more.append(_("dropped").render(lang))
    said = f"{text_in(step.title, lang)} ({', '.join(filter(None, more))})"
    note = text_in(step.note, lang)
    return f"{said.removesuffix(' ()')}\n{note}" if note else said.removesuffix(" ()")


def _write_result(result: Result, register: Register, prose: Prose) -> None:
    lang = prose.lang
    head = _("for meeting {number}", number=result.meeting).render(lang)
    progress = f" · {points(result.progress, lang)}" if result.progress is not None else ""
    by = agency_name(register, result.by, lang)
    prose.hanging("  ", f"{head} · {day(result.date, lang)} · {by}{progress}")
    prose.hanging("    ", text_in(result.text, lang))
    readings = ", ".join(f"{key} = {number(value, lang)}" for key, value in result.readings.items())
    prose.labelled("readings", readings, 4)
    if result.spent is not None:
        prose.labelled("spent", money(result.spent, register.money, lang), 4)
    prose.labelled("blocker", text_in(result.blocker, lang), 4)
    prose.labelled("next", text_in(result.next, lang), 4)
    _tell_evidence(result.evidence, prose, 4)


def _tell_evidence(papers: Iterable[Evidence], prose: Prose, indent: int) -> None:
    for paper in papers:
        prose.hanging(" " * indent + "- ", _evidence(paper, prose.lang))


def _evidence(paper: Evidence, lang: str) -> str:
    kind = EVIDENCE[paper.kind].render(lang)
    if is_document_only(paper):
        return f"{kind} {document_name(paper, lang)}"
    about = (
        text_in(paper.title, lang),
        text_in(paper.issuer, lang),
        paper.number,
        day(paper.date, lang) if paper.date else None,
        paper.url,
        paper.path,
    )
    return f"{kind}: {', '.join(filter(None, about))}"


def _tell_numbers(row: CardRow, prose: Prose) -> None:
    card, lang, unit = row.whole, prose.lang, row.seen.whole.money
    if card.indicators:
        prose.heading("Indicators")
        for indicator in card.indicators:
            prose.hanging(f"  {indicator.id}  ", _indicator(card, indicator, lang))
    if card.budget:
        prose.heading("Budget")
    for line in card.budget:
        amount = money(line.planned, unit, lang, approximate=line.approximate)
        said = f"{BUDGETS[line.source].render(lang)} {amount}"
        stated = text_in(line.as_stated, lang)
        prose.hanging(f"  {line.year or '–'}  ", f'{said} "{stated}"' if stated else said)


def _indicator(card: Card, indicator: Indicator, lang: str) -> str:
    unit = f" ({text_in(indicator.unit, lang)})" if indicator.unit else ""
    way = f"{number(indicator.baseline, lang)} → {number(indicator.target, lang)}"
    said = f"{text_in(indicator.name, lang)}{unit}: {way}"
    read = latest_reading(card, indicator.id)
    if read is not None:
        latest = _("latest {value} on {day}", value=number(read[0], lang), day=day(read[1], lang))
        said += f"; {latest.render(lang)}"
    stated = text_in(indicator.as_stated, lang)
    return f'{said} "{stated}"' if stated else said


def _write_relations(card: Card, register: Register, prose: Prose) -> None:
    ties = [(RELATIONS[kind][0], other) for kind, other in card.relations.all()]
    ties += [(RELATIONS[kind][1], other) for kind, other in register.references.get(card.id, ())]
    outside = card.relations.part_of
    if not (ties or outside):
        return
    prose.heading("Relations")
    for words, other in ties:
        prose.hanging("  ", f"{words.render(prose.lang)}: {_named(register, other, prose.lang)}")
    if outside:
        prose.hanging("  ", f"{RELATIONS['parent'][0].render(prose.lang)}: {outside}")


def _named(register: Register, identifier: str, lang: str) -> str:
    if identifier not in register.cards:
        return identifier
    return f"{identifier} {text_in(register.facts(identifier).title, lang)}"
