"""The library gives the same findings, results, files and errors as the commands."""

from __future__ import annotations

import json
import re
import shutil
import typing
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from types import FunctionType
from typing import Any

import pytest
from support.cli_git import git
from support.registers import FILES, TODAY, run, small_register
from support.returns import filled

from cardctl import api
from cardctl.api import Outcome, State, Workspace
from cardctl.app import seal as sealing
from cardctl.cli.render.summary import as_data

DAY = date.fromisoformat(TODAY)


def open_workspace(root: Path, **options: Any) -> Workspace:
    return api.open_register(root, today=DAY, check_overdue=True, wait=0, **options)


def contents(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): path.read_text("utf-8")
        for path in root.glob("**/*")
        if path.is_file() and ".cardctl" not in path.parts and ".git" not in path.parts
    }


@pytest.fixture
def roots(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """The same register twice: one for the command, one for the library."""
    monkeypatch.setattr(sealing, "token_hex", lambda size: "0" * 2 * size)  # the same salts
    first, second = tmp_path / "command", tmp_path / "library"
    return small_register(first), small_register(second)


# Writing ----------------------------------------------------------------------------------------

SHEET = "title,meeting,item,lead\nFerry piers,1,1,busan\nWells,1,2,ulsan\n"

UPDATES = "과제번호;주관기관;기한;사유\n1-2;울산광역시;2024. 12. 31.;협의\n"

WRITES: dict[str, tuple[list[str], Callable[[Workspace], Any]]] = {
    "new": (
        ["new", "Ferry piers", "--meeting", "1", "--item", "2", "--lead", "ulsan",
         "--due", "2024-12-31", "--tag", "piers", "--set", "title.ko=선착장"],
        lambda r: api.create(r, "Ferry piers", meeting=1, item=2, lead="ulsan",
                             due=date(2024, 12, 31), tags=["piers"],
                             sets=[("title.ko", "선착장")]),
    ),
    "new --from": (
        ["new", "--from", "SHEET"],
        lambda r: api.create_from(r, SHEET, "sheet.csv"),
    ),
    "update --from": (
        ["update", "--from", "UPDATES"],
        lambda r: api.update_from(r, UPDATES.encode("cp949"), "sheet.csv"),
    ),
    "update": (
        ["update", "1-2", "--state", "planned", "--lead", "ulsan", "--due", "2024-12-31",
         "--set", "plan.summary=Measure.", "--set", "plan.no_steps=One purchase."],
        lambda r: api.update(r, ["1-2"], state=State.PLANNED, lead="ulsan",
                             due=date(2024, 12, 31),
                             sets=[("plan.summary", "Measure."),
                                   ("plan.no_steps", "One purchase.")]),
    ),
    "update --revise": (
        ["update", "1-3", "--revise", "--progress", "90", "--unset", "result.evidence",
         "--reason", "a typing error"],
        lambda r: api.update(r, ["1-3"], revise=True, progress=90, unsets=["result.evidence"],
                             reason="a typing error"),
    ),
    "update --result": (
        ["update", "1-1", "--result", "Half is raised.", "--progress", "50",
         "--reading", "km=6"],
        lambda r: api.update(r, ["1-1"], result="Half is raised.", progress=50,
                             readings={"km": 6}),
    ),
    "redact": (
        ["redact", "1-3", "results.0.text", "title", "--ground", "Art. 36"],
        lambda r: api.redact(r, "1-3", ["results.0.text", "title"], "Art. 36"),
    ),
    "meeting add": (
        ["meeting", "add", "3", "--date", "2025-01-15", "--place", "Busan"],
        lambda r: api.add_meeting(r, 3, day=date(2025, 1, 15), place="Busan"),
    ),
    "meeting hold": (
        ["meeting", "hold", "2"],
        lambda r: api.hold_meeting(r, 2),
    ),
    "agency add": (
        ["agency", "add", "sejong", "--name", "Sejong", "--name", "ko=세종", "--level",
         "metropolitan", "--region", "Centre", "--valid-from", "2012-07-01", "--alias", "세종시",
         "--before", "busan"],
        lambda r: api.add_agency(r, "sejong", {"": "Sejong", "ko": "세종"},
                                 level=api.Level.METROPOLITAN, region="Centre",
                                 valid_from=date(2012, 7, 1), aliases=["세종시"],
                                 place=api.Place("busan", is_after=False)),
    ),
    "agency set": (
        ["agency", "set", "busan", "--valid-from", "1995-01-01", "--alias", "Pusan", "--unset",
         "level", "--reason", "Wrong."],
        lambda r: api.set_agency(r, "busan", valid_from=date(1995, 1, 1), aliases=["Pusan"],
                                 unset=["level"], reason="Wrong."),
    ),
    "agency rename": (
        ["agency", "rename", "busan", "--name", "en=Pusan", "--on", "2024-07-01"],
        lambda r: api.rename_agency(r, "busan", {"en": "Pusan"}, on=date(2024, 7, 1)),
    ),
    "agency close": (
        ["agency", "close", "ulsan", "--on", "2024-07-31", "--successor", "busan",
         "--hand-over"],
        lambda r: api.close_agency(r, "ulsan", on=date(2024, 7, 31), successor="busan",
                                   hand_over=True),
    ),
    "meeting hold --date": (
        ["meeting", "hold", "2", "--date", "2024-07-12", "--reason", "storm"],
        lambda r: api.hold_meeting(r, 2, date(2024, 7, 12), reason="storm"),
    ),
    "meeting set": (
        ["meeting", "set", "2", "--date", "2024-09-10", "--title", "1=Alarms", "--unset", "papers",
         "--outcome", "1=deferred", "--item", "report: Wells", "--reason", "flood", "--by", "busan",
         "--on", "2024-07-30"],
        lambda r: api.set_meeting(
            r, 2,
            {"date": date(2024, 9, 10), "items.1.outcome": "deferred", "items.1.title": "Alarms"},
            unsets=["papers"], reason="flood", by="busan", on=date(2024, 7, 30),
            items=[api.AgendaItem.model_validate_json(
                '{"item": 1, "title": "Wells", "type": "report"}')],
        ),
    ),
    "meeting cancel": (
        ["meeting", "cancel", "2", "--reason", "no quorum"],
        lambda r: api.cancel_meeting(r, 2, "no quorum"),
    ),
    "meeting add written": (
        ["meeting", "add", "3", "--kind", "written", "--hears", "yes"],
        lambda r: api.add_meeting(r, 3, kind=api.MeetingKind.WRITTEN, hears=True),
    ),
    "meeting seal": (
        ["meeting", "seal", "2"],
        lambda r: api.seal(r, 2),
    ),
    "meeting seal --by": (
        ["meeting", "seal", "2", "--as-of", "2024-06-30", "--by", "moef"],
        lambda r: api.seal(r, 2, date(2024, 6, 30), by="moef"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WRITES)
def test_library_writes_the_same_as_the_command(name: str, roots: tuple[Path, Path]) -> None:
    command, call = WRITES[name]
    sheet = roots[0].parent / "sheet.csv"
    sheet.write_text(SHEET, encoding="utf-8")
    before = contents(roots[0])
    updates = roots[0].parent / "updates.csv"
    updates.write_bytes(UPDATES.encode("cp949"))
    files = {"SHEET": str(sheet), "UPDATES": str(updates)}
    typed = [files.get(word, word) for word in command]
    result = run(*typed, root=roots[0])
    assert result.exit_code == 0, result.stderr
    with open_workspace(roots[1]) as register:
        call(register)
    assert contents(roots[1]) == contents(roots[0]) != before


def test_return_writes_the_same_as_the_command(roots: tuple[Path, Path]) -> None:
    for command in (["hold", "2"], ["return", "2", "1-3", "--reason", "No photographs."]):
        assert run("meeting", *command, root=roots[0]).exit_code == 0
    with open_workspace(roots[1]) as register:
        api.hold_meeting(register, 2)
        api.return_cards(register, 2, ["1-3"], "No photographs.")
    assert contents(roots[1]) == contents(roots[0])
    assert "state: in_progress" in contents(roots[1])["M01/M01-003.yaml"]


AGREED: dict[str, tuple[list[str], Callable[[Workspace], Any]]] = {
    "correct": (
        [
            "update",
            "1-1",
            "--correct",
            "due=2025-06-30",
            "--correct",
            "title.en=Dykes",
            "--reason",
            "The minutes say so.",
            "--meeting",
            "2",
        ],
        lambda r: api.update(
            r,
            ["1-1"],
            corrects=[("due", "2025-06-30"), ("title.en", "Dykes")],
            reason="The minutes say so.",
            meeting=2,
        ),
    ),
    "amend": (
        ["update", "1-1", "--amend", "indicators.km.target=5", "--meeting", "2"],
        lambda r: api.update(r, ["1-1"], amends=[("indicators.km.target", 5)], meeting=2),
    ),
    "void": (
        ["void", "1-2", "--reason", "twice", "--meeting", "2"],
        lambda r: api.void(r, ["1-2"], "twice", meeting=2),
    ),
    "confirm all": (
        ["meeting", "confirm", "2", "--all"],
        lambda r: api.confirm_all(r, 2),
    ),
    "unconfirm": (
        ["meeting", "unconfirm", "1", "1-4", "--reason", "not this one", "--meeting", "2"],
        lambda r: api.unconfirm(r, 1, ["1-4"], "not this one", agreed=2),
    ),
}
"""What a meeting that was held has agreed to."""


@pytest.mark.parametrize("name", AGREED)
def test_library_corrects_as_the_command_does(name: str, roots: tuple[Path, Path]) -> None:
    command, call = AGREED[name]
    for root in roots:
        assert run("meeting", "hold", "2", root=root).exit_code == 0
    before = contents(roots[0])
    assert run(*command, root=roots[0]).exit_code == 0
    with open_workspace(roots[1]) as register:
        call(register)
    assert contents(roots[1]) == contents(roots[0]) != before


def test_confirm_writes_the_same_as_the_command(roots: tuple[Path, Path]) -> None:
    for command in (["hold", "2"], ["confirm", "2", "1-3"]):
        assert run("meeting", *command, root=roots[0]).exit_code == 0
    with open_workspace(roots[1]) as register:
        api.hold_meeting(register, 2)
        api.confirm(register, 2, ["1-3"])
    assert contents(roots[1]) == contents(roots[0])
    assert "state: closed" in contents(roots[1])["M01/M01-003.yaml"]


def test_edit_writes_the_same_as_the_command(
    roots: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", "sed -i s/Survey,/Measure,/")
    assert run("edit", "1-1", root=roots[0]).exit_code == 0
    with open_workspace(roots[1]) as register:
        applied = api.edit(register, "1-1", lambda text: text.replace("Survey,", "Measure,"))
    assert [each.path for each in applied.changed] == ["M01/M01-001.yaml"]
    assert contents(roots[1]) == contents(roots[0])


def test_fix_writes_the_same_as_the_command(roots: tuple[Path, Path]) -> None:
    for root in roots:
        path = root / "M01/M01-002.yaml"
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n").replace(b"mois,", b"moi,"))
    run("validate", "--fix", "--unsafe", root=roots[0])
    with open_workspace(roots[1]) as register:
        fixed = api.fix(register, unsafe=True)
    assert [each.path for each in fixed.changed] == ["M01/M01-002.yaml"]
    assert contents(roots[1]) == contents(roots[0])
    assert "moi," not in contents(roots[1])["M01/M01-002.yaml"]


def test_renumber_writes_the_same_as_the_command(roots: tuple[Path, Path]) -> None:
    for root in roots:
        git(root, "init", "-q", "-b", "main")
    assert run("renumber", "1-2", root=roots[0]).exit_code == 0
    with open_workspace(roots[1]) as register:
        assert api.renumber(register, "1-2") == "M01-005"
    assert contents(roots[1]) == contents(roots[0])


def test_a_dry_run_writes_nothing(roots: tuple[Path, Path]) -> None:
    before = contents(roots[1])
    with open_workspace(roots[1]) as register:
        applied = api.update(register, ["1-1"], adds=[("tags", "x")], dry_run=True)
        api.create(register, "Ferry piers", dry_run=True)
        api.add_meeting(register, 3, dry_run=True)
        api.add_agency(register, "new", {"": "New"}, dry_run=True)
        api.set_agency(register, "busan", region="South", dry_run=True)
        api.rename_agency(register, "busan", {"": "Pusan"}, dry_run=True)
        api.close_agency(register, "ulsan", successor="busan", hand_over=True, dry_run=True)
        api.seal(register, 2, dry_run=True)
    assert "tags: [dykes, '예산', x]" in applied.changed[0].text
    assert contents(roots[1]) == before


# Refusals ---------------------------------------------------------------------------------------

REFUSALS: dict[str, tuple[list[str], Callable[[Workspace], Any]]] = {
    "unknown card": (["show", "1-9"], lambda r: api.show(r, "1-9")),
    "unknown rule": (["validate", "--select", "CC999"],
                     lambda r: api.validate(r, select=["CC999"])),
    "no effect": (["validate", "--select", "CC616"], lambda r: api.validate(r, select=["CC616"])),
    "bad condition": (["list", "--where", "state >"], lambda r: api.list_cards(r, "state >")),
    "board of a bad condition": (["board", "--where", "x"], lambda r: api.board(r, "x")),
    "unknown meeting": (["report", "--meeting", "9"], lambda r: api.report(r, 9)),
    "minutes of no meeting": (["minutes", "9"], lambda r: api.minutes(r, 9)),
    "minutes before the meeting": (["minutes", "2"], lambda r: api.minutes(r, 2)),
    "paper of no meeting": (["paper", "9"], lambda r: api.paper(r, 9)),
    "reminder of no meeting": (["remind", "--meeting", "9"], lambda r: api.remind(r, meeting=9)),
    "desk of no meeting": (["desk", "--meeting", "9"], lambda r: api.desk(r, 9)),
    "nothing to change": (["update", "1-1"], lambda r: api.update(r, ["1-1"])),
    "no transition": (["update", "1-2", "--state", "closed"],
                      lambda r: api.update(r, ["1-2"], state=State.CLOSED)),
    "new error": (["update", "1-2", "--lead", "busa"],
                  lambda r: api.update(r, ["1-2"], lead="busa")),
    "changed": (["update", "1-1", "--add", "tags=x", "--if-match", "0123456789"],
                lambda r: api.update(r, ["1-1"], adds=[("tags", "x")], if_match="0123456789")),
    "bad sheet": (["new", "--from", "SHEET"],
                  lambda r: api.create_from(r, "titel\nA\n", "SHEET")),
    "bad sheet of changes": (["update", "--from", "SHEET"],
                             lambda r: api.update_from(r, "titel\nA\n", "SHEET")),
    "not held": (["meeting", "confirm", "2", "1-3"], lambda r: api.confirm(r, 2, ["1-3"])),
    "not submitted": (["meeting", "return", "1", "1-1", "--reason", "x"],
                      lambda r: api.return_cards(r, 1, ["1-1"], "x")),
    "existing agency": (["agency", "add", "busan", "--name", "Busan"],
                        lambda r: api.add_agency(r, "busan", {"": "Busan"})),
    "agency: no reason": (["agency", "set", "busan", "--level", "basic"],
                  lambda r: api.set_agency(r, "busan", level=api.Level.BASIC)),
    "no successor": (["agency", "close", "busan", "--hand-over"],
                     lambda r: api.close_agency(r, "busan", hand_over=True)),
    "renamed in future": (["agency", "rename", "busan", "--name", "x", "--on", "2025-01-01"],
                          lambda r: api.rename_agency(r, "busan", {"": "x"}, on=date(2025, 1, 1))),
    "no reason": (["update", "1-3", "--revise", "--progress", "90"],
                  lambda r: api.update(r, ["1-3"], revise=True, progress=90)),
    "not this outcome": (["update", "1-2", "--outcome", "completed"],
                         lambda r: api.update(r, ["1-2"], outcome=Outcome.COMPLETED)),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSALS)
def test_library_refuses_the_same_as_the_command(
    name: str, roots: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    command, call = REFUSALS[name]
    monkeypatch.chdir(roots[0].parent)
    Path("SHEET").write_text("titel\nA\n", encoding="utf-8")
    before = contents(roots[1])
    result = run(*command, root=roots[0])
    with open_workspace(roots[1]) as register, pytest.raises(api.CardctlError) as refusal:
        call(register)
    error = refusal.value
    assert error.exit_code == result.exit_code > 0
    assert f"cardctl: {error.message}\n" in result.stderr
    assert error.hint is None or f"  = {error.hint}\n" in result.stderr
    assert [str(finding.message) in result.stderr for finding in error.findings].count(False) == 0
    assert contents(roots[1]) == before


# Reading ----------------------------------------------------------------------------------------


@pytest.fixture(params=[True, False], ids=["cache", "plain"])
def faulty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Path, Workspace]]:
    """A register with all kinds of findings: from rules, comments and unmodelled text."""
    card = FILES["M01/M01-002.yaml"]
    root = small_register(
        tmp_path,
        M01__M01_002=card.replace("lead: null", "lead: nobody")
        + "# cardctl: allow CC702 no such finding\nx-phone: 010-1234-5678\n",
        M01__M01_005="id: M01-005\ntitle: {en: Half a card\n",
    )
    with open_workspace(root, use_cache=request.param) as register:
        yield root, register


def test_validate_has_the_same_findings_as_the_command(faulty: tuple[Path, Workspace]) -> None:
    root, register = faulty
    printed = json.loads(run("validate", "--format", "json", root=root).stdout)["data"]
    verdict = api.validate(register)
    codes = {finding.code for finding in verdict.findings}
    assert {"CC101", "CC305", "CC403", "CC801", "CC901"} <= codes
    data = as_data(verdict, verdict.findings, "en", str(root))
    for one, other in zip(data["findings"], printed["findings"], strict=True):
        assert {**one, "fixes": None} == {**other, "fixes": None}
    assert data["skipped_rules"] == printed["skipped_rules"]
    assert data["checked"] == printed["checked"]


def test_validate_of_selected_files_and_rules_matches_the_command(
    faulty: tuple[Path, Workspace],
) -> None:
    root, register = faulty
    verdict = api.validate(register, ["M01-002"], select=["CC3", "CC8"], ignore=["CC801"])
    printed = run("validate", "M01-002", "--select", "CC3", "--select", "CC8", "--ignore", "CC801",
                  "--format", "concise", root=root).stdout  # fmt: skip
    places = re.findall(r"([\w-]+\.yaml):(\d+):(\d+): \w+ (CC\d+)", printed)
    found = [
        (f.path.partition("/")[2], str(f.span.line), str(f.span.column), f.code)
        for f in verdict.findings
        if f.span
    ]
    assert found == places != []


def test_validate_since_matches_the_command(tmp_path: Path) -> None:
    root = small_register(tmp_path)
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "cards")
    path = root / "M01/M01-001.yaml"
    path.write_text(path.read_text("utf-8").replace("date: 2024-02-01", "date: 2024-02-02"))
    printed = json.loads(run("validate", "--since", "HEAD", "--format", "json", root=root).stdout)[
        "data"
    ]
    with open_workspace(root) as register:
        verdict = api.validate(register, since="HEAD")
    assert [f.code for f in verdict.findings] == [f["code"] for f in printed["findings"]]
    assert "CC506" in {finding.code for finding in verdict.findings}
    assert verdict.change is not None
    told = [str(item.words) for item in verdict.change.items]
    assert told == [item["message"] for item in printed["change"]["items"]] != []


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("form", ["json", "markdown", "html", "csv"])
def test_report_is_the_same_as_from_the_command(
    faulty: tuple[Path, Workspace], form: str, lang: str
) -> None:
    root, register = faulty
    printed = run("report", "--meeting", "2", "--format", form, root=root, lang=lang).stdout
    made = api.render(api.report(register, 2), form, lang=lang)
    assert isinstance(made, str)
    assert made.replace("\r\n", "\n").strip() == printed.strip() != ""


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("form", ["json", "markdown", "html"])
def test_documents_about_a_meeting_are_the_same_as_from_the_command(
    faulty: tuple[Path, Workspace], form: str, lang: str
) -> None:
    root, register = faulty
    for command, document in (
        ("paper", api.paper(register, 2)),
        ("minutes", api.minutes(register, 1)),
    ):
        number = str(document.number)
        printed = run(command, number, "--format", form, root=root, lang=lang).stdout
        made = api.render_document(document, form, lang=lang)
        assert isinstance(made, str)
        assert made.strip() == printed.strip() != ""


def test_report_of_a_period_is_the_same_as_from_the_command(
    faulty: tuple[Path, Workspace],
) -> None:
    root, register = faulty
    made = api.period_report(register, date(2024, 3, 1), agency="Ulsan")
    options = ("--since", "2024-03-01", "--view", "agency:ulsan", "--format", "json")
    printed = run("report", *options, root=root).stdout
    assert str(api.render_document(made, "json")).strip() == printed.strip() != ""


def test_reports_over_many_registers_are_the_same_as_from_the_command(tmp_path: Path) -> None:
    named = small_register(tmp_path / "a", cardctl=f"register: xx.a\n{FILES['cardctl.yaml']}")
    (tmp_path / "pool").mkdir()
    config = f"format: 1\ntitle: All\nsources:\n  - {{id: xx.a, folder: {named.as_posix()}}}\n"
    (tmp_path / "pool/pool.yaml").write_text(config, "utf-8")
    where = ("--pool", str(tmp_path / "pool"), "--as-of", "2024-08-01")
    assert run("pool", "pull", *where[:2]).exit_code == 0
    pool, day = api.load_pool(tmp_path / "pool"), date(2024, 8, 1)
    for form in ("json", "html"):
        printed = run("pool", "report", *where, "--by", "tag", "--format", form).stdout
        made = api.render_pool(api.pool_report(pool, [day]), form, by=[api.Cut.TAG])
        assert str(made).strip() == printed.strip() != ""
    listed = json.loads(run("pool", "list", *where, "--lead", "busan", "--json").stdout)["data"]
    wanted = api.CardFilter(leads=("busan",))
    assert [card.plain() for card in api.pool_cards(pool, day, wanted)] == listed != []


def test_request_writes_the_same_forms_as_the_command(roots: tuple[Path, Path]) -> None:
    run("request", "--meeting", "2", "-o", str(roots[0] / "forms"), root=roots[0], lang="ko")
    with open_workspace(roots[1]) as register:
        made = api.request(register, roots[1] / "forms", meeting=2, lang="ko")
    assert [form.cover.agency for form in made.forms] == ["moef", "busan", "ulsan"]
    one, other = (
        {path.name: path.read_bytes() for path in (root / "forms").iterdir()} for root in roots
    )
    assert one.keys() == {f"{code}.{form}" for code in ("moef", "busan", "ulsan")
                          for form in ("xlsx", "eml")}  # fmt: skip
    assert one == other


def test_site_writes_the_same_pages_as_the_command(roots: tuple[Path, Path]) -> None:
    run("site", "-o", str(roots[0] / "pages"), "--base-url", "https://example.org", root=roots[0])
    with open_workspace(roots[1]) as register:
        written = api.site(register, roots[1] / "pages", base_url="https://example.org")
    one, other = (
        {
            path.relative_to(root).as_posix(): path.read_bytes()
            for path in root.rglob("pages/**/*")
            if path.is_file()
        }
        for root in roots
    )
    assert one == other
    assert written.files == len(one) - 1 > 20  # the list of the files is not counted


def test_export_writes_the_same_tables_as_the_command(roots: tuple[Path, Path]) -> None:
    for root in roots:
        run("init", "--name", "xx.test", root=root)
    printed = run("export", "-o", str(roots[0] / "tables"), "--json", root=roots[0])
    with open_workspace(roots[1]) as register:
        made = api.export(register, roots[1] / "tables")
    one, other = (
        {path.name: path.read_bytes() for path in (root / "tables").iterdir()} for root in roots
    )
    assert one == other
    hashes = [each["rows_hash"] for each in json.loads(printed.stdout)["data"]["tables"]]
    assert [f"sha256:{each.digest.sha256}" for each in made.resources] == hashes
    assert api.verify_tables(roots[1] / "tables") == []
    (roots[1] / "tables/card.parquet").unlink()
    assert [problem.table for problem in api.verify_tables(roots[1] / "tables")] == ["card"]


def test_register_is_named_as_by_the_command(roots: tuple[Path, Path]) -> None:
    run("init", "--name", "xx.test", root=roots[0])
    with open_workspace(roots[1]) as register:
        api.name_register(register, "xx.test")
        with pytest.raises(api.CardctlError, match="already named"):
            api.name_register(register, "xx.other")
    one, other = ((root / "cardctl.yaml").read_bytes() for root in roots)
    assert one == other
    assert b"register: xx.test\n" in one


def test_collect_takes_the_same_as_the_command(roots: tuple[Path, Path]) -> None:
    files = [str(filled(root, result="Half.", progress=50)) for root in roots]
    lost = [root / "lost.csv" for root in roots]
    for path in lost:
        path.write_text("card,result\nM01-003,Improved.\nM01-001,\n", "utf-8")
    printed = run("collect", files[0], str(lost[0]), "--json", root=roots[0])
    with open_workspace(roots[1]) as register:
        taken = api.collect(register, [files[1], str(lost[1])])
    data = json.loads(printed.stdout)["data"]["files"]
    assert [list(each.cards) for each in taken.files] == [each["cards"] for each in data]
    assert [len(each.problems) for each in taken.files] == [len(x["problems"]) for x in data]
    assert (taken.exit_code, printed.exit_code) == (1, 1)
    before, after = contents(roots[0]), contents(roots[1])
    cards = [name for name in before if name.endswith(".yaml")]
    assert [before[name] for name in cards] == [after[name] for name in cards]
    assert "Half." in after["M01/M01-001.yaml"]


def test_list_and_show_match_the_commands(roots: tuple[Path, Path]) -> None:
    ids = run("list", "--where", "lead = ulsan or overdue", "--format", "ids", root=roots[0])
    with open_workspace(roots[1]) as register:
        found = api.list_cards(register, "lead = ulsan or overdue")
        shown = api.show(register, "1-1")
        everything = api.load(register)
    assert [row.card.id for row in found] == ids.stdout.split() != []
    data = json.loads(run("show", "1-1", "--json", root=roots[0]).stdout)["data"]
    assert shown.whole.model_dump(mode="json", exclude_unset=True) == data["card"]
    assert sorted(everything.register.cards) == [f"M01-00{n}" for n in range(1, 5)]


def test_board_matches_the_command(roots: tuple[Path, Path]) -> None:
    printed = json.loads(run("board", "--by", "lead", "--json", root=roots[0]).stdout)["data"]
    with open_workspace(roots[1]) as register:
        made = api.board(register, by=api.Grouping.LEAD)
        everything = api.board(register, "state = closed", with_closed=True)
    found = [(column.key, [card.id for card in column.cards]) for column in made.columns]
    assert found == [
        (column["key"], [card["id"] for card in column["cards"]]) for column in printed["columns"]
    ]
    assert made.closed == printed["closed"] == 1
    assert [card.id for card in everything.cards] == ["M01-004"]


def test_every_call_sees_what_was_written_since(roots: tuple[Path, Path]) -> None:
    root, _other = roots
    with open_workspace(root) as register:
        assert api.list_cards(register, "tags ~ novelty") == []
        api.update(register, ["1-1"], adds=[("tags", "novelty")])
        assert [row.card.id for row in api.list_cards(register, "tags ~ novelty")] == ["M01-001"]
        path = root / "M01" / "M01-001.yaml"
        path.write_text(path.read_text("utf-8").replace("novelty", "renewal"), "utf-8")
        (row,) = api.list_cards(register, "tags ~ renewal")
        assert "renewal" in row.whole.tags
        path.write_text(path.read_text("utf-8") + "colour: red\n", "utf-8")
        assert [finding.code for finding in api.validate(register).findings] == ["CC202"]
        assert len(api.list_cards(register)) == 3


def test_agencies_match_the_command(roots: tuple[Path, Path]) -> None:
    printed = json.loads(run("agency", "list", "--json", root=roots[0]).stdout)["data"]
    with open_workspace(roots[1]) as register:
        found = api.list_agencies(register)
    assert [(row.agency.code, list(row.holdings.lead), row.holdings.is_secretariat)
            for row in found] == [
        (each["code"], each["lead"], each["secretariat"]) for each in printed
    ]  # fmt: skip
    assert len(found) == 4


def test_further_seal_and_its_verification_match_the_commands(roots: tuple[Path, Path]) -> None:
    for command in (["seal", "2"], ["seal", "2", "--again", "--reason", "late"]):
        assert run("meeting", *command, root=roots[0]).exit_code == 0
    with open_workspace(roots[1]) as register:
        api.seal(register, 2)
    with open_workspace(roots[1]) as register:
        made = api.seal(register, 2, again=True, reason="late")
    with open_workspace(roots[1]) as register:
        verified = api.verify(register, 2, "0" * 64)
    assert contents(roots[1]) == contents(roots[0])
    assert (made.path, made.is_new) == ("M02/seal-2.json", True)
    printed = run("meeting", "verify", "2", "--root", "0" * 64, "--json", root=roots[0])
    data = json.loads(printed.stdout)["data"]
    assert (verified.is_unaltered, verified.is_root_missing) == (False, True)
    assert (data["unaltered"], data["root_missing"], printed.exit_code) == (False, True, 1)
    assert [check.parts for check in verified.checks] == [each["parts"] for each in data["seals"]]


def test_doctor_checks_match_the_command(roots: tuple[Path, Path]) -> None:
    printed = json.loads(run("doctor", "--json", root=roots[0]).stdout)["data"]
    with open_workspace(roots[1], use_cache=False) as register:
        checks = api.doctor(register)
    assert [(str(c.name), c.state.value) for c in checks] == [
        (c["check"], c["state"]) for c in printed
    ]


def test_schemas_are_those_of_the_command(roots: tuple[Path, Path]) -> None:
    assert run("schema", "--write", root=roots[0]).exit_code == 0
    with open_workspace(roots[1]) as register:
        made = api.editor_schemas(register)
    written = roots[0].parent / "schemas"
    assert made == {path.name: path.read_text("utf-8") for path in written.iterdir()}
    printed = json.loads(run("schema", "--kinds", "error").stdout)
    assert api.output_schema("error") == printed
    with pytest.raises(api.CardctlError, match="eror"):
        api.output_schema("eror")


# The interface ----------------------------------------------------------------------------------


def test_library_page_runs_and_names_every_function(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    top = Path(__file__).parents[1]
    page = (top / "docs/library.md").read_text("utf-8")
    shutil.copytree(top / "cards", tmp_path / "cards")
    monkeypatch.chdir(tmp_path)
    (code,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    exec(compile(code, "docs/library.md", "exec"), {})
    printed = capsys.readouterr().out
    assert "tags: [industry, special-zones, innovation]" in printed
    assert "# 제2회" in printed
    functions = {name for name in api.__all__ if isinstance(getattr(api, name), FunctionType)}
    assert functions == set(re.findall(r"`(\w+)`", page.partition("| function")[2])) & functions


def test_example_in_the_docstring_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(Path(__file__).parents[1])
    assert api.__doc__ is not None
    example = api.__doc__.partition("    from datetime")[2]
    code = "\n".join(line[4:] for line in f"    from datetime{example}".splitlines())
    exec(compile(code, "example", "exec"), {})
    assert "# 제2회" in capsys.readouterr().out


def test_every_public_name_is_documented_and_typed() -> None:
    assert (Path(api.__file__).parent / "py.typed").is_file()
    for name in api.__all__:
        item = getattr(api, name)
        assert item.__doc__ or typing.get_origin(item).__doc__, name


def test_closing_the_register_releases_its_lock(roots: tuple[Path, Path]) -> None:
    with open_workspace(roots[0]) as register:
        register.lock()
        assert run("update", "1-1", "--add", "tags=x", "--wait", "0", root=roots[0]).exit_code == 3
    assert run("update", "1-1", "--add", "tags=x", "--wait", "0", root=roots[0]).exit_code == 0
