"""`validate --fix` works in rounds, whose number and work do not grow with the findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from bench.fixes import KINDS, write
from hypothesis import given
from hypothesis import strategies as st
from support.cli_git import git
from support.registers import FILES, run, small_register

from cardctl.app import fix as fix_engine
from cardctl.app import record_guard, validate
from cardctl.app.fix_choice import Choice, without_overlaps
from cardctl.app.fix_trial import Suspects, sort_out
from cardctl.app.workspace import Options, Workspace
from cardctl.cli.render.formats import FINDING_FORMATS
from cardctl.finding import Field, Finding, Fix, RenameKey, ReplaceText, SetValue, Span
from cardctl.i18n import _
from cardctl.store import fixes, load, trees
from cardctl.yaml import splice
from cardctl.yaml.reader import read_tree

FIRST = "M01/M01-001.yaml"

# Work -------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _no_tree_is_kept() -> None:
    trees.cached.cache_clear()


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often the rules ran on a register, a change was judged, and a file was read as YAML."""
    counted: Counter[str] = Counter()

    def count(module: Any, name: str, work: Callable[..., Any]) -> None:
        def call(*args: Any, **asked: Any) -> Any:
            counted[name] += 1
            return work(*args, **asked)

        monkeypatch.setattr(module, name, call)

    count(validate, "check", validate.check)
    count(record_guard, "check_changes", record_guard.check_changes)
    count(load, "parsed", load.parsed)
    for module in (fixes, record_guard, splice, trees):
        count(module, "read_tree", read_tree)
    return counted


def fixed(root: Path) -> fix_engine.Fixing:
    """Fix everything in memory, guesses included."""
    with Workspace(root, Options(date(2024, 8, 1), use_cache=False)) as workspace:
        return fix_engine.fix(workspace, workspace.load(), validate.CheckRequest(), unsafe=True)


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - {"cards"}))
def test_many_findings_in_one_file_take_no_more_work_than_some(
    tmp_path: Path, calls: Counter[str], kind: str
) -> None:
    work = []
    for count in (60, 180):
        root = tmp_path / str(count)
        write(root, KINDS[kind](count))
        calls.clear()
        trees.cached.cache_clear()
        fixing = fixed(root)
        made, refused = len(fixing.done), len(fixing.refused)
        assert {made, refused} == ({count // 2} if kind == "mixed" else {count, 0})
        work.append(dict(calls))
    assert work[0] == work[1]
    assert work[0]["check"] <= 4


def test_one_finding_in_each_of_many_cards_takes_two_checks(
    tmp_path: Path, calls: Counter[str]
) -> None:
    write(tmp_path, KINDS["cards"](50))
    assert len(fixed(tmp_path).done) == 50
    assert calls["check"] == 2


def test_cards_that_no_fix_changes_are_not_read_again(tmp_path: Path, calls: Counter[str]) -> None:
    files = {path: text.replace("Reg", "reg") for path, text in KINDS["cards"](20).items()}
    write(tmp_path, {**files, FIRST: files[FIRST].replace("\nstate: reg", "\nstate: Reg")})
    assert len(fixed(tmp_path).done) == 1
    shared = len(files) - 20
    assert calls["parsed"] == len(files) + shared + 1


def test_the_record_is_compared_with_all_fixes_of_a_card_at_once(
    tmp_path: Path, calls: Counter[str]
) -> None:
    work = []
    for count in (30, 90):
        folder = tmp_path / str(count)
        write(folder / "cards", KINDS["agencies"](count))
        git(folder, "init", "-q")
        git(folder, "add", "-A")
        git(folder, "commit", "-q", "-m", "cards")
        write(folder / "cards", KINDS["agencies"](2 * count))
        calls.clear()
        trees.cached.cache_clear()
        fixing = fixed(folder / "cards")
        assert [choice.finding.field[1] for choice in fixing.done] == [
            *range(count + 1, 2 * count + 1)
        ]
        assert len(fixing.refused) == count
        work.append(dict(calls))
    assert work[0] == work[1]
    assert work[0]["check_changes"] == 3


@pytest.mark.parametrize("form", ["text", "json", *FINDING_FORMATS])
def test_a_broken_file_is_read_once_for_all_its_findings_and_fixes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    text = FILES[FIRST].replace("tags: [dykes", "tagz: [no").replace("then build.", "then build. ")
    root = small_register(tmp_path, M01__M01_001=text)
    read: Counter[str] = Counter()

    def reads(raw: bytes, path: str) -> Any:
        read[path] += 1
        return read_tree(raw, path)

    monkeypatch.setattr(trees, "read_tree", reads)
    result = run("--no-index", "validate", "--format", form, root=root)
    assert result.exit_code == 1
    assert all(code in result.stdout for code in ("CC106", "CC107", "CC202"))
    assert read[FIRST] == 1


# Rounds -----------------------------------------------------------------------------------------

TWO_ROUNDS = FILES[FIRST].replace("state: in_progress\ndue", "state: in-progress\ndue")


def test_a_fix_of_the_whole_file_has_a_round_of_its_own(tmp_path: Path) -> None:
    root = small_register(tmp_path, M01__M01_001=TWO_ROUNDS.replace("\n", "\r\n"))
    fixing = fixed(root)
    assert [choice.finding.code for choice in fixing.done] == ["CC107", "CC203"]
    assert fixing.rounds == 2
    assert not fixing.is_unfinished
    assert fixing.snapshot.files[FIRST] == FILES[FIRST].encode()


def test_what_was_fixed_until_the_last_round_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = small_register(tmp_path, M01__M01_001=TWO_ROUNDS.replace("\n", "\r\n"))
    monkeypatch.setattr(fix_engine, "MOST_ROUNDS", 1)
    first = run("validate", "--fix", root=root)
    assert "fixed 1 finding in 1 file\n" in first.stderr
    assert "stopped after 1 round; to apply the remaining fixes, run it again" in first.stderr
    assert (root / FIRST).read_bytes() == TWO_ROUNDS.encode()
    second = run("validate", "--fix", root=root)
    assert "stopped" not in second.stderr
    assert (root / FIRST).read_bytes() == FILES[FIRST].encode()


# Overlaps ---------------------------------------------------------------------------------------


def choice(field: Field, *edits: SetValue | RenameKey | ReplaceText, path: str = FIRST) -> Choice:
    finding = Finding(path, field, "CC000", "n", _("no"), span=Span(1, 1, 1, 1))
    return Choice(finding, Fix(_("do it"), edits))


def rewrite(line: int, column: int, end: int, text: str = "x") -> ReplaceText:
    return ReplaceText(Span(line, column, line, end), text)


A, B, STEPS = ("a",), ("b",), ("plan", "steps")
WHOLE_FILE = choice((), rewrite(1, 1, 2), rewrite(9, 1, 2))

TOGETHER = {
    "other fields": (choice(A, SetValue(A, 1)), choice(B, SetValue(B, 1))),
    "other files": (choice(A, SetValue(A, 1)), choice(A, SetValue(A, 2), path="M01/M01-002.yaml")),
    "items of a list": (choice(A, SetValue((*A, 0), 1)), choice(A, SetValue((*A, 1), 1))),
    "the same edits": (choice(A, SetValue(A, 1)), choice((), SetValue(A, 1))),
    "texts that touch": (choice(A, rewrite(1, 1, 3)), choice(B, rewrite(1, 3, 5))),
    "texts of no field": (choice((), rewrite(1, 1, 3)), choice((), rewrite(2, 1, 3))),
    "two insertions": (choice(A, rewrite(1, 3, 3, "x")), choice(B, rewrite(1, 3, 3, "y"))),
    "whole files": (WHOLE_FILE, WHOLE_FILE._replace(finding=choice((), path="b").finding)),
}
APART = {
    "one field": (choice(A, SetValue(A, 1)), choice(A, SetValue(A, 2))),
    "a part": (choice(STEPS, SetValue(STEPS, [])), choice(STEPS, SetValue((*STEPS, 0, "id"), "a"))),
    "what it is a part of": (
        choice(A, SetValue((*STEPS, 0), 1)),
        choice(A, SetValue(("plan",), {})),
    ),
    "a new name": (choice(A, RenameKey(("x",), "tags")), choice(B, RenameKey(("y",), "tags"))),
    "inside a renamed key": (choice(A, RenameKey(A, "b")), choice(A, SetValue((*A, 0), 1))),
    "a removed item": (choice(A, SetValue((*A, 0), None)), choice(A, SetValue((*A, 1), 1))),
    "texts": (choice(A, rewrite(1, 1, 4)), choice(B, rewrite(1, 3, 5))),
    "text before": (choice(A, rewrite(1, 3, 5)), choice(B, rewrite(1, 1, 4))),
    "an insertion inside": (choice(A, rewrite(1, 1, 4)), choice(B, rewrite(1, 2, 2))),
    "the text of a field": (choice(A, rewrite(1, 1, 4)), choice(A, SetValue(A, 1))),
    "a whole file first": (WHOLE_FILE, choice(A, SetValue(A, 1))),
    "a whole file last": (choice(A, SetValue(A, 1)), WHOLE_FILE),
}


@pytest.mark.parametrize("name", TOGETHER)
def test_fixes_that_do_not_overlap_are_applied_together(name: str) -> None:
    assert without_overlaps(TOGETHER[name]) == list(TOGETHER[name])


@pytest.mark.parametrize("name", APART)
def test_of_two_that_overlap_the_first_is_applied(name: str) -> None:
    assert without_overlaps(APART[name]) == [APART[name][0]]


# Who is at fault --------------------------------------------------------------------------------


@given(st.integers(1, 200), st.data())
def test_the_one_at_fault_is_found_in_few_trials(count: int, data: st.DataObject) -> None:
    """If a trial shows only that one of the fixes of a file is at fault."""
    choices = [choice((str(number),), SetValue((str(number),), 1)) for number in range(count)]
    bad = choices[data.draw(st.integers(0, count - 1))]
    left, applied, trials = choices, list[Choice](), 0
    while left:
        batch = left
        at_fault: list[tuple[Choice, object]] = []
        while bad in batch:
            trials += 1
            batch, at_fault = sort_out(batch, [Suspects(batch, _("no"))])
        trials += 1
        applied += batch
        refused = [one for one, _why in at_fault] if not batch else []
        assert refused in ([], [bad])
        left = [one for one in left if one not in [*batch, *refused]]
    assert sorted(applied) == sorted(one for one in choices if one is not bad)
    assert trials <= (count.bit_length() + 1) ** 2
