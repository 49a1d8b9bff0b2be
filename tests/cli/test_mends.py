"""The commands that rules name work: in the hints of their findings, and on their pages."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from support.registers import run

from cardctl.rules import RULES, check, examples
from cardctl.rules.rule import CHECKS, Of
from cardctl.store.load import load

GIVEN = {
    "TEXT": "words", "N": "2", "URL": "https://example.org/1", "DATE": "2023-12-31", "VALUE": "12",
    "AGENCY": "parks", "ID": "M01-001", "TITLE": "Words", "INDICATOR": "a", "K": "b",
}  # fmt: skip
"""What is typed for the words in capitals."""

OF_RULE = {"CC311": {"N": "1", "K": "3"}, "CC505": {"ID": "M01-003"}, "CC607": {"K": "a"}}
"""The same, as the example of one rule asks for it."""

BEFORE = {
    "CC502": ["validate", "--fix", "--unsafe"],  # "write … again, then: …"
}
"""What a hint asks for before its command."""

STILL_FOUND = {
    "CC402": "the due date has passed, so a meeting has to grant another one",
    "CC403": "the new date is in the past of the day on which the test runs",
    "CC406": "the due date has passed, so a meeting has to grant another one",
    "CC502": "the due date has passed, so a meeting has to grant another one",
    "CC705": "the card keeps its title until somebody cuts it short",
}
"""Rules whose finding is there after the command too, with the reason."""


def findings_of(code: str, files: dict[str, bytes]) -> list[str]:
    """The hints of what rule *code* finds in the register, in English."""
    checked = check(
        load(files).register,
        today=examples.TODAY,
        exists=examples.EVIDENCE_FILES.__contains__,
        for_meeting=examples.HEARING,
        around=examples.around(""),
    )
    return [
        each.hint.render("en") if each.hint else ""
        for each in checked.findings
        if each.code == code
    ]


def commands(text: str) -> list[str]:
    """The whole commands in a text."""
    return re.findall(r"cardctl [a-z]+ [^;,()\n`]*(?<!\.)|(?<=`)cardctl [a-z]+(?=`)", text)


COMMANDS = [
    (code, command)
    for code in sorted({code for code, of, _ in CHECKS if of is not Of.CHANGE and RULES[code].bad})
    for hint in findings_of(code, examples.files(RULES[code].bad))
    for command in commands(hint)
]
PAGES = [(code, command) for code, rule in RULES.items() for command in commands(rule.hint)]


def test_there_are_commands() -> None:
    assert len(COMMANDS) >= 12
    assert len(PAGES) >= 12


def register(tmp_path: Path, code: str) -> Path:
    """The bad example of a rule, on disk."""
    bad = RULES[code].bad
    root = tmp_path / "cards"
    for path, held in (examples.files(bad) if bad else examples.files({})).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(held)
    return root


def typed(code: str, command: str) -> list[str]:
    """The command with something for the words in capitals."""
    given = {**GIVEN, **OF_RULE.get(code, {})}
    filled = re.sub(rf"\b(?:{'|'.join(given)})\b(?!-)", lambda word: given[word[0]], command)
    return shlex.split(filled)[1:]


@pytest.mark.parametrize(("code", "command"), COMMANDS)
def test_a_hint_of_a_finding_mends_it(tmp_path: Path, code: str, command: str) -> None:
    root = register(tmp_path, code)
    if code in BEFORE:
        run(*BEFORE[code], root=root)
    done = run(*typed(code, command), root=root)
    if code in STILL_FOUND:
        assert done.exit_code in (0, 3), done.stderr
        return
    assert done.exit_code == 0, done.stderr
    files = {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*.yaml")}
    assert command not in " ".join(findings_of(code, files))


@pytest.mark.parametrize(("code", "command"), PAGES)
def test_the_page_of_a_rule_names_commands(tmp_path: Path, code: str, command: str) -> None:
    """They may be refused for what else is wrong with the card, but not as commands."""
    done = run(*typed(code, command.replace("…", "words")), root=register(tmp_path, code))
    assert done.exit_code in (0, 1, 3), done.stderr
