"""What a rule is: one record, and the small generators that look for breaches of it.

A rule never sees files, lines, the clock or the disk: it gets one subject (a card, a meeting, the
agencies, the register) and a `Context`, and yields a `Problem` for each breach. The runner (see
`run`) makes findings of them. Rules of the reader and of the schema are records alone: the store
finds their breaches while it loads.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from inspect import cleandoc
from typing import Any, NamedTuple, TypeVar

from cardctl.domain.register import FactRegister
from cardctl.finding import Field, Fix, Related, Severity, Span
from cardctl.i18n import Message, _

_Found = TypeVar("_Found")
_Subject = TypeVar("_Subject")

Standing = str | Mapping[str, str | bytes]
"""Top-level keys of the example card, or whole files: path to text (see `examples`)."""


class Change(NamedTuple):
    """An example of a change: the register before and after it.

    *meanwhile* is what stands on the branch that the change goes to, where that is no longer
    *before*.
    """

    before: Standing
    after: Standing
    changed_on_target: Standing | None = None


Example = Standing | Change
"""A register as it stands, or a change of one."""


class Of(StrEnum):
    """What a rule looks at."""

    CARD = "card"
    MEETING = "meeting"
    AGENCIES = "agencies"
    REGISTER = "register"
    FILE = "file"
    CHANGE = "change"


class Input(StrEnum):
    """What a rule must know beyond its subject; without it the rule is skipped, and said to be.

    The ids of all cards are never missing: a file that cannot be read still has its name.
    """

    AGENCIES = "agencies"
    REGISTER = "register"
    MEETINGS = "meetings"
    CARDS = "cards"
    IDS = "ids"
    TODAY = "today"
    FILES = "files"
    AROUND = "around"
    HEARING = "hearing"


class Rule(NamedTuple):
    """All that is known of a rule; its page, its texts and its tests come from here."""

    code: str
    name: str
    severity: Severity
    of: Of
    meaning: str
    why: str
    hint: str
    bad: Example
    good: Example
    reads: frozenset[Input] = frozenset()
    aliases: tuple[str, ...] = ()
    since: str = "0.1"

    @property
    def can_be_allowed(self) -> bool:
        """Whether a comment in the file may allow a finding.

        What is wrong with a file's form, the workflow, results and safety is put right, not
        allowed; and what the store finds leaves a file unread, whatever a comment says.
        """
        unread = self.of is Of.FILE and self.severity is Severity.ERROR
        return self.code[2] in "347" and not unread


class Problem(NamedTuple):
    """One breach of a rule, at one place of the subject's file.

    *path* names another file, relative to the register's root, and *span* the place in it.
    *severity* is None if it is that of the rule.
    """

    field: Field
    message: Message
    hint: Message | None = None
    on_key: bool = False
    related: tuple[Related, ...] = ()
    fixes: tuple[Fix, ...] = ()
    path: str = ""
    span: Span | None = None
    severity: Severity | None = None


class Around(NamedTuple):
    """What lies around the register in its repository, as far as rules ask for it.

    All paths are seen from the top of the repository: *home* is the register's folder ("" where it
    is the top), *attributes* the text of each ``.gitattributes``, *stale* the JSON Schemas beside
    the register that differ from the program's own. *tracked* are the files of the program's own
    folder that git tracks, seen from the register.
    """

    home: str = ""
    attributes: Mapping[str, str] = {}
    stale: tuple[str, ...] = ()
    tracked: tuple[str, ...] = ()


NOTHING_AROUND = Around()


class Context:
    """What rules may ask: the register, today, the repository's files, the meeting to prepare.

    *today*, *exists*, *for_meeting* and *around* are there whenever a rule that reads them is run.
    """

    def __init__(
        self,
        register: FactRegister,
        today: date = date.min,
        exists: Callable[[str], bool] = bool,
        for_meeting: int = 0,
        around: Around = NOTHING_AROUND,
    ) -> None:
        self.register = register
        self.today = today
        self.exists = exists
        self.for_meeting = for_meeting
        self.around = around
        self._found: dict[Hashable, Any] = {}
        self._own: dict[Hashable, Any] = {}

    def memo(self, key: Hashable, find: Callable[[], _Found]) -> _Found:
        """What *find* gives, found only once in a run: several rules may ask for the same."""
        if key not in self._found:
            self._found[key] = find()
        found: _Found = self._found[key]
        return found

    def of(self, subject: _Subject, find: Callable[[_Subject, Context], _Found]) -> _Found:
        """What *find* gives for *subject*, found only once while the rules look at it.

        Only the last subject is remembered, and it is held: memory does not grow with a run, and no
        other record can come to stand in its place.
        """
        own = self._own
        if own.get(None) is not subject:
            own.clear()
            own[None] = subject
        found: _Found
        if find in own:
            found = own[find]
        else:
            found = own[find] = find(subject, self)
        return found


Check = Callable[[Any, Any], Iterable[Problem]]
"""From a subject and a `Context` (of a change: a `CardDiff` and the `Base`) to problems."""

_Check = TypeVar("_Check", bound=Check)

AppliesTo = Callable[[Any], bool]
"""From a subject to whether a generator could say anything of it, whatever else there is."""

NOT_LOCAL = frozenset(
    {Input.CARDS, Input.IDS, Input.TODAY, Input.FILES, Input.AROUND, Input.HEARING}
)
"""What is neither in a subject's own file nor in those that all share.

The shared ones are the settings, the agencies, the meetings and their seals.
"""


def _always(_: object) -> bool:
    return True


class Scope(NamedTuple):
    """How far a generator looks: what it *reads*, and whether a subject *concerns* it at all.

    Where a subject does not, there is no problem in it, whatever the other cards, the day and the
    files are.
    """

    reads: frozenset[Input] = frozenset()
    applies_to: AppliesTo = _always
    whole: bool = False
    """Whether it asks for more of a card than others may know of it."""

    @property
    def is_local(self) -> bool:
        """Whether its problems follow from the subject and the shared files alone."""
        return self.reads.isdisjoint(NOT_LOCAL)


RECORDS: dict[str, Rule] = {}
"""Every rule by its code, as the modules of this package are imported (see `registry`)."""

CHECKS: list[tuple[str, Of, Check]] = []
"""Every generator: the code of its rule, what it looks at, and itself."""

SCOPES: dict[Check, Scope] = {}
"""How far each generator looks; what its rule's record reads comes on top (see `registry`)."""


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
    hint: str,
    bad: Example,
    good: Example,
    of: Of = Of.CARD,
    reads: Sequence[Input] = (),
    applies_to: AppliesTo = _always,
) -> Callable[[_Check], _Check]:
    """Make a generator a rule; the first paragraph of its docstring is the rule's meaning."""

    def decorate(function: _Check) -> _Check:
        meaning = paragraph(function.__doc__ or "")
        record(Rule(code, name, severity, of, meaning, why, hint, bad, good, frozenset(reads)))
        _enter(code, of, function, Scope(frozenset(reads), applies_to))
        return function

    return decorate


def extends(
    code: str,
    of: Of,
    *,
    reads: Sequence[Input] = (),
    applies_to: AppliesTo = _always,
    whole: bool = False,
) -> Callable[[_Check], _Check]:
    """Make a generator look for breaches of a rule that has a record, in another subject.

    *reads* is what it reads beyond what the record says; *whole* whether it asks for more of a
    card than others may know of it (see `Scope`).
    """

    def decorate(function: _Check) -> _Check:
        _enter(code, of, function, Scope(frozenset(reads), applies_to, whole))
        return function

    return decorate


def _enter(code: str, of: Of, function: Check, reach: Scope) -> None:
    CHECKS.append((code, of, function))
    SCOPES[function] = reach


def paragraph(text: str) -> str:
    """The first paragraph of a docstring, on one line."""
    return " ".join(cleandoc(text).partition("\n\n")[0].split())


def problem(
    place: Field,
    template: str,
    /,
    *,
    hint: Message | None = None,
    on_key: bool = False,
    related: Sequence[Related] = (),
    fixes: Sequence[Fix] = (),
    severity: Severity | None = None,
    **values: object,
) -> Problem:
    """Make a problem at *place*, in the words of *template* with its *values*."""
    message = _(template, **values)
    places, ways = tuple(related), tuple(fixes)
    return Problem(place, message, hint, on_key, places, ways, severity=severity)
