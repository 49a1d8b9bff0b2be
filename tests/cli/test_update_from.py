"""`cardctl update --from`: the rows of a sheet change their cards, all or none, once."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
from support.registers import run, small_register
from support.sheets import xlsx
from typer.testing import Result


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_register(tmp_path)


def sheet(tmp_path: Path, contents: str | bytes, name: str = "u.csv") -> str:
    path = tmp_path / name
    path.write_bytes(contents.encode() if isinstance(contents, str) else contents)
    return str(path)


def update(
    root: Path, contents: str | bytes, *options: str, name: str = "u.csv", lang: str = "en"
) -> Result:
    return run(
        "update", "--from", sheet(root.parent, contents, name), *options, root=root, lang=lang
    )


def state(root: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(root.glob("M*/*.yaml"))}


def problems(result: Result) -> list[str]:
    return [
        re.sub(r"^.*?(u\.\w+[:!])", r"\1", line)
        for line in result.stderr.splitlines()
        if re.search(r"/u\.\w+[:!]", line) and not line.startswith("cardctl:")
    ]


# What a row changes -------------------------------------------------------------------------------

SAME = {
    "fields": (
        "id,due_as_stated.ko,tags,note,partners\n1-2,연내,a;b,Note,busan; ulsan\n",
        ["update", "1-2", "--set", "due_as_stated.ko=연내", "--set", "tags=[a, b]",
         "--set", "note=Note", "--set", "partners=[busan, ulsan]"],
    ),
    "recorded fields": (
        "과제번호,주관기관,기한,사유\n1-2,울산광역시,2024. 12. 31.,협의\n",
        ["update", "1-2", "--lead", "ulsan", "--due", "2024-12-31", "--reason", "협의"],
    ),
    "plan and state": (
        """\
id,lead,due,plan.summary,step 1,step 1 due,step 2 title,state
1-2,ulsan,2024-12-31,Measure.,Buy,2024-09-01,Read,계획수립
""",
        ["update", "1-2", "--lead", "ulsan", "--due", "2024-12-31",
         "--set", "plan.summary=Measure.",
         "--add", "plan.steps={id: a, title: Buy, due: 2024-09-01}",
         "--add", "plan.steps={id: b, title: Read}", "--state", "planned"],
    ),
    "result": (
        """\
id,추진실적,진도,집행액(천원),향후계획,애로사항,증빙,by
1-2,Measured.,40%,"5,000",Go on.,Rain.,minutes:https://example.org/1,mois
""",
        ["update", "1-2", "--result", "Measured.", "--progress", "40", "--spent", "5",
         "--next", "Go on.", "--blocker", "Rain.", "--evidence", "minutes:https://example.org/1",
         "--by", "mois"],
    ),
    "evidence in columns": (
        """\
id,result,evidence.1.kind,evidence.1.number,evidence.1.date,evidence 2 path,by
1-2,Done.,공문,Water-12,2024. 7. 1.,,mois
""",
        ["update", "1-2", "--result", "Done.", "--by", "mois",
         "--evidence", "{kind: official_letter, number: Water-12, date: 2024-07-01}"],
    ),
    "budget and indicators": (
        """\
id,예산 1 연도,예산 1 금액,예산 1 재원,성과지표 1 명칭,성과지표 1 목표값
1-2,2024,14.5억원,national,Wells,12.5
""",
        ["update", "1-2", "--add", "budget={year: 2024, source: national, planned: 1450}",
         "--add", "indicators={id: a, name: Wells, target: '12.5'}"],
    ),
    "relations": (
        "id,depends_on,관련 과제\n1-2,1-1; M01-003,1-4\n",
        ["update", "1-2", "--set", "relations.depends_on=[M01-001, M01-003]",
         "--set", "relations.see_also=[M01-004]"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", SAME)
def test_row_does_what_the_command_does_and_only_once(case: str, tmp_path: Path) -> None:
    text, command = SAME[case]
    by_sheet, by_command = small_register(tmp_path / "a"), small_register(tmp_path / "b")
    typed = run(*command, root=by_command)
    assert typed.exit_code == 0, typed.stderr
    result = update(by_sheet, text)
    assert result.exit_code == 0, result.stderr
    assert state(by_sheet) == state(by_command)
    again = update(by_sheet, text)
    assert (again.exit_code, again.stdout) == (0, ""), again.stderr
    assert "already up to date" in again.stderr
    assert state(by_sheet) == state(by_command)


def test_workbook_with_typed_cells(root: Path) -> None:
    book = xlsx(
        ["2024년 하반기 실적"], [],
        ["과제번호", "기한", "변경 사유", "집행액(원)", "추진실적", "제출기관"],
        ["M01-002", date(2024, 12, 31), "협의", 5_000_000, "측정", "행정안전부"],
    )  # fmt: skip
    result = update(root, book, name="u.xlsx")
    assert result.exit_code == 0, result.stderr
    text = (root / "M01/M01-002.yaml").read_text("utf-8")
    assert "due: 2024-12-31" in text
    assert "spent: 5\n" in text


def test_empty_cell_changes_nothing_and_none_removes(root: Path) -> None:
    assert run("update", "1-2", "--set", "note=N", "--set", "tags=[a]", root=root).exit_code == 0
    before = state(root)
    assert "already up to date" in update(root, "id,note,tags\n1-2,, \n").stderr
    assert state(root) == before
    assert update(root, "id,note,tags\n1-2,[none],[없음]\n").exit_code == 0
    text = (root / "M01/M01-002.yaml").read_text("utf-8")
    assert "note" not in text
    assert "tags" not in text


def test_result_is_revised_by_what_differs_only(root: Path) -> None:
    filed = "id,result,progress,by\n1-2,Measured.,40,mois\n"
    assert update(root, filed).exit_code == 0
    assert update(root, filed.replace("40", "60")).exit_code == 0
    text = (root / "M01/M01-002.yaml").read_text("utf-8")
    assert text.count("text: Measured.") == 2
    assert "progress: 60" in text
    assert "already up to date" in update(root, filed.replace("40", "60")).stderr


def test_step_is_finished_by_its_number_or_id(root: Path) -> None:
    steps = "id,step 1 title,step 2 title\n1-2,Buy,Read\n"
    assert update(root, steps).exit_code == 0
    done = "id,세부과제 2 완료,steps.1.id,steps.1.note\n1-2,2024-07-01,a,Two of them.\n"
    result = update(root, done)
    assert result.exit_code == 0, result.stderr
    text = (root / "M01/M01-002.yaml").read_text("utf-8")
    assert "{id: b, title: Read, done: 2024-07-01}" in text
    assert "{id: a, title: Buy, note: Two of them.}" in text


def test_json_lines_are_taken_too(root: Path) -> None:
    line = json.dumps({"id": "1-2", "note": {"ko": "비고"}, "tags": ["a;b"], "item": 2})
    assert update(root, line, name="u.jsonl").exit_code == 0
    text = (root / "M01/M01-002.yaml").read_text("utf-8")
    assert "tags: [a;b]" in text
    assert "note: {ko: 비고}" in text


# Round trips --------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("meeting", ["2", "3"])
def test_report_as_csv_goes_back_in_and_changes_nothing(
    root: Path, lang: str, meeting: str
) -> None:
    made = run("report", "--meeting", meeting, "--format", "csv", root=root, lang=lang)
    before = state(root)
    result = update(root, made.stdout, lang="en")
    assert result.exit_code == 0, result.stderr
    assert "already up to date" in result.stderr
    assert state(root) == before


def test_list_as_csv_goes_back_in_and_changes_nothing(root: Path) -> None:
    from cardctl.app.card_fields import FIELDS

    made = run("list", "--format", "csv", "--columns", ",".join(FIELDS), root=root)
    result = update(root, made.stdout)
    assert (result.exit_code, result.stdout) == (0, ""), result.stderr
    assert result.stderr.splitlines() == ["already up to date"]


def test_text_that_looks_like_a_formula_goes_back_in(root: Path) -> None:
    for title in ("=SUM(A1)", "'=SUM(A1)", "''x", "-1"):
        assert run("update", "1-2", "--set", f"note={json.dumps(title)}", root=root).exit_code == 0
        made = run("list", "--format", "csv", "--columns", "id,title", root=root).stdout
        assert "already up to date" in update(root, made).stderr


def test_changed_computed_value_is_said_and_not_taken(root: Path) -> None:
    result = update(root, "id,signal,age\n1-1,blue,1\n1-2,blue,\n")
    assert result.exit_code == 0
    assert "u.csv:2 and 1 more cell: 'signal' is computed and was not taken" in result.stderr
    assert "u.csv:2: 'age' is computed and was not taken" in result.stderr


# Problems -----------------------------------------------------------------------------------------


def test_all_problems_are_reported_at_their_cells_and_nothing_is_written(root: Path) -> None:
    before = state(root)
    book = xlsx(
        ["id", "due", "lead", "progress"],
        ["1-1", 46387, "busan", 75],
        ["1-99", None, None, None],
        [None, "2024-01-01", None, None],
        ["1-2", "03/04/2024", "bussan", 7.5],
        ["1-2", None, None, None],
        ["soon", None, None, None],
    )
    result = update(root, book, name="u.xlsx")
    assert (result.exit_code, result.stdout) == (2, "")
    found = [line.partition(": ")[0].removeprefix("u.xlsx!Sheet1!") for line in problems(result)]
    assert found == ["B2", "A3", "B4", "B5", "C5", "D5", "A6", "A7"]
    assert "did you mean busan?" in result.stderr
    assert "M01-002 is given twice: " in result.stderr
    assert state(root) == before


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title\nA\n", "there is no column 'id'"),
        ("id,progress\n1-2,50\n", "progress is part of a result, but no result"),
        ("id,title\n1-1,New\n", "'title' has several languages: en, ko"),
        ("id,meeting\n1-2,2\n", "M01-002 is a card of meeting 1, not of meeting 2"),
        ("id,titel\n1-2,A\n", "no column 'titel' (did you mean title?)"),
        ("id,state\n1-2,nonsense\n", "no state 'nonsense'"),
    ],
)
def test_row_that_cannot_be_carried_out(root: Path, text: str, message: str) -> None:
    before = state(root)
    result = update(root, text)
    assert result.exit_code in (2, 3)
    assert message in result.stderr
    assert state(root) == before


def test_what_the_rules_refuse_exits_with_3(root: Path) -> None:
    result = update(root, "id,state\n1-2,closed\n1-1,\n")
    assert result.exit_code == 3
    (line,) = problems(result)
    assert line.startswith("u.csv:2: ")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ([], "specify cards, or a sheet with --from"),
        (["1-2", "--from", "u.csv"], "ID cannot be used with --from"),
        (["--from", "u.csv", "--state", "planned"], "--state cannot be used with --from"),
        (["--from", "missing.csv"], "missing.csv: No such file"),
    ],
)
def test_other_arguments_are_refused(root: Path, args: list[str], message: str) -> None:
    result = run("update", *args, root=root)
    assert result.exit_code in (2, 4)
    assert message.casefold() in result.stderr.casefold()


def test_dry_run_diff_and_json(root: Path) -> None:
    before = state(root)
    result = update(root, "id,note\n1-2,Note\n", "--dry-run")
    assert "+note: Note" in result.stdout
    assert state(root) == before
    answer = update(root, "id,note\n1-2,N\n", "--json").stdout
    (changed,) = json.loads(answer)["data"]["changed"]
    assert changed["id"] == "M01-002"


def test_sheet_without_columns_is_named_and_hidden_ones_are_passed_over(root: Path) -> None:
    from typing import Any

    from support.sheets import written

    def fill(book: Any) -> None:
        book.add_worksheet("안내").write(0, 0, "작성 요령")
        page = book.add_worksheet("실적")
        page.write_row(0, 0, ["id", "note"])
        page.write_row(1, 0, ["1-2", "N"])
        hidden = book.add_worksheet("_숨김")
        hidden.write_row(0, 0, ["id", "note"])
        hidden.write_row(1, 0, ["1-1", "X"])
        hidden.hide()

    result = update(root, written(fill), name="u.xlsx")
    assert result.exit_code == 0, result.stderr
    assert "the sheet '안내'" in result.stderr
    assert [line.split()[0] for line in result.stdout.splitlines()][:1] == ["M01-002"]


@pytest.mark.parametrize("planned", ["budget", "other cards"])
def test_amount_whose_unit_was_forgotten_is_refused_at_its_cell(root: Path, planned: str) -> None:
    identifier = "1-1" if planned == "budget" else "1-2"
    rows = f"id,result,spent\n{identifier},Half.,{{}}\n".format
    before = state(root)
    result = update(root, rows(14500000))
    assert (result.exit_code, state(root)) == (3, before)
    (problem,) = problems(result)
    assert problem.startswith("u.csv:2: spent: M01-00")
    assert "KRW 14.5 trillion spent is more than " in problem
    assert update(root, rows("14.5조원")).exit_code == 0
    assert update(root, rows("14.5조원")).exit_code == 0
    assert update(root, rows(14500000)).exit_code == 0, "what is on file is no news"
