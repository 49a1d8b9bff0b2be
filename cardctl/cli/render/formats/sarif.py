"""SARIF 2.1.0, the format of code scanning.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from cardctl import __version__
from cardctl.cli.render.formats import FindingReport, clean, numbered
from cardctl.finding import Finding, Related, ReplaceText, Severity, Span
from cardctl.i18n import gettext
from cardctl.rules import RULES, page
from cardctl.rules.rule import Rule
from cardctl.store.fixes import TextEdits

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}


def render(told: FindingReport) -> str:
    """Return a log of one run, with all rules."""
    marks = numbered(told)
    codes, edits = list(RULES), TextEdits(told.files)
    run = {
        "tool": {
            "driver": {
                "name": "cardctl",
                "version": __version__,
                "rules": [_rule(RULES[code], told.lang) for code in codes],
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {"executionSuccessful": True, "toolConfigurationNotifications": _skipped(told)}
        ],
        "results": [
            _result(finding, codes.index(finding.code), marks[index], told, edits)
            for index, finding in enumerate(told.findings)
        ],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _rule(rule: Rule, lang: str) -> dict[str, Any]:
    def put(words: str) -> str:
        return gettext(words, lang)

    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": put(rule.meaning)},
        "fullDescription": {"text": f"{put(rule.meaning)} {put(rule.why)}"},
        "help": {"text": put(rule.hint), "markdown": page(rule, lang)},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _skipped(told: FindingReport) -> list[dict[str, Any]]:
    """Return notifications for the rules that did not run on everything."""
    return [
        {
            "level": "note",
            "message": {"text": one.reason.render(told.lang)},
            "associatedRule": {"id": one.code},
        }
        for one in told.skipped
    ]


def _result(
    finding: Finding, rule: int, mark: str, told: FindingReport, edits: TextEdits
) -> dict[str, Any]:
    related = [_related(other, finding, told) for other in finding.related]
    fixes = list(_fixes(finding, told, edits))
    return {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": told.message(finding)},
        "locations": [_location(finding.path, finding.span, told)],
        "partialFingerprints": {"primaryLocationLineHash": mark},
        **({"relatedLocations": related} if related else {}),
        **({"fixes": fixes} if fixes else {}),
    }


def _related(other: Related, finding: Finding, told: FindingReport) -> dict[str, Any]:
    place = _location(other.path or finding.path, other.span, told)
    return {**place, "message": {"text": clean(other.message.render(told.lang))}}


def _location(path: str, span: Span | None, told: FindingReport) -> dict[str, Any]:
    region = {"region": _region(span)} if span else {}
    return {"physicalLocation": {"artifactLocation": _artifact(path, told), **region}}


def _artifact(path: str, told: FindingReport) -> dict[str, str]:
    return {"uri": quote(told.path(path)), "uriBaseId": "%SRCROOT%"}


def _region(span: Span) -> dict[str, int]:
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }


def _fixes(finding: Finding, told: FindingReport, edits: TextEdits) -> Iterator[dict[str, Any]]:
    for fix, made in edits.of(finding):
        if not made:
            continue
        change = {
            "artifactLocation": _artifact(finding.path, told),
            "replacements": [_replacement(edit) for edit in made],
        }
        yield {
            "description": {"text": clean(fix.title.render(told.lang))},
            "artifactChanges": [change],
        }


def _replacement(edit: ReplaceText) -> dict[str, Any]:
    return {"deletedRegion": _region(edit.span), "insertedContent": {"text": edit.text}}
