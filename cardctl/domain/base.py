"""Base of all models (frozen, strict, no unknown keys), and the small field types."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Self, get_args, get_origin

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    GetCoreSchemaHandler,
    PlainSerializer,
    PlainValidator,
    StringConstraints,
    Tag,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, PydanticCustomError, PydanticKnownError

from cardctl.domain.agency_codes import PATTERN as AGENCY_CODE_PATTERN
from cardctl.domain.agency_codes import is_agency_code
from cardctl.literals import iso_day
from cardctl.signals import uninterrupted


class Model(BaseModel):
    """A frozen record; user keys, which start with ``x-``, are removed before validation."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)

    @classmethod
    def model_rebuild(cls, **options: Any) -> bool | None:
        """Build the model, as pydantic does on first use; signals are deferred until it is done.

        Exceptions of signal handlers are lost in pydantic-core, and the model may then reject
        valid data.
        """
        with uninterrupted():
            return super().model_rebuild(**options)

    def without(self, fields: Collection[str]) -> Self:
        """Return a copy with the optional *fields* unset, as if they had never been written."""
        kept = {name: value for name, value in self if name not in fields}
        return self.model_construct(self.model_fields_set.difference(fields), **kept)


_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,14})\.[0-9]{1,6}")


def iso_date(value: object) -> date:
    """Parse ``YYYY-MM-DD`` (ISO 8601, padded, an existing day); return a date as it is.

    Raises PydanticCustomError ``iso_date`` for anything else; pydantic's own date type would also
    take numbers and date-times.
    """
    if isinstance(value, str):
        day = iso_day(value)
        if day is not None:
            return day
    elif type(value) is date:
        return value
    raise PydanticCustomError("iso_date", "not a date in the form YYYY-MM-DD", {})


def number(value: object) -> int | Decimal:
    """Parse a whole number, or a decimal such as ``12.5`` written as text.

    Raises PydanticCustomError ``number`` for anything else (``true`` is not a number).
    """
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and _DECIMAL.fullmatch(value):
        return Decimal(value)
    raise PydanticCustomError("number", "not a number", {})


def exactly(wanted: object) -> BeforeValidator:
    """Return a validator for the type of *wanted*, because Literal equates ``1`` and ``true``.

    The validator raises PydanticKnownError ``literal_error`` for a value of another type.
    """

    def check(value: object) -> object:
        if type(value) is type(wanted):
            return value
        raise PydanticKnownError("literal_error", {"expected": str(wanted)})

    return BeforeValidator(check)


def as_list(value: object) -> object:
    """Return a single id, or a list, as a tuple: in strict mode, tuples accept no list."""
    if isinstance(value, str):
        return (value,)
    return tuple(value) if isinstance(value, list) else value


IsoDate = Annotated[
    date,
    PlainValidator(iso_date),
    PlainSerializer(date.isoformat, return_type=str),
    # No "format": some validators reject a schema with a format that they do not know.
    WithJsonSchema(
        {"type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"}
    ),
]
"""A day, written YYYY-MM-DD."""

Number = Annotated[
    int | Decimal,
    PlainValidator(number),
    PlainSerializer(lambda n: n if isinstance(n, int) else str(n), return_type=int | str),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "number"},
                {"type": "string", "pattern": "^-?(0|[1-9][0-9]{0,14})[.][0-9]{1,6}$"},
            ]
        }
    ),
]
"""A reading: whole, or with a decimal point."""

Money = Annotated[int, Field(ge=0, le=10**15)]
"""An amount in the register's unit (`Config.money`)."""

Line = Annotated[str, StringConstraints(min_length=1, max_length=20_000)]

DottedPath = Annotated[
    str, StringConstraints(pattern=r"^[a-z_]{1,40}([.][A-Za-z0-9_-]{1,64}){0,7}$")
]
"""A place in a file, such as ``indicators.a.target``; list items by id, or by index from 0."""

OldValues = Annotated[dict[DottedPath, Any], Field(min_length=1)]
"""Values that a change replaced, by their place; null if there was none."""

LONGEST_ADDRESS = 2_000
"""Browsers, Word and Excel open addresses up to about 2,080 characters; PDF viewers up to 8,000."""

WebAddress = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_ADDRESS)]
MeetingNumber = Annotated[int, Field(ge=1, le=9999)]
CardId = Annotated[
    str, StringConstraints(pattern=r"^M([0-9]{2}|[1-9][0-9]{2,3})-([0-9]{3}|[1-9][0-9]{3,5})$")
]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
"""A short name: a step's or an indicator's id."""


def _agency_code(value: str) -> str:
    """Return *value*. Raises PydanticKnownError if it is no code of an agency."""
    if is_agency_code(value):
        return value
    raise PydanticKnownError("string_pattern_mismatch", {"pattern": AGENCY_CODE_PATTERN})


AgencyCode = Annotated[
    str,
    AfterValidator(_agency_code),
    WithJsonSchema({"type": "string", "pattern": AGENCY_CODE_PATTERN}),
]
"""The short name of an agency, in any script (see `agency_codes`)."""

_WORD = "(-?[a-z0-9]){0,29}"
REGISTER_PATTERN = f"[a-z]{_WORD}([.][a-z0-9]{_WORD}){{1,4}}"

RegisterName = Annotated[str, StringConstraints(pattern=f"^{REGISTER_PATTERN}$")]
"""The name of a register among others: two to five words, the country first (``kr.clcm``)."""

CardAddress = Annotated[
    str,
    StringConstraints(
        pattern=rf"^{REGISTER_PATTERN}/M([0-9]{{2}}|[1-9][0-9]{{2,3}})-([0-9]{{3}}|[1-9][0-9]{{3,5}})$"
    ),
]
"""A card of any register: ``kr.clcm/M01-007``."""

OutsideId = Annotated[
    str, StringConstraints(pattern=rf"^[a-z]{_WORD}:[A-Za-z0-9][A-Za-z0-9._-]{{0,63}}$")
]
"""An identifier that others have given, with its scheme: ``iso-3166-2:KR-51``."""

CardIds = Annotated[tuple[CardId, ...], BeforeValidator(as_list)]
"""One id, or a list of them."""

Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{1,8})*$")]


def _form(value: object) -> str:
    return "languages" if isinstance(value, dict) else "plain"


class _Once:
    """Builds the core schema of a type once; pydantic would build it at every use."""

    def __init__(self) -> None:
        self._made: CoreSchema | None = None

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        if self._made is None:
            self._made = handler(source)
        return self._made


Text = Annotated[
    Annotated[Line, Tag("plain")]
    | Annotated[dict[Language, Line], Field(min_length=1), Tag("languages")],
    Discriminator(_form),
    _Once(),
]
"""``"words"`` or ``{en: words, ko: 낱말}``."""

Json = dict[str, Any]


def model_at(model: type[Model], field: tuple[str | int, ...]) -> type[Model] | None:
    """Return the model of the mapping at *field*, relative to *model*; None if there is none."""
    here: type[Model] | None = model
    is_name = False
    for part in field:
        if is_name:  # of a record among others, which the field before has by name
            is_name = False
        elif isinstance(part, str) and here is not None:
            info = here.model_fields.get(part)
            here = _model_in(info.annotation) if info else None
            is_name = here is not None and info is not None and get_origin(info.annotation) is dict
    return here


def _model_in(annotation: Any) -> type[Model] | None:
    """Return the first model inside a type such as ``tuple[Step, ...] | None``."""
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return annotation
    return next((found for arg in get_args(annotation) if (found := _model_in(arg))), None)
