"""Three sentences on where things stand: how many and how, what changed, what is worst."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cardctl.domain.card_facts import CardFacts
from cardctl.domain.facts import overdue_days
from cardctl.domain.follow_up import FOLLOW_UPS, FollowUp
from cardctl.domain.signal import REASONS, Reason
from cardctl.domain.workflow import State
from cardctl.i18n import Message, _n
from cardctl.printable import shortened
from cardctl.report.compute import SEVERITY
from cardctl.report.layout.page import ReportPage

TITLE, NAME = 80, 120
"""Maximum width of a title and of an agency's name, in columns; no real name is as long."""

_STANDINGS: dict[FollowUp, Callable[[int], Message]] = {
    FollowUp.DONE: lambda n: _n("{count} is done", "{count} are done", n),
    FollowUp.TO_CONFIRM: lambda n: _n(
        "{count} awaits confirmation", "{count} await confirmation", n
    ),
    FollowUp.ON_TRACK: lambda n: _n("{count} is on track", "{count} are on track", n),
    FollowUp.ATTENTION: lambda n: _n("{count} needs attention", "{count} need attention", n),
    FollowUp.DELAYED: lambda n: _n("{count} is delayed", "{count} are delayed", n),
    FollowUp.ON_HOLD: lambda n: _n("{count} is on hold", "{count} are on hold", n),
    FollowUp.ENDED: lambda n: _n("{count} ended otherwise", "{count} ended otherwise", n),
}
"""How many cards have a follow-up class, as a part of a sentence."""


def sentences(page: ReportPage) -> Iterator[str]:
    """Yield the three sentences; the last two only if there are matters or changes."""
    report = page.report
    yield _standing(page)
    if report.previous is not None and (report.summary.cards or report.previous.cards):
        yield _changed(page)
    if report.summary.cards:
        yield _worst(page)


def _standing(page: ReportPage) -> str:
    now = page.report.summary
    if not now.cards:
        return page.said("There is no matter to report on.")
    counts = {going: count for going, count in now.by_follow_up.items() if count}
    if now.cards == 1:
        state = FOLLOW_UPS[next(iter(counts))].render(page.lang)
        return page.said("There is one matter ({state}).", state=state)
    parts = [_STANDINGS[going](count).render(page.lang) for going, count in counts.items()]
    return page.said(
        "Of {count} matters, {standings}.", count=now.cards, standings=page.listed(parts)
    )


def _changed(page: ReportPage) -> str:
    """What changed since the previous report."""
    report = page.report
    changed = report.changes
    counts: dict[Callable[[int], Message], int] = {
        lambda n: _n("{count} was added", "{count} were added", n): len(changed.new),
        lambda n: _n("{count} was closed", "{count} were closed", n): len(
            changed.into(State.CLOSED)
        ),
        lambda n: _n("{count} was reopened", "{count} were reopened", n): len(
            changed.out_of(State.CLOSED)
        ),
        lambda n: _n("{count} due date was moved", "{count} due dates were moved", n): len(
            changed.due_moved
        ),
        lambda n: _n("{count} turned red", "{count} turned red", n): len(report.newly_red),
    }
    parts = [phrase(count).render(page.lang) for phrase, count in counts.items() if count]
    if not parts:
        return page.said("Nothing has changed since {meeting}.", meeting=page.before)
    return page.said("Since {meeting}, {changes}.", meeting=page.before, changes=page.listed(parts))


def _worst(page: ReportPage) -> str:
    """The worst problem: the first red card, else the longest overdue, and missing results."""
    report = page.report
    worst = report.red[0] if report.red else report.overdue[0][0] if report.overdue else None
    missing = _missing(page)
    if worst is None and missing:
        return page.said("No matter is red or overdue, but {missing}.", missing=missing)
    if worst is None:
        return page.said("No matter is red or overdue, and no result is missing.")
    values = {
        "matter": shortened(page.title(worst.id), TITLE),
        "lead": shortened(page.agency(worst.lead), NAME),
        "problem": _problem(page, worst),
    }
    if not missing:
        return page.said("The most urgent matter is {matter} ({lead}): {problem}.", **values)
    return page.said(
        "The most urgent matter is {matter} ({lead}): {problem}; {missing}.",
        **values,
        missing=missing,
    )


def _problem(page: ReportPage, card: CardFacts) -> str:
    days = overdue_days(card, page.report.as_of)
    if days:
        return page.said("{days} overdue", days=page.counted(days, "day"))
    reasons = page.report.seen.signal(card.id).reasons
    found: Reason = next(reason for reason in reasons if reason in SEVERITY)
    return REASONS[found].render(page.lang)


def _missing(page: ReportPage) -> str:
    """How many results are missing, and of how many open cards; "" if none is."""
    report = page.report
    missing = len(report.not_submitted)
    if not missing:
        return ""
    unowned = sum(1 for card in report.not_submitted if card.lead is None)
    missing_words = _n(
        "{count} of {matters} has no result",
        "{count} of {matters} have no result",
        missing,
        matters=page.counted(report.summary.open, "open matter"),
    ).render(page.lang)
    if not unowned:
        return missing_words
    without = _n("{count} has no lead agency", "{count} have no lead agency", unowned)
    return page.with_brackets(missing_words, without.render(page.lang))
