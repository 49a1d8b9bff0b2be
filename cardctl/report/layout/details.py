"""The fields of one card in full: what the tables of matters do not have."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set

from cardctl.domain.card import BudgetLine, Card, HistoryEntry, Indicator, Result, Step
from cardctl.domain.enum_words import BUDGETS
from cardctl.domain.enums import Visibility
from cardctl.domain.facts import due_moves, first_due, latest_reading, overdue_days
from cardctl.domain.workflow import State
from cardctl.i18n import Message, _
from cardctl.i18n.layout import layout_of
from cardctl.report import words
from cardctl.report.card_fields import field_name
from cardctl.report.document import RecordField
from cardctl.report.facts import Matter
from cardctl.report.layout.base import Text
from cardctl.report.layout.evidence import evidence_lines
from cardctl.report.layout.page import ReportPage


def is_bare(matter: Matter) -> bool:
    """Whether an open card has neither lead, due date, plan nor result."""
    card = matter.card
    return card.is_open and not (card.lead or card.due or card.plan or card.results)


def details(
    page: ReportPage, matter: Matter, but_sources: Set[str] = frozenset()
) -> tuple[RecordField, ...]:
    """Return the fields of a card that are not empty, without the sources *but_sources*."""
    card = matter.card
    own = [line for line in evidence_lines(page, card.sources) if line not in but_sources]
    told = [(label.render(page.lang), text_of(page, matter, card)) for label, text_of in _FIELDS]
    told.append((page.said("Sources"), "\n".join(own)))
    return tuple([RecordField(label, text) for label, text in told if text])


def bare_details(page: ReportPage, matter: Matter) -> str:
    """Return all that is known of a bare card, as the text of a cell: first its decision."""
    card = matter.card
    fields = ((label, of(page, matter, card)) for label, of in _FIELDS if label not in _NOT_IN_CELL)
    lines = (f"{label.render(page.lang)}: {text}" for label, text in fields if text)
    return page.joined([page.text(card.decision), *lines], "\n")


def _ground(page: ReportPage, card: Card) -> str:
    """The ground for restricting the card; the public report never contains restricted cards."""
    if card.visibility is not Visibility.CLOSED:
        return ""
    return page.text(card.visibility_ground) or page.said("no legal ground stated")


def _state(page: ReportPage, matter: Matter) -> str:
    """The state, and the reasons of the signal."""
    card = matter.card
    claimed = words.outcome_word(card.outcome, page.lang) if card.outcome else ""
    state = page.with_brackets(words.state_word(card.state, page.lang), claimed)
    reasons = words.reasons_words(matter.signal, page.lang, matter.has_partner_result)
    return page.joined([state, page.with_brackets(page.signal(card).text, reasons)])


def _due(page: ReportPage, card: Card) -> str:
    """How long it is overdue, what the due date was at first, and how the source has it."""
    moves = sum(1 for _ in due_moves(card))
    days = overdue_days(card, page.report.as_of)
    first = first_due(card)
    stated = page.text(card.due_as_stated)
    about = [
        page.said("{days} overdue", days=page.counted(days, "day")) if days else "",
        page.said(
            "first {day}, extended {times}",
            day=words.day(first, page.lang),
            times=page.counted(moves, "time"),
        )
        if moves
        else "",
        page.said("as stated: {words}", words=stated) if stated else "",
    ]
    if not any(about):
        return ""
    due = words.day(card.due, page.lang) if card.due else page.said("not set")
    return page.with_brackets(due, page.joined(about))


def _plan(page: ReportPage, card: Card) -> str:
    """The date of the plan and why it has no steps; its summary is in the table above."""
    if card.plan is None:
        return ""
    filed, reason = card.plan.submitted, page.text(card.plan.no_steps)
    return page.joined(
        [
            page.said("plan|dated {day}", day=words.day(filed, page.lang)) if filed else "",
            page.said("no steps: {reason}", reason=reason) if reason else "",
        ]
    )


def _steps(page: ReportPage, card: Card) -> str:
    return "\n".join([_step(page, step) for step in card.plan.steps]) if card.plan else ""


def _step(page: ReportPage, step: Step) -> str:
    if step.done is not None:
        end = page.said("step|done {day}", day=words.day(step.done, page.lang))
    elif step.dropped is not None:
        end = page.said("step|dropped")
    else:
        end = page.said("step|open")
    due = page.said("due {day}", day=words.day(step.due, page.lang)) if step.due else ""
    owner = page.agency(step.owner) if step.owner else ""
    told = page.with_brackets(page.joined([end, due], ", "), page.text(step.note))
    return f"{page.with_brackets(page.text(step.title), owner)}: {told}"


def _results(page: ReportPage, matter: Matter) -> Iterator[str]:
    """Each result with what the sections above do not have: the table, and that of decisions."""
    card = matter.card
    to_confirm = card.state is State.SUBMITTED and bool(page.section("decisions"))
    above = [matter.result, *matter.partner_results]
    if to_confirm:
        above = [matter.result or next(iter(reversed(card.results)), None)]
    for result in card.results:
        is_above = any(result is each for each in above)
        details = list(_details(page, result, with_evidence=not to_confirm))
        if not is_above or details:
            yield _result_head(page, matter, result, with_text=not is_above)
            yield from details


def _result_head(page: ReportPage, matter: Matter, result: Result, *, with_text: bool) -> str:
    meeting = words.meeting_name(result.meeting, page.lang)
    filed = f"{words.day(result.date, page.lang)} {page.agency(result.by)}"
    head = page.with_brackets(meeting, filed)
    return f"{head}: {page.result_text(matter, result)}" if with_text else head


def _details(page: ReportPage, result: Result, *, with_evidence: bool) -> Iterator[str]:
    numbers = page.joined([page.labelled_progress(result.progress), _spent(page, result)])
    if numbers:
        yield f"- {numbers}"
    if result.blocker:
        yield f"- {page.said('blocker')}: {page.text(result.blocker)}"
    if with_evidence:
        yield from (f"- {line}" for line in evidence_lines(page, result.evidence))


def _spent(page: ReportPage, result: Result) -> str:
    if result.spent is None:
        return ""
    unit = page.report.register.config.money
    return f"{page.said('spent')} {words.money(result.spent, unit, page.lang)}"


def _indicators(page: ReportPage, card: Card) -> list[str]:
    """What the table of indicators, if the report has one, does not say."""
    if not page.section("indicators"):
        return indicator_lines(page, card)
    return [_indicator(page, card, each) for each in card.indicators if each.as_stated]


def indicator_lines(page: ReportPage, card: Card) -> list[str]:
    """Return a line for each indicator: its name, and its values."""
    return [_indicator(page, card, each) for each in card.indicators]


def _indicator(page: ReportPage, card: Card, indicator: Indicator) -> str:
    reading, unit = latest_reading(card, indicator.id), page.text(indicator.unit)
    target = words.number(indicator.target, page.lang)
    stated, same = page.text(indicator.as_stated), _letters(target + unit)
    if stated and _letters(stated) != same:  # how the source puts the target
        target = page.with_brackets(target, page.said("as stated: {words}", words=stated))
    told = {
        page.said("baseline"): (indicator.baseline, words.number(indicator.baseline, page.lang)),
        page.said("target"): (indicator.target, target),
        page.said("latest"): (reading, words.number(reading[0], page.lang) if reading else ""),
    }
    numbers = [f"{name} {shown}" for name, (value, shown) in told.items() if value is not None]
    name = page.with_brackets(page.text(indicator.name), unit)
    shown = page.joined([name, ", ".join(numbers)], ": ")
    is_told = indicator.target is not None
    return shown if is_told else _with_statement(page, shown, indicator.as_stated)


def budget_lines(page: ReportPage, card: Card) -> list[str]:
    """Return a line for each part of the budget."""
    return [_budget_line(page, line) for line in card.budget]


def _budget_line(page: ReportPage, line: BudgetLine) -> str:
    unit = page.report.register.config.money
    year = page.said("year|{year}", year=line.year) if line.year else ""
    where = page.joined([year, BUDGETS[line.source].render(page.lang)], " ")
    amount = words.money(line.planned, unit, page.lang, approximate=line.approximate)
    name = layout_of(page.lang).money.names.get(unit.currency, "")
    return _with_statement(page, f"{where}: {amount}", line.as_stated, but=name)


def _with_statement(page: ReportPage, shown: str, stated: Text, but: str = "") -> str:
    """Append how the source puts it, unless that is what *shown* says already.

    A word *but* at its end tells nothing more: the name of the currency.
    """
    words_of_source = page.text(stated)
    if _letters(words_of_source.removesuffix(f" {but}")) in _letters(shown):
        return shown
    return page.with_brackets(shown, page.said("as stated: {words}", words=words_of_source))


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _history(page: ReportPage, card: Card) -> str:
    """The history; nothing if there is only the registration, without anything else in it."""
    first = card.history[0]
    if len(card.history) == 1 and not (first.lead or first.due or first.note):
        return ""
    return "\n".join([_event(page, card, event) for event in card.history])


def _event(page: ReportPage, card: Card, event: HistoryEntry) -> str:
    told = page.joined(
        [
            words.state_word(event.state, page.lang) if event.state else "",
            words.outcome_word(event.outcome, page.lang) if event.outcome else "",
            page.said("lead {agency}", agency=page.agency(event.lead))
            if event.records("lead")
            else "",
            page.said("due {day}", day=words.day(event.due, page.lang))
            if event.records("due")
            else "",
            words.meeting_name(event.meeting, page.lang) if event.meeting else "",
            page.said("review by {meeting}", meeting=words.meeting_name(event.review, page.lang))
            if event.review
            else "",
            *_put_right(page, card, event),
        ],
        ", ",
    )
    why = [
        page.text(event.note),
        page.said("instead: {measures}", measures=page.text(event.substitute))
        if event.substitute
        else "",
    ]
    told = page.with_brackets(told, page.joined(why)) if told else page.joined(why)
    return f"{words.day(event.date, page.lang)} {page.agency(event.by)}: {told}"


def _put_right(page: ReportPage, card: Card, event: HistoryEntry) -> Iterator[str]:
    """Yield what the entry corrects, amends or erases; section 7 has the old and new values."""
    if not (event.corrects or event.amends or event.redacts or event.ground):
        return  # as most entries
    put_right = {
        page.said("entry|corrected"): event.corrects,
        page.said("entry|amended"): event.amends,
        page.said("entry|erased"): event.redacts,
    }
    for done, paths in put_right.items():
        if paths:
            names = "; ".join(field_name(card, path, page.lang) for path in paths)
            yield page.with_brackets(done, names)
    yield page.text(event.ground)


def _relations(page: ReportPage, card: Card) -> Iterator[str]:
    """Relations in both directions, from the card to others and back; then the card elsewhere."""
    found: dict[str, list[str]] = {}
    for kind, other in card.relations.all():
        found.setdefault(words.RELATIONS[kind][0].render(page.lang), []).append(other)
    for kind, other in page.report.register.references.get(card.id, ()):
        found.setdefault(words.RELATIONS[kind][1].render(page.lang), []).append(other)
    for label, others in found.items():
        yield f"{label} {words.id_ranges(others, page.lang)}"
    if card.relations.part_of:
        yield f"{words.RELATIONS['parent'][0].render(page.lang)} {card.relations.part_of}"


_FIELDS: tuple[tuple[Message, Callable[[ReportPage, Matter, Card], str]], ...] = (
    (_("Decision"), lambda page, _matter, card: page.text(card.decision)),
    (_("Partners"), lambda page, _matter, card: page.agencies(card.partners)),
    (_("State"), lambda page, matter, _card: _state(page, matter)),
    (_("Due"), lambda page, _matter, card: _due(page, card)),
    (_("Action plan"), lambda page, _matter, card: _plan(page, card)),
    (_("Steps"), lambda page, _matter, card: _steps(page, card)),
    (_("Results"), lambda page, matter, _card: "\n".join(_results(page, matter))),
    (_("Indicators"), lambda page, _matter, card: "\n".join(_indicators(page, card))),
    (_("Budget"), lambda page, _matter, card: page.joined(budget_lines(page, card))),
    (_("History"), lambda page, _matter, card: _history(page, card)),
    (_("Related cards"), lambda page, _matter, card: ", ".join(_relations(page, card))),
    (_("Note"), lambda page, _matter, card: page.text(card.note)),
    (_("Not public"), lambda page, _matter, card: _ground(page, card)),
)
"""The fields of a card but its sources: each with its label, and its text, which may be empty."""

_NOT_IN_CELL = (_("Decision"), _("State"))
"""The fields of a bare card that its row has anyway."""
