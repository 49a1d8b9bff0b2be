"""Workflow commands of GitHub Actions, which become annotations on the pull request.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from cardctl.cli.ci_log import harmless
from cardctl.cli.render.formats import FindingReport, clean
from cardctl.finding import Finding, Severity
from cardctl.i18n import Message, _n

KEPT = 10
"""Annotations of one kind that GitHub keeps per step; it silently drops the rest."""

_KINDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_REST: dict[Severity, Callable[[int], Message]] = {
    Severity.ERROR: lambda n: _n(
        "{count} more error: see the step's log", "{count} more errors: see the step's log", n
    ),
    Severity.WARNING: lambda n: _n(
        "{count} more warning: see the step's log", "{count} more warnings: see the step's log", n
    ),
    Severity.NOTE: lambda n: _n(
        "{count} more note: see the step's log", "{count} more notes: see the step's log", n
    ),
}


def render(told: FindingReport) -> str:
    """Return at most ten commands of a kind, and the remaining findings as plain lines."""
    lines: list[str] = []
    for severity in Severity:
        found = [finding for finding in told.findings if finding.severity is severity]
        lines += _commands(found, told)
    return "".join(f"{line}\n" for line in lines)


def _commands(found: Sequence[Finding], told: FindingReport) -> Iterator[str]:
    if len(found) <= KEPT:
        yield from (_command(finding, told) for finding in found)
        return
    # Lower codes first: they make a file unreadable and hide its other findings.
    worst = sorted(found, key=lambda finding: finding.code)[: KEPT - 1]
    rest = [finding for finding in found if finding not in worst]
    yield from (_command(finding, told) for finding in worst)
    severity = found[0].severity
    more = _REST[severity](len(rest)).render(told.lang)
    yield f"::{_KINDS[severity]} title=cardctl::{data(more)}"
    yield from (harmless(told.line(finding)) for finding in rest)


def _command(finding: Finding, told: FindingReport) -> str:
    values = {"file": told.path(finding.path)}
    if span := finding.span:
        values |= {"line": str(span.line), "col": str(span.column)}
        values["endLine"] = str(span.end_line)
        # GitHub accepts columns only within one line, with an inclusive end.
        if span.end_line == span.line and span.end_column > span.column:
            values["endColumn"] = str(span.end_column - 1)
    values["title"] = f"{finding.code} {finding.name}"
    said = ",".join(f"{name}={value_of(value)}" for name, value in values.items())
    return f"::{_KINDS[finding.severity]} {said}::{data(told.message(finding))}"


def data(text: str) -> str:
    """Escape the message of a command, as the runner unescapes it."""
    text = harmless(clean(text))
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def value_of(text: str) -> str:
    """Escape the value of a command property."""
    return data(text).replace(":", "%3A").replace(",", "%2C")
