"""Source frames: 80 columns, marks aligned below Hangul, no secrets shown."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from cardctl.cli.render.diagnostics import WIDTH, as_concise, as_data, as_text, shown_path
from cardctl.finding import Finding, Related, Span
from cardctl.i18n import _
from cardctl.printable import columns

KEY = "ghp_" + "abcdefghijklmnopqrstuvwxyz0123456789"


def finding(span: Span, **more: object) -> Finding:
    return Finding("a.yaml", ("note",), "CC999", "name", _("wrong"), span=span, **more)  # type: ignore[arg-type]


def framed(text: str, found: Finding, **more: object) -> list[str]:
    return as_text([found], {"a.yaml": text.encode()}, "en", **more).splitlines()[1:]  # type: ignore[arg-type]


def marked(source: str, mark: str, sign: str = "^") -> str:
    """The text above the mark."""
    first, count = mark.index(sign), mark.count(sign)
    shown, column = "", 0
    for char in source:
        if first <= column < first + count:
            shown += char
        column += columns(char)
    return shown


def test_long_line_of_hangul_is_cut_around_the_span() -> None:
    text = f"title: {'가나다라 ' * 20}여기{' 마바사아' * 20}\n"
    at = text.index("여기") + 1
    source, mark = framed(text, finding(Span(1, at, 1, at + 2)))
    assert marked(source, mark) == "여기"
    assert source.count("…") == 2
    assert max(columns(source), columns(mark)) <= WIDTH


words = st.text(st.sampled_from("ab 가나다\t\u200b제"), max_size=150)


@given(words, words, words)
def test_frame_fits_80_columns_and_the_mark_is_below_its_span(
    before: str, here: str, after: str
) -> None:
    span = Span(1, len(before) + 1, 1, len(before) + len(here) + 1)
    source, *marks = framed(f"{before}{here}{after}\n", finding(span))
    assert all(columns(line) <= WIDTH for line in (source, *marks))
    if here.strip():
        shown = marked(source, marks[0]).rstrip("…")
        plain = here.replace("\t", " ").replace("\u200b", "\ufffd")
        assert plain.startswith(shown.rstrip("\n"))


@given(words, words, st.text(st.sampled_from("ab 가"), max_size=60))
def test_labels_beside_a_mark_fit_80_columns(before: str, here: str, label: str) -> None:
    span = Span(1, len(before) + 1, 1, len(before) + len(here) + 1)
    related = (Related(_("{text}", text=label), span=span),)
    lines = framed(f"{before}{here}\nb: 1\n", finding(Span(2, 1, 2, 2), related=related))
    assert max(map(columns, lines)) <= WIDTH


def test_hint_is_beside_the_mark_if_there_is_a_note() -> None:
    found = finding(Span(1, 8, 1, 11), hint=_("did you mean 'b'?"), note=_("states: a, b"))
    assert framed("state: bbb\n", found) == [
        "  1 | state: bbb",
        "    |        ^^^ did you mean 'b'?",
        "    = states: a, b",
    ]


def test_line_with_two_spans_is_shown_once() -> None:
    related = (Related(_("first here"), span=Span(1, 2, 1, 3)),)
    lines = framed("[a, a]\n", finding(Span(1, 5, 1, 6), related=related))
    assert lines == ["  1 | [a, a]", "    |  - first here", "    |     ^"]


def test_hint_is_wrapped_only_if_a_width_is_given() -> None:
    found = finding(Span(1, 1, 1, 2), hint=_("write one of these words " * 5))
    (line,) = framed("a: 1\n", found)[2:]
    assert columns(line) > WIDTH
    broken = framed("a: 1\n", found, width=60)[2:]
    assert len(broken) > 1
    assert max(map(columns, broken)) <= 60
    assert " ".join(part.strip(" =") for part in broken) == line.strip(" =")


def test_secrets_and_personal_data_are_never_shown() -> None:
    text = f"note: Kim 010-1234-5678 {KEY}\n"
    found = finding(Span(1, 7, 1, 20), hint=_("not {text}", text=KEY))
    shown = as_text([found], {"a.yaml": text.encode()}, "en")
    shown += as_concise([found], "en", hints=True) + str(as_data([found], "en"))
    assert "note: Kim *************" in shown
    assert not re.search("1234|abcdef", shown)


def test_path_outside_the_register_is_relative_to_the_current_folder() -> None:
    assert shown_path("../.gitattributes", "cards") == ".gitattributes"
    assert shown_path("../.gitattributes", ".") == "../.gitattributes"
    assert shown_path("M01/M01-001.yaml", "cards") == "cards/M01/M01-001.yaml"


def test_unavailable_file_has_no_frame() -> None:
    found = Finding("b.yaml", (), "CC805", "name", _("wrong"), span=Span(3, 1, 3, 5))
    assert as_text([found], {}, "en") == "b.yaml:3:1: error CC805 name: wrong\n"
