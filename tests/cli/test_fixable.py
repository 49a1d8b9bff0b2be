"""How many fixes `validate` counts: the same as other formats show, whatever the cache knows."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import Mock, patch

import pytest
from support.cli_git import git
from support.registers import FILES, run, small_register

from cardctl.app import fixable
from cardctl.cache.fingerprint import fingerprint
from cardctl.cache.sqlite import Index
from cardctl.store import finding_spans

FIRST, SECOND, THIRD = (f"M01/M01-00{number}.yaml" for number in range(1, 4))
NEW = "M01/M01-044.yaml"
UNKNOWN = FILES[SECOND] + "relations: {see_also: [M01-044]}\n"
UNSAFE = UNKNOWN.replace("by: mois", "by: moiz")
SAFE = FILES[THIRD] + "note: Two spaces at the end.  \n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A register in git, with fixes that HEAD does not have yet."""
    root = small_register(tmp_path)
    git(tmp_path, "init", "-q")
    commit(root)
    (root / SECOND).write_text(UNSAFE, "utf-8")
    (root / THIRD).write_text(SAFE, "utf-8")
    return root


def commit(root: Path) -> None:
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "cards")


def add_line(root: Path, path: str, text: str = "# more") -> None:
    with (root / path).open("a", encoding="utf-8") as file:
        file.write(f"{text}\n")


def last_line(root: Path, *args: str) -> str:
    return run("validate", *args, root=root).stdout.splitlines()[-1]


def shown(root: Path) -> tuple[int, int]:
    """How many findings have a safe fix, and how many only others, as JSON has them."""
    data = json.loads(run("validate", "--format", "json", root=root).stdout)["data"]
    safe = [any(fix["safe"] for fix in each["fixes"]) for each in data["findings"] if each["fixes"]]
    return safe.count(True), safe.count(False)


@pytest.fixture
def made() -> Iterator[Mock]:
    """Whoever makes fixes parses files."""
    with patch.object(fixable, "with_fixes", wraps=fixable.with_fixes) as made:
        yield made


def test_count_is_that_of_the_fixes(root: Path) -> None:
    assert shown(root) == (1, 2)
    for more in ((), (), ("--no-index",)):
        add_line(root, FIRST)  # so that nothing is printed again
        assert last_line(root, *more).startswith(
            "1 fix available (cardctl validate --fix). "
            "2 unsafe fixes available (cardctl validate --fix --unsafe)."
        )


def test_count_is_known_while_only_other_cards_change(root: Path, made: Mock) -> None:
    before = last_line(root)
    assert made.called
    made.reset_mock()
    add_line(root, FIRST)
    assert last_line(root) == before
    assert not made.called


CHANGES: dict[str, Callable[[Path], object]] = {
    "its text": lambda root: add_line(root, SECOND),
    "HEAD": commit,
    "the agencies": lambda root: add_line(root, "agencies.yaml"),
    "a card that it refers to": lambda root: (root / NEW).write_text(
        FILES[FIRST].replace("M01-001", "M01-044"), "utf-8"
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_count_is_made_anew_after_a_change(root: Path, made: Mock, change: str) -> None:
    last_line(root)
    made.reset_mock()
    CHANGES[change](root)
    known = last_line(root)
    assert made.called
    assert known == last_line(root, "--no-index")


def test_count_is_made_anew_on_another_day(root: Path, made: Mock) -> None:
    last_line(root)
    made.reset_mock()
    last_line(root, "--today", "2024-12-01")
    assert made.called


def test_only_the_changed_card_is_looked_at_again(root: Path, made: Mock) -> None:
    last_line(root)
    made.reset_mock()
    add_line(root, SECOND)
    last_line(root)
    ((findings, _files),) = [call.args for call in made.call_args_list]
    assert {finding.path for finding in findings} == {SECOND}


def test_formats_without_fixes_make_none(root: Path, made: Mock) -> None:
    for form in ("concise", "github", "gitlab", "junit"):
        assert run("validate", "--format", form, root=root).exit_code == 1
    assert not made.called
    for form in ("json", "rdjson", "sarif"):
        run("validate", "--format", form, root=root)
        assert made.called
        made.reset_mock()


# What stays in the index -------------------------------------------------------------------------


def kept(root: Path, kind: str) -> set[str]:
    """Return the paths of the files of which the index has something derived."""
    index = Index(root, fingerprint())
    paths = {*index.derived(kind)}
    index.close()
    return paths


def test_nothing_is_kept_of_a_file_that_became_clean(root: Path) -> None:
    last_line(root)
    assert kept(root, "fixable") == {SECOND, THIRD}
    assert kept(root, "spans") == {FIRST, SECOND}
    (root / SECOND).write_text(FILES[SECOND], "utf-8")
    last_line(root)
    assert kept(root, "fixable") == {THIRD}
    assert kept(root, "spans") == {FIRST}


def test_a_row_for_earlier_text_is_not_used(root: Path, made: Mock) -> None:
    last_line(root)
    index = Index(root, fingerprint())
    stale = [(path, *row) for path, row in index.derived("fixable").items()]
    add_line(root, SECOND)
    run("list", root=root)  # the index learns the new text
    with index.writing() as batch:
        batch.derive("fixable", stale)
    index.close()
    made.reset_mock()
    last_line(root)
    assert made.called


# Spans ------------------------------------------------------------------------------------------


def test_spans_are_known_while_only_other_cards_change(tmp_path: Path) -> None:
    """One depends on its card alone, another on which cards there are."""
    root = small_register(tmp_path, M01__M01_002=UNKNOWN, M01__M01_003=SAFE)
    args = ("validate", "--format", "concise")
    before = run(*args, root=root).stdout
    assert "CC304" in before
    assert "CC107" in before
    add_line(root, FIRST)
    with patch.object(finding_spans, "tree_of", wraps=finding_spans.tree_of) as parse:
        assert run(*args, root=root).stdout == before
    assert {path for (_raw, path), _ in parse.call_args_list} == {FIRST}
    (root / SECOND).write_text(f"# one line more\n{UNKNOWN}", "utf-8")
    after = run(*args, root=root).stdout
    assert after != before
    assert after == run("--no-index", *args, root=root).stdout
