"""What a rule is: one record, and the small generators that look for breaches of it.

A rule never sees files, lines, the clock or the disk: it gets one subject (a card, a meeting, the
agencies, the register) and a `Context`, and yields a `Problem` for each breach. The runner (see
`run`) makes findings of them. Rules of the reader and of the schema are records alone: the store
finds their breaches while it loads.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from inspect import cleandoc
from typing import Any, TypeVar

from cardctl.finding import Field, Related, Severity
from cardctl.locale import Phrase, say
from cardctl.model.register import Register

_Found = TypeVar("_Found")

Example = str | Mapping[str, str | bytes]
"""Top-level keys of the example card, or whole files: path to text (see `examples`)."""


class Of(StrEnum):
    """What a rule looks at."""

    CARD = "card"
    MEETING = "meeting"
    AGENCIES = "agencies"
    REGISTER = "register"
    FILE = "file"


class Input(StrEnum):
    """What a rule must know beyond its subject; without it the rule is skipped, and said to be."""

    AGENCIES = "agencies"
    REGISTER = "register"
    MEETINGS = "meetings"
    CARDS = "cards"
    TODAY = "today"
    FILES = "files"
    HEARING = "hearing"


@dataclass(frozen=True, slots=True)
class Rule:
    """All that is known of a rule; its page, its texts and its tests come from here."""

    code: str
    name: str
    severity: Severity
    of: Of
    meaning: str
    why: str
    mend: str
    bad: Example
    good: Example
    reads: frozenset[Input] = frozenset()
    aliases: tuple[str, ...] = ()
    since: str = "0.1"


@dataclass(frozen=True, slots=True)
class Problem:
    """One breach of a rule, at one place of the subject's file."""

    field: Field
    message: Phrase
    mend: Phrase | None = None
    on_key: bool = False
    related: tuple[Related, ...] = ()


@dataclass(frozen=True)
class Context:
    """What rules may ask: the register, today, the repository's files, the meeting to prepare.

    *today*, *exists* and *for_meeting* are there whenever a rule that reads them is run.
    """

    register: Register
    today: date = date.min
    exists: Callable[[str], bool] = bool
    for_meeting: int = 0
    _found: dict[Hashable, Any] = field(default_factory=dict, repr=False, compare=False)

    def once(self, key: Hashable, find: Callable[[], _Found]) -> _Found:
        """What *find* gives, found only once in a run: several rules may ask for the same."""
        if key not in self._found:
            self._found[key] = find()
        found: _Found = self._found[key]
        return found


Check = Callable[[Any, Context], Iterable[Problem]]
_Check = TypeVar("_Check", bound=Check)

RECORDS: dict[str, Rule] = {}
"""Every rule by its code, as the modules of this package are imported (see `registry`)."""

CHECKS: list[tuple[str, Of, Check]] = []
"""Every generator: the code of its rule, what it looks at, and itself."""


def record(rule: Rule) -> None:
    """Enter a rule in the catalogue. Raises ValueError where the code is taken."""
    if rule.code in RECORDS:
        raise ValueError(rule.code)
    RECORDS[rule.code] = rule


def rule(
    code: str,
    name: str,
    severity: Severity,
    *,
    why: str,
    mend: str,
    bad: Example,
    good: Example,
    of: Of = Of.CARD,
    reads: Sequence[Input] = (),
) -> Callable[[_Check], _Check]:
    """Make a generator a rule; the first paragraph of its docstring is the rule's meaning."""

    def decorate(function: _Check) -> _Check:
        meaning = paragraph(function.__doc__ or "")
        record(Rule(code, name, severity, of, meaning, why, mend, bad, good, frozenset(reads)))
        CHECKS.append((code, of, function))
        return function

    return decorate


def also(code: str, of: Of) -> Callable[[_Check], _Check]:
    """Make a generator look for breaches of a rule that has a record, in another subject."""

    def decorate(function: _Check) -> _Check:
        CHECKS.append((code, of, function))
        return function

    return decorate


def paragraph(text: str) -> str:
    """The first paragraph of a docstring, on one line."""
    return " ".join(cleandoc(text).partition("\n\n")[0].split())


def problem(
    place: Field,
    template: str,
    /,
    *,
    mend: Phrase | None = None,
    on_key: bool = False,
    related: Sequence[Related] = (),
    **values: object,
) -> Problem:
    """Make a problem at *place*, in the words of *template* with its *values*."""
    return Problem(place, say(template, **values), mend, on_key, tuple(related))
