"""`cardctl list`."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from support.registers import BROKEN, run, small_register

from cardctl.app.card_fields import FIELDS
from cardctl.printable import columns
from cardctl.report.formats import terminal


def ids(root: Path, *args: str) -> list[str]:
    result = run("list", *args, "--format", "ids", root=root)
    assert result.exit_code == 0, result.stderr
    return [line.removeprefix("M01-00") for line in result.stdout.splitlines()]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_register(tmp_path)


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ([], "1234"),
        (["DYKES"], "1"),
        (["높인다"], "1"),
        (["raise", "rains"], "1"),
        (["dykes", "gauges"], ""),
        (["--state", "submitted"], "3"),
        (["--state", "submitted", "--state", "closed"], "34"),
        (["--outcome", "withdrawn"], "4"),
        (["--lead", "busan"], "1"),
        (["--agency", "ulsan"], "13"),
        (["--agency", "ulsan", "--lead", "ulsan"], "3"),
        (["--meeting", "1", "--item", "2"], "2"),
        (["--meeting", "2"], ""),
        (["--tag", "예산"], "1"),
        (["--signal", "red"], "1"),
        (["--open"], "123"),
        (["--closed"], "4"),
        (["--overdue"], "1"),
        (["--unowned"], "2"),
        (["--late"], "3"),
        (["--carried-over"], ""),
        (["--not-submitted", "2"], "12"),
        (["--where", "lead = none or due < 2024-06-01"], "23"),
        (["--where", "progress >= 50 and not open"], ""),
        (["--sort", "-id"], "4321"),
        (["--sort", "due"], "3124"),
        (["--sort", "-due,id"], "1324"),
        (["--sort", "state,-id"], "2134"),
        (["--sort", "signal"], "1234"),
    ],
)
def test_list_filters_and_sorts(root: Path, args: list[str], expected: str) -> None:
    assert ids(root, *args) == list(expected)


def test_pipe_gets_plain_aligned_columns(root: Path) -> None:
    lines = run("list", root=root, lang="ko").stdout.splitlines()
    assert lines[0].split() == ["신호등", "과제번호", "과제명", "주관기관", "상태", "기한"]
    assert "✗ 적색" in lines[1]
    starts = {columns(line[: line.index(code)]) for line, code in zip(lines[1:], IDS, strict=True)}
    assert len(starts) == 1
    assert all("\x1b" not in line for line in lines)


IDS = [f"M01-00{n}" for n in "1234"]


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_terminal_output_is_wrapped_without_losing_characters(root: Path, width: int) -> None:
    long = FILES_WITH_LONG_TITLE
    (root / "M01/M01-002.yaml").write_text(long, encoding="utf-8")
    shown = run("list", "--columns", "id,title", root=root, columns=width).stdout
    assert max(map(columns, shown.splitlines())) <= width
    assert "가" * 60 in "".join(shown.split())


FILES_WITH_LONG_TITLE = (
    f"id: M01-002\ntitle: {'가' * 60}\nmeeting: 1\nitem: 2\nstate: registered\n"
    "history:\n  - {date: 2024-01-10, by: mois, state: registered}\n"
)


def test_colour_only_if_requested(root: Path) -> None:
    env = {"NO_COLOR": ""}
    coloured = run("--color", "always", "list", root=root, env=env, columns=80).stdout
    assert "\x1b[1;31m✗ red" in coloured
    assert "\x1b" not in run("--color", "never", "list", root=root, env=env, columns=80).stdout


def test_json_has_plain_values(root: Path) -> None:
    result = run("list", "--json", "--columns", "id,title,due,overdue,late,partners", root=root)
    envelope = json.loads(result.stdout)
    assert envelope["kind"] == "cards"
    assert envelope["data"][0] == {
        "id": "M01-001",
        "title": {"en": "Raise the dykes", "ko": "제방을 높인다"},
        "due": "2024-06-30",
        "overdue": 32,
        "late": False,
        "partners": ["ulsan", "moef"],
    }


def test_csv_cells_are_not_formulas(root: Path) -> None:
    made = run("list", "--format", "csv", "--columns", "id,title", root=root)
    out = made.stdout_bytes.decode()
    assert out.startswith("\ufeffid,title\r\n")
    rows = list(csv.reader(io.StringIO(out.removeprefix("\ufeff"))))
    assert rows[0] == ["id", "title"]
    assert rows[1] == ["M01-001", "Raise the dykes / 제방을 높인다"]
    assert rows[3] == ["M01-003", "'=SUM(A1) is a title too"]


def test_no_match_is_reported_and_exits_with_0(root: Path) -> None:
    result = run("list", "nowhere", root=root)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "no card" in result.stderr
    assert json.loads(run("list", "nowhere", "--json", root=root).stdout)["data"] == []


def test_every_field_can_be_shown_sorted_and_filtered(root: Path) -> None:
    for name in FIELDS:
        result = run(
            "list", "--columns", name, "--sort", f"-{name}", "--where", f"{name} or not {name}",
            "--format", "csv", root=root,
        )  # fmt: skip
        assert result.exit_code == 0, result.stderr
        assert len(result.stdout.splitlines()) == 5
        assert f"\n  {name} " in run("help", "filters").stdout
    assert "cardctl help filters" in run("list", "--help").stdout


@pytest.mark.parametrize(
    ("args", "near"),
    [
        (["--state", "in-progess"], "in_progress"),
        (["--lead", "bussan"], "busan"),
        (["--signal", "orange"], "known"),
        (["--format", "tabel"], "table"),
        (["--columns", "id,titel"], "title"),
        (["--sort", "dues"], "due"),
        (["--where", "stat = closed"], "state"),
        (["--where", "lead = bussan"], "busan"),
        (["--not-submitted", "9"], "known: 1, 2"),
    ],
)
def test_unknown_value_suggests_a_known_one(root: Path, args: list[str], near: str) -> None:
    result = run("list", *args, root=root)
    assert (result.exit_code, result.stdout) == (2, "")
    assert near in result.stderr


def test_broken_card_does_not_hide_the_others(tmp_path: Path) -> None:
    root = small_register(tmp_path, M01__M01_005=BROKEN)
    result = run("list", "--format", "ids", root=root)
    assert result.exit_code == 1
    assert result.stdout.split() == IDS
    assert "M01/M01-005.yaml:2:8:" in result.stderr
    assert "CC101" in result.stderr
    assert "\n    = " in result.stderr
    envelope = json.loads(run("list", "--json", root=root).stdout)
    assert len(envelope["data"]) == 4
    assert "M01/M01-005.yaml" in envelope["warnings"][0]


def test_card_text_cannot_control_the_terminal(root: Path) -> None:
    path = root / "M01/M01-004.yaml"
    path.write_text(path.read_text().replace("Withdrawn matter", '"a\\e[31m\\u202eb"'))
    for width in (None, 80):
        shown = run("list", "--columns", "id,title", root=root, columns=width).stdout
        assert "\x1b" not in shown
        assert "\u202e" not in shown


def test_card_text_is_not_interpreted_as_markup(root: Path) -> None:
    path = root / "M01/M01-004.yaml"
    path.write_text(path.read_text().replace("Withdrawn matter", '"[red]a[/] :car: [link=x]b"'))
    for width in (30, 80):
        shown = run("list", "--columns", "id,title", root=root, columns=width).stdout
        assert "[red]a[/]:car:[link=x]b" in "".join(shown.split())


def test_a_table_on_a_terminal_has_aligned_and_folded_columns(root: Path) -> None:
    arguments = ("list", "--columns", "progress,id,title,partners", "--lang", "ko")
    assert run(*arguments, root=root, columns=48).stdout == (
        "진도율  과제번호  과제명            협조기관\n"
        "    50  M01-001   제방을 높인다     울산광역시,\n"
        "                                    기획재정부\n"
        "        M01-002   수질 측정망 확대\n"
        "   100  M01-003   =SUM(A1) is a\n"
        "                  title too\n"
        "        M01-004   Withdrawn matter\n"
    )


def many_cards(root: Path, count: int) -> None:
    for number in range(5, count + 1):
        card = FILES_WITH_LONG_TITLE.replace("M01-002", f"M01-{number:03}")
        (root / f"M01/M01-{number:03}.yaml").write_text(card, encoding="utf-8")


def test_very_long_table_is_plain_on_a_terminal_too(root: Path) -> None:
    arguments = ("list", "--columns", "id,title")
    many_cards(root, terminal.LONGEST)
    folded = run(*arguments, root=root, columns=60).stdout
    assert max(map(columns, folded.splitlines())) <= 60
    many_cards(root, terminal.LONGEST + 1)
    plain = run(*arguments, root=root, columns=60).stdout
    assert plain == run(*arguments, root=root).stdout
    assert len(plain.splitlines()) == terminal.LONGEST + 2


def test_table_format_in_a_pipe_is_plain(root: Path) -> None:
    assert run("list", "--format", "table", root=root).stdout == run("list", root=root).stdout


def test_cards_are_listed_as_records_if_a_table_is_too_wide(root: Path) -> None:
    shown = run("list", "--open", "--sort", "-id", root=root, columns=40).stdout
    assert shown == (
        "▴ amber  M01-003\n"
        "=SUM(A1) is a title too\n"
        "  lead: Ulsan\n"
        "  state: submitted (completed)\n"
        "  due: 2024-05-31\n"
        "\n"
        "▴ amber  M01-002  수질 측정망 확대\n"
        "  state: registered\n"
        "\n"
        "✗ red  M01-001  Raise the dykes\n"
        "  lead: Busan   state: in progress\n"
        "  due: 2024-06-30\n"
    )
    counts = {
        width: run("list", root=root, columns=width).stdout.count("\n\n") for width in (60, 90)
    }
    assert counts == {60: 3, 90: 0}
    coloured = run("--color", "always", "list", "--lead", "ulsan", root=root, columns=40).stdout
    assert coloured.startswith("\x1b[33m▴ amber\x1b[0m  M01-003\n=SUM")


def test_default_columns_without_a_value_are_left_out_on_a_terminal(root: Path) -> None:
    arguments = ("list", "--unowned")
    assert run(*arguments, root=root, columns=80).stdout == (
        "signal   id       title             state\n"
        "▴ amber  M01-002  수질 측정망 확대  registered\n"
    )
    assert "due" in run(*arguments, root=root).stdout  # a pipe always has the same columns
    asked = run(*arguments, "--columns", "id,title,due", root=root, columns=80).stdout
    assert asked.splitlines()[0].split() == ["id", "title", "due"]


@pytest.mark.parametrize("width", range(20, 120, 7))
@pytest.mark.parametrize("lang", ["en", "ko"])
def test_output_fits_every_width_and_keeps_ids_whole(root: Path, width: int, lang: str) -> None:
    arguments = ("--lang", lang, "list", "--columns", "title,id,due,decision,lead")
    shown = run(*arguments, root=root, columns=width).stdout
    assert max(map(columns, shown.splitlines())) <= width
    assert all(whole in shown for whole in (*IDS, "2024-06-30"))


def test_very_narrow_terminal_still_gets_every_character(root: Path) -> None:
    every = ",".join(["id", *FIELDS])
    wide, narrow = (
        run("list", "--columns", every, root=root, columns=width).stdout for width in (600, 20)
    )
    for row, record in zip(wide.splitlines()[1:], narrow.split("\n\n"), strict=True):
        assert row.split()[0] in IDS
        shown = "".join(record.split())
        assert [word for word in row.split() if word not in shown] == []


def test_a_column_is_no_wider_than_its_broken_lines() -> None:
    heads = [terminal.TextColumn("words"), terminal.TextColumn("more")]
    rows = [[terminal.TextCell("aaaa bbbb cccc"), terminal.TextCell("x")]]
    made = terminal.table(heads, rows, widths=[12, 8])
    assert terminal.lines_of(made, 80, colour=False) == ["words      more", "aaaa bbbb  x", "cccc"]
