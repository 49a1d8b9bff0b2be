"""Seals on branches: what a change may do to them, and to what they cover."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.cli_git import git
from support.registers import run, small_register

from cardctl.store.layout import seal_path

CARD = "M01/M01-003.yaml"
TEXT = "{en: The gauges are in place., ko: 수위계를 설치함.}"
ERASURE = "  - {date: 2024-08-01, by: mois, redacts: [results.0.text], ground: Art. 17}\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The small register, sealed and committed on main, with a branch to work on."""
    root = small_register(tmp_path)
    assert run("meeting", "seal", "2", root=root).exit_code == 0
    git(root, "init", "-q")
    save(root)
    git(root, "checkout", "-q", "-b", "change")
    return root


def save(root: Path) -> None:
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "x")


def replace(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text("utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new, 1), "utf-8")


def codes(root: Path) -> set[str]:
    """Return the codes of the errors that `validate --since main` finds."""
    result = run("validate", "--since", "main", "--format", "concise", root=root)
    lines = [line for line in result.stdout.splitlines() if ": error " in line]
    assert result.exit_code == (1 if lines else 0), result.stdout
    return {line.split(": error ")[1].split()[0] for line in lines}


def test_seal_made_again_after_a_change_of_the_past_is_refused(root: Path) -> None:
    replace(root, "M01/M01-001.yaml", "Raise the dykes along", "Lower the dykes along")
    (root / "M02/seal.json").unlink()
    assert run("meeting", "seal", "2", root=root).exit_code == 3
    save(root)
    assert run("meeting", "seal", "2", root=root).exit_code == 0
    assert "CC515" in codes(root)
    save(root)
    assert "CC515" in codes(root)


def test_deleted_seal_is_refused(root: Path) -> None:
    (root / "M02/seal.json").unlink()
    assert "CC508" in codes(root)


def test_further_seal_is_accepted(root: Path) -> None:
    assert run("meeting", "seal", "2", "--again", "--reason", "late", root=root).exit_code == 0
    assert codes(root) == set()
    replace(root, "M02/seal-2.json", '  "reason": "late",\n', "")
    assert codes(root) == {"CC513"}


def redact(root: Path, path: str = "results.0.text") -> None:
    result = run("redact", "1-3", path, "--ground", "Art. 17", root=root)
    assert result.exit_code == 0, result.stderr


def test_erasure_takes_the_salts_of_all_seals(root: Path) -> None:
    assert run("meeting", "seal", "2", "--again", "--reason", "late", root=root).exit_code == 0
    save(root)
    git(root, "branch", "-f", "main")
    roots = [line for line in verified(root).splitlines() if "root" in line]
    redact(root)
    for nth in (1, 2):
        text = (root / seal_path(2, nth)).read_text("utf-8")
        assert text.count("[null, ") == 2
        assert '"results.0.text": [null, ' in text
        assert '"facts": [null, ' in text
    assert [line for line in verified(root).splitlines() if "root" in line] == roots
    assert "erased: M01-003 results.0.text" in verified(root)
    assert not {"CC513", "CC515"} & codes(root)


def verified(root: Path) -> str:
    result = run("meeting", "verify", "2", root=root)
    assert result.exit_code == 0, result.stdout
    return result.stdout


def test_branch_from_before_an_erasure_merges(root: Path) -> None:
    """The merge result has the seal without its salts, as main has it."""
    replace(root, "M01/M01-002.yaml", "x-own: kept", "x-own: changed")
    save(root)
    git(root, "checkout", "-q", "main")
    redact(root)
    save(root)
    git(root, "merge", "-q", "--no-edit", "change")
    assert "CC515" not in codes(root)


def test_erasure_without_its_salts_names_the_seal(root: Path) -> None:
    replace(root, CARD, TEXT, '"[redacted]"')
    replace(root, CARD, "relations:", f"{ERASURE}relations:")
    found = run("validate", "--select", "CC513", root=root).stdout
    assert "results.0.text is erased, but its salt is still in the seal of meeting 2" in found
    assert "in M02/seal.json, replace the salt of results.0.text by null" in found


def test_erased_plan_loses_its_salt_even_if_it_was_changed_since(root: Path) -> None:
    replace(root, CARD, "summary: Buy and", "summary: Sell and")
    redact(root, "plan.summary")
    assert '"plan": [null, ' in (root / "M02/seal.json").read_text("utf-8")


def test_amended_title_that_is_erased_loses_its_salt(root: Path) -> None:
    """The seal has the old title, which is now in the entry that amended it."""
    assert run("meeting", "hold", "2", "--date", "2024-07-10", root=root).exit_code == 0
    amended = run("update", "1-3", "--amend", "title=Gauges", "--meeting", "2", root=root)
    assert amended.exit_code == 0, amended.stderr
    save(root)
    redact(root, "history.4.amends.title")
    assert '"title": [null, ' in (root / "M02/seal.json").read_text("utf-8")
    assert "erased: M01-003 title" in verified(root)


def test_old_seal_loses_the_digests_of_an_erased_text(root: Path) -> None:
    old = Path(__file__).parents[1] / "data/seal-format-1.json"
    (root / "M02/seal.json").write_bytes(old.read_bytes())
    save(root)
    git(root, "branch", "-f", "main")
    redact(root)
    text = (root / "M02/seal.json").read_text("utf-8")
    assert ('"facts": null' in text, text.count('"results": null')) == (True, 1)
    assert not {"CC513", "CC515"} & codes(root)
