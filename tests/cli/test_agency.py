"""`cardctl agency`: the agencies, their names, their successors and what they lead."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from support.cli_git import git
from support.registers import FILES, run, small_register

TODAY = "2024-08-01"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_register(tmp_path)


def files(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): path.read_text("utf-8") for path in root.rglob("*.yaml")
    }


def agencies(root: Path) -> str:
    return (root / "agencies.yaml").read_text("utf-8")


def done(root: Path, *args: str) -> str:
    """Run a command that must succeed and leave a register without new findings."""
    result = run("agency", *args, root=root)
    assert result.exit_code == 0, result.stderr
    checked = run("validate", "--ignore", "CC403", root=root)
    assert checked.exit_code == 0, checked.stdout
    assert "0 errors, 0 warnings" in checked.stdout + checked.stderr, checked.stdout
    return result.stdout + result.stderr


# Reading ----------------------------------------------------------------------------------------


def test_list_is_in_protocol_order_with_the_open_cards_that_each_leads(root: Path) -> None:
    lines = run("agency", "list", root=root).stdout.splitlines()
    assert [(line.split()[0], line.split()[-1]) for line in lines[1:]] == [
        ("mois", "0"), ("moef", "0"), ("busan", "1"), ("ulsan", "1"),
    ]  # fmt: skip
    assert "부산광역시" in run("agency", "list", root=root, lang="ko").stdout
    data = json.loads(run("agency", "list", "--json", root=root).stdout)
    assert data["kind"] == "agencies"
    assert [(each["code"], each["lead"]) for each in data["data"]][2:] == [
        ("busan", ["M01-001"]), ("ulsan", ["M01-003"]),
    ]  # fmt: skip


def test_show_has_all_names_the_cards_and_the_changes(root: Path) -> None:
    done(root, "rename", "busan", "--name", "en=Pusan", "--reason", "New spelling")
    shown = run("agency", "show", "busan", root=root).stdout
    for words in ("Pusan / 부산광역시", "M01-001", "2024-08-01  mois  New spelling", "Busan"):
        assert words in shown
    data = json.loads(run("agency", "show", "mois", "--json", root=root).stdout)["data"]
    assert (data["code"], data["secretariat"], data["partner"]) == ("mois", True, [])
    data = json.loads(run("agency", "show", "ulsan", "--json", root=root).stdout)["data"]
    assert (data["lead"], data["partner"], data["steps"]) == (["M01-003"], ["M01-001"], [])


# Adding -----------------------------------------------------------------------------------------


def test_add_writes_the_agency_at_its_place(root: Path) -> None:
    before = agencies(root)
    done(
        root, "add", "sejong", "--name", "Sejong", "--name", "ko=세종특별자치시", "--level",
        "metropolitan", "--region", "Centre", "--valid-from", "2012-07-01", "--alias", "세종",
        "--alias", "세종시", "--after", "moef",
    )  # fmt: skip
    new = (
        "  - code: sejong\n"
        "    name: {en: Sejong, ko: 세종특별자치시}\n"
        "    level: metropolitan\n"
        "    region: Centre\n"
        "    valid_from: 2012-07-01\n"
        "    aliases: [세종, 세종시]\n"
    )
    at = before.index("  - code: busan")
    assert agencies(root) in (
        before[:at] + new + before[at:],
        before[:at] + flow(new) + before[at:],
    )


def flow(text: str) -> str:
    """The same record on one line, as beside others that are."""
    pairs = ", ".join(line.strip().removeprefix("- ") for line in text.splitlines())
    return f"  - {{{pairs}}}\n"


@pytest.mark.parametrize(
    ("options", "codes"),
    [
        ([], ["mois", "moef", "busan", "ulsan", "new"]),
        (["--before", "mois"], ["new", "mois", "moef", "busan", "ulsan"]),
        (["--before", "ulsan"], ["mois", "moef", "busan", "new", "ulsan"]),
        (["--after", "ulsan"], ["mois", "moef", "busan", "ulsan", "new"]),
    ],
)
def test_place_in_protocol_order(root: Path, options: list[str], codes: list[str]) -> None:
    done(root, "add", "new", "--name", "New Office", *options)
    listed = json.loads(run("agency", "list", "--json", root=root).stdout)["data"]
    assert [each["code"] for each in listed] == codes
    assert "# In protocol order." in agencies(root)


@pytest.mark.parametrize(
    ("names", "written"),
    [
        (["Office"], "Office"),
        (["ko=사무국"], {"ko": "사무국"}),
        (["Office", "ko=사무국"], {"en": "Office", "ko": "사무국"}),
        (["a=b"], "a=b"),
    ],
)
def test_names_by_language(root: Path, names: list[str], written: object) -> None:
    options = (word for name in names for word in ("--name", name))
    assert run("agency", "add", "new", *options, root=root).exit_code == 0
    shown = json.loads(run("agency", "show", "new", "--json", root=root).stdout)["data"]
    assert shown["name"] == written


# Changing ---------------------------------------------------------------------------------------


def test_set_keeps_what_it_replaces_and_other_lines(root: Path) -> None:
    before = files(root)
    done(root, "set", "busan", "--level", "basic", "--alias", "Pusan", "--reason", "Wrong level.")
    block = (
        "    level: basic\n"
        "    aliases: [Pusan]\n"
        "    changes:\n"
        "      - {date: 2024-08-01, by: mois, note: Wrong level., was: {level: metropolitan}}\n"
    )
    before["agencies.yaml"] = before["agencies.yaml"].replace("    level: metropolitan\n", block, 1)
    assert files(root) == before


def test_filling_in_needs_no_reason_and_is_kept(root: Path) -> None:
    done(root, "set", "busan", "--valid-from", "1995-01-01")
    assert "was: {valid_from: null}" in agencies(root)
    assert "note: Added." in agencies(root)


def test_default_reason_is_in_the_main_language_of_the_register(root: Path) -> None:
    config = root / "cardctl.yaml"
    config.write_text(config.read_text("utf-8").replace("[en, ko]", "[ko, en]"), "utf-8")
    done(root, "rename", "busan", "--name", "부산시")
    assert "note: 명칭 변경" in agencies(root)
    assert "name: {en: Busan, ko: 부산시}" in agencies(root)


def test_aliases_are_added_and_are_not_kept(root: Path) -> None:
    done(root, "set", "busan", "--alias", "Pusan")
    done(root, "set", "busan", "--alias", "부산", "--alias", "Pusan")
    assert "aliases: [Pusan, 부산]" in agencies(root)
    done(root, "set", "busan", "--unset", "aliases", "--alias", "부산시")
    assert "aliases: [부산시]" in agencies(root)
    assert "changes" not in agencies(root)


def test_unset_removes_a_value(root: Path) -> None:
    done(root, "close", "moef", "--on", "2024-06-30")
    done(root, "set", "moef", "--unset", "valid-to", "--reason", "Not dissolved.")
    shown = json.loads(run("agency", "show", "moef", "--json", root=root).stdout)["data"]
    assert "valid_to" not in shown
    assert [change["was"] for change in shown["changes"]] == [
        {"valid_to": None}, {"valid_to": "2024-06-30"},
    ]  # fmt: skip


def test_an_agency_on_one_line_is_opened_for_its_changes_and_keeps_own_keys(root: Path) -> None:
    path = root / "agencies.yaml"
    path.write_text(agencies(root).replace("ulsan, name", "ulsan, x-phone: 120, name"), "utf-8")
    done(root, "set", "ulsan", "--region", "South-east")
    assert agencies(root).endswith(
        "  - code: ulsan\n"
        "    x-phone: 120\n"
        "    name: {en: Ulsan, ko: 울산광역시}\n"
        "    level: metropolitan\n"
        "    region: South-east\n"
        "    changes:\n"
        "      - {date: 2024-08-01, by: mois, note: Added., was: {region: null}}\n"
    )


# Renaming ---------------------------------------------------------------------------------------


def test_rename_keeps_the_old_name_as_an_alias_and_in_the_changes(root: Path) -> None:
    done(root, "rename", "moef", "--name", "en=Treasury", "--on", "2024-07-01", "--reason", "Act 1")
    shown = json.loads(run("agency", "show", "moef", "--json", root=root).stdout)["data"]
    assert shown["name"] == {"en": "Treasury", "ko": "기획재정부"}
    assert shown["aliases"] == ["Ministry of Finance"]
    assert shown["changes"] == [
        {
            "date": "2024-07-01", "by": "mois", "note": "Act 1",
            "was": {"name": {"en": "Ministry of Finance", "ko": "기획재정부"}},
        }
    ]  # fmt: skip
    done(root, "rename", "moef", "--name", "en=Ministry of Finance", "--reason", "Act 2")
    shown = json.loads(run("agency", "show", "moef", "--json", root=root).stdout)["data"]
    assert shown["aliases"] == ["Treasury"]
    assert len(shown["changes"]) == 2


def test_a_translation_is_added_to_a_plain_name(root: Path) -> None:
    done(root, "add", "new", "--name", "Office")
    done(root, "rename", "new", "--name", "ko=사무국")
    shown = json.loads(run("agency", "show", "new", "--json", root=root).stdout)["data"]
    assert shown["name"] == {"en": "Office", "ko": "사무국"}
    assert "aliases" not in shown


def test_the_same_name_is_up_to_date(root: Path) -> None:
    before = files(root)
    assert "already up to date" in done(root, "rename", "busan", "--name", "en=Busan")
    assert files(root) == before


# Closing ----------------------------------------------------------------------------------------


def test_close_names_what_is_left_and_the_command_that_hands_it_over(root: Path) -> None:
    before = files(root)
    said = done(root, "close", "ulsan", "--on", "2024-07-31", "--successor", "busan")
    assert "ulsan is still lead, partner or owner of a step on 2 open cards" in said
    assert "to hand over: cardctl agency close ulsan --hand-over" in said
    changed = {path for path, text in files(root).items() if before[path] != text}
    assert changed == {"agencies.yaml"}
    assert "was: {valid_to: null, successor: null}" in agencies(root)
    assert "already up to date" in done(root, "close", "ulsan")


def test_hand_over_replaces_the_agency_in_open_cards_only(root: Path) -> None:
    card = root / "M01/M01-001.yaml"
    card.write_text(
        card.read_text("utf-8").replace("      due: 2024-06-30   #", "      owner: ulsan\n"
                                        "      due: 2024-06-30   #"),
        encoding="utf-8",
    )  # fmt: skip
    before = files(root)
    reason = ["--reason", "Merged by law."]
    done(root, "close", "ulsan", "--on", "2024-07-31", "--successor", "moef", *reason,
         "--hand-over")  # fmt: skip
    after = files(root)
    assert {path for path, text in after.items() if before[path] != text} == {
        "agencies.yaml", "M01/M01-001.yaml", "M01/M01-003.yaml",
    }  # fmt: skip
    assert after["M01/M01-001.yaml"] == before["M01/M01-001.yaml"].replace(
        "partners: [ulsan, moef]", "partners: [moef]"
    ).replace("owner: ulsan", "owner: moef")
    entry = "  - {date: 2024-08-01, by: mois, lead: moef, note: Merged by law.}\n"
    assert after["M01/M01-003.yaml"] == before["M01/M01-003.yaml"].replace(
        "lead: ulsan\n", "lead: moef\n", 1
    ).replace("relations:", entry + "relations:")


def test_a_closed_agency_is_handed_over_later(root: Path) -> None:
    done(root, "close", "ulsan", "--on", "2024-07-31", "--successor", "busan")
    kept = agencies(root)
    done(root, "close", "ulsan", "--hand-over")
    assert agencies(root) == kept
    text = files(root)["M01/M01-001.yaml"]
    assert "partners: [moef]\n" in text  # busan leads the card: it is no partner as well
    assert "lead: busan, note: ulsan was succeeded by busan.}" in files(root)["M01/M01-003.yaml"]


def test_lead_that_was_a_partner_is_no_partner_any_more(root: Path) -> None:
    done(root, "close", "busan", "--successor", "ulsan", "--hand-over")
    text = files(root)["M01/M01-001.yaml"]
    assert "lead: ulsan   # since the first meeting\npartners: [moef]\n" in text
    assert "owner: busan, due: 2024-03-31, done: 2024-03-20" in text  # an ended step stays


def test_of_two_steps_only_the_open_one_gets_another_owner(root: Path) -> None:
    card = root / "M01/M01-001.yaml"
    card.write_text(card.read_text("utf-8").replace('"Build"\n', '"Build"\n      owner: busan\n'))
    done(root, "close", "busan", "--successor", "ulsan", "--hand-over")
    text = files(root)["M01/M01-001.yaml"]
    assert text.count("owner: busan") == text.count("owner: ulsan") == 1
    assert "owner: busan, due: 2024-03-31, done: 2024-03-20" in text


def test_closed_cards_keep_the_agency(root: Path) -> None:
    before = files(root)
    done(root, "close", "moef", "--successor", "ulsan", "--hand-over")
    changed = {path for path, text in files(root).items() if before[path] != text}
    assert changed == {"agencies.yaml", "M01/M01-001.yaml"}
    assert "lead: moef" in files(root)["M01/M01-004.yaml"]


def test_changes_are_shown_by_the_code_of_the_agency(root: Path) -> None:
    said = done(root, "set", "busan", "--region", "South")
    assert "  + agencies.busan.region: South\n" in said
    said = done(root, "add", "new", "--name", "New", "--after", "mois")
    assert "  + agencies.new: {code: new, name: New}\n" in said
    said = done(root, "add", "last", "--name", "Last", "--json")
    fields = [change["field"] for change in json.loads(said)["data"]["changed"][0]["changes"]]
    assert fields == ["agencies.last"]


def test_the_secretariat_is_handed_over_with_its_cards(root: Path) -> None:
    said = done(root, "close", "mois", "--on", "2024-07-31", "--successor", "moef")
    assert "mois is still the secretariat" in said
    done(root, "close", "mois", "--hand-over")
    assert (
        "secretariat: moef\nmoney: {currency: KRW, unit: 1000000}\nchanges:\n"
        "  - {date: 2024-08-01, by: moef, note: mois was succeeded by moef., "
        "was: {secretariat: mois}}\n"
    ) in files(root)["cardctl.yaml"]  # fmt: skip
    assert run("meeting", "hold", "2", root=root).exit_code == 0
    assert run("meeting", "confirm", "2", "1-3", root=root).exit_code == 0
    assert "by: moef, state: closed" in files(root)["M01/M01-003.yaml"]


def test_hand_over_passes_on_a_branch_and_writes_all_files_or_none(root: Path) -> None:
    git(root.parent, "init", "-q", "-b", "main")
    git(root.parent, "add", "-A")
    git(root.parent, "commit", "-qm", "cards")
    git(root.parent, "checkout", "-qb", "reform")
    before = files(root)
    preview = run("agency", "close", "mois", "--successor", "busan", "--hand-over", "--dry-run",
                  root=root)  # fmt: skip
    assert preview.exit_code == 0
    assert "+secretariat: busan" in preview.stdout
    assert files(root) == before
    for code in ("mois", "ulsan"):
        done(root, "close", code, "--successor", "busan", "--hand-over")
    git(root.parent, "commit", "-qam", "reform")
    checked = run("validate", "--since", "main", "--ignore", "CC403", root=root)
    assert checked.exit_code == 0, checked.stdout
    assert "0 errors, 0 warnings" in checked.stdout + checked.stderr


def test_two_hundred_open_cards_are_handed_over_in_seconds(root: Path) -> None:
    card = FILES["M01/M01-001.yaml"].replace("title: {en: Raise the dykes, ko: 제방을 높인다}",
                                             "title: Raise dyke {serial}")  # fmt: skip
    for serial in range(10, 210):
        text = card.replace("M01-001", f"M01-{serial:03d}").replace("{serial}", str(serial))
        (root / f"M01/M01-{serial:03d}.yaml").write_text(text, encoding="utf-8")
    begun = time.process_time()
    result = run("agency", "close", "busan", "--successor", "ulsan", "--hand-over", root=root)
    assert result.exit_code == 0, result.stderr
    assert time.process_time() - begun < 15  # some 3 s of processor time
    leads = [text for text in files(root).values() if "\nlead: ulsan" in text]
    assert len(leads) == 202


# Refusals ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (["show", "busam"], 2, "did you mean busan?"),
        (["show", "부산광역사"], 2, "did you mean busan or ulsan?"),
        (["add", "busan", "--name", "Busan"], 3, "agency 'busan' already exists"),
        (["add", "a b", "--name", "Busan"], 2, "code: "),
        (["add", "new"], 2, "--name"),
        (["add", "new", "--name", "A", "--name", "B"], 2, "given twice"),
        (["add", "new", "--name", "A", "--name", "en=B"], 2, "en is given twice"),
        (["add", "new", "--name", "A", "--level", "centre"], 2, "no agency level 'centre'"),
        (["add", "new", "--name", "A", "--after", "nobody"], 2, "no agency 'nobody'"),
        (["add", "new", "--name", "A", "--after", "mois", "--before", "moef"], 2, "--before"),
        (["add", "new", "--name", "A", "--valid-from", "7/2024"], 2, "not a valid date"),
        (["set", "busan"], 2, "nothing to change"),
        (["set", "busan", "--level", "basic"], 2, "changing level requires a reason"),
        (["set", "busan", "--alias", "x", "--reason", "y"], 2, "--reason is only recorded for"),
        (["set", "busan", "--unset", "name"], 2, "no field 'name'"),
        (["set", "busan", "--region", "x", "--unset", "region"], 2, "--region and --unset region"),
        (["set", "busan", "--successor", "busan"], 3, "cannot succeed itself: busan -> busan"),
        (["set", "busan", "--successor", "busam"], 2, "did you mean busan?"),
        (["set", "busan", "--valid-from", "2024-02-01", "--valid-to", "2024-01-01"], 3,
         "cannot end on 2024-01-01"),
        (["rename", "busan"], 2, "--name"),
        (["rename", "busan", "pusan", "--name", "x"], 3, "cardctl agency add pusan --name TEXT"),
        (["rename", "busan", "--name", "x", "--on", "2024-08-02"], 3, "in the future"),
        (["close", "busan", "--hand-over"], 2, "--hand-over needs a successor"),
        (["close", "busan", "--successor", "busan"], 3, "cannot succeed itself"),
        (["close", "busan", "--on", "2024-08-31", "--successor", "ulsan", "--hand-over"], 3,
         "cardctl agency close busan --on 2024-08-31 --successor ulsan"),
    ],
)  # fmt: skip
def test_refusals_write_nothing(root: Path, args: list[str], code: int, words: str) -> None:
    before = files(root)
    result = run("agency", *args, root=root)
    assert (result.exit_code, result.stdout) == (code, ""), result.stderr
    assert words in result.stderr
    assert files(root) == before


def test_a_second_closing_must_agree_with_the_first(root: Path) -> None:
    done(root, "close", "moef", "--on", "2024-06-30", "--successor", "busan")
    for args, words in (
        (["--on", "2024-07-31"], "cardctl agency set moef --valid-to 2024-07-31 --reason TEXT"),
        (["--successor", "ulsan"], "cardctl agency set moef --successor ulsan --reason TEXT"),
    ):
        result = run("agency", "close", "moef", *args, root=root)
        assert result.exit_code == 3
        assert words in result.stderr
    result = run("agency", "close", "ulsan", "--successor", "moef", root=root)
    assert result.exit_code == 3
    assert "use its successor: busan" in result.stderr


def test_a_change_is_not_dated_before_the_last_one(root: Path) -> None:
    done(root, "rename", "busan", "--name", "Pusan", "--on", "2024-07-01")
    result = run("agency", "rename", "busan", "--name", "Fusan", "--on", "2024-06-30", root=root)
    assert result.exit_code == 3
    assert "use this date or a later one: --on 2024-07-01" in result.stderr


def test_nothing_is_handed_over_while_a_card_cannot_be_read(root: Path) -> None:
    (root / "M01/M01-005.yaml").write_text("id: M01-005\ntitle: {en: Half\n", encoding="utf-8")
    before = files(root)
    args = ("agency", "close", "ulsan", "--successor", "busan")
    result = run(*args, "--hand-over", root=root)
    assert result.exit_code == 3
    assert "M01-005.yaml cannot be read; nothing was written" in result.stderr
    assert files(root) == before
    assert run(*args, root=root).exit_code == 0  # no card is touched


# Contact ----------------------------------------------------------------------------------------


def test_the_office_has_a_name_in_each_language(root: Path) -> None:
    done(root, "set", "busan", "--unit", "en=Planning", "--unit", "ko=기획팀")
    done(root, "set", "busan", "--unit", "ko=기획과")
    data = json.loads(run("agency", "show", "busan", "--json", root=root).stdout)["data"]
    assert data["contact"] == {"unit": {"en": "Planning", "ko": "기획과"}}
    twice = run("agency", "set", "busan", "--unit", "A", "--unit", "B", root=root)
    assert (twice.exit_code, "--unit: B is given twice" in twice.stderr) == (2, True)


def test_a_bad_address_is_named_as_one(root: Path) -> None:
    result = run("agency", "set", "busan", "--email", "plan@busan", root=root)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "'plan@busan' is not an e-mail address" in result.stderr


def test_a_contact_is_added_changed_and_removed_without_a_reason(root: Path) -> None:
    done(root, "set", "busan", "--email", "plan@busan.example", "--unit", "Planning Division")
    assert (
        "Planning Division <plan@busan.example>" in run("agency", "show", "busan", root=root).stdout
    )
    done(root, "set", "busan", "--email", "office@busan.example")
    data = json.loads(run("agency", "show", "busan", "--json", root=root).stdout)["data"]
    assert data["contact"] == {"email": "office@busan.example", "unit": "Planning Division"}
    assert "changes" not in data
    done(root, "set", "busan", "--unset", "contact")
    assert "contact" not in agencies(root)


@pytest.mark.parametrize(
    "address", ["plan", "plan@busan", "a b@busan.example", "Plan <p@b.example>", "p@b..example"]
)
def test_an_address_that_mail_programs_refuse_is_an_error(root: Path, address: str) -> None:
    before = agencies(root)
    result = run("agency", "set", "busan", "--email", address, root=root)
    assert result.exit_code == 2
    assert "email" in result.stderr
    assert agencies(root) == before
