"""Messages and their translations: English in the code, other languages in gettext catalogues.

A `Message` is an English template with named fields and their values. It is translated when it is
rendered, so a finding or an error is created once and can be shown in any language. The catalogue
of a language is ``<language>/LC_MESSAGES/cardctl.po``; the build compiles it to the ``.mo`` file,
which is loaded when a message is first rendered in that language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from gettext import NullTranslations

LANGUAGES = ("en", "ko")

_FOLDER = Path(__file__).parent


class Message(NamedTuple):
    """An English template such as ``"no agency {code}"``, with the values of its fields."""

    template: str
    values: Mapping[str, object] = {}

    def __str__(self) -> str:
        return self.render("en")

    def render(self, lang: str) -> str:
        """Return the text in *lang*; values that are messages are rendered, too."""
        values = {
            name: value.render(lang) if isinstance(value, Message) else value
            for name, value in self.values.items()
        }
        template = gettext(self.template, lang)
        text = template.format(**values) if values else template
        if lang == "ko" and values:
            from cardctl.i18n.particles import with_particles

            return with_particles(text)
        return text


def _(template: str, /, **values: object) -> Message:
    """Return a message. Braces are fields only if values are given."""
    return Message(template, values)


def either(names: Sequence[str]) -> Message | str:
    """Return *names* as a list of alternatives: ``a, b or c``."""
    *others, last = names
    return _("{others} or {last}", others=", ".join(others), last=last) if others else last


@lru_cache(4096)
def gettext(english: str, lang: str) -> str:
    """Return the translation of *english* into *lang*, or the English text if there is none.

    A word with several meanings is written ``"meaning|word"`` (as in glib's ``Q_``); English shows
    only the part after the bar.
    """
    if lang != "en":
        translated = _catalogue(lang).gettext(english)
        if translated != english:
            return translated
    return english.rpartition("|")[2] if "|" in english else english


@cache
def _catalogue(lang: str) -> NullTranslations:
    """Return the catalogue of *lang*; an empty one if it has not been compiled."""
    from gettext import translation

    return translation("cardctl", _FOLDER, [lang], fallback=True)
