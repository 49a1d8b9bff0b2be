"""JSON Schemas (2020-12) for the files of a register, generated from the models, for editors.

Descriptions are the models' own docstrings, read from their sources when schemas are generated;
states and outcomes are described by the transition table. Whatever a schema rejects, the reader
rejects too; the reader also checks rules that no schema can express.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cache
from inspect import cleandoc, getfile
from pathlib import Path
from types import ModuleType, NoneType, UnionType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Literal,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from pydantic import TypeAdapter

from cardctl.domain import agency, card, enums, meeting, revision, saved_view, signal
from cardctl.domain.agency import Agencies, Config
from cardctl.domain.base import (
    AgencyCode,
    CardId,
    CardIds,
    Code,
    DottedPath,
    IsoDate,
    Json,
    Language,
    Line,
    Model,
    Number,
    OldValues,
    Text,
)
from cardctl.domain.card import Card
from cardctl.domain.meeting import Meeting
from cardctl.domain.schema_files import file_name
from cardctl.domain.workflow import OUTCOMES, STATES, Outcome, State, transitions_from
from cardctl.i18n import SOURCE, Message, _, gettext, languages
from cardctl.i18n.layout import layout_of

if TYPE_CHECKING:
    import ast

MODELS: Mapping[str, type[Model]] = {
    "card": Card,
    "meeting": Meeting,
    "agencies": Agencies,
    "cardctl": Config,
}
"""The kinds of files, by the name of their schema."""

DIALECT = "https://json-schema.org/draft/2020-12/schema"

OWN_KEYS: Mapping[str, Json] = {"^x-": {}}
"""User-defined keys: allowed in every mapping, and never read."""

EXAMPLES: Mapping[str, Mapping[str, list[Any]]] = {
    "Agency": {"aliases": [["MOIS"]], "region": ["Busan"], "ids": [["iso-3166-2:KR-26"]]},
    "Contact": {"email": ["planning@busan.example"]},
    "Card": {"tags": [["depopulation"]], "partners": [["moef", "busan"]]},
    "Config": {
        "languages": [["ko", "en"]],
        "register": ["kr.clcm"],
        "tag_names": [{"finance": {"en": "finance", "ko": "재정"}}],
        "views": [{"late": {"title": {"en": "Late", "ko": "지연"}, "where": "overdue > 30"}}],
    },
    "Evidence": {"url": ["https://example.org/minutes"], "path": ["evidence/minutes-2.pdf"]},
    "MoneyUnit": {"unit": [1000000]},
    "SavedView": {
        "lead": [["mois"]],
        "where": ["overdue > 30 and lead = none"],
        "columns": [["id", "title", "overdue"]],
        "sort": ["-overdue,due"],
    },
    "Relations": {"part_of": ["kr.clcm/M01-007"]},
    "Result": {"progress": [80], "readings": [{"a": 122}], "spent": [250]},
}
"""Example values by model and field, for fields that need more explanation than their type."""


# Schemas ----------------------------------------------------------------------------------------


def texts() -> dict[str, str]:
    """Return the text of every schema by file name; the same models give the same texts."""
    return {file_name(name): text_of(name) for name in MODELS}


def text_of(name: str, lang: str = SOURCE) -> str:
    """Return the text of one schema, with descriptions in *lang*."""
    return json.dumps(schema_of(name, lang), ensure_ascii=False, indent=2) + "\n"


def schema_of(name: str, lang: str = SOURCE) -> Json:
    """Return the schema of one kind of file, with shared types under ``$defs``.

    Descriptions are in *lang*; all else is the same in every language.
    """
    shared: dict[str, Json] = {}
    made = model_schema(MODELS[name], shared)
    head = {"$schema": DIALECT, "$id": f"cardctl:{name}", "title": f"cardctl: {name}"}
    schema = {**head, **made, "$defs": dict(sorted(shared.items()))}
    if lang == SOURCE:
        return schema
    for kind, described in _WORDS.items():
        if kind.__name__ in shared:
            shared[kind.__name__]["description"] = described(lang)
    return _translated(schema, lang)


def _translated(schema: Json, lang: str) -> Json:
    """Return a schema with its descriptions translated; those of `_WORDS` are already."""
    return {
        key: gettext(value, lang)
        if key == "description" and isinstance(value, str)
        else _translated(value, lang)
        if isinstance(value, dict)
        else value
        for key, value in schema.items()
    }


def model_schema(model: type[Model], shared: dict[str, Json]) -> Json:
    """Return the schema of a model; what it refers to is added to *shared*, by name."""
    hints = get_type_hints(model, include_extras=True)
    told, examples = _docstrings()[model.__name__], EXAMPLES.get(model.__name__, {})
    properties = {}
    for name, info in model.model_fields.items():
        made = {"description": told[name], **type_schema(hints[name], shared)}
        if isinstance(info.default, (str, int)):
            made["default"] = info.default
        if name in examples:
            made["examples"] = examples[name]
        properties[name] = made
    required = [name for name, info in model.model_fields.items() if info.is_required()]
    return {
        "description": told[""],
        "type": "object",
        "properties": properties,
        **({"required": required} if required else {}),
        "patternProperties": OWN_KEYS,
        "additionalProperties": False,
    }


def type_schema(kind: Any, shared: dict[str, Json]) -> Json:
    """Return the schema of a type; models, enumerations and shared types are referenced by name.

    Their definitions are added to *shared*. Raises TypeError for a type that no model has.
    """
    if (name := shared_name(kind)) is not None:
        if name not in shared:
            shared[name] = _definition(name, kind, shared)
        return {"$ref": f"#/$defs/{name}"}
    if kind == CardIds:
        one = type_schema(CardId, shared)
        return {"anyOf": [one, {"type": "array", "items": one}]}
    arguments, origin = get_args(kind), get_origin(kind)
    if origin in (Union, UnionType):
        return {"anyOf": [type_schema(one, shared) for one in arguments]}
    if origin is Annotated and get_origin(arguments[0]) is tuple:
        least = [m.min_length for m in arguments[1].metadata if hasattr(m, "min_length")]
        return {**type_schema(arguments[0], shared), **({"minItems": least[0]} if least else {})}
    if origin is tuple:
        return {"type": "array", "items": type_schema(arguments[0], shared)}
    if origin is dict:
        names = TypeAdapter(arguments[0]).json_schema()
        return {
            "type": "object",
            "propertyNames": {
                "anyOf": [names, *({"type": "string", "pattern": own} for own in OWN_KEYS)]
            },
            "patternProperties": OWN_KEYS,
            "additionalProperties": type_schema(arguments[1], shared),
        }
    if kind is NoneType or origin in (Literal, Annotated) or kind in (str, int, bool):
        return TypeAdapter(kind).json_schema()
    raise TypeError(kind)


def shared_name(kind: Any) -> str | None:
    """Return the name of a type in ``$defs``; None for types that are written inline."""
    for name, (shared, _unused) in _SHARED.items():
        if kind == shared:
            return name
    return kind.__name__ if isinstance(kind, type) and issubclass(kind, (Model, StrEnum)) else None


def _definition(name: str, kind: Any, shared: dict[str, Json]) -> Json:
    if name in _SHARED:
        return {**_SHARED[name][1], **({} if name in _WRITTEN else TypeAdapter(kind).json_schema())}
    if issubclass(kind, StrEnum):
        described = _WORDS.get(kind)
        told = described(SOURCE) if described else _docstrings()[name][""]
        return {"description": told, "type": "string", "enum": [str(value) for value in kind]}
    return model_schema(kind, shared)


_SHARED: Mapping[str, tuple[Any, Json]] = {
    "Text": (
        Text,
        {
            "description": "A text, or the same text by language.",
            "anyOf": [
                TypeAdapter(Line).json_schema(),
                {
                    "type": "object",
                    "minProperties": 1,
                    "patternProperties": {
                        TypeAdapter(Language).json_schema()["pattern"]: TypeAdapter(
                            Line
                        ).json_schema(),
                        **OWN_KEYS,
                    },
                    "additionalProperties": False,
                },
            ],
            "examples": ["Ferry piers", {"en": "Ferry piers", "ko": "여객선 부두"}],
        },
    ),
    "Date": (IsoDate, {"description": "A day, as YYYY-MM-DD.", "examples": ["2022-01-13"]}),
    "CardId": (
        CardId,
        {
            "description": "A card's id: M, the meeting, a dash and the serial number.",
            "examples": ["M01-007"],
        },
    ),
    "AgencyCode": (
        AgencyCode,
        {
            "description": "The code of an agency: letters of any script, digits, dots, dashes and "
            "underscores.",
            "examples": ["mois", "교통행정과"],
        },
    ),
    "Code": (Code, {"description": "A short name of letters, digits, dots, dashes, underscores."}),
    "OldValues": (
        OldValues,
        {
            "description": "Old values by their place; null if there was none.",
            "type": "object",
            "minProperties": 1,
            "patternProperties": {
                **OWN_KEYS,
                TypeAdapter(DottedPath).json_schema()["pattern"]: {},
            },
            "additionalProperties": False,
            "examples": [{"title": "Ferry peirs"}, {"indicators.a.target": 100}],
        },
    ),
    "Number": (Number, {"description": "A number, whole or with a decimal point."}),
}
"""Types that many fields share: name to the type and its schema keywords."""

_WRITTEN = {"Text", "OldValues"}
"""Shared types whose schema is all written here, with the user's own keys."""


def _states(lang: str) -> str:
    """Describe each state: what it contains, and the states that can follow."""
    lines = [
        _(
            "{state}: {holds}; then {targets}.",
            state=_named(state, record.words, lang),
            holds=record.holds,
            targets=", ".join(dict.fromkeys(move.target for move in transitions_from(state))),
        )
        for state, record in STATES.items()
    ]
    return "\n".join(line.render(lang) for line in [_("Where the card stands."), *lines])


def _outcomes(lang: str) -> str:
    """Describe each outcome: its name, and how it counts."""
    lines = [
        _(
            "{outcome}: counts as {count}.",
            outcome=_named(outcome, record.words, lang),
            count=_(record.counts_as),
        )
        for outcome, record in OUTCOMES.items()
    ]
    head = _("How the card ended, or is claimed to have ended.")
    return "\n".join(line.render(lang) for line in [head, *lines])


def _named(value: str, words: Message, lang: str) -> str:
    """Return a value with its name in *lang*.

    In English the value is its name; its names in the other languages are added, because the
    English schemas are those beside a register, whatever its language.
    """
    wanted = [lang] if lang != SOURCE else [other for other in languages() if other != SOURCE]
    return layout_of(lang).bracket.format(text=value, more=", ".join(map(words.render, wanted)))


_WORDS: Mapping[type[StrEnum], Callable[[str], str]] = {State: _states, Outcome: _outcomes}
"""Enumerations that are described by the tables of the workflow."""


# Docstrings -------------------------------------------------------------------------------------


@cache
def _docstrings() -> Mapping[str, Mapping[str, str]]:
    """Return the docstrings of the models by class and field (see `docstrings_in`)."""
    found: dict[str, Mapping[str, str]] = {}
    for module in (agency, card, enums, meeting, revision, saved_view, signal):
        found.update(docstrings_in(module))
    return found


@cache
def docstrings_in(module: ModuleType) -> Mapping[str, Mapping[str, str]]:
    """Return the docstrings in a module by class and field; the class's own has the key ``""``.

    They are read from the sources: the classes do not keep them, because that slows start-up.
    """
    import ast

    return {
        node.name: {"": _line(ast.get_docstring(node) or ""), **_fields(node)}
        for node in ast.walk(ast.parse(Path(getfile(module)).read_text("utf-8")))
        if isinstance(node, ast.ClassDef)
    }


def _fields(node: ast.ClassDef) -> Mapping[str, str]:
    """Return the docstrings of fields: the strings that follow them."""
    import ast

    found = {}
    for field, text in zip(node.body, node.body[1:], strict=False):
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(field.target, ast.Name)
            and isinstance(text, ast.Expr)
            and isinstance(text.value, ast.Constant)
        ):
            found[field.target.id] = _line(str(text.value.value))
    return found


def _line(docstring: str) -> str:
    """Return a docstring's first paragraph on one line, without backticks."""
    return " ".join(cleandoc(docstring).partition("\n\n")[0].split()).replace("`", "")
