"""`cardctl request`: return forms for agencies, all or none."""

from __future__ import annotations

import json
import sys
from email import message_from_bytes
from pathlib import Path

import pytest
from openpyxl import load_workbook
from support.registers import BROKEN, FILES, run, small_register

from cardctl.installation import extra_hint
from cardctl.sheets import form_xlsx
from cardctl.sheets.form import ReturnForm


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return small_register(tmp_path)


def names(folder: str = "forms") -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in Path(folder).rglob("*"))


def test_a_form_is_written_for_each_agency_and_told(root: Path) -> None:
    result = run("request", "--letter", "none", "-o", "forms", root=root)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "agency  name                 lead  partner  file",
        "moef    Ministry of Finance  0     1        forms/moef.xlsx",
        "busan   Busan                1     0        forms/busan.xlsx",
        "ulsan   Ulsan                1     1        forms/ulsan.xlsx",
    ]
    assert names() == ["busan.xlsx", "moef.xlsx", "ulsan.xlsx"]
    assert "1 open card has no lead agency" in result.stderr
    assert "M01-002" in result.stderr


def test_json_lists_the_cards_and_files(root: Path) -> None:
    result = run(
        "request", "--letter", "none", "--agency", "ulsan", "-o", "forms", "--json", root=root
    )
    answer = json.loads(result.stdout)
    assert (answer["kind"], answer["data"]["meeting"], answer["data"]["unowned"]) == (
        "request", 2, ["M01-002"],
    )  # fmt: skip
    assert answer["data"]["forms"] == [
        {
            "agency": "ulsan",
            "name": "Ulsan",
            "email": None,
            "lead": 1,
            "partner": 1,
            "cards": ["M01-003", "M01-001"],
            "files": ["forms/ulsan.xlsx"],
        }
    ]


def test_agencies_whose_mails_have_no_recipient_are_named(root: Path) -> None:
    assert run("agency", "set", "ulsan", "--email", "water@ulsan.example", root=root).exit_code == 0
    mails = run("request", "-o", "forms", "--json", root=root)
    told = "no address is known for moef, busan; add it: cardctl agency set moef --email ADDRESS"
    assert told in mails.stderr
    forms = json.loads(mails.stdout)["data"]["forms"]
    assert [each["email"] for each in forms] == [None, None, "water@ulsan.example"]
    letters = run("request", "--letter", "none", "-o", "others", root=root)
    assert "no address" not in letters.stderr


def test_forms_are_in_the_language_of_the_run(root: Path) -> None:
    run("request", "-o", "forms", root=root, lang="ko")
    book = load_workbook("forms/busan.xlsx")
    assert book.sheetnames[:2] == ["표지", "이행결과"]
    assert book["이행결과"]["B2"].value == "제방을 높인다"


def test_existing_forms_are_kept_unless_force_is_given(root: Path) -> None:
    Path("forms").mkdir()
    Path("forms/busan.xlsx").write_bytes(b"returned")
    refused = run("request", "--letter", "none", "-o", "forms", root=root)
    assert refused.exit_code == 3
    assert "forms/busan.xlsx already exists" in refused.stderr
    assert "--force" in refused.stderr
    assert names() == ["busan.xlsx"]
    assert Path("forms/busan.xlsx").read_bytes() == b"returned"
    assert run("request", "-o", "forms", "--force", root=root).exit_code == 0
    assert load_workbook("forms/busan.xlsx").sheetnames[0] == "Cover"


def test_several_existing_forms_are_counted(root: Path) -> None:
    run("request", "--letter", "none", "-o", "forms", root=root)
    refused = run("request", "--letter", "none", "-o", "forms", root=root)
    assert "forms/moef.xlsx and 2 other files already exist" in refused.stderr
    korean = run("request", "--letter", "none", "-o", "forms", root=root, lang="ko")
    assert "forms/moef.xlsx 외 2개 파일이 이미 있음" in korean.stderr


def test_no_form_is_written_if_one_cannot_be(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = form_xlsx.render

    def failing(form: ReturnForm) -> bytes:
        if form.cover.agency == "ulsan":
            raise MemoryError
        return made(form)

    monkeypatch.setattr(form_xlsx, "render", failing)
    assert run("request", "--letter", "none", "-o", "forms", root=root).exit_code != 0
    assert names() == []


def test_folder_in_the_way_of_a_form_changes_nothing(root: Path) -> None:
    run("request", "--letter", "none", "--agency", "moef", "-o", "forms", root=root)
    before = Path("forms/moef.xlsx").read_bytes()
    Path("forms/ulsan.xlsx").mkdir()
    result = run(
        "--today", "2024-08-02", "request", "--letter", "none", "-o", "forms", "--force", root=root
    )
    assert result.exit_code == 4
    assert "forms/ulsan.xlsx" in result.stderr
    assert names() == ["moef.xlsx", "ulsan.xlsx"]
    assert Path("forms/moef.xlsx").read_bytes() == before


def test_same_day_gives_the_same_files(root: Path) -> None:
    run("request", "-o", "one", root=root)
    run("request", "-o", "two", root=root)
    for name in names("one"):
        assert Path("one", name).read_bytes() == Path("two", name).read_bytes()


def test_unreadable_card_is_named_and_the_rest_is_requested(tmp_path: Path) -> None:
    root = small_register(tmp_path, M01__M01_005=BROKEN)
    result = run("request", "-o", str(tmp_path / "forms"), root=root)
    assert result.exit_code == 1
    assert "M01-005.yaml" in result.stderr
    assert (tmp_path / "forms/busan.xlsx").exists()


def test_nothing_to_request_is_a_usage_error(root: Path) -> None:
    result = run("request", "--agency", "mois", "-o", "forms", root=root)
    assert result.exit_code == 2
    assert "no open card of mois for meeting 2" in result.stderr
    assert not Path("forms").exists()
    hint = result.stderr.partition("cardctl list ")[2].strip().replace("'", "").split(" ", 1)
    assert run("list", *hint, root=root).exit_code == 0


def test_unknown_names_are_usage_errors(root: Path) -> None:
    for args in (["--agency", "busann"], ["--format", "pdf"], ["--meeting", "9"]):
        result = run("request", *args, "-o", "forms", root=root)
        assert result.exit_code == 2
        assert args[1] in result.stderr
    assert not Path("forms").exists()


def test_missing_library_exits_with_4_and_prints_the_install_command(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("", "_styles", "_table"):
        monkeypatch.delitem(sys.modules, f"cardctl.sheets.form_xlsx{name}", raising=False)
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    result = run("request", "-o", "forms", root=root)
    assert (result.exit_code, result.stdout) == (4, "")
    assert str(extra_hint("sheets")) in result.stderr


def test_file_has_a_safe_name_of_the_agency(tmp_path: Path) -> None:
    agencies = FILES["agencies.yaml"].replace("code: moef", "code: aux")
    card = FILES["M01/M01-001.yaml"].replace("moef", "aux")
    closed = FILES["M01/M01-004.yaml"].replace("lead: moef", "lead: aux")
    root = small_register(tmp_path, agencies=agencies, M01__M01_001=card, M01__M01_004=closed)
    run("request", "-o", str(tmp_path / "forms"), root=root)
    assert "aux_.xlsx" in names(str(tmp_path / "forms"))


def test_forms_are_written_in_several_formats_at_once(root: Path) -> None:
    formats = [word for name in ("xlsx", "html", "csv", "html") for word in ("--format", name)]
    formats += ["--letter", "none"]
    result = run("request", "--agency", "busan", *formats, "-o", "forms", "--json", root=root)
    (form,) = json.loads(result.stdout)["data"]["forms"]
    assert form["files"] == [
        "forms/busan.xlsx",
        "forms/busan.html",
        "forms/busan/results.csv",
        "forms/busan/steps.csv",
        "forms/busan/indicators.csv",
        "forms/busan/form.jsonl",
    ]
    assert [Path(name).exists() for name in form["files"]] == [True] * 6
    shown = run("request", "--agency", "busan", *formats, "-o", "forms", "--force", root=root)
    assert shown.stdout.splitlines()[1].endswith("forms/busan.xlsx, forms/busan.html, forms/busan/")


def test_files_of_a_folder_are_attached_by_their_names(root: Path) -> None:
    run("request", "--agency", "busan", "--format", "csv", "-o", "forms", root=root)
    sent = message_from_bytes(Path("forms/busan.eml").read_bytes())
    named = [part.get_filename() for part in sent.walk() if part.get_filename()]
    assert named == ["results.csv", "steps.csv", "indicators.csv", "form.jsonl"]
