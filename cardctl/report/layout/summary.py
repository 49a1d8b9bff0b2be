"""Sections 1 and 2: the head with its legend, and the one page for the chair."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from cardctl.domain.enum_words import MEETING_KINDS
from cardctl.domain.seal.subjects import SEAL, SETTINGS
from cardctl.domain.signal import Colour
from cardctl.domain.workflow import Outcome, State
from cardctl.report import words
from cardctl.report.document import (
    Block,
    Cell,
    Column,
    ColumnKind,
    Item,
    ItemList,
    Note,
    Record,
    RecordField,
    Table,
    TableGroup,
)
from cardctl.report.edition import edition_words
from cardctl.report.facts import RestrictionGround, SealStatus, Withheld
from cardctl.report.layout import cells
from cardctl.report.layout.charts import over_the_meetings
from cardctl.report.layout.page import ReportPage, Row

NAMED = 8
"""Maximum number of cards listed by title on the summary page; longer lists show ids only."""

Key = TypeVar("Key", State, Outcome, Colour)


def unreadable(page: ReportPage) -> list[Block]:
    """List the unreadable files, so that no report silently omits a card."""
    paths = page.report.unreadable
    if not paths:
        return []
    text = page.said(
        "Not in this report, because they cannot be read: {files}: {paths}",
        files=page.counted(len(paths), "file"),
        paths=", ".join(paths),
    )
    return [Note(text, urgent=True)]


def _seal(page: ReportPage, seal: SealStatus) -> str:
    """Whether what was sealed is unaltered, with the root to compare with the minutes."""
    day = words.day(seal.as_of, page.lang)
    if seal.altered:
        cards = _sealed_subjects(page, seal.altered)
        return page.said("as of {day}; ALTERED SINCE: {cards}", day=day, cards=cards)
    if seal.root is None:
        text = page.said("as of {day}, unaltered (old format, without a root)", day=day)
    else:
        text = page.said("as of {day}, unaltered (root {root}…)", day=day, root=seal.root[:16])
    changed = _sealed_subjects(page, seal.changed)
    return (
        page.said("{text}; openly updated since: {cards}", text=text, cards=changed)
        if (changed)
        else text
    )


def _sealed_subjects(page: ReportPage, names: Sequence[str]) -> str:
    """The first of what differs from a seal, and how much there is in all."""
    some = ", ".join(_sealed_subject(page, name) for name in names[:NAMED])
    more = len(names) - NAMED
    return page.said("{some}, and {count} more", some=some, count=more) if more > 0 else some


def _sealed_subject(page: ReportPage, name: str) -> str:
    kind, _unused, which = name.partition(" ")
    if kind == "meeting":
        return words.meeting_name(int(which), page.lang)
    if kind == "agency":
        return page.agency(which)
    return {SETTINGS: page.said("settings"), SEAL: page.said("the seal itself")}.get(name, name)


def head(page: ReportPage) -> list[Block]:
    """Section 1: the meeting, the as-of date, the source of the data, and the legend of signals."""
    report, left_out = page.report, page.report.withheld
    facts = {
        page.said("Body"): page.text(report.register.config.body),
        page.said("Meeting"): _meeting(page),
        page.said("As of"): as_of(page),
        page.said("Revision"): report.revision or page.said("current files"),
        page.said("Cards"): page.said(
            "{seen} in this report, {all} in the register",
            seen=report.summary.cards,
            all=len(report.seen.whole.known_ids) + (left_out.in_register if left_out else 0),
        ),
        page.said("Findings"): page.said(
            "{errors}, {warnings}",
            errors=page.counted(report.errors, "error"),
            warnings=page.counted(report.warnings, "warning"),
        ),
    }
    if report.seal:
        facts[page.said("Seal")] = _seal(page, report.seal)
    if left_out:
        facts[page.said("Audience")] = page.said("the public")
        facts[page.said("Not public")] = _left_out(page, left_out)
    return [Record(tuple(RecordField(label, text) for label, text in facts.items())), _legend(page)]


def as_of(page: ReportPage) -> str:
    """The as-of date, with the edition: ``2026-11-28 (interim, papers close on 2026-12-01)``."""
    day = words.day(page.report.as_of, page.lang)
    return page.with_brackets(day, edition_words(page.report.edition, page.lang))


def _left_out(page: ReportPage, left_out: Withheld) -> str:
    """The number of restricted cards and pieces of evidence, in total and by legal ground."""
    grounds = (
        f"{page.text(ground.text) or page.said('no legal ground stated')}: {_amount(page, ground)}"
        for ground in left_out.grounds
    )
    return page.joined([_amount(page, left_out), *grounds], "\n")


def _amount(page: ReportPage, closed: Withheld | RestrictionGround) -> str:
    return page.said(
        "{cards} and {evidence}",
        cards=page.counted(closed.cards, "card"),
        evidence=page.counted(closed.evidence, "evidence"),
    )


def _meeting(page: ReportPage) -> str:
    meeting = page.report.meeting
    date = meeting.date if meeting else None
    kind = MEETING_KINDS[meeting.kind].render(page.lang) if meeting else ""
    name = words.meeting_name(page.report.number, page.lang)
    return page.joined(
        [
            page.with_brackets(name, kind),
            words.day(date, page.lang) if date else page.said("date not fixed"),
            page.text(meeting.place) if meeting else "",
        ],
        ", ",
    )


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
    rows = tuple((_signal(page, colour), Cell(text)) for colour, text in meanings.items())
    return Table(columns, rows)


def _signal(page: ReportPage, colour: Colour) -> Cell:
    return Cell(words.signal_word(colour, page.lang), signal=colour)


def summary(page: ReportPage) -> list[Block]:
    """Section 2: the one page for the chair."""
    return [
        ItemList(tuple(_overview(page))),
        TableGroup(tuple(_totals(page))),
        ItemList((*_newly_changed(page), *_decisions(page))),
        *over_the_meetings(page),
    ]


def _overview(page: ReportPage) -> Iterator[Item]:
    report, now = page.report, page.report.summary
    yield Item(
        page.said(
            "Cards: {all}, of which open {open}, closed {closed}",
            all=now.cards,
            open=now.open,
            closed=now.cards - now.open,
        )
    )
    rate = page.said(
        "Completion rate: {done} done ÷ {counted} counted = {rate}",
        done=now.completion.done,
        counted=now.completion.counted,
        rate=words.percent(now.completion.done, now.completion.counted, page.lang),
    )
    yield Item(rate)
    if report.previous is not None:
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


def _totals(page: ReportPage) -> Iterator[Table]:
    """The small tables: by state, by signal and, if any card is closed, by outcome."""
    now, then = page.report.summary, page.report.previous
    states = {state: Cell(words.state_word(state, page.lang)) for state in State}
    yield _counts(page, page.said("State"), states, now.by_state, then.by_state if then else None)
    colours = {colour: _signal(page, colour) for colour in Colour}
    yield _counts(
        page, page.said("Signal"), colours, now.by_signal, then.by_signal if then else None
    )
    outcomes = {
        outcome: Cell(words.outcome_word(outcome, page.lang))
        for outcome in Outcome
        if now.by_outcome[outcome] or (then and then.by_outcome[outcome])
    }
    if outcomes:
        heading = page.said("Outcome (closed cards)")
        before = then.by_outcome if then else None
        yield _counts(page, heading, outcomes, now.by_outcome, before)


def _counts(
    page: ReportPage,
    heading: str,
    names: Mapping[Key, Cell],
    now: Mapping[Key, int],
    then: Mapping[Key, int] | None,
) -> Table:
    """A table of counts, shares and changes since the previous meeting, with a total row."""
    columns = (
        Column(heading, ColumnKind.NAME),
        Column(page.said("Cards"), ColumnKind.NUMBER),
        Column(page.said("Share"), ColumnKind.NUMBER),
        Column(page.said("Change"), ColumnKind.NUMBER),
    )
    whole, before = sum(now.values()), sum(then.values()) if then is not None else None

    def row(name: Cell, count: int, was: int | None) -> Row:
        return (
            name,
            cells.count(count, page.lang),
            cells.share(count, whole, page.lang),
            cells.change(count, was, page.lang),
        )

    rows = [row(name, now[key], then[key] if then else None) for key, name in names.items()]
    rows.append(row(Cell(page.said("Total")), whole, before))
    return Table(columns, tuple(rows), total=True)


def _newly_changed(page: ReportPage) -> Iterator[Item]:
    yield from _named(page, page.said("Newly done"), page.report.newly_done)
    yield from _named(page, page.said("Newly red"), page.report.newly_red)


def _named(page: ReportPage, label: str, identifiers: Iterable[str]) -> Iterator[Item]:
    """A label with the number of cards, and below it the cards."""
    found = tuple(identifiers)
    yield Item(f"{label}: {page.counted(len(found), 'card') if found else page.said('none')}")
    if len(found) > NAMED:
        yield Item(words.id_ranges(found, page.lang), 2)
        return
    for identifier in found:
        reasons = words.reasons_words(page.report.seen.signal(identifier), page.lang)
        yield Item(page.joined([page.title(identifier), reasons], ": "), 2)


def _decisions(page: ReportPage) -> Iterator[Item]:
    """The decisions sought; section 3 has them in full."""
    report = page.report
    sought = {
        page.said("outcomes to confirm"): [card.id for card in report.confirm],
        page.said("due dates moved, to take note of"): [move.id for move in report.due_dates],
        page.said("holds to review"): [card.id for card in report.holds],
    }
    total = sum(len(found) for found in sought.values())
    yield Item(f"{page.said('Decisions sought')}: {_items(page, total)}")
    for label, found in sought.items():
        if found:
            ids = words.id_ranges(dict.fromkeys(found), page.lang)
            yield Item(f"{label}: {page.with_brackets(page.counted(len(found), 'item'), ids)}", 2)


def _items(page: ReportPage, number: int) -> str:
    return page.counted(number, "item") if number else page.said("none")
