"""`cardctl report`: formats by file extension, audiences, templates and progress."""

from __future__ import annotations

import io
import json
import sys
import zipfile
from pathlib import Path

import pytest
from support.registers import FILES, run, small_register

from cardctl.installation import extra_hint

RESTRICTED = FILES["M01/M01-001.yaml"].replace(
    "tags:", "visibility: closed\nvisibility_ground: Disclosure Act, Art. 9\ntags:"
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_register(tmp_path, M01__M01_001=RESTRICTED)


def test_a_mistyped_extension_suggests_the_nearest(root: Path) -> None:
    result = run("report", "-o", str(root / "report.hwp"), root=root)
    assert result.exit_code == 2
    assert "did you mean .hwpx?" in result.stderr


@pytest.mark.parametrize(("extension", "begin"), [
    ("csv", b"\xef\xbb\xbfid,title,"), ("ics", b"BEGIN:VCALENDAR\r\n"), ("xlsx", b"PK\x03\x04"),
    ("XLSX", b"PK\x03\x04"),
])  # fmt: skip
def test_file_extension_selects_the_format(root: Path, extension: str, begin: bytes) -> None:
    file = root / f"report.{extension}"
    assert run("report", "-o", str(file), root=root).exit_code == 0
    assert file.read_bytes().startswith(begin)


def test_binary_report_is_piped_unchanged(root: Path) -> None:
    result = run("report", "--format", "xlsx", root=root)
    assert result.exit_code == 0
    book = zipfile.ZipFile(io.BytesIO(result.stdout_bytes))
    assert "Annex" in book.read("xl/workbook.xml").decode()


def test_binary_report_to_a_terminal_is_refused(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cardctl.cli.report_output._to_terminal", lambda: True)
    result = run("report", "--format", "xlsx", root=root)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "-o report.xlsx" in result.stderr


def test_missing_library_exits_with_4_and_prints_the_install_command(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("xlsx", "xlsx_cells", "xlsx_charts", "xlsx_print"):
        monkeypatch.delitem(sys.modules, f"cardctl.report.formats.{name}", raising=False)
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    result = run("report", "--format", "xlsx", root=root)
    assert (result.exit_code, result.stdout) == (4, "")
    assert str(extra_hint("xlsx")) in result.stderr


def test_public_report_counts_restricted_cards_but_omits_them(root: Path) -> None:
    public = run("report", "--audience", "public", "--format", "json", root=root)
    data = json.loads(public.stdout)["data"]
    assert "M01-001" not in public.stdout
    assert data["audience"] == "public"
    assert data["withheld"]["grounds"][0]["ground"] == "Disclosure Act, Art. 9"
    assert data["summary"]["cards"] == 3
    internal = json.loads(run("report", "--format", "json", root=root).stdout)["data"]
    assert (internal["audience"], internal["withheld"]) == ("internal", None)
    assert internal["summary"]["cards"] == 4


def test_restricted_card_without_a_ground_is_reported(tmp_path: Path) -> None:
    bare = RESTRICTED.replace("visibility_ground: Disclosure Act, Art. 9\n", "")
    root = small_register(tmp_path, M01__M01_001=bare)
    assert "CC806" in run("validate", root=root).stdout


def test_unknown_audience_suggests_the_closest_one(root: Path) -> None:
    result = run("report", "--audience", "pubic", root=root)
    assert result.exit_code == 2
    assert "did you mean public?" in result.stderr


def test_template_renders_the_report(root: Path, tmp_path: Path) -> None:
    (tmp_path / "a.md.j2").write_text("{{ report.meeting.title[lang] }}\n", encoding="utf-8")
    result = run("report", "--template", str(tmp_path / "a.md.j2"), root=root, lang="ko")
    assert result.stdout == "제2회 하천위원회\n"
    out = tmp_path / "out.txt"
    result = run("report", "--template", str(tmp_path / "a.md.j2"), "-o", str(out), root=root)
    assert out.read_text(encoding="utf-8") == "River Board, meeting 2\n"


@pytest.mark.parametrize(("content", "options", "code", "output"), [
    (b"{{ report.x }}", (), 2, "a.md.j2:1: "),
    (b"\xff", (), 2, "is not in UTF-8"),
    (None, (), 4, "cannot read"),
    (b"x", ("--format", "json"), 2, "leave out --format and --view"),
    (b"x", ("--view", "summary"), 2, "leave out --format and --view"),
])  # fmt: skip
def test_template_errors_are_reported(
    root: Path,
    tmp_path: Path,
    content: bytes | None,
    options: tuple[str, ...],
    code: int,
    output: str,
) -> None:
    file = tmp_path / "a.md.j2"
    if content is not None:
        file.write_bytes(content)
    result = run("report", "--template", str(file), *options, root=root)
    assert result.exit_code == code
    assert output in result.stderr
    if "json" in options:
        assert json.loads(result.stdout)["kind"] == "error"
    else:
        assert result.stdout == ""
