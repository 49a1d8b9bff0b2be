"""The return form as a page: its fields, and what it says about itself."""

from __future__ import annotations

import json
import re

import pytest
from support.forms import HOSTILE, form

from cardctl.sheets.form import COLUMNS, FormTable, ReturnForm, is_input
from cardctl.sheets.form_html import render, return_file
from cardctl.sheets.form_record import FormRecord, form_of


def data_of(page: str) -> dict[str, object]:
    """Return the data of the script."""
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found
    data: dict[str, object] = json.loads(found[1])
    return data


@pytest.mark.parametrize("agency", ["busan", "moef", "ulsan"])
@pytest.mark.parametrize("lang", ["en", "ko"])
def test_page_brings_the_form_back(lang: str, agency: str) -> None:
    made = form(lang, agency)
    data = data_of(render(made))
    assert isinstance(data["form"], list)
    assert form_of(FormRecord(*each) for each in data["form"]) == made


def names(made: ReturnForm, table: FormTable, at: int) -> list[str]:
    """Return the names of the fields of a row in the page."""
    row = made.rows[table][at]
    key = {"results": "", "steps": "step", "indicators": "indicator"}[table]
    more = f' data-{key}="{row[key]}"' if key else ""
    opening = f'data-table="{table}" data-card="{row["card"]}"{more}>'
    part = render(made).partition(opening)[2].partition("data-table=")[0]
    return re.findall(r'data-name="(\w+)"', part)


def test_every_input_is_a_field_and_nothing_else() -> None:
    made = form()
    for table in made.tables:
        for at, row in enumerate(made.rows[table]):
            wanted = [column.name for column in COLUMNS[table] if is_input(column, row)]
            assert names(made, table, at) == wanted


def test_partner_cannot_change_plan_or_claim() -> None:
    made = form(agency="ulsan")
    given = set(names(made, FormTable.RESULTS, 0))
    assert given.isdisjoint({"plan", "no_steps", "claim", "substitute"})
    assert "reason" in given, "of a revision"
    assert 'id="new-step"' not in render(made)


def test_every_field_has_a_label_and_a_place_for_its_error() -> None:
    for lang in ("en", "ko"):
        page = render(form(lang))
        fields = re.findall(r'<(?:input|textarea|select)[^>]* id="([\w-]+)"[^>]*', page)
        assert len(fields) > 40
        assert len(set(fields)) == len(fields)
        for name in fields:
            assert f'<label for="{name}">' in page
            assert f'aria-describedby="{name}-h {name}-e"' in page
            for part in ("m", "h", "e"):
                assert page.count(f'id="{name}-{part}"') == 1


def test_card_text_is_escaped() -> None:
    page = render(form())
    assert HOSTILE not in page
    assert page.count("<script") == 2


def test_first_newline_of_a_text_is_kept() -> None:
    from support.forms import TODAY
    from support.models import card, register, result

    from cardctl.app.request import FormRequest, request

    filed = [result(3, "2024-11-01", text="\nSecond line.")]
    made = request(register(card("M01-001", results=filed)), FormRequest(3), TODAY).forms[0]
    assert ">\n\nSecond line.</textarea>" in render(made)


def test_same_form_gives_the_same_page() -> None:
    assert render(form("ko")) == render(form("ko"))


def test_return_file_has_the_name_of_the_agency_and_the_meeting() -> None:
    assert return_file(form()) == "busan-meeting-3.return.json"
