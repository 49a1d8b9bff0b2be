"""Differences between desktops: encodings, line endings, and case of file names."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from cli.test_systems import HERE, call, on_linux
from support.registers import FILES, run, small_register

from cardctl.platform import ignores_case

CARD = "M01/M01-002.yaml"


@pytest.mark.parametrize("encoding", ["cp949", "cp1252", "ascii"])
def test_output_is_utf_8_on_every_console(tmp_path: Path, encoding: str) -> None:
    small_register(tmp_path)
    plain = call(HERE, tmp_path, "list", CARDCTL_LANG="ko")
    done = call(HERE, tmp_path, "list", CARDCTL_LANG="ko", PYTHONIOENCODING=encoding, LC_ALL="C")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout == plain.stdout
    assert "수질 측정망 확대" in done.stdout.decode("utf-8")


@pytest.mark.parametrize("encoding", ["cp949", "cp1252", "utf-16"])
def test_a_text_file_in_another_encoding_is_refused(tmp_path: Path, encoding: str) -> None:
    root = small_register(tmp_path)
    text = "측정망" if encoding != "cp1252" else "Qualité"
    (tmp_path / "decision.txt").write_bytes(text.encode(encoding))
    before = (root / CARD).read_bytes()
    result = run("update", "1-2", "--set", f"decision=@{tmp_path}/decision.txt", root=root)
    assert result.exit_code == 2
    assert "is not UTF-8" in result.stderr
    assert (root / CARD).read_bytes() == before


@pytest.fixture
def crlf(tmp_path: Path) -> Path:
    """A register as git checks it out with core.autocrlf."""
    root = small_register(tmp_path)
    for path in root.rglob("*.yaml"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    return root


def test_a_checkout_with_crlf_has_the_same_report(crlf: Path, tmp_path: Path) -> None:
    root = small_register(tmp_path / "lf")
    for form in ("text", "json"):
        plain = run("report", "--meeting", "2", "--format", form, root=root)
        result = run("report", "--meeting", "2", "--format", form, root=crlf)
        assert (result.exit_code, _without_findings(result.stdout)) == (
            plain.exit_code,
            _without_findings(plain.stdout),
        )


def _without_findings(report: str) -> list[str]:
    """Lines of a report without the number of findings, as CRLF adds a note (CC107)."""
    return [line for line in report.splitlines() if "note" not in line]


def test_change_keeps_the_line_endings_of_the_file(crlf: Path) -> None:
    assert run("validate", "--ignore", "CC403", root=crlf).exit_code == 0
    before = (crlf / CARD).read_bytes()
    assert run("update", "1-2", "--add", "tags=x", root=crlf).exit_code == 0
    after = (crlf / CARD).read_bytes()
    assert after.count(b"\n") == after.count(b"\r\n") > before.count(b"\r\n")
    assert set(before.split(b"\r\n")) <= set(after.split(b"\r\n"))


def test_fixing_crlf_gives_the_bytes_of_an_lf_checkout(crlf: Path) -> None:
    assert run("validate", "--fix", root=crlf).exit_code == 0
    assert (crlf / CARD).read_text("utf-8") == FILES[CARD]
    assert b"\r" not in (crlf / CARD).read_bytes()


# Case of file names -----------------------------------------------------------------------------


def test_a_file_whose_name_differs_in_case_is_not_read(tmp_path: Path) -> None:
    root = small_register(tmp_path)
    (root / "M01/M01-005.YAML").write_text("id: M01-005\n", encoding="utf-8")
    result = run("validate", "--format", "concise", root=root)
    assert "M01-005.YAML:1:1: warning CC112 unread-file" in result.stdout


@on_linux
def test_linux_file_names_are_case_sensitive(tmp_path: Path) -> None:
    (tmp_path / "File").touch()
    assert not ignores_case(tmp_path)


@pytest.mark.parametrize(("written", "is_found"), [("Photo.jpg", True), ("photo.JPG", False)])
def test_evidence_must_match_in_case_on_every_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str, is_found: bool
) -> None:
    """The file system is simulated: names are found in any case, as on Windows and macOS."""
    root = small_register(tmp_path)
    (tmp_path / "evidence").mkdir()
    (tmp_path / "evidence/Photo.jpg").touch()
    is_file = Path.is_file

    def any_case(path: Path) -> bool:
        if is_file(path):
            return True
        return path.parent.is_dir() and any(
            other.name.lower() == path.name.lower() for other in path.parent.iterdir()
        )

    monkeypatch.setattr(Path, "is_file", any_case)
    monkeypatch.setattr(os.path, "samefile", lambda *_: True)
    result = run(
        "--no-index", "update", "1-1", "--result", "Half is raised.",
        "--evidence", f"evidence/{written}", root=root,
    )  # fmt: skip
    assert (result.exit_code == 0) is is_found, result.stderr
    assert is_found or "CC603" in result.stderr
