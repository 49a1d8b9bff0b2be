"""Run the reader on the cases of the public YAML test suite (yaml/yaml-test-suite).

    YAML_TEST_SUITE=…/yaml-test-suite-data python tests/yaml_suite.py

The checkout is one of the suite's `data` releases: a folder for each case, or for each part of
one, with `in.yaml`, with `in.json` if it has a value, and with `error` if it is invalid YAML.
Cards are written in a subset of YAML, so every case must have one of three results: refused as
invalid YAML; refused as YAML outside the subset; or read, with the suite's value. Both parsers must
agree, and nothing may raise. Exits with status 1 if a case has another result, unless it is listed
here as a deviation; obsolete deviations are also reported.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cardctl.finding import Finding, Severity
from cardctl.yaml.reader import read_tree

VARIABLE = "YAML_TEST_SUITE"

_REASONS = {
    "Refused: tabs stand only in quotes, text blocks and comments.": """
        6BCT 6CA3 DC7X DK95/00 DK95/03 DK95/04 DK95/05 DK95/07 HS5T J3BT K54U MUS6/03 NB6Z Q5MG
        UV7Q Y79Y/10""",
    "Refused: a pair has a key.": """
        2JQS 6M2F CFD4 DFF7 FH7J NHX8 NKF9 PW8X S3PD SM9W/01 UKK6/00""",
    "Refused: in brackets, plain text with a colon is read in two ways by two parsers.": """
        4ABK 58MP 5T43 DBG4 FRK4 HM87/00 UDM2""",
    "Refused: a key in braces has its colon, on its own line.": """
        4MUZ/00 4MUZ/01 4MUZ/02 5MUD 8KB6 9BXH 9SA2 K3WX NJ66 UT92 VJP3/01""",
    "Refused: a text block that begins with a blank line of spaces is read in two ways.": """
        4QFQ DWX9 R4YG T26H""",
    "Refused: the end of a document that did not begin.": "HWV9 QT73",
    "Refused: a directive, of a version that there is not.": "BEC7",
    "Read: lines in brackets and quotes may be indented in any way.": "9C9N DK95/01 QB6E",
    "Read: a comment right behind a closing quote.": "SU5Z",
    "Read: a text block whose last line has no end gets none.": "L24T/01",
}
DEVIATIONS = {case: reason for reason, ids in _REASONS.items() for case in ids.split()}
"""Deviations: case id to the reason for its different result."""


@dataclass(frozen=True)
class Case:
    """One case: id, text, values (None if the suite has none), and whether it is invalid."""

    id: str
    raw: bytes
    values: list[Any] | None
    is_error: bool


def cases(folder: Path) -> Iterator[Case]:
    """Yield the cases under *folder*, by id; links (the cases by tag) are not followed."""
    for file in sorted(folder.glob("*/in.yaml")) + sorted(folder.glob("*/*/in.yaml")):
        place = file.parent
        if not place.is_symlink() and not place.parent.is_symlink():
            given = place / "in.json"
            yield Case(
                place.relative_to(folder).as_posix(),
                file.read_bytes(),
                list(values(given.read_text("utf-8"))) if given.exists() else None,
                (place / "error").exists(),
            )


def values(text: str) -> Iterator[Any]:
    """Yield the concatenated JSON values in *text*; decimals as strings, as written."""
    decoder, text = json.JSONDecoder(parse_float=str), text.strip()
    while text:
        value, end = decoder.raw_decode(text)
        yield value
        text = text[end:].lstrip()


def result_of(case: Case) -> tuple[str, str]:
    """Return the result of the case, and what is wrong with it (empty if nothing)."""
    try:
        (tree, findings), (again, others) = (
            read_tree(case.raw, case.id, pure=pure) for pure in (False, True)
        )
    except Exception as error:  # noqa: BLE001  # any exception is a result to report
        return "raised", f"raised {type(error).__name__}: {error}"
    codes = errors(findings)
    if (tree and tree.data, codes) != (again and again.data, errors(others)):
        return "differs", "the two parsers do not agree"
    if case.is_error:
        return ("refused", "") if codes else ("read", "it is no YAML, and was read")
    if codes:
        wrong = "it is YAML, and was called none" if "CC101" in codes else ""
        return "beyond the subset", wrong
    if tree is None or case.values is None or case.values == [tree.data]:
        return "read", ""
    return "read", f"read as {tree.data!r}, not as {case.values!r}"


def errors(findings: list[Finding]) -> list[str]:
    """Return the codes of the errors among *findings*."""
    return [finding.code for finding in findings if finding.severity is Severity.ERROR]


def run(folder: Path, deviations: Mapping[str, str] = DEVIATIONS) -> tuple[Counter[str], list[str]]:
    """Run every case under *folder*; return counts by result, and a line for each problem."""
    ends: Counter[str] = Counter()
    lines = []
    for case in cases(folder):
        end, wrong = result_of(case)
        ends["known deviation" if wrong and case.id in deviations else end] += 1
        if wrong and case.id not in deviations:
            lines.append(f"{case.id}: {wrong}")
        elif not wrong and case.id in deviations:
            lines.append(f"{case.id}: ends well; take it from the list")
    return ends, lines


def main() -> int:
    """Run the cases of the checkout that the environment variable names."""
    folder = Path(os.environ.get(VARIABLE, ""))
    ends, lines = run(folder) if VARIABLE in os.environ else (Counter(), [])
    if not ends:
        print(f"no case found: let {VARIABLE} name a data release of yaml/yaml-test-suite")
        return 2
    print(*lines, sep="\n", end="\n" if lines else "")
    print(", ".join(f"{end}: {count}" for end, count in sorted(ends.items())))
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
