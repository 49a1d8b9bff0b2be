"""The root is found upwards, and serials are never reused."""

from __future__ import annotations

from pathlib import Path

import pytest

from cardctl.domain.ids import meeting_path
from cardctl.errors import NoRegister
from cardctl.store.layout import find_root, next_serial


def test_root_is_found_here_above_or_in_cards(tmp_path: Path) -> None:
    root = tmp_path / "cards"
    (root / "M01").mkdir(parents=True)
    (root / "cardctl.yaml").touch()
    (tmp_path / "docs").mkdir()
    assert find_root(root) == root
    assert find_root(root / "M01") == root
    assert find_root(tmp_path) == root
    assert find_root(tmp_path / "docs") == root
    assert find_root(Path("/"), str(tmp_path)) == root


def test_missing_register_error_names_the_searched_folder(tmp_path: Path) -> None:
    with pytest.raises(NoRegister, match=r"looked for cardctl\.yaml in") as error:
        find_root(tmp_path, str(tmp_path / "nowhere"))
    assert "nowhere" in str(error.value)
    assert "cardctl init" in str(error.value.hint)


def test_next_serial_follows_the_highest_including_ignored_files(
    tmp_path: Path,
) -> None:
    assert next_serial(tmp_path, 1) == 1
    (tmp_path / "M01").mkdir()
    for name in ("M01-002.yaml", "M01-010.yaml.bak", "meeting.yaml"):
        (tmp_path / "M01" / name).touch()
    assert next_serial(tmp_path, 1) == 11


def test_paths_are_derived_from_numbers() -> None:
    assert meeting_path(2) == "M02/meeting.yaml"
    assert meeting_path(123) == "M123/meeting.yaml"
