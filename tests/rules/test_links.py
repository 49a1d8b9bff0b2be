"""803, 804: unsafe paths and links of evidence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardctl.rules.examples import CARD, FILES
from cardctl.rules.safety.links import _PLAIN, _fault

SOURCE = "sources: [{kind: report, %s}]\n"


@pytest.mark.parametrize(
    "path",
    ["../secret.pdf", "evidence/../../x.pdf", "/etc/passwd", "C:/x.pdf", "C:\\x.pdf", "..\\x.pdf",
     "~/x.pdf", "\\\\server\\x.pdf", "file:///etc/passwd"],
)  # fmt: skip
def test_path_outside_the_repository_is_reported_once(find, path):
    (found,) = find(SOURCE % f"path: '{path}'")
    assert (found.code, found.field) == ("CC803", ("sources", 0, "path"))


@pytest.mark.parametrize("path", ["evidence/dykes.pdf", "evidence/..dykes.pdf", "a b/제방.pdf"])
def test_path_inside_the_repository_is_accepted(codes, path):
    assert codes(SOURCE % f"path: '{path}'", exists=lambda _: True) == []


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "ftp://example.org/x",
        "mailto:kim@example.org",
        "https://kim@example.org/",
        "https://kim:pw@example.org/",
        "https://",
        "https:///x",
        "http:example.org",
        "//example.org/x",
        "www.example.org",
        "example.org:8080/x",
        "https://example.org/a b",
        "https://[example.org/",
        "https://example.org:port/",
        "x",
    ],
)
def test_unsafe_link_is_reported_once(find, url):
    (found,) = find(SOURCE % f"url: '{url}'")
    assert (found.code, found.field) == ("CC804", ("sources", 0, "url"))


@pytest.mark.parametrize(
    "url",
    [
        "https://www.asiae.co.kr",
        "HTTP://example.org/?a=b&c=@d#e",
        "https://정부24.한국/고시/제1호",
        "https://example.org:8443/x",
        "https://[2001:db8::1]/x",
    ],
)
def test_safe_link_is_accepted(codes, url):
    assert codes(SOURCE % f"url: '{url}'") == []


def test_results_and_meetings_are_checked(find):
    paper = 'sources: [{kind: report, path: ../x, url: "data:x"}]\n'
    found = find(
        {
            "M01/meeting.yaml": FILES["M01/meeting.yaml"] + paper,
            CARD: FILES[CARD].replace("title: Report of the surveyor", 'url: "data:x"'),
        }
    )
    assert [(f.code, f.path) for f in found] == [
        ("CC803", "M01/meeting.yaml"),
        ("CC804", "M01/meeting.yaml"),
        ("CC804", CARD),
    ]


@given(st.from_regex(_PLAIN, fullmatch=True))
def test_ordinary_address_is_accepted(url):
    assert _fault(url) is None
