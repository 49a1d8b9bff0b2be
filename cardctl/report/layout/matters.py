"""Sections on matters: of the previous meeting, carried over, hard to implement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cardctl.domain.follow_up import FollowUp
from cardctl.domain.workflow import State
from cardctl.report import words
from cardctl.report.compute import matter_of
from cardctl.report.document import Block, Cell, Column, ColumnKind, Heading, Item, ItemList, Table
from cardctl.report.facts import CarriedOver, Matter
from cardctl.report.layout.details import bare_details, is_bare
from cardctl.report.layout.page import ReportPage, Row
from cardctl.report.words import NOTHING


def matters(page: ReportPage) -> Iterator[Block]:
    """The action plan and the result of every matter of the previous meeting."""
    return matter_blocks(page, page.report.previous_meeting)


def carried_over(page: ReportPage) -> Iterator[Block]:
    """Open cards decided before the previous meeting, oldest first, with their age."""
    rows = page.report.carried_over
    found = [matter_of(row.card.id, page.report.seen) for row in rows]
    return matter_blocks(page, found, {row.card.id: _age(page, row) for row in rows})


def _age(page: ReportPage, row: CarriedOver) -> str:
    meetings = page.counted(row.age_meetings, "meeting")
    days = "" if row.age_days is None else page.counted(row.age_days, "day")
    return page.said("for {age}", age=page.joined([meetings, days], ", "))


def matter_blocks(
    page: ReportPage, found: Iterable[Matter], ages: dict[str, str] | None = None
) -> Iterator[Block]:
    """A table of matters; those about which nothing is recorded yet are folded into a list.

    *ages* are texts to put below the titles, by card id.
    """
    found = tuple(found)
    reported = [matter for matter in found if not is_bare(matter)]
    bare = [matter for matter in found if is_bare(matter)]
    yield from _matter_table(page, reported, ages or {})
    if bare:
        title = page.said("No lead, due date, plan or result yet")
        yield Heading(3, page.with_brackets(title, page.counted(len(bare), "card")))
        yield from _bare_list(page, bare) if page.is_brief else _bare_tables(page, bare)


def _matter_table(page: ReportPage, found: Iterable[Matter], ages: dict[str, str]) -> list[Block]:
    """State, matter with lead and due date, action plan, result with what is next."""
    number, standing, title = page.identity_columns
    columns = (
        number,
        standing,
        title._replace(weight=4),  # it has the lead, the due date and the age, too
        Column(page.said("Action plan"), ColumnKind.PROSE, 5),
        Column(page.said("Result and next step"), ColumnKind.PROSE, 5),
    )
    rows = (_matter_row(page, matter, ages.get(matter.card.id, "")) for matter in found)
    return page.table(columns, rows)


def _matter_row(page: ReportPage, matter: Matter, age: str) -> Row:
    number, standing, _title = page.identity(matter.card)
    return (
        number,
        standing,
        page.with_lead_and_due(matter.card, age),
        Cell(page.plan(matter)),
        Cell(_result(page, matter)),
    )


def _result(page: ReportPage, matter: Matter) -> str:
    """The results and the next step; those of a claim are where it is to be confirmed."""
    card, result = matter.card, matter.result
    place = page.section("decisions")
    if card.state is State.SUBMITTED and place:
        outcome = words.outcome_word(card.outcome, page.lang)
        return page.with_brackets(page.said("to confirm: {outcome}", outcome=outcome), place)
    following = page.text(result.next) if result and result.next else ""
    step = page.said("next: {step}", step=following) if following else ""
    return page.joined([page.result(matter), step], "\n")


def _by_standing(page: ReportPage, bare: list[Matter]) -> dict[str, list[Matter]]:
    """Bare matters by how they are going, in words with the symbol of the signal."""
    found: dict[str, list[Matter]] = {}
    for matter in sorted(bare, key=lambda each: list(FollowUp).index(each.follow_up)):
        found.setdefault(page.standing(matter.card).text, []).append(matter)
    return found


def _bare_tables(page: ReportPage, bare: list[Matter]) -> Iterator[Block]:
    """Each bare matter with all that is known of it: a table for each state."""
    number, _standing, title = page.identity_columns
    columns = (number, title, Column(page.said("Decision"), ColumnKind.PROSE, 4))
    for standing, found in _by_standing(page, bare).items():
        rows = tuple(_bare_row(page, matter) for matter in found)
        yield Table(columns, rows, page.with_brackets(standing, page.counted(len(rows), "card")))


def _bare_row(page: ReportPage, matter: Matter) -> Row:
    number, _standing, title = page.identity(matter.card)
    return number, title, Cell(bare_details(page, matter) or NOTHING)


def _bare_list(page: ReportPage, bare: list[Matter]) -> Iterator[Block]:
    """The ids and titles of bare matters, a line for each state."""
    lines = (
        f"{standing}: {'; '.join(page.title(matter.card.id) for matter in found)}"
        for standing, found in _by_standing(page, bare).items()
    )
    yield ItemList(tuple(map(Item, lines)))


def hard(page: ReportPage) -> list[Block]:
    """Matters that are hard to implement: the reason, and the measures instead."""
    columns = (
        *page.identity_columns,
        page.lead_column,
        Column(page.said("Reason"), ColumnKind.PROSE, 3),
        Column(page.said("Measures instead"), ColumnKind.PROSE, 3),
    )
    rows = (
        (
            *page.identity(row.card),
            page.lead(row.card),
            Cell(page.text(row.reason) or NOTHING),
            Cell(page.text(row.substitute) or NOTHING),
        )
        for row in page.report.hard_to_implement
    )
    return page.table(columns, rows)
