"""The report of a period has the changes of the reports to meetings, and adds up week by week."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from bench.outcomes import Layout
from bench.register import SEED, files
from hypothesis import given, settings
from hypothesis import strategies as st
from support.registers import FILES, run, small_register

from cardctl import api
from cardctl.app.meeting_document import FORMATS
from cardctl.domain.register import Register
from cardctl.domain.view import view_at
from cardctl.report.audience import Audience
from cardctl.report.compute import meeting_report
from cardctl.report.period import period_report
from cardctl.store.files import read
from cardctl.store.load import load

EXAMPLE = Path(__file__).parents[2] / "examples/city-council"
ONE_DAY = timedelta(days=1)
LAYOUT = Layout(40, SEED, meetings=6)


def council() -> Register:
    return load(read(EXAMPLE)).register


def generated() -> Register:
    made = files(LAYOUT.cards, meetings=LAYOUT.meetings)
    return load({path: text.encode() for path, text in made}).register


REGISTERS = {"council": council(), "generated": generated()}
FIRST, LAST = date(2023, 1, 1), date(2026, 12, 31)
DAYS = st.dates(FIRST, LAST)


def days_of(register: Register, first: date, last: date) -> tuple[date, date]:
    """Move days of the years of the example into the years of *register*."""
    if register is REGISTERS["council"]:
        return first, last
    start = min(meeting.date for meeting in register.meetings.values() if meeting.date)
    return start + (first - FIRST), start + (last - FIRST)


# The same changes as in the reports to meetings -------------------------------------------------


@pytest.mark.parametrize("name", REGISTERS)
def test_period_between_two_papers_dates_has_the_changes_of_the_report(name: str) -> None:
    register, compared = REGISTERS[name], 0
    calendar = register.calendar
    for number in calendar.numbers:
        before, until = calendar.previous(number), calendar.closing(number)
        since = calendar.closing(before) if before is not None else None
        if since is None or until is None:
            continue
        told = meeting_report(register, number, until)
        made = period_report(register, since + ONE_DAY, until)
        assert made.changes == told.changes
        assert made.balance == told.balance
        assert made.end.by_state == told.summary.by_state
        assert made.end.completion.rate == told.summary.completion.rate
        assert told.previous is not None
        assert made.begin.by_state == told.previous.by_state
        assert made.begin.by_outcome == told.previous.by_outcome
        compared += 1
    assert compared >= 3


# Weeks ------------------------------------------------------------------------------------------


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(sorted(REGISTERS)), DAYS, DAYS)
def test_weeks_add_up_to_the_period_and_to_what_is_open(name: str, one: date, other: date) -> None:
    register = REGISTERS[name]
    since, until = days_of(register, *sorted((one, other)))
    made = period_report(register, since, until)
    assert made.balance.adds_up
    assert (made.weeks[0].first, made.weeks[-1].last) == (since, until)
    for week, following in zip(made.weeks, made.weeks[1:], strict=False):
        assert following.first == week.last + ONE_DAY
        assert following.first.weekday() == 0
        assert following.changes.open_before == week.changes.open_now
    for part in ("new", "moved", "due_moved", "corrections", "meetings"):
        parts = [each for week in made.weeks for each in getattr(week.changes, part)]
        assert sorted(map(str, parts)) == sorted(map(str, getattr(made.changes, part)))
    results = [each for week in made.weeks for each in week.results]
    assert sorted(map(str, results)) == sorted(map(str, made.results))
    assert sum(week.changes.corrected for week in made.weeks) == made.changes.corrected
    assert made.weeks[-1].changes.open_now == made.changes.open_now
    for week in () if made.changes.corrections else made.weeks:  # which count as never recorded
        assert week.changes.open_now == view_at(register, week.last).open_count


@settings(max_examples=15, deadline=None)
@given(st.sampled_from(sorted(REGISTERS)), st.lists(DAYS, min_size=3, max_size=3, unique=True))
def test_two_periods_add_up_to_the_one_of_both(name: str, days: list[date]) -> None:
    register = REGISTERS[name]
    first, middle, last = sorted(days)
    since, until = days_of(register, first, last)
    between = days_of(register, first, middle)[1]
    one = period_report(register, since, between)
    two = period_report(register, between + ONE_DAY, until)
    both = period_report(register, since, until)
    assert one.end == two.begin
    assert len(one.results) + len(two.results) == len(both.results)
    assert (one.begin, two.end) == (both.begin, both.end)


# Agencies and the public ------------------------------------------------------------------------


def test_an_agency_has_only_its_own_cards_and_all_of_their_changes() -> None:
    register = REGISTERS["council"]
    whole = period_report(register, FIRST, LAST)
    for code in register.codes:
        made = period_report(register, FIRST, LAST, agency=code)
        assert made.agency == code
        assert made.balance.adds_up
        cards = {card.id for card in whole.register if code == card.lead or code in card.partners}
        assert set(made.register.cards) == cards
        assert made.changes.moved == tuple(m for m in whole.changes.moved if m.id in cards)
        assert made.results == tuple(each for each in whole.results if each.id in cards)


def test_the_public_sees_nothing_of_restricted_cards(tmp_path: Path) -> None:
    card = FILES["M01/M01-001.yaml"].replace("state: in", "visibility: closed\nstate: in", 1)
    root = small_register(tmp_path, M01__M01_001=card)
    register = load(read(root)).register
    internal = period_report(register, date(2024, 1, 1), date(2024, 7, 1))
    public = period_report(register, date(2024, 1, 1), date(2024, 7, 1), audience=Audience.PUBLIC)
    assert (internal.withheld, public.withheld) == (None, 1)
    assert "M01-001" in internal.register.cards
    assert "M01-001" not in public.register.cards
    assert public.end.open == internal.end.open - 1
    shown = run("report", "--since", "2024-01-01", "--audience", "public", root=root).stdout
    assert "M01-002" in shown
    assert "dykes" not in shown
    assert "M01-001" not in shown


# The command ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_register(tmp_path_factory.mktemp("period"))


SINCE = ("report", "--since", "2024-03-01", "--as-of", "2024-06-30")


def test_report_tells_the_changes_by_week(root: Path) -> None:
    result = run(*SINCE, root=root)
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[0] == "River Board: changes from 2024-03-01 to 2024-06-30"
    assert "• Open before 4 + new 0 + reopened 0 − closed 1 = open now 3" in lines
    week = lines.index("4. Week 10 of 2024: 2024-03-04 to 2024-03-10")
    assert lines[week + 4] == (
        "• M01-004 Withdrawn matter: submitted → closed: withdrawn (2024-03-05)"
    )
    assert any("result of Ulsan for meeting 2; 2024-06-10; 100%" in line for line in lines)
    korean = run(*SINCE, root=root, lang="ko").stdout
    assert "2024년 제10주" in korean


def test_json_has_all_facts_and_every_week(root: Path) -> None:
    told = json.loads(run(*SINCE, "--format", "json", root=root).stdout)
    assert told["kind"] == "period-report"
    data = told["data"]
    assert [week["week"] for week in data["weeks"]] == [f"2024-W{n:02d}" for n in range(9, 27)]
    assert data["changes"]["closed"] == ["M01-004"]
    assert data["changes"]["balance"]["open_now"] == data["end"]["open"] == 3
    assert [each["id"] for each in data["results"]] == ["M01-003"]
    of_one = (*SINCE, "--view", "agency:울산광역시", "--format", "json")
    named = json.loads(run(*of_one, root=root).stdout)
    assert named["data"]["agency"] == "ulsan"
    assert named["data"]["end"]["cards"] == 2


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("lang", ["en", "ko"])
def test_every_format_renders(root: Path, form: str, lang: str) -> None:
    register = load(read(root)).register
    made = period_report(register, date(2024, 3, 1), date(2024, 6, 30))
    assert api.render_document(made, form, lang=lang) == api.render_document(made, form, lang=lang)


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (
            ["--since", "2024-09-01"],
            "ends on 2024-08-01, before it begins on 2024-09-01",
        ),
        (["--since", "0001-01-01"], "the period ends on"),
        (["--since", "1990-01-01"], "a period has at most 530 weeks"),
        (["--since", "2024-01-01", "--meeting", "2"], "--meeting and --since cannot be used"),
        (["--since", "2024-01-01", "--fail-on", "overdue"], "--fail-on and --since cannot be"),
        (["--since", "2024-01-01", "--view", "summary"], "no view 'summary'"),
        (["--since", "2024-01-01", "--view", "agency:x"], "no agency 'x'"),
        (["--since", "2024-01-01", "--format", "csv"], "no format 'csv'"),
    ],
)
def test_what_cannot_be_reported_is_refused(root: Path, args: list[str], words: str) -> None:
    result = run("report", *args, root=root)
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr


def test_a_period_up_to_the_last_day_of_the_calendar_does_not_crash(root: Path) -> None:
    shown = run("report", "--since", "9999-12-01", "--as-of", "9999-12-31", root=root)
    assert shown.exit_code == 0, shown.stderr
