"""The commands that findings name as their mend are commands: whoever types one is understood."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from support.registers import run

from cardctl.checks import RULES, check, examples
from cardctl.checks.rule import CHECKS, Of
from cardctl.store.load import load

GIVEN = {
    "TEXT": "words", "N": "2", "URL": "https://example.org/1", "DATE": "2023-12-31", "VALUE": "12",
    "AGENCY": "parks",
}  # fmt: skip
"""What stands for the words in capitals."""


def named(code: str) -> list[str]:
    """The whole commands in what the rule says of its own bad example."""
    loaded = load(examples.files(RULES[code].bad))
    checked = check(
        loaded.register,
        today=examples.TODAY,
        exists=examples.EVIDENCE_FILES.__contains__,
        for_meeting=examples.HEARING,
        around=examples.around(""),
    )
    mends = [each.mend.into("en") for each in checked.findings if each.code == code and each.mend]
    found = [each for mend in mends for each in re.findall(r"cardctl [a-z]+ [^;,()]*", mend)]
    return [command for command in found if "..." not in command]


COMMANDS = [
    (code, command)
    for code in sorted({code for code, of, _ in CHECKS if of is not Of.CHANGE and RULES[code].bad})
    for command in named(code)
]


def test_there_are_commands() -> None:
    assert len(COMMANDS) >= 14


@pytest.mark.parametrize(("code", "command"), COMMANDS)
def test_a_mend_is_understood(tmp_path: Path, code: str, command: str) -> None:
    """It may still be refused, for what else is wrong with the card; but not as a command."""
    root = tmp_path / "cards"
    for path, held in examples.files(RULES[code].bad).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(held)
    typed = re.sub(rf"\b(?:{'|'.join(GIVEN)})\b", lambda word: GIVEN[word[0]], command)
    done = run(*shlex.split(typed)[1:], root=root)
    assert done.exit_code in (0, 3), done.stderr
