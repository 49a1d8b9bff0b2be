"""The timeline of a card: its history and its results in order, with evidence and readings."""

from __future__ import annotations

from collections.abc import Iterator

from cardctl.domain.card import Card, Result
from cardctl.domain.in_force import results_in_force
from cardctl.html_page import escape
from cardctl.report import words
from cardctl.report.history_words import HistoryLine, history_lines
from cardctl.report.layout.evidence import evidence_lines
from cardctl.site import links
from cardctl.site.markup import bullets, facts, phrase, prose
from cardctl.site.site import SitePage


def timeline(page: SitePage, identifier: str) -> str:
    """Return the timeline of a card; what was revised or corrected since is in it, too."""
    card = page.site.seen.recorded(identifier)
    if card is None:
        raise KeyError(identifier)
    lines = history_lines(card, page.site.seen.whole, page.lang)
    in_force = results_in_force(card.results, page.site.seen.whole.calendar)
    return (
        '<ol class="timeline">\n'
        + "".join(_line(page, card, line, in_force) for line in lines)
        + "</ol>\n"
    )


def _line(page: SitePage, card: Card, line: HistoryLine, in_force: tuple[Result, ...]) -> str:
    kind = "result" if line.result else "entry"
    what = line.what
    if line.entry is not None and _puts_right(line):
        kind, what = "correction", "\n".join(line.changes)
    if line.result is not None and not any(line.result is each for each in in_force):
        kind = "result replaced"
    when = words.day(line.date, page.lang)
    why = f'<p class="why">{phrase(line.why, page.lang)}</p>' if line.why else ""
    more = _result(page, card, line.result) if line.result else ""
    replaced = (
        f' <span class="mark">{escape(page.words.said("replaced by a revised result"))}</span>'
        if kind == "result replaced"
        else ""
    )
    return (
        f'<li class="{kind}"><p class="when"><time datetime="{line.date.isoformat()}">'
        f"{escape(when)}</time> <span>{links.agency(page, line.by)}</span></p>"
        f'<p class="what">{phrase(what, page.lang)}{replaced}</p>{why}{more}</li>\n'
    )


def _puts_right(line: HistoryLine) -> bool:
    entry = line.entry
    return entry is not None and bool(entry.corrects or entry.amends or entry.redacts)


def _result(page: SitePage, card: Card, result: Result) -> str:
    """Return what a result says besides its text."""
    said, lang = page.words.said, page.lang
    unit = page.site.report.register.config.money
    spent = words.money(result.spent, unit, lang) if result.spent is not None else ""
    return facts(
        [
            (said("site|Readings"), bullets(_readings(page, card, result))),
            (said("Spent"), escape(spent)),
            (said("site|Obstacle"), prose(result.blocker, lang)),
            (said("Next"), prose(result.next, lang)),
            (said("Evidence"), bullets(_evidence(page, result))),
        ]
    )


def _readings(page: SitePage, card: Card, result: Result) -> Iterator[str]:
    """Yield the readings of the indicators, with their names and units."""
    known = {each.id: each for each in card.indicators}
    for key, value in result.readings.items():
        number = words.number(value, page.lang)
        if key not in known:
            yield escape(f"{key}: {number}")
            continue
        unit = prose(known[key].unit, page.lang)
        if unit and unit != "%":
            number = page.words.said("reading|{number} {unit}", number=escape(number), unit=unit)
        else:
            number = escape(number) + unit
        yield f"{prose(known[key].name, page.lang)}: {number}"


def _evidence(page: SitePage, result: Result) -> Iterator[str]:
    return (phrase(line, page.lang) for line in evidence_lines(page.words, result.evidence))
