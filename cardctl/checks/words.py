"""The words in a record: which of its fields hold text, and where they stand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

from cardctl.finding import Field
from cardctl.model.base import Model
from cardctl.model.text import Text

WORDS = frozenset(
    {
        "title", "decision", "due_as_stated", "as_stated", "name", "unit", "summary", "no_steps",
        "note", "text", "blocker", "next", "substitute", "place", "body", "issuer",
        "visibility_ground",
    }
)  # fmt: skip
"""The fields that hold text for people, plain or by language."""

STRINGS = WORDS | {"tags", "number", "url", "path", "region", "aliases"}
"""These, and the other fields in which anything can be written."""


def texts(record: Any, place: Field = ()) -> Iterator[tuple[Field, Text]]:
    """Every text for people in a record (a model or a list of them), with its place."""
    for at, value in _walk(record, place, WORDS):
        if isinstance(value, (str, dict)):  # the unit of money is a number
            yield at, value


def words(record: Any, place: Field = ()) -> Iterator[tuple[Field, str]]:
    """Every text for people, each language by itself."""
    return _each(_walk(record, place, WORDS))


def strings(record: Any, place: Field = ()) -> Iterator[tuple[Field, str]]:
    """Every string in which anything can be written, addresses and paths among them."""
    return _each(_walk(record, place, STRINGS))


def by_language(text: Text | None) -> Iterator[tuple[Field, str]]:
    """Each language of one text, with its place inside it."""
    return _each([((), text)])


def folded(text: str) -> str:
    """The text as it is compared: whatever its case, its spaces and its way of writing letters."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def letters(text: str) -> str:
    """Its letters and digits alone, folded."""
    return re.sub(r"[\W_]+", "", folded(text))


def _walk(record: Any, place: Field, names: frozenset[str]) -> Iterator[tuple[Field, Any]]:
    if isinstance(record, tuple):
        for index, item in enumerate(record):
            yield from _walk(item, (*place, index), names)
    elif isinstance(record, Model):
        for name, value in record.__dict__.items():
            if name in names and not isinstance(value, Model):
                if value:
                    yield (*place, name), value
            elif isinstance(value, (tuple, Model)):
                yield from _walk(value, (*place, name), names)


def _each(found: Iterable[tuple[Field, Any]]) -> Iterator[tuple[Field, str]]:
    for place, value in found:
        if isinstance(value, str):
            yield place, value
        elif isinstance(value, dict):
            for lang, inner in value.items():
                yield (*place, lang), inner
        elif isinstance(value, tuple):
            for index, inner in enumerate(value):
                yield (*place, index), inner
