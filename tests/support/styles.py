"""Cards as people write them: data, and one of many texts for it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from random import Random
from typing import Any

from hypothesis import strategies as st

WORDS = [
    *("fund", "지방소멸대응기금", "협약안: 3개 시·도", "it's", "no", "012", "12:30", "#1", "a, b"),
    *("2022-08-16", "- dash", "100 companies", "25.1", "끝.", "[x]", "=", "~", "null", "a\\b"),
    *('"quoted"', "https://example.org/a?b=c", "trailing:", "1e3", "  spaced  ", "é", ""),
]
PARAGRAPHS = [
    *("One line.\nAnd another one.", "첫 줄\n\n둘째 줄\n", "- a\n- b\n  c\n", "# no comment\nx"),
    *("a\n\n", "\na", "tab\there", "end \nof line"),
]

texts = st.sampled_from(WORDS) | st.lists(st.sampled_from(WORDS), min_size=2, max_size=4).map(
    " ".join
)
scalars = texts | st.sampled_from(PARAGRAPHS) | st.integers(-(10**9), 10**9) | st.booleans()
lines = texts | st.integers(0, 100) | st.booleans()

_records = st.dictionaries(st.sampled_from(["id", "title", "by", "note", "x-own"]), lines,
                           min_size=1)  # fmt: skip
_results = st.fixed_dictionaries(
    {"meeting": st.integers(1, 9)},
    optional={
        "text": scalars,
        "readings": st.dictionaries(st.sampled_from("abc"), st.integers(0, 999), max_size=2),
        "evidence": st.lists(_records, max_size=2),
        "next": texts,
    },
)
_languages = st.fixed_dictionaries({"en": texts, "ko": texts})

values = st.one_of(
    scalars,
    st.none(),
    st.lists(texts, max_size=3),
    _records,
    st.lists(_records | _results, max_size=3),
)
"""Values that a change may bring."""

_fields = {
    "id": st.just("M01-007"),
    "title": texts | _languages,
    "decision": scalars,
    "lead": st.none() | st.sampled_from(["mois", "busan"]),
    "partners": st.lists(st.sampled_from(["moef", "busan", "ulsan"]), max_size=3),
    "due": st.just("2022-12-31") | st.none(),
    "plan": st.fixed_dictionaries(
        {"submitted": st.just("2022-02-09")},
        optional={"summary": scalars, "steps": st.lists(_records, max_size=3)},
    ),
    "results": st.lists(_results, max_size=3),
    "history": st.lists(_records, min_size=1, max_size=3),
    "relations": st.dictionaries(
        st.sampled_from(["parent", "see_also"]), texts | st.lists(texts, max_size=2), max_size=2
    ),
    "x-memo": scalars,
    "x-열쇠": scalars,
}

KEYS = list(_fields)

cards = st.lists(st.sampled_from(KEYS), min_size=2, unique=True).flatmap(
    lambda keys: st.fixed_dictionaries({key: _fields[key] for key in keys})
)
"""Data of cards, keys in any order."""


@dataclass(frozen=True)
class RandomEditor:
    """The writing style of one person: indentation, and random choices for the rest."""

    step: int
    dash: int
    rng: Random

    def choose(self, *choices: Any) -> Any:
        return self.rng.choice(choices)


hands = st.builds(
    RandomEditor,
    st.sampled_from([2, 4]),
    st.sampled_from([0, 2]),
    st.integers(0, 2**32).map(Random),
)


@st.composite
def written_cards(draw: Any) -> tuple[dict[str, Any], str]:
    """The data of a card, and a text for it in a random style."""
    data, hand = draw(cards), draw(hands)
    before = hand.choose([], ["# yaml-language-server: $schema=x.json"], ["", "# 카드", ""])
    text = "\n".join([*before, *_block_map(hand, data, 0)])
    # Without a final newline, a block scalar at the end would lose its own.
    end = "\n" if re.search(r"[|>][-+]?( +#.*)?\n", text) else ""
    text += hand.choose("\n", "\n", end, "\n\n", "\n# the end\n")
    return data, text.replace("\n", hand.choose("\n", "\n", "\r\n"))


def _comment(hand: RandomEditor) -> str:
    return hand.choose("", "", "", " # 비고", "  # see - above: 'it'")


def _between(hand: RandomEditor, indent: int) -> list[str]:
    pad = " " * indent
    return hand.choose([], [], [], [""], [pad + "# between"], ["", pad + "# - id: a", ""])


def _block_map(hand: RandomEditor, data: dict[str, Any], indent: int) -> list[str]:
    found: list[str] = []
    for number, (key, value) in enumerate(data.items()):
        if number:
            found += _between(hand, indent)
        written = hand.choose(key, key, key, f'"{key}"')
        found += _under(hand, " " * indent + written + ":", value, indent)
    return found


def _under(hand: RandomEditor, start: str, value: Any, indent: int) -> list[str]:
    """Write a value after its key, on the same line or on lines of its own."""
    if isinstance(value, dict) and value and hand.choose(True, False):
        inner = indent + hand.step
        return [start + _comment(hand), *_inside(hand, inner), *_block_map(hand, value, inner)]
    if isinstance(value, list) and value and hand.choose(True, True, False):
        inner = indent + hand.dash
        return [start + _comment(hand), *_block_seq(hand, value, inner)]
    if isinstance(value, (dict, list)):
        return _flow_lines(hand, start + " ", value, indent + hand.step)
    return _scalar_lines(hand, start, value, indent + hand.step)


def _inside(hand: RandomEditor, indent: int) -> list[str]:
    return hand.choose([], [], [" " * indent + "# inside"])


def _block_seq(hand: RandomEditor, data: list[Any], indent: int) -> list[str]:
    found: list[str] = []
    spaced = hand.choose(False, False, True)
    for number, value in enumerate(data):
        if number:
            found += [""] if spaced else _between(hand, indent)
        found += _item(hand, value, indent)
    return found


def _item(hand: RandomEditor, value: Any, indent: int) -> list[str]:
    start = " " * indent + "-"
    if isinstance(value, dict) and value and hand.choose(True, False):
        gap = hand.choose(" ", " ", "   ")
        if hand.choose(False, False, False, True):
            return [start + _comment(hand), *_block_map(hand, value, indent + 2)]
        first, *rest = _block_map(hand, value, indent + 1 + len(gap))
        return [start + gap + first.lstrip(" "), *rest]
    if isinstance(value, (dict, list)):
        return _flow_lines(hand, start + " ", value, indent + 2)
    return _scalar_lines(hand, start, value, indent + 2)


def _flow_lines(hand: RandomEditor, start: str, value: Any, indent: int) -> list[str]:
    """Write a collection in flow style: on one line, or a member per line."""
    members = _flow_members(hand, value)
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    if not members or hand.choose(True, True, False):
        pad = hand.choose("", " ") if members else ""
        comma = hand.choose("", "", ",") if members else ""
        inside = ", ".join(members) + comma
        return [start + opening + pad + inside + pad + closing + _comment(hand)]
    found = [start + opening]
    for number, member in enumerate(members):
        comma = "," if number < len(members) - 1 else hand.choose("", ",")
        found.append(" " * indent + member + comma + _comment(hand))
    return [*found, " " * hand.choose(indent, indent - hand.step) + closing + _comment(hand)]


def _flow_members(hand: RandomEditor, value: Any) -> list[str]:
    if isinstance(value, dict):
        return [f"{key}: {_flow(hand, item)}" for key, item in value.items()]
    return [_flow(hand, item) for item in value]


def _flow(hand: RandomEditor, value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(_flow_members(hand, value)) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow_members(hand, value)) + "]"
    return _on_one_line(hand, value)


def _scalar_lines(hand: RandomEditor, start: str, value: Any, indent: int) -> list[str]:
    if (
        isinstance(value, str)
        and _can_be_block(value)
        and hand.choose(*["\n" in value] * 2, True, False)
    ):
        return _block_scalar(hand, start, value, indent)
    if value is None and hand.choose(True, False):
        return [start + _comment(hand)]
    gap = hand.choose(" ", " ", "   ")
    return [start + gap + _on_one_line(hand, value) + _comment(hand)]


def _can_be_block(text: str) -> bool:
    unseen = text.startswith((" ", "\n")) or text.endswith((" ", "\n\n")) or "\t" in text
    return bool(text) and not unseen and " \n" not in text


def _block_scalar(hand: RandomEditor, start: str, text: str, indent: int) -> list[str]:
    """Write a literal block scalar, or a folded one in which every line is a paragraph."""
    body, ends = text.removesuffix("\n"), text.endswith("\n")
    can_fold = not any(line.startswith(" ") for line in body.split("\n"))
    style = hand.choose("|", ">") if can_fold else "|"
    if style == ">":
        body = re.sub("\n+", lambda breaks: breaks[0] + "\n", body)
    lines = [" " * indent + line if line else "" for line in body.split("\n")]
    chomp = hand.choose("", "+") if ends else "-"
    return [f"{start} {style}{chomp}{_comment(hand)}", *lines]


def _on_one_line(hand: RandomEditor, value: Any) -> str:
    if not isinstance(value, str):
        return "null" if value is None else str(value).lower()
    if value.isalpha() and value not in ("no", "null") and hand.choose(True, False):
        return value
    if "\n" not in value and hand.choose(True, False):
        return "'" + value.replace("'", "''") + "'"
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    escaped = escaped.replace("\t", "\\t")
    return f'"{escaped}"'
