"""Every field of a card is a column, and people find it by the words that they use."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.registers import run

from cardctl.domain.agency import MoneyUnit
from cardctl.domain.card import BudgetLine, Card, Indicator, Plan, Relations, Result, Step
from cardctl.domain.meeting import Evidence
from cardctl.domain.outline import AgencyNames
from cardctl.domain.text import join_items, split_items
from cardctl.sheets.columns import (
    COLUMNS,
    COMPUTED,
    GROUPS,
    column_of,
    documented,
    vocabulary,
)
from cardctl.sheets.rows import SheetRow
from cardctl.sheets.table import Cell, Table
from cardctl.sheets.values import Reader


@pytest.mark.parametrize(
    ("head", "column"),
    [
        ("제목", "title"), ("과제명", "title"), ("Title", "title"), ("title.ko", "title.ko"),
        ("제목(한국어)", "title.ko"), ("Title (EN)", "title.en"), ("note.fr", "note.fr"),
        ("주관기관", "lead"), ("협조기관", "partners"), ("기한", "due"), ("추진실적", "result"),
        ("조치계획", "plan.summary"), ("plan.summary.ko", "plan.summary.ko"), ("사유", "reason"),
        ("예산", "budget.1.planned"), ("예산 2", "budget.2.planned"),
        ("예산 2 연도", "budget.2.year"), ("step 3 due date", "steps.3.due"),
        ("세부과제 2(기한)", "steps.2.due"), ("세부과제1", "steps.1.title"),
        ("steps.1.id", "steps.1.id"), ("steps.1.title.ko", "steps.1.title.ko"),
        ("step 1 title (ko)", "steps.1.title.ko"), ("성과지표 1 목표값", "indicators.1.target"),
        ("증빙", "evidence"), ("증빙 2 문서번호", "evidence.2.number"),
        ("readings.a", "readings.a"), ("실적값 a", "readings.a"), ("signal", "signal"),
        ("상위 과제", "parent"), ("planned", "planned"), ("title.evil", None),
        ("steps.100.title", None), ("lead.ko", None), ("연번", "row_number"),
        ("No.", "row_number"), ("추진기한", "due"), ("비밀", None), ("", None),
    ],
)  # fmt: skip
def test_head_is_matched(head: str, column: str | None) -> None:
    found = vocabulary().find(head)
    assert (found and found[0]) == column


def test_every_head_that_is_printed_leads_to_its_column() -> None:
    for column in COLUMNS:
        for head in (column.name, *column.heads()):
            assert vocabulary().find(head) == (column.name, None), head
    for group in GROUPS:
        for column in group.columns:
            for head in column.heads():
                for name in (group.name, *group.synonyms):
                    found = vocabulary().find(f"{name} 2 {head}")
                    assert found is not None, (name, head)
                    assert found[0].startswith(f"{group.name}.2."), (name, head)
    for name in COMPUTED:
        assert vocabulary().find(name) == (name, None)


def test_heads_of_lists_from_earlier_versions_are_known() -> None:
    heads = {"신호": "signal", "최초 기한": "first_due", "기한 경과": "late", "추진 대상": "open"}
    for head, name in heads.items():
        assert vocabulary().find(head) == (name, None), head


SPECIAL = {"state", "results", "history", "relations", "plan", "indicators", "budget", "sources"}


def test_every_field_of_a_card_has_a_column() -> None:
    paths = {column.path or name for name, column in documented()}
    assert set(Card.model_fields) - SPECIAL <= paths
    assert {f"plan.{name}" for name in Plan.model_fields} - {"plan.steps"} <= paths
    assert {f"relations.{name}" for name in Relations.model_fields} <= paths
    for group, model in {"steps": Step, "indicators": Indicator, "budget": BudgetLine,
                         "sources": Evidence, "evidence": Evidence}.items():  # fmt: skip
        fields = {name for name in model.model_fields if not name.startswith("visibility")}
        assert {f"{group}.N.{name}" for name in fields} <= paths
    renamed = {"meeting": "result_for", "by": "result_by", "text": "result", "date": "on",
               "correction": "reason", "readings": "readings.ID"}  # fmt: skip
    assert {renamed.get(name, name) for name in Result.model_fields} <= paths


def test_each_column_is_documented(tmp_path: Path) -> None:
    result = run("schema", "--columns", "--json", root=tmp_path)
    data = json.loads(result.stdout)["data"]
    assert [each["name"] for each in data] == [name for name, _column in documented()]
    assert all(each["example"] and each["heads"]["ko"] for each in data)
    printed = run("schema", "--columns", root=tmp_path, lang="ko").stdout
    assert "추진실적" in printed
    assert printed.splitlines()[0].startswith("열")
    assert run("schema", "card", "--columns", root=tmp_path).exit_code == 2


@pytest.mark.parametrize("name", [name for name, _column in documented()])
def test_column_takes_its_example(name: str) -> None:
    agencies = [AgencyNames(code, code.title()) for code in ("mois", "busan", "ulsan")]
    column = column_of(name.replace(".N.", ".1."))
    cell = Cell(column.example, 1, 1)
    row = SheetRow(Table("a.csv", None, ()), 1, {}, {})
    reader = Reader(agencies, MoneyUnit())
    assert reader.value(name.replace(".N.", ".1."), cell, row) not in (None, [], "")


def test_columns_of_lists_know_their_commands() -> None:
    assert column_of("evidence.1.url").use == "update"
    assert column_of("steps.3.title.ko").name == "steps.N.title"
    assert column_of("title.ko").name == "title"


@given(
    st.lists(
        st.text(min_size=1)
        .map(str.strip)
        .filter(lambda text: text and not set(text) & set("\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"))
    )
)
def test_list_in_one_cell_is_the_same_list(items: list[str]) -> None:
    assert split_items(join_items(items)) == items
