"""The report of a pool: who is in it, in which order, and what it says is missing."""

from __future__ import annotations

import json
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.models import AGENCIES, card, entry, register
from support.pool_tables import make_pool

from cardctl.app.export import published
from cardctl.app.pool_report import FORMATS, PoolReportRequest, cards, is_complete, render, report
from cardctl.app.report import ReportSource
from cardctl.domain.agency import Agency
from cardctl.errors import Unknown, UsageError
from cardctl.pool.cards import CardFilter
from cardctl.pool.facts import READ, Cut, PoolReport, Tie
from cardctl.pool.state import load_pool
from cardctl.publish.records import Published
from cardctl.report.audience import Audience
from cardctl.store.files import read
from cardctl.store.load import load

TOP = Path(__file__).parents[2]
DAY = date(2025, 3, 1)
GONE = {"xx.gone": {"code": "time", "values": {"limit": 60}}}


def small(name: str, *cards: Any, **given: Any) -> Published:
    return Published(name, register(*cards, **given))


def made(root: Path, *found: Published, days: Any = (DAY,), **more: Any) -> PoolReport:
    pool = load_pool(make_pool(root, found, **more))
    return report(pool, PoolReportRequest(days))


def real(name: str, folder: str) -> Published:
    return Published(name, load(read(TOP / folder)).register)


def said(found: PoolReport, form: str = "markdown", lang: str = "en", **more: Any) -> str:
    text = render(found, form, lang=lang, **more)
    assert isinstance(text, str)
    return text


def test_bodies_come_worst_first(tmp_path: Path) -> None:
    late = entry("2024-01-10", state="registered", lead="busan", due="2024-02-01")
    good = entry("2024-01-10", state="registered", lead="busan", due="2025-12-01")
    found = made(
        tmp_path,
        small("xx.fine", card("M01-001", good), config={"body": "Fine"}),
        small("xx.worst", card("M01-001", late), config={"body": "Worst"}),
    )
    text = said(found)
    assert text.index("| Worst") < text.index("| Fine")
    assert said(found, lang="ko").index("| Worst") < said(found, lang="ko").index("| Fine")


def test_groups_with_one_name_are_told_apart_by_their_keys(tmp_path: Path) -> None:
    found = made(tmp_path, small("xx.a", card()), small("xx.b", card()))
    for cut, keys in ((Cut.BODY, ("xx.a", "xx.b")), (Cut.AGENCY, ("xx.a/busan", "xx.b/busan"))):
        text = said(found, cuts=(cut,))
        assert all(f"({key}) |" in text for key in keys)
    alone = made(tmp_path / "alone", small("xx.a", card()))
    assert "| Busan |" in said(alone, cuts=(Cut.AGENCY,))


def test_registers_that_are_missing_or_old_are_named_with_their_day(tmp_path: Path) -> None:
    stale = {"xx.stale": {"code": "size", "values": {"limit": 100}}}
    found = made(
        tmp_path,
        small("xx.new", card()),
        small("xx.stale", card()),
        missing={**GONE, **stale},
        taken_on=date(2024, 8, 1),
    )
    text = said(found)
    assert "2 of 3 registers read" in text
    assert "Not in this report: xx.gone: since 2024-08-01: no answer within 60 seconds" in text
    assert "Council (xx.stale): tables of 2024-08-01; since 2024-08-01: larger than 100 MB" in text
    assert "No record yet of a past meeting: Council (xx.new): meeting on 2025-01-15" in text
    assert not is_complete(found)
    assert is_complete(made(tmp_path / "b", small("xx.new", card())))


def test_register_without_a_card_is_among_the_bodies(tmp_path: Path) -> None:
    found = made(tmp_path, small("xx.a", card()), small("xx.empty"))
    assert {key: each.cards for key, each in found.groups(Cut.BODY).items()} == {
        "xx.a": 1,
        "xx.empty": 0,
    }


def with_ids(code: str, *ids: str) -> tuple[Agency, ...]:
    first = Agency(code=code, name=f"Agency {code}", ids=ids)
    return (first, *(agency for agency in AGENCIES if agency.code != code))


def test_lines_of_a_trend_have_the_colours_of_their_legend(tmp_path: Path) -> None:
    found = made(tmp_path, small("xx.a", card()), days=(DAY, date(2025, 1, 15)))
    page = said(found, "html")
    for colour in ("amber", "red"):
        assert f'class="line l-{colour}"' in page
        assert f".l-{colour} {{ stroke:" in page
    assert ">0.5</text>" not in page


def test_days_below_a_chart_of_a_workbook_are_written_as_days(tmp_path: Path) -> None:
    found = made(tmp_path, small("xx.a", card()), days=(DAY, date(2025, 1, 15)))
    book = render(found, "xlsx", lang="ko")
    assert isinstance(book, bytes)
    with ZipFile(BytesIO(book)) as parts:
        charts = [parts.read(name).decode() for name in parts.namelist() if "/chart" in name]
    by_day = [
        chart for chart in charts if 'formatCode="yyyy&quot;.&quot; m&quot;.&quot; d' in chart
    ]
    assert len(by_day) == 2
    assert not any('<c:auto val="1"/>' in chart for chart in by_day)


def test_agencies_that_share_an_identifier_are_one(tmp_path: Path) -> None:
    """The second register ties the other two together."""
    found = made(
        tmp_path,
        small("xx.a", card(), agencies=with_ids("busan", "a:1")),
        small("xx.b", card(), agencies=with_ids("busan", "a:1", "b:2")),
        small("xx.c", card(), agencies=with_ids("busan", "b:2")),
        small("xx.d", card()),
    )
    counts = {key: each.cards for key, each in found.groups(Cut.AGENCY).items()}
    assert counts == {"a:1": 3, "xx.d/busan": 1}


def test_part_of_a_card_that_nobody_has_is_named(tmp_path: Path) -> None:
    tie = {"part_of": "xx.other/M01-001"}
    found = made(tmp_path, small("xx.a", card(relations=tie)))
    assert found.loose == (Tie("xx.a", "M01-001", "xx.other/M01-001"),)
    assert "Part of a card that no register has" in said(found)


def test_trend_needs_two_days(tmp_path: Path) -> None:
    one = made(tmp_path, small("xx.a", card()))
    two = made(tmp_path, small("xx.a", card()), days=(DAY, date(2024, 7, 1), DAY))
    assert "Trend" not in said(one)
    assert two.days == (date(2024, 7, 1), DAY)
    assert "Trend" in said(two)


def test_restricted_cards_are_nowhere(tmp_path: Path) -> None:
    secret = card("M01-002", title="CANARY", tags=["canary"], visibility="closed")
    whole = register(card(), secret, config={"register": "xx.a"})
    loaded = load(read(TOP / "cards"))._replace(register=whole)
    source = ReportSource(loaded, (), None, DAY)
    found = made(tmp_path, published(source, Audience.PUBLIC))
    assert found.total.cards == 1
    for form in ("json", "html", "markdown"):
        assert "canary" not in said(found, form, cuts=tuple(Cut)).lower()
    assert "Restricted cards left out: 1." in said(found)


@settings(
    max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(order=st.permutations(["xx.a", "xx.b", "xx.c"]))
def test_same_bytes_whatever_the_order(tmp_path: Path, order: list[str]) -> None:
    for form in ("json", "html", "xlsx"):
        texts = {
            render(made(tmp_path, *(small(name, card(tags=["t"])) for name in names)), form)
            for names in (order, ["xx.a", "xx.b", "xx.c"])
        }
        assert len(texts) == 1, form


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("form", FORMATS)
def test_every_format_and_language(tmp_path: Path, form: str, lang: str) -> None:
    found = made(
        tmp_path,
        real("kr.clcm", "cards"),
        real("kr.haeon.council", "examples/city-council"),
        days=(date(2025, 6, 1), date(2026, 2, 12)),
        missing=GONE,
    )
    cuts = tuple(Cut)
    first = render(found, form, lang=lang, cuts=cuts)
    assert first == render(found, form, lang=lang, cuts=cuts)
    assert len(first) > 2000


def test_json_has_counts_beside_their_wholes(tmp_path: Path) -> None:
    found = made(tmp_path, small("xx.a", card()), missing=GONE)
    data = json.loads(said(found, "json"))["data"]
    (day,) = data["figures"]
    assert (day["all"]["cards"], day["all"]["open_cards"], day["all"]["counted"]) == (1, 1, 1)
    assert day["by"]["body"][0]["key"] == "xx.a"
    problems = {each["register"]: each["problem"] for each in data["registers"]}
    assert problems == {"xx.a": None, "xx.gone": "no answer within 60 seconds"}
    assert data["digest"] == found.figures.digest


def test_unknown_engine_and_format(tmp_path: Path) -> None:
    pool = load_pool(make_pool(tmp_path, [small("xx.a", card())]))
    with pytest.raises(Unknown, match="engine"):
        report(pool, PoolReportRequest([DAY], engine="duck"))
    with pytest.raises(Unknown, match="format"):
        render(report(pool, PoolReportRequest([DAY])), "ics")


def test_only_tables_that_the_report_reads_are_opened(tmp_path: Path) -> None:
    root = make_pool(tmp_path, [small("xx.a", card("M01-001", tags=["one"]))], form="parquet")
    pool = load_pool(root)
    before = report(pool, PoolReportRequest([DAY], [Cut.BODY]))
    for file in (root / "tables/xx.a").glob("*.parquet"):
        if file.stem == "tag" or file.stem not in READ:
            file.write_bytes(b"\xff{")
    assert report(pool, PoolReportRequest([DAY], [Cut.BODY])) == before


def test_no_card_stands_on_the_day_that_means_for_ever(tmp_path: Path) -> None:
    pool = load_pool(make_pool(tmp_path, [small("xx.a", card("M01-001"))]))
    last = date(9999, 12, 30)
    assert report(pool, PoolReportRequest([last])).total.cards == 1
    assert len(cards(pool, last, CardFilter())) == 1
    with pytest.raises(UsageError, match="9999-12-30"):
        report(pool, PoolReportRequest([DAY, date.max]))
    with pytest.raises(UsageError, match="9999-12-30"):
        cards(pool, date.max, CardFilter())
