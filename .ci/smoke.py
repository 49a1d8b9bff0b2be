"""Try an installed cardctl: a new register from its first command to a report, in both languages.

    python .ci/smoke.py [--version VERSION] COMMAND...

COMMAND starts the program: ``cardctl``, or ``python cardctl.pyz``. Needs only the standard library.
Works in a temporary folder. Exits with status 1 at the first command that does not do as expected.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

STEPS: list[tuple[str, int, str]] = [
    ("init", 0, "cardctl.yaml"),
    ("validate", 0, "0 errors"),
    ("list --json", 0, '"M01-001"'),
    ("--lang ko list --overdue --json", 0, '"kind": "cards"'),
    ("report --meeting 2 --lang ko -o report.html", 0, ""),
    ("report --meeting 2 -o report.docx", 0, ""),
    ("show M09-999", 2, ""),
    ("--lang ko validate --help", 0, "사용법"),
    ("doctor", 0, "Python"),
]
"""Arguments, expected exit status, and a text that the output contains."""


def main() -> int:
    """Run all steps; return the exit status."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--version", help="version that the program must have")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    wanted = parser.parse_args()
    sys.stdout.reconfigure(encoding="utf-8")  # Windows, too
    steps = [("--version", 0, f"cardctl {wanted.version or ''}"), *STEPS]
    with tempfile.TemporaryDirectory() as folder:
        return 0 if all(_try(wanted.command, folder, *step) for step in steps) else 1


def _try(program: list[str], folder: str, arguments: str, status: int, text: str) -> bool:
    """Run one command in *folder*, print it, and return whether it did as expected."""
    done = subprocess.run(
        [*_found(program), *arguments.split()],
        cwd=folder,
        env={**os.environ, "CARDCTL_LANG": "en"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    is_good = done.returncode == status and text in done.stdout
    print(f"{'ok' if is_good else 'FAILED'}: cardctl {arguments}")
    if not is_good:
        print(f"exit status {done.returncode}\n{done.stdout}{done.stderr}")
    return is_good


def _found(program: list[str]) -> list[str]:
    """Return *program* with absolute paths of its files: each command runs in another folder."""
    return [str(Path(word).absolute()) if Path(word).is_file() else word for word in program]


if __name__ == "__main__":
    sys.exit(main())
