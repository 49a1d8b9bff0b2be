"""Figures of a pool equal the sum of the reports of its registers, on any days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.decks import DAYS, calendars, decks
from support.models import REGISTERED, card, entry, register

from cardctl.domain.facts import is_void, overdue_days
from cardctl.domain.meeting import Meeting
from cardctl.domain.signal import Reason
from cardctl.domain.view import View
from cardctl.domain.workflow import State
from cardctl.pool.engines import start
from cardctl.pool.figures import COUNTS, Amount, Figures, Rollup, figures_sql, rollup
from cardctl.publish.formats import FORMATS
from cardctl.publish.records import Published, rows
from cardctl.publish.row_text import lines
from cardctl.publish.schema import TABLES
from cardctl.report.compute import totals

DAY = date(2025, 3, 1)


def export(found: Published, folder: Path, form: str = "jsonl") -> Path:
    folder.mkdir(parents=True)
    for table in TABLES:
        made = FORMATS[form].encode(table, lines(table, rows(found, table.name)))
        (folder / f"{table.name}.{form}").write_bytes(b"".join(made))
    return folder


def paths(folders: Iterable[Path]) -> dict[str, list[Path]]:
    found = list(folders)
    return {t.name: [next(f.glob(f"{t.name}.*")) for f in found] for t in TABLES}


def counted(
    registers: Sequence[Published], days: Sequence[date], form: str = "jsonl", limit: int = 30
) -> Rollup:
    with TemporaryDirectory() as place, start("duckdb") as engine:
        folders = [export(each, Path(place, each.name), form) for each in registers]
        engine.open_tables(paths(folders))
        return rollup(engine, days, limit)


def own_figures(found: Published, day: date, limit: int = 30) -> Figures:
    """Return what the register's own report of a day says."""
    number = found.register.calendar.report_on(day)
    assert number is not None
    view = View(found.register, number, day)
    summary = totals(view)
    shown = [each for each in view.cards if not is_void(each)]
    reasons = Counter(reason for each in shown for reason in view.signal(each.id).reasons)
    standings = [view.standing(each.id) for each in shown]
    counts = {
        "cards": summary.cards,
        "open_cards": summary.open,
        "done": summary.completion.done,
        "counted": summary.completion.counted,
        "submitted": summary.by_state[State.SUBMITTED],
        "long_overdue": sum(overdue_days(each, day) > limit for each in shown),
        "approximate": sum(each.is_rough for each in standings),
        **{colour.value: number for colour, number in summary.by_signal.items()},
        **{reason.value: reasons[reason] for reason in Reason},
    }
    money = found.register.config.money
    planned, spent = (
        [getattr(each, name) * money.unit for each in standings if getattr(each, name) is not None]
        for name in ("planned", "spent")
    )
    amount = Amount(sum(planned) if planned else None, sum(spent) if spent else None)
    return Figures(**counts, money={money.currency: amount} if shown else {})


@st.composite
def registers(draw: st.DrawFn) -> list[Published]:
    made = []
    for name in draw(st.sampled_from([("xx.a", "xx.b"), ("xx.a", "xx.b", "xx.c")])):
        unit = draw(st.sampled_from([1, 1000]))
        money = {"currency": draw(st.sampled_from(["KRW", "EUR"])), "unit": unit}
        config = {"money": money}
        cards = [
            each.model_copy(update={"tags": tuple(draw(st.sets(st.sampled_from("xy"))))})
            for each in draw(decks())
        ]
        meetings: dict[int, Meeting] = draw(calendars())
        made.append(Published(name, register(*cards, config=config, meetings=meetings)))
    return made


@settings(max_examples=15, deadline=None)
@given(registers(), st.lists(DAYS, min_size=1, max_size=3, unique=True))
def test_figures_are_the_sum_of_the_registers_own_reports(
    found: list[Published], days: list[date]
) -> None:
    edges: set[Any] = {row[2] for each in found for row in rows(each, "standing")}
    days = sorted({*days, *sorted(edges)[-2:]})  # on these days, spans begin and end
    made = counted(found, days)
    for day in days:
        own = {each.name: own_figures(each, day) for each in found}
        by_register = made.cut(day, "register")
        assert {(name,): each for name, each in own.items() if each.cards} == by_register
        assert made.all(day) == sum(own.values(), Figures())
        for cut in (("region",), ("level",), ("register", "agency"), ("state",), ("signal",)):
            groups = made.cut(day, *cut)
            assert sum(groups.values(), Figures()) == made.all(day), cut
        for (colour,), group in made.cut(day, "signal").items():
            assert getattr(made.all(day), colour) == group.cards


@settings(max_examples=5, deadline=None)
@given(registers(), DAYS)
def test_order_of_registers_does_not_matter(found: list[Published], day: date) -> None:
    assert counted(found, [day]) == counted(found[::-1], [day])


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_gives_the_same_figures(form: str) -> None:
    found = [Published("xx.a", register(card(tags=["=x"]))), Published("xx.b", register(card()))]
    made = counted(found, [DAY], form)
    assert made.digest == counted(found, [DAY], "jsonl").digest
    assert made.all(DAY) == counted(found, [DAY]).all(DAY)
    assert made.all(DAY).cards == 2


def budget(planned: int) -> list[dict[str, Any]]:
    return [{"year": 2024, "source": "national", "planned": planned}]


def test_parts_are_counted_apart_and_their_money_is_not_added() -> None:
    whole = Published("xx.a", register(card(budget=budget(100))))
    tie = {"part_of": "xx.a/M01-001"}
    part = Published("xx.b", register(card(budget=budget(30), relations=tie)))
    made = counted([whole, part], [DAY]).all(DAY)
    assert (made.cards, made.matters, made.parts) == (2, 1, 1)
    assert made.money["KRW"].planned == 100_000_000
    alone = counted([part], [DAY]).all(DAY)
    assert (alone.matters, alone.parts) == (1, 0)
    assert alone.money["KRW"].planned == 30_000_000


def test_overdue_by_the_pools_own_days() -> None:
    late = Published("xx.a", register(card()))  # due 2024-12-31
    for day, limit, expected in ((date(2025, 1, 30), 30, 0), (date(2025, 1, 31), 30, 1)):
        made = counted([late], [day], limit=limit).all(day)
        assert (made.overdue, made.long_overdue) == (1, expected)


def test_card_with_two_tags_is_in_both() -> None:
    tagged = Published("xx.a", register(card(tags=["x", "y"]), card("M01-002")))
    found = counted([tagged], [DAY]).cut(DAY, "tag")
    assert {tag: each.cards for (tag,), each in found.items()} == {"x": 1, "y": 1, "": 1}


def test_without_tags_the_other_figures_and_the_digest_are_the_same(tmp_path: Path) -> None:
    tagged = export(Published("xx.a", register(card(tags=["x"]))), tmp_path / "a")
    with start("duckdb") as engine:
        engine.open_tables(paths([tagged]))
        whole, some = (rollup(engine, [DAY], 30, with_tags=each) for each in (True, False))
    assert set(whole.by_day[DAY]) - set(some.by_day[DAY]) == {(("tag", "x"),)}
    assert (some.all(DAY), some.digest) == (whole.all(DAY), whole.digest)
    with pytest.raises(ValueError, match="left out"):
        some.cut(DAY, "tag")


def test_engine_opens_no_other_file(tmp_path: Path) -> None:
    folder = export(Published("xx.a", register(card())), tmp_path / "a*b[c]?'d")
    (tmp_path / "other.csv").write_text("a\n1\n")
    with start("duckdb") as engine:
        engine.open_tables(paths([folder]))
        assert list(engine.ask("SELECT card FROM card")) == [("M01-001",)]
        for sql in (
            f"SELECT * FROM read_csv('{tmp_path}/other.csv')",
            f"COPY (SELECT 1) TO '{tmp_path}/made.csv'",
            "SET enable_external_access = true",
            "INSTALL httpfs",
        ):
            with pytest.raises(Exception, match=r"(?i)disabled|locked|permission"):
                list(engine.ask(sql))


def test_pool_without_tables_has_no_figures() -> None:
    with start("duckdb") as engine:
        engine.open_tables({table.name: [] for table in TABLES})
        assert rollup(engine, [DAY], 30).all(DAY) == Figures()


def test_money_beyond_64_bits_is_added_exactly() -> None:
    most = register(card(budget=budget(10**15) * 9000))
    found = [Published(f"xx.{n}", most) for n in "abc"]
    assert counted(found, [DAY]).all(DAY).money["KRW"].planned == 27_000 * 10**15 * 1_000_000


def test_first_days_of_the_calendar_are_literals() -> None:
    assert "(DATE '0001-01-03', DATE '0001-01-01')" in figures_sql([date(1, 1, 3)], 30)
    with pytest.raises(ValueError, match="no days"):
        figures_sql([], 30)


def test_columns_are_those_of_the_query() -> None:
    last = figures_sql([DAY], 30).rpartition("SELECT")[2].partition("FROM")[0]
    names = [name.strip() for name in last.split(",")]
    assert tuple(names[11:-2]) == COUNTS
    assert names[-2:] == ["planned", "spent"]


def test_void_card_is_not_counted() -> None:
    void = entry("2024-02-01", state="closed", outcome="void", meeting=1, note="error")
    found = Published("xx.a", register(card("M01-001", REGISTERED, void)))
    assert counted([found], [DAY]).all(DAY).cards == 0
