"""Numbers and dates accept only ASCII digits, wherever they can be entered."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from support.registers import FILES, run, small_register

from cardctl.cli.app import COMMANDS, app

ODD_TWO = ["٢", "２", "²", "0_2", "+2", "2.0", "0x2", "", "２2", "9" * 5000]
"""What `int` or `str.isdigit` takes, and its likes."""

ODD_DAYS = ["2024-W31-4", "01/08/2024", "２０２４-08-01", "2024-08-0١", "2024-08-01T00"]
"""What `date.fromisoformat` takes, and its likes; and what can be read in two ways."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_register(tmp_path)


def is_refused(root: Path, *args: str, **env: str) -> bool:
    """Whether the command exits with 2, without a traceback and with nothing written."""
    result = run(*args, root=root, env=env)
    files = {path: path.read_text("utf-8") for path in root.rglob("*.yaml")}
    unchanged = files == {root / path: text for path, text in FILES.items()}
    return result.exit_code == 2 and unchanged and isinstance(result.exception, SystemExit)


NUMBERS = [
    ["list", "--meeting"],
    ["list", "--item"],
    ["list", "--not-submitted"],
    ["report", "--meeting"],
    ["validate", "--for-meeting"],
    ["new", "Piers", "--meeting"],
    ["new", "Piers", "--item"],
    ["update", "1-1", "--due", "2024-09-01", "--reason", "rain", "--meeting"],
    ["update", "1-1", "--state", "on_hold", "--reason", "rain", "--review"],
    ["update", "1-1", "--result", "Built.", "--for"],
    ["update", "1-1", "--result", "Built.", "--progress"],
    ["update", "1-1", "--result", "Built.", "--spent"],
    ["meeting", "show"],
    ["meeting", "hold"],
    ["meeting", "seal"],
]


@pytest.mark.parametrize("odd", ODD_TWO)
def test_meeting_number_requires_ascii_digits(root: Path, odd: str) -> None:
    assert is_refused(root, "list", "--meeting", odd)


@pytest.mark.parametrize("odd", ODD_TWO[1:4:2])
@pytest.mark.parametrize("args", NUMBERS, ids=" ".join)
def test_numeric_option_requires_ascii_digits(root: Path, args: list[str], odd: str) -> None:
    assert is_refused(root, *args, odd)


@pytest.mark.parametrize("odd", [*ODD_TWO[:5], "nan", "inf", "1e3", "-1"])
def test_wait_requires_ascii_digits(root: Path, odd: str) -> None:
    assert is_refused(root, f"--wait={odd}", "list")


@pytest.mark.parametrize("odd", ["٢-1", "２-1", "0_2-1", "1-０01", "M０1-001"])
@pytest.mark.parametrize("args", [["show"], ["update", "--state", "on_hold"], ["validate"]])
def test_card_id_requires_ascii_digits(root: Path, args: list[str], odd: str) -> None:
    assert is_refused(root, *args, odd)


@pytest.mark.parametrize("odd", [*ODD_TWO[:5], "9" * 5000])
@pytest.mark.parametrize("field", ["meeting", "id", "progress"])
def test_condition_requires_ascii_digits(root: Path, field: str, odd: str) -> None:
    value = f"{odd}-1" if field == "id" else odd
    assert is_refused(root, "list", "--where", f"{field} = '{value}'")


@pytest.mark.parametrize("day", ODD_DAYS)
@pytest.mark.parametrize(
    "args",
    [
        ["new", "Piers", "--due"],
        ["new", "Piers", "--on"],
        ["update", "1-1", "--reason", "rain", "--due"],
        ["meeting", "hold", "2", "--date"],
        ["report", "--as-of"],
        ["list", "--today"],
    ],
    ids=" ".join,
)
def test_date_option_requires_clear_dates(root: Path, args: list[str], day: str) -> None:
    assert is_refused(root, *args, day)


@pytest.mark.parametrize("day", ODD_DAYS)
def test_step_and_condition_require_clear_dates(root: Path, day: str) -> None:
    assert is_refused(root, "update", "1-1", "--step", f"b=done:{day}")
    assert is_refused(root, "list", "--where", f"due < '{day}'")


@pytest.mark.parametrize(
    "place", ["budget.٠.planned", "budget.0_0.planned", "budget.²", "budget.-1"]
)
def test_list_index_requires_ascii_digits(root: Path, place: str) -> None:
    assert is_refused(root, "update", "1-1", "--set", f"{place}=1")
    assert is_refused(root, "update", "1-1", "--set", f"budget.{'9' * 5000}.planned=1")


@pytest.mark.parametrize("odd", ODD_TWO[:5])
def test_amount_and_reading_require_ascii_digits(root: Path, odd: str) -> None:
    assert is_refused(root, "update", "1-1", "--set", f"budget.0.planned={odd}")
    assert is_refused(root, "update", "1-1", "--result", "Built.", "--reading", f"km={odd}")


@pytest.mark.parametrize("odd", ["٢", "２", "²", "0_2", "2.0"])
def test_sheet_values_require_ascii_digits(root: Path, tmp_path: Path, odd: str) -> None:
    for name, text in {
        "number.csv": f"title,meeting\nPiers,{odd}\n",
        "item.jsonl": f'{{"title": "Piers", "item": "{odd}"}}\n',
        "large.jsonl": f'{{"title": "Piers", "meeting": {"9" * 400}}}\n',
        "day.csv": "title,due\nPiers,2024-W31-4\n",
    }.items():
        (tmp_path / name).write_text(text, "utf-8")
        assert is_refused(root, "new", "--from", str(tmp_path / name))


@pytest.mark.parametrize("odd", ["٢٠", "²", "-5", "9" * 5000])
def test_invalid_environment_variable_is_ignored(root: Path, odd: str) -> None:
    unset = run("list", root=root)
    odd_one = run("list", root=root, env={"COLUMNS": odd, "SOURCE_DATE_EPOCH": odd})
    assert odd_one.exit_code == 0
    assert odd_one.stdout == unset.stdout
    made = ["report", "--format", "csv", "-o", str(root / "report.zip")]
    assert run(*made, root=root, env={"SOURCE_DATE_EPOCH": odd}).exit_code == 0


def test_files_named_with_other_digits_are_reported(root: Path) -> None:
    for path in ("M０１/M01-005.yaml", "M٠١/M01-006.yaml", "M01/M０１-００7.yaml"):
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_text(FILES["M01/M01-002.yaml"], "utf-8")
    found = run("validate", "--select", "CC112", "--format", "json", root=root).stdout
    assert [Path(each["file"]).name for each in json.loads(found)["data"]["findings"]] == [
        "M０１-００7.yaml",
        "M01-006.yaml",
        "M01-005.yaml",
    ]


def parameters(command: Any, ctx: Any) -> Iterator[tuple[str, Any]]:
    for parameter in command.params:
        yield f"{command.name} {parameter.name}", parameter
    for inner in getattr(command, "commands", {}).values():
        yield from parameters(inner, ctx)


def kind_of(parameter: Any) -> str:
    """Return the name of the type by which Typer converts a parameter, in any of its versions."""
    descriptor = getattr(parameter, "type_descriptor", None)  # since 0.29
    if descriptor is None:
        return str(parameter.type.name)
    return "parsed" if descriptor.parameter_info.parser else str(parameter.bare_type())


def test_no_option_uses_a_plain_int_or_float_type() -> None:
    table = typer.main.get_command(app)
    with table.make_context("cardctl", [], resilient_parsing=True) as ctx:
        for name in COMMANDS:
            table.get_command(ctx, name)  # type: ignore[attr-defined]
        kinds = {name: kind_of(each) for name, each in parameters(table, ctx)}
    assert "update progress" in kinds
    assert [name for name, kind in kinds.items() if kind.startswith(("int", "float"))] == []
