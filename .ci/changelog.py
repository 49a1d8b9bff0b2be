"""Check CHANGELOG.md, and print the notes of a release.

    python .ci/changelog.py             the form, https://keepachangelog.com/en/1.1.0/
    python .ci/changelog.py v0.1.0      ... and that this version can be released; prints its notes

Exits with status 1 and one line for each problem. Needs only the standard library.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

KINDS = ("Added", "Changed", "Deprecated", "Removed", "Fixed", "Security")
UNRELEASED = "Unreleased"

_HEAD = re.compile(r"^## (.*)$", re.MULTILINE)
_KIND = re.compile(r"^### (.*)$", re.MULTILINE)
_VERSION = re.compile(r"(\d+\.\d+\.\d+) - (\d{4}-\d\d-\d\d)")


class Section(NamedTuple):
    """The text below one heading, and the *version* and *day* that the heading names."""

    heading: str
    version: str
    day: str
    text: str


def sections(text: str) -> list[Section]:
    """Return the sections of a changelog, the newest first; without a version if malformed."""
    _before, *parts = _HEAD.split(text)
    found = []
    for heading, body in zip(parts[::2], parts[1::2], strict=True):
        match = _VERSION.fullmatch(heading.strip())
        version, day = match.groups() if match else ("", "")
        found.append(Section(heading.strip(), version, day, body.strip()))
    return found


def form_problems(text: str) -> Iterator[str]:
    """Yield what is not as Keep a Changelog has it."""
    if not text.startswith("# Changelog\n"):
        yield "the first line is not '# Changelog'"
    found = sections(text)
    for place, section in enumerate(found):
        if not section.version and (section.heading != UNRELEASED or place > 0):
            forms = f"'## X.Y.Z - YYYY-MM-DD', or '## {UNRELEASED}' first"
            yield f"'## {section.heading}': expected {forms}"
        yield from _section_problems(section)
    versions = [tuple(map(int, one.version.split("."))) for one in found if one.version]
    if versions != sorted(set(versions), reverse=True):
        yield "the versions are not in order, the newest first"


def _section_problems(section: Section) -> Iterator[str]:
    kinds = _KIND.findall(section.text)
    for kind in kinds:
        if kind not in KINDS:
            yield f"'## {section.heading}': '### {kind}' is none of {', '.join(KINDS)}"
    if len(kinds) != len(set(kinds)):
        yield f"'## {section.heading}': a kind of change appears twice"
    _before, *bodies = re.split(r"^### .*$", section.text, flags=re.MULTILINE)
    if any(not re.search(r"^- ", body, re.MULTILINE) for body in bodies):
        yield f"'## {section.heading}': a kind of change lists nothing"
    try:
        date.fromisoformat(section.day or "2000-01-01")
    except ValueError:
        yield f"'## {section.heading}': no such day"


def release_problems(text: str, version: str) -> Iterator[str]:
    """Yield why *version* cannot be released with this changelog."""
    found = sections(text)
    newest = found[0] if found else None
    if newest and newest.heading == UNRELEASED:
        yield f"'## {UNRELEASED}' is still there: give it the version and the day"
    own = next((one for one in found if one.version == version), None)
    if own is None:
        yield f"there is no '## {version} - YYYY-MM-DD'"
    elif not _KIND.search(own.text):
        yield f"'## {own.heading}' names no change"
    elif newest and newest.version and newest != own:
        yield f"'## {newest.heading}' is newer than {version}"


def main(arguments: list[str]) -> int:
    """Check the file beside this folder; print the notes of a version, or the problems."""
    text = (Path(__file__).parents[1] / "CHANGELOG.md").read_text("utf-8")
    version = arguments[0].removeprefix("v") if arguments else ""
    problems = [*form_problems(text), *(release_problems(text, version) if version else ())]
    for problem in problems:
        print(f"CHANGELOG.md: {problem}", file=sys.stderr)
    if version and not problems:
        print(next(one.text for one in sections(text) if one.version == version))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
