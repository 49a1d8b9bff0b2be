"""Several files are written at once: all of them, or none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cardctl.errors import FileProblem, Refused
from cardctl.store.atomic.file import require_free, write_files


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_files_and_their_folders_are_written(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    write_files([(tmp_path / "a", b"1"), (tmp_path / "new/b", b"2"), (tmp_path / "new/c", b"")])
    assert contents(tmp_path) == {"a": b"1", "new/b": b"2", "new/c": b""}


def test_error_while_the_files_are_computed_leaves_everything(tmp_path: Path) -> None:
    def files() -> Iterator[tuple[Path, bytes]]:
        yield tmp_path / "a", b"1"
        raise KeyError("b")

    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(KeyError):
        write_files(files())
    assert contents(tmp_path) == {"a": b"old"}


def test_file_that_cannot_be_replaced_puts_the_others_back(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "c").mkdir()
    with pytest.raises(FileProblem, match="c"):
        write_files([(tmp_path / "a", b"1"), (tmp_path / "b", b"2"), (tmp_path / "c", b"3")])
    assert contents(tmp_path) == {"a": b"old"}
    assert (tmp_path / "c").is_dir()


def test_folder_that_cannot_be_made_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(FileProblem, match="a"):
        write_files([(tmp_path / "a/b", b"1")])
    assert contents(tmp_path) == {"a": b"old"}


def test_existing_files_are_refused_with_their_number(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in "abc"]
    require_free(paths)
    for path in paths[1:]:
        path.touch()
    with pytest.raises(Refused, match="b and 1 other file already exist"):
        require_free(paths)
    paths[2].unlink()
    with pytest.raises(Refused, match="b already exists"):
        require_free(paths)
