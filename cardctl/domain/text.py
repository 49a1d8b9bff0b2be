"""Human text: one string, or one string per language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any
from unicodedata import normalize

from pydantic import Discriminator, Field, GetCoreSchemaHandler, StringConstraints, Tag
from pydantic_core import CoreSchema

from cardctl.domain.base import Line

WORDS = frozenset(
    {
        "title", "decision", "due_as_stated", "as_stated", "name", "unit", "summary", "no_steps",
        "note", "text", "blocker", "next", "substitute", "place", "body", "issuer",
        "visibility_ground", "ground", "correction",
    }
)  # fmt: skip
"""Fields with text for people, plain or by language."""

LABELS = frozenset({"tags", "number", "region", "aliases"})
"""Other fields with free text."""

OLD_VALUES = frozenset({"amends", "corrects", "was"})
"""Fields that keep what a change replaced, by path: texts among other values."""

LINKS = frozenset({"url", "path"})
"""Fields with a web address or a path."""

MARKER = "[redacted]"
"""Replaces an erased text."""

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


def folded(text: str) -> str:
    """Return the text normalised for comparison: NFC, case-folded, with single spaces."""
    return " ".join(normalize("NFC", text).casefold().split())


def title_keys(title: Text) -> list[str]:
    """Return the comparison keys of a title, one per language; same titles share a key.

    An erased title is like no other.
    """
    inner = [title] if isinstance(title, str) else title.values()
    return [folded(each).rstrip(". ") for each in inner if each != MARKER]


def is_translated(old: object, new: object) -> bool:
    """Whether *new* is the text *old*, plain or by language, with further languages."""
    if not isinstance(new, Mapping):
        return False
    if isinstance(old, Mapping):
        return all(_is_same(text, new.get(language)) for language, text in old.items())
    return isinstance(old, str) and any(_is_same(old, text) for text in new.values())


def _is_same(one: object, other: object) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return normalize("NFC", one) == normalize("NFC", other)
    return one == other


def text_in(text: str | dict[str, str] | None, lang: str) -> str:
    """Return *text* in *lang*, else in English, else in its first language; "" for None."""
    if text is None:
        return ""
    if isinstance(text, str):
        return text
    return text.get(lang) or text.get("en") or next(iter(text.values()))
