"""`cardctl new`: one card, and all cards of a sheet or none."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from support.registers import FILES, run, small_register


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_register(tmp_path)


def cards(root: Path) -> list[str]:
    return sorted(path.stem for path in root.glob("M*/M*.yaml"))


OLD = ["M01-001", "M01-002", "M01-003", "M01-004"]


def test_new_card_gets_the_next_id_and_prints_the_next_step(root: Path) -> None:
    result = run("new", "여객선 부두: 정비", "--item", "1", "--due", "2024-12-31", root=root)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.split()[0] == "M01-005"
    assert result.stdout.split()[1].endswith("M01/M01-005.yaml")
    assert "next: cardctl update 1-5 --state planned --lead AGENCY" in result.stderr
    assert "--due" not in result.stderr
    assert (root / "M01/M01-005.yaml").read_text(encoding="utf-8") == (
        "# yaml-language-server: $schema=../../schemas/card.schema.json\n"
        "id: M01-005\n"
        'title: "여객선 부두: 정비"\n'
        "meeting: 1\n"
        "item: 1\n"
        "lead: null\n"
        "state: registered\n"
        "due: 2024-12-31\n"
        "history:\n"
        "  - {date: 2024-08-01, by: mois, state: registered, due: 2024-12-31}\n"
    )


def test_all_options_can_be_combined(root: Path) -> None:
    result = run(
        "new", "Piers", "--meeting", "2", "--item", "1", "--lead", "busan", "--partner", "ulsan",
        "--partner", "moef", "--tag", "sea", "--decision", "Rebuild them.",
        "--set", "title.ko=부두", "--set", "plan.summary=Build",
        "--by", "mois", "--on", "2024-07-15", "--json", root=root,
    )  # fmt: skip
    assert result.exit_code == 0, result.stderr
    (made,) = json.loads(result.stdout)["data"]["changed"]
    assert (made["id"], made["new"]) == ("M02-001", True)
    text = (root / "M02/M02-001.yaml").read_text(encoding="utf-8")
    assert "title: {en: Piers, ko: 부두}" in text
    assert "partners: [ulsan, moef]" in text
    assert "  - {date: 2024-07-15, by: mois, state: registered, lead: busan}" in text


def test_default_meeting_is_the_last_one_held(root: Path) -> None:
    assert run("new", "A", root=root).stdout.startswith("M01-005")
    assert run("meeting", "hold", "2", root=root).exit_code == 0
    assert run("new", "B", root=root).stdout.startswith("M02-001")


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["T", "--meeting", "9"], "no meeting '9'"),
        (["T", "--item", "9"], "no agenda item '9'"),
        (["T", "--lead", "bussan"], "did you mean busan?"),
        (["T", "--set", "titel.ko=x"], "did you mean title?"),
        (["T", "--due", "soon"], "'soon' is not a valid date"),
        ([""], "TITLE: empty value"),
        ([], "specify a title, or a sheet"),
        (["T", "--from", "x.csv"], "specify a title, or a sheet"),
    ],
)
def test_invalid_arguments_exit_with_2_and_create_nothing(
    root: Path, args: list[str], words: str
) -> None:
    result = run("new", *args, root=root)
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr
    assert cards(root) == OLD


def test_card_that_adds_an_error_is_refused_with_its_location(root: Path) -> None:
    result = run("new", "T", "--on", "2030-01-01", root=root)
    assert result.exit_code == 3
    assert "M01-005.yaml:8:12: error CC404" in result.stderr
    assert cards(root) == OLD


def test_dry_run_creates_nothing(root: Path) -> None:
    result = run("new", "T", "--dry-run", root=root)
    assert result.exit_code == 0
    assert "--- /dev/null\n+++ b/M01/M01-005.yaml\n" in result.stdout
    assert "next:" not in result.stderr
    assert cards(root) == OLD


@pytest.mark.parametrize("index", ["none", "cold", "warm", "behind", "--no-index"])
@pytest.mark.parametrize(
    ("title", "other"),
    [
        (["One"], "M01-005"),
        (["ONE  way."], "M01-006"),
        (["Two", "--set", "title.ko=하나"], "M01-007"),
    ],
)
def test_duplicate_title_in_the_meeting_always_warns(
    root: Path, index: str, title: list[str], other: str
) -> None:
    """With any index: empty, complete, or without the other card."""
    if index == "behind":
        run("list", root=root)
    for known in ("One", "One way", "하나"):
        run("new", known, "--meeting", "1", root=root)
    if index == "cold":
        shutil.rmtree(root / ".cardctl")
    elif index == "warm":
        run("list", root=root)
    option = ["--no-index"] if index == "--no-index" else []
    result = run(*option, "new", *title, "--meeting", "1", root=root)
    assert result.exit_code == 0, result.stderr
    assert f"CC703 duplicate-title: {other} has the same title" in result.stderr


@pytest.mark.parametrize("option", [[], ["--no-index"]])
def test_importing_a_sheet_twice_warns(root: Path, tmp_path: Path, option: list[str]) -> None:
    twice = sheet(tmp_path, "title,meeting\nOne,1\nTwo,1\n")
    assert "CC703" not in run(*option, "new", "--from", twice, root=root).stderr
    for _ in range(2):
        result = run(*option, "new", "--from", twice, root=root)
        assert result.stderr.count("CC703 duplicate-title") == 2
    correct = ["--correct", "title=Two", "--reason", "The minutes say so.", "--meeting", "2"]
    assert run("meeting", "hold", "2", root=root).exit_code == 0
    same = run(*option, "update", "1-2", *correct, root=root)
    assert "CC703 duplicate-title: M01-002 has the same title" in same.stderr


# Sheets -----------------------------------------------------------------------------------------

CSV = """\
\ufefftitle,title.ko,meeting,item,lead,partners,due,decision,tags,on

,수로 준설,1,1,busan,ulsan; moef,2024-12-31,"Dredge it,
all of it.",sea;river,2024-02-01
Gauges,,2,,,,,,,
"""


def sheet(tmp_path: Path, text: str, name: str = "cards.csv") -> str:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return str(tmp_path / name)


def test_csv_creates_a_card_for_each_row(root: Path, tmp_path: Path) -> None:
    result = run("new", "--from", sheet(tmp_path, CSV), root=root)
    assert result.exit_code == 0, result.stderr
    assert [line.split()[0] for line in result.stdout.splitlines()] == ["M01-005", "M02-001"]
    text = (root / "M01/M01-005.yaml").read_text(encoding="utf-8")
    assert "title: {ko: 수로 준설}\n" in text
    assert "partners: [ulsan, moef]\ntags" not in text
    assert "decision: |-\n  Dredge it,\n  all of it.\n" in text
    assert "tags: [sea, river]" in text
    assert "date: 2024-02-01, by: mois, state: registered, lead: busan, due: 2024-12-31" in text


def test_json_lines_create_cards_with_increasing_ids(root: Path, tmp_path: Path) -> None:
    lines = [
        {"title": {"en": "A", "ko": "가"}, "meeting": 1, "partners": ["ulsan"], "note": "n"},
        {"title": "B", "title.ko": None, "meeting": "1", "due_as_stated.ko": "연내"},
        {"title": "C", "tags": "a;b"},
    ]
    text = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    result = run("new", "--from", sheet(tmp_path, text, "c.jsonl"), "--meeting", "1", root=root)
    assert result.exit_code == 0, result.stderr
    assert cards(root) == [*OLD, "M01-005", "M01-006", "M01-007"]
    assert "due_as_stated: {ko: 연내}" in (root / "M01/M01-006.yaml").read_text(encoding="utf-8")


def test_a_period_is_due_on_its_last_day_and_its_words_are_kept(root: Path, tmp_path: Path) -> None:
    text = "과제명,회의,추진기한\n빈집 조사,1,'24.12월\n우물,1,2025년 상반기\n다리,1,2024. 12. 1.\n"
    result = run("new", "--from", sheet(tmp_path, text), root=root)
    assert result.exit_code == 0, result.stderr
    first, second, third = (
        (root / f"M01/M01-00{number}.yaml").read_text("utf-8") for number in (5, 6, 7)
    )
    assert 'due: 2024-12-31\ndue_as_stated: "\'24.12월"\n' in first
    assert "due: 2025-06-30\ndue_as_stated: 2025년 상반기\n" in second
    assert "due: 2024-12-01\n" in third
    assert "due_as_stated" not in third


def test_words_instead_of_a_due_date_are_told_where_they_belong(root: Path, tmp_path: Path) -> None:
    text = "과제명,회의,추진기한\n빈집 조사,1,수시\n"
    result = run("new", "--from", sheet(tmp_path, text), root=root, lang="ko")
    assert result.exit_code == 2
    assert "'기한 원문' 열에" in result.stderr
    assert cards(root) == OLD


BAD = """\
title,meeting,lead,due,item
A,1,busan,2024-12-31,1
B,9,,,
C,1,bussan,,
D,1,,03/04/2024,
,1,busan,,
F,one,,,
G,1,,,,more
H,1,,,7
"""


def test_the_problems_of_all_rows_are_reported_at_once_and_nothing_is_created(
    root: Path, tmp_path: Path
) -> None:
    result = run("new", "--from", sheet(tmp_path, BAD), root=root)
    assert (result.exit_code, result.stdout) == (2, "")
    found = [
        line.split("cards.csv:", 1)[1] for line in result.stderr.splitlines() if "csv:" in line
    ]
    assert [line.split(": ", 1)[0] for line in found] == [str(n) for n in range(3, 10)]
    for words, line in zip(
        ["no meeting '9'", "did you mean busan?", "2024-03-04 or 2024-04-03", "missing title",
         "is not the number of a meeting", "a value in a column without a head",
         "no agenda item '7'"],
        found, strict=True,
    ):  # fmt: skip
        assert words in line
    assert "cardctl: 7 problems in " in result.stderr
    assert cards(root) == OLD


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("title,led\nA,busan\n", "1: no column 'led' (did you mean lead?)"),
        ("title,title\nA,B\n", "1: two heads for the column 'title': title and title"),
        ("title,title.ko\nA,B\n", "2: both 'title' and 'title.ko' are set"),
        ('title\n"A\n', ": invalid CSV:"),
        ("title\n", "1: no cards found"),
        ("", "--from: empty value"),
        ('{"title": "A"\n', "1: invalid JSON:"),
        ('{"titel": "A"}\n', "1: no column 'titel' (did you mean title?)"),
        ('{"title": 5}\n[1]\n', "1: title: '5' is not text"),
        ('{"title": "A"}\n[1]\n', "2: expected one object {…} per line"),
        ('{"title": "A", "partners": 5}\n', "partners: '5' is not a list"),
        ('{"title": "A", "partners": [5]}\n', "partners: '5' is not text"),
        ('{"title": {"en": 5}}\n', "title.en: '5' is not text"),
        ('{"title": "A", "lead": 5}\n', "lead: '5' is not text"),
    ],
)
def test_invalid_sheet_is_refused(root: Path, tmp_path: Path, text: str, words: str) -> None:
    result = run("new", "--from", sheet(tmp_path, text), root=root)
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr
    assert cards(root) == OLD


def test_sheet_that_adds_errors_creates_nothing(root: Path, tmp_path: Path) -> None:
    result = run("new", "--from", sheet(tmp_path, "title,on\nA,\nB,2030-01-01\n"), root=root)
    assert result.exit_code == 3
    assert "M01-006.yaml" in result.stderr
    assert cards(root) == OLD


def test_id_of_an_unreadable_file_is_not_reused(tmp_path: Path) -> None:
    root = small_register(tmp_path, M01__M01_005="broken: [")
    result = run("new", "T", root=root)
    assert result.stdout.startswith("M01-006")
    assert result.exit_code == 0


def test_duplicate_title_known_to_the_index_warns(tmp_path: Path) -> None:
    coming = FILES["M02/meeting.yaml"].replace("2024-07-", "2024-12-")
    root = small_register(tmp_path, M02__meeting=coming)
    assert run("list", root=root).exit_code == 0
    result = run("new", "Withdrawn  matter.", root=root)
    assert result.exit_code == 0
    assert "warning CC703" in result.stderr
    assert "M01-004" in result.stderr
    assert "CC703" not in run("update", "1-1", "--set", "title=수질", root=root).stderr
    output = run("update", "1-1", "--set", "title=수질 측정망 확대", root=root).stderr
    assert "M01-002.yaml:2:8: warning CC703" in output  # reported at the later card


def test_list_of_a_ministry_with_row_numbers_and_marks_for_nothing(
    root: Path, tmp_path: Path
) -> None:
    sheet = tmp_path / "tasks.csv"
    sheet.write_text(
        "연번,과제명,소관부처,협조부처,추진기한,비고\n"
        "1,Wells,mois,busan·ulsan,2026. 12. 31.,-\n"
        "2,Springs,busan,해당없음,2026. 6. 30.,–\n",
        encoding="utf-8",
    )
    result = run("new", "--from", str(sheet), "--meeting", "2", root=root)
    assert result.exit_code == 0, result.stderr
    first, second = (
        json.loads(run("show", identifier, "--json", root=root).stdout)["data"]["card"]
        for identifier in ("2-1", "2-2")
    )
    assert (first["partners"], first["due"]) == (["busan", "ulsan"], "2026-12-31")
    assert not {"partners", "note"} & set(second)


def test_lead_with_partners_in_brackets_tells_where_they_belong(root: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "tasks.csv"
    sheet.write_text('과제명,주관부처(협조부처)\nWells,"mois (busan, ulsan)"\n', encoding="utf-8")
    result = run("new", "--from", str(sheet), "--meeting", "2", root=root, lang="ko")
    assert result.exit_code == 2
    assert "협조기관은 별도의 열에 쓸 것: 협조기관" in result.stderr
