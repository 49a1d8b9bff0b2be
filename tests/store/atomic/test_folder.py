"""A folder of files is replaced as a whole, and nothing else in it is ever touched."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from cardctl.errors import FileProblem, Refused
from cardctl.store.atomic.folder import Written, write_folder

MARKER = ".pages"
ONE = {"a/x.html": b"x", "a/y.html": b"y", "index.html": b"one"}
OTHER = {"b/z.html": b"z", "index.html": b"other"}


def wrote(folder: Path, files: dict[str, bytes], *, force: bool = False) -> Written:
    return write_folder(folder, files.items(), MARKER, force=force)


def tree(folder: Path) -> dict[str, bytes]:
    """Return all files but the marker, by path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MARKER
    }


def test_writes_into_a_new_folder(tmp_path: Path) -> None:
    assert wrote(tmp_path / "in/site", ONE) == Written(3, 5)
    assert tree(tmp_path / "in/site") == ONE


def test_replaces_what_it_wrote_and_deletes_what_is_no_more(tmp_path: Path) -> None:
    wrote(tmp_path, ONE)
    wrote(tmp_path, OTHER)
    assert tree(tmp_path) == OTHER
    assert not (tmp_path / "a").exists()


def test_leaves_other_files_alone(tmp_path: Path) -> None:
    wrote(tmp_path, ONE)
    own = {"CNAME": b"example.org", "a/own.txt": b"mine", ".git/HEAD": b"ref"}
    for path, content in own.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(content)
    wrote(tmp_path, OTHER)
    assert tree(tmp_path) == OTHER | own


def test_hidden_files_are_no_reason_to_refuse(tmp_path: Path) -> None:
    (tmp_path / ".git").write_text("gitdir: elsewhere")
    wrote(tmp_path, ONE)
    assert tree(tmp_path) == ONE | {".git": b"gitdir: elsewhere"}


def test_refuses_a_folder_with_files_unless_forced(tmp_path: Path) -> None:
    (tmp_path / "own.txt").write_bytes(b"mine")
    with pytest.raises(Refused, match=re.escape("files that cardctl did not write")):
        wrote(tmp_path, ONE)
    assert tree(tmp_path) == {"own.txt": b"mine"}
    wrote(tmp_path, ONE, force=True)
    assert tree(tmp_path) == ONE | {"own.txt": b"mine"}


def test_refuses_to_overwrite_a_file_of_somebody_else_unless_forced(tmp_path: Path) -> None:
    wrote(tmp_path, ONE)
    (tmp_path / "b").mkdir()
    (tmp_path / "b/z.html").write_bytes(b"mine")
    with pytest.raises(Refused, match=re.escape("b/z.html")):
        wrote(tmp_path, OTHER)
    assert tree(tmp_path) == ONE | {"b/z.html": b"mine"}
    wrote(tmp_path, OTHER, force=True)
    assert tree(tmp_path) == OTHER


def test_what_cannot_be_made_changes_nothing(tmp_path: Path) -> None:
    def failing() -> Iterator[tuple[str, bytes]]:
        yield "a/x.html", b"new"
        raise ValueError("no page")

    wrote(tmp_path / "site", ONE)
    for folder in ("site", "new"):
        with pytest.raises(ValueError, match="no page"):
            write_folder(tmp_path / folder, failing(), MARKER)
    assert tree(tmp_path / "site") == ONE
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_after_an_interruption_the_next_run_knows_all_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrote(tmp_path, ONE)
    renamed: list[str] = []
    replace = os.replace

    def interrupted(source: str, target: str) -> None:
        if renamed:
            raise KeyboardInterrupt
        renamed.append(target)
        replace(source, target)

    monkeypatch.setattr("cardctl.store.atomic.folder.os.replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        wrote(tmp_path, OTHER)
    monkeypatch.undo()
    wrote(tmp_path, {"index.html": b"last"})
    assert tree(tmp_path) == {"index.html": b"last"}


@pytest.mark.parametrize(
    "line", ["../outside.txt", "/outside.txt", "a/../../outside.txt", "C:outside.txt", "..\\x", "a"]
)
def test_a_marker_of_somebody_else_deletes_nothing_outside(tmp_path: Path, line: str) -> None:
    outside, folder = tmp_path / "outside.txt", tmp_path / "site"
    outside.write_text("mine")
    (folder / "a").mkdir(parents=True)
    (folder / "a/own").write_text("mine")
    (folder / MARKER).write_text(f"{line}\n")
    wrote(folder, {"index.html": b"one"})
    assert outside.read_text() == "mine"
    assert tree(folder) == {"index.html": b"one", "a/own": b"mine"}


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
def test_never_writes_or_deletes_through_a_link(tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "site", tmp_path / "elsewhere"
    folder.mkdir()
    elsewhere.mkdir()
    (elsewhere / "x.html").write_text("mine")
    (folder / "a").symlink_to(elsewhere)
    for marker in ("", "a/x.html\n"):
        (folder / MARKER).write_text(marker)
        with pytest.raises(Refused, match=re.escape("symbolic link")):
            wrote(folder, ONE, force=True)
    assert tree(elsewhere) == {"x.html": b"mine"}


def test_a_file_in_place_of_the_folder_is_a_problem_of_files(tmp_path: Path) -> None:
    (tmp_path / "site").write_text("no folder")
    for force in (False, True):
        for place in ("site", "site/en/pages"):
            with pytest.raises(FileProblem, match=re.escape("site is not a folder")):
                wrote(tmp_path / place, ONE, force=force)
    assert (tmp_path / "site").read_text() == "no folder"


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
def test_a_broken_link_in_place_of_the_folder_is_a_problem_of_files(tmp_path: Path) -> None:
    (tmp_path / "site").symlink_to(tmp_path / "nowhere")
    with pytest.raises(FileProblem, match=re.escape("site is not a folder")):
        wrote(tmp_path / "site", ONE)
    assert not (tmp_path / "nowhere").exists()


def test_a_folder_in_place_of_a_file_is_a_problem_of_files(tmp_path: Path) -> None:
    (tmp_path / "index.html/inner").mkdir(parents=True)
    with pytest.raises(FileProblem, match=re.escape("index.html")):
        wrote(tmp_path, ONE, force=True)


def test_files_are_renamed_in_their_order_between_two_lists(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    renamed: list[str] = []
    replace = os.replace

    def noted(source: str, target: str) -> None:
        renamed.append(str(target))
        replace(source, target)

    monkeypatch.setattr("cardctl.store.atomic.folder.os.replace", noted)
    wrote(tmp_path, ONE)
    assert [Path(each).relative_to(tmp_path).as_posix() for each in renamed] == [
        MARKER,
        *ONE,
        MARKER,
    ]
