"""`validate --fix` never rewrites recorded content: what is in git's HEAD or in a seal."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from unicodedata import normalize

import pytest
from support.cli_git import git
from support.registers import FILES, run, small_register

FIRST, SECOND, THIRD, CLOSED = (f"M01/M01-00{number}.yaml" for number in range(1, 5))
FIX = ("validate", "--fix", "--unsafe")


def committed(folder: Path, texts: Mapping[str, str]) -> Path:
    root = small_register(folder)
    write_files(root, texts)
    git(folder, "init", "-q")
    commit(root)
    return root


def commit(root: Path) -> None:
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "cards")


def write_files(root: Path, texts: Mapping[str, str]) -> None:
    for path, text in texts.items():
        (root / path).write_bytes(text.encode())


def replaced(path: str, old: str, new: str) -> dict[str, str]:
    assert FILES[path].count(old) == 1
    return {path: FILES[path].replace(old, new)}


def fixable(root: Path) -> list[str]:
    """Codes of the findings that have a fix."""
    data = json.loads(run("validate", "--format", "json", root=root).stdout)["data"]
    return [each["code"] for each in data["findings"] if each["fixes"]]


def rewritten(root: Path) -> list[str]:
    """Findings of `--since HEAD` that report rewritten records."""
    rules = ["CC505", "CC506", "CC604", "CC507", "CC508"]
    args = [word for rule in rules for word in ("--select", rule)]
    done = run("validate", "--since", "HEAD", *args, "--format", "concise", root=root)
    return [line for line in done.stdout.splitlines() if any(rule in line for rule in rules)]


RECORDED = {
    "an agency of an entry": replaced(SECOND, "by: mois", "by: moiz"),
    "a word of an entry": replaced(SECOND, "mois, state: registered}", "mois, state: registred}"),
    "a key of an entry": replaced(FIRST, "    note: 측량 완료", "    notes: 측량 완료"),
    "a safe date": replaced(SECOND, "date: 2024-01-10", "date: 2024-1-10"),
    "a safe word": replaced(SECOND, "mois, state: registered}", "mois, state: Registered}"),
    "a result's agency": replaced(THIRD, "    by: ulsan\n", "    by: ulsam\n"),
    "a result's number": replaced(THIRD, "progress: 100", 'progress: "100"'),
    "a paper of a result": replaced(THIRD, "kind: report", "kind: reports"),
    "a key of a result": replaced(THIRD, "    progress: 100", "    progres: 100"),
}


@pytest.mark.parametrize("name", RECORDED)
def test_committed_entry_is_not_fixed_and_offers_no_fix(tmp_path: Path, name: str) -> None:
    root = committed(tmp_path, RECORDED[name])
    assert fixable(root) == []
    text = run("validate", root=root)
    assert "available (cardctl validate --fix" not in text.stdout
    done = run(*FIX, root=root)
    assert done.exit_code == 1
    assert "recorded data is never rewritten; correct it with a new entry" in done.stderr
    (path,) = RECORDED[name]
    assert (root / path).read_text("utf-8") == RECORDED[name][path]


@pytest.mark.parametrize("name", list(RECORDED)[::3])
@pytest.mark.parametrize("way", ["no git", "no commit", "not in HEAD"])
def test_uncommitted_entry_is_fixed(tmp_path: Path, name: str, way: str) -> None:
    root = small_register(tmp_path)
    (path,) = RECORDED[name]
    if way != "no git":
        git(tmp_path, "init", "-q")
    if way == "not in HEAD":
        (root / path).unlink()
        commit(root)
    write_files(root, RECORDED[name])
    assert fixable(root) != []
    done = run(*FIX, root=root)
    assert done.exit_code == 0, done.stdout + done.stderr
    assert (root / path).read_text("utf-8") != RECORDED[name][path]


def test_only_the_new_entry_is_fixed(tmp_path: Path) -> None:
    bad = RECORDED["an agency of an entry"][SECOND]
    root = committed(tmp_path, {SECOND: bad})
    more = bad.replace("x-own", "  - {date: 2024-02-01, by: moiz, lead: moef}\nx-own").replace(
        "lead: null", "lead: moef"
    )
    write_files(root, {SECOND: more})
    assert fixable(root) == ["CC305"]
    run(*FIX, root=root)
    assert (root / SECOND).read_text("utf-8") == more.replace("moiz, lead", "mois, lead")
    assert rewritten(root) == []


def test_manual_change_of_a_committed_entry_is_fixed(tmp_path: Path) -> None:
    root = committed(tmp_path, {})
    write_files(root, RECORDED["an agency of an entry"])
    assert fixable(root) == ["CC305"]
    assert run(*FIX, root=root).exit_code == 0
    assert (root / SECOND).read_text("utf-8") == FILES[SECOND]


SAME_VALUES = {
    "CRLF": {THIRD: FILES[THIRD].replace("\n", "\r\n")},
    "no final newline": {THIRD: FILES[THIRD].removesuffix("\n")},
    "trailing spaces": {FIRST: FILES[FIRST].replace("by: busan\n", "by: busan  \n")},
    "decomposed characters": {THIRD: normalize("NFD", FILES[THIRD])},
    "a text that needs quotes": replaced(FIRST, "note: 측량 완료", "note: 12:30"),
    "a date that needs quotes": replaced(FIRST, "note: 측량 완료", "note: 2024-03-20"),
    "a word that needs quotes": replaced(FIRST, "note: 측량 완료", "note: True"),
}


@pytest.mark.parametrize("name", SAME_VALUES)
def test_layout_of_a_recorded_value_is_fixed(tmp_path: Path, name: str) -> None:
    root = committed(tmp_path, SAME_VALUES[name])
    assert len(fixable(root)) == 1
    assert run("validate", "--fix", root=root).exit_code == 0
    assert fixable(root) == []
    assert git(root, "diff", "--name-only").count("yaml") == 1
    assert rewritten(root) == []


def test_a_closed_card_keeps_what_the_meeting_confirmed(tmp_path: Path) -> None:
    bad = replaced(CLOSED, "title: Withdrawn matter", "title: Withdrawn matter.")
    root = committed(tmp_path, bad)
    assert fixable(root) == []
    run(*FIX, root=root)
    assert (root / CLOSED).read_text("utf-8") == bad[CLOSED]
    write_files(root, replaced(CLOSED, "title: Withdrawn matter", "title:  Withdrawn matter. "))
    assert rewritten(root) == []


def test_sealed_card_is_not_fixed_even_without_git(tmp_path: Path) -> None:
    bad = replaced(SECOND, "title: 수질 측정망 확대", 'title: "수질 측정망 확대."')
    root = small_register(tmp_path)
    write_files(root, bad)
    assert fixable(root) == ["CC702"]
    assert run("meeting", "hold", "2", "--date", "2024-07-10", root=root).exit_code == 0
    sealed = run("meeting", "seal", "2", root=root)
    assert sealed.exit_code == 0, sealed.stderr
    assert fixable(root) == []
    assert run(*FIX, root=root).exit_code == 0
    assert (root / SECOND).read_text("utf-8") == bad[SECOND]


def test_kept_output_is_not_used_after_a_commit(tmp_path: Path) -> None:
    root = committed(tmp_path, {})
    (path,) = RECORDED["an agency of an entry"]
    (root / path).unlink()
    commit(root)
    write_files(root, RECORDED["an agency of an entry"])
    for _ in range(2):
        assert "1 unsafe fix available" in run("validate", root=root).stdout
    commit(root)
    assert "fix available" not in run("validate", root=root).stdout


def test_fix_fails_if_git_cannot_read_the_repository(tmp_path: Path) -> None:
    root = small_register(tmp_path)
    write_files(root, RECORDED["an agency of an entry"])
    (tmp_path / ".git").write_text("gitdir: /nowhere\n", "utf-8")
    assert fixable(root) == ["CC305"]
    done = run(*FIX, root=root)
    assert done.exit_code == 4
    assert (root / SECOND).read_text("utf-8") == RECORDED["an agency of an entry"][SECOND]
