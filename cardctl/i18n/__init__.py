"""The words: English stands in the code, Korean in `ko/`, keyed by the English.

A `Message` is a sentence that has not been put into a language yet: an English template with
named places, and what goes into them. So a finding or an error is made once and read in either
language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

LANGUAGES = ("en", "ko")


class Message(NamedTuple):
    """An English template such as ``"no agency {code}"`` with the values of its places."""

    template: str
    values: Mapping[str, object] = {}

    def __str__(self) -> str:
        return self.render("en")

    def render(self, lang: str) -> str:
        """Give the sentence in *lang*; a value that is itself a phrase is put into it too."""
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
    """Make a phrase. Braces stand for places only when values are given."""
    return Message(template, values)


def either(names: Sequence[str]) -> Message | str:
    """Give names to choose from: ``a, b or c``."""
    *others, last = names
    return _("{others} or {last}", others=", ".join(others), last=last) if others else last


@lru_cache(4096)
def gettext(english: str, lang: str) -> str:
    """Give the word or template in *lang*; what has no translation stays English.

    A word with two meanings is written ``"meaning|word"``; English shows what follows the bar.
    """
    if lang == "ko":
        from cardctl.i18n.ko import korean

        found = korean(english)
        if found is not None:
            return found
    return english.rpartition("|")[2] if "|" in english else english
