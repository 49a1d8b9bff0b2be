"""What commands build, open, read and load: the causes of their speed, as numbers.

Times depend on the machine and on what else it does; these numbers do not. The times are measured
by `tests/bench/table.py`.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from bench.outcomes import Layout
from bench.questions import LISTS, day_after
from bench.register import SEED, files, written
from support.counting import Counts, counts_of
from support.registers import run
from support.startup import HEAVY

from cardctl.app import card_fields
from cardctl.app.card_fields import CardRow
from cardctl.domain.ids import card_path
from cardctl.report.compute import meeting_report
from cardctl.store.files import read
from cardctl.store.layout import CARD_PATH
from cardctl.store.load import load

LAYOUT = Layout(60, SEED, meetings=12)
"""Most cards were closed long ago."""

NEXT = LAYOUT.held + 1
TODAY = day_after(LAYOUT, 0)
REPORT = ("report", "--meeting", str(NEXT))
EDITED = card_path(LAYOUT.identifier(2))
SHARED = 2 + NEXT
"""Number of shared files."""


def refresh(folder: Path) -> None:
    """Let the index know all files; rows of files that just changed are not trusted."""
    time.sleep(0.05)
    for command in (("list",), ("--lang", "en", *REPORT)):
        asked(folder, *command)
    counts_of(
        folder, "validate"
    )  # with a day, it opens overdue cards to find the place of the date


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a register in `cards` whose index knows all files."""
    folder = tmp_path_factory.mktemp("known")
    for _ in written(folder / "cards", files(LAYOUT.cards, meetings=LAYOUT.meetings)):
        pass
    refresh(folder)
    refresh(folder)
    return folder


@pytest.fixture
def edited(known: Path) -> Iterator[Path]:
    """The same folder after an edit of one card."""
    path = known / "cards" / EDITED
    text = path.read_text("utf-8")
    path.write_text(text + "x-note: Looked through.\n", encoding="utf-8")
    time.sleep(0.05)
    yield known
    path.write_text(text, encoding="utf-8")
    refresh(known)


def asked(folder: Path, *args: str) -> Counts:
    return counts_of(folder, "--today", TODAY, *args)


def cards_opened(counts: Counts, folder: Path) -> set[str]:
    return {name for name in counts.opened_in(folder / "cards") if CARD_PATH.fullmatch(name)}


def program_modules(counts: Counts) -> int:
    return sum(name.partition(".")[0] == "cardctl" for name in counts.modules)


# The counter --------------------------------------------------------------------------------------


def test_plain_way_reads_every_card_and_no_index(known: Path) -> None:
    counts = asked(known, "--no-index", "list")
    assert len(cards_opened(counts, known)) == counts.models["Card"] == LAYOUT.cards
    assert counts.models["Meeting"] == NEXT
    assert "pydantic" in counts.modules
    assert (counts.rows, counts.statements) == ({}, [])


def test_copies_of_cards_are_not_counted_as_validated(known: Path) -> None:
    counts = asked(known, "--no-index", *REPORT)
    assert counts.models["Card"] == LAYOUT.cards
    assert counts.copies["Card"] > 0


# list ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", LISTS)
def test_list_never_asked_before_opens_no_file_and_builds_no_model(known: Path, kind: str) -> None:
    counts = asked(known, "list", *LISTS[kind](3))
    assert (counts.models, counts.copies) == ({}, {})
    assert counts.opened_in(known / "cards") == []
    assert counts.rows.get("cards") is None
    assert counts.rows["files"] == len([*(known / "cards").rglob("*.yaml")])
    assert sum(" FROM files" in statement for statement in counts.statements) == 1
    assert not {*counts.modules} & {*HEAVY}
    assert program_modules(counts) <= 75
    assert counts.started == []


@pytest.mark.parametrize("form", ["plain", "csv", "json", "ids"])
def test_list_keeps_the_facts_of_few_cards_at_a_time(
    known: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    """The facts of a card take some ten times the memory of its line."""
    alive: set[int] = set()
    peak: list[int] = []

    class CountedRow(CardRow):
        def __init__(self, *given: Any) -> None:
            super().__init__(*given)
            alive.add(id(self))
            peak.append(len(alive))

        def __del__(self) -> None:
            alive.discard(id(self))

    monkeypatch.setattr(card_fields, "CardRow", CountedRow)
    run("list", "--format", form, root=known / "cards")
    assert len(peak) == LAYOUT.cards
    assert max(peak) <= 3


@pytest.mark.parametrize(
    "args", [["--lead", "행정안전부"], ["--state", "추진중"], ["--where", "lead = 행정안전부"]]
)
def test_names_are_resolved_without_files_and_models(known: Path, args: list[str]) -> None:
    counts = asked(known, "list", *args)
    assert (counts.models, counts.copies) == ({}, {})
    assert counts.opened_in(known / "cards") == []
    assert not {*counts.modules} & {*HEAVY}


def test_list_after_an_edit_builds_one_card(edited: Path) -> None:
    counts = asked(edited, "list")
    assert counts.models["Card"] == 1
    assert cards_opened(counts, edited) == {EDITED}
    assert counts.rows.get("cards") is None


# show ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("index", [0, 20, 59])
def test_show_opens_no_file_and_builds_one_card(known: Path, index: int) -> None:
    counts = asked(known, "show", LAYOUT.identifier(index))
    assert counts.opened_in(known / "cards") == []
    assert counts.models["Card"] == 1
    assert not {*counts.models} & {"Agency", "Config", "Meeting", "MeetingRecord"}
    assert counts.rows["cards"] == 1
    assert counts.rows["files"] <= SHARED + 10
    assert not {*counts.modules} & {"rich", "ruamel", "cardctl.yaml.reader", "cardctl.store.load"}
    assert counts.started == []


def test_show_opens_the_files_that_were_edited(edited: Path) -> None:
    counts = asked(edited, "show", LAYOUT.identifier(20))
    assert cards_opened(counts, edited) == {EDITED}
    assert counts.models["Card"] == 1
    assert counts.rows["files"] <= LAYOUT.cards + 2 * SHARED + 10


# report -------------------------------------------------------------------------------------------


def shown_whole(root: Path) -> set[str]:
    """Return the cards that the report shows with their texts."""
    register = load(read(root)).register
    report = meeting_report(register, NEXT, date.fromisoformat(TODAY))
    some = (report.cards, report.previous_meeting, report.hard_to_implement, report.closed)
    return {each.card.id for part in some for each in part}


NEW_REPORTS = {
    "language": ("--lang", "ko", *REPORT),
    "day": ("--today", day_after(LAYOUT, 1), *REPORT),
}


@pytest.mark.parametrize("new", NEW_REPORTS)
def test_report_never_asked_before_builds_only_the_cards_that_it_shows_whole(
    known: Path, new: str
) -> None:
    shown = shown_whole(known / "cards")
    assert 0 < len(shown) < LAYOUT.cards / 2
    counts = asked(known, *NEW_REPORTS[new])
    assert cards_opened(counts, known) == set()
    assert counts.rows["files"] == len([*(known / "cards").rglob("*.yaml")])
    assert counts.rows["cards"] == counts.models["Card"] <= len(shown)


def test_report_after_an_edit_opens_one_card(edited: Path) -> None:
    counts = asked(edited, *REPORT)
    assert cards_opened(counts, edited) == {EDITED}
    assert counts.models["Card"] <= len(shown_whole(edited / "cards")) + 1


def test_minutes_build_only_the_cards_of_their_meeting_and_later_ones(known: Path) -> None:
    register = load(read(known / "cards")).register
    earlier = {card.id for card in register if card.meeting < LAYOUT.held}
    untouched = {
        card.id
        for card in register
        if card.id in earlier
        and all((entry.meeting or 0) < LAYOUT.held for entry in card.history)
        and all(result.meeting < LAYOUT.held for result in card.results)
    }
    assert len(untouched) > LAYOUT.cards / 2
    counts = asked(known, "minutes", str(LAYOUT.held))
    assert cards_opened(counts, known) == set()
    assert 0 < counts.models["Card"] <= LAYOUT.cards - len(untouched)


# The others ---------------------------------------------------------------------------------------


def test_validate_after_an_edit_opens_one_card(edited: Path) -> None:
    counts = counts_of(edited, "validate")
    assert cards_opened(counts, edited) == {EDITED}
    assert counts.models["Card"] == 1


def completed(folder: Path, line: str) -> Counts:
    """What is counted if TAB is pressed at the end of *line* in bash."""
    return counts_of(folder, line, line.rpartition(" ")[2], _CARDCTL_COMPLETE="bash")


@pytest.mark.parametrize(
    "line",
    ["cardctl show M01-", "cardctl list --lead m", "cardctl update M01-001 --state "],
)
def test_completion_reads_the_index_alone(known: Path, line: str) -> None:
    """Titles beside ids, names beside agencies, and the state of a card are kept there."""
    counts = completed(known, line)
    assert counts.opened_in(known / "cards") == []
    assert not {*counts.modules} & {*HEAVY}
    assert (counts.models, counts.started) == ({}, [])
    assert 0 < counts.rows["files"] < LAYOUT.cards
    assert program_modules(counts) <= 70


def test_completion_of_commands_reads_nothing(known: Path) -> None:
    counts = completed(known, "cardctl li")
    assert counts.opened_in(known / "cards") == []
    assert not {*counts.modules} & {*HEAVY, "sqlite3"}
    assert (counts.models, counts.rows, counts.started) == ({}, {}, [])
    assert program_modules(counts) <= 35


def test_help_loads_few_modules(known: Path) -> None:
    counts = counts_of(known, "--help")
    assert program_modules(counts) <= 25  # ten of them are small: groups, kinds, wide letters
    assert counts.opened_in(known / "cards") == []
