"""Rules whose findings the reader and the models report: they have a record, and no generator."""

from __future__ import annotations

from cardctl.finding import Severity
from cardctl.rules.rule import Example, Rule, SubjectKind, record


def builtin(
    code: str,
    name: str,
    meaning: str,
    why: str,
    hint: str,
    bad: Example,
    good: Example,
    severity: Severity = Severity.ERROR,
    aliases: tuple[str, ...] = (),
) -> None:
    """Enter the record of a rule that loading checks."""
    record(
        Rule(
            code,
            name,
            severity,
            SubjectKind.FILE,
            meaning,
            why,
            hint,
            bad,
            good,
            frozenset(),
            aliases,
        )
    )
