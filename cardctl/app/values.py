"""Values that people give for fields of cards: read, checked, and put into a card."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple
from unicodedata import normalize

from cardctl.errors import UsageError
from cardctl.i18n import _
from cardctl.literals import iso_day

if TYPE_CHECKING:
    from cardctl.domain.base import Json
    from cardctl.domain.card import Card
    from cardctl.domain.register import Register


def parse_day(written: str) -> date:
    """Read a date in any form that can be read in one way. Raises UsageError."""
    day = iso_day(written)
    if day is not None:
        return day
    from cardctl.app.literal_values import literal
    from cardctl.literals.days import written_day

    return literal(written_day, written)


def readable(text: str, name: str) -> str:
    """Return *text* in NFC. Raises UsageError, naming the option, for a hidden character."""
    from cardctl.yaml.source import HIDDEN, hidden_message

    hidden = HIDDEN.search(text)
    if hidden is not None:
        why = hidden_message(hidden[0], text.count(hidden[0]))
        raise UsageError(_("{name}: {why}", name=name, why=why), _("delete it"))
    return normalize("NFC", text)


class StepEnd(NamedTuple):
    """How and when a step ended; *has_day*: its date was given explicitly."""

    id: str
    how: str
    day: date
    has_day: bool


def require_distinct(keys: Sequence[str], option: str) -> None:
    """Raise UsageError if a repeatable option repeats a key."""
    for key in keys:
        if keys.count(key) > 1:
            raise UsageError(
                _("{option}: {key} is given twice", option=option, key=key),
                _("specify it once"),
            )


Assignment = tuple[str, Any]
"""A dotted path in a card, and a value for it."""


def require_no_overwrite(sets: Iterable[Assignment], unsets: Sequence[str] = ()) -> None:
    """Raise UsageError if a later ``--set`` or ``--unset`` undoes a ``--set``."""
    written: list[str] = []
    later = [("--set", path) for path, _value in sets]
    later += [("--unset", path) for path in unsets]
    for option, path in later:
        for earlier in written:
            if earlier == path or earlier.startswith(f"{path}."):
                raise UsageError(
                    _("--set {earlier} would be overwritten by {option} {path}",
                        earlier=earlier, option=option, path=path),
                    _("leave out one of them"),
                )  # fmt: skip
        if option == "--set":
            written.append(path)


def with_values(
    register: Register,
    card: Card,
    sets: Iterable[Assignment] = (),
    unsets: Iterable[str] = (),
    adds: Iterable[Assignment] = (),
) -> Card:
    """Return the card after ``--set``, ``--unset`` and ``--add``, applied in this order.

    Raises Unknown, Refused and UsageError like `changes.with_value`, and UsageError if the result
    does not fit the schema.
    """
    from cardctl.app.literal_values import value_at
    from cardctl.domain import changes
    from cardctl.store.card_text import as_data

    languages = register.config.languages
    before = data = as_data(card)
    for path, value in sets:
        data = changes.with_value(data, path, value_at(register, path, value), languages)
    for path in unsets:
        data = changes.without(data, path)
    for path, value in adds:
        data = changes.with_item(data, path, value_at(register, path, value))
    return card if data == before else _as_card(data)


def _as_card(data: Json) -> Card:
    from cardctl.domain.card import Card

    with as_usage_error("", data):
        return Card.model_validate_json(json.dumps(data))


@contextmanager
def as_usage_error(option: str, data: Any = None) -> Iterator[None]:
    """Turn a ValidationError of a model into a UsageError that names the option or field."""
    from pydantic import ValidationError

    from cardctl.domain.card import Card
    from cardctl.store.schema_errors import schema_errors

    try:
        yield
    except ValidationError as error:
        found = next(iter(schema_errors(error, "", Card, {} if data is None else data)))
        place = option or ".".join(map(str, found.field))
        raise UsageError(
            _("{place}: {what}", place=place, what=found.message)
            if place
            else _("{what}", what=found.message),
            found.hint,
        ) from error
