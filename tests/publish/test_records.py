"""Rows of the published tables: sorted by key, of the declared types, equal to the reports."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.decks import calendars, decks
from support.models import REGISTERED, card, entry, register
from support.thorough import examples

from cardctl.app.export import published as published_for
from cardctl.app.report import ReportSource
from cardctl.domain.agency import Agency
from cardctl.domain.card import Card, HistoryEntry
from cardctl.domain.enums import Visibility
from cardctl.domain.meeting import Meeting
from cardctl.domain.signal import Reason
from cardctl.domain.view import View
from cardctl.publish import records
from cardctl.publish.records import FOREVER, Published, Row, rows
from cardctl.publish.row_text import TooLarge, digest, lines
from cardctl.publish.schema import BY_NAME, REASON_TEXTS, TABLES, Table, Type
from cardctl.report.audience import Audience
from cardctl.report.compute import meeting_report, totals
from cardctl.store.files import read
from cardctl.store.load import load

TOP = Path(__file__).parents[2]
KINDS: dict[Type, Any] = {
    Type.STRING: str,
    Type.INTEGER: int,
    Type.NUMBER: (int, Decimal),
    Type.BOOLEAN: bool,
    Type.DATE: date,
}


def published(*cards: Card, **given: Any) -> Published:
    return Published("xx.test", register(*cards, **given))


def as_dicts(found: Published, table: str) -> list[dict[str, Any]]:
    return [dict(zip(BY_NAME[table].names, row, strict=True)) for row in rows(found, table)]


def mistyped(table: Table, found: Sequence[Row]) -> Iterator[tuple[str, object]]:
    for row in found:
        for column, value in zip(table.columns, row, strict=True):
            is_missing = value is None and not column.is_key
            if not is_missing and not isinstance(value, KINDS[column.type]):
                yield column.name, value


@pytest.mark.parametrize("folder", ["cards", "examples/city-council"])
@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_rows_have_the_types_of_their_columns_and_are_sorted(folder: str, table: Table) -> None:
    whole = load(read(TOP / folder)).register
    found = list(rows(Published("xx.test", whole), table.name))
    assert not list(mistyped(table, found))
    keys = [row[: len(table.key)] for row in found]
    assert keys == sorted(set(keys))  # type: ignore[type-var]


def test_the_council_has_rows_in_every_table() -> None:
    whole = load(read(TOP / "examples/city-council")).register
    found = {table.name for table in TABLES if list(rows(Published("xx.test", whole), table.name))}
    assert found >= {table.name for table in TABLES} - {"agency_id", "finding"}


@settings(max_examples=60, deadline=None)
@given(decks(), calendars())
def test_standings_say_what_the_report_of_each_day_says(
    cards: list[Card], meetings: dict[int, Meeting]
) -> None:
    found = published(*cards, meetings=meetings)
    standings = as_dicts(found, "standing")
    for day in sorted({row["since"] + timedelta(days=d) for row in standings for d in (0, 1, 31)}):
        number = found.register.calendar.report_on(day)
        assert number is not None
        view = View(found.register, number, day)
        stood = [row for row in standings if row["since"] <= day < row["until"]]
        assert sorted(row["card"] for row in stood) == sorted(view.register.cards)
        for row in stood:
            assert {r for r in Reason if row[r]} == set(view.signal(row["card"]).reasons)
        assert totals_of(stood) == totals_of_report(view)


@st.composite
def restricted_decks(draw: st.DrawFn) -> list[Card]:
    """Generate cards of which some are restricted, or were until a day, or have such papers."""
    return [draw(restrictions(each)) for each in draw(decks())]


@st.composite
def restrictions(draw: st.DrawFn, one: Card) -> Card:
    """Restrict a card, lift or correct its restriction later, or leave it open."""
    kind = draw(st.sampled_from(["open", "open", "closed", "lifted", "corrected", "closed later"]))
    if kind == "open":
        return one
    day = one.history[-1].date + timedelta(days=draw(st.sampled_from([0, 1, 60, 200])))
    if kind == "closed":
        return one.model_copy(update={"visibility": Visibility.CLOSED})
    what = {"lifted": "amends"}.get(kind, "corrects")
    before = None if kind == "closed later" else "closed"
    keys = {what: {"visibility": before}, "meeting": draw(st.integers(1, 4)), "note": "why"}
    written = HistoryEntry.model_validate_json(json.dumps(entry(day.isoformat(), **keys)))
    now = Visibility.CLOSED if kind == "closed later" else None
    return one.model_copy(update={"history": (*one.history, written), "visibility": now})


@settings(max_examples=examples(60), deadline=None)
@given(restricted_decks(), calendars())
def test_public_standings_say_what_the_public_report_of_each_day_says(
    cards: list[Card], meetings: dict[int, Meeting]
) -> None:
    whole = register(*cards, meetings=meetings, config={"register": "xx.test"})
    loaded = load({})._replace(register=whole)
    internal = Published("xx.test", whole)
    days = sorted({row["since"] + timedelta(d) for row in as_dicts(internal, "standing") for d in
                   (-1, 0, 31)})  # fmt: skip
    found = published_for(ReportSource(loaded, (), None, date(2027, 1, 1)), Audience.PUBLIC)
    standings = as_dicts(found, "standing")
    for day in days:
        number = whole.calendar.report_on(day)
        assert number is not None
        seen = meeting_report(whole, number, day, audience=Audience.PUBLIC).seen
        stood = [row for row in standings if row["since"] <= day < row["until"]]
        assert sorted(row["card"] for row in stood) == sorted(seen.register.cards)
        for row in stood:
            assert {r for r in Reason if row[r]} == set(seen.signal(row["card"]).reasons)
        assert totals_of(stood) == totals_of_report(seen)


def totals_of(stood: list[dict[str, Any]]) -> tuple[int, ...]:
    counts = [row["counts"] for row in stood]
    return (
        len(counts),
        counts.count("open"),
        counts.count("done"),
        len(counts) - counts.count("not counted"),
        *(sum(row["signal"] == colour for row in stood) for colour in ("red", "amber", "green")),
    )


def totals_of_report(view: View) -> tuple[int, ...]:
    found = totals(view)
    colours = (found.by_signal[colour] for colour in ("red", "amber", "green"))  # type: ignore[index]
    return (found.cards, found.open, found.completion.done, found.completion.counted, *colours)


def test_closed_card_without_an_outcome_is_not_open() -> None:
    broken = card("M01-001", REGISTERED, entry("2024-02-01", state="closed", meeting=1))
    (*_earlier, last) = as_dicts(published(broken), "standing")
    assert (last["state"], last["counts"]) == ("closed", "not done")


def test_public_has_no_standing_while_a_card_was_restricted() -> None:
    was = {"visibility": "closed", "visibility_ground": "Act 9(1)"}
    lifted = card("M01-001", REGISTERED, entry("2024-09-01", note="lifted", amends=was))
    found = published(lifted)
    day = date(2024, 8, 1)
    assert as_dicts(found, "standing")[0]["since"] < day
    shown = meeting_report(found.register, 3, day, audience=Audience.PUBLIC)
    assert shown.summary.cards == 0
    first = as_dicts(found._replace(is_public=True), "standing")[0]
    assert first["since"] == date(2024, 9, 1)


def test_of_two_rows_with_one_key_the_first_is_published() -> None:
    names = ("a", "first"), ("b", "other"), ("a", "second")
    twice = tuple(Agency(code=code, name=name, ids=("kr-org:1741000",) * 2) for code, name in names)
    found = published(agencies=twice)
    assert [row["name_en"] for row in as_dicts(found, "agency")] == ["first", "other"]
    assert [row["agency"] for row in as_dicts(found, "agency_id")] == ["a", "b"]


def test_agencies_that_cannot_be_read_are_counted() -> None:
    (row,) = as_dicts(published(agencies=(), agencies_known=False), "register")
    assert row["unreadable"] == 1


def test_intervals_of_a_card_follow_each_other() -> None:
    whole = load(read(TOP / "examples/city-council")).register
    by_card: dict[str, list[dict[str, Any]]] = {}
    for row in as_dicts(Published("xx.test", whole), "standing"):
        by_card.setdefault(row["card"], []).append(row)
    for found in by_card.values():
        assert [row["until"] for row in found[:-1]] == [row["since"] for row in found[1:]]
    assert any(found[-1]["until"] == FOREVER for found in by_card.values())


def test_money_and_spending_are_those_of_the_report() -> None:
    whole = load(read(TOP / "examples/city-council")).register
    day = date(2026, 2, 12)
    report = meeting_report(whole, 4, day, today=day)
    stood = [
        row
        for row in as_dicts(Published("xx.test", whole), "standing")
        if row["since"] <= day < row["until"] and row["card"] in report.seen.register.cards
    ]
    assert sum(row["planned"] or 0 for row in stood) == report.money.planned
    assert sum(row["spent"] or 0 for row in stood) == report.money.spent


def test_a_plain_text_is_in_the_column_of_the_main_language() -> None:
    texts = records._texts("낱말", register(config={"languages": ["ko", "en"]}))
    assert texts == ("낱말", None)
    assert records._texts("words", register(config={"languages": ["fr"]})) == (None, "words")
    assert records._texts({"ko": "낱말", "en": "words"}, register()) == ("낱말", "words")


def test_lines_are_canonical() -> None:
    table = BY_NAME["reading"]
    row = ("xx.test", "M01-001", 1, "a", Decimal("12.50"))
    assert list(lines(table, [row])) == [
        '{"register":"xx.test","card":"M01-001","result":1,"indicator":"a","value":12.5}\n'
    ]
    assert digest(lines(table, [row])).rows == 1
    assert digest(lines(table, [row])) != digest(lines(table, [(*row[:4], 13)]))


def test_text_is_in_its_normal_form() -> None:
    (line,) = lines(BY_NAME["tag"], [("xx.test", "M01-001", "\u1100\u1161")])
    assert '"tag":"가"' in line


def test_number_beyond_64_bits_is_refused() -> None:
    row = ("xx.test", "M01-001", 1, None, "other", 2**63, False, None, None)
    with pytest.raises(TooLarge) as raised:
        list(lines(BY_NAME["budget"], [row]))
    assert raised.value.column == "planned"


def test_every_reason_has_a_column() -> None:
    assert set(REASON_TEXTS) == set(Reason)
