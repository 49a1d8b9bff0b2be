"""The changelog has its form, and a release has an entry of its own."""

from __future__ import annotations

import subprocess
import sys
from importlib import util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = ROOT / ".ci/changelog.py"


@pytest.fixture(scope="module")
def changelog() -> ModuleType:
    spec = util.spec_from_file_location("changelog", SCRIPT)
    assert spec
    assert spec.loader
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


GOOD = """\
# Changelog

## 0.2.0 - 2027-01-31

Words.

### Fixed

- A fault.

## 0.1.0 - 2026-12-01

### Added

- All of it.
"""
FRESH = GOOD.replace("## 0.2.0 - 2027-01-31", "## Unreleased")


def test_the_changelog_has_its_form() -> None:
    done = subprocess.run([sys.executable, SCRIPT], check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("# Changelog\n", "# News\n", "the first line is not '# Changelog'"),
        ("## 0.2.0 - 2027-01-31", "## 0.2.0 (soon)", "'## 0.2.0 (soon)': expected"),
        ("## 0.1.0 - 2026-12-01", "## Unreleased", "'## Unreleased': expected"),
        ("2027-01-31", "2027-02-31", "no such day"),
        ("## 0.2.0", "## 0.0.9", "not in order"),
        ("## 0.2.0", "## 0.1.0", "not in order"),
        ("### Fixed", "### Repaired", "'### Repaired' is none of Added"),
        ("- A fault.", "A fault.", "a kind of change lists nothing"),
        ("- A fault.", "- A fault.\n\n### Fixed\n\n- One more.", "appears twice"),
    ],
)
def test_a_form_that_no_reader_expects_is_reported(
    changelog: ModuleType, old: str, new: str, problem: str
) -> None:
    assert list(changelog.form_problems(GOOD)) == []
    assert GOOD.count(old) == 1
    (found,) = changelog.form_problems(GOOD.replace(old, new))
    assert problem in found


@pytest.mark.parametrize(
    ("text", "version", "problem"),
    [
        (FRESH, "0.1.0", "'## Unreleased' is still there"),
        (GOOD, "0.3.0", "there is no '## 0.3.0"),
        (GOOD, "0.1.0", "is newer than 0.1.0"),
        (GOOD.replace("### Fixed\n\n- A fault.\n", ""), "0.2.0", "names no change"),
    ],
)
def test_a_release_needs_an_entry_of_its_own(
    changelog: ModuleType, text: str, version: str, problem: str
) -> None:
    assert list(changelog.release_problems(GOOD, "0.2.0")) == []
    (found,) = changelog.release_problems(text, version)
    assert problem in found


def test_the_notes_of_a_release_are_its_entry(
    changelog: ModuleType, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / ".ci").mkdir()
    (tmp_path / "CHANGELOG.md").write_text(GOOD)
    changelog.__file__ = str(tmp_path / ".ci/changelog.py")
    assert changelog.main(["v0.2.0"]) == 0
    assert capsys.readouterr().out == "Words.\n\n### Fixed\n\n- A fault.\n"
    assert changelog.main(["v0.3.0"]) == 1
    assert "no '## 0.3.0" in capsys.readouterr().err
