"""The words in a record: which of its fields hold text, and where they stand.

Most records have nothing amiss in their words. So rules first ask what is `written` in one, all at
once and without places, and look for the place (`texts`, `words`, `strings`) only if need be.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import cache, partial
from typing import Any, NamedTuple

from cardctl.domain.base import Model, model_at
from cardctl.domain.text import Text, folded
from cardctl.finding import Field

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
    if isinstance(text, dict):
        for lang, inner in text.items():
            yield (lang,), inner
    elif text is not None:
        yield (), text


def in_all_languages(text: Text | None) -> Collection[str]:
    """One text in each of its languages."""
    if isinstance(text, dict):
        return text.values()
    return () if text is None else (text,)


def letters(text: str) -> str:
    """Its letters and digits alone, folded."""
    return only_letters(folded(text))


only_letters = partial(re.compile(r"[\W_]+").sub, "")
"""Leaves the letters and digits of a text that is folded already."""


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


class Written(NamedTuple):
    """All that is written in a record.

    *words* are its texts and labels, each language by itself; *prose* is the same in UTF-8, one
    under the other, because bytes are looked through fastest; *by_language* are the texts that
    are given by language.
    """

    words: list[str]
    prose: bytes
    links: list[str]
    by_language: list[dict[str, str]]


def written(record: Any, _: object = None) -> Written:
    """What is written in a record (a model or a list of them), in no order."""
    words: list[str] = []
    links: list[str] = []
    by_language: list[dict[str, str]] = []
    _gather(record if isinstance(record, tuple) else (record,), words, links, by_language)
    prose = "\n".join(words).encode("utf-8", "surrogatepass")
    return Written(words, prose, links, by_language)


def _gather(
    records: Iterable[Model], words: list[str], links: list[str], by_language: list[dict[str, str]]
) -> None:
    for record in records:
        values = record.__dict__
        for name in _telling(type(record)) & record.model_fields_set:
            value = values[name]
            if isinstance(value, str):
                (links if name in LINKS else words).append(value)
            elif isinstance(value, dict):
                words.extend(value.values())
                by_language.append(value)
            elif name in LABELS and isinstance(value, tuple):
                words.extend(value)
            elif isinstance(value, (tuple, Model)):
                inner = value if isinstance(value, tuple) else (value,)
                _gather(inner, words, links, by_language)


@cache
def _telling(model: type[Model]) -> frozenset[str]:
    """The fields of a kind of record that hold strings, or records with strings.

    Where such a field is not set, it holds nothing.
    """
    inner = {name: model_at(model, (name,)) for name in model.model_fields}
    return frozenset(
        name for name, kind in inner.items() if name in STRINGS or (kind and _telling(kind))
    )
