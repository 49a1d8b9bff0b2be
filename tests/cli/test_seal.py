"""`meeting seal` and `meeting verify`: seals by command, with and without git."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from support.cli_git import git
from support.registers import run, small_register
from support.seals import counted

from cardctl.app import seal as sealing
from cardctl.domain.seal.commitments import commit
from cardctl.domain.seal.model import Seal, new_seal
from cardctl.store.seals import parse, text_of

CARD = "M01/M01-001.yaml"
SEAL, SECOND = "M02/seal.json", "M02/seal-2.json"
OLD = (Path(__file__).parents[1] / "data/seal-format-1.json").read_text("utf-8")


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A register whose meeting 2 is sealed as of its papers date."""
    salts = counted()
    monkeypatch.setattr(sealing, "token_hex", lambda _bytes: salts())
    root = small_register(tmp_path)
    ok(root, "meeting", "seal", "2")
    return root


def ok(root: Path, *command: str) -> str:
    result = run(*command, root=root)
    assert result.exit_code == 0, result.stdout + result.stderr
    return result.stdout


def altered(root: Path) -> set[tuple[str, str]]:
    """Return what validate reports for sealed records: (file, field)."""
    data = json.loads(run("validate", "--format", "json", "--select", "CC513", root=root).stdout)
    found = data["data"]["findings"]
    return {(Path(each["file"]).name, each["field"]) for each in found}


def verified(root: Path, *more: str, code: int = 0) -> dict[str, Any]:
    """Return the JSON of `meeting verify 2`, which exits with *code*."""
    result = run("meeting", "verify", "2", "--json", *more, root=root)
    assert result.exit_code == code, result.stdout + result.stderr
    data: dict[str, Any] = json.loads(result.stdout)["data"]
    return data


def change(root: Path, old: str, new: str, path: str = CARD) -> None:
    text = (root / path).read_text(encoding="utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new, 1), encoding="utf-8")


def seal_at(root: Path, path: str = SEAL) -> Seal:
    return parse((root / path).read_text("utf-8"), 1 if path == SEAL else 2)


def commit_all(root: Path, message: str) -> None:
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", message)


# Sealing ----------------------------------------------------------------------------------------


def test_seal_prints_its_root(root: Path) -> None:
    assert ok(root, "meeting", "seal", "2").endswith(f"seal.json\n  root {seal_at(root).root}\n")
    data = json.loads(ok(root, "meeting", "seal", "2", "--json"))["data"]
    assert (data["root"], data["written"], data["by"]) == (seal_at(root).root, False, "mois")
    assert (data["as_of"], data["sealed"]) == ("2024-07-01", "2024-08-01")


def test_same_report_is_sealed_only_once(root: Path) -> None:
    again = run("meeting", "seal", "2", root=root)
    assert (again.exit_code, "already up to date" in again.stderr) == (0, True)
    other = run("meeting", "seal", "2", "--as-of", "2024-03-01", root=root)
    assert (other.exit_code, "already sealed" in other.stderr) == (3, True)
    change(root, "Survey, then build", "Plan, then build")
    assert run("meeting", "seal", "2", root=root).exit_code == 3
    assert not (root / SECOND).exists()


def test_further_seal_stands_beside_the_first_and_names_its_root(root: Path) -> None:
    first = (root / SEAL).read_bytes()
    ok(root, "meeting", "seal", "2", "--again", "--reason", "the plan was late", "--by", "moef")
    head = seal_at(root, SECOND).head
    assert (head.reason, head.by, head.previous) == (
        "the plan was late", "moef", seal_at(root).root,
    )  # fmt: skip
    assert (root / SEAL).read_bytes() == first
    assert [seal["path"] for seal in verified(root)["seals"]] == [
        f"{root}/{SEAL}", f"{root}/{SECOND}",
    ]  # fmt: skip
    ok(root, "meeting", "seal", "2", "--again", "--reason", "once more")
    assert (root / "M02/seal-3.json").exists()
    assert altered(root) == set()


def test_seals_are_a_chain(root: Path) -> None:
    ok(root, "meeting", "seal", "2", "--again", "--reason", "the plan was late")
    other = text_of(new_seal(seal_at(root).head, {"settings": {}}))
    (root / SEAL).write_text(other, encoding="utf-8")
    assert ("seal-2.json", "") in altered(root)
    (root / SEAL).unlink()
    assert altered(root) == {("seal-2.json", "")}
    (seal,) = verified(root, code=1)["seals"]
    assert [(each["subject"], each["part"]) for each in seal["altered"]] == [("seal", "previous")]


@pytest.mark.parametrize(
    ("command", "code", "words"),
    [
        ("seal 2 --again", 2, "a further seal needs both --again and --reason"),
        ("seal 2 --reason late", 2, "a further seal needs both --again and --reason"),
        ("seal 1 --again --reason late", 2, "meeting 1 has not been sealed yet"),
        ("seal 2 --again --reason late --by nobody", 2, "no agency 'nobody'"),
        ("seal 9", 2, "no meeting '9'"),
        ("seal 1 --as-of 2025-07-01", 3, "2025-07-01 is after today"),
        ("verify 1", 2, "meeting 1 has no seal"),
        ("verify 9", 2, "no meeting '9'"),
        ("verify 2 --root 12ab", 2, "print it: cardctl meeting verify 2"),
    ],
)
def test_refusals(root: Path, command: str, code: int, words: str) -> None:
    before = sorted(root.rglob("*"))
    result = run("meeting", *command.split(), root=root)
    assert (result.exit_code, words in result.stderr) == (code, True), result.stderr
    assert sorted(root.rglob("*")) == before


def test_dry_run_writes_nothing(tmp_path: Path) -> None:
    root = small_register(tmp_path)
    assert "  root " in ok(root, "meeting", "seal", "2", "--dry-run")
    assert not (root / SEAL).exists()


def test_meeting_with_an_unreadable_card_cannot_be_sealed(tmp_path: Path) -> None:
    root = small_register(tmp_path)
    (root / CARD).write_text("id: [", encoding="utf-8")
    assert run("meeting", "seal", "2", root=root).exit_code == 3
    assert not (root / SEAL).exists()


# What is altered --------------------------------------------------------------------------------


def test_alterations_are_found_without_git(root: Path) -> None:
    unaltered = verified(root)
    assert (unaltered["unaltered"], unaltered["seals"][0]["altered"]) == (True, [])
    change(root, "Raise the dykes,", "Lower the dykes,")
    change(root, "busan, due: 2024-06-30}", "busan, due: 2024-06-29}")
    assert altered(root) == {("M01-001.yaml", "/title"), ("M01-001.yaml", "/history/1")}
    result = run("meeting", "verify", "2", root=root)
    assert (result.exit_code, "ALTERED since it was sealed" in result.stdout) == (1, True)
    assert "  altered: M01-001 title\n" in result.stdout
    assert "since" not in result.stdout.replace("ALTERED since it was sealed", "")


def test_changes_after_the_seal_are_not_alterations(root: Path) -> None:
    ok(root, "meeting", "hold", "2", "--date", "2024-07-10")
    ok(
        root, "update", "1-1", "--due", "2025-01-31", "--reason", "asked for", "--meeting", "2",
        "--on", "2024-07-10", "--set", "note=new",
    )  # fmt: skip
    change(root, "Survey, then build", "Build, then survey")
    assert altered(root) == set()
    (seal,) = verified(root)["seals"]
    assert {(each["subject"], each["part"]) for each in seal["updated"]} == {
        ("M01-001", "plan"), ("report", "facts"),
    }  # fmt: skip


def test_findings_name_the_first_seal_only(root: Path) -> None:
    ok(root, "meeting", "seal", "2", "--again", "--reason", "late")
    change(root, "Raise the dykes,", "Lower the dykes,")
    found = run("validate", "--select", "CC513", "--format", "concise", root=root).stdout
    assert found.count("CC513") == 1


@pytest.mark.parametrize(
    ("path", "old", "new", "field"),
    [
        ("M01/meeting.yaml", "2024-01-10", "2024-01-11", ("meeting.yaml", "/date")),
        ("M01/meeting.yaml", "en: Raise the", "en: Lower the", ("meeting.yaml", "/items/0/title")),
        ("agencies.yaml", "Finance", "Finances", ("agencies.yaml", "/agencies/1/name")),
        ("cardctl.yaml", "unit: 1000000", "unit: 1000", ("cardctl.yaml", "/money/unit")),
    ],
)
def test_shared_files_are_sealed(
    root: Path, path: str, old: str, new: str, field: tuple[str, str]
) -> None:
    change(root, old, new, path)
    assert altered(root) == {field}
    assert verified(root, code=1)["seals"][0]["altered"][0]["path"].endswith(path)


def test_deleted_card_is_reported_at_the_meeting(root: Path) -> None:
    (root / CARD).unlink()
    assert altered(root) == {("meeting.yaml", "/number")}


def test_card_that_cannot_be_read_is_not_verified(root: Path) -> None:
    (root / CARD).write_text("id: [", encoding="utf-8")
    result = run("meeting", "verify", "2", root=root)
    assert (result.exit_code, "not verified" in result.stdout) == (1, True)
    assert "M01-001" in result.stderr


def test_broken_seal_is_reported(root: Path) -> None:
    (root / SEAL).write_text("{}", encoding="utf-8")
    result = run("validate", root=root)
    assert (result.exit_code, "not a valid seal of meeting 2" in result.stdout) == (1, True)
    assert verified(root, code=1)["broken"] == [f"{root}/{SEAL}"]


def test_recomputed_seal_has_another_root_than_the_minutes(root: Path) -> None:
    """Whoever computes all commitments anew fools everybody who does not look at the minutes."""
    minutes = seal_at(root)
    change(root, "Raise the dykes,", "Lower the dykes,")
    title = {"en": "Lower the dykes", "ko": "제방을 높인다"}
    parts = {name: dict(minutes.parts(name)) for name in minutes.subjects}
    parts["M01-001"]["title"] = commit(str(parts["M01-001"]["title"].salt), title)
    (root / SEAL).write_text(text_of(new_seal(minutes.head, parts)), encoding="utf-8")
    assert verified(root)["unaltered"]
    assert verified(root, "--root", minutes.root, code=1)["root_missing"]
    assert (
        "NO SEAL HAS THIS ROOT"
        in run("meeting", "verify", "2", "--root", minutes.root.upper(), root=root).stdout
    )


def test_root_of_any_seal_is_found(root: Path) -> None:
    ok(root, "meeting", "seal", "2", "--again", "--reason", "late")
    for path in (SEAL, SECOND):
        written = seal_at(root, path).root
        assert not verified(root, "--root", f"{written[:32]} {written[32:]}")["root_missing"]


def test_report_header_says_whether_it_is_unaltered(root: Path) -> None:
    head = ok(root, "report", "--meeting", "2")
    assert f"unaltered (root {seal_at(root).root[:16]}…)" in head
    change(root, "Survey, then build", "Build, then survey")
    assert "openly updated since: M01-001" in ok(root, "report", "--meeting", "2")
    change(root, "Raise", "Lower")
    change(root, "Finance", "Finances", "agencies.yaml")
    head = run("report", "--meeting", "2", root=root).stdout
    assert "ALTERED SINCE: M01-001, Ministry of Finances" in " ".join(head.split())
    facts = json.loads(run("report", "--meeting", "2", "--format", "json", root=root).stdout)
    assert facts["data"]["seal"]["altered"] == ["M01-001", "agency moef"]


def test_report_header_does_not_trust_what_cannot_be_read(root: Path) -> None:
    ok(root, "meeting", "seal", "2", "--again", "--reason", "late")
    (root / "M01/M01-002.yaml").write_text("id: [", encoding="utf-8")
    (root / SECOND).write_text("{}", encoding="utf-8")
    head = " ".join(run("report", "--meeting", "2", root=root).stdout.split())
    assert "ALTERED SINCE: M01-002, the seal itself" in head
    (root / SEAL).write_text("{}", encoding="utf-8")
    head = " ".join(run("report", "--meeting", "2", root=root).stdout.split())
    assert "ALTERED SINCE: the seal itself" in head


def test_public_report_does_not_name_a_restricted_card(root: Path) -> None:
    change(root, "meeting: 1\n", "meeting: 1\nvisibility: closed\nvisibility_ground: Art. 9\n")
    change(root, "Raise the dykes,", "Lower the dykes,")
    arguments = ("report", "--meeting", "2", "--audience", "public", "--format", "json")
    assert json.loads(run(*arguments, root=root).stdout)["data"]["seal"]["altered"] == []


# Since when -------------------------------------------------------------------------------------


@pytest.fixture
def repository(root: Path) -> Path:
    """The sealed register under git, with a title altered in the second of three commits."""
    git(root, "init", "-q")
    commit_all(root, "sealed")
    change(root, "Raise the dykes,", "Lower the dykes,")
    commit_all(root, "altered")
    change(root, "Survey, then build", "Build, then survey")
    commit_all(root, "plan")
    return root


def test_verify_prints_since_which_commit(repository: Path) -> None:
    altered_in = git(repository, "rev-parse", "HEAD~1").strip()
    (each,) = verified(repository, code=1)["seals"][0]["altered"]
    assert (each["since"]["commit"], each["uncommitted"]) == (altered_in, False)
    assert (
        f"M01-001 title, since {altered_in[:7]} ("
        in run("meeting", "verify", "2", root=repository).stdout
    )


def test_what_was_restored_in_between_dates_from_the_last_alteration(repository: Path) -> None:
    change(repository, "Lower the dykes,", "Raise the dykes,")
    commit_all(repository, "restored")
    change(repository, "Raise the dykes,", "Move the dykes,")
    (each,) = verified(repository, code=1)["seals"][0]["altered"]
    assert (each["since"], each["uncommitted"]) == (None, True)
    commit_all(repository, "altered again")
    (each,) = verified(repository, code=1)["seals"][0]["altered"]
    assert each["since"]["commit"] == git(repository, "rev-parse", "HEAD").strip()


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("M01/meeting.yaml", "2024-01-10", "2024-01-11"),
        ("agencies.yaml", "Finance", "Finances"),
        ("agencies.yaml", "code: busan", "code: pusan"),
        ("cardctl.yaml", "unit: 1000000", "unit: 1000"),
        (SEAL, '"by": "mois"', '"by": "moef"'),
        (CARD, "history:\n", "history:\n  - {date: 2024-01-10, by: mois, note: new}\n"),
    ],
)
def test_each_kind_of_file_is_dated(root: Path, path: str, old: str, new: str) -> None:
    git(root, "init", "-q")
    commit_all(root, "sealed")
    change(root, old, new, path)
    commit_all(root, "altered")
    git(root, "commit", "-q", "--allow-empty", "-m", "nothing")
    found = verified(root, code=1)["seals"][0]["altered"]
    head = git(root, "rev-parse", "HEAD~1").strip()
    assert {each["since"] and each["since"]["commit"] for each in found} == {head}


def test_deleted_card_is_dated(root: Path) -> None:
    git(root, "init", "-q")
    commit_all(root, "sealed")
    (root / CARD).unlink()
    commit_all(root, "deleted")
    (each,) = verified(root, code=1)["seals"][0]["altered"]
    assert each["since"]["commit"] == git(root, "rev-parse", "HEAD").strip()


# Old seals --------------------------------------------------------------------------------------


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A register with a seal of format 1, as the program wrote it before."""
    root = small_register(tmp_path)
    (root / SEAL).write_text(OLD, encoding="utf-8")
    return root


def test_old_seal_is_verified_and_renewed(old: Path) -> None:
    assert altered(old) == set()
    result = run("meeting", "verify", "2", root=old)
    assert (result.exit_code, "old format, without a root" in result.stdout) == (0, True)
    assert verified(old, "--root", "0" * 64, code=1)["root_missing"]
    assert "already up to date" in run("meeting", "seal", "2", root=old).stderr
    ok(old, "meeting", "seal", "2", "--again", "--reason", "a new format")
    assert seal_at(old, SECOND).head.previous is None
    assert altered(old) == set()
    assert "unaltered (root " in ok(old, "report", "--meeting", "2")


def test_alteration_of_what_an_old_seal_covers_is_found(old: Path) -> None:
    change(old, "Raise the dykes,", "Lower the dykes,")
    assert altered(old) == {("M01-001.yaml", "/title")}
    assert "ALTERED SINCE: M01-001" in run("report", "--meeting", "2", root=old).stdout
    (old / CARD).unlink()
    assert altered(old) == {("meeting.yaml", "/number")}


def test_old_seal_head_without_a_root(old: Path) -> None:
    assert "unaltered (old format, without a root)" in ok(old, "report", "--meeting", "2")


# Partial loading --------------------------------------------------------------------------------


def test_update_cannot_alter_what_any_seal_covers(root: Path) -> None:
    (root / SEAL).rename(root / "seal.json")
    ok(root, "meeting", "seal", "2")
    ok(root, "meeting", "seal", "2", "--again", "--reason", "late")
    shutil.copy(root / "seal.json", root / SEAL)
    result = run("update", "1-2", "--result", "Old.", "--on", "2024-06-20", root=root)
    assert (result.exit_code, "CC513" in result.stderr) == (3, True), result.stderr
    assert "date it the day on which it is filed" in result.stderr
    ok(root, "update", "1-2", "--result", "New.")
