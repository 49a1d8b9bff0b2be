"""`cardctl validate`: files outside the register, and comments that allow a finding."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.registers import FILES, run, small_register

from cardctl.app.repository_context import around


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_register(tmp_path)


def test_union_merge_is_found_in_any_attributes_file(root: Path) -> None:
    top = root.parent
    (top / ".git").mkdir()
    (top / ".gitattributes").write_text("* text\ncards/** merge=union\n")
    result = run("validate", "--format", "concise", root=root)
    assert result.exit_code == 1
    assert result.stdout.splitlines()[0].endswith(
        ".gitattributes:2:1: error CC805 union-merge: "
        "merge=union silently combines the histories of cards"
    )
    assert "/../" not in result.stdout
    (root / ".gitattributes").write_text("M*/*.yaml merge=text\n")
    assert run("validate", root=root).exit_code == 0


def test_outdated_schemas_are_found_if_the_folder_exists(root: Path) -> None:
    assert run("validate", root=root).exit_code == 0
    run("schema", "--write", root=root)
    assert run("validate", root=root).exit_code == 0
    (root.parent / "schemas" / "card.schema.json").write_text("{}")
    result = run("validate", "--format", "concise", root=root)
    assert result.exit_code == 1
    assert "schemas/card.schema.json:1:1: error CC904 schema-drift: " in result.stdout
    assert run("validate", "--ignore", "CC904", root=root).exit_code == 0


def test_repository_context_without_git(root: Path) -> None:
    (root.parent / ".gitattributes").write_text("* text\n")
    (root / "M01" / ".gitattributes").write_bytes(b"\xff\n")
    (root / "M02" / ".gitattributes").mkdir()
    found = around(root)
    assert found.home == "cards"
    assert set(found.attributes) == {".gitattributes", "cards/M01/.gitattributes"}


def twice(comment: str = "") -> str:
    """The second card with the last one's title."""
    return FILES["M01/M01-002.yaml"].replace("수질 측정망 확대", f"Withdrawn matter{comment}")


def test_a_comment_allows_a_finding_and_is_unused_without_it(tmp_path: Path) -> None:
    comment = "  # cardctl: allow CC703 not the same"
    root = small_register(tmp_path, M01__M01_002=twice())
    # the later card is closed, so that it is a note there
    assert "note CC703" in run("validate", root=root).stdout
    closed = root / "M01" / "M01-004.yaml"
    closed.write_text(
        FILES["M01/M01-004.yaml"].replace("Withdrawn matter", f"Withdrawn matter{comment}")
    )
    assert "CC703" not in run("validate", root=root).stdout
    assert "CC901" not in run("validate", "--select", "CC3", root=root).stdout
    assert "CC901" not in run("validate", "--ignore", "CC703", root=root).stdout
    (root / "M01" / "M01-002.yaml").write_text(FILES["M01/M01-002.yaml"])
    assert "warning CC901" in run("validate", root=root).stdout
    assert "CC901" not in run("validate", "1-2", root=root).stdout
    fixed = run("validate", "--fix", root=root)
    assert "CC901" not in fixed.stdout
    assert closed.read_text() == FILES["M01/M01-004.yaml"]


def test_unreadable_card_makes_no_comment_unused(tmp_path: Path) -> None:
    comment = "  # cardctl: allow CC703 not the same"
    root = small_register(tmp_path, M01__M01_002=twice(comment), M01__M01_005="id: [\n")
    assert "CC901" not in run("validate", root=root).stdout


def test_report_counts_only_findings_that_are_not_allowed(tmp_path: Path) -> None:
    def warnings(text: str) -> int:
        root = small_register(tmp_path, M01__M01_002=text)
        done = run("report", "--meeting", "2", "--format", "json", root=root)
        found: int = json.loads(done.stdout)["data"]["findings"]["warnings"]
        return found

    plain = FILES["M01/M01-002.yaml"]
    assert warnings(plain + "note: TODO\n") == warnings(plain) + 1
    assert warnings(plain + "note: TODO  # cardctl: allow CC701 so it is called\n") == (
        warnings(plain)
    )
