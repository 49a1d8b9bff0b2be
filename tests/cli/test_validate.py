"""`cardctl validate`, and how findings are printed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from support.registers import BROKEN, FILES, TODAY, process, run, small_register

from cardctl.cli.render.diagnostics import as_text, fingerprint, pointer
from cardctl.finding import Finding, Related, Span
from cardctl.i18n import _

BAD_STATE = FILES["M01/M01-002.yaml"].replace("state: registered\n", "state: in-progess\n", 1)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_register(tmp_path)


def test_warnings_pass_unless_strict(root: Path) -> None:
    plain, strict = run("validate", root=root), run("validate", "--strict", root=root)
    assert (plain.exit_code, strict.exit_code) == (0, 1)
    assert plain.stdout.splitlines()[-2] == (
        "OK  4 cards, 2 meetings, 4 agencies: 0 errors, 1 warning in 1 card"
    )


def test_error_is_shown_with_its_location_and_hint(tmp_path: Path) -> None:
    small_register(tmp_path, M01__M01_002=BAD_STATE)
    done = process("--today", TODAY, "validate", "1-2", cwd=tmp_path)
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert lines[0].startswith("cards/M01/M01-002.yaml:6:8: error CC203 unknown-state: ")
    assert lines[1:4] == [
        "  6 | state: in-progess",
        "    |        ^^^^^^^^^^ did you mean 'in_progress'?",
        "    = states: registered, planned, in_progress, on_hold, submitted, closed",
    ]
    assert lines[-2] == "FAILED  4 cards, 2 meetings, 4 agencies: 1 error, 0 warnings in 1 card"
    assert lines[-1] == (
        "1 unsafe fix available (cardctl validate --fix --unsafe). Explain: cardctl rule CC203"
    )


def test_concise_is_one_line_per_finding(tmp_path: Path) -> None:
    root = small_register(tmp_path, M01__M01_002=BAD_STATE, M01__M01_005=BROKEN)
    result = run("validate", "--format", "concise", root=root)
    assert result.exit_code == 1
    assert [line.split(": ")[1].split()[:2] for line in result.stdout.splitlines()] == [
        ["warning", "CC403"], ["error", "CC203"], ["error", "CC101"]
    ]  # fmt: skip
    assert "FAILED" in result.stderr
    assert "skipped checks: CC308" in result.stderr


def test_json_has_locations_pointers_and_skipped_rules(tmp_path: Path) -> None:
    root = small_register(tmp_path, M01__M01_002=BAD_STATE)
    result = run("validate", "1-2", "--format", "json", root=root)
    data = json.loads(result.stdout)["data"]
    (found,) = data["findings"]
    assert (found["code"], found["name"], found["card"]) == ("CC203", "unknown-state", "M01-002")
    assert found["field"] == "/state"
    assert found["range"] == {"line": 6, "column": 8, "end_line": 6, "end_column": 18}
    assert len(found["fingerprint"]) == 16
    assert {"code", "name", "reason"} == set(data["skipped_rules"][0])
    assert (data["errors"], data["checked"]["cards"]) == (1, 4)


@pytest.mark.parametrize("name", ["1-1", "M01/M01-001.yaml", "M01", "cards", ".", "cards/M01"])
def test_card_file_or_folder_can_be_selected(
    root: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root.parent)
    result = run("validate", name, "--format", "concise")
    assert result.stdout.startswith("cards/M01/M01-001.yaml:13:6: warning CC403")
    assert run("validate", "1-2", "--format", "concise").stdout == ""


@pytest.mark.parametrize("name", ["1-44", "M02/M02-001.yaml", "README.md", "nowhere"])
def test_selection_that_matches_nothing_fails(
    root: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root.parent)
    (root.parent / "README.md").touch()
    result = run("validate", name)
    assert (result.exit_code, result.stdout) == (2, "")


def test_unknown_name_suggests_the_closest_one(root: Path) -> None:
    assert "M01-00" in run("validate", "M01-011", root=root).stderr
    assert "overdue" in run("validate", "--select", "overdu", root=root).stderr


def test_path_in_another_register_is_checked_there(
    root: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    result = run("validate", str(root / "M01"), "--format", "concise")
    assert result.exit_code == 0
    assert result.stdout.startswith(f"{root}/M01/M01-001.yaml:13:6: ")


def test_empty_register_fails(root: Path) -> None:
    shutil.rmtree(root / "M01")
    shutil.rmtree(root / "M02")
    result = run("validate", root=root)
    assert result.exit_code == 2
    assert "nothing to check" in result.stderr


def test_unreadable_files_are_reported_regardless_of_selected_rules(tmp_path: Path) -> None:
    root = small_register(tmp_path)
    assert "CC403" not in run("validate", "--ignore", "overdue", root=root).stdout
    assert "CC403" not in run("validate", "--select", "CC5", root=root).stdout
    assert "CC403" in run("validate", "--select", "CC4", root=root).stdout
    root = small_register(tmp_path, M01__M01_005=BROKEN)
    result = run("validate", "--select", "CC5", root=root)
    assert result.exit_code == 1
    assert "CC101" in result.stdout


def test_for_meeting_requires_results(root: Path) -> None:
    result = run("validate", "--for-meeting", "2", "--format", "concise", root=root)
    assert result.stdout.count("CC616") == 2
    assert run("validate", "--for-meeting", "9", root=root).exit_code == 2


def test_check_is_an_alias(root: Path) -> None:
    assert run("check", root=root).stdout == run("validate", root=root).stdout


# The frame --------------------------------------------------------------------------------------


def finding(span: Span, **more: object) -> Finding:
    return Finding("a.yaml", ("note",), "CC999", "name", _("wrong"), span=span, **more)  # type: ignore[arg-type]


def framed(text: str, found: Finding) -> list[str]:
    return as_text([found], {"a.yaml": text.encode()}, "en").splitlines()[1:]


def test_mark_is_as_wide_as_hangul() -> None:
    lines = framed("title: 제방 보강\n", finding(Span(1, 8, 1, 10)))
    assert lines == ["  1 | title: 제방 보강", "    |        ^^^^"]
    lines = framed("제방: 보강\n", finding(Span(1, 5, 1, 7)))
    assert lines == ["  1 | 제방: 보강", "    |       ^^^^"]


def test_empty_span_has_one_mark() -> None:
    assert framed("a:\n", finding(Span(1, 3, 1, 3)))[1] == "    |   ^"
    assert framed("", finding(Span(1, 1, 1, 1)))[1] == "    | ^"
    assert framed("a: |\n  b\n", finding(Span(1, 4, 2, 4)))[1] == "    |    ^"


def test_related_span_is_labelled_in_line_order() -> None:
    related = (Related(_("first here"), span=Span(1, 1, 1, 2)),)
    lines = framed("a: 1\nb: 2\na: 3\n", finding(Span(3, 1, 3, 2), related=related))
    assert lines == ["  1 | a: 1", "    | - first here", "  3 | a: 3", "    | ^"]


def test_related_span_in_another_file_is_named() -> None:
    related = (Related(_("first here"), ("id",), "b.yaml", Span(2, 5, 2, 9)),)
    lines = framed("a: 1\n", finding(Span(1, 1, 1, 2), related=related, hint=_("do it")))
    assert lines[2:] == ["    = b.yaml:2:5: first here", "    = do it"]


def test_long_line_is_cut_around_the_span() -> None:
    text = "x" * 500 + "HERE" + "y" * 500
    source, mark = framed(text, finding(Span(1, 501, 1, 505)))
    assert len(source) < 140
    assert source[mark.index("^") : mark.index("^") + 4] == "HERE"
    assert mark.count("^") == 4


def test_file_content_cannot_control_the_terminal() -> None:
    shown = as_text([finding(Span(1, 1, 1, 2))], {"a.yaml": b"a: \x1b[2J\xff\r\n"}, "en")
    assert "\x1b" not in shown
    assert "\r" not in shown


def test_first_line_and_mark_are_coloured() -> None:
    shown = as_text([finding(Span(1, 1, 1, 2))], {"a.yaml": b"a: 1\n"}, "en", colour=True)
    assert shown.startswith("\x1b[1;31ma.yaml:1:1: error")
    assert "\x1b[31m^\x1b[0m" in shown


def test_fingerprint_survives_moved_lines() -> None:
    one, other = finding(Span(1, 1, 1, 2)), finding(Span(9, 1, 9, 2))
    assert fingerprint(one) == fingerprint(other)
    assert pointer(("a/b", 0, "c~d")) == "/a~1b/0/c~0d"
