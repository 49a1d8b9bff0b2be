"""GitLab Code Quality report.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

import json

from cardctl.cli.render.formats import FindingReport, numbered
from cardctl.finding import Severity

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}


def render(told: FindingReport) -> str:
    """Return a JSON list with an object for each finding."""
    marks = numbered(told)
    found = [
        {
            "description": f"{finding.code} {finding.name}: {told.message(finding)}",
            "check_name": finding.code,
            "fingerprint": marks[index],
            "severity": _SEVERITIES[finding.severity],
            "location": {
                "path": told.path(finding.path),
                "lines": {
                    "begin": finding.span.line if finding.span else 1,
                    "end": finding.span.end_line if finding.span else 1,
                },
            },
        }
        for index, finding in enumerate(told.findings)
    ]
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"
