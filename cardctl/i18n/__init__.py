"""Messages and their translations: English in the code, other languages in gettext catalogues.

A `Message` is an English template with named fields and their values. It is translated when it is
rendered, so a finding or an error is created once and can be shown in any language.

A language is a folder with two files: the catalogue ``<language>/LC_MESSAGES/cardctl.po``, which
the build compiles to the ``.mo`` file, and ``<language>/layout.toml`` (see `layout`). Both are
loaded when a message is first rendered in that language.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from gettext import NullTranslations

SOURCE = "en"
"""The language of the messages in the code; it needs no catalogue."""

FOLDER = Path(__file__).parent
"""Contains one folder for each other language."""


class Message(NamedTuple):
    """An English template such as ``"no agency {code}"``, with the values of its fields.

    If it has a *plural*, the template is the singular, and the field ``count`` decides which of
    the language's forms is used.
    """

    template: str
    values: Mapping[str, object] = {}
    plural: str = ""

    def __str__(self) -> str:
        return self.render(SOURCE)

    def render(self, lang: str) -> str:
        """Return the text in *lang*; values that have a `render` are rendered, too."""
        if not self.values:
            return gettext(self.template, lang)
        values = {
            name: value.render(lang) if hasattr(value, "render") else value
            for name, value in self.values.items()
        }
        if self.plural:
            count = values["count"]
            if not isinstance(count, int):
                raise TypeError(count)
            template = ngettext(self.template, self.plural, count, lang)
            values["count"] = _figures(count, lang)
        else:
            template = gettext(self.template, lang)
        text = template.format(**values)
        if lang != SOURCE and "(" in template:
            from cardctl.i18n.particles import with_particles

            return with_particles(text, lang)
        return text


def _figures(count: int, lang: str) -> str:
    """Return a count in figures; English needs no layout."""
    if lang == SOURCE:
        return f"{count:,}"
    from cardctl.i18n.layout import figures

    return figures(count, lang)


def _(template: str, /, **values: object) -> Message:
    """Return a message. Braces are fields only if values are given."""
    return Message(template, values)


def _n(one: str, many: str, count: int, /, **values: object) -> Message:
    """Return a message about *count* things, which both templates call ``{count}``.

    For example ``_n("{count} error", "{count} errors", 3)``. A language may have other forms than
    these two; its catalogue states their number and the rule that chooses one.
    """
    return Message(one, {"count": count, **values}, many)


def either(names: Sequence[str]) -> Message | str:
    """Return *names* as a list of alternatives: ``a, b or c``."""
    *others, last = names
    return _("{others} or {last}", others=", ".join(others), last=last) if others else last


def listed(names: Sequence[Message | str]) -> Message:
    """Return *names* separated by commas, each in the reader's language."""
    values = {f"name{number}": name for number, name in enumerate(names)}
    return Message(", ".join(f"{{{key}}}" for key in values), values)


@lru_cache(4096)
def gettext(english: str, lang: str) -> str:
    """Return the translation of *english* into *lang*, or the English text if there is none.

    A word with several meanings is written ``"meaning|word"`` (as in glib's ``Q_``); English shows
    only the part after the bar.
    """
    if lang != SOURCE:
        translated = _catalogue(lang).gettext(english)
        if translated != english:
            return translated
    return english.rpartition("|")[2] if "|" in english else english


def ngettext(one: str, many: str, count: int, lang: str) -> str:
    """Return the form of *lang* for *count* things, or the English one if there is none.

    *one* may have a meaning before a bar, as in `gettext`; *many* has none.
    """
    form = one if count == 1 else many
    if lang != SOURCE:
        form = _catalogue(lang).ngettext(one, many, count)
    return form.rpartition("|")[2] if form == one else form


@cache
def languages() -> tuple[str, ...]:
    """Return all languages of the program: English, then each one with a compiled catalogue."""
    names = sorted(entry.name for entry in os.scandir(FOLDER) if entry.is_dir())
    found = (name for name in names if (FOLDER / name / "LC_MESSAGES" / "cardctl.mo").is_file())
    return (SOURCE, *found)


@cache
def _catalogue(lang: str) -> NullTranslations:
    """Return the catalogue of *lang*; an empty one if it has not been compiled."""
    from gettext import translation

    return translation("cardctl", FOLDER, [lang], fallback=True)
