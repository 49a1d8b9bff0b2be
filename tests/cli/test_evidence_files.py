"""Evidence in the repository is found whatever Unicode form its name has on disk."""

from __future__ import annotations

import json
from pathlib import Path
from unicodedata import normalize

import pytest
from support.registers import FILES, run, small_register

THIRD = "M01/M01-003.yaml"
FOLDER, NAME = "증빙", "수위계 사진é.pdf"


def register(tmp_path: Path, folder: str, name: str) -> Path:
    """A register whose card names the file in NFC; the file itself is *folder*/*name*."""
    root = small_register(tmp_path)
    url = 'url: "https://example.org/gauges"'
    assert url in FILES[THIRD]
    card = FILES[THIRD].replace(url, f"path: {FOLDER}/{NAME}")
    (root / THIRD).write_text(card, "utf-8")
    (tmp_path / ".git").mkdir()
    (tmp_path / folder).mkdir()
    (tmp_path / folder / name).write_text("x", "utf-8")
    return root


def missing(root: Path) -> int:
    done = run("validate", "--select", "CC603", "--format", "json", root=root)
    return len(json.loads(done.stdout)["data"]["findings"])


@pytest.mark.parametrize("folder", ["NFC", "NFD"])
@pytest.mark.parametrize("name", ["NFC", "NFD"])
def test_each_form_of_a_name_is_found(tmp_path: Path, folder: str, name: str) -> None:
    root = register(tmp_path, normalize(folder, FOLDER), normalize(name, NAME))
    assert [missing(root) for _ in range(2)] == [0, 0]
    (tmp_path / normalize(folder, FOLDER) / normalize(name, NAME)).unlink()
    assert missing(root) == 1


def test_two_folders_that_look_alike_are_both_searched(tmp_path: Path) -> None:
    root = register(tmp_path, normalize("NFD", FOLDER), NAME)
    (tmp_path / FOLDER).mkdir()
    assert missing(root) == 0


def test_different_name_does_not_match(tmp_path: Path) -> None:
    assert missing(register(tmp_path, FOLDER, NAME.replace("é", "e"))) == 1


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_update_accepts_a_path_in_either_form(tmp_path: Path, form: str) -> None:
    root = register(tmp_path, normalize("NFD", FOLDER), normalize("NFD", NAME))
    path = normalize(form, f"{FOLDER}/{NAME}")
    done = run("update", "1-1", "--result", "Built.", "--evidence", path, root=root)
    assert done.exit_code == 0, done.stderr
    assert f"path: {FOLDER}/{NAME}" in (root / "M01/M01-001.yaml").read_text("utf-8")


def test_link_out_of_the_repository_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / NAME).write_text("x", "utf-8")
    inside = tmp_path / "inside"
    inside.mkdir()
    root = register(inside, "other", NAME)
    (inside / normalize("NFD", FOLDER)).symlink_to(outside)
    assert missing(root) == 1
