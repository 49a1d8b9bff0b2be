"""`cardctl collect`: what it takes from returned forms, what it refuses, and at which cell."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.registers import run, small_register
from support.returns import Officer, filled, new_card, requested
from typer.testing import Result

from cardctl.sheets.form import FormTable

NEW = {"M01__M01_005": new_card("M01-005")}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_register(tmp_path, **NEW)


def contents(root: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in root.rglob("*.yaml")}


def collected(root: Path, *files: Path, code: int = 0, lang: str = "en", **options: str) -> Result:
    """Collect *files* and expect the exit status *code*; a failure writes nothing."""
    before = contents(root)
    more = [word for key, value in options.items() for word in (f"--{key}", value)]
    result = run("collect", *map(str, files), *more, root=root, lang=lang)
    assert result.exit_code == code, result.stderr
    if code > 1:
        assert (contents(root), result.stdout) == (before, "")
    return result


def card(root: Path, identifier: str = "1-1") -> dict:
    result = run("show", identifier, "--json", root=root)
    return dict(json.loads(result.stdout)["data"]["card"])


def place(officer: Officer, name: str, table: FormTable = FormTable.RESULTS, **of: str) -> str:
    """The place of a cell in messages, without the file."""
    cell = officer.cell(table, name, **of)
    return f"!{officer.sheet(table).title}!{cell.coordinate}: "


# What is taken -----------------------------------------------------------------------------------


def test_unchanged_form_changes_nothing(root: Path) -> None:
    before = contents(root)
    result = collected(root, requested(root))
    assert "already up to date" in result.stderr
    assert (result.stdout, contents(root)) == ("", before)


def test_result_steps_and_readings_are_taken_as_the_agencys(root: Path) -> None:
    officer = Officer(requested(root)).fill(
        result="Half is raised.", progress=50, spent="1,400만원", next="Paint", blocker="Rain",
        evidence_kind="공문", evidence_number="A-1", evidence_date="2024. 7. 3.",
    )  # fmt: skip
    officer.step("b", done="2024.7.30").add_step(title="Paint", due="2024-08-30").read("km", 6.5)
    result = collected(root, officer.save())
    assert "1 card taken in" in result.stderr
    assert "+    progress: 50" in result.stdout
    data = card(root)
    assert data["results"] == [
        {
            "meeting": 2, "date": "2024-08-01", "by": "busan", "text": "Half is raised.",
            "progress": 50, "readings": {"km": "6.5"}, "spent": 14, "next": "Paint",
            "blocker": "Rain",
            "evidence": [{"kind": "official_letter", "number": "A-1", "date": "2024-07-03"}],
        }
    ]  # fmt: skip
    assert data["plan"]["steps"][1]["done"] == "2024-07-30"
    assert data["plan"]["steps"][2] == {
        "id": "c", "title": "Paint", "owner": "busan", "due": "2024-08-30",
    }  # fmt: skip


@pytest.mark.parametrize("mark", ["-", " – ", "없음", "해당 없음", "해당없음.", "N/A"])
def test_mark_for_nothing_is_no_value(root: Path, mark: str) -> None:
    officer = Officer(requested(root)).fill(result="Half.", next="Paint")
    for name in ("progress", "spent", "blocker", "evidence_kind", "evidence_date", "reason"):
        officer.fill(**{name: mark})
    officer.step("b", done=mark).read("km", mark)
    collected(root, officer.save())
    (filed,) = card(root)["results"]
    assert {**filed, "date": ""} == {
        "meeting": 2, "date": "", "by": "busan", "text": "Half.", "next": "Paint",
    }  # fmt: skip


def test_words_for_nothing_are_an_answer_where_one_is_needed(root: Path) -> None:
    collected(root, filled(root, result="없음", blocker="없음"))
    (filed,) = card(root)["results"]
    assert (filed["text"], "blocker" in filed) == ("없음", False)


def test_mark_that_the_register_has_stays(root: Path) -> None:
    run("update", "1-1", "--result", "Half.", "--blocker", "없음", "--by", "busan", root=root)
    before = contents(root)
    result = collected(root, requested(root))
    assert "already up to date" in result.stderr
    assert contents(root) == before


def test_full_width_figures_are_figures(root: Path) -> None:
    officer = Officer(requested(root)).fill(
        result="Ｈａｌｆ", progress="５０％", spent="１，４００만원", evidence_kind="report",
        evidence_date="２０２４．７．３．",
    )  # fmt: skip
    collected(root, officer.read("km", "６．５").save())
    (filed,) = card(root)["results"]
    assert (filed["text"], filed["progress"], filed["spent"]) == ("Ｈａｌｆ", 50, 14)
    assert (filed["evidence"][0]["date"], filed["readings"]) == ("2024-07-03", {"km": "6.5"})


def test_form_without_its_results_is_refused(root: Path) -> None:
    officer = Officer(requested(root)).fill(result="Half.")
    del officer.book["Results"]
    assert "the sheet Results is missing" in collected(root, officer.save(), code=2).stderr


@pytest.mark.parametrize("table", [FormTable.RESULTS, FormTable.STEPS])
def test_table_whose_heads_were_typed_over_is_refused(root: Path, table: FormTable) -> None:
    officer = Officer(requested(root)).fill(result="Half.").step("b", done="2024-07-30")
    officer.sheet(table).cell(1, 1).value = "Ours"
    message = f"!{officer.sheet(table).title}!1: the names of the columns of "
    assert message in collected(root, officer.save(), code=2).stderr


def test_value_for_two_cards_in_a_merged_cell_is_refused(root: Path) -> None:
    officer = Officer(requested(root)).fill(result="Half.")
    first = officer.cell(FormTable.RESULTS, "result")
    second = officer.cell(FormTable.RESULTS, "result", "M01-005")
    officer.sheet(FormTable.RESULTS).merge_cells(f"{first.coordinate}:{second.coordinate}")
    officer.save()
    refused = collected(root, officer.path, code=2, lang="ko").stderr
    assert f"!{second.coordinate}: " in refused
    assert f"Results!{first.coordinate} 셀과 병합되어 있어" in refused


def test_unknown_column_lists_those_of_the_form_in_the_readers_language(root: Path) -> None:
    officer = Officer(requested(root)).fill(result="R")
    page = officer.sheet(FormTable.STEPS)
    page.cell(1, page.max_column + 1).value = "담당자"
    refused = collected(root, officer.save(), code=2, lang="ko").stderr
    assert "서식의 열: 과제번호, 세부과제, " in refused


def test_merged_cells_of_one_row_are_its_first(root: Path) -> None:
    officer = Officer(requested(root)).fill(result="Half.")
    officer.sheet(FormTable.RESULTS).merge_cells("K2:M2")
    collected(root, officer.save())
    assert [each["text"] for each in card(root)["results"]] == ["Half."]


def test_choices_are_listed_in_the_readers_language(root: Path) -> None:
    form = filled(root, result="R", claim="perhaps")
    refused = collected(root, form, code=2, lang="ko").stderr
    assert "(가능한 값: 해당 없음, 이행완료, 이행 후 계속추진, 이행곤란, 보류)" in refused


def test_file_is_named_once_in_its_problems_and_notices(root: Path) -> None:
    form = requested(root)
    macros = form.rename(form.with_suffix(".xlsm"))
    damaged = form.with_name("damaged.xlsx")
    damaged.write_bytes(macros.read_bytes()[:4000])
    lines = collected(root, macros, damaged, code=1).stderr.splitlines()
    assert [line.count(str(form.parent)) for line in lines if "workbook" in line] == [1]
    assert [line.count(str(form.parent)) for line in lines if "macros" in line] == [1]


def test_collecting_twice_changes_nothing_more(root: Path) -> None:
    officer = Officer(requested(root)).fill(
        result="Half.", evidence_kind="report", evidence_title="R", claim="on hold", reason="Rain."
    )
    officer.add_step(title="Paint", due="2024-08-30").step("b", dropped="Not needed.")
    form = officer.save()
    collected(root, form)
    after = contents(root)
    assert "already up to date" in collected(root, form).stderr
    assert contents(root) == after


def test_first_plan_makes_a_card_planned_and_a_result_starts_it(root: Path) -> None:
    officer = Officer(requested(root)).fill("M01-005", plan="Survey, then build.")
    officer.add_step("M01-005", title="Survey")
    collected(root, officer.save("plan.xlsx"))
    data = card(root, "1-5")
    assert (data["state"], data["plan"]["submitted"]) == ("planned", "2024-08-01")
    assert data["history"][-1] == {"date": "2024-08-01", "by": "busan", "state": "planned"}
    officer.fill("M01-005", result="Begun.")
    collected(root, officer.save("result.xlsx"))
    assert card(root, "1-5")["state"] == "in_progress"


def test_plan_without_steps_is_kept_but_the_card_stays_registered(root: Path) -> None:
    form = Officer(requested(root)).fill("M01-005", plan="Survey.").save()
    result = collected(root, form)
    assert "M01-005 stays registered: it still needs the plan's steps" in result.stderr
    assert card(root, "1-5")["state"] == "registered"
    assert card(root, "1-5")["plan"]["summary"] == "Survey."


def test_plan_that_says_why_it_has_no_steps_makes_a_card_planned(root: Path) -> None:
    form = Officer(requested(root)).fill("M01-005", plan="Buy.", no_steps="One purchase.").save()
    collected(root, form)
    data = card(root, "1-5")
    assert (data["state"], data["plan"]["no_steps"]) == ("planned", "One purchase.")
    again = Officer(requested(root))
    assert again.cell(FormTable.RESULTS, "no_steps", "M01-005").value == "One purchase."


def test_reason_for_no_steps_completes_a_plan_on_file(root: Path) -> None:
    collected(root, Officer(requested(root)).fill("M01-005", plan="Buy.").save())
    collected(root, Officer(requested(root)).fill("M01-005", no_steps="One purchase.").save())
    assert card(root, "1-5")["state"] == "planned"


CLAIMS = {
    "completed": (
        {"evidence_kind": "report", "evidence_title": "R"},
        {"state": "submitted", "outcome": "completed"},
    ),
    "infeasible": (
        {"reason": "No money.", "substitute": "Sandbags."},
        {"state": "submitted", "outcome": "infeasible", "note": "No money.",
         "substitute": "Sandbags."},
    ),
    "on hold": ({"reason": "Flood."}, {"state": "on_hold", "note": "Flood.", "review": 2}),
}  # fmt: skip


@pytest.mark.parametrize("claim", CLAIMS)
def test_claims(root: Path, claim: str) -> None:
    values, entry = CLAIMS[claim]
    officer = Officer(requested(root)).fill(result="Done.", claim=claim, **values)
    officer.step("b", done="2024-07-30").read("km", 12)
    collected(root, officer.save())
    assert card(root)["history"][-1] == {"date": "2024-08-01", "by": "busan", **entry}


def test_claim_names_what_it_lacks_by_its_columns(root: Path) -> None:
    officer = Officer(requested(root)).fill(result="Done.", claim="completed")
    result = collected(root, officer.save(), code=3)
    assert place(officer, "claim") in result.stderr
    assert "M01-001: in progress -> submitted needs a result with evidence" in result.stderr
    assert "(fill in: Evidence: title, Done on, Reading)" in result.stderr
    korean = collected(root, officer.path, code=3, lang="ko").stderr
    assert "M01-001: 추진중 -> 확인요청" in korean
    assert "증빙 제목" in korean
    assert not {"in_progress", "submitted"} & set(korean.split())


def test_day_and_language(root: Path) -> None:
    form = requested(root, lang="ko")
    officer = Officer(form).fill(result="절반 완료", progress="75%", evidence_kind="통계")
    officer.fill(evidence_title="통계표", claim="보류", reason="홍수")
    result = collected(root, officer.save(), lang="ko", on="2024-07-20")
    assert "행안부" not in result.stderr
    assert card(root)["results"][0]["date"] == "2024-07-20"
    assert card(root)["state"] == "on_hold"


def test_partner_files_its_own_result(root: Path) -> None:
    form = Officer(requested(root, "ulsan")).fill(result="Supported.").save()
    collected(root, form)
    assert [each["by"] for each in card(root)["results"]] == ["ulsan"]


# Three ways --------------------------------------------------------------------------------------


def update(root: Path, *args: str) -> None:
    result = run("update", "1-1", *args, root=root)
    assert result.exit_code == 0, result.stderr


def test_what_changed_in_the_register_only_is_kept(root: Path) -> None:
    form = filled(root, result="Half.")
    update(root, "--set", "plan.summary=Build, then survey.")
    collected(root, form)
    assert card(root)["plan"]["summary"] == "Build, then survey."


def test_conflict_names_both_values_and_when(root: Path) -> None:
    officer = Officer(requested(root)).fill(plan="Mine.", result="Half.")
    update(root, "--set", "plan.summary=Theirs.")
    result = collected(root, officer.save(), code=3)
    assert place(officer, "plan") in result.stderr
    assert "the return has 'Mine.', the register 'Theirs.' (filed on 2024-02-01)" in result.stderr


def test_same_change_on_both_sides_is_up_to_date(root: Path) -> None:
    form = filled(root, plan="Mine.")
    update(root, "--set", "plan.summary=Mine.")
    assert "already up to date" in collected(root, form).stderr


def test_claim_of_the_secretariat_is_no_claim_of_the_agency(root: Path) -> None:
    officer = Officer(requested(root)).fill(claim="infeasible", reason="R", substitute="S")
    update(root, "--state", "on_hold", "--reason", "Wait.", "--review", "2", "--by", "mois")
    result = collected(root, officer.save(), code=3)
    assert "the register 'on_hold' (Ministry of the Interior, 2024-08-01)" in result.stderr


EARLY = ("--on", "2024-06-20")


def test_newer_return_revises_and_an_old_one_is_refused(root: Path) -> None:
    first = filled(root, "first.xlsx", result="A third.", progress=30)
    second = filled(root, "second.xlsx", result="Half.", progress=50, reason="Recount.")
    collected(root, first)
    collected(root, second)
    results = card(root)["results"]
    assert [each["text"] for each in results] == ["A third.", "Half."]
    assert results[1]["correction"] == "Recount."
    result = collected(root, first, code=3)
    assert "an older return: 'A third.' was already replaced by 'Half.'" in result.stderr
    assert result.stderr.count("older return") == 1
    assert "already up to date" in collected(root, second).stderr


def test_heard_result_needs_the_reason_in_the_form(root: Path) -> None:
    collected(root, filled(root, result="A third."), on="2024-06-20")
    officer = Officer(requested(root)).fill(result="Half.")
    result = collected(root, officer.save(), code=3)
    assert place(officer, "result") in result.stderr
    assert "meeting 2 has heard the result of busan; revising it needs a reason" in result.stderr
    assert "(give it under 'Reason')" in result.stderr


def test_erased_text_is_not_put_back(root: Path) -> None:
    form = filled(root, result="Kim did it.")
    collected(root, form)
    assert run("redact", "1-1", "results.0.text", "--ground", "Art. 36", root=root).exit_code == 0
    result = collected(root, form, code=3)
    assert "the text was erased" in result.stderr
    assert "Kim" not in "".join(contents(root).values())


# What an agency may not change -------------------------------------------------------------------


def test_locked_cell(root: Path) -> None:
    officer = Officer(requested(root)).fill(title="Another", result="Half.")
    result = collected(root, officer.save(), code=3)
    assert place(officer, "title") in result.stderr
    assert "cannot be changed in a return (restore it: 'Raise the dykes')" in result.stderr


def test_rows_of_others_unknown_cards_and_steps(root: Path) -> None:
    officer = Officer(requested(root)).fill(result="Half.")
    page = officer.sheet(FormTable.RESULTS)
    last = page.max_row
    for number, identifier in enumerate(("M01-004", "M01-999", "M01-002"), last + 1):
        page.cell(number, 1).value = identifier
        page.cell(number, officer.column(FormTable.RESULTS, "result")).value = "X"
    officer.add_step("M01-003", title="Theirs").step("b", done="2024-07-01", step="z")
    result = collected(root, officer.save(), code=3)
    foreign = "is not a card of this agency: its lead is"
    for cell, why in (
        (f"Results!A{last + 1}", f"M01-004 {foreign} Ministry of Finance"),
        (f"Results!A{last + 2}", "no card 'M01-999'"),
        (f"Results!A{last + 3}", f"M01-002 {foreign} nobody"),
        ("Steps!A4", f"M01-003 {foreign} Ulsan"),
        ("Steps!B3", "no step 'z'"),
    ):
        line = next(each for each in result.stderr.splitlines() if f"!{cell}: " in each)
        assert why in line
    assert "5 problems" in result.stderr


def test_partner_does_not_plan_or_claim(root: Path) -> None:
    officer = Officer(requested(root, "ulsan")).fill(plan="Ours.", claim="completed")
    result = collected(root, officer.save(), code=3)
    for name in ("plan", "claim"):
        assert f"{place(officer, name)}only the lead agency of the card" in result.stderr


def test_closed_card(root: Path) -> None:
    form = Officer(requested(root)).fill("M01-005", result="Half.").save()
    path = root / "M01/M01-005.yaml"
    text = path.read_text("utf-8")
    text = text.replace("state: registered\ndue", "state: closed\noutcome: void\ndue")
    entry = "{date: 2024-06-01, by: mois, state: closed, outcome: void, note: Twice.}"
    path.write_text(f"{text}  - {entry}\n", "utf-8")
    assert "M01-005 is closed" in collected(root, form, code=3).stderr


@pytest.mark.parametrize(
    ("values", "column", "why"),
    [
        ({"progress": 30}, "progress", "'Implementation result' is missing"),
        ({"reason": "Why?"}, "reason", "'Reason' belongs to a claim"),
        ({"claim": "completed", "substitute": "S"}, "substitute", "belongs to a claim"),
        ({"claim": "none", "result": "R", "evidence_url": "ftp:"}, "evidence_url", ""),
        ({"result": "R", "progress": 120}, "progress", "not a percentage from 0 to 100"),
        ({"result": "R", "progress": "0.75"}, "progress", "0.75%"),
        ({"result": "R", "evidence_date": "03/04/2024"}, "evidence_date", "2024-03-04"),
        ({"result": "R", "claim": "maybe"}, "claim", "no choice 'maybe'"),
        ({"result": "R", "spent": "10 dollars"}, "spent", ""),
        ({"result": "call 010-1234-5678"}, "result", "CC801"),
    ],
)
def test_values_that_are_refused_at_their_cells(
    root: Path, values: dict[str, object], column: str, why: str
) -> None:
    officer = Officer(requested(root)).fill(**values)
    before = contents(root)
    result = run("collect", str(officer.save()), root=root)
    assert result.exit_code in (2, 3)
    assert contents(root) == before
    line = next(x for x in result.stderr.splitlines() if place(officer, column) in x)
    assert why in line


# Several files -----------------------------------------------------------------------------------


def test_good_files_are_taken_and_a_file_with_a_problem_is_not(root: Path) -> None:
    bad = Officer(requested(root)).fill(result="Half.", progress="?").fill(
        "M01-005", result="Begun."
    ).save()  # fmt: skip
    good = filled(root, "good.xlsx", "ulsan", result="Supported.")
    result = collected(root, bad, good, code=1)
    assert "1 file has problems" in result.stderr
    assert [each["by"] for each in card(root)["results"]] == ["ulsan"]
    assert "results" not in card(root, "1-5")


def test_two_files_that_contradict_each_other(root: Path) -> None:
    first = filled(root, "a.xlsx", result="A third.")
    second = filled(root, "b.xlsx", result="Half.")
    result = collected(root, first, second, code=3)
    assert "'A third.' contradicts 'Half.' in" in result.stderr
    assert "b.xlsx!Results!K2" in result.stderr
    assert "a.xlsx!Results!K2" in result.stderr


def test_equal_files_are_taken_once(root: Path) -> None:
    files = [filled(root, name, result="Half.") for name in ("a.xlsx", "b.xlsx")]
    result = collected(root, *files)
    assert "the same values as in" in result.stderr
    assert len(card(root)["results"]) == 1


def test_two_files_that_complete_each_other_are_one_result(root: Path) -> None:
    files = [filled(root, "a.xlsx", progress=50), filled(root, "b.xlsx", result="Half.")]
    collected(root, *files)
    assert [(r["text"], r["progress"]) for r in card(root)["results"]] == [("Half.", 50)]


def test_dry_run_shows_the_same_and_writes_nothing(root: Path) -> None:
    form = filled(root, result="Half.")
    before = contents(root)
    dry = run("collect", str(form), "--dry-run", root=root)
    assert (dry.exit_code, contents(root)) == (0, before)
    assert "1 card would be taken in" in dry.stderr
    assert "taken in" not in dry.stderr.replace("would be taken in", "")
    assert "dry run: nothing was written; would exit with status 0" in dry.stderr
    assert run("collect", str(form), root=root).stdout == dry.stdout


def test_forms_in_a_folder_are_taken(root: Path) -> None:
    busan = filled(root, result="Half.")
    folder = root.parent / "returns"
    (folder / "older").mkdir(parents=True)
    busan.rename(folder / "부산 회신.XLSX")
    requested(root, "ulsan").rename(folder / "ulsan.xlsx")
    filled(root, result="A third.").rename(folder / "older/busan.xlsx")
    for name in ("~$ulsan.xlsx", ".hidden.csv", "letter.hwp"):
        (folder / name).write_text("nothing", "utf-8")
    result = run("collect", str(folder), "--json", root=root)
    assert result.exit_code == 0, result.stderr
    assert [each["text"] for each in card(root)["results"]] == ["Half."]
    data = json.loads(result.stdout)["data"]
    assert [Path(each["file"]).name for each in data["files"]] == ["ulsan.xlsx", "부산 회신.XLSX"]
    assert data["passed"] == [str(folder / "letter.hwp")]
    assert f"not read, as they are no returned forms: {folder / 'letter.hwp'}" in result.stderr


def test_folder_without_forms_is_a_usage_error(root: Path) -> None:
    folder = root.parent / "returns"
    folder.mkdir()
    assert "contains no returned form" in collected(root, folder, code=2).stderr


def test_forms_of_a_csv_folder_are_taken(root: Path) -> None:
    folder = root.parent / "forms"
    args = ("request", "--agency", "busan", "--format", "csv", "--letter", "none")
    assert run(*args, "-o", str(folder), root=root).exit_code == 0
    results = folder / "busan/results.csv"
    lines = results.read_text("utf-8-sig").splitlines()
    head, row = lines[0].split(","), lines[1]
    results.write_text(f"card,result\n{row.split(',')[head.index('card')]},Half.\n", "utf-8")
    collected(root, folder / "busan")
    assert [each["text"] for each in card(root)["results"]] == ["Half."]


def test_json(root: Path) -> None:
    good, bad = filled(root, "a.xlsx", result="Half."), root.parent / "absent.xlsx"
    result = run("collect", str(good), str(bad), "--json", root=root)
    assert result.exit_code == 1
    data = json.loads(result.stdout)["data"]
    assert [each["status"] for each in data["files"]] == ["taken", "problems"]
    assert data["files"][0]["cards"] == ["M01-001"]
    assert data["files"][1]["problems"][0]["place"] == str(bad)
    assert [each["id"] for each in data["changed"]] == ["M01-001"]


# Whose form it is --------------------------------------------------------------------------------


def without_records(form: Path) -> Path:
    officer = Officer(form)
    del officer.book["_cardctl"]
    return officer.save("lost.xlsx")


def test_lost_form_is_taken_if_its_agency_and_meeting_are_given(root: Path) -> None:
    form = without_records(filled(root, result="Half."))
    assert "this is no return form" in collected(root, form, code=2).stderr
    result = collected(root, form, agency="busan", meeting="2")
    assert "it is compared with the register" in result.stderr
    assert card(root)["results"][0]["by"] == "busan"


def test_amounts_of_a_lost_form_are_in_the_unit_of_the_register(root: Path) -> None:
    form = without_records(filled(root, result="Half.", spent="1,400만원"))
    collected(root, form, agency="부산광역시", meeting="2")
    assert card(root)["results"][0]["spent"] == 14


def test_unreadable_card_is_told_and_only_its_return_is_refused(root: Path) -> None:
    forms = [filled(root, "a.xlsx", result="Half."), filled(root, "b.xlsx", "ulsan", next="Wait.")]
    forms[1] = Officer(forms[1]).fill("M01-003", next="Wait.").fill(next=None).save()
    (root / "M01/M01-003.yaml").write_text("id: M01-003\n", "utf-8")
    result = collected(root, *forms, code=1)
    assert "M01/M01-003.yaml" in result.stderr
    assert card(root)["results"][0]["text"] == "Half."


def test_wrong_agency_or_meeting(root: Path) -> None:
    form = filled(root, result="Half.")
    assert "not of ulsan" in collected(root, form, code=2, agency="ulsan").stderr
    assert "not for 3" in collected(root, form, code=2, meeting="3").stderr
    assert "no agency 'nobody'" in collected(root, form, code=2, agency="nobody").stderr


def test_other_register_and_held_meeting(root: Path, tmp_path: Path) -> None:
    form = filled(root, result="Half.")
    config = root / "cardctl.yaml"
    text = config.read_text("utf-8")
    config.write_text(text.replace("River Board", "Lake Board"), "utf-8")
    assert "another register: 'River Board'" in collected(root, form, code=2).stderr
    config.write_text(text, "utf-8")
    assert run("meeting", "hold", "2", root=root).exit_code == 0
    result = collected(root, form, code=3)
    assert "meeting 2 was held: its returns are closed" in result.stderr


def test_quote_that_keeps_a_text_from_being_a_formula_is_no_part_of_it(root: Path) -> None:
    form = root.parent / "back.csv"
    form.write_text("card,result\nM01-001,'-half- is raised.\n", "utf-8")
    collected(root, form, agency="busan", meeting="2")
    assert card(root)["results"][0]["text"] == "-half- is raised."


def test_csv_form_and_the_file_of_the_page(root: Path) -> None:
    folder = root.parent / "forms"
    args = ("--agency", "busan", "--format", "csv", "-o", str(folder))
    assert run("request", "--meeting", "2", *args, root=root).exit_code == 0
    parts = [folder / "busan" / name for name in ("results.csv", "steps.csv", "indicators.csv")]
    assert collected(root, *parts).stderr.count("already up to date") == 3
    records = (folder / "busan/form.jsonl").read_text("utf-8").splitlines()
    data = {
        "cardctl_return": 1,
        "form": [json.loads(line) for line in records],
        "rows": {"results": [{"card": "M01-001", "result": "Half.", "progress": "75%"}]},
    }
    page = root.parent / "busan-meeting-2.return.json"
    page.write_text(json.dumps(data), "utf-8")
    collected(root, page)
    assert [(r["text"], r["progress"]) for r in card(root)["results"]] == [("Half.", 75)]
    data["rows"] = {"results": [{"card": "M01-001", "progress": "most"}]}
    page.write_text(json.dumps(data), "utf-8")
    result = collected(root, page, code=2)
    assert f"{page}!results!1.progress: 'most' is not" in result.stderr


def test_amount_whose_unit_was_forgotten_is_refused_at_its_cell(root: Path) -> None:
    officer = Officer(requested(root)).fill(result="Half.", spent=14_500_000)
    refused = collected(root, officer.save(), code=3)
    line = "M01-001: KRW 14.5 trillion spent is more than 10 times what is planned"
    assert f"{place(officer, 'spent')}{line} (KRW 2.5 billion)" in refused.stderr
    assert "write it with its unit; if it is right: KRW 14.5 trillion" in refused.stderr
    officer.fill(spent="KRW 14.5 trillion")
    collected(root, officer.save())
    assert card(root)["results"][0]["spent"] == 14_500_000


def test_partner_gives_the_reason_of_its_revision_in_an_unlocked_cell(root: Path) -> None:
    collected(root, Officer(requested(root, "ulsan")).fill(result="Half.").save())
    officer = Officer(requested(root, "ulsan"))
    assert not officer.cell(FormTable.RESULTS, "reason").protection.locked
    assert officer.cell(FormTable.RESULTS, "claim").protection.locked
    collected(root, officer.fill(result="A third.", reason="Counted twice.").save())
    assert card(root)["results"][-1]["correction"] == "Counted twice."


def test_new_step_beside_weighted_ones_is_for_the_secretariat(root: Path) -> None:
    weights = [("a", 60), ("b", 40)]
    sets = [word for step, n in weights for word in ("--set", f"plan.steps.{step}.weight={n}")]
    assert run("update", "1-1", *sets, root=root).exit_code == 0
    officer = Officer(requested(root)).add_step(title="Paint")
    refused = collected(root, officer.save(), code=3).stderr
    (line,) = (line for line in refused.splitlines() if "weights" in line)
    assert "!Steps!C4: the steps of M01-001 have weights, and a form gives a new step " in line
    assert "ask the secretariat to add the step 'Paint' with its weight" in line


@pytest.mark.parametrize(
    "nothing", ["없음", "없음.", "해당 없음", "해당사항 없음", "추진중", "정상 추진"]
)
@pytest.mark.parametrize("kind", ["공문", "공문서", "공문서.", "시행문"])
def test_words_of_officers_are_choices(root: Path, nothing: str, kind: str) -> None:
    officer = Officer(requested(root, lang="ko"))
    officer.fill(result="절반 완료", claim=nothing, evidence_kind=kind, evidence_title="결과 통보")
    collected(root, officer.save(), lang="ko")
    data = card(root)
    assert data["state"] == "in_progress"
    assert data["results"][0]["evidence"] == [{"kind": "official_letter", "title": "결과 통보"}]


@pytest.mark.parametrize(
    ("word", "outcome"),
    [("이행완료", "completed"), ("추진 완료", "completed"), ("완료.", "completed"),
     ("계속 추진", "sustained"), ("추진곤란", "infeasible"), ("이행 불가", "infeasible")],
)  # fmt: skip
def test_claims_in_words_of_officers(root: Path, word: str, outcome: str) -> None:
    officer = Officer(requested(root, lang="ko")).fill(
        result="마침", claim=word, reason="예산", substitute="대안", evidence_kind="보고자료",
        evidence_title="결과",
    )  # fmt: skip
    if outcome != "infeasible":
        officer.fill(reason=None, substitute=None)
    collected(root, officer.step("b", done="2024-07-30").read("km", 12).save(), lang="ko")
    assert card(root)["outcome"] == outcome


def test_problems_of_other_cards_are_told_beside_an_unreadable_value(root: Path) -> None:
    officer = Officer(requested(root)).fill(result="Half.", progress="about half")
    officer.fill("M01-005", result="Done.", claim="completed")
    refused = collected(root, officer.save(), code=3).stderr
    assert f"{place(officer, 'progress')}'about half' is not a percentage" in refused
    assert place(officer, "claim", card="M01-005") in refused
    officer.fill("M01-005", result="call 010-1234-5678", claim=None)
    refused = collected(root, officer.save(), code=3).stderr
    (line,) = (line for line in refused.splitlines() if "CC801" in line)
    assert place(officer, "result", card="M01-005") in line
    assert "2 problems" in refused


def test_card_with_an_unreadable_value_has_no_further_problems(root: Path) -> None:
    officer = Officer(requested(root)).fill(result="Done.", claim="completed", progress="most")
    refused = collected(root, officer.save(), code=2).stderr
    assert "1 problem" in refused
