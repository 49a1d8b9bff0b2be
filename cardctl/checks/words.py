"""The words in a record: which of its fields hold text, and where they stand.

Most records have nothing amiss in their words. So rules first ask what is `written` in one, all at
once and without places, and look for the place (`texts`, `words`, `strings`) only if need be.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from cardctl.finding import Field
from cardctl.model.base import Model, model_at
from cardctl.model.text import Text

WORDS = frozenset(
    {
        "title", "decision", "due_as_stated", "as_stated", "name", "unit", "summary", "no_steps",
        "note", "text", "blocker", "next", "substitute", "place", "body", "issuer",
        "visibility_ground",
    }
)  # fmt: skip
"""The fields that hold text for people, plain or by language."""

LABELS = frozenset({"tags", "number", "region", "aliases"})
"""Other fields in which anything can be written."""

LINKS = frozenset({"url", "path"})
"""The fields that lead somewhere."""

STRINGS = WORDS | LABELS | LINKS

SEPARATOR = "\n"


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


# Without places ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Written:
    """All that is written in a record: its words, its other strings, its texts by language."""

    words: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    by_language: list[dict[str, str]] = field(default_factory=list)

    @cached_property
    def prose(self) -> bytes:
        """Words and labels in UTF-8, one under the other: bytes are looked through fastest."""
        return _encoded([*self.words, *self.labels])

    @cached_property
    def addresses(self) -> bytes:
        """The links in UTF-8, one under the other."""
        return _encoded(self.links)


def _encoded(lines: Iterable[str]) -> bytes:
    return SEPARATOR.join(lines).encode("utf-8", "surrogatepass")


def written(record: Any, _: object = None) -> Written:
    """What is written in a record (a model or a list of them)."""
    found = Written()
    _gather(record if isinstance(record, tuple) else (record,), found)
    return found


def _gather(records: Iterable[Model], found: Written) -> None:
    for record in records:
        fields, inner = _shape(type(record))
        values = record.__dict__
        for name, keep in fields:
            value = values.get(name)
            if value is not None:
                keep(found, value)
        for name in inner:
            value = values.get(name)
            if value:
                _gather(value if isinstance(value, tuple) else (value,), found)


_Keep = Callable[[Written, Any], None]


def _keep_words(found: Written, value: Any) -> None:
    if isinstance(value, str):
        found.words.append(value)
    elif isinstance(value, dict):
        found.words.extend(value.values())
        found.by_language.append(value)


def _keep_labels(found: Written, value: Any) -> None:
    if isinstance(value, str):
        found.labels.append(value)
    elif isinstance(value, tuple):
        found.labels.extend(value)


def _keep_link(found: Written, value: Any) -> None:
    found.links.append(value)


@cache
def _shape(model: type[Model]) -> tuple[tuple[tuple[str, _Keep], ...], tuple[str, ...]]:
    """The fields of a kind of record that hold strings, and those that hold records with some."""
    kinds = ((WORDS, _keep_words), (LABELS, _keep_labels), (LINKS, _keep_link))
    fields = [(name, keep) for names, keep in kinds for name in model.model_fields if name in names]
    inner = {name: model_at(model, (name,)) for name in model.model_fields}
    return tuple(fields), tuple(name for name, kind in inner.items() if kind and any(_shape(kind)))
