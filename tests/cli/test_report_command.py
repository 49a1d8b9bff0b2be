"""`cardctl report`: which meeting, which day, which files, and where it goes."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from support.registers import BROKEN, FILES, run, small_register


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_register(tmp_path)


def facts(root: Path, *args: str) -> Any:
    result = run("report", "--format", "json", *args, root=root)
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)["data"]


def test_default_meeting_is_the_next_one(root: Path) -> None:
    assert facts(root)["meeting"]["number"] == 2
    assert facts(root, "--meeting", "1")["meeting"]["number"] == 1
    assert facts(root, "--meeting", "3")["meeting"]["date"] is None


def test_default_as_of_date_is_the_papers_date(root: Path) -> None:
    data = facts(root)
    assert data["as_of"] == "2024-07-01"
    assert data["overdue"] == [{"id": "M01-001", "days": 1}]
    assert data["not_submitted"] == ["M01-001", "M01-002"]
    early = facts(root, "--as-of", "2024-02-15")
    assert early["overdue"] == []
    assert early["summary"]["by_state"]["submitted"] == 0
    assert early["findings"] == data["findings"], "what came later is no record of the future"


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("form", ["text", "markdown"])
def test_report_is_printed_in_both_languages(root: Path, form: str, lang: str) -> None:
    result = run("report", "--format", form, root=root, lang=lang)
    assert result.exit_code == 0
    assert ("Raise the dykes" if lang == "en" else "제방을 높인다") in result.stdout
    assert "\x1b" not in result.stdout


def test_agency_view_shows_only_its_cards(root: Path) -> None:
    shown = run("report", "--view", "agency:ulsan", root=root)
    assert "M01-003" in shown.stdout
    assert "M01-002" not in shown.stdout
    assert "ulsan" in run("report", "--view", "agency:ulsn", root=root).stderr


def test_unreadable_card_is_named_and_exits_with_1(tmp_path: Path) -> None:
    root = small_register(tmp_path, M01__M01_005=BROKEN)
    result = run("report", "--format", "json", root=root)
    assert result.exit_code == 1
    assert json.loads(result.stdout)["data"]["unreadable"] == ["M01/M01-005.yaml"]
    assert "M01-005.yaml:2:8: error CC101" in result.stderr
    assert "M01-005" in run("report", root=root).stdout


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        (["--meeting", "7"], "known: 1, 2, 3"),
        (["--format", "markdwon"], "markdown"),
        (["--view", "sumary"], "summary"),
        (["--as-of", "2024-13-1"], "2024-13-1"),
        (["--fail-on", "mising"], "missing"),
        (["-o", "report.foo"], "--format"),
    ],
)
def test_unknown_value_suggests_a_known_one(root: Path, args: list[str], expected: str) -> None:
    result = run("report", *args, root=root)
    assert (result.exit_code, result.stdout) == (2, "")
    assert expected in result.stderr


def test_fail_on_exits_with_1_after_the_report(root: Path) -> None:
    missing = run("report", "--fail-on", "missing", root=root)
    assert missing.exit_code == 1
    assert "2 cards without a result" in missing.stderr
    assert "Raise the dykes" in missing.stdout
    assert run("report", "--fail-on", "overdue", root=root).exit_code == 1
    assert run("report", "--fail-on", "invalid", root=root).exit_code == 0


# Files ------------------------------------------------------------------------------------------


def test_file_extension_selects_the_format(root: Path, tmp_path: Path) -> None:
    path = tmp_path / "report.md"
    result = run("report", "-o", str(path), root=root)
    assert (result.exit_code, result.stdout) == (0, "")
    assert path.read_text("utf-8") == run("report", "--format", "markdown", root=root).stdout
    assert [entry.name for entry in tmp_path.iterdir() if entry.name.startswith(".")] == []


def test_existing_file_is_kept_without_force(root: Path, tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text("mine")
    path.chmod(0o640)
    assert run("report", "-o", str(path), root=root).exit_code == 3
    assert path.read_text() == "mine"
    assert run("report", "-o", str(path), "--force", root=root).exit_code == 0
    assert json.loads(path.read_text())["kind"] == "meeting-report"
    assert path.stat().st_mode & 0o777 == 0o640


def test_missing_folder_is_a_file_error(root: Path, tmp_path: Path) -> None:
    result = run("report", "-o", str(tmp_path / "no" / "report.md"), root=root)
    assert result.exit_code == 4
    assert "report.md" in result.stderr


def test_a_dash_is_stdout(root: Path) -> None:
    assert run("report", "-o", "-", root=root).stdout == run("report", root=root).stdout


# Revisions --------------------------------------------------------------------------------------


@pytest.fixture
def repository(root: Path) -> Path:
    """The register, committed as v1; then the first card was changed on disk."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    for command in ("init --quiet", "add .", "commit --quiet --message start", "tag v1"):
        subprocess.run(
            ["git", "-c", "user.name=Han", "-c", "user.email=h@example.org", *command.split()],
            cwd=root.parent,
            env={**environment, "HOME": str(root), "GIT_AUTHOR_DATE": "2024-07-20T00:00:00Z"},
            check=True,
        )
    path = root / "M01/M01-001.yaml"
    path.write_text(FILES["M01/M01-001.yaml"].replace("Raise the dykes", "Lower the dykes"))
    return root


def test_report_at_a_revision_shows_that_revision(repository: Path) -> None:
    before = run("report", "--at", "v1", "--format", "json", root=repository)
    data = json.loads(before.stdout)["data"]
    assert len(data["revision"]) == 40
    assert data["cards"][0]["title"]["en"] == "Raise the dykes"
    assert facts(repository)["cards"][0]["title"]["en"] == "Lower the dykes"
    shown = run("report", "--at", "v1", root=repository).stdout
    assert data["revision"][:7] in shown


def test_as_of_date_without_papers_is_the_date_of_the_revision(repository: Path) -> None:
    assert facts(repository, "--at", "v1", "--meeting", "3")["as_of"] == "2024-07-20"


def test_as_of_date_after_that_of_the_revision_is_a_forecast(repository: Path) -> None:
    asked = ("--meeting", "3", "--as-of", "2024-07-21")
    edition = facts(repository, "--at", "v1", *asked)["edition"]
    assert (edition["kind"], edition["computed_on"]) == ("forecast", "2024-07-20")
    assert facts(repository, *asked)["edition"]["kind"] == "interim"


def test_an_unknown_revision_is_a_usage_error(repository: Path) -> None:
    result = run("report", "--at", "v2", root=repository)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "v1" in result.stderr


def test_revision_without_git_is_a_git_error(root: Path) -> None:
    assert run("report", "--at", "HEAD", root=root).exit_code == 4


def test_the_log_names_the_commits(repository: Path) -> None:
    shown = run("log", "1-1", "--git", root=repository).stdout
    assert "2024-07-20" in shown
    assert "Han: start" in shown
