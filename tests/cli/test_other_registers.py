"""Fields that lead to other registers: what may be typed, completed, and shown in a return form."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.completing import offered
from support.models import card, register
from support.registers import run, small_register

from cardctl.app.form_rows import FormContext, rows_of
from cardctl.sheets.form import FormTable

WHOLE = "kr.clcm/M01-007"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_register(tmp_path)


@pytest.mark.parametrize(
    ("typed", "message", "hint"),
    [
        ("--add relations.part_of=kr.x/M01-001", "is not a list", "--set relations.part_of=VALUE"),
        ("--add relations.parent=M01-001", "is not a list", "--set relations.parent=VALUE"),
        ("--set relations.part_of=kr.clcm", "is not a card of a register", WHOLE),
        ("--set relations.part_of=M01-001", "is not a card of a register", WHOLE),
    ],
)
def test_what_is_no_card_elsewhere_is_refused(
    root: Path, typed: str, message: str, hint: str
) -> None:
    done = run("update", "1-2", *typed.split(), root=root)
    assert (done.exit_code, message in done.stderr, hint in done.stderr) == (2, True, True)


def test_a_card_becomes_part_of_one_elsewhere_when_it_is_changed_or_made(root: Path) -> None:
    assert run("update", "1-2", "--set", f"relations.part_of={WHOLE}", root=root).exit_code == 0
    assert f"part_of: {WHOLE}" in (root / "M01/M01-002.yaml").read_text("utf-8")
    assert WHOLE in run("show", "1-2", root=root).stdout
    made = run("new", "Canal", "--meeting", "1", "--set", f"relations.part_of={WHOLE}", root=root)
    assert made.exit_code == 0
    assert run("update", "1-2", "--unset", "relations.part_of", root=root).exit_code == 0
    assert "part_of" not in (root / "M01/M01-002.yaml").read_text("utf-8")


def test_an_identifier_without_its_scheme_is_refused(root: Path) -> None:
    done = run("agency", "set", "busan", "--id", "KR-26", root=root)
    assert done.exit_code == 3
    assert "'KR-26' is not an identifier with its scheme" in done.stderr
    assert "for example iso-3166-2:KR-26" in done.stderr


def test_schemes_and_paths_are_completed(root: Path) -> None:
    assert offered(root, "agency set busan --id i") == ["iso-3166-2:"]
    assert offered(root, "agency add x --id k") == ["kr-org:"]
    assert offered(root, "update 1-2 --set relations.part") == ["relations.part_of="]
    assert offered(root, "new X --set relations.part") == ["relations.part_of="]


@pytest.mark.parametrize(("lang", "line"), [("en", f"part of: {WHOLE}"), ("ko", WHOLE)])
def test_a_return_form_shows_which_card_elsewhere_this_is_part_of(lang: str, line: str) -> None:
    part = card(decision="Rebuild the piers.", relations={"part_of": WHOLE})
    alone = card("M01-002", relations={"part_of": WHOLE})
    plain = card("M01-003", decision="Survey the canal.")
    context = FormContext(register(part, alone, plain), 2, "busan", lang)
    shown = [r.get("decision") for r in rows_of(context, [part, alone, plain])[FormTable.RESULTS]]
    assert str(shown[0]).splitlines()[0] == "Rebuild the piers."
    assert str(shown[0]).splitlines()[1].endswith(line)
    assert str(shown[1]).endswith(line)
    assert shown[2] == "Survey the canal."
