"""The sections of each view, in their order, and whether they have anything to report."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import NamedTuple

from cardctl.errors import Unknown
from cardctl.report.document import Block
from cardctl.report.facts import MeetingReport
from cardctl.report.layout.about import ABOUT, about
from cardctl.report.layout.agency import awaited, lead_cards, own_in_full, partner_cards
from cardctl.report.layout.annex import annex
from cardctl.report.layout.changes import changes
from cardctl.report.layout.corrections import corrections
from cardctl.report.layout.counts import agencies, closed, due, indicators, money, not_submitted
from cardctl.report.layout.decisions import decisions
from cardctl.report.layout.matters import carried_over, hard, matters
from cardctl.report.layout.page import ReportPage
from cardctl.report.layout.summary import summary

SUMMARY, DECISIONS = "summary", "decisions"
MATTERS, CARRIED_OVER, HARD = "matters", "carried over", "hard"
"""The keys of the sections that others refer to."""

NAMES = ("full", "brief", "summary")


class Section(NamedTuple):
    """A section: the *key* that other sections refer to it by, its title, and its contents."""

    key: str
    title: str
    blocks: Callable[[ReportPage], Iterable[Block]]
    is_empty: bool = False


_BRIEF = (SUMMARY, DECISIONS, MATTERS, CARRIED_OVER, HARD, "due", "missing", "corrections", ABOUT)
"""The sections of the brief view: what a meeting reads; the details of each card are left out."""


def sections(page: ReportPage, view: str) -> tuple[Section, ...]:
    """Return the sections of *view*, the empty ones, too. Raises Unknown, Ambiguous."""
    if view == "full":
        return _full(page)
    if view == "brief":
        return tuple(section for section in _full(page) if section.key in _BRIEF)
    if view == "summary":
        return _full(page)[:1]
    return _of_agency(page, agency_of(page.report, view))


def agency_of(report: MeetingReport, view: str) -> str:
    """Return the code of the agency in ``agency:AGENCY``. Raises Unknown, Ambiguous."""
    name, _, written = view.partition(":")
    if name != "agency" or not written.strip():
        raise Unknown("view", view, (*NAMES, "agency:CODE"))
    known = [row.code for row in report.agencies]
    code = written if written in known else report.seen.whole.agency_code(written)
    if code not in known:
        raise Unknown("agency", written, known)
    return code


def _full(page: ReportPage) -> tuple[Section, ...]:
    report, said = page.report, page.said
    before, changed = page.before, report.changes
    has_moved = report.summary.cards or report.previous or changed.meetings
    return (
        Section(SUMMARY, said("Summary"), summary),
        Section(
            DECISIONS,
            said("Decisions requested"),
            decisions,
            not (report.confirm or report.due_dates or report.holds),
        ),
        Section(
            MATTERS,
            said("Matters of {meeting}", meeting=before),
            matters,
            not report.previous_meeting,
        ),
        Section(CARRIED_OVER, said("Carried over"), carried_over, not report.carried_over),
        Section(HARD, said("Hard to implement"), hard, not report.hard_to_implement),
        Section("due", said("Overdue and due next"), due, not (report.overdue or report.due_next)),
        Section("missing", said("Missing results"), not_submitted, not report.not_submitted),
        Section("changes", said("Changes since {meeting}", meeting=before), changes, not has_moved),
        Section("corrections", said("Corrections"), corrections, not changed.corrections),
        Section(
            "closed", said("Closed since {meeting}", meeting=before), closed, not report.closed
        ),
        Section("agencies", said("By agency"), agencies, not report.summary.cards),
        Section("money", said("Money"), money, not report.money.cards),
        Section("indicators", said("Indicators"), indicators, not report.indicators),
        Section("annex", said("Annex: open cards in full"), annex, not report.cards),
        Section(ABOUT, said("About this report"), about),
    )


def _of_agency(page: ReportPage, code: str) -> tuple[Section, ...]:
    report, said = page.report, page.said
    leads = any(card.lead == code for card in report.seen.cards)
    helps = any(code in card.partners for card in report.seen.cards)
    owns = any(matter.card.lead == code for matter in report.cards)
    return (
        Section("response", said("Response required"), partial(awaited, code=code)),
        Section("lead", said("Cards as lead agency"), partial(lead_cards, code=code), not leads),
        Section(
            "partner", said("Cards as partner agency"), partial(partner_cards, code=code), not helps
        ),
        Section("annex", said("Open cards in full"), partial(own_in_full, code=code), not owns),
        Section(ABOUT, said("About this report"), about),
    )
