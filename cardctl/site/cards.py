"""The pages of cards: all that is on record of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cardctl.domain.card import Card, Step
from cardctl.domain.enums import Visibility
from cardctl.domain.facts import due_moves, first_due, overdue_days
from cardctl.domain.text import text_in
from cardctl.html_page import escape
from cardctl.report import words
from cardctl.report.compute import matter_of
from cardctl.report.document import ColumnKind
from cardctl.report.facts import Matter
from cardctl.report.layout.details import budget_lines, indicator_lines
from cardctl.report.layout.evidence import evidence_lines
from cardctl.resources import filled
from cardctl.site import links
from cardctl.site.card_list import attributes, card_signal
from cardctl.site.markup import Column, badge, bullets, facts, phrase, prose, section, table, told
from cardctl.site.shell import whole
from cardctl.site.site import Site, SiteFile, SitePage, card_path
from cardctl.site.timeline import timeline


def card_pages(site: Site, lang: str) -> Iterator[SiteFile]:
    """Yield the page of each card."""
    for card in site.cards:
        yield card_page(site, lang, card.id)


def card_page(site: Site, lang: str, identifier: str) -> SiteFile:
    """Return the page of a card."""
    page = site.page(lang, card_path(identifier))
    found = matter_of(identifier, site.seen)
    card = found.card
    main = filled(
        "site/card.html",
        subject=attributes(page, card).strip(),
        trail=_trail(page, card),
        id=escape(card.id),
        title=prose(card.title, lang, follow=False),
        badges=_badges(page, found),
        decision=_decision(page, card),
        facts=_facts(page, found),
        sections="".join(_sections(page, card)),
    )
    return whole(page, f"{card.id} {text_in(card.title, lang)}", main)


def _trail(page: SitePage, card: Card) -> str:
    """Return where the card comes from: the meeting, and the item of its agenda."""
    item = page.site.report.register.agenda_item(card)
    if item is None:
        return links.meeting(page, card.meeting)
    told_in = page.words.said("item {number}", number=item.item)
    return f"{links.meeting(page, card.meeting)}, {escape(told_in)}: {prose(item.title, page.lang)}"


def _badges(page: SitePage, found: Matter) -> str:
    """Return how the card is going, its signal with the reasons, and its state."""
    card, lang = found.card, page.lang
    reasons = words.reasons_words(found.signal, lang)
    state = words.state_word(card.state, lang)
    if card.outcome:
        state = f"{state}: {words.outcome_word(card.outcome, lang)}"
    return (
        f"{badge(page.site.follow_up(card), lang)} {card_signal(page, card)}"
        f"{f' <span>{escape(reasons)}</span>' if reasons else ''}"
        f' <span class="state">{escape(state)}</span>'
    )


def _decision(page: SitePage, card: Card) -> str:
    text = prose(card.decision, page.lang)
    return f'<p class="decision">{text}</p>\n' if text else ""


# Facts ------------------------------------------------------------------------------------------


def _facts(page: SitePage, found: Matter) -> str:
    card, said, lang = found.card, page.words.said, page.lang
    return facts(
        [
            (said("Lead"), links.agency(page, card.lead)),
            (said("Partners"), links.agencies(page, card.partners)),
            (said("Due"), _due(page, card)),
            (said("Progress"), _progress(page, found.progress)),
            (said("Tags"), escape(words.tags(page.site.seen.whole, card.tags, lang))),
            (said("Note"), prose(card.note, lang)),
            (said("Not public"), _ground(page, card)),
            (said("site|File"), escape(page.site.seen.whole.path_of(card.id))),
        ]
    )


def _due(page: SitePage, card: Card) -> str:
    """Return the due date, as it was stated, as it was first set, and how long it is past."""
    said, lang = page.words.said, page.lang
    moves = sum(1 for _move in due_moves(card))
    days = overdue_days(card, page.site.day)
    parts = [escape(words.day(card.due, lang)) if card.due else escape(said("not set"))]
    if card.due_as_stated:
        parts.append(f"<q>{prose(card.due_as_stated, lang)}</q>")
    if moves:
        first = words.day(first_due(card), lang)
        times = page.words.counted(moves, "time")
        parts.append(escape(said("first {day}, extended {times}", day=first, times=times)))
    if days:
        late = said("{days} overdue", days=page.words.counted(days, "day"))
        parts.append(f'<strong class="late">{escape(late)}</strong>')
    return "; ".join(parts)


def _progress(page: SitePage, points: int | None) -> str:
    if points is None:
        return ""
    label = escape(page.words.said("Progress"))
    return f'<meter min="0" max="100" value="{points}" aria-label="{label}"></meter> {points}%'


def _ground(page: SitePage, card: Card) -> str:
    """Return the ground for restricting the card; the public never sees restricted cards."""
    if card.visibility is not Visibility.CLOSED:
        return ""
    ground = prose(card.visibility_ground, page.lang)
    return ground or escape(page.words.said("no legal ground stated"))


# Sections ---------------------------------------------------------------------------------------


def _sections(page: SitePage, card: Card) -> Iterator[str]:
    said = page.words.said
    yield section(said("Action plan"), _plan(page, card))
    yield section(said("Indicators"), _lines(page, indicator_lines(page.words, card)))
    yield section(said("Budget"), _lines(page, budget_lines(page.words, card)))
    yield section(said("History and results"), timeline(page, card.id), "history")
    yield section(said("Related cards"), bullets(_relations(page, card)))
    yield section(said("Sources"), _lines(page, evidence_lines(page.words, card.sources)))


def _lines(page: SitePage, lines: Iterable[str]) -> str:
    return bullets(phrase(line, page.lang) for line in lines)


def _plan(page: SitePage, card: Card) -> str:
    if card.plan is None:
        return ""
    said, lang, plan = page.words.said, page.lang, card.plan
    summary = prose(plan.summary, lang)
    body = f"<p>{summary}</p>\n" if summary else ""
    if plan.submitted:
        day = words.day(plan.submitted, lang)
        body += f"<p>{escape(said('plan|dated {day}', day=day))}</p>\n"
    if plan.no_steps:
        body += f"<p>{escape(said('no steps'))}: {prose(plan.no_steps, lang)}</p>\n"
    columns = (
        Column(said("Step"), ColumnKind.TITLE),
        Column(said("Owner")),
        Column(said("Due"), ColumnKind.DAY),
        Column(said("State")),
        Column(said("Note"), ColumnKind.PROSE),
    )
    rows = (("", _step(page, step)) for step in plan.steps)
    return body + table(said("Steps"), columns, rows)


def _step(page: SitePage, step: Step) -> tuple[str, ...]:
    lang = page.lang
    return (
        prose(step.title, lang),
        links.agency(page, step.owner) if step.owner else "",
        escape(words.day(step.due, lang)) if step.due else "",
        escape(_end(page, step)),
        prose(step.note, lang),
    )


def _end(page: SitePage, step: Step) -> str:
    if step.done is not None:
        return page.words.said("step|done {day}", day=words.day(step.done, page.lang))
    return page.words.said("step|dropped" if step.dropped is not None else "step|open")


def _relations(page: SitePage, card: Card) -> Iterator[str]:
    """Yield the relations in both directions, each with the other card."""
    for kind, other in card.relations.all():
        yield f"{told(words.RELATIONS[kind][0], page.lang)}: {_other(page, other)}"
    for kind, other in page.site.report.register.references.get(card.id, ()):
        yield f"{told(words.RELATIONS[kind][1], page.lang)}: {_other(page, other)}"
    if card.relations.part_of:
        yield f"{told(words.RELATIONS['parent'][0], page.lang)}: {escape(card.relations.part_of)}"


def _other(page: SitePage, identifier: str) -> str:
    """Return another card as a link; one that has no page by its number alone."""
    found = page.site.report.register.cards.get(identifier)
    return links.matter(page, found) if found is not None else escape(identifier)
