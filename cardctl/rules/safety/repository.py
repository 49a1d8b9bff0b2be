"""Rules CC805 and CC807: git must not merge cards blindly, nor bring a cache along."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from posixpath import dirname, join, relpath

from cardctl.domain.ids import meeting_path
from cardctl.domain.register import FactRegister
from cardctl.finding import Severity, Span
from cardctl.i18n import _
from cardctl.rules.rule import Context, Input, Problem, SubjectKind, rule

# Git attributes ---------------------------------------------------------------------------------

MOST_STARS = 6
"""Real patterns have fewer; others are matched by `fnmatchcase`, which never gets slow."""


def _applies(pattern: str, path: str) -> bool:
    """Whether a pattern of ``.gitattributes`` matches *path*, relative to its folder."""
    if "/" not in pattern.rstrip("/"):
        path = path.rpartition("/")[2]
    if pattern.count("*") > MOST_STARS:
        return fnmatchcase(path, pattern)
    parts = re.split(r"(\*\*/|/\*\*$|\*|\?|\[[^]]*\])", pattern.lstrip("/"))
    known = {"**/": "(?:.*/)?", "/**": "/.*", "*": "[^/]*", "?": "[^/]"}
    bracket = re.compile(r"\[[^]]*\]")
    source = "".join(
        known.get(part)
        or (part.replace("[!", "[^") if bracket.fullmatch(part) else re.escape(part))
        for part in parts
    )
    try:
        return re.fullmatch(source, path) is not None
    except re.error:
        return False


def _merges(text: str, macros: Mapping[str, str]) -> Iterator[tuple[int, str, str]]:
    """Yield the lines that set a merge driver: number, pattern, driver ("" for git's default).

    *macros* are attributes that stand for one.
    """
    for number, line in enumerate(text.splitlines(), 1):
        pattern, *attributes = line.split() or [""]
        for attribute in attributes if not pattern.startswith(("#", "[")) else ():
            name, _, value = attribute.partition("=")
            if name.lstrip("-!") in ("merge", "binary"):
                yield number, pattern.strip('"'), value if name == "merge" else ""
            elif attribute in macros:
                yield number, pattern.strip('"'), macros[attribute]


def _macros(text: str) -> dict[str, str]:
    """Return the macros that set a merge driver (``[attr]quiet merge=union``), by name.

    Git reads them in the file at the top of the repository.
    """
    found: dict[str, str] = {}
    for line in text.splitlines():
        first, *attributes = line.split() or [""]
        if first.startswith("[attr]"):
            drivers = [found.get(each) or each.partition("merge=")[2] for each in attributes]
            found[first.removeprefix("[attr]")] = next(filter(None, reversed(drivers)), "")
    return {name: driver for name, driver in found.items() if driver}


def _joined_in_silence(path: str, attributes: Iterable[tuple[str, str]]) -> tuple[str, int] | None:
    """Return the file and line that set union merge for *path*; the last matching line wins.

    All paths are relative to the top of the repository; *attributes* are sorted from there down.
    """
    found = None
    macros: dict[str, str] = {}
    for name, text in attributes:
        folder = dirname(name)
        macros |= {} if folder else _macros(text)
        if not folder or path.startswith(f"{folder}/"):
            for number, pattern, how in _merges(text, macros):
                if _applies(pattern, relpath(path, folder or ".")):
                    found = (name, number) if how == "union" else None
    return found


@rule(
    "CC805",
    "union-merge",
    Severity.ERROR,
    of=SubjectKind.REGISTER,
    reads=[Input.AROUND],
    why="Git then silently combines two histories line by line into one that never happened.",
    hint="Remove merge=union for the cards from .gitattributes.",
    bad={".gitattributes": "*.yaml text merge=union\n"},
    good={".gitattributes": "*.md merge=union\n"},
)
def union_merge(register: FactRegister, context: Context) -> Iterator[Problem]:
    """A `.gitattributes` file sets `merge=union` for files of the register."""
    around = context.around
    if not any("union" in text for text in around.attributes.values()):
        return
    attributes = sorted(around.attributes.items(), key=lambda pair: pair[0].count("/"))
    paths = [*map(register.path_of, register.cards), *map(meeting_path, register.meetings)]
    paths += register.unreadable
    lines = {_joined_in_silence(join(around.home, path), attributes): path for path in paths}
    lines.pop(None, None)
    for name, number in sorted(place for place in lines if place):
        line = around.attributes[name].splitlines()[number - 1]
        yield Problem(
            (),
            _("merge=union silently combines the histories of cards"),
            _("remove merge=union from this line, or add a line for the cards with merge=text"),
            path=relpath(name, around.home or "."),
            span=Span(number, 1, number, len(line) + 1),
        )


# The program's own folder -----------------------------------------------------------------------


@rule(
    "CC807",
    "tracked-cache",
    Severity.ERROR,
    of=SubjectKind.REGISTER,
    reads=[Input.AROUND],
    why="A cache in a pull request could show false findings to everyone who checks it out.",
    hint="Remove the cache from git: git rm -r -f --cached cards/.cardctl.",
    bad={".cardctl/index.sqlite": "what was found in the cards of somebody else\n"},
    good={},
)
def tracked_cache(_unused: FactRegister, context: Context) -> Iterator[Problem]:
    """Git tracks files in `.cardctl`, the folder for cardctl's cache and lock.

    A tracked cache is deleted unread. The folder is ignored by git, but `git add -f` adds it.
    """
    for path in context.around.tracked[:1]:
        yield Problem(
            (),
            _("git tracks files in cardctl's own folder"),
            _(
                "run in the repository root: git rm -r -f --cached {folder}",
                folder=join(context.around.home, path.partition("/")[0]),
            ),
            path=path,
            span=Span(1, 1, 1, 1),
        )


# Schemas ----------------------------------------------------------------------------------------
