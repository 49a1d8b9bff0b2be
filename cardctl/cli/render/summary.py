"""The result of a check in a few lines, and as data for programs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, cast

from cardctl.app.validate import Verdict, checked_counts
from cardctl.cli.render.diagnostics import as_data as findings_as_data
from cardctl.cli.render.diagnostics import range_data
from cardctl.finding import Finding, Fix, ReplaceText, Severity, counts
from cardctl.i18n import Message, _n
from cardctl.rules import Skipped

if TYPE_CHECKING:
    from cardctl.outputs.findings import CheckedData, FindingsData, FixData


def by_reason(skipped: Iterable[Skipped], lang: str) -> dict[str, str]:
    """Map each reason for skipping to the names of the rules that it applies to."""
    found: dict[str, str] = {}
    for one in skipped:
        why, name = one.reason.render(lang), f"{one.code} {one.name}"
        found[why] = f"{found[why]}, {name}" if why in found else name
    return found


_FIXES: dict[bool, Callable[[int], Message]] = {
    True: lambda n: _n(
        "{count} fix available (cardctl validate --fix).",
        "{count} fixes available (cardctl validate --fix).",
        n,
    ),
    False: lambda n: _n(
        "{count} unsafe fix available (cardctl validate --fix --unsafe).",
        "{count} unsafe fixes available (cardctl validate --fix --unsafe).",
        n,
    ),
}
"""How many fixes are available, by whether they are safe."""


def fixes_available(fixable: Iterable[bool | None], lang: str) -> list[str]:
    """Return how many findings can be fixed (see `app.fixable`), and with which command."""
    kinds = list(fixable)
    return [_FIXES[safe](n).render(lang) for safe in (True, False) if (n := kinds.count(safe))]


def as_data(verdict: Verdict, findings: Sequence[Finding], lang: str, folder: str) -> FindingsData:
    """Findings, their number and what could not be looked at, as plain data.

    *findings* are those of *verdict* with the fixes to offer; *folder* is the register's root as
    paths begin.
    """
    from cardctl.cli.render.change_summary import as_data as change_as_data
    from cardctl.store.fixes import TextEdits

    found = counts(findings)
    data = findings_as_data(findings, lang, folder=folder)
    edits = TextEdits(verdict.snapshot.files)
    for finding, each in zip(findings, data, strict=True):
        each["fixes"] = [_fix(lang, *made) for made in edits.of(finding)]
    return {
        "checked": cast("CheckedData", checked_counts(verdict.snapshot.register)),
        "errors": found[Severity.ERROR],
        "warnings": found[Severity.WARNING],
        "notes": found[Severity.NOTE],
        "findings": data,
        "skipped_rules": [
            {"code": one.code, "name": one.name, "reason": one.reason.render(lang)}
            for one in verdict.skipped
        ],
        "change": change_as_data(verdict.change, lang, folder),
    }


def _fix(lang: str, fix: Fix, edits: Iterable[ReplaceText]) -> FixData:
    return {
        "title": fix.title.render(lang),
        "safe": fix.safe,
        "edits": [{"range": range_data(edit.span), "text": edit.text} for edit in edits],
    }
