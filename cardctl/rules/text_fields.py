"""The text in a record: which of its fields contain text, and at which places.

Most records have no problems in their text. So rules first scan everything that is `written` in a
record, all at once and without places, and search for places (`texts`, `words`, `strings`) only if
needed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import cache, partial
from typing import Any, NamedTuple

from cardctl.domain.base import Model, Text, model_at
from cardctl.domain.text import LABELS, LINKS, OLD_VALUES, WORDS, folded
from cardctl.finding import Field

STRINGS = WORDS | LABELS | LINKS


def texts(record: Any, place: Field = ()) -> Iterator[tuple[Field, Text]]:
    """Yield every text for people in a record (a model or a list of them), with its place."""
    for at, value in _walk(record, place, WORDS):
        if isinstance(value, (str, dict)):  # the unit of money is a number
            yield at, value


def words(record: Any, place: Field = ()) -> Iterator[tuple[Field, str]]:
    """Yield every text for people with its place, each language separately."""
    return _each(_walk(record, place, WORDS))


def strings(record: Any, place: Field = ()) -> Iterator[tuple[Field, str]]:
    """Yield every string of free text with its place, including addresses, paths and old values."""
    yield from _each(_walk(record, place, STRINGS))
    for at, old in _walk(record, place, OLD_VALUES):
        yield from _strings_in(old, at)


def by_language(text: Text | None) -> Iterator[tuple[Field, str]]:
    """Yield each language of one text, with its place inside it."""
    if isinstance(text, dict):
        for lang, inner in text.items():
            yield (lang,), inner
    elif text is not None:
        yield (), text


def in_all_languages(text: Text | None) -> Collection[str]:
    """Return one text in each of its languages."""
    if isinstance(text, dict):
        return text.values()
    return () if text is None else (text,)


def letters(text: str) -> str:
    """Return only the letters and digits of a text, folded."""
    return only_letters(folded(text))


only_letters = partial(re.compile(r"[\W_]+").sub, "")
"""Keeps only the letters and digits of a text that is already folded."""


def _walk(record: Any, place: Field, names: frozenset[str]) -> Iterator[tuple[Field, Any]]:
    if isinstance(record, tuple):
        for index, item in enumerate(record):
            yield from _walk(item, (*place, index), names)
    elif isinstance(record, dict):
        for key, item in record.items():
            yield from _walk(item, (*place, key), names)
    elif isinstance(record, Model):
        for name, value in record.__dict__.items():
            if name in names and not isinstance(value, Model):
                if value:
                    yield (*place, name), value
            elif isinstance(value, (tuple, dict, Model)):
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


def _strings_in(value: Any, place: Field) -> Iterator[tuple[Field, str]]:
    """Yield every string in plain data, with its place."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, (dict, list)):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for key, inner in items:
            yield from _strings_in(inner, (*place, key))


# Without places ---------------------------------------------------------------------------------


class RecordText(NamedTuple):
    """All text in a record.

    *words* are its texts, labels and old values, each language separately; *prose* is the same in
    UTF-8, one per line, because bytes are the fastest to search; *links* are its addresses and
    paths; *by_language* are the texts that are given by language.
    """

    words: list[str]
    prose: bytes
    links: list[str]
    by_language: list[dict[str, str]]


def written(record: Any, _: object = None) -> RecordText:
    """Return all text in a record (a model or a list of them), in no particular order."""
    words: list[str] = []
    links: list[str] = []
    by_language: list[dict[str, str]] = []
    _collect_text(record if isinstance(record, tuple) else (record,), words, links, by_language)
    prose = "\n".join(words).encode("utf-8", "surrogatepass")
    return RecordText(words, prose, links, by_language)


def _collect_text(
    records: Iterable[Model], words: list[str], links: list[str], by_language: list[dict[str, str]]
) -> None:
    for record in records:
        values = record.__dict__
        for name in _text_bearing_fields(type(record)):
            value = values.get(name)
            if not value:
                continue
            kind = type(value)
            if kind is str:
                (links if name in LINKS else words).append(value)
            elif kind is tuple and name in LABELS:
                words.extend(value)
            elif kind is dict and name in OLD_VALUES:
                words.extend(text for _place, text in _strings_in(value, ()))
            elif kind is dict and name in STRINGS:
                words.extend(value.values())
                by_language.append(value)
            elif isinstance(value, (tuple, dict, Model)):  # the unit of money is a number
                _collect_text(_records_in(value), words, links, by_language)


def _records_in(value: Any) -> Iterable[Model]:
    """Return the record that *value* is, or those in a list, or by name."""
    if isinstance(value, Model):
        return (value,)
    found: Iterable[Model] = value.values() if isinstance(value, dict) else value
    return found


@cache
def _text_bearing_fields(model: type[Model]) -> tuple[str, ...]:
    """Return the fields of a model that contain strings, or records with strings."""
    inner = {name: model_at(model, (name,)) for name in model.model_fields}
    return tuple(
        name
        for name, kind in inner.items()
        if name in STRINGS | OLD_VALUES or (kind and _text_bearing_fields(kind))
    )
