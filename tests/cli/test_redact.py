"""`cardctl redact`, and what becomes of an erasure in other branches."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.cli_git import git
from support.registers import run, small_register

SECRET = "Hong Gildong"
CARD = "M01/M01-001.yaml"
GROUND = ("--ground", "Act, Art. 36")
ERASE = ("redact", "1-1", "results.0.text", *GROUND)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A register under git on main, with a name in a result; `pull` began before the erasure."""
    root = small_register(tmp_path)
    git(tmp_path, "init", "-q")
    run("git-setup", "-q", root=root)
    assert file_result(root, "1-1", f"Ask {SECRET}.") == 0
    commit(root, "filed")
    git(tmp_path, "branch", "pull")
    return root


def file_result(root: Path, identifier: str, text: str, by: str = "busan") -> int:
    return run(
        "update", identifier, "--result", text, "--for", "3", "--by", by, root=root
    ).exit_code


def commit(root: Path, message: str) -> None:
    git(root.parent, "add", "-A")
    git(root.parent, "commit", "-qm", message)


def text(root: Path) -> str:
    return (root / CARD).read_text(encoding="utf-8")


def found(root: Path, *args: str) -> list[str]:
    """Return the codes of the errors of a comparison."""
    printed = run("validate", "--format", "json", "--ignore", "CC403", *args, root=root).stdout
    findings = json.loads(printed)["data"]["findings"]
    return [each["code"] for each in findings if each["severity"] == "error"]


def test_erased_text_leaves_a_marker_and_a_trace(root: Path) -> None:
    result = run(*ERASE, root=root)
    assert (result.exit_code, SECRET in result.output) == (0, False), result.output
    assert "results.0.text: [redacted]" in result.stdout
    assert SECRET not in text(root)
    assert "redacts: [results.0.text]" in text(root)
    assert "ground: Act, Art. 36" in text(root)
    assert found(root, "--since", "main") == []
    again = run(*ERASE, root=root)
    assert (again.exit_code, again.stdout, "already up to date" in again.stderr) == (0, "", True)


@pytest.mark.parametrize("how", ["--dry-run", "--json"])
def test_no_output_shows_the_text(root: Path, how: str) -> None:
    before = text(root)
    result = run(*ERASE, "title", how, root=root)
    assert (result.exit_code, SECRET in result.output) == (0, False)
    assert "Raise the dykes" not in result.output
    assert (text(root) == before) is (how == "--dry-run")
    if how == "--json":
        assert json.loads(result.stdout)["data"]["changed"][0]["redacts"] == [
            "results.0.text",
            "title",
        ]


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (["redact", "1-1", "results.0.text"], 2, "--ground"),
        (["redact", "1-1", *GROUND], 2, "PATH"),
        (["redact", "1-1", "results.9.text", *GROUND], 2, "no field 'results.9.text'"),
        (["redact", "1-1", "results.0.by", *GROUND], 3, "results.0.by is not a text"),
        (["redact", "1-9", "title", *GROUND], 2, "no card 'M01-009'"),
    ],
)
def test_refused_erasures(root: Path, args: list[str], code: int, words: str) -> None:
    before = text(root)
    result = run(*args, root=root)
    assert (result.exit_code, words in result.stderr) == (code, True), result.stderr
    assert text(root) == before


@pytest.mark.parametrize(
    "path",
    ["title", "decision", "plan.steps.b.title", "history.2.note", "results.0.evidence.0.url"],
)
def test_every_text_can_be_erased(root: Path, path: str) -> None:
    evidence = ("--evidence", "https://example.org/hong")
    run("update", "1-1", "--result", "x y z", "--for", "3", "--by", "ulsan", *evidence, root=root)
    path = path.replace("results.0", "results.1")
    commit(root, "more")
    done = run("redact", "1-1", path, *GROUND, root=root)
    assert done.exit_code == 0, done.stderr
    assert found(root, "--since", "HEAD") == []
    report = run("report", "--meeting", "3", "--format", "html", root=root)
    assert report.exit_code == 0
    assert 'href="[redacted]"' not in report.stdout


def test_closed_card_is_erased(root: Path) -> None:
    assert run("redact", "1-4", "title", "history.1.note", *GROUND, root=root).exit_code == 0
    assert found(root, "--since", "HEAD") == []


def test_erasure_without_an_entry_is_refused(root: Path) -> None:
    (root / CARD).write_text(text(root).replace(f"Ask {SECRET}.", '"[redacted]"'), "utf-8")
    assert found(root, "--since", "HEAD") == ["CC604"]


def test_more_than_the_named_place_is_refused(root: Path) -> None:
    run(*ERASE, root=root)
    changed = text(root).replace("측량 완료", '"[redacted]"')
    (root / CARD).write_text(changed, "utf-8")
    result = run("validate", "--since", "HEAD", root=root)
    assert "CC506" in result.stdout
    assert "측량 완료" not in result.output


def test_erasure_leaves_the_root_of_a_seal(root: Path) -> None:
    """The seal loses the salt of what was erased, so that nobody can guess it."""
    for args in (["add", "3", "--date", "2024-08-01"], ["seal", "3"]):
        assert run("meeting", *args, root=root).exit_code == 0
    commit(root, "sealed")
    before = (root / "M03/seal.json").read_text("utf-8")
    assert run(*ERASE, "--dry-run", root=root).exit_code == 0
    assert (root / "M03/seal.json").read_text("utf-8") == before
    assert run(*ERASE, root=root).exit_code == 0
    after = (root / "M03/seal.json").read_text("utf-8")
    assert after != before
    assert json.loads(after)["root"] == json.loads(before)["root"]
    verified = run("meeting", "verify", "3", root=root)
    assert verified.exit_code == 0, verified.output
    assert found(root, "--since", "HEAD") == []


# Branches ---------------------------------------------------------------------------------------


def erase_on_main(root: Path) -> None:
    assert run(*ERASE, root=root).exit_code == 0
    commit(root, "erased")
    git(root.parent, "update-ref", "refs/remotes/origin/main", "main")


def branch(root: Path, identifier: str) -> None:
    """File a result on `pull`, by an agency that has filed none."""
    git(root.parent, "checkout", "-q", "pull")
    assert file_result(root, identifier, "Work goes on.", by="ulsan") == 0
    commit(root, "work")


@pytest.mark.parametrize("identifier", ["1-2", "1-1"], ids=["another card", "the same card"])
def test_pull_request_from_before_the_erasure_stays_green(root: Path, identifier: str) -> None:
    """On its merge ref, each parent is compared; one of them still has the text."""
    branch(root, identifier)
    git(root.parent, "checkout", "-q", "main")
    erase_on_main(root)
    git(root.parent, "checkout", "-q", "--detach", "main")
    git(root.parent, "merge", "-q", "--no-edit", "pull")
    assert SECRET not in text(root)
    assert "Work goes on." in (root / f"M01/M01-00{identifier[-1]}.yaml").read_text("utf-8")
    assert found(root, "--since", "origin/main") == []
    git(root.parent, "checkout", "-q", "pull")
    assert found(root, "--since", "main") == []
    git(root.parent, "merge", "-q", "--no-edit", "main")
    assert SECRET not in text(root)
    assert found(root, "--since", "main") == []


def test_merge_that_puts_the_text_back_is_refused(root: Path) -> None:
    branch(root, "1-2")
    with_text = text(root)
    git(root.parent, "checkout", "-q", "main")
    erase_on_main(root)
    git(root.parent, "merge", "-q", "--no-commit", "--no-ff", "pull")
    (root / CARD).write_text(with_text, "utf-8")
    commit(root, "a merge that keeps the text")
    assert {"CC506", "CC604"} <= set(found(root, "--since", "origin/main"))


def test_merge_that_erases_more_is_refused(root: Path) -> None:
    branch(root, "1-2")
    git(root.parent, "checkout", "-q", "main")
    erase_on_main(root)
    git(root.parent, "merge", "-q", "--no-commit", "--no-ff", "pull")
    (root / CARD).write_text(text(root).replace("측량 완료", '"[redacted]"'), "utf-8")
    commit(root, "a merge that erases more")
    assert "CC506" in found(root, "--since", "origin/main")
