"""The report as JSON: its facts, in the envelope that all JSON output has."""

from __future__ import annotations

import json

from cardctl.i18n import _
from cardctl.report.facts import MeetingReport
from cardctl.report.plain import plain_report

FORMAT_VERSION = "1.0"


def render(report: MeetingReport, lang: str) -> str:
    """Return the facts of *report* as JSON; Hangul is not escaped. Warnings are in *lang*."""
    envelope = {
        "format_version": FORMAT_VERSION,
        "kind": "meeting-report",
        "data": plain_report(report),
        "warnings": [
            _("{path} cannot be read and is not in the report", path=path).render(lang)
            for path in report.unreadable
        ],
    }
    return json.dumps(envelope, ensure_ascii=False, indent=2) + "\n"
