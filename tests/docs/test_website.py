"""The documentation as a site: `website/build.py`. Building it is a part of `.ci/check --lint`."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from docs.session import ROOT
from docs.website import website
from support import chromium, thorough

ONLY_LINKED = ("rules/", "decisions/", "city-council-minutes-3.md")
"""Pages that lists on other pages link to, and the navigation does not name."""


def named(items: list[Any]) -> Iterator[str]:
    """Yield the pages that a part of the navigation names."""
    for item in items:
        for value in item.values() if isinstance(item, dict) else (item,):
            yield from (value,) if isinstance(value, str) else named(value)


def navigation(lang: str) -> list[str]:
    return list(named(yaml.safe_load((ROOT / f"website/{lang}.yml").read_text("utf-8"))["nav"]))


def test_navigation_names_every_page_once() -> None:
    pages = set(website.english_pages().values())
    left = {page for page in pages if not page.startswith(ONLY_LINKED)}
    assert sorted(navigation("en")) == sorted({*left, "decisions/index.md"})


def test_site_has_every_page_at_the_top_of_the_repository() -> None:
    top = {path.name for path in ROOT.glob("*.md")} - {"README.ko.md"}
    assert top - website.OTHER_PAGES.keys() == set()


@pytest.mark.parametrize("readme", ["README.md", "README.ko.md"])
def test_readme_leads_to_every_guide_and_reference(readme: str) -> None:
    sections = yaml.safe_load((ROOT / "website/en.yml").read_text("utf-8"))["nav"]
    (pages,) = (list(named([each])) for each in sections if "Guides" in each)
    (more,) = (list(named([each])) for each in sections if "Reference" in each)
    text = (ROOT / readme).read_text(encoding="utf-8").replace(".ko.md", ".md")
    assert [page for page in (*pages, *more) if f"(docs/{page})" not in text] == []


def test_both_languages_have_the_same_navigation() -> None:
    assert navigation("ko") == navigation("en")


def in_tree(tmp_path: Path, lang: str, source: str) -> str:
    """Return a page as the tree of a language has it."""
    tree = website.Tree(lang, tmp_path / lang)
    tree.write()
    path = website.english_pages()[ROOT / source]
    return (tmp_path / lang / path).read_text(encoding="utf-8")


def test_links_are_those_of_the_site(tmp_path: Path) -> None:
    english = in_tree(tmp_path, "en", "docs/agency-officer.md")
    assert "[한국어](ko/agency-officer.html)" in english
    assert "[한국어]" not in (tmp_path / "en/start.md").read_text(encoding="utf-8")
    assert "(examples/economy.xlsx)" in english
    assert (tmp_path / "en/examples/economy.xlsx").is_file()
    korean = in_tree(tmp_path, "ko", "docs/agency-officer.md")
    assert "[English](../agency-officer.html)" in korean
    assert website.NOT_TRANSLATED not in korean
    assert website.NOT_TRANSLATED in (tmp_path / "ko/rules/CC101.md").read_text(encoding="utf-8")
    assert "(../rules.md)" in (tmp_path / "en/rules/CC101.md").read_text(encoding="utf-8")


def test_headings_have_the_anchors_of_github() -> None:
    page = "# A `b`: c\n\n```sh\n# no heading\n```\n\n## 1. 준비\n\n## 1. 준비\n"
    assert website.with_anchors(page) == (
        "# A `b`: c { #a-b-c }\n\n```sh\n# no heading\n```\n\n"
        "## 1. 준비 { #1-준비 }\n\n## 1. 준비 { #1-준비-1 }\n"
    )
    assert website.anchors(page) == {"a-b-c", "1-준비", "1-준비-1"}


def test_blocks_in_a_list_stay_in_it() -> None:
    code = "1. One:\n\n   ```toml\n   [a]\n\n   b = 1\n   ```\n\n2. Two\n"
    assert website.in_four_columns(code) == code.replace("\n   ", "\n    ")
    table = "- One:\n\n  | a | b |\n  |---|---|\n\n- Two\n  goes on\n"
    assert website.in_four_columns(table) == table.replace("\n  |", "\n    |")
    other = "```text\na\n\n  b\n```\n"
    assert website.in_four_columns(other) == other


def test_dead_links_and_foreign_hosts_are_found(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        '<h1 id="top">A</h1><a href="b.html#there">1</a><a href="#top">2</a><a href="c.html">3</a>'
        '<a href="b.html#gone">4</a><a href="https://example.org/">5</a>'
        '<script src="https://example.org/x.js"></script><img src="data:image/png;base64,AA">'
    )
    (tmp_path / "b.html").write_text('<h2 id="there">B</h2>')
    assert list(website.faults(tmp_path)) == [
        "a.html: no anchor b.html#gone",
        "a.html: no file c.html",
        "a.html: loads https://example.org/x.js",
    ]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole site."""
    if not thorough.enabled:
        pytest.skip("`.ci/check --lint` builds it, too")
    pytest.importorskip("zensical", reason="needs the extra docs")
    folder = tmp_path_factory.mktemp("website")
    website.build(folder / "site", folder / "work")
    return folder / "site"


def test_site_is_complete(site: Path) -> None:
    assert list(website.faults(site)) == []
    for page in ("index.html", "ko/index.html", "search.js", "ko/search.js", "rules/CC101.html"):
        assert (site / page).is_file()


RESULTS = """[...document.querySelectorAll("*")].filter(each => each.shadowRoot)
    .flatMap(each => [...each.shadowRoot.querySelectorAll("li")]).map(each => each.innerText)"""
"""What the search shows, in its own part of the document."""


@pytest.mark.skipif(chromium.PROGRAM is None, reason="needs Chromium")
def test_search_finds_words_of_both_languages_without_a_server(site: Path) -> None:
    """A Korean word is found with the particle that follows it, too."""
    cases = {
        "index.html": ("reminder", "remind"),
        "ko/index.html": ("회신", "회신을"),
        "ko/states.html": ("과제번호", "과제번호"),
    }
    with chromium.browser() as browser:
        for page, (word, expected) in cases.items():
            browser.open(site / page)
            browser.run("document.querySelector('.md-search__button').click()")
            browser.call("Input.insertText", text=word)
            found = until(lambda: browser.run(RESULTS))
            assert any(expected in each for each in found), (page, word, found)
            assert [url for url in browser.requests if not url.startswith(("file:", "data:"))] == []


def until(ask: Callable[[], list[str]]) -> list[str]:
    """Return the answer as soon as there is one, at most ten seconds later."""
    for _attempt in range(100):
        if answer := ask():
            return answer
        time.sleep(0.1)
    return []
