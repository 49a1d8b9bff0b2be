"""From parser events to nodes, with a stack of its own, refusing what cards do not need."""

from __future__ import annotations

import re
from typing import Any, Self
from unicodedata import normalize

from cardctl.finding import Field
from cardctl.store.scalars import (
    MAX_DIGITS,
    TYPED,
    WORDS,
    Scalar,
    is_ambiguous,
    is_too_long,
    judge,
    read_plain,
)
from cardctl.store.yamlevents import NextEvent
from cardctl.store.yamlnode import MapNode, Node, SeqNode
from cardctl.store.yamlrefusals import Refusals, Stop
from cardctl.store.yamltext import Problems, line_at

MAX_DEPTH = 8
MAX_EVENTS = 10_000

_COLON = re.compile(" *:")
_ODD_BLOCK = re.compile(r"[|>][-+0-9]*(?:#| *(?:#[^\n]*)?\r?\n(?:\r?\n)* +\r?\n)")
"""Block text whose comment has no space before it, or that begins with a blank line of spaces."""


class Walk(Refusals):
    """Builds the nodes of one file. The node being filled is `top`; those around it are stacked."""

    def __init__(self, text: str, problems: Problems) -> None:
        super().__init__(text + "\n", problems)
        self.top: Node | None = None
        self.key: Node | None = None
        """The key in `top` whose value is awaited."""
        self.stack: list[tuple[Any, ...]] = []
        """What `top`, `key` and the rest were around each collection that is open."""
        self.documents = 0
        self.odd_block = False

    def run(self, next_event: NextEvent) -> Node | None:  # noqa: C901, PLR0912, PLR0915  # hot loop
        """Give the root, or None. Raises Stop, and whatever the source of events raises.

        One long loop over local names: a card has some three hundred events, and what the reader
        adds to the time of the parser is spent here. All that is rare stands in methods.
        """
        from ruamel.yaml import events

        scalar, map_start, seq_start = (
            events.ScalarEvent, events.MappingStartEvent, events.SequenceStartEvent,
        )  # fmt: skip
        map_end, seq_end = events.MappingEndEvent, events.SequenceEndEvent
        text, stack = self.text, self.stack
        marked = "&" in text or "!" in text  # else there is no anchor and no tag
        root: Node | None = None
        top: Node | None = None
        key: Node | None = None
        entries: Any = None  # of the mapping that is being filled, else None
        items: Any = None  # of the sequence that is being filled, else None
        in_flow = False
        name: Any = None
        value: Any = None
        end = 0
        for _ in range(MAX_EVENTS + 1):
            event = next_event()
            kind = type(event)
            if kind is scalar:
                if marked and (event.ctag is not None or event.anchor is not None):
                    self._at(top, key)._feature(event)
                value, style = event.value, event.style
                start, end = event.start_mark.index, event.end_mark.index
                if not style:
                    style = "plain"
                    if in_flow and ":" in value:
                        self._at(top, key).refuse_colon(start, end)
                    # Nothing, signs, the point and digits sort before the colon.
                    if value < ":" or (len(value) < 6 and value in WORDS):
                        value = self._at(top, key)._plain(start, end, value)
                        if value is None and start == end:
                            start = end = self._place_of_nothing(start)
                elif style == '"':
                    if "\\" in text[start:end]:
                        value = self._at(top, key).refuse_escapes(start, end, value)
                elif style != "'":
                    end = self._end_of_block(start, end)
                node = Node(start, end, style, value)
            elif kind is map_start or kind is seq_start:
                node = self._at(top, key)._opened(event, kind is map_start)
            elif kind is map_end or kind is seq_end:
                if in_flow:
                    end = event.end_mark.index
                top.end = end  # type: ignore[union-attr]
                top, key, entries, items, in_flow = stack.pop()
                key = None
                continue
            elif event is None:
                return root
            else:
                self._at(top, key)._rare(event)
                continue

            if key is not None:
                if name in entries:
                    self._at(top, key)._repeated(entries[name][0])
                else:
                    entries[name] = key, node
            elif entries is not None:
                key, name = node, value
                if text[end] != ":":
                    self._at(top, None)._check_colon(node)
                if not value.isascii():
                    key.value = name = normalize("NFC", value)
                continue
            elif items is not None:
                items.append(node)
            else:
                root = node
            if kind is not scalar:
                stack.append((top, key, entries, items, in_flow))
                top, in_flow = node, node.style == "flow"
                entries, items = (node.entries, None) if kind is map_start else (None, node.items)
            key = None
        self._at(top, key).refuse_too_many(end, MAX_EVENTS)
        raise Stop

    def _at(self, top: Node | None, key: Node | None) -> Self:
        """Say where the walk is, before anything is done that may ask."""
        self.top, self.key = top, key
        return self

    def field(self) -> Field:
        """Say where the next node goes; where a key is waited for, the field of its mapping."""
        around = [*((node, key) for node, key, *_ in self.stack), (self.top, self.key)]
        field: list[str | int] = []
        for node, key in around:
            if key is not None:
                field.append(str(key.value))
            elif node is not None and node.kind == "seq":
                field.append(len(node.items) - (node is not self.top))
        return tuple(field)

    # collections

    def _opened(self, event: Any, is_map: bool) -> Node:
        """Give the node of a collection that begins."""
        start = event.start_mark.index
        if event.ctag is not None or event.anchor is not None:
            self._feature(event)
        if len(self.stack) == MAX_DEPTH:
            self.refuse_too_deep(start, MAX_DEPTH)
            raise Stop
        if self.key is None and type(self.top) is MapNode:
            self.refuse_complex_key(start)
            raise Stop
        style = "flow" if event.flow_style else "block"
        if not is_map:
            return SeqNode(start, start, style, None, [])
        if event.flow_style and self.text[start] != "{":
            self.refuse_bare_pair(start, event.end_mark.index)
        return MapNode(start, start, style, None, {})

    def _repeated(self, first: Node) -> None:
        """Refuse a key that is there already; the first one stays."""
        assert self.key is not None
        self.refuse_repeated(self.field(), first, self.key)

    def _rare(self, event: Any) -> None:
        """Refuse aliases, directives, and documents after the first; let the rest pass."""
        from ruamel.yaml.events import AliasEvent, DocumentStartEvent

        if isinstance(event, AliasEvent):
            self._feature(event)
            raise Stop
        if isinstance(event, DocumentStartEvent):
            self.documents += 1
            if event.version is not None or event.tags:
                self.refuse_directive()
            if self.documents > 1:
                self.refuse_second_document(event.start_mark.index)
                raise Stop

    def _feature(self, event: Any) -> None:
        """Refuse an anchor, an alias or a tag."""
        self.refuse_feature(event.start_mark.index, event.end_mark.index)

    # scalars

    def _plain(self, start: int, end: int, text: str) -> Scalar:
        """Give the value of a plain scalar that may be more than text; a key stays text."""
        if self.key is None and type(self.top) is MapNode:
            self._check_key(start, end, text)
            return text
        value, fine = read_plain(text) if len(text) <= MAX_DIGITS else judge(text)
        if not fine:
            self._doubtful(start, end, text)
        return value

    def _place_of_nothing(self, start: int) -> int:
        """Give the place of a value that is not written: the two sources differ about it."""
        if self.key is None:
            return start
        colon = _COLON.match(self.text, self.key.end)
        return colon.end() if colon else self.key.end

    def _doubtful(self, start: int, end: int, text: str) -> None:
        """Refuse a plain value that is too long, or that others may read differently."""
        if is_too_long(text):
            self.refuse_too_long(start, end)
        else:
            self.refuse_ambiguous(start, end, text)

    def _check_key(self, start: int, end: int, text: str) -> None:
        """Refuse keys that others may read as something else than text."""
        if text == "<<":
            self.refuse_merge_key(start, end)
        elif not text:
            self.refuse_empty_key(start)
        elif text in TYPED or is_ambiguous(text):
            self.refuse_ambiguous(start, end, text, is_key=True)

    def _check_colon(self, key: Node) -> None:
        """Refuse a key that no colon follows on its line."""
        if not _COLON.match(self.text, key.end):
            self.refuse_no_colon(key.start, key.end)

    def _end_of_block(self, start: int, end: int) -> int:
        """Give the end of the last line of a block scalar that is not blank."""
        self.odd_block = self.odd_block or _ODD_BLOCK.match(self.text, start) is not None
        last = start + len(self.text[start:end].rstrip(" \t\r\n"))
        return last + len(line_at(self.text, last))
