"""The commands named by rules work, in the hints of findings and on rule pages."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from support.registers import run

from cardctl.rules import RULES, check, examples
from cardctl.rules.rule import CHANGES, CHECKS
from cardctl.store.load import load

VALUES = {
    "TEXT": "words", "N": "2", "URL": "https://example.org/1", "DATE": "2023-12-31", "VALUE": "12",
    "AGENCY": "parks", "ID": "M01-001", "TITLE": "Words", "INDICATOR": "a", "K": "b",
}  # fmt: skip
"""Values for the placeholders in capitals."""

OF_RULE = {"CC311": {"N": "1", "K": "3"}, "CC505": {"ID": "M01-003"}, "CC607": {"K": "a"}}
"""Values that the example of one rule needs."""

BEFORE = {
    "CC502": ["validate", "--fix", "--unsafe"],  # "write … again, then: …"
}
"""Commands that a hint requires before its own command."""

STILL_FOUND = {
    "CC402": "the due date has passed, so a meeting has to grant another one",
    "CC403": "the new date is in the past of the day on which the test runs",
    "CC406": "the due date has passed, so a meeting has to grant another one",
    "CC502": "the due date has passed, so a meeting has to grant another one",
    "CC705": "the card keeps its title until somebody cuts it short",
}
"""Rules whose finding remains after the command, with the reason."""


def hints_of(code: str, files: dict[str, bytes]) -> list[str]:
    """The hints of the findings of rule *code*, in English."""
    loaded = load(files).register
    checked = check(
        loaded,
        today=examples.TODAY,
        exists=examples.EVIDENCE_FILES.__contains__,
        for_meeting=examples.HEARING if loaded.calendar.can_hear(examples.HEARING) else None,
        around=examples.around(""),
    )
    return [
        each.hint.render("en") if each.hint else ""
        for each in checked.findings
        if each.code == code
    ]


def commands(text: str) -> list[str]:
    """The complete commands in a text."""
    return re.findall(r"cardctl [a-z]+ [^;,()\n`]*(?<!\.)|(?<=`)cardctl [a-z]+(?=`)", text)


COMMANDS = [
    (code, command)
    for code in sorted({code for code, of, _ in CHECKS if of not in CHANGES and RULES[code].bad})
    for hint in hints_of(code, examples.files(RULES[code].bad))
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
    for path, raw in (examples.files(bad) if bad else examples.files({})).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(raw)
    return root


def typed(code: str, command: str) -> list[str]:
    """The command with its placeholders in capitals filled in."""
    values = {**VALUES, **OF_RULE.get(code, {})}
    filled = re.sub(rf"\b(?:{'|'.join(values)})\b(?!-)", lambda word: values[word[0]], command)
    return shlex.split(filled)[1:]


@pytest.mark.parametrize(("code", "command"), COMMANDS)
def test_hint_fixes_its_finding(tmp_path: Path, code: str, command: str) -> None:
    root = register(tmp_path, code)
    if code in BEFORE:
        run(*BEFORE[code], root=root)
    done = run(*typed(code, command), root=root)
    if code in STILL_FOUND:
        assert done.exit_code in (0, 3), done.stderr
        return
    assert done.exit_code == 0, done.stderr
    files = {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*.yaml")}
    assert command not in " ".join(hints_of(code, files))


@pytest.mark.parametrize(("code", "command"), PAGES)
def test_commands_on_rule_pages_are_valid(tmp_path: Path, code: str, command: str) -> None:
    """Other faults of the card may cause a refusal, but there is no usage error."""
    done = run(*typed(code, command.replace("…", "words")), root=register(tmp_path, code))
    assert done.exit_code in (0, 1, 3), done.stderr
