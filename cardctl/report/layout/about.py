"""The line about the meeting below the title, and the last section: how to read the report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cardctl.domain.enum_words import MEETING_KINDS
from cardctl.domain.signal import Colour
from cardctl.printable import shortened
from cardctl.report import words
from cardctl.report.document import (
    Block,
    Cell,
    Column,
    ColumnKind,
    Item,
    ItemList,
    Note,
    Paragraph,
    Record,
    RecordField,
    Table,
)
from cardctl.report.edition import edition_words
from cardctl.report.facts import RestrictionGround, SealStatus, Withheld
from cardctl.report.layout.page import ReportPage
from cardctl.report.layout.seal_subjects import sealed_subjects

ABOUT = "about"
"""The key of the last section."""

NAMED_FIRST = 2
"""Maximum number of unreadable files that are named on page one."""

PLACE = 40
"""Maximum width of the meeting's place on page one, in columns."""


def meeting_line(page: ReportPage) -> str:
    """When and where the meeting is, as of which day it is told what, and of how many cards."""
    meeting = page.report.meeting
    date = meeting.date if meeting else None
    return page.joined(
        [
            words.day(date, page.lang) if date else words.heading(page.said("date not fixed")),
            shortened(page.text(meeting.place), PLACE) if meeting else "",
            MEETING_KINDS[meeting.kind].render(page.lang) if meeting else "",
            as_of(page),
        ],
        " · ",
    )


def as_of(page: ReportPage) -> str:
    """The as-of date, with the edition: ``as of 2026-11-28 (interim, papers close on …)``."""
    day = page.said("as of {day}", day=words.day(page.report.as_of, page.lang))
    return page.with_brackets(day, edition_words(page.report.edition, page.lang))


def unreadable(page: ReportPage) -> list[Block]:
    """Name the unreadable files, so that no report silently omits a card; the last section has all.

    The first few are enough for page one.
    """
    paths = page.report.unreadable
    if not paths:
        return []
    text = page.said(
        "Not in this report, because they cannot be read: {files}: {paths}",
        files=page.counted(len(paths), "file"),
        paths=_first_of(page, paths, NAMED_FIRST),
    )
    return [Note(text, urgent=True)]


def _first_of(page: ReportPage, names: Sequence[str], most: int) -> str:
    """The first of *names*, and how many more there are."""
    some, more = ", ".join(names[:most]), len(names) - most
    return page.said("{some}, and {count} more", some=some, count=more) if more > 0 else some


def about(page: ReportPage) -> Iterator[Block]:
    """The last section: the source of the data, the legend of the signals, and the formulas."""
    yield Record(tuple(RecordField(label, text) for label, text in _facts(page).items() if text))
    yield _legend(page)
    yield ItemList(tuple(_formulas(page)))
    if page.is_brief:
        yield Paragraph(
            page.said(
                "This is the short report. The full report also has what changed for each matter, "
                "figures by agency, money, indicators and all cards with their steps, evidence and "
                "history; the secretariat provides it on request."
            )
        )


def _facts(page: ReportPage) -> dict[str, str]:
    report, left_out = page.report, page.report.withheld
    return {
        page.said("Record"): report.revision or page.said("current files"),
        page.said("Cards"): page.said(
            "{seen} in this report, {all} in the register",
            seen=report.summary.cards,
            all=len(report.seen.whole.known_ids) + (left_out.in_register if left_out else 0),
        ),
        page.said("Checks of the register"): page.said(
            "{errors}, {warnings}",
            errors=page.counted(report.errors, "error"),
            warnings=page.counted(report.warnings, "warning"),
        ),
        page.said("Nothing to report"): ", ".join(page.nothing_in),
        page.said("Unreadable files"): ", ".join(report.unreadable),
        page.said("Seal"): _seal(page, report.seal) if report.seal else "",
        page.said("Audience"): page.said("the public") if left_out else "",
        page.said("Not public"): _left_out(page, left_out) if left_out else "",
    }


# Seal and audience


def _seal(page: ReportPage, seal: SealStatus) -> str:
    """Whether what was sealed is unaltered, with the root to compare with the minutes."""
    day = words.day(seal.as_of, page.lang)
    if seal.altered:
        cards = sealed_subjects(page, seal.altered)
        return page.said("as of {day}; ALTERED SINCE: {cards}", day=day, cards=cards)
    if seal.root is None:
        text = page.said("as of {day}, unaltered (old format, without a root)", day=day)
    else:
        text = page.said("as of {day}, unaltered (root {root}…)", day=day, root=seal.root[:16])
    if not seal.changed:
        return text
    changed = sealed_subjects(page, seal.changed)
    return page.said("{text}; openly updated since: {cards}", text=text, cards=changed)


def _left_out(page: ReportPage, left_out: Withheld) -> str:
    """The number of restricted cards and pieces of evidence, in total and by legal ground."""
    grounds = (
        f"{page.text(ground.text) or page.said('no legal ground stated')}: {withheld(page, ground)}"
        for ground in left_out.grounds
    )
    return page.joined([withheld(page, left_out), *grounds], "\n")


def withheld(page: ReportPage, closed: Withheld | RestrictionGround) -> str:
    """How much is not public: ``1 card and 2 pieces of evidence``."""
    return page.said(
        "{cards} and {evidence}",
        cards=page.counted(closed.cards, "card"),
        evidence=page.counted(closed.evidence, "evidence"),
    )


# Legend and formulas


def _legend(page: ReportPage) -> Table:
    settings = page.report.register.config.settings
    meanings = {
        Colour.RED: page.said(
            "overdue by more than {days}, submitted as infeasible, or no result for two meetings",
            days=page.counted(settings.red_after_days, "day"),
        ),
        Colour.AMBER: page.said(
            "overdue, a step overdue, due date moved since the last meeting, submitted late, "
            "not submitted, on hold, or without a lead for more than {days}",
            days=page.counted(settings.unowned_after_days, "day"),
        ),
        Colour.GREEN: page.said("open, none of the above"),
        Colour.BLUE: page.said("closed as done"),
        Colour.GREY: page.said("closed otherwise"),
    }
    columns = (
        Column(page.said("Signal"), ColumnKind.SIGNAL),
        Column(page.said("Meaning"), ColumnKind.PROSE),
    )
    rows = tuple((page.colour(colour), Cell(text)) for colour, text in meanings.items())
    return Table(columns, rows)


def _formulas(page: ReportPage) -> Iterator[Item]:
    """How the completion rate is computed, now and in the previous report."""
    report, now = page.report, page.report.summary.completion
    yield Item(
        page.said(
            "Completion rate: {done} done ÷ {counted} counted = {rate}",
            done=now.done,
            counted=now.counted,
            rate=words.percent(now.done, now.counted, page.lang),
        )
    )
    if report.previous is not None and report.previous.completion.counted:
        then = report.previous.completion
        yield Item(
            page.said(
                "at {meeting}: {done} ÷ {counted} = {rate}",
                meeting=page.before,
                done=then.done,
                counted=then.counted,
                rate=words.percent(then.done, then.counted, page.lang),
            ),
            2,
        )
    yield Item(
        page.said(
            "done: closed as completed or sustained; counted: all cards except those closed as "
            "noted, merged, split or superseded"
        ),
        2,
    )
    yield Item(
        page.said(
            "“needs attention”: an open matter with an amber signal that is not delayed; "
            "“delayed”: a due date or a step is overdue or was moved, or there was no result for "
            "two meetings"
        )
    )
