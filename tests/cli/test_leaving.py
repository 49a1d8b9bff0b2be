"""How the program ends as a process: its exit code, and what becomes of its streams."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from support.registers import FILES, process, small_register

CARDCTL = Path(sys.executable).with_name("cardctl")


def ended(root: Path, command: str) -> tuple[int, str]:
    """The exit code of a command of the shell, and what it says on stderr."""
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"],
        cwd=root.parent,
        env={"PATH": f"{CARDCTL.parent}:{os.environ['PATH']}", "CARDCTL_LANG": "en"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stderr


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_register(tmp_path)


def test_exit_codes_come_out(root: Path) -> None:
    assert process("validate", cwd=root.parent).returncode == 0
    (root / "M01/M01-001.yaml").write_text(FILES["M01/M01-001.yaml"].replace("busan", "nobody"))
    assert process("validate", cwd=root.parent).returncode == 1
    assert process("show", "9-9", cwd=root.parent).returncode == 2


def test_whoever_stops_reading_is_no_trouble(root: Path) -> None:
    assert ended(root, "cardctl list | true") == (141, "")
    code, said = ended(root, "cardctl report --meeting 2 | head -n 1 >/dev/null")
    assert (code in (0, 141), said) == (True, "")


def test_an_answer_that_cannot_be_written_is_said(root: Path) -> None:
    code, said = ended(root, "cardctl list >/dev/full")
    assert code == 4
    assert "No space left on device" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", "<&- >&- 2>&-"])
def test_streams_may_be_closed(root: Path, closed: str) -> None:
    assert ended(root, f"cardctl validate {closed}") == (0, "")
