"""Build data from parser events, with an explicit stack, refusing YAML that cards do not need."""

from __future__ import annotations

import re
from typing import Any, Self
from unicodedata import normalize

from cardctl.finding import Field
from cardctl.yaml.events import NextEvent
from cardctl.yaml.nodes import ScalarStep, Step
from cardctl.yaml.refusals import Abort, Refusals
from cardctl.yaml.scalars import (
    MAX_DIGITS,
    TYPED,
    WORDS,
    Scalar,
    classify,
    is_ambiguous,
    is_too_long,
    read_plain,
)
from cardctl.yaml.source import Problems, line_at

MAX_DEPTH = 8
MAX_EVENTS = 10_000

NOTHING = object()
_COLON = re.compile(" *:")
_COMMENT = re.compile(r"(?:^|[ \t])#")
_ODD_BLOCK = re.compile(r"[|>][-+0-9]*(?:#| *(?:#[^\n]*)?\r?\n(?:\r?\n)* +\r?\n)")
"""Text block whose comment has no space before it, or that starts with a line of spaces only."""


class EventReader(Refusals):
    """Reads the events of one file into `data`, and the locations of its values into `steps`."""

    def __init__(self, text: str, problems: Problems) -> None:
        super().__init__(text + "\n", problems)
        self.data: Any = NOTHING
        """Dicts, lists and scalars, or NOTHING as long as the file has no content."""
        self.steps: list[Step] = []
        self.stack: list[tuple[Any, ...]] = []
        """For each open collection, the state of the enclosing one."""
        self._at()
        self.documents = 0
        self.needs_pure_parser = False
        """Whether the text has a form that the C parser accepts and the pure parser may not."""

    def run(self, next_event: NextEvent) -> None:  # noqa: C901, PLR0912, PLR0915  # hot loop
        """Read all events. Raises Abort, and any exception from the source of events.

        One long loop with local variables, for speed: a card has about three hundred events, and
        this loop is the reader's main cost besides the parser. Rare cases are handled in methods.
        """
        from ruamel.yaml import events

        scalar, map_start, map_end = (
            events.ScalarEvent, events.MappingStartEvent, events.MappingEndEvent,
        )  # fmt: skip
        seq_start, seq_end = events.SequenceStartEvent, events.SequenceEndEvent
        text, stack, step = self.text, self.stack, self.steps.append
        marked = "&" in text or "!" in text  # otherwise there is no anchor and no tag
        asked = "?" in text  # otherwise there is no key after a question mark
        name: Any = None
        entries: Any = None
        items: Any = None
        keys: Any = None  # location of each key in the current mapping
        in_flow = flow = is_map = False
        event: Any = None
        value: Any
        for _ in range(MAX_EVENTS + 1):
            event = next_event()
            kind = type(event)
            if kind is scalar:
                if marked and (event.ctag is not None or event.anchor is not None):
                    self._at(name, items)._feature(event)
                value, style = event.value, event.style
                start, end = event.start_mark.index, event.end_mark.index
                if not style:
                    style = "plain"
                    if in_flow and ":" in value:
                        self._at(name, items).refuse_colon(start, end)
                    # Empty texts, signs, points and digits sort before the colon.
                    if value < ":" or (len(value) < 6 and value in WORDS):
                        at = self._at(name, items)
                        if name is None and entries is not None:
                            at._check_key(start, end, value)
                        else:
                            value = at._plain(start, end, value)
                        if value is None and start == end and name is not None:
                            start = end = self._after_colon(keys[name][1])
                elif style == '"':
                    if "\\" in text[start:end]:
                        value = self._at(name, items).refuse_escapes(start, end, value)
                elif style != "'":
                    end = self._end_of_block(start, end)
                if name is None and entries is not None:
                    if asked and in_flow:
                        self._at()._check_question(start)
                    name = value if value.isascii() else normalize("NFC", value)
                    place = (start, end, style, name)
                    step(place)
                    if text[end] != ":":
                        self._at()._check_colon(start, end)
                    if name not in keys:
                        keys[name] = place
                    else:
                        self._at(name)._repeated(keys[name], place)
                    continue
                step((start, end, style, value))
            elif kind is map_start or kind is seq_start:
                is_map = kind is map_start
                value = {} if is_map else []
                start, flow = event.start_mark.index, event.flow_style
                if (
                    marked
                    or len(stack) == MAX_DEPTH
                    or (name is None and entries is not None)
                    or (flow and text[start] not in "{[")
                ):
                    is_key = name is None and entries is not None
                    self._at(name, items)._check_start(event, start, is_key)
                step((start, is_map, flow))
            elif kind is map_end or kind is seq_end:
                step(event.end_mark.index if in_flow else None)
                name, entries, items, keys, in_flow = stack.pop()
                name = None
                continue
            elif event is None:
                return
            else:
                self._at(name, items)._rare(event)
                continue

            if name is not None:
                if name not in entries:  # of two equal keys, keep the first
                    entries[name] = value
            elif items is not None:
                items.append(value)
            else:
                self.data = value
            if kind is not scalar:
                stack.append((name, entries, items, keys, in_flow))
                in_flow = flow
                entries, items, keys = (value, None, {}) if is_map else (None, value, None)
            name = None
        self._at(name, items).refuse_too_many(event.start_mark.index, MAX_EVENTS)
        raise Abort

    def _at(self, name: str | None = None, items: list[Any] | None = None) -> Self:
        """Set the current position, which must precede any call that needs it; return self.

        *name* is the key whose value is expected, *items* the sequence being filled. If neither is
        given, a key is expected, or the file has not begun.
        """
        self.name, self.items = name, items
        return self

    def field(self) -> Field:
        """Return the field of the next value; if a key is expected, the field of its mapping."""
        field: list[str | int] = []
        for name, _, items, *_ in self.stack:
            if items is not None:
                field.append(len(items) - 1)
            elif name is not None:
                field.append(name)
        if self.items is not None:
            field.append(len(self.items))
        elif self.name is not None:
            field.append(self.name)
        return tuple(field)

    # collections and rare events

    def _check_start(self, event: Any, start: int, is_key: bool) -> None:
        """Refuse collections that are tagged, too deep, or not allowed at this position."""
        if event.ctag is not None or event.anchor is not None:
            self._feature(event)
        elif event.flow_style and self.text[start] not in "{[":
            self.refuse_bare_pair(start, event.end_mark.index)
        if len(self.stack) == MAX_DEPTH:
            self.refuse_too_deep(start, MAX_DEPTH)
            raise Abort
        if is_key:
            self.refuse_complex_key(start)
            raise Abort

    def _check_question(self, start: int) -> None:
        """Refuse ``{? key: value}``; the parsers drop the ``?`` even if it touches the key."""
        at = start - 1
        while self.text[at] in " \t\r\n":
            at -= 1
        if self.text[at] == "?" and not self._ends_comment(at, start):
            self.refuse_complex_key(start)
            raise Abort

    def _ends_comment(self, at: int, start: int) -> bool:
        """Return whether *at* is the end of a comment above *start*."""
        _, column = self.problems.lines.position(at)
        line = self.text[at - column + 1 : at]
        return "\n" in self.text[at:start] and _COMMENT.search(line) is not None

    def _repeated(self, first: ScalarStep, again: ScalarStep) -> None:
        """Refuse a duplicate key."""
        self.refuse_repeated(self.field(), first[:2], again[:2])

    def _rare(self, event: Any) -> None:
        """Refuse aliases, directives, and documents after the first; ignore other events."""
        from ruamel.yaml.events import AliasEvent, DocumentEndEvent, DocumentStartEvent

        if isinstance(event, AliasEvent):
            self._feature(event)
            raise Abort
        if isinstance(event, DocumentEndEvent) and event.explicit:
            self.needs_pure_parser = True  # a second ``...``
        if isinstance(event, DocumentStartEvent):
            self.documents += 1
            if event.version is not None or event.tags:
                self.refuse_directive()
            if self.documents > 1:
                self.refuse_second_document(event.start_mark.index)
                raise Abort

    def _feature(self, event: Any) -> None:
        """Refuse an anchor, an alias or a tag."""
        self.refuse_feature(event.start_mark.index, event.end_mark.index)

    # scalars

    def _plain(self, start: int, end: int, text: str) -> Scalar:
        """Return the value of a plain scalar that may be more than text."""
        value, fine = read_plain(text) if len(text) <= MAX_DIGITS else classify(text)
        if not fine:
            self._doubtful(start, end, text)
        return value

    def _after_colon(self, end_of_key: int) -> int:
        """Return the position of an empty value, about which the two parsers differ."""
        colon = _COLON.match(self.text, end_of_key)
        return colon.end() if colon else end_of_key

    def _doubtful(self, start: int, end: int, text: str) -> None:
        """Refuse a plain value that is too long, or that other parsers may read differently."""
        if is_too_long(text):
            self.refuse_too_long(start, end)
        else:
            self.refuse_ambiguous(start, end, text)

    def _check_key(self, start: int, end: int, text: str) -> None:
        """Refuse keys that other parsers may not read as text (here they remain text)."""
        if text == "<<":
            self.refuse_merge_key(start, end)
        elif not text:
            self.refuse_empty_key(start)
        elif text in TYPED or is_ambiguous(text):
            self.refuse_ambiguous(start, end, text, is_key=True)

    def _check_colon(self, start: int, end: int) -> None:
        """Refuse a key without a colon after it on its line."""
        if not _COLON.match(self.text, end):
            self.refuse_no_colon(start, end)

    def _end_of_block(self, start: int, end: int) -> int:
        """Return the end of the last line of a block scalar that is not blank."""
        self.needs_pure_parser = (
            self.needs_pure_parser or _ODD_BLOCK.match(self.text, start) is not None
        )
        last = start + len(self.text[start:end].rstrip(" \t\r\n"))
        return last + len(line_at(self.text, last))
