"""The JSON Schemas beside a register, for editors: in its language, with the names of its codes.

They accept and reject what the general schemas (`json_schema`) do. What differs is what editors
show: values are proposed with their names, and hovering over a field shows its description
(editors show the first one that they meet, and meet the parts of an `allOf` in order). Agencies,
cards, meetings and tags are in a file of their own, `NAMES_FILE`, so that a new card changes only
that one. A code that it lacks is still valid.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from cardctl.domain.base import Json
from cardctl.domain.enum_words import LEVELS, NAMES, STATUSES
from cardctl.domain.ids import id_order
from cardctl.domain.json_schema import DIALECT, MODELS, schema_of
from cardctl.domain.schema_files import NAMES_FILE, file_name
from cardctl.domain.text import text_in
from cardctl.domain.workflow import OUTCOMES, STATES, Outcome, State
from cardctl.i18n import _

if TYPE_CHECKING:
    from cardctl.domain.register import Register

CODES = {"AgencyCode": "agency", "CardId": "card"}
"""Shared types whose values are named, by their name in ``$defs``."""

MEETING_FIELDS = ("meeting", "review")
"""Properties with the number of a meeting."""

TAGS_FIELD = "tags"

OWN_FIELDS = (("card", "id"), ("Agency", "code"))
"""Properties that give a card or an agency its name: the names of others are not proposed."""

_COMMENT = "Codes of this register, for completion. Written by: cardctl schema --write"


class Name(NamedTuple):
    """A value that can be written, what people call it, and one line about it."""

    value: str | int
    title: str
    about: str


# Schemas ----------------------------------------------------------------------------------------


def editor_texts(lang: str) -> dict[str, str]:
    """Return the text of each schema but the names, by file name; the same for all registers."""
    return {file_name(name): _text(editor_schema(name, lang)) for name in MODELS}


def editor_schema(name: str, lang: str) -> Json:
    """Return one schema for editors, in *lang*."""
    schema = schema_of(name, lang)
    del schema["$id"]  # so that references to other files are relative to this file
    del schema["title"]  # editors would show it above everything
    shared = schema["$defs"]
    codes = {kind: dict(shared[kind]) for kind in CODES if kind in shared}
    for enum, words in NAMES.items():
        if enum.__name__ in shared:
            shared[enum.__name__] = _choice(_members(enum, words, lang))
    for owner, record in ((name, schema), *shared.items()):
        for field, made in record.get("properties", {}).items():
            is_own = (owner, field) in OWN_FIELDS
            own = codes.get(made.get("$ref", "").rpartition("/")[2], {}) if is_own else {}
            record["properties"][field] = _for_editors(field, made, own)
    if "Text" in shared:
        shared["Text"] = _text_schema(shared["Text"])
    for kind, code in codes.items():
        shared[kind] = {"anyOf": [_named(CODES[kind]), _bare(code)]}
    return schema


def _text_schema(text: Json) -> Json:
    """Return the schema of a text without alternatives: editors would describe each of them."""
    plain, by_language = text["anyOf"]
    return {**plain, **by_language, "type": ["string", "object"], "examples": text["examples"]}


def _for_editors(field: str, made: Json, own: Json) -> Json:
    """Return the schema of a property; *own* is that of its type, if it names the record itself."""
    if own:
        return {"description": made["description"], **_bare(own)}
    made = dict(made)
    if field in MEETING_FIELDS:
        made = _replaced(made, lambda part: part.get("type") == "integer", "meeting")
    if field == TAGS_FIELD:
        made = _replaced(made, lambda part: part.get("type") == "string", "tag")
    if "$ref" not in made and "anyOf" not in made:
        return made
    types = {key: made.pop(key) for key in ("$ref", "anyOf") if key in made}
    return {**made, "allOf": [{"description": made["description"]}, types]}


def _replaced(schema: Json, fits: Callable[[Json], bool], kind: str) -> Json:
    """Return *schema* with names of *kind* beside each part that *fits*."""
    if fits(schema):
        told = {"description": schema["description"]} if "description" in schema else {}
        return {**told, "anyOf": [_named(kind), _bare(schema)]}
    found: Json = {}
    for key, value in schema.items():
        if key == "anyOf":
            found[key] = [_replaced(each, fits, kind) for each in value]
        else:
            found[key] = _replaced(value, fits, kind) if key == "items" else value
    return found


def _bare(schema: Json) -> Json:
    """Return a schema without what people read."""
    return {key: value for key, value in schema.items() if key not in ("description", "examples")}


def _named(kind: str) -> Json:
    return {"$ref": f"{NAMES_FILE}#/$defs/{kind}"}


def _members(enum: type[StrEnum], words: Any, lang: str) -> Iterator[Name]:
    """Yield the members of an enumeration: states with what they hold, outcomes as they count."""
    for member in enum:
        about = ""
        if isinstance(member, State):
            about = STATES[member].holds.render(lang)
        elif isinstance(member, Outcome):
            count = _(OUTCOMES[member].counts_as)
            about = _("counts as {count}", count=count).render(lang)
        yield Name(member.value, words[member].render(lang), about)


def _choice(names: Iterable[Name]) -> Json:
    """Return the schema of one of some values; that of no value, if there are none."""
    found = [_one(name) for name in names]
    return {"anyOf": found} if found else {"not": {}}


def _one(name: Name) -> Json:
    """Return the schema of one value. Completion shows its description, hovering also its title."""
    about = f"{name.title}: {name.about}" if name.about else name.title
    return {"const": name.value, "title": name.title, "description": about}


def _text(schema: Json) -> str:
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


# Names ------------------------------------------------------------------------------------------


def names_text(register: Register, lang: str) -> str:
    """Return the text of the file with the names of *register*: one line for each, in order."""
    kinds = {
        "agency": _agencies(register, lang),
        "card": _cards(register, lang),
        "meeting": _meetings(register, lang),
        "tag": _tags(register, lang),
    }
    head = {"$schema": DIALECT, "title": "cardctl: names", "$comment": _COMMENT}
    lines = ["{", *(f"  {json.dumps(key)}: {json.dumps(head[key])}," for key in head)]
    lines += ['  "$defs": {', ",\n".join(_lines(kind, found) for kind, found in kinds.items())]
    return "\n".join([*lines, "  }", "}", ""])


def _lines(kind: str, names: Iterable[Name]) -> str:
    """Return the definition of one kind of names, with a line for each name."""
    found = [f"      {json.dumps(_one(name), ensure_ascii=False)}" for name in names]
    if not found:
        return f'    "{kind}": {json.dumps(_choice(()))}'
    inner = ",\n".join(found)
    return f'    "{kind}": {{"anyOf": [\n{inner}\n    ]}}'


def _agencies(register: Register, lang: str) -> Iterator[Name]:
    """Yield the agencies, in protocol order; those that are no more say until when they were."""
    for agency in register.agencies:
        level = LEVELS[agency.level].render(lang)
        about = level
        if agency.valid_to is not None:
            about = _("{level}, until {day}", level=level, day=agency.valid_to).render(lang)
        yield Name(agency.code, text_in(agency.name, lang), about)


def _cards(register: Register, lang: str) -> Iterator[Name]:
    """Yield the cards, by meeting and serial number, without those that cannot be read."""
    for identifier in sorted(register.cards, key=id_order):
        card = register.known.get(identifier) or register.cards[identifier]
        yield Name(identifier, text_in(card.title, lang), "")


def _meetings(register: Register, lang: str) -> Iterator[Name]:
    for number, meeting in sorted(register.meetings.items()):
        status = STATUSES[meeting.status].render(lang)
        about = f"{meeting.date}, {status}" if meeting.date else status
        yield Name(number, _("meeting {number}", number=number).render(lang), about)


def _tags(register: Register, lang: str) -> Iterator[Name]:
    """Yield the tags of the cards and those that have names, in alphabetical order."""
    known = register.tag_names
    found = set(known)
    for identifier in register.cards:
        card = register.known.get(identifier) or register.cards[identifier]
        found.update(card.tags)
    for tag in sorted(found):
        yield Name(tag, text_in(known.get(tag, tag), lang), "")
