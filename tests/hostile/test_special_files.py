"""Links, pipes, devices, folders and odd names in place of files: nothing outside is read."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from support.hostile import READING, quick, run_checked, spent
from support.registers import small_register

SECRET = "SECRET: hunter2\nid: M01-001\n"
FILES = (
    "M01/M01-001.yaml",
    "M01/meeting.yaml",
    "M01/seal.json",
    "M01/M01-009.yaml",
    "agencies.yaml",
)
WRITING = (
    ("update", "1-1", "--set", "note=x"),
    ("update", "1-9", "--set", "note=x"),
    ("new", "Another matter", "--meeting", "1", "--item", "1"),
    ("meeting", "add", "5"),
    ("meeting", "hold", "1"),
    ("renumber", "1-1"),
    ("validate", "--fix", "--unsafe"),
)


def link_to_a_secret(place: Path, around: Path) -> None:
    (around / "secret.yaml").write_text(SECRET, encoding="utf-8")
    place.symlink_to(around / "secret.yaml")


def hard_link_to_a_secret(place: Path, around: Path) -> None:
    (around / "secret.yaml").write_text("SECRET hunter2 is not one mapping\n", encoding="utf-8")
    place.hardlink_to(around / "secret.yaml")


def link_to_nothing(place: Path, around: Path) -> None:
    place.symlink_to(around / "made.yaml")


def link_to_itself(place: Path, around: Path) -> None:
    place.symlink_to(place)


def endless_device(place: Path, around: Path) -> None:
    place.symlink_to("/dev/zero")


def pipe(place: Path, around: Path) -> None:
    os.mkfifo(place)


def folder(place: Path, around: Path) -> None:
    place.mkdir()


Plant = Callable[[Path, Path], None]
LINKS: list[Plant] = [link_to_a_secret, link_to_nothing, link_to_itself, endless_device]
SPECIAL: list[Plant] = [*LINKS, pipe, folder]


def contents(around: Path) -> dict[str, bytes]:
    """Contents of all files outside the register."""
    return {
        path.name: path.read_bytes()
        for path in around.rglob("*")
        if path.is_file() and not path.is_relative_to(around / "cards")
    }


@pytest.mark.sampled(2)
@pytest.mark.parametrize("path", FILES)
@pytest.mark.parametrize("plant", SPECIAL, ids=lambda plant: plant.__name__)
def test_special_file_is_never_followed_read_or_waited_for(
    tmp_path: Path, path: str, plant: Plant
) -> None:
    root = small_register(tmp_path)
    (root / path).unlink(missing_ok=True)
    plant(root / path, tmp_path)
    before = contents(tmp_path)
    for args in (*READING[:5], ("report", "--meeting", "2"), ("show", "1-1"), *WRITING):
        done = quick(*args, root=root)
        assert "hunter2" not in done.output
    assert contents(tmp_path) == before
    found = run_checked("validate", "--format", "concise", root=root)
    assert f"{path}:1:1: error CC113 unreadable-file" in found.stdout


@pytest.mark.parametrize("plant", SPECIAL, ids=lambda plant: plant.__name__)
def test_special_file_in_place_of_the_settings_is_refused(tmp_path: Path, plant: Plant) -> None:
    root = small_register(tmp_path)
    (root / "cardctl.yaml").unlink()
    plant(root / "cardctl.yaml", tmp_path)
    for args in (*READING, *WRITING):
        done = quick(*args, root=root)
        assert "hunter2" not in done.output
        assert done.exit_code or args[0] in ("show", "log", "list", "meeting")


def test_hard_linked_file_is_not_written(tmp_path: Path) -> None:
    root = small_register(tmp_path)
    (tmp_path / "other.yaml").hardlink_to(root / "M01/M01-001.yaml")
    before = contents(tmp_path)
    assert run_checked("update", "1-1", "--set", "note=x", root=root).exit_code == 4
    assert contents(tmp_path) == before


@pytest.mark.parametrize("number", [1, 5])
def test_linked_meeting_folder_is_not_followed(tmp_path: Path, number: int) -> None:
    """A pull request may replace the folder of a meeting by a link."""
    root = small_register(tmp_path)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / f"M0{number}-001.yaml").write_text(SECRET, encoding="utf-8")
    (outside / "meeting.yaml").write_text(SECRET, encoding="utf-8")
    place = root / f"M0{number}"
    if place.exists():
        place.rename(tmp_path / "moved")
    place.symlink_to(outside)
    before = contents(tmp_path)
    for args in (*READING, *WRITING):
        assert "SECRET" not in run_checked(*args, root=root).output
        assert "hunter2" not in run_checked(*args, root=root).output
    assert contents(tmp_path) == before
    for args in (
        ("update", f"{number}-1", "--set", "note=x", "--dry-run"),
        ("update", "2-1" if number == 1 else "1-1", "--set", f"relations.parent=M0{number}-001"),
    ):
        assert run_checked(*args, root=root).exit_code in (2, 3)  # there is no such card
    found = run_checked("validate", "--format", "concise", root=root)
    line = f"M0{number}:1:1: error CC113 unreadable-file: is a link; links are not followed"
    assert found.exit_code == (2 if number == 1 else 1)  # without M01 there is no card to check
    assert line in found.stdout


def test_linked_cache_folder_is_not_written(tmp_path: Path) -> None:
    root = small_register(tmp_path)
    outside = tmp_path / "outside"
    outside.mkdir()
    (root / ".cardctl").symlink_to(outside)
    done = run_checked("update", "1-1", "--set", "note=x", root=root)
    assert list(outside.iterdir()) == []
    assert done.exit_code == 4


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
@pytest.mark.parametrize("path", FILES[:3])
def test_file_without_read_permission_is_reported(tmp_path: Path, path: str) -> None:
    root = small_register(tmp_path)
    (root / path).touch()
    (root / path).chmod(0)
    found = run_checked("validate", "--format", "concise", root=root)
    assert f"{path}:1:1: error CC113 unreadable-file" in found.stdout


NAMES = [
    b"M01-001\x1b[31m.yaml",
    b"M01-001\x1b]0;title\x07.yaml",
    b"a\n::error::M01-001.yaml",
    b"a\nOK  4 cards: no findings.yaml",
    b"a\r::error::M01-001.yaml",
    b"-rf.yaml",
    b"--help.yaml",
    "\u202elmay.100-10M.yaml".encode(),
    "M01-001\u200b.yaml".encode(),
    b"\xff\xfe.yaml",
    b"M01-00\xff.yaml",
    b"$(touch canary).yaml",
    b"`touch canary`.yaml",
    b"%0A::error::x.yaml",
    b"M01-001.yaml ",
    b"M01-001.yaml.",
    "M01-٠٠٩.yaml".encode(),
    b"a" * 250 + b".yaml",
]
FORGED = ("::error::", "OK  4 cards: no findings.yaml")
FORMATS = ("text", "concise", "json", "github", "gitlab", "sarif", "junit", "rdjson")


@pytest.mark.parametrize("name", NAMES)
def test_file_name_is_shown_as_one_harmless_line(tmp_path: Path, name: bytes) -> None:
    root = small_register(tmp_path)
    (Path(os.fsdecode(os.fsencode(root) + b"/M01/" + name))).write_text("a: 1\n")
    for shape in FORMATS:
        printed = run_checked("validate", "--format", shape, root=root).stdout
        printed.encode()  # no lone surrogate, whatever the bytes of the name
        assert not any(line.startswith(FORGED) for line in printed.splitlines())
    for args in (("list",), ("report", "--meeting", "2"), ("new", "Next", "--meeting", "1")):
        run_checked(*args, root=root)
    assert not (tmp_path / "canary").exists()
    assert not (root / "canary").exists()


def test_odd_file_names_in_a_process(tmp_path: Path) -> None:
    root = small_register(tmp_path)
    for name in NAMES:
        (Path(os.fsdecode(os.fsencode(root) + b"/M01/" + name))).write_text("a: 1\n")
    done = spent("validate", "--format", "concise", root=root)
    assert (done.code, done.stderr.count("Traceback")) == (0, 0)
    assert all("CC112" in line or "CC403" in line for line in done.stdout.splitlines())
