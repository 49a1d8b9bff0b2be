"""Find the locations of all keys and values in a text that `line_reader` has read.

The data determine the order: after spaces, line ends, commas and comments, the next key, dash,
bracket or scalar always follows.
"""

from __future__ import annotations

import re
from typing import Any

from cardctl.yaml.line_reader import BLOCK, FLOW_PLAIN, PLAIN, QUOTED
from cardctl.yaml.nodes import Data, Step

_BETWEEN = re.compile(r"(?:[ \n,]+|#[^\n]*)*").match
_SPACES = re.compile(" *").match
_SCALAR = re.compile(rf"{QUOTED}|{BLOCK}|{PLAIN}").match
_FLOW_SCALAR = re.compile(rf"{QUOTED}|{FLOW_PLAIN}").match


def locations(text: str, data: Data) -> list[Step]:
    """Return the steps of *text*, which `read_quickly` has read as *data*."""
    steps: list[Step] = []
    _Finder(text, steps).collection(data, 0)
    return steps


class _Finder:
    """Scans a text; each method starts at an offset and returns the offset at which it ended."""

    def __init__(self, text: str, steps: list[Step]) -> None:
        self.text = text
        self.steps = steps

    def collection(self, value: Any, at: int) -> int:
        """Find a mapping or sequence, and its contents."""
        start = self.next(at)
        in_flow = self.text[start] in "{["
        self.steps.append((start, isinstance(value, dict), in_flow))
        at = start + in_flow
        if isinstance(value, dict):
            for key, inside in value.items():
                at = self.value(inside, self.key(key, at), in_flow=in_flow)
        else:
            for inside in value:
                # In brackets the value itself comes next, otherwise its dash.
                at = self.value(inside, self.next(at) + (not in_flow), in_flow=in_flow)
        if in_flow:
            at = self.next(at) + 1
        self.steps.append(at)
        return at

    def key(self, key: str, at: int) -> int:
        """Find a key; it ends after its colon."""
        start = self.next(at)
        style, end = "plain", start + len(key)
        if self.text[start] in "'\"":
            style, end = self.text[start], end + 2
        self.steps.append((start, end, style, key))
        return end + 1

    def value(self, value: Any, at: int, *, in_flow: bool) -> int:
        """Find the value after a colon or dash, or in brackets."""
        if isinstance(value, (dict, list)):
            return self.collection(value, at)
        if value is None:
            return self.nothing(at)
        start = self.next(at)
        match = (_FLOW_SCALAR if in_flow else _SCALAR)(self.text, start)
        assert match is not None
        end = start + len(match[0].rstrip("\n"))
        style = self.text[start] if self.text[start] in "'\"|>" else "plain"
        self.steps.append((start, end, style, value))
        return end

    def nothing(self, at: int) -> int:
        """Find a ``null``; an omitted one is located at *at*."""
        match = _SPACES(self.text, at)
        assert match is not None
        if self.text.startswith("null", match.end()):
            start, end = match.end(), match.end() + 4
        else:
            start = end = at
        self.steps.append((start, end, "plain", None))
        return end

    def next(self, at: int) -> int:
        """Return the offset of the next character that is not a space, comma or comment."""
        match = _BETWEEN(self.text, at)
        assert match is not None
        return match.end()
