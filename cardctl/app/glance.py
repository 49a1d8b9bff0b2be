"""What shell completion shows of a register: read quickly, whatever is wrong with its files.

Titles come from the index where that knows the file as it is, otherwise from the file. Nothing is
checked, nothing is written, no index is created, and what cannot be read is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from cardctl.cache.facts import CachedFacts
from cardctl.domain.agency_codes import is_agency_code
from cardctl.domain.outline import AgencyNames
from cardctl.domain.workflow import Outcome, State
from cardctl.literals import iso_day
from cardctl.store.layout import AGENCIES, CARD_PATH, CONFIG, MEETING_PATH
from cardctl.store.scan import listing, stamp_at

if TYPE_CHECKING:
    from pathlib import Path

    from cardctl.cache.row import CacheRow
    from cardctl.cache.sqlite import Index
    from cardctl.domain.base import Json, Text
    from cardctl.domain.outline import Outline

MOST_FILES = 400
"""Files that are opened at most for titles that the index does not have."""

MOST_STAMPS = 2_000
"""Cards up to which titles are those of the files; in longer lists, those of the last command."""

_CODE = re.compile(r"(?m)^[ \t]*-[ \t]*\{?[ \t]*code:[ \t]*[\"']?([^\s\"',}#]+)")

_SHOWN = re.compile(rb"(?m)^(?:title|state|outcome|tags):.*(?:\n[ -].*)*")


class CardLine(Protocol):
    """A card in one line, as the index has it too (see `cache.facts.CachedFacts`)."""

    @property
    def title(self) -> Text | None:
        """Its title; None if it is not known."""

    @property
    def state(self) -> State | None:
        """Its state; None if it is not known."""

    @property
    def outcome(self) -> Outcome | None:
        """Its outcome, if any."""

    @property
    def tags(self) -> Sequence[str]:
        """Its tags."""


class ReadLine(NamedTuple):
    """A card in one line, as its file has it."""

    title: Text | None = None
    state: State | None = None
    outcome: Outcome | None = None
    tags: Sequence[str] = ()


class MeetingLine(NamedTuple):
    """A meeting in one line, with the titles of its agenda items by number."""

    number: int
    day: date | None = None
    status: str | None = None
    items: Mapping[int, Text] = {}


class Glance:
    """A look at the register at *root*. Never raises."""

    def __init__(self, root: Path) -> None:
        self.root = root

    # Cards --------------------------------------------------------------------------------------

    def cards(self, meeting: int | None = None) -> dict[str, CardLine]:
        """Return all cards by id, or those of one meeting, by meeting and serial."""
        folder = None if meeting is None else f"M{meeting:02d}"
        paths = {
            match[2]: path
            for path in self._paths
            if (match := CARD_PATH.fullmatch(path)) and folder in (None, path.partition("/")[0])
        }
        known = self._rows(folder)
        is_long = len(paths) > MOST_STAMPS
        found: dict[str, CardLine] = {}
        unopened = MOST_FILES
        for identifier in sorted(paths, key=_id_order):
            path = paths[identifier]
            row = known.get(path)
            if row is not None and row.facts and (is_long or self._is_unchanged(row)):
                found[identifier] = CachedFacts(row.facts)
            else:
                found[identifier] = self._line(path) if unopened > 0 else ReadLine()
                unopened -= 1
        return found

    def card(self, identifier: str) -> Json:
        """Return the data of the card with this full id; empty if it cannot be read."""
        from cardctl.domain.ids import card_path

        return self._data(card_path(identifier))

    def _line(self, path: str) -> ReadLine:
        """Read only what a line shows of a card, even if the rest of the file is wrong."""
        raw = b"\n".join(_SHOWN.findall(self._raw(path)))
        return _line_of(_read(raw + b"\n", path))

    # Shared files -------------------------------------------------------------------------------

    @cached_property
    def agencies(self) -> Sequence[AgencyNames]:
        """The agencies, in protocol order; only their codes if the file is not valid YAML."""
        if self._outline is not None and self._outline.agencies:
            return self._outline.agencies
        listed = self._data(AGENCIES).get("agencies")
        found = [_agency(each) for each in _mappings(listed)]
        codes = () if found else _CODE.findall(self._text(AGENCIES))
        found += [AgencyNames(code, "") for code in codes]
        return [each for each in found if is_agency_code(each.code)]

    @cached_property
    def meetings(self) -> Sequence[MeetingLine]:
        """The meetings, by number."""
        if self._outline is not None:
            return [
                MeetingLine(
                    each.number, each.date, each.status, {i.item: i.title for i in each.items}
                )
                for each in self._outline.calendar.meetings.values()
            ]
        paths = {int(m[1]): path for path in self._paths if (m := MEETING_PATH.fullmatch(path))}
        return [_meeting(number, self._data(path)) for number, path in sorted(paths.items())]

    @property
    def languages(self) -> Sequence[str]:
        """The languages of the register."""
        if self._outline is not None and self._outline.languages:
            return self._outline.languages
        return _texts(self._data(CONFIG).get("languages"))

    @property
    def tag_names(self) -> Mapping[str, Text]:
        """The names of tags that the settings give."""
        return {} if self._outline is None else self._outline.tag_names

    # Files and index ----------------------------------------------------------------------------

    @cached_property
    def _paths(self) -> list[str]:
        try:
            return [path for path in listing(self.root) if path.isprintable()]
        except OSError:
            return []

    @cached_property
    def _index(self) -> Index | None:
        """The index, for reading only; None if there is none that can be trusted."""
        from cardctl.store.layout import index_path

        if not index_path(self.root).exists():
            return None
        from cardctl.app.cache_trust import may_read
        from cardctl.cache.fingerprint import fingerprint
        from cardctl.cache.sqlite import Index

        index = Index(self.root, fingerprint(), is_read_only=True)
        return index if may_read(self.root, index) else None

    def _rows(self, folder: str | None) -> Mapping[str, CacheRow]:
        if self._index is None:
            return {}
        return self._index.files(only_facts=True) if folder is None else self._index.folder(folder)

    @cached_property
    def _outline(self) -> Outline | None:
        """What the index has of the shared files; None if one of them has changed since."""
        if self._index is None:
            return None
        from cardctl.cache.shared import known_outline

        shared = [path for path in self._paths if not CARD_PATH.fullmatch(path)]
        with suppress(ValueError, TypeError, KeyError):  # the index of another version
            return known_outline(self._index, [self._row(path) for path in shared])
        return None

    def _row(self, path: str) -> CacheRow | None:
        row = self._index.file(path) if self._index else None
        return row if row is not None and self._is_unchanged(row) else None

    def _is_unchanged(self, row: CacheRow) -> bool:
        """Whether the file of a row still has its stamp."""
        return row.stamp == stamp_at(f"{self.root}/{row.path}") != ""

    def _data(self, path: str) -> Json:
        """Return the data of a file; empty if it cannot be read."""
        return _read(self._raw(path), path)

    def _text(self, path: str) -> str:
        return self._raw(path).decode("utf-8", "replace")

    def _raw(self, path: str) -> bytes:
        from cardctl.store.files import read_file

        raw = read_file(self.root, path)
        return raw if isinstance(raw, bytes) else b""


def _read(raw: bytes, path: str) -> Json:
    from cardctl.yaml.reader import read_tree

    tree = read_tree(raw, path)[0] if raw else None
    return tree.data if tree is not None and isinstance(tree.data, dict) else {}


# Data of files, which may be anything -----------------------------------------------------------


def _id_order(identifier: str) -> tuple[int, int, str]:
    """Sort key by meeting and serial, for ids whose numbers are written with zeros."""
    return identifier.index("-"), len(identifier), identifier


def _line_of(data: Json) -> ReadLine:
    state, outcome = data.get("state"), data.get("outcome")
    return ReadLine(
        _text_of(data.get("title")),
        State(state) if state in set(State) else None,
        Outcome(outcome) if outcome in set(Outcome) else None,
        _texts(data.get("tags")),
    )


def _agency(data: Json) -> AgencyNames:
    aliases = tuple(_texts(data.get("aliases")))
    return AgencyNames(str(data.get("code", "")), _text_of(data.get("name")) or "", aliases)


def _meeting(number: int, data: Json) -> MeetingLine:
    items = {
        each["item"]: _text_of(each.get("title")) or ""
        for each in _mappings(data.get("items"))
        if isinstance(each.get("item"), int)
    }
    day, status = data.get("date"), data.get("status")
    return MeetingLine(
        number,
        iso_day(day) if isinstance(day, str) else None,
        status if isinstance(status, str) else None,
        items,
    )


def _text_of(value: Any) -> Text | None:
    """Return *value* if it is a text, plain or by language."""
    if isinstance(value, dict):
        return value if value and all(isinstance(each, str) for each in value.values()) else None
    return value if isinstance(value, str) else None


def _texts(listed: Any) -> Sequence[str]:
    return [each for each in listed if isinstance(each, str)] if isinstance(listed, list) else []


def _mappings(listed: Any) -> list[Json]:
    return [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []


def all_tags(cards: Iterable[CardLine]) -> list[str]:
    """Return all tags of *cards*, sorted."""
    return sorted(set(chain.from_iterable(card.tags for card in cards)))
