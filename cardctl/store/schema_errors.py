"""Translate pydantic's validation errors into findings (rules 2xx and 401)."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from cardctl.domain.base import REGISTER_PATTERN, Model, model_at
from cardctl.finding import Field, Finding, Fix, RenameKey
from cardctl.i18n import Message, _
from cardctl.store.agency_hints import AGENCY_FIELDS
from cardctl.store.suggested_values import suggested_fixes, words_of
from cardctl.suggest import nearest

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

ErrorText = tuple[str, str, Message, Message | None]
"""(code, name, message, hint)"""


def schema_errors(
    error: ValidationError, path: str, model: type[Model], data: Any
) -> Iterator[Finding]:
    """Yield a finding for each validation error of *model* in *data*, the plain data of *path*."""
    details = error.errors(include_url=False)
    dates = {detail["loc"][:-1] for detail in details if detail["type"] == "iso_date"}
    for detail in details:
        place = _in_the_file(detail["loc"], data)
        kind = detail["type"]
        if kind == "too_short" and detail["input"]:
            continue  # pydantic counts only the valid items; the others have their own finding
        if kind == "literal_error" and detail["loc"][:-1] in dates:
            continue  # for a field that takes a date or true, report only the date
        if kind == "missing":
            yield _missing(path, place, str(detail["loc"][-1]))
        elif kind == "extra_forbidden":
            yield _unknown_key(path, place, model)
        else:
            code, name, message, hint = _describe(kind, place, detail)
            context = detail.get("ctx", {})
            fixes = tuple(suggested_fixes(kind, place, detail["input"], context))
            if kind == "iso_date" and fixes:
                hint = fixes[0].title
            note = _words(place, context["expected"]) if kind == "enum" and fixes else None
            yield Finding(
                path, place, code, name, message, hint=hint, fixes=fixes, note=note,
                on_key=detail["loc"][-1:] == ("[key]",),
            )  # fmt: skip


def _in_the_file(loc: tuple[int | str, ...], data: Any) -> Field:
    """Return *loc* without the parts that are not in the file, such as pydantic's union members."""
    place: list[int | str] = []
    for part in loc:
        found = part in data if isinstance(data, dict) else _is_index(part, data)
        if found:
            place.append(part)
            data = data[part]
    return tuple(place)


def _is_index(part: int | str, data: Any) -> bool:
    return isinstance(data, list) and isinstance(part, int) and part < len(data)


def _missing(path: str, place: Field, key: str) -> Finding:
    return Finding(
        path, place, "CC201", "missing-field",
        _("'{key}' is missing", key=key), hint=_("add a line '{key}: …'", key=key),
        on_key=bool(place),
    )  # fmt: skip


def _unknown_key(path: str, place: Field, model: type[Model]) -> Finding:
    key = str(place[-1])
    inside = model_at(model, place[:-1])
    known = list(inside.model_fields) if inside else []
    near = nearest(key, known)
    hint = (
        _("did you mean '{near}'?", near=near[0])
        if near
        else _("known fields: {known}; custom keys start with x-", known=", ".join(known))
    )
    message = _("unknown field '{key}'", key=key)
    fixes = tuple(
        Fix(_("write {value}", value=word), (RenameKey(place, word),)) for word in near[:1]
    )
    return Finding(
        path, place, "CC202", "unknown-field", message, hint=hint, on_key=True, fixes=fixes
    )


def _describe(kind: str, place: Field, detail: ErrorDetails) -> ErrorText:
    value = detail["input"]
    context = detail.get("ctx", {})
    if kind == "enum":
        return _unknown_word(place, value, context["expected"])
    if kind == "literal_error" and place[-1:] == ("format",):
        return _unknown_format(value, context["expected"])
    if kind in _WRONG_TYPE:
        wanted = _WRONG_TYPE[kind]
        if value is None:
            message = _("missing value; expected {wanted}", wanted=_(wanted))
            return "CC204", "wrong-type", message, _("write a value, or remove the key")
        return (
            "CC204", "wrong-type",
            _("{value} is not {wanted}", value=_shown(value), wanted=_(wanted)),
            _type_hint(kind, value),
        )  # fmt: skip
    if kind in _SPECIAL:
        return _SPECIAL[kind](place, value, context)
    message = _("{value}: {text}", value=_shown(value), text=detail["msg"])
    return "CC206", "out-of-range", message, None


_WRONG_TYPE = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "dict_type": "a mapping of 'key: value'",
    "model_type": "a mapping of 'key: value'",
    "model_attributes_type": "a mapping of 'key: value'",
    "number": "a number",
    "literal_error": "an allowed value",
}


def _type_hint(kind: str, value: Any) -> Message | None:
    if kind == "string_type" and isinstance(value, (bool, int)):
        return _('put it in quotes: "{value}"', value=_shown(value))
    if kind == "tuple_type" and isinstance(value, (str, int)):
        return _("write it as a list: [{value}]", value=value)
    hint = _TYPE_HINTS.get(_WRONG_TYPE[kind])
    return _(hint) if hint else None


_TYPE_HINTS = {
    "text": "write one text, or one per language: {en: …, ko: …}",
    "a whole number": "write digits only, without commas, units or quotes",
    "a number": "write digits only, without commas, units or quotes",
    "a list": "write a list: lines starting with '- '",
    "a mapping of 'key: value'": "write 'key: value' pairs below it, one per line",
}


def _unknown_format(value: Any, expected: str) -> ErrorText:
    message = _("this version of cardctl does not support format {value}", value=_shown(value))
    hint = _("supported: format {number}; correct it, or upgrade cardctl", number=expected)
    return "CC204", "wrong-type", message, hint


def _noun(place: Field) -> str:
    """Return the noun for the values of the enumeration at *place* (default: "kind")."""
    return next((str(part) for part in reversed(place) if part in _NOUNS), "kind")


_NOUNS = {
    "state": "states",
    "outcome": "outcomes",
    "status": "statuses",
    "level": "levels",
    "type": "types",
    "source": "funding sources",
    "kind": "kinds",
    "visibility": "visibility values",
    "audience": "audiences",
}
"""Singular to plural names of the enumerations."""


def _words(place: Field, expected: str) -> Message:
    nouns, words = _(_NOUNS[_noun(place)]), ", ".join(words_of(expected))
    return _("{nouns}: {words}", nouns=nouns, words=words)


def _unknown_word(place: Field, value: Any, expected: str) -> ErrorText:
    noun = _noun(place)
    known = words_of(expected)
    near = nearest(value, known) if isinstance(value, str) else []
    hint = _("did you mean '{near}'?", near=near[0]) if near else _words(place, expected)
    message = _("unknown {noun} {value}", noun=_(noun), value=_shown(value))
    name = f"unknown-{noun}" if noun in ("state", "outcome") else "unknown-kind"
    return "CC203", name, message, hint


_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-[0-9]{2}")


def _bad_date(place: Field, value: Any, context: Any) -> ErrorText:
    hint = _("write it as YYYY-MM-DD, for example 2022-01-13")
    message = _("{value} is not a date in the form YYYY-MM-DD", value=_shown(value))
    if isinstance(value, str) and (found := _ISO.fullmatch(value)):
        message = _("{value} is not a calendar date", value=_shown(value))
        year, month = int(found[1]), int(found[2])
        if 1 <= month <= 12 and year:
            days = monthrange(year, month)[1]
            hint = _("{month} has {days} days", month=value[:7], days=days)
    if place[-1:] == ("dropped",):
        hint = _("write the date, or true if it is not known")
    return "CC401", "bad-date", message, hint


def _bad_form(place: Field, value: Any, context: Any) -> ErrorText:
    shown = _shown(value)
    message, hint = _form_of_field(place, shown) or (
        _("{value} is not a valid id or code", value=shown),
        _form_of_pattern(place, str(context.get("pattern", ""))),
    )
    return "CC205", "bad-id", message, hint


def _form_of_field(place: Field, shown: str) -> tuple[Message, Message] | None:
    """Return message and hint for a field with a form of its own, None for others."""
    if place[-1:] == ("part_of",):
        return (
            _("{value} is not a card of a register", value=shown),
            _("write the register, a slash and the card, for example kr.clcm/M01-007"),
        )
    if place[-1:] == ("email",):
        return (
            _("{value} is not an e-mail address", value=shown),
            _("write it in Latin letters without a name, for example office@city.example"),
        )
    if "ids" in place:
        return (
            _("{value} is not an identifier with its scheme", value=shown),
            _("write the scheme, a colon and the identifier, for example iso-3166-2:KR-26"),
        )
    if "owners" in place:
        return (
            _("{value} is not a team or user of the git platform", value=shown),
            _("write it as @organisation/team or @user"),
        )
    return None


def _form_of_pattern(place: Field, pattern: str) -> Message:
    """Return the hint for an id or a code, by its place or the pattern that it has to match."""
    if place[-1:] == ("currency",):
        return _("use three capital letters, for example KRW")
    if "M[0-9]" in pattern or pattern.startswith("^M"):
        return _("use M, the meeting number, a dash and the serial number: M01-007")
    if pattern.startswith("^[a-z]{2,3}"):
        return _("use a language code, for example en or ko")
    if pattern == f"^{REGISTER_PATTERN}$":
        return _("use two to five words with dots, the country first, for example kr.clcm")
    if place[-1:] == ("code",):
        return _("use letters of one script, digits, dots, dashes and underscores, without spaces")
    if AGENCY_FIELDS.intersection(map(str, place[-2:])):
        return _("use the agency code from agencies.yaml")
    return _("use letters, digits, dots, dashes and underscores, starting with a letter or a digit")


def _too_short(place: Field, value: Any, context: Any) -> ErrorText:
    if value in ("", None):
        return (
            "CC206",
            "out-of-range",
            _("the text is empty"),
            _("write a value, or remove the key"),
        )
    hint = _("add at least one entry")
    return "CC206", "out-of-range", _("the value is empty"), hint


def _too_long(place: Field, value: Any, context: Any) -> ErrorText:
    longest = context.get("max_length")
    message = _("longer than {longest} characters", longest=longest)
    hint = _("shorten it, or move it to a file and give its path")
    if place[-1:] == ("url",):
        hint = _("use a shorter URL, or save the page in the repository and give its path")
    return "CC206", "out-of-range", message, hint


def _too_low(place: Field, value: Any, context: Any) -> ErrorText:
    message = _("{value} is too low", value=value)
    return (
        "CC206",
        "out-of-range",
        message,
        _("use {least} or more", least=context.get("ge", context.get("gt"))),
    )


def _too_high(place: Field, value: Any, context: Any) -> ErrorText:
    message = _("{value} is too high", value=value)
    return (
        "CC206",
        "out-of-range",
        message,
        _("use {most} or less", most=context.get("le", context.get("lt"))),
    )


_SPECIAL: dict[str, Callable[[Field, Any, Any], ErrorText]] = {
    "iso_date": _bad_date,
    "string_pattern_mismatch": _bad_form,
    "string_too_short": _too_short,
    "too_short": _too_short,
    "string_too_long": _too_long,
    "too_long": _too_long,
    "greater_than_equal": _too_low,
    "greater_than": _too_low,
    "less_than_equal": _too_high,
    "less_than": _too_high,
}


def _shown(value: Any) -> str:
    """Return a value as written in the file, short enough for one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if isinstance(value, (dict, list, tuple)):
        return "{…}" if isinstance(value, dict) else "[…]"
    text = str(value)
    text = text if len(text) <= 40 else text[:39] + "…"
    return f"'{text}'" if isinstance(value, str) else text
