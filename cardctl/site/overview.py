"""The overview: where things stand, what the next meeting decides, what is red, the trend."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from cardctl.domain.card_facts import CardFacts
from cardctl.domain.recorded_fields import hold_in_force
from cardctl.domain.text import text_in
from cardctl.html_page import escape
from cardctl.i18n import _
from cardctl.i18n.layout import figures as figures_of
from cardctl.report import words
from cardctl.report.document import ColumnKind
from cardctl.report.facts import RestrictionGround, Withheld
from cardctl.report.layout.charts import completion_chart, signals_chart
from cardctl.report.layout.sentences import sentences
from cardctl.site.card_list import due
from cardctl.site.links import agency, matter
from cardctl.site.markup import (
    Column,
    badge,
    bullets,
    charts,
    facts,
    follow_ups,
    prose,
    section,
    table,
    told,
)
from cardctl.site.meeting_facts import when_and_where
from cardctl.site.shell import as_of, whole
from cardctl.site.site import Site, SiteFile, SitePage

ALL, FIRST = 25, 10
"""A list of the overview names so many cards; of a longer one, it names the first."""

Row = tuple[str, Sequence[str]]
Item = TypeVar("Item")


def overview(site: Site, lang: str) -> SiteFile:
    """Return the overview."""
    page = site.page(lang, "index.html")
    body = site.report.register.config.body
    main = "".join(
        (
            f"<h1>{prose(body, lang, follow=False)}</h1>\n",
            f'<p class="asof">{as_of(page)}</p>\n',
            _unreadable(page),
            f'<div class="stand">{_standing(page)}</div>\n',
            follow_ups(site.report.summary.by_follow_up, lang),
            _next_meeting(page),
            _decisions(page),
            _red(page),
            _trend(page),
            _left_out(page),
        )
    )
    return whole(page, text_in(body, lang), main)


def _unreadable(page: SitePage) -> str:
    """Name the files that cannot be read, so that no card is missing without a word."""
    paths = page.site.report.unreadable
    if not paths:
        return ""
    files = page.words.counted(len(paths), "file")
    message = _(
        "Not on these pages, because they cannot be read: {files}: {paths}",
        files=files,
        paths=", ".join(paths),
    )
    return f'<p class="note urgent">{told(message, page.lang)}</p>\n'


# Where things stand -----------------------------------------------------------------------------


def _standing(page: SitePage) -> str:
    """Return where things stand, in the sentences of the report."""
    return "".join(f"<p>{escape(sentence)}</p>\n" for sentence in sentences(page.words))


def _next_meeting(page: SitePage) -> str:
    report = page.site.report
    name = words.meeting_name(report.number, page.lang)
    meeting = report.meeting
    if meeting is None:
        body = f"<p>{told(_('No date is fixed.'), page.lang)}</p>\n"
        return section(page.words.said("Next: {meeting}", meeting=name), body)
    items = (f"{item.item}. {prose(item.title, page.lang)}" for item in meeting.items)
    agenda = (page.words.said("site|Agenda"), bullets(items))
    body = facts([*when_and_where(page, meeting), agenda])
    heading = page.words.said("Next: {meeting}", meeting=name)
    return section(heading, body, address=page.to_meeting(meeting.number))


# Lists ------------------------------------------------------------------------------------------


def _decisions(page: SitePage) -> str:
    """Return what the meeting is asked to confirm, to take note of and to review."""
    report, lang = page.site.report, page.lang
    cards = report.register.cards
    matter_column = Column(page.words.said("Matter"), ColumnKind.TITLE)
    lead = Column(page.words.said("Lead"))
    confirm = _short(
        page,
        page.words.said("Outcomes to confirm"),
        (matter_column, Column(page.words.said("To confirm")), lead),
        [
            ("", (matter(page, c), escape(words.outcome_word(c.outcome, lang)),
                  agency(page, c.lead)))
            for c in _first(report.confirm)
        ],
        len(report.confirm),
    )  # fmt: skip
    moved = _short(
        page,
        page.words.said("Due dates moved, to take note of"),
        (matter_column, Column(page.words.said("Was due"), ColumnKind.DAY),
         Column(page.words.said("Now due"), ColumnKind.DAY), lead),
        [
            ("", (matter(page, cards[m.id]), escape(words.day(m.source, lang)),
                  escape(words.day(m.target, lang)), agency(page, cards[m.id].lead)))
            for m in _first(report.due_dates)
        ],
        len(report.due_dates),
    )  # fmt: skip
    held = ((card, hold_in_force(card.history)) for card in _first(report.holds))
    holds = _short(
        page,
        page.words.said("Holds due for review"),
        (matter_column, Column(page.words.said("Reason"), ColumnKind.PROSE), lead),
        [
            ("", (matter(page, card), prose(hold.reason if hold else None, lang),
                  agency(page, card.lead)))
            for card, hold in held
        ],
        len(report.holds),
    )  # fmt: skip
    found = confirm + moved + holds
    none = f"<p>{escape(page.words.said('None.'))}</p>\n"
    return section(page.words.said("Decisions requested"), found or none, "decisions")


def _short(
    page: SitePage, heading: str, columns: Sequence[Column], rows: Iterable[Row], total: int
) -> str:
    """Return a table of the first cards under a heading, and how many more there are."""
    body = table(heading, columns, rows)
    if not body:
        return ""
    named = page.words.with_brackets(heading, page.words.counted(total, "card"))
    return f"<h3>{escape(named)}</h3>\n{body}{_more(page, total)}"


def _first(found: Sequence[Item]) -> Sequence[Item]:
    """Return what a list of the overview names."""
    return found if len(found) <= ALL else found[:FIRST]


def _more(page: SitePage, total: int) -> str:
    if total <= ALL:
        return ""
    count = figures_of(total - FIRST, page.lang)
    text = told(_("And {count} more: see the board.", count=count), page.lang)
    return f'<p><a href="{page.to("board.html")}">{text}</a></p>\n'


def _red(page: SitePage) -> str:
    """Return the red cards: who answers for each, and why it is red."""
    red = page.site.report.red
    if not red:
        return ""
    columns = (
        Column(page.words.said("Matter"), ColumnKind.TITLE),
        Column(page.words.said("site|Follow-up")),
        Column(page.words.said("Reason")),
        Column(page.words.said("Lead")),
        Column(page.words.said("Due"), ColumnKind.DAY),
    )
    body = table(
        page.words.said("site|Red cards"), columns, (_red_row(page, card) for card in _first(red))
    )
    heading = page.words.with_brackets(
        page.words.said("site|Red cards"), page.words.counted(len(red), "card")
    )
    return section(heading, body + _more(page, len(red)), "red")


def _red_row(page: SitePage, card: CardFacts) -> Row:
    site, lang = page.site, page.lang
    return "", (
        matter(page, card),
        badge(site.follow_up(card), lang),
        escape(words.reasons_words(site.seen.signal(card.id), lang)),
        agency(page, card.lead),
        due(page, card),
    )


def _trend(page: SitePage) -> str:
    """Return the signals over the meetings; a chart of one point says nothing."""
    found = tuple(page.site.trend.values())
    if len(found) < 2:
        return ""
    drawn = (signals_chart(page.words, found), completion_chart(page.words, found))
    return section(page.words.said("Trends by meeting"), charts(drawn, page.lang), "trend")


# What is left out -------------------------------------------------------------------------------


def _left_out(page: SitePage) -> str:
    """Say how much the public does not see, in total and by legal ground."""
    left_out = page.site.report.withheld
    if left_out is None or not (left_out.cards or left_out.evidence):
        return ""
    items = (_ground(page, ground) for ground in left_out.grounds)
    body = f"<p>{escape(_amount(page, left_out))}</p>\n{bullets(items)}"
    return section(page.words.said("Not public"), body)


def _ground(page: SitePage, ground: RestrictionGround) -> str:
    text = prose(ground.text, page.lang) or escape(page.words.said("no legal ground stated"))
    return f"{text}: {escape(_amount(page, ground))}"


def _amount(page: SitePage, closed: Withheld | RestrictionGround) -> str:
    return page.words.said(
        "{cards} and {evidence}",
        cards=page.words.counted(closed.cards, "card"),
        evidence=page.words.counted(closed.evidence, "evidence"),
    )
