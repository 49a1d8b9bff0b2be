"""`cardctl remind`, and the letters that go with `cardctl request`."""

from __future__ import annotations

import csv
import json
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from zipfile import ZipFile

import pytest
from support.registers import run, small_register


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = small_register(tmp_path)
    run("agency", "set", "busan", "--email", "plan@busan.example", root=root)
    run("agency", "set", "mois", "--email", "desk@mois.example", root=root)
    return root


def mail(path: Path) -> EmailMessage:
    message = message_from_bytes(path.read_bytes(), policy=SMTP)
    assert isinstance(message, EmailMessage)
    return message


def test_list_names_what_each_agency_owes(root: Path) -> None:
    shown = run("remind", "--meeting", "3", root=root)
    assert shown.exit_code == 0, shown.stderr
    (line,) = shown.stdout.splitlines()[1:]
    assert line.startswith("Busan")
    assert "M01-001" in line
    assert not list(root.parent.glob("*.eml"))


def test_heads_of_the_list_are_in_the_readers_language(root: Path) -> None:
    shown = run("remind", "--meeting", "3", root=root, lang="ko").stdout.splitlines()[0]
    assert shown.split("  ")[0] == "명칭"
    assert not any("a" <= letter <= "z" for letter in shown), shown


def test_letters_are_drafts_to_the_contact_of_the_agency(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = run("remind", "--meeting", "3", "-o", str(out), root=root, lang="ko")
    assert done.exit_code == 0, done.stderr
    assert [path.name for path in out.iterdir()] == ["busan.eml"]
    message = mail(out / "busan.eml")
    assert message["To"].addresses[0].addr_spec == "plan@busan.example"
    assert message["From"].addresses[0].addr_spec == "desk@mois.example"
    assert message["Subject"] == "제3회 하천위원회 이행결과 제출 촉구"
    body = message.get_body()
    assert body is not None
    assert "M01-001" in body.get_content()


def test_letter_that_ends_with_its_table_is_closed_below_it(tmp_path: Path) -> None:
    root, folder = small_register(tmp_path), tmp_path / "out"
    asked = run("remind", "--meeting", "3", "-o", str(folder), root=root, lang="ko")
    assert asked.exit_code == 0, asked.stderr
    body = mail(folder / "busan.eml").get_body()
    assert body is not None
    lines = [line.strip() for line in body.get_content().splitlines() if line.strip()]
    assert (lines[-2], sum("끝." in line for line in lines)) == ("끝.", 1)


def test_letters_are_not_overwritten(root: Path, tmp_path: Path) -> None:
    args = ("remind", "--meeting", "3", "-o", str(tmp_path / "out"), "--letter", "docx")
    assert run(*args, root=root).exit_code == 0
    before = (tmp_path / "out/busan.docx").read_bytes()
    again = run(*args, root=root)
    assert (again.exit_code, again.stdout) == (3, "")
    assert run(*args, "--force", root=root).exit_code == 0
    assert (tmp_path / "out/busan.docx").read_bytes() == before


def test_an_agency_without_an_address_is_named(root: Path, tmp_path: Path) -> None:
    run("agency", "set", "busan", "--unset", "contact", root=root)
    done = run("remind", "--meeting", "3", "-o", str(tmp_path / "out"), root=root)
    assert done.exit_code == 0
    assert "no address is known for busan" in done.stderr
    assert mail(tmp_path / "out/busan.eml")["To"] is None


def test_nobody_is_reminded_who_has_answered(root: Path, tmp_path: Path) -> None:
    run("update", "1-1", "--result", "Dug", "--for", "3", root=root)
    done = run("remind", "--meeting", "3", "-o", str(tmp_path / "out"), root=root)
    assert (done.exit_code, done.stdout) == (0, "")
    assert "all agencies have answered" in done.stderr
    assert not (tmp_path / "out").exists()


def test_csv_and_json_for_the_desk(root: Path) -> None:
    printed = run("remind", "--meeting", "3", "--format", "csv", root=root).stdout
    assert printed.startswith("\ufeffagency,")
    (row,) = csv.DictReader(printed.removeprefix("\ufeff").splitlines())
    assert (row["agency"], row["email"], row["id"]) == ("busan", "plan@busan.example", "M01-001")
    data = json.loads(run("remind", "--meeting", "3", "--format", "json", root=root).stdout)
    assert data["kind"] == "reminders"
    assert [each["agency"] for each in data["data"]["agencies"]] == ["busan"]


@pytest.mark.parametrize("form", ["eml", "docx", "hwpx", "none"])
def test_request_writes_a_letter_with_each_form(root: Path, tmp_path: Path, form: str) -> None:
    out = tmp_path / "out"
    args = ("request", "--meeting", "3", "--agency", "busan", "-o", str(out), "--letter", form)
    done = run(*args, root=root)
    assert done.exit_code == 0, done.stderr
    names = {path.name for path in out.iterdir()}
    assert names == {"busan.xlsx"} | ({f"busan.{form}"} if form != "none" else set())
    if form == "eml":
        (attached,) = mail(out / "busan.eml").iter_attachments()
        assert attached.get_payload(decode=True) == (out / "busan.xlsx").read_bytes()
    elif form == "docx":
        with ZipFile(out / "busan.docx") as package:
            assert "busan.xlsx" in package.read("word/document.xml").decode()


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--letter", "pdf"], "no letter 'pdf'"),
        (["--agency", "nobody"], "no agency 'nobody'"),
        (["--meeting", "9"], "no meeting '9'"),
        (["--format", "xml"], "no format 'xml'"),
    ],
)
def test_refusals(root: Path, tmp_path: Path, args: list[str], words: str) -> None:
    result = run("remind", *args, "-o", str(tmp_path / "out"), root=root)
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr
    assert not (tmp_path / "out").exists()
