"""A word that completion offers, and the choice of those that continue what was typed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple
from unicodedata import normalize


class Candidate(NamedTuple):
    """What may be on the line instead of the word that is being typed.

    *about* is a short description. *more*: something follows it without a space, such as a value
    after ``--set due_as_stated=``. *shown* is what a list of candidates shows of it (default: all),
    such as the last of several columns; it is the end of *value*.
    """

    value: str
    about: str = ""
    more: bool = False
    shown: str = ""

    @property
    def name(self) -> str:
        """What a list of candidates shows."""
        return self.shown or self.value

    def after(self, head: str) -> Candidate:
        """Return the candidate with *head* before it, which lists do not show."""
        return self._replace(value=head + self.value, shown=self.name) if head else self


def matching(candidates: Iterable[Candidate], typed: str) -> list[Candidate]:
    """Return the candidates that begin with *typed*; if there are none, in any case."""
    all_of_them = list(candidates)
    if not typed:
        return all_of_them
    same = [each for each in all_of_them if each.value.startswith(typed)]
    return same or [each for each in all_of_them if fold(each.value).startswith(fold(typed))]


def fold(text: str) -> str:
    """Return *text* without case, in its normal form (macOS types Hangul in pieces)."""
    return normalize("NFC", text).casefold()
