"""How the process exits: exit codes, broken pipes, closed streams."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from support.registers import FILES, process, small_register

CARDCTL = Path(sys.executable).with_name("cardctl")


def run_in_shell(root: Path, command: str) -> tuple[int, str]:
    """Run a shell command; return its exit code and stderr."""
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


def test_process_returns_the_exit_code(root: Path) -> None:
    assert process("validate", cwd=root.parent).returncode == 0
    (root / "M01/M01-001.yaml").write_text(FILES["M01/M01-001.yaml"].replace("busan", "nobody"))
    assert process("validate", cwd=root.parent).returncode == 1
    assert process("show", "9-9", cwd=root.parent).returncode == 2


def test_broken_pipe_is_silent(root: Path) -> None:
    assert run_in_shell(root, "cardctl list | true") == (141, "")
    code, message = run_in_shell(root, "cardctl report --meeting 2 | head -n 1 >/dev/null")
    assert (code in (0, 141), message) == (True, "")


def test_failed_write_to_stdout_is_reported(root: Path) -> None:
    code, message = run_in_shell(root, "cardctl list >/dev/full")
    assert code == 4
    assert "No space left on device" in message
    assert "Traceback" not in message


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", "<&- >&- 2>&-"])
def test_streams_may_be_closed(root: Path, closed: str) -> None:
    assert run_in_shell(root, f"cardctl validate {closed}") == (0, "")
