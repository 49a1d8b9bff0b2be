"""A file is wholly old or wholly new, and success is said only when it is true."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cardctl.errors import Busy, ChangedMeanwhile, FileProblem
from cardctl.store import save


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "M01").mkdir()
    (tmp_path / "M01/a.yaml").write_bytes(b"old\n")
    return tmp_path


def left_over(root: Path) -> list[str]:
    return [path.name for path in root.rglob(".cardctl-*.tmp")]


def test_it_replaces_and_keeps_the_mode(root: Path) -> None:
    (root / "M01/a.yaml").chmod(0o640)
    save.write(root, {"M01/a.yaml": "new 한글\n"}, {"M01/a.yaml": b"old\n"})
    assert (root / "M01/a.yaml").read_text("utf-8") == "new 한글\n"
    assert (root / "M01/a.yaml").stat().st_mode & 0o777 == 0o640
    assert left_over(root) == []


def test_it_makes_new_files_in_new_folders(root: Path) -> None:
    save.write(root, {"M02/b.yaml": "b\n"}, {"M02/b.yaml": None})
    assert (root / "M02/b.yaml").read_bytes() == b"b\n"
    assert left_over(root) == []


@pytest.mark.parametrize(
    ("was", "error"),
    [(b"other\n", ChangedMeanwhile), (None, ChangedMeanwhile)],
)
def test_a_file_that_changed_meanwhile_is_not_overwritten(
    root: Path, was: bytes | None, error: type[Exception]
) -> None:
    with pytest.raises(error):
        save.write(root, {"M01/a.yaml": "new\n"}, {"M01/a.yaml": was})
    assert (root / "M01/a.yaml").read_bytes() == b"old\n"


def test_a_file_that_is_gone_is_not_made_again(root: Path) -> None:
    with pytest.raises(ChangedMeanwhile):
        save.write(root, {"M01/z.yaml": "new\n"}, {"M01/z.yaml": b"old\n"})
    assert not (root / "M01/z.yaml").exists()


def test_one_that_changed_stops_all(root: Path) -> None:
    (root / "M01/b.yaml").write_bytes(b"b\n")
    with pytest.raises(ChangedMeanwhile):
        save.write(
            root,
            {"M01/a.yaml": "new\n", "M01/b.yaml": "new\n"},
            {"M01/a.yaml": b"old\n", "M01/b.yaml": b"x\n"},
        )
    assert (root / "M01/a.yaml").read_bytes() == b"old\n"


def test_links_are_refused(root: Path) -> None:
    (root / "M01/link.yaml").symlink_to(root / "M01/a.yaml")
    os.link(root / "M01/a.yaml", root / "M01/hard.yaml")
    for name in ("link", "hard"):
        with pytest.raises(FileProblem):
            save.write(root, {f"M01/{name}.yaml": "new\n"}, {f"M01/{name}.yaml": b"old\n"})
    assert (root / "M01/a.yaml").read_bytes() == b"old\n"


def test_a_write_that_reads_back_otherwise_is_no_success(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Lying(type(Path())):  # type: ignore[misc]
        def read_bytes(self) -> bytes:
            content: bytes = super().read_bytes()
            return content[:-1] if self.suffix == ".tmp" else content

    monkeypatch.setattr(save, "Path", Lying)
    with pytest.raises(FileProblem, match="did not read back"):
        save.write(root, {"M01/a.yaml": "new\n"}, {"M01/a.yaml": b"old\n"})
    assert (root / "M01/a.yaml").read_bytes() == b"old\n"
    assert left_over(root) == []


def test_a_failed_disk_leaves_everything_as_it_was(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FileProblem, match="No space left"):
        save.write(root, {"M01/a.yaml": "new\n"}, {"M01/a.yaml": b"old\n"})
    assert (root / "M01/a.yaml").read_bytes() == b"old\n"
    assert left_over(root) == []


def test_a_living_holder_of_the_lock_makes_others_wait_then_give_up(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(save, "WAIT", 0.1)
    save.write(root, {}, {})
    code = (
        "import fcntl, sys; f = open(sys.argv[1]); fcntl.flock(f, fcntl.LOCK_EX);"
        "print('held', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", code, str(root / ".cardctl/lock")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(Busy):
            save.write(root, {"M01/a.yaml": "new\n"}, {"M01/a.yaml": b"old\n"})
        holder.kill()
    save.write(root, {"M01/a.yaml": "new\n"}, {"M01/a.yaml": b"old\n"})


def test_the_workshop_ignores_itself(root: Path) -> None:
    save.write(root, {}, {})
    assert (root / ".cardctl/.gitignore").read_text("utf-8") == "*\n"
