"""`show` says the same with an index as without, whatever was done to the files since."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from support.cli_git import git
from support.registers import run, small_register

CARD = "M01/M01-001.yaml"
REFERRING = "M01/M01-003.yaml"
OTHER = "M01/M01-004.yaml"
SINCE = "# looked through\n"

Change = Callable[[Path], object]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A register that an index knows."""
    root = small_register(tmp_path)
    known(root)
    return root


def known(root: Path) -> None:
    """Let the index know all files; rows of files that just changed are not trusted."""
    for _ in range(2):
        time.sleep(0.05)
        assert run("list", root=root).exit_code in (0, 1)


def append(path: str, text: str) -> Change:
    def change(root: Path) -> None:
        with (root / path).open("a", encoding="utf-8") as file:
            file.write(text)

    return change


def replace(path: str, old: str, new: str) -> Change:
    def change(root: Path) -> None:
        text = (root / path).read_text("utf-8")
        assert old in text
        (root / path).write_text(text.replace(old, new), encoding="utf-8")

    return change


def both(*changes: Change) -> Change:
    return lambda root: [change(root) for change in changes]


def copied(source: str, target: str) -> Change:
    return lambda root: shutil.copy2(root / source, root / target)


def symlinked(root: Path) -> None:
    (root / "M09").symlink_to(root / "M01")


CHANGES: dict[str, Change] = {
    "nothing": lambda root: None,
    "the card itself": replace(CARD, "Survey, then build.", "Build at once."),
    "a comment": append(REFERRING, SINCE),
    "a new reference": append(OTHER, "relations: {depends_on: [M01-001], see_also: [M01-003]}\n"),
    "a reference taken away": replace(REFERRING, "relations: {see_also: M01-001}\n", ""),
    "a child": append(OTHER, "relations: {parent: M01-001}\n"),
    "an id in a text": append(OTHER, "note: As M01-001 says.\n"),
    "an id in a text of a card of another id": both(
        append(OTHER, "note: As M01-001 says.\n"), replace(OTHER, "id: M01-004", "id: M01-009")
    ),
    "an unreadable card with the id": append(OTHER, "nota: M01-001\n"),
    "an unreadable card without it": append(OTHER, "nota: none\n"),
    "the referring card unreadable": replace(REFERRING, "state: submitted", "state: sent"),
    "a referring card of another id": both(
        replace(REFERRING, "id: M01-003", "id: M01-007"), append(OTHER, SINCE)
    ),
    "the card unreadable": replace(CARD, "state: in_progress", "state: begun"),
    "the card of another id": replace(CARD, "id: M01-001", "id: M01-009"),
    "two cards of one id": copied(REFERRING, "M01/M01-008.yaml"),
    "a card that is gone": lambda root: (root / REFERRING).unlink(),
    "the shown card gone": lambda root: (root / CARD).unlink(),
    "a touched card": lambda root: (root / REFERRING).touch(),
    "all cards touched": lambda root: [path.touch() for path in root.glob("M*/*.yaml")],
    "agencies": replace("agencies.yaml", "en: Busan", "en: Harbour"),
    "unreadable agencies": append("agencies.yaml", "more: 1\n"),
    "money": replace("cardctl.yaml", "KRW", "EUR"),
    "the meeting": replace("M01/meeting.yaml", "en: Raise the dykes", "en: Dykes"),
    "an unreadable meeting": append("M02/meeting.yaml", "more: 1\n"),
    "a misnamed card": copied(REFERRING, "M01/M01-3.yaml"),
    "a linked folder": symlinked,
    "a pipe": lambda root: os.mkfifo(root / "M01/M01-006.yaml"),
    "no index": lambda root: shutil.rmtree(root / ".cardctl"),
}

QUESTIONS = (("1-1",), ("1-1", "--json"), ("M01-001", "--history"), ("1-3",), ("1-4", "--json"))


def told(root: Path, *args: str) -> tuple[int, str, str]:
    result = run(*args, root=root)
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize("is_learnt", [False, True])
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_output_is_the_same_with_and_without_index(
    root: Path, change: Change, is_learnt: bool
) -> None:
    change(root)
    if is_learnt:
        known(root)
    for question in QUESTIONS:
        assert told(root, "show", *question) == told(root, "--no-index", "show", *question)


def test_relations_are_as_the_files_are_now(root: Path) -> None:
    assert "M01-003" in run("show", "1-1", root=root).stdout
    CHANGES["a reference taken away"](root)
    assert "M01-003" not in run("show", "1-1", root=root).stdout
    CHANGES["a child"](root)
    shown = run("show", "1-1", root=root)
    assert ("M01-004 Withdrawn matter" in shown.stdout, shown.stderr) == (True, "")


@pytest.mark.parametrize("index", [(), ("--no-index",)])
def test_only_unreadable_files_that_matter_to_the_card_are_reported(
    root: Path, index: tuple[str, ...]
) -> None:
    """A card that cannot be read may refer to this one if it has its id anywhere."""
    CHANGES["an unreadable card without it"](root)
    shown = run(*index, "show", "1-1", root=root)
    assert (shown.exit_code, shown.stderr) == (0, "")
    append(OTHER, "# see M01-001\n")(root)
    shown = run(*index, "show", "1-1", root=root)
    assert (shown.exit_code, OTHER in shown.stderr) == (1, True)
    assert "Raise the dykes" in shown.stdout
    shown = run(*index, "show", "1-3", root=root)  # it refers to 1-1, which refers to nothing
    assert (shown.exit_code, shown.stderr) == (0, "")


@pytest.mark.parametrize(
    ("path", "is_reported"), [("M02/meeting.yaml", True), (REFERRING, False), (OTHER, False)]
)
def test_shared_files_that_git_tracks_but_are_not_there_are_reported(
    root: Path, path: str, is_reported: bool
) -> None:
    git(root.parent, "init", "-q")
    git(root.parent, "add", ".")
    known(root)
    (root / path).unlink()
    for question in QUESTIONS[:2]:
        shown = told(root, "show", *question)
        assert shown == told(root, "--no-index", "show", *question)
        assert (shown[0], path in shown[2]) == (int(is_reported), is_reported)
