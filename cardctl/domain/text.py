"""Human text: one string, or one string per language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING
from unicodedata import normalize

if TYPE_CHECKING:
    from cardctl.domain.base import Text

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

_ITEM = re.compile(r'\s*("(?:[^"]|"")*"(?=\s*(?:[;\n]|\Z))|[^;\n]*)(?:[;\n]|\Z)')
"""An item of a list in one cell, with the separator after it."""

MARKER = "[redacted]"
"""Replaces an erased text."""


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


def join_items(items: Iterable[str]) -> str:
    """Return texts as one cell of a sheet, separated by ``;``.

    A text that contains a separator, or begins with a quote, is quoted.
    """
    return ";".join(map(_quoted, items))


def _quoted(item: str) -> str:
    if not (";" in item or "\n" in item or item.startswith('"')):
        return item
    return '"{}"'.format(item.replace('"', '""'))


def split_items(cell: str) -> list[str]:
    """Return the texts that `join_items` joined; line breaks separate them, too."""
    return [_unquoted(item.strip()) for item in _ITEM.findall(cell) if item.strip()]


def _unquoted(item: str) -> str:
    is_quoted = len(item) > 1 and item.startswith('"') and item.endswith('"')
    return item[1:-1].replace('""', '"') if is_quoted else item
