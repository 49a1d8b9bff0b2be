"""User templates: the same facts, rendered in a sandbox."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from support.models import card, report, result

from cardctl.errors import MissingExtra, UsageError
from cardctl.report.facts import MeetingReport
from cardctl.report.template import render_template

DOCS = Path(__file__).parents[2] / "docs"
EXAMPLES = sorted((DOCS / "templates").iterdir())
HOSTILE = '<script>alert(1)</script> [x](javascript:alert(1)) *b* "q"'


def made(**keys: object) -> MeetingReport:
    evidence = [
        {"kind": "news", "url": "javascript:alert(1)"},
        {"kind": "report", "url": "https://example.org/1"},
    ]
    filed = result(2, "2024-06-20", text={"en": "Done.", "ko": "함."}, evidence=evidence)
    title = {"en": "Fund", "ko": "기금"}
    told = {"title": title, "budget": [{"planned": 25_100_000}], "results": [filed], **keys}
    return report(card("M01-001", **told))


def rendered(
    source: str, name: str = "a.md.j2", lang: str = "en", of: MeetingReport | None = None
) -> str:
    return render_template(of or made(), lang, source, name)


@pytest.mark.parametrize(("source", "en", "ko"), [
    ("{{ report.summary.open }} of {{ report.summary.cards }}", "1 of 1", "1 of 1"),
    ("{{ report.cards[0].title | text }}", "Fund", "기금"),
    ("{{ report.as_of | day }}", "2024-07-10", "2024. 7. 10."),
    ("{{ report.money.planned | amount }}", "KRW 25.1 trillion", "25조 1,000억원"),
    ("{{ report.summary.completion.rate | percent }}", "0.0%", "0.0%"),
    ("{{ card('1-1').lead | agency }}", "Busan", "부산광역시"),
    ("{{ report.cards[0].state | state }}", "registered", "등록"),
    ("{{ report.cards[0].signal | signal }}", "▸ green", "▸ 녹색"),
    ("{{ report.cards[0].outcome | outcome }}", "–", "–"),
    ("{{ report.cards[0].tags | length }}", "0", "0"),
    ("{{ report.cards[0].relations.parent }}", "–", "–"),
    ("{{ 'overdue' | reason }}", "overdue", "지연"),
    ("{{ report.revision }}", "–", "–"),
    ("{{ lang }}", "en", "ko"),
    ("{% for c in report.cards %}\n{{ c.id }}\n{% endfor %}\n", "M01-001", "M01-001"),
])  # fmt: skip
def test_filters_format_facts_like_the_report(source: str, en: str, ko: str) -> None:
    assert rendered(source) == f"{en}\n"
    assert rendered(source, lang="ko") == f"{ko}\n"


def test_card_text_is_escaped_in_markdown_and_html() -> None:
    hostile = made(title=HOSTILE)
    markdown = rendered("{{ report.cards[0].title | text }}", of=hostile)
    assert "<script>" not in markdown
    assert r"\[x\]" in markdown
    page = rendered('<p title="{{ report.cards[0].title | text }}">', "a.html.j2", of=hostile)
    assert page == (
        '<p title="&lt;script&gt;alert(1)&lt;/script&gt; [x](javascript:alert(1)) *b* '
        '&quot;q&quot;">\n'
    )


def test_output_of_macros_and_blocks_is_not_escaped_twice() -> None:
    source = "{% macro b(x) %}**{{ x }}**{% endmacro %}{% set y %}*{{ title | text }}*{% endset %}"
    source = "{% set title = report.cards[0].title %}" + source + "{{ b(title | text) }} {{ y }}"
    assert rendered(source, of=made(title="a_b")) == "**a\\_b** *a\\_b*\n"


def test_unsafe_urls_are_removed() -> None:
    source = "{% for e in report.cards[0].results[0].evidence %}{{ e.url }} {% endfor %}"
    assert rendered(source, "a.html.j2") == "– https://example.org/1 \n"


@pytest.mark.parametrize(("source", "line", "why"), [
    ("a\n{{ report.nothing }}", 2, "has no attribute 'nothing'"),
    ("a\n\n{% for x in %}", 3, "Expected an expression"),
    ("{{ x | nofilter }}", 1, "No filter named 'nofilter'"),
    ("\n{{ 1 / 0 }}", 2, "division by zero"),
    ("\n{{ card('M01-999') }}", 2, "no card 'M01-999'"),
    ("\n{% include '/etc/passwd' %}", 2, "no loader"),
    ("\n{% extends 'a' %}", 2, "no loader"),
    ("\n{{ report.__class__.__mro__ }}", 2, "unsafe"),
    ("\n{{ ''.__class__ }}", 2, "unsafe"),
    ("\n{{ report.cards.append(1) }}", 2, "unsafe"),
    ("\n{{ '{0.__class__}'.format(1) }}", 2, "unsafe"),
    ("\n{{ '2024' | day }}", 2, "Invalid isoformat"),
    ("\n{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", 2, "recursion"),
    ("\n{{ range(1000000000) }}", 2, "Range too big"),
])  # fmt: skip
def test_template_error_names_the_line(source: str, line: int, why: str) -> None:
    with pytest.raises(UsageError) as failure:
        rendered(source)
    assert str(failure.value).startswith(f"a.md.j2:{line}: ")
    assert why in str(failure.value)


@pytest.mark.parametrize("name", ["brief", "brief.j2", "brief.txt.j2", "brief.md.j2.bak"])
def test_the_template_name_must_give_the_format(name: str) -> None:
    with pytest.raises(
        UsageError, match="cannot determine the output format from the template's name"
    ):
        rendered("x", name)


@pytest.mark.parametrize("name", ["brief.md", "B.MARKDOWN.J2", "brief.html", "brief.htm.jinja"])
def test_template_names_that_give_the_format(name: str) -> None:
    assert rendered("x", name) == "x\n"


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_documented_examples_can_be_rendered(path: Path, lang: str) -> None:
    text = rendered(path.read_text(encoding="utf-8"), path.name, lang, made(results=[]))
    assert {"en": "Fund", "ko": "기금"}[lang] in text
    assert "M01-001" in text


def test_documentation_shows_the_current_example() -> None:
    page = (DOCS / "formats.md").read_text(encoding="utf-8")
    assert EXAMPLES
    for path in EXAMPLES:
        assert f"# file: {path.name}\n{path.read_text(encoding='utf-8')}```" in page


def test_missing_jinja_is_reported_with_the_install_command(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "jinja2", None)
    with pytest.raises(MissingExtra) as failure:
        rendered("x")
    assert failure.value.exit_code == 4
    assert "jinja2" in str(failure.value.hint)
