"""Generate the rules' documentation from their records, as Markdown: pages, index, catalogue."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping

from cardctl.i18n import gettext
from cardctl.rules.examples import CARD
from cardctl.rules.registry import RULES
from cardctl.rules.retired import RETIRED
from cardctl.rules.rule import (
    ALLOWABLE_TOPICS,
    CHANGES,
    NEVER_ALLOWED,
    Change,
    Input,
    Rule,
    Standing,
)

TOPICS = {
    "1": "Reading",
    "2": "Schema",
    "3": "References",
    "4": "Dates",
    "5": "Workflow",
    "6": "Results and money",
    "7": "Texts",
    "8": "Safety",
    "9": "The tool",
}
"""Topic of each hundred of the codes."""

_CONDITIONS = {
    Input.TODAY: "Runs only if the date is known: `--today DATE`.",
    Input.HEARING: "Runs only when a meeting is prepared: `--for-meeting N`.",
}


_ALLOWED = "A comment on its line, or above it, may allow it: `# cardctl: allow {code} REASON`."


def page(rule: Rule, lang: str = "en", level: int = 1) -> str:
    """Return the page of one rule in *lang*, with its heading at *level*."""
    return "\n".join(_lines(rule, lang, "#" * level)) + "\n"


def _lines(rule: Rule, lang: str, heading: str) -> Iterator[str]:
    def put(words: str) -> str:
        return gettext(words, lang)

    yield f"{heading} {rule.code} {rule.name}"
    yield ""
    since = put("since {version}").format(version=rule.since)
    yield f"{put('severity|' + rule.severity)}, {since}"
    yield ""
    yield put(rule.meaning)
    yield from map(put, _conditions(rule))
    yield ""
    allowed = _ALLOWED if rule.can_be_allowed else "No comment can allow it."
    yield put(allowed).format(code=rule.code)
    yield ""
    yield f"**{put('Why')}**: {put(rule.why)}"
    yield ""
    yield f"**{put('Fix')}**: {put(rule.hint)}"
    for title, example in ((put("Bad"), rule.bad), (put("Good"), rule.good)):
        if isinstance(example, Change):
            yield from _change(title, example, put)
        else:
            yield from _example(title, example)


def _conditions(rule: Rule) -> Iterator[str]:
    """Yield when the rule runs, and when its severity is lower."""
    for source, condition in _CONDITIONS.items():
        if source in rule.reads:
            yield condition
    if rule.of in CHANGES:
        yield "Runs only when a change is checked: `--since REV` or `--staged`."
    if rule.code[2] == "7":
        yield "On closed cards the severity is note."


def _change(title: str, example: Change, put: Callable[[str], str]) -> Iterator[str]:
    """Yield the register before and after the change, and the version on the target branch."""
    sides = [
        ("before", example.before),
        ("after", example.after),
        ("on the target branch", example.changed_on_target),
    ]
    for name, side in sides:
        if side is not None:
            yield from _example(f"{title}, {put(name)}", side)
            if not side:
                yield from ("", f"{title}, {put(name)}: {put('no such card')}.")


def _example(title: str, example: Standing) -> Iterator[str]:
    files = {CARD: example} if isinstance(example, str) else example
    for path, text in files.items():
        where = "" if path == CARD else f" (`{path}`)"
        yield ""
        yield f"{title}{where}:"
        yield ""
        yield "```yaml"
        yield _visible(text).rstrip("\n")
        yield "```"


def _visible(text: str | bytes) -> str:
    """Return the text with invisible characters, and bytes that are not text, written out."""
    if isinstance(text, bytes):
        return text.decode("utf-8", "backslashreplace")
    return "".join(f"<U+{ord(char):04X}>" if _has_no_glyph(char) else char for char in text)


def _has_no_glyph(char: str) -> bool:
    """Whether *char* is not printable, or a part of a letter: a combining mark or Hangul jamo."""
    part = unicodedata.combining(char) or "\u1100" <= char <= "\u11ff"
    return char != "\n" and bool(part or not char.isprintable())


_INTRODUCTION = """\
# Rules

What `cardctl validate` checks. Each rule has a code, whose hundreds are its topic, and a name;
`cardctl rule CODE` prints its page. An error makes the command end with 1; a warning does so only
with `--strict`; a note never.

The examples show only the keys that matter, in a card that has all the others. This page and those
of the rules are written from the rules themselves.
"""

_ALLOWING = f"""\
## Allowing a finding

A comment allows what a rule finds on its line, or, where it has a line to itself, on the next one.
It names the rule by its code or its name, several with commas between them, and says why:

```yaml
# cardctl: allow CC703 the other bank of the same river
title: Raise the dykes of the river park
due: 2022-02-14  # cardctl: allow due-before-start the works began before the meeting
```

A comment can allow findings of {", ".join(f"{topic}xx" for topic in sorted(ALLOWABLE_TOPICS))},
except errors that leave a file unread, and except
{", ".join(sorted(NEVER_ALLOWED))}, which keep the order of what happened. Problems with the form
of a file, the workflow, results and safety must be fixed: no comment allows them. A comment that
allows nothing is reported itself (CC901, CC902).

A comment that a change adds cannot allow an error in that change: under `--since` and `--staged`,
it allows only warnings and notes. Otherwise a change could allow its own mistakes.
"""


def index(rules: Mapping[str, Rule] = RULES) -> str:
    """Return all rules in tables by topic, for `docs/rules.md`; each links to its page."""
    parts = [_INTRODUCTION, _ALLOWING]
    for topic, heading in TOPICS.items():
        rows = ["| code | name | | meaning |", "|---|---|---|---|"]
        for rule in rules.values():
            if rule.code[2] == topic:
                link = f"[{rule.code}](rules/{rule.code}.md)"
                rows.append(f"| {link} | {rule.name} | {rule.severity} | {rule.meaning} |")
        parts.append(f"## {topic}xx {heading}\n\n" + "\n".join(rows) + "\n")
    return "\n".join([*parts, _retired()])


def _retired() -> str:
    """Return the section on codes that are no longer used, each with what applies instead."""
    rows = [
        f"| {rule.code} | {rule.name} | {rule.version} | {rule.instead} |"
        for rule in RETIRED.values()
    ]
    head = ["| code | name | retired in | instead |", "|---|---|---|---|"]
    return "\n".join(["## Retired codes", "", "A code is never used again.", "", *head, *rows, ""])


def documents(rules: Mapping[str, Rule] = RULES) -> dict[str, str]:
    """Return the documentation of the rules: path in `docs/` to text."""
    back = "\n[All rules](../rules.md)\n"
    pages = {f"rules/{code}.md": page(rule) + back for code, rule in rules.items()}
    return {"rules.md": index(rules), **pages}


def catalogue(rules: Mapping[str, Rule] = RULES) -> str:
    """Return all rules in one document, by topic."""
    parts = [_INTRODUCTION, _ALLOWING]
    for topic, heading in TOPICS.items():
        parts.append(f"## {topic}xx {heading}\n")
        parts += [page(rule, level=3) for rule in rules.values() if rule.code[2] == topic]
    return "\n".join([*parts, _retired()])
