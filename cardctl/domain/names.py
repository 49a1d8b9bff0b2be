"""Names that people type, and the codes they stand for: agencies, states, outcomes, kinds.

A name is a code itself, its name in any language of the program or of the register, an alias of an
agency, or a synonym (see `suggest`). Case, spaces, hyphens and underscores make no difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, TypeVar
from unicodedata import normalize

from cardctl.domain.enum_words import NAMES
from cardctl.domain.enums import (
    BudgetSource,
    Direction,
    EvidenceKind,
    ItemOutcome,
    ItemType,
    Level,
    MeetingKind,
    MeetingStatus,
    Visibility,
)
from cardctl.domain.signal import Colour, Reason
from cardctl.domain.workflow import Outcome, State
from cardctl.errors import Unknown, UsageError
from cardctl.i18n import Message, _, either, languages
from cardctl.suggest import SUGGESTED_ONLY, nearest, synonyms

if TYPE_CHECKING:
    from cardctl.domain.outline import AgencyNames

_Member = TypeVar("_Member", bound=StrEnum)

KINDS: Mapping[type[StrEnum], Message] = {
    State: _("state"),
    Outcome: _("outcome"),
    Colour: _("signal"),
    Reason: _("reason of a signal"),
    EvidenceKind: _("evidence kind"),
    BudgetSource: _("budget source"),
    MeetingKind: _("meeting kind"),
    MeetingStatus: _("meeting status"),
    ItemType: _("agenda item type"),
    ItemOutcome: _("agenda item outcome"),
    Level: _("agency level"),
    Visibility: _("visibility"),
    Direction: _("direction"),
}
"""What the members of an enumeration are called in messages."""


class Ambiguous(UsageError):
    """A name of more than one thing."""

    code = "ambiguous-name"

    def __init__(self, kind: str, written: str, codes: Iterable[str]) -> None:
        super().__init__(
            _("the name '{value}' is ambiguous: {codes}", value=written, codes=either([*codes])),
            _("use the code of the {kind}", kind=_(kind)),
        )


def name_key(name: str) -> str:
    """Return *name* normalised for comparison: NFC, without case, spaces, hyphens, underscores."""
    return _letters(name).replace("-", "").replace("_", "")


def _letters(name: str) -> str:
    """Return *name* in NFC, without case and spaces."""
    return "".join(normalize("NFC", normalize("NFC", name).casefold()).split())


def member(written: str, words: type[_Member]) -> _Member:
    """Return the member of an enumeration that *written* names.

    Raises Unknown with a suggestion, Ambiguous if it names several.
    """
    if written in set(words):
        return words(written)
    by_name = _members(words)
    found = by_name.get(name_key(written), ())
    if not found and written.strip().casefold() not in SUGGESTED_ONLY:
        found = tuple(word for word in synonyms(written) if word in set(words))
    return words(_only(found, written, KINDS[words].template, words, by_name))


def names_of_member(each: StrEnum) -> tuple[str, ...]:
    """Return the value of a member and its names in all languages."""
    message = NAMES[type(each)][each]
    return (each.value, *(message.render(lang) for lang in languages()))


@cache
def _members(words: type[StrEnum]) -> Mapping[str, tuple[str, ...]]:
    """Return the values of an enumeration by their keys in all languages."""
    return _by_key({each.value: names_of_member(each) for each in words})


def meeting_number(written: str) -> int:
    """Return the number in ``2``, ``M02`` or the name of a meeting in any language.

    Raises UsageError.
    """
    for form in _meeting_forms():
        if match := re.fullmatch(form, _letters(written)):
            return int(match[1])
    raise UsageError(
        _("'{value}' is not the number of a meeting", value=written),
        _("write the number, for example 2"),
    )


@cache
def _meeting_forms() -> tuple[str, ...]:
    """Return patterns of the names of meetings, in all languages."""
    messages = (_("meeting {number}"), _("short|meeting {number}"))
    names = [_letters(each.render(lang)) for lang in languages() for each in messages]
    forms = (each.partition("{number}") for each in ("{number}", "m{number}", *names))
    return tuple(
        f"{re.escape(before)}([0-9]{{1,9}}){re.escape(after)}" for before, _field, after in forms
    )


def agency_code(written: str, agencies: Iterable[AgencyNames]) -> str:
    """Return the code of the agency that *written* names; a code always means its own agency.

    Raises Unknown with a suggestion, Ambiguous for a name of several agencies.
    """
    named: dict[str, list[str]] = {}
    for each in agencies:
        named.setdefault(each.code, []).extend(each.all())
    if (code := normalize("NFC", written.strip())) in named:
        return code
    by_name = _by_key(named)
    found = by_name.get(name_key(written), ())
    return _only(found, written, "agency", named, by_name)


def _by_key(named: Mapping[str, Iterable[str]]) -> Mapping[str, tuple[str, ...]]:
    """Return the codes of each key, from the names of each code."""
    found: dict[str, tuple[str, ...]] = {}
    for code, names in named.items():
        for name in dict.fromkeys(map(name_key, names)):
            found[name] = (*found.get(name, ()), code)
    return found


def _only(
    found: tuple[str, ...],
    written: str,
    kind: str,
    codes: Iterable[str],
    by_name: Mapping[str, tuple[str, ...]],
) -> str:
    """Return the only code in *found*. Raises Unknown or Ambiguous."""
    if len(found) == 1:
        return found[0]
    if found:
        raise Ambiguous(kind, written, found)
    known = [*codes]
    near = [*nearest(written, known), *chain(*map(by_name.__getitem__, nearest(written, by_name)))]
    raise Unknown(kind, written, known, near=list(dict.fromkeys(near))[:3])
