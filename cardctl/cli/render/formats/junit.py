"""JUnit XML for CI systems: a test case for each file, which fails if the file has errors."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from cardctl.cli.render.formats import FindingReport
from cardctl.finding import Finding, Severity

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 does not allow, not even escaped."""


def render(told: FindingReport) -> str:
    """Return one suite. Without ``--strict``, warnings are output and do not fail their file."""
    by_path: dict[str, list[Finding]] = {path: [] for path in told.files}
    for finding in told.findings:
        by_path.setdefault(finding.path, []).append(finding)
    suites = Element("testsuites")
    suite = SubElement(suites, "testsuite", name="cardctl")
    failed = sum(_add_case(suite, path, found, told) for path, found in by_path.items())
    for element in (suites, suite):
        element.attrib |= {"tests": str(len(by_path)), "failures": str(failed), "errors": "0"}
    indent(suites)
    xml: str = tostring(suites, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{xml}\n'


def _add_case(suite: Element, path: str, found: Sequence[Finding], told: FindingReport) -> bool:
    """Add the test case of one file; return whether it fails."""
    name = _xml(told.path(path))
    case = SubElement(suite, "testcase", name=name, classname="cardctl")
    failing = (Severity.ERROR, Severity.WARNING) if told.strict else (Severity.ERROR,)
    bad = [finding for finding in found if finding.severity in failing]
    if bad:
        first = _xml(f"{bad[0].name}: {told.message(bad[0])}")
        SubElement(case, "failure", type=bad[0].code, message=first).text = _lines(bad, told)
    if others := [finding for finding in found if finding.severity not in failing]:
        SubElement(case, "system-out").text = _lines(others, told)
    return bool(bad)


def _lines(found: Sequence[Finding], told: FindingReport) -> str:
    return _xml("\n".join(map(told.line, found)))


def _xml(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)
