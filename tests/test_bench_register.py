from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from bench.flaws import FLAWS, flawed
from bench.outcomes import Layout, card_outcome
from bench.register import SEED, files, write, written
from support.registers import process

from cardctl.rules import check
from cardctl.store.files import read
from cardctl.store.load import load

CARDS = 60


def codes(root: Path, today: date | None) -> set[str]:
    loaded = load(read(root))
    found = check(loaded.register, today=today, exists=lambda path: True)
    return {finding.code for finding in (*loaded.findings, *found.findings)}


@pytest.mark.parametrize("cards", [1, 2, 7, CARDS])
def test_validate_finds_nothing_in_a_generated_register(tmp_path: Path, cards: int) -> None:
    write(tmp_path, cards)
    done = process("-C", str(tmp_path), "validate", "--strict", "--format", "concise")
    assert done.returncode == 0, done.stdout
    assert "0 errors, 0 warnings" in done.stdout + done.stderr


@pytest.mark.parametrize("seed", range(4))
def test_only_overdue_findings_depend_on_the_date(tmp_path: Path, seed: int) -> None:
    write(tmp_path, CARDS, seed)
    for today in (Layout(CARDS, seed).day(4), date(2030, 1, 1)):
        assert codes(tmp_path, today) <= {"CC403"}


def test_a_larger_register_has_every_state_and_outcome(tmp_path: Path) -> None:
    layout = Layout(3000, SEED)
    outcomes = [card_outcome(layout, index) for index in range(layout.cards)]
    assert len({each.state for each in outcomes}) == 6
    assert len({each.outcome for each in outcomes} - {None}) == 8


def test_seed_determines_the_generated_bytes(tmp_path: Path) -> None:
    assert [*files(CARDS, 1)] == [*files(CARDS, 1)]
    assert {*files(CARDS, 1)} != {*files(CARDS, 2)}
    one, two = ([card_outcome(Layout(CARDS, seed), i) for i in range(CARDS)] for seed in (1, 2))
    assert one != two
    write(tmp_path, CARDS, 1)
    for path, text in files(CARDS, 1):
        assert (tmp_path / path).read_bytes() == text.encode()


def test_generated_card_has_about_three_kilobytes() -> None:
    for path, text in files(700):
        if "-" in path:
            assert 2500 <= len(text.encode()) <= 3500, path


def test_cards_are_spread_over_meetings_with_increasing_dates() -> None:
    small, large, huge = Layout(1000, 1), Layout(10_000, 1), Layout(100_000, 1)
    assert [layout.held for layout in (small, large, huge)] == [4, 40, 40]
    assert huge.first(2) == 2500
    assert huge.identifier(2499) == "M01-2500"
    assert huge.identifier(99_999) == "M40-2500"
    days = [large.day(number) for number in range(1, 42)]
    assert all(before < after for before, after in pairwise(days))
    assert date(2005, 1, 1) <= days[0] < days[-1] < date(2026, 1, 1)


def test_few_cards_can_be_spread_over_many_meetings(tmp_path: Path) -> None:
    for _ in written(tmp_path, files(CARDS, meetings=12)):
        pass
    assert len([*tmp_path.glob("M*/M*-*.yaml")]) == CARDS
    assert len([*tmp_path.glob("M*/meeting.yaml")]) == 13
    assert codes(tmp_path, date(2030, 1, 1)) <= {"CC403"}


def test_small_cards_have_no_errors(tmp_path: Path) -> None:
    for path, raw in written(tmp_path, files(CARDS, small=True)):
        assert (tmp_path / path).read_bytes() == raw
        assert "-" not in path or len(raw) < 300
    assert codes(tmp_path, None) == {"CC311"}  # agenda items without a card


CODES = ("CC502", "CC203", "CC304", "CC401", "CC305", "CC202", "CC104", "CC101", "CC703")


@pytest.mark.parametrize(("flaw", "code"), [*zip(FLAWS, CODES, strict=True)])
def test_each_flaw_is_found(tmp_path: Path, flaw: str, code: str) -> None:
    write(tmp_path, CARDS)
    layout = Layout(CARDS, SEED)
    name = layout.identifier(40)
    text = flawed(layout, 40, flaw, Random(1))
    (tmp_path / name[:3] / f"{name}.yaml").write_text(text, encoding="utf-8")
    assert code in codes(tmp_path, None)


def test_flawed_cards_are_as_many_as_requested_and_of_all_kinds() -> None:
    good, some = dict(files(180)), dict(files(180, flaws=0.05))
    changed = [path for path in good if good[path] != some[path]]
    assert len(changed) == len(FLAWS) == 9
    assert sum('"seen by' in some[path] for path in changed) == 1
