"""Suggested values for fields that violate the schema: fixes for rules 2xx and 401."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from cardctl.finding import Field, Fix, SetValue
from cardctl.i18n import _
from cardctl.suggest import nearest

_DATE = re.compile(r"([0-9]{4})([-/.] ?)([0-9]{1,2})\2([0-9]{1,2})\.?")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*|[1-9][0-9]{0,2}(?:,[0-9]{3})+)")


def suggested_fixes(
    kind: str, place: Field, value: Any, context: Mapping[str, Any]
) -> Iterator[Fix]:
    """Yield fixes for *value* at *place*, for which pydantic reports an error of type *kind*."""
    guess = _SUGGESTIONS.get(kind)
    if guess is not None:
        yield from guess(place, value, context)


def words_of(expected: str) -> list[str]:
    """Return the words in pydantic's ``'a', 'b' or 'c'``."""
    return [word.strip("'") for word in expected.replace(" or ", ", ").split(", ")]


def _word(place: Field, value: Any, context: Mapping[str, Any]) -> Iterator[Fix]:
    """Yield the nearest word; the fix is safe if only case, spaces or dashes differ."""
    if not isinstance(value, str):
        return
    for near in nearest(value, words_of(context["expected"]))[:1]:
        yield Fix.put(place, near, safe=_folded(value) == _folded(near))


def _folded(word: str) -> str:
    return word.strip().casefold().replace("-", "_").replace(" ", "_")


def _day(place: Field, value: Any, _: Mapping[str, Any]) -> Iterator[Fix]:
    """Yield the date as YYYY-MM-DD; the fix is safe if only zeros are missing."""
    found = _DATE.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        return
    try:
        day = date(int(found[1]), int(found[3]), int(found[4]))
    except ValueError:
        return
    only_zeros = found[2] == "-" and not value.endswith(".")
    yield Fix.put(place, day.isoformat(), safe=only_zeros)


def _text(place: Field, value: Any, _unused: Mapping[str, Any]) -> Iterator[Fix]:
    if isinstance(value, (bool, int)):
        text = str(value).lower()
        yield Fix(_('put it in quotes: "{value}"', value=text), (SetValue(place, text),))


def _list(place: Field, value: Any, _unused: Mapping[str, Any]) -> Iterator[Fix]:
    if isinstance(value, str):
        yield Fix(_("write it as a list: [{value}]", value=value), (SetValue(place, [value]),))


def _number(place: Field, value: Any, _: Mapping[str, Any]) -> Iterator[Fix]:
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        yield Fix.put(place, int(value.replace(",", "")))


_SUGGESTIONS: Mapping[str, Callable[[Field, Any, Mapping[str, Any]], Iterator[Fix]]] = {
    "enum": _word,
    "iso_date": _day,
    "string_type": _text,
    "tuple_type": _list,
    "int_type": _number,
    "number": _number,
}
