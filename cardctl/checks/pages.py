"""The page of a rule, and all pages in one, as Markdown, from the records."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping

from cardctl.checks.examples import CARD
from cardctl.checks.registry import RULES
from cardctl.checks.rule import Example, Input, Rule
from cardctl.locale import translate

TOPICS = {
    "1": "Reading",
    "2": "Schema",
    "3": "References",
    "4": "Dates",
    "5": "Workflow",
    "6": "Results and money",
}
"""What the hundreds of the codes stand for."""

_CONDITIONS = {
    Input.TODAY: "Runs only where the day is known: `--today DATE`.",
    Input.HEARING: "Runs only where a meeting is prepared: `--for-meeting N`.",
}


def page(rule: Rule, lang: str = "en", level: int = 1) -> str:
    """The page of one rule in *lang*, with its heading at *level*."""
    return "\n".join(_lines(rule, lang, "#" * level)) + "\n"


def _lines(rule: Rule, lang: str, heading: str) -> Iterator[str]:
    def put(words: str) -> str:
        return translate(words, lang)

    yield f"{heading} {rule.code} {rule.name}"
    yield ""
    since = put("since {version}").format(version=rule.since)
    yield f"{put('severity|' + rule.severity)}, {since}"
    yield ""
    yield put(rule.meaning)
    for source, condition in _CONDITIONS.items():
        if source in rule.reads:
            yield put(condition)
    yield ""
    yield f"**{put('Why')}**: {put(rule.why)}"
    yield ""
    yield f"**{put('Mend')}**: {put(rule.mend)}"
    for title, example in ((put("Not so"), rule.bad), (put("But so"), rule.good)):
        yield from _example(title, example)


def _example(title: str, example: Example) -> Iterator[str]:
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
    """The text with what nobody sees, and what is no text, written out."""
    if isinstance(text, bytes):
        return text.decode("utf-8", "backslashreplace")
    return "".join(f"<U+{ord(char):04X}>" if _is_unseen(char) else char for char in text)


def _is_unseen(char: str) -> bool:
    """Not printable, or a part of a letter: a combining mark, a conjoining Hangul jamo."""
    part = unicodedata.combining(char) or "\u1100" <= char <= "\u11ff"
    return char != "\n" and bool(part or not char.isprintable())


_INTRODUCTION = """\
# Rules

What `cardctl validate` checks. Each rule has a code, whose hundreds are its topic, and a name;
`cardctl rule CODE` prints its page. An error makes the command end with 1; a warning does so only
with `--strict`; a note never.

The examples show only the keys that matter, in a card that has all the others. This file is
written from the rules themselves.
"""


def catalogue(rules: Mapping[str, Rule] = RULES) -> str:
    """All rules in one document, for `docs/rules.md`: a table, and the pages by topic."""
    parts = [_INTRODUCTION, _table(rules)]
    topic = ""
    for rule in rules.values():
        if rule.code[2] != topic:
            topic = rule.code[2]
            parts.append(f"## {topic}xx {TOPICS[topic]}\n")
        parts.append(page(rule, level=3))
    return "\n".join(parts)


def _table(rules: Mapping[str, Rule]) -> str:
    rows = ["| code | name | | meaning |", "|---|---|---|---|"]
    for rule in rules.values():
        link = f"[{rule.code}](#{rule.code.lower()}-{rule.name})"
        rows.append(f"| {link} | {rule.name} | {rule.severity} | {rule.meaning} |")
    return "\n".join(rows) + "\n"
