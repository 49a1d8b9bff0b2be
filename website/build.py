"""Build the documentation as a site, in English and Korean: `python website/build.py [DIR]`.

The pages are the Markdown files of the repository, which have to read well there, too. This script
copies them into one tree for each language, converts their links, and calls Zensical. Both trees
have the same pages: what is not translated is in English in both, and says so. Then it follows each
link of the site. The site needs no server, and loads nothing from other hosts.
"""

from __future__ import annotations

import html
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).resolve().parents[1]
SETTINGS = ROOT / "website"
BUILD = ROOT / "build" / "website"

ENGLISH, KOREAN = LANGUAGES = ("en", "ko")
"""English has the top of the site, Korean the folder `ko`."""

OTHER_PAGES = {
    "README.md": "index.md",
    "CHANGELOG.md": "changelog.md",
    "CODE_OF_CONDUCT.md": "code-of-conduct.md",
    "CONTRIBUTING.md": "contributing.md",
    "RELEASING.md": "releasing.md",
    "SECURITY.md": "security.md",
    "examples/city-council/README.md": "city-council.md",
    "examples/city-council/evidence/minutes-3.md": "city-council-minutes-3.md",
}
"""The pages outside `docs/`, and their names on the site."""

NOT_TRANSLATED = "이 문서는 영어로만 제공합니다."

UNUSED = ("404.html", "sitemap.xml")
"""What Zensical writes in addition: it would need to know the address of the site."""

FENCED = re.compile(r"(^```.*?^```$)", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^(#{1,6}) (.+)$", re.MULTILINE)
CODE_IN_LIST = re.compile(r"^(?P<indent> {2,3})```.*?^(?P=indent)```$", re.MULTILINE | re.DOTALL)
BLOCK_IN_LIST = re.compile(r"(?<=\n\n)(?P<indent> {2,3})\S.*(?:\n(?P=indent).*)*")
LANGUAGE_LINE = re.compile(
    r"^(?:English · )?\[(?:English|한국어)\]\([^()]+\)(?: · 한국어)?\n\n?", re.MULTILINE
)
"""The link to the page in the other language: on the site, it is in the head of each page."""
CODE_IN_ROW = re.compile(r"(?<!`)`[^`\n]+`")
LINK = re.compile(r"\[([^\[\]]*)\]\(([^)\s]+)\)|\]\(([^)\s]+)\)")
"""A link with its text; or the end of one whose text contains an image."""


REFERRING = re.compile(r"<(a|img|link|script)\s([^>]*)>")
ADDRESS = re.compile(r'\b(?:href|src)="([^"]*)"')
ANCHOR = re.compile(r'\sid="([^"]*)"')


def english_pages() -> dict[Path, str]:
    """Return the English pages: the path on the site of each source."""
    found = {ROOT / source: path for source, path in OTHER_PAGES.items()}
    for source in sorted((ROOT / "docs").rglob("*.md")):
        if not source.name.endswith(f".{KOREAN}.md"):
            name = "index.md" if source.name == "README.md" else source.name
            found[source] = source.with_name(name).relative_to(ROOT / "docs").as_posix()
    return found


def translated(source: Path, lang: str) -> Path:
    """Return the page in *lang*, or the English one if there is none."""
    own = source.with_suffix(f".{lang}.md")
    return own if own.exists() else source


class Tree:
    """The pages of one language, with the files that they show or offer."""

    def __init__(self, lang: str, folder: Path) -> None:
        self.lang, self.folder = lang, folder
        self._english = english_pages()
        self._pages = {translated(each, lang): path for each, path in self._english.items()}
        self._files: dict[Path, str] = {}

    def write(self) -> None:
        """Write the pages, and the files that they link to."""
        for source, path in self._pages.items():
            target = self.folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(self._text(source, path), encoding="utf-8")
        self.copy_files(self.folder)

    def copy_files(self, folder: Path) -> None:
        """Copy the files that the pages link to."""
        for source, path in self._files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, folder / path)

    def _text(self, source: Path, path: str) -> str:
        text = in_four_columns(LANGUAGE_LINE.sub("", source.read_text(encoding="utf-8")))
        parts = FENCED.split(with_anchors(text))
        text = "".join(
            part if part.startswith("```") else self._with_links(plain_cells(part), source, path)
            for part in parts
        )
        if self.lang == ENGLISH or source.name.endswith(f".{self.lang}.md"):
            return text
        text = text.replace("\n", f"\n\n*{NOT_TRANSLATED}*\n{{ lang={self.lang} }}\n", 1)
        return f"---\nlang: {ENGLISH}\n---\n{text}"  # for theme/main.html

    def _with_links(self, text: str, source: Path, path: str) -> str:
        def converted(match: re.Match[str]) -> str:
            label, target, end = match.groups()
            link = self._link(target or end, source, path)
            if end:
                return f"]({link})" if link else "]()"
            return f"[{label}]({link})" if link else label

        return LINK.sub(converted, text)

    def _link(self, link: str, source: Path, path: str) -> str | None:
        """Return a link for the page at *path*; None for a folder, which the site does not show."""
        name, hash_sign, anchor = link.partition("#")
        if "://" in link or not name:
            return link
        target = (source.parent / name).resolve()
        if target.is_dir() and (target / "README.md").exists():
            target /= "README.md"
        where = self._where(target, source, anchor)
        return where and f"{os.path.relpath(where, Path(path).parent)}{hash_sign}{anchor}"

    def _where(self, target: Path, source: Path, anchor: str) -> str | None:
        """Return the path of a page or file, relative to the top of this language.

        An English page leads to its translation, unless the translation is the page itself or lacks
        the anchor.
        """
        if target in self._english:
            own = translated(target, self.lang)
            if own == target or (own != source and anchor in {"", *anchors_of(own)}):
                return self._pages[own]
            return f"../{Path(self._english[target]).with_suffix('.html')}"
        if self.lang == ENGLISH and target.name.endswith(f".{KOREAN}.md"):
            english = target.with_name(target.name.replace(f".{KOREAN}.md", ".md"))
            return f"{KOREAN}/{Path(self._english[english]).with_suffix('.html')}"
        if target in self._pages:
            return self._pages[target]
        return self._offered(target) if target.is_file() else None

    def _offered(self, file: Path) -> str:
        """Note a file that a page links to; return its path."""
        name = file.relative_to(ROOT).as_posix().removeprefix("docs/")
        return self._files.setdefault(file, name if file.suffix else f"{name}.txt")


def in_four_columns(text: str) -> str:
    """Return a text whose blocks in lists are indented by four columns.

    Python-Markdown needs it; on GitHub, two or three are enough.
    """

    def indented(match: re.Match[str]) -> str:
        lines = (line.removeprefix(match["indent"]) for line in match[0].split("\n"))
        return "\n".join(f"    {line}" if line else "" for line in lines)

    parts = FENCED.split(CODE_IN_LIST.sub(indented, text))
    return "".join(
        part if part.startswith("```") else BLOCK_IN_LIST.sub(indented, part) for part in parts
    )


def plain_cells(text: str) -> str:
    """Return a text without the backslash that GitHub needs before `|` in code in a table."""
    return CODE_IN_ROW.sub(lambda code: code[0].replace("\\|", "|"), text)


def with_anchors(text: str) -> str:
    """Return a page whose headings have the anchors that GitHub gives them."""
    seen: Counter[str] = Counter()

    def heading(match: re.Match[str]) -> str:
        return f"{match[0]} {{ #{anchor(match[2], seen)} }}"

    return "".join(
        part if part.startswith("```") else HEADING.sub(heading, part)
        for part in FENCED.split(text)
    )


@cache
def anchors_of(page: Path) -> set[str]:
    """Return the anchors of the headings of a file."""
    return anchors(page.read_text(encoding="utf-8"))


def anchors(text: str) -> set[str]:
    """Return the anchors of the headings of a page."""
    seen: Counter[str] = Counter()
    headings = HEADING.findall(FENCED.sub("", text))
    return {anchor(title, seen) for _level, title in headings}


def anchor(title: str, seen: Counter[str]) -> str:
    """Return the anchor that GitHub gives a heading; *seen* counts those before it."""
    name = re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
    seen[name] += 1
    return name if seen[name] == 1 else f"{name}-{seen[name] - 1}"


def build(site: Path, work: Path = BUILD) -> None:
    """Build the site in the folder *site*, which is replaced; *work* is for the copies."""
    shutil.rmtree(work, ignore_errors=True)
    shutil.rmtree(site, ignore_errors=True)
    shutil.copytree(SETTINGS, work, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    for lang in LANGUAGES:
        tree = Tree(lang, work / lang)
        tree.write()
        shutil.copytree(work / "assets", tree.folder / "assets")
        command = [sys.executable, "-m", "zensical", "build", "--strict", "-f", f"{lang}.yml"]
        subprocess.run(command, cwd=work, check=True)
        target = site if lang == ENGLISH else site / lang
        shutil.copytree(work / f"site-{lang}", target, ignore=shutil.ignore_patterns(*UNUSED))
        tree.copy_files(target)  # Zensical leaves some of them out


class References(NamedTuple):
    """What a page refers to, what it loads, and the anchors that it has."""

    links: set[str]
    loaded: set[str]
    anchors: set[str]


def references(page: Path) -> References:
    """Read the tags of a page that Zensical has written: text in it has no tags."""
    text = page.read_text(encoding="utf-8")
    links: set[str] = set()
    loaded: set[str] = set()
    for name, rest in REFERRING.findall(text):
        (links if name == "a" else loaded).update(map(html.unescape, ADDRESS.findall(rest)))
    return References(links, loaded, {"", *map(html.unescape, ANCHOR.findall(text))})


def faults(site: Path) -> Iterator[str]:
    """Yield what is wrong on a site: dead links and anchors, and what comes from other hosts."""
    pages = {page: references(page) for page in sorted(site.resolve().rglob("*.html"))}
    for page, found in pages.items():
        name = page.relative_to(site.resolve())
        for address in sorted(found.links | found.loaded):
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                if address in found.loaded and parts.scheme != "data":
                    yield f"{name}: loads {address}"
                continue
            target = Path(os.path.normpath(page.parent / unquote(parts.path)))
            target = target if parts.path else page
            if target in pages:
                if unquote(parts.fragment) not in pages[target].anchors:
                    yield f"{name}: no anchor {address}"
            elif not target.is_file():
                yield f"{name}: no file {address}"


def main(target: Path) -> None:
    """Build the site in the folder *target*; exit with a list of what is wrong."""
    build(target)
    if found := list(faults(target)):
        raise SystemExit("\n".join(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "site")
