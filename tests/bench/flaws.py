"""Cards of generated registers with one real fault each, such as people make."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from random import Random

from bench.cardtext import card_text, title_of
from bench.outcomes import Layout


def _replace(pattern: str, value: str) -> Callable[[str], str]:
    """Return a function that replaces the first match of *pattern* in a text."""
    return lambda text: re.sub(pattern, value, text, count=1, flags=re.MULTILINE)


def _wrong_state(text: str) -> str:
    """Return the card in a state that its history does not have."""
    state = "planned" if "\nstate: on_hold" in text else "on_hold"
    return _replace(r"^state: .*$", f"state: {state}")(text)


def _dangling_link(text: str) -> str:
    kept = re.sub(r"^relations:.*\n(?:  .*\n)*", "", text, flags=re.MULTILINE)
    return kept + "relations: {see_also: [M98-001]}\n"


_DUPLICATE_TITLE = "duplicate title"

_EDITS: Mapping[str, Callable[[str], str]] = {
    "wrong state": _wrong_state,
    "unknown state": _replace(r"^state: .*$", "state: finished"),
    "dangling link": _dangling_link,
    "bad date": _replace(r"\bdate: (\d{4})-\d\d-\d\d", r"date: \1-02-30"),
    "unknown agency": _replace(r"\bby: \w+", "by: ministry"),
    "unknown key": _replace(r"^state: ", "status: open\nstate: "),
    "repeated key": _replace(r"^(meeting: .*)$", r"\1\n\1"),
    "unclosed quote": lambda text: text + 'x-remark: "seen by the office\n',
}

FLAWS = (*_EDITS, _DUPLICATE_TITLE)


def flawed(layout: Layout, index: int, flaw: str, rng: Random) -> str:
    """Return the card at this index with one of the `FLAWS`; card 0 has no title to repeat."""
    if flaw != _DUPLICATE_TITLE:
        return _EDITS[flaw](card_text(layout, index))
    return card_text(layout, index, title_of(layout, rng.randrange(index)) if index else None)
