"""Rules CC803 and CC804: unsafe paths and links of evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from cardctl.domain.card import Card
from cardctl.domain.meeting import Meeting
from cardctl.domain.text import MARKER
from cardctl.finding import Severity
from cardctl.i18n import Message, _
from cardctl.rules.results.evidence import evidence_items, is_inside
from cardctl.rules.rule import Context, Problem, SubjectKind, extends, problem, rule


def _escapes(record: Card | Meeting, context: Context) -> Iterator[Problem]:
    for place, paper in evidence_items(record, context):
        if paper.path and not is_inside(paper.path):
            yield problem(
                (*place, "path"),
                "'{path}' points outside the repository",
                path=paper.path,
                hint=_("add the file to the repository, and give its path from the root"),
            )


_EVIDENCE = (
    "results:\n  - {meeting: 2, date: 2022-08-16, by: parks, text: All is raised.,\n"
    "     evidence: [{kind: report, %s}]}\n"
)


@rule(
    "CC803",
    "path-escape",
    Severity.ERROR,
    why="A file on one computer is no evidence to anyone else, and may be confidential.",
    hint="Add the file to the repository and give its path from the root, without '..'.",
    bad=_EVIDENCE % 'path: "../survey.pdf"',
    good=_EVIDENCE % "path: evidence/dykes.pdf",
)
def path_escape(card: Card, context: Context) -> Iterator[Problem]:
    """An evidence path is absolute, or leaves the repository through '..'."""
    yield from _escapes(card, context)


@extends("CC803", SubjectKind.MEETING)
def path_escape_in_meeting(meeting: Meeting, context: Context) -> Iterator[Problem]:
    """The path of a meeting's source leads out of the repository."""
    yield from _escapes(meeting, context)


_WEB = ("http", "https")


_PLAIN = r"https?://[A-Za-z0-9.-]+(?:[/?#][A-Za-z0-9._~!$&'()*+,;=:@%/?#-]*)?"
"""Most addresses match this pattern, and need no further check."""


def _fault(url: str) -> tuple[Message, Message] | None:
    """Return what is wrong with an address, and the hint; None if it is valid."""
    full = _("write the full address: https://…")
    try:
        parts = urlsplit(url)
        user, host, _unused = parts.username, parts.hostname, parts.port
    except ValueError:
        return _("not a valid web address"), full
    scheme = parts.scheme.lower()
    if scheme and scheme not in _WEB and "." not in scheme:  # in 'a.kr:80' it is the host
        message = _("'{scheme}:' is not a web address", scheme=scheme)
        return message, _(
            "use an address that starts with https://, or a file in the repository: path"
        )
    if scheme not in _WEB:
        return _("the address does not start with https://"), full
    if user is not None:
        message = _("the address contains a user name or a password")
        return message, _("remove the part before the @, and change the password")
    if not host or any(char.isspace() or char in '<>"\\^`{|}' for char in url):
        return _("not a valid web address"), full
    return None


def _bad_links(record: Card | Meeting, context: Context) -> Iterator[Problem]:
    for place, paper in evidence_items(record, context):
        if paper.url in (None, MARKER) or re.fullmatch(_PLAIN, paper.url):
            continue
        fault = _fault(paper.url)
        if fault is not None:
            yield Problem((*place, "url"), *fault)


@rule(
    "CC804",
    "bad-link",
    Severity.ERROR,
    why="Readers trust the links in a report, so each must lead to a web page.",
    hint="Use an address starting with http:// or https://, without user name and password.",
    bad=_EVIDENCE % 'url: "javascript:alert(1)"',
    good=_EVIDENCE % 'url: "https://example.org/survey"',
)
def bad_link(card: Card, context: Context) -> Iterator[Problem]:
    """An evidence address contains a password, has no host, or is not a web address."""
    yield from _bad_links(card, context)


@extends("CC804", SubjectKind.MEETING)
def bad_link_in_meeting(meeting: Meeting, context: Context) -> Iterator[Problem]:
    """The address of a meeting's source is a bad one."""
    yield from _bad_links(meeting, context)
