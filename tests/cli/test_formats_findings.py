"""Findings in the formats of other programs, each checked against its schema or reader."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft4Validator, Draft202012Validator
from lxml import etree
from support.registers import BROKEN, FILES, run, small_register

from cardctl.cli.render.formats import FINDING_FORMATS, FindingReport, render
from cardctl.finding import Finding, Fix, Related, ReplaceText, Severity, Span
from cardctl.i18n import _
from cardctl.rules import RULES

SCHEMAS = Path(__file__).parents[1] / "data" / "schemas"
SARIF = Draft4Validator(json.loads((SCHEMAS / "sarif-2.1.0-rtm.5.json").read_text("utf-8")))
JUNIT = etree.XMLSchema(etree.parse(SCHEMAS / "junit-10.xsd"))

POSITION = {
    "type": "object",
    "properties": {"line": {"type": "integer", "minimum": 1}, "column": {"minimum": 1}},
    "required": ["line", "column"],
    "additionalProperties": False,
}
RANGE = {
    "type": "object",
    "properties": {"start": POSITION, "end": POSITION},
    "required": ["start"],
    "additionalProperties": False,
}
LOCATION = {
    "type": "object",
    "properties": {"path": {"type": "string"}, "range": RANGE},
    "required": ["path"],
    "additionalProperties": False,
}
TEXT = {"type": "string"}
RDJSON = Draft202012Validator(
    {
        "type": "object",
        "properties": {
            "source": {"type": "object", "required": ["name"]},
            "diagnostics": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "message": TEXT,
                        "location": LOCATION,
                        "severity": {"enum": ["ERROR", "WARNING", "INFO"]},
                        "code": {"properties": {"value": TEXT}, "required": ["value"]},
                        "suggestions": {
                            "items": {
                                "properties": {"range": RANGE, "text": TEXT},
                                "required": ["range", "text"],
                                "additionalProperties": False,
                            }
                        },
                        "related_locations": {
                            "items": {"properties": {"message": TEXT, "location": LOCATION}}
                        },
                    },
                    "required": ["message", "location"],
                    "additionalProperties": False,
                },
            },
        },
        "required": ["diagnostics"],
    }
)
"""The messages of reviewdog's `reviewdog.proto`, with the names of their fields."""

GITLAB = Draft202012Validator(
    {
        "type": "array",
        "items": {
            "type": "object",
            "properties": {
                "description": TEXT,
                "check_name": TEXT,
                "fingerprint": TEXT,
                "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
                "location": {
                    "properties": {
                        "path": {"type": "string", "pattern": "^[^./]"},
                        "lines": {
                            "properties": {"begin": {"type": "integer", "minimum": 1}},
                            "required": ["begin"],
                        },
                    },
                    "required": ["path", "lines"],
                },
            },
            "required": ["description", "check_name", "fingerprint", "severity", "location"],
        },
    }
)
"""The table of GitLab's documentation of its Code Quality report."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A register with errors, warnings and notes, related places and fixes, and Hangul."""
    bad = FILES["M01/M01-002.yaml"].replace("lead: null", "lead: 행안 부 ").replace("x-own", "own")
    twice = FILES["M01/M01-001.yaml"] + "note: one\nnote: two\n"
    return small_register(tmp_path, M01__M01_001=twice, M01__M01_002=bad, M01__M01_005=BROKEN)


def rendered(root: Path, form: str) -> str:
    result = run("validate", "--format", form, root=root)
    assert result.exit_code == 1
    assert "FAILED" in result.stderr
    return result.stdout


@pytest.mark.parametrize("form", FINDING_FORMATS)
def test_the_verdict_is_the_same_in_every_format(root: Path, form: str) -> None:
    assert run("validate", "--format", form, root=root).exit_code == 1
    clean = run("validate", "1-3", "--format", form, root=root)
    assert clean.exit_code == 0


# SARIF ------------------------------------------------------------------------------------------


def test_sarif_is_valid(root: Path) -> None:
    log = json.loads(rendered(root, "sarif"))
    assert list(SARIF.iter_errors(log)) == []


def test_sarif_schema_rejects_an_invalid_level(root: Path) -> None:
    log = json.loads(rendered(root, "sarif"))
    log["runs"][0]["results"][0]["level"] = "fatal"
    assert list(SARIF.iter_errors(log))


def test_sarif_has_rule_location_fingerprint_and_fix(root: Path) -> None:
    (run_,) = json.loads(rendered(root, "sarif"))["runs"]
    rules = [rule["id"] for rule in run_["tool"]["driver"]["rules"]]
    assert rules == list(RULES)
    results = run_["results"]
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in results)
    marks = [result["partialFingerprints"]["primaryLocationLineHash"] for result in results]
    assert len(set(marks)) == len(marks) > 4
    twice = next(result for result in results if result["ruleId"] == "CC104")
    assert twice["relatedLocations"][0]["message"]["text"] == "first here"
    place = twice["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "cards/M01/M01-001.yaml"
    (mended,) = (result for result in results if result["ruleId"] == "CC107")
    (replacement,) = mended["fixes"][0]["artifactChanges"][0]["replacements"]
    assert replacement["insertedContent"]["text"] == ""


# GitLab -----------------------------------------------------------------------------------------


def test_gitlab_report_follows_its_documentation(root: Path) -> None:
    report = json.loads(rendered(root, "gitlab"))
    assert list(GITLAB.iter_errors(report)) == []
    marks = [each["fingerprint"] for each in report]
    assert len(set(marks)) == len(marks) > 4
    assert {each["location"]["path"].partition("/")[0] for each in report} == {"cards"}


def test_fingerprints_are_unique_and_survive_moved_lines() -> None:
    def marks(line: int) -> list[str]:
        found = [finding(span=Span(line + step, 1, line + step, 2)) for step in range(3)]
        return [
            each["fingerprint"] for each in json.loads(render("gitlab", FindingReport(found, {})))
        ]

    assert marks(1) == marks(7)
    assert len(set(marks(1))) == 3


# rdjson -----------------------------------------------------------------------------------------


def test_rdjson_is_valid_and_has_suggestions(root: Path) -> None:
    result = json.loads(rendered(root, "rdjson"))
    assert list(RDJSON.iter_errors(result)) == []
    assert any("suggestions" in each for each in result["diagnostics"])


def test_rdjson_columns_are_counted_in_bytes() -> None:
    told = FindingReport(
        [finding(span=Span(1, 8, 1, 10))], {"a.yaml": "title: 제방 보강\n".encode()}
    )
    (only,) = json.loads(render("rdjson", told))["diagnostics"]
    assert only["location"]["range"] == {
        "start": {"line": 1, "column": 8}, "end": {"line": 1, "column": 14}
    }  # fmt: skip


# JUnit ------------------------------------------------------------------------------------------


def test_junit_is_valid_and_has_a_case_for_each_file(root: Path) -> None:
    report = etree.fromstring(rendered(root, "junit").encode())
    JUNIT.assertValid(report)
    (suite,) = report
    assert suite.get("tests") == str(len(suite)) == "9"
    failed = {case.get("name") for case in suite if case.find("failure") is not None}
    assert failed == {f"cards/M01/M01-00{n}.yaml" for n in (1, 2, 5)}
    assert suite.get("failures") == "3"


def test_a_warning_fails_a_case_only_when_strict(tmp_path: Path) -> None:
    root = small_register(tmp_path)
    for options, failures in ([], "0"), (["--strict"], "1"):
        said = run("validate", "--format", "junit", *options, root=root).stdout
        assert etree.fromstring(said.encode())[0].get("failures") == failures


# GitHub -----------------------------------------------------------------------------------------


def commands(output: str) -> list[tuple[str, dict[str, str], str]]:
    """Return the workflow commands in *output*, parsed as a GitHub runner does."""
    found = []
    for line in output.split("\n"):
        assert "##[" not in line
        if (text := line.strip()).startswith("::") and "::" in text[2:]:
            head, _, said = text[2:].partition("::")
            kind, _, listed = head.partition(" ")
            pairs = (pair.split("=", 1) for pair in listed.split(",") if pair)
            found.append((kind, {name: unquote(value) for name, value in pairs}, unquote(said)))
    return found


def test_github_has_a_command_for_each_finding(root: Path) -> None:
    found = commands(rendered(root, "github"))
    (twice,) = (each for each in found if each[1]["title"].startswith("CC104"))
    assert twice[0] == "error"
    assert twice[1]["file"] == "cards/M01/M01-001.yaml"
    assert twice[2].startswith("key 'note' appears 2 times")
    assert {kind for kind, _, _ in found} == {"error", "notice"}


def test_github_format_is_the_default_in_github_actions(root: Path) -> None:
    there = run("validate", root=root, env={"GITHUB_ACTIONS": "true"})
    assert there.stdout == rendered(root, "github")
    told = run("validate", "--format", "concise", root=root, env={"GITHUB_ACTIONS": "true"})
    assert commands(told.stdout) == []


@pytest.mark.parametrize(("count", "kept", "more"), [(10, 10, None), (11, 9, 2), (40, 9, 31)])
def test_github_shows_the_nine_worst_errors_and_counts_the_rest(
    count: int, kept: int, more: int | None
) -> None:
    found = [finding(code="CC502", field=("x", n)) for n in range(count - 1)]
    found.append(finding(code="CC101"))
    output = render("github", FindingReport(found, {}))
    said = commands(output)
    assert len(said) == 10
    assert said[-1][2].startswith(f"{more} more errors") == (more is not None)
    assert len([each for each in said if "file" in each[1]]) == kept
    assert len(output.splitlines()) == max(count, 10) + (more is not None)
    assert any(each[1]["title"].startswith("CC101") for each in said)


# Hostile text -----------------------------------------------------------------------------------


def finding(
    text: str = "wrong", *, code: str = "CC203", span: Span | None = None, **more: Any
) -> Finding:
    name = RULES[code].name
    return Finding(
        "a.yaml", more.pop("field", ("note",)), code, name, _("no {x}", x=text), span=span, **more
    )


HOSTILE = st.lists(
    st.text(max_size=8)
    | st.sampled_from(
        ["::", "\n", "\r", "##[", "%0A", "::error::x", "]]>", "&", "<", "\0", "\x1b[2J", "\ud800",
         "\ufffe", "\u2028", "\x85", "제방", "::stop-commands::x", "##[add-mask]", ",", "%"]
    ),
    max_size=6,
).map("".join)  # fmt: skip
SPAN = Span(1, 1, 1, 2)


def hostile(text: str, severity: Severity) -> FindingReport:
    related = (Related(_("also {x}", x=text), ("a",), "b.yaml", SPAN),)
    writing = ReplaceText(SPAN, text.replace("\ud800", ""))  # what is written has to be UTF-8
    fixes = (Fix(_("write {value}", value=text), (writing,)),)
    said = finding(
        text, severity=severity, hint=_("{x}", x=text), span=SPAN, related=related, fixes=fixes
    )
    return FindingReport([said], {"a.yaml": b"a: 1\n"}, folder="a:b,c%0A/제방")


@settings(max_examples=200, deadline=None)
@given(HOSTILE, st.sampled_from(Severity))
def test_card_text_never_becomes_a_command(text: str, severity: Severity) -> None:
    output = render("github", hostile(text, severity))
    ((kind, values, said),) = commands(output)
    assert output.count("\n") == 1
    assert kind in ("error", "warning", "notice")
    assert set(values) == {"file", "line", "col", "endLine", "endColumn", "title"}
    assert values["file"] == "a:b,c%0A/제방/a.yaml"
    assert said.startswith("no ")
    assert not re.search("%(?!25|0A|0D|3A|2C)", output)


@settings(max_examples=40, deadline=None)
@given(HOSTILE, st.sampled_from(Severity))
def test_card_text_never_breaks_an_output_file(text: str, severity: Severity) -> None:
    told = hostile(text, severity)
    assert list(SARIF.iter_errors(json.loads(render("sarif", told)))) == []
    JUNIT.assertValid(etree.fromstring(render("junit", told).encode()))
    for form in ("sarif", "gitlab", "rdjson"):
        json.loads(render(form, told).encode())
