"""The record of a meeting: when and where, agenda, the report that it heard, its seal, changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cardctl.domain.card_facts import CardFacts
from cardctl.domain.enum_words import ITEM_OUTCOMES, ITEM_TYPES, MEETING_KINDS, STATUSES
from cardctl.domain.enums import MeetingKind
from cardctl.domain.in_force import history_in_force
from cardctl.domain.meeting import AgendaItem, Meeting
from cardctl.domain.meeting_record import recorded_changes
from cardctl.domain.seal.model import Seal
from cardctl.domain.signal import Colour
from cardctl.html_page import escape
from cardctl.i18n import _
from cardctl.report import words
from cardctl.report.document import ColumnKind
from cardctl.report.history_words import by_meeting, entry_lines
from cardctl.report.layout.evidence import evidence_lines
from cardctl.report.meeting_words import change_phrases
from cardctl.report.words import NOTHING
from cardctl.site.links import agency, matter
from cardctl.site.markup import (
    LONGEST_NOTE,
    Column,
    bullets,
    facts,
    follow_ups,
    link,
    phrase,
    prose,
    section,
    shortened,
    signal,
    table,
    told,
)
from cardctl.site.site import Act, SitePage

NAMED = 12
"""Cards of an agenda item that are named; the list of the meeting's cards has all."""

MOST_ACTS, LONGEST_CHANGE = 80, 500
"""Entries on earlier cards that are listed, and their characters: no page grows over 500 KB."""


def when_and_where(page: SitePage, meeting: Meeting) -> list[tuple[str, str]]:
    """Return when and where a meeting is held, as labels with their values."""
    lang, said = page.lang, page.words.said
    day = words.day(meeting.date, lang) if meeting.date else said("date not fixed")
    return [
        (said("site|Date"), escape(day)),
        (said("site|Place"), prose(meeting.place, lang)),
        (
            said("site|Papers close"),
            escape(words.day(meeting.papers, lang)) if meeting.papers else "",
        ),
    ]


def record(page: SitePage, meeting: Meeting) -> str:
    """Return the facts of a meeting."""
    lang, said = page.lang, page.words.said
    regular = meeting.kind is MeetingKind.REGULAR
    return facts(
        [
            (said("site|Status"), told(STATUSES[meeting.status], lang)),
            *when_and_where(page, meeting),
            (said("site|Kind"), "" if regular else told(MEETING_KINDS[meeting.kind], lang)),
            (said("Seal"), _seal(page, meeting.number)),
        ]
    )


def _seal(page: SitePage, number: int) -> str:
    """Return the root of the last seal of a meeting's report; "" if it has none."""
    seals = page.site.report.register.seals.get(number, ())
    if not seals:
        return ""
    last = seals[-1]
    day = told(_("as of {day}", day=words.day(last.as_of, page.lang)), page.lang)
    if not isinstance(last, Seal):
        return day
    return f'{day}, {page.words.said("root")} <span class="long">{escape(last.root)}</span>'


# Agenda -----------------------------------------------------------------------------------------


def agenda(page: SitePage, meeting: Meeting) -> str:
    """Return the agenda, with the outcome of each item and the cards that it made."""
    said = page.words.said
    columns = (
        Column(said("Agenda item"), ColumnKind.TITLE),
        Column(said("site|Type")),
        Column(said("Outcome")),
        Column(said("site|Cards")),
    )
    made: dict[int | None, list[CardFacts]] = {}
    for card in page.site.cards_of.get(meeting.number, ()):
        made.setdefault(card.item, []).append(card)
    rows = (("", _item(page, item, made.get(item.item, ()))) for item in meeting.items)
    return section(said("site|Agenda"), table(said("site|Agenda"), columns, rows))


def _item(page: SitePage, item: AgendaItem, made: Sequence[CardFacts]) -> Sequence[str]:
    outcome = ITEM_OUTCOMES[item.outcome].render(page.lang) if item.outcome else NOTHING
    cards = ", ".join(link(page.to_card(card.id), escape(card.id)) for card in made[:NAMED])
    if len(made) > NAMED:
        cards += f", {told(_('and {count} more', count=len(made) - NAMED), page.lang)}"
    return (
        f"{item.item}. {prose(item.title, page.lang)}",
        told(ITEM_TYPES[item.type], page.lang),
        escape(outcome),
        cards,
    )


# The report that it heard, and what it did ------------------------------------------------------


def heard(page: SitePage, number: int) -> str:
    """Return the figures of the report to the meeting, as of its own day."""
    standing = page.site.trend.get(number)
    if standing is None:
        return ""
    said, lang, totals = page.words.said, page.lang, standing.totals
    done = totals.completion
    signals = (
        f"{signal(colour, lang)} {totals.by_signal[colour]:,}"
        for colour in Colour
        if totals.by_signal[colour]
    )
    rate = words.percent(done.done, done.counted, lang)
    body = follow_ups(totals.by_follow_up, lang) + facts(
        [
            (said("As of"), escape(words.day(standing.seen.day, lang))),
            (said("Completion rate"), escape(f"{done.done:,} / {done.counted:,} = {rate}")),
            (said("Signal"), bullets(signals, "inline")),
        ]
    )
    return section(said("Report to this meeting"), body, "report")


def acts(page: SitePage, number: int) -> str:
    """Return what the meeting confirmed, returned or changed on cards of other meetings."""
    said, found = page.words.said, page.site.acts.get(number, ())
    columns = (
        Column(said("Matter"), ColumnKind.TITLE),
        Column(said("site|Date"), ColumnKind.DAY),
        Column(said("site|Change"), ColumnKind.PROSE),
        Column(said("Reason"), ColumnKind.PROSE),
    )
    rows = (("", _act(page, act)) for act in found[:MOST_ACTS])
    body = table(said("Decided on earlier cards"), columns, rows)
    if len(found) > MOST_ACTS:
        more = told(_("and {count} more", count=len(found) - MOST_ACTS), page.lang)
        body += f"<p>{more}</p>\n"
    return section(said("Decided on earlier cards"), body, "acts")


def _act(page: SitePage, act: Act) -> Sequence[str]:
    card = page.site.seen.recorded(act.card.id)
    if card is None:
        raise KeyError(act.card.id)
    if not card.history[act.place].corrects:  # what it did is told as it was right
        card = card.model_copy(update={"history": history_in_force(card.history)})
    line = list(entry_lines(card, page.site.seen.whole, page.lang))[act.place]
    told_above = by_meeting(line.entry.meeting or 0).render(page.lang) if line.entry else ""
    changes = "; ".join(each for each in line.changes if each != told_above)
    return (
        matter(page, act.card),
        escape(words.day(line.date, page.lang)),
        phrase(shortened(changes, LONGEST_CHANGE), page.lang),
        phrase(shortened(line.why, LONGEST_NOTE), page.lang),
    )


# Changes and sources ----------------------------------------------------------------------------


def changes(page: SitePage, meeting: Meeting) -> str:
    """Return the changes of the meeting's record, with old and new values."""
    found = (each for each in recorded_changes(meeting) if each.entry.date <= page.site.day)
    items = (
        f"{escape(words.day(each.entry.date, page.lang))} {agency(page, each.entry.by)}: "
        f"{phrase('; '.join(change_phrases(each, page.lang)), page.lang)} "
        f"({prose(each.entry.note, page.lang)})"
        for each in found
    )
    return section(page.words.said("Changes of the record"), bullets(items))


def sources(page: SitePage, meeting: Meeting) -> str:
    """Return the sources for the meeting."""
    return section(page.words.said("Sources"), bullets(_lines(page, meeting)))


def _lines(page: SitePage, meeting: Meeting) -> Iterator[str]:
    return (phrase(line, page.lang) for line in evidence_lines(page.words, meeting.sources))
