"""Definition of a rule: one record, and the small check functions that find violations of it.

A check never accesses files, lines, the clock or the disk: it gets one subject (a card, a meeting,
the agencies, the register) and a `Context`, and yields a `Problem` for each violation. The runner
(see `runner`) converts problems to findings. Rules of the reader and of the schema are records
only: the store checks them while it loads.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from inspect import cleandoc
from typing import Any, NamedTuple, TypeVar

from cardctl.domain.card_facts import CardFacts
from cardctl.domain.ids import id_order
from cardctl.domain.register import FactRegister
from cardctl.finding import Field, Fix, Related, Severity, Span
from cardctl.i18n import Message, _

_Found = TypeVar("_Found")
_Subject = TypeVar("_Subject")

Standing = str | Mapping[str, str | bytes]
"""Top-level keys of the example card, or whole files: path to text (see `examples`)."""


class Change(NamedTuple):
    """An example of a change: the register before and after it.

    *changed_on_target* is the version on the branch that the change goes to, if that is no longer
    *before*.
    """

    before: Standing
    after: Standing
    changed_on_target: Standing | None = None


Example = Standing | Change
"""A register, or a change of one."""


class SubjectKind(StrEnum):
    """Kind of subject that a rule checks."""

    CARD = "card"
    MEETING = "meeting"
    AGENCIES = "agencies"
    REGISTER = "register"
    FILE = "file"
    CHANGE = "change"
    FILE_CHANGE = "file_change"
    """A shared file that a change altered (see `comparison.FileDiff`)."""


class Input(StrEnum):
    """What a rule needs besides its subject; without it the rule is reported as skipped.

    The ids of all cards are never missing: an unreadable file still has its name.
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


ALLOWABLE_TOPICS = frozenset("347")
"""Hundreds of the codes of rules that a comment may allow: references, dates and texts.

Problems with the form of a file, the workflow, results and safety have to be fixed.
"""

NEVER_ALLOWED = frozenset({"CC310", "CC404", "CC405", "CC408"})
"""Rules of those topics that no comment may allow: they keep the order of what happened."""


class Rule(NamedTuple):
    """Everything about a rule; its page, its texts and its tests are made from this."""

    code: str
    name: str
    severity: Severity
    of: SubjectKind
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

        Errors that the store finds leave a file unread, whatever a comment says.
        """
        if self.of is SubjectKind.FILE and self.severity is Severity.ERROR:
            return False
        return self.code[2] in ALLOWABLE_TOPICS and self.code not in NEVER_ALLOWED


class Problem(NamedTuple):
    """One violation of a rule, at one place in the subject's file.

    *path* is another file, relative to the register's root, and *span* the place in it.
    *severity* overrides that of the rule.
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


class RepositoryContext(NamedTuple):
    """Repository context of a register, as far as rules need it.

    Paths are relative to the top of the repository: *home* is the register's folder ("" if it is
    the top), *attributes* the text of each ``.gitattributes``, *stale* the JSON Schemas beside the
    register that differ from the program's own. *tracked* are the files of the program's own
    folder that git tracks, relative to the register. *code_owners* is the path and the text of the
    repository's CODEOWNERS, if it has one.
    """

    home: str = ""
    attributes: Mapping[str, str] = {}
    stale: tuple[str, ...] = ()
    tracked: tuple[str, ...] = ()
    code_owners: tuple[str, str] | None = None


NO_CONTEXT = RepositoryContext()


class Context:
    """What checks can read: the register, today, the repository's files, the meeting to prepare.

    *today*, *exists*, *for_meeting* and *around* are set whenever a rule that reads them runs.
    *deferred* has by code the ids of the cards that a rule still has to check, if that is known.
    """

    def __init__(
        self,
        register: FactRegister,
        today: date = date.min,
        exists: Callable[[str], bool] = bool,
        for_meeting: int = 0,
        around: RepositoryContext = NO_CONTEXT,
        deferred: Mapping[str, Collection[str]] | None = None,
    ) -> None:
        self.register = register
        self.today = today
        self.exists = exists
        self.for_meeting = for_meeting
        self.around = around
        self._deferred = deferred
        self._found: dict[Hashable, Any] = {}
        self._own: dict[Hashable, Any] = {}

    def memo(self, key: Hashable, find: Callable[[], _Found]) -> _Found:
        """Return the result of *find*, computed once per run, because several rules may need it."""
        if key not in self._found:
            self._found[key] = find()
        found: _Found = self._found[key]
        return found

    def cards(self, code: str) -> Iterator[CardFacts]:
        """Yield the cards, in order, that the rule with this code may have something to say on.

        If nobody has looked at the cards before, these are all.
        """
        register = self.register
        if self._deferred is None:
            yield from register
        else:
            for identifier in sorted(self._deferred.get(code, ()), key=id_order):
                yield register.cards[identifier]

    def of(self, subject: _Subject, find: Callable[[_Subject, Context], _Found]) -> _Found:
        """Return the result of *find* for *subject*, computed once while rules check that subject.

        Only the last subject is cached, and by reference: memory does not grow during a run, and
        no other object can be taken for it.
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
"""From a subject and its `Context` to problems.

For a change: from a `CardDiff`, or the `FileDiff` of a shared file, and the `Base`.
"""

CHANGES = frozenset({SubjectKind.CHANGE, SubjectKind.FILE_CHANGE})
"""Subjects that exist only if a change is checked."""

_Check = TypeVar("_Check", bound=Check)

AppliesTo = Callable[[Any], bool]
"""Pre-filter of subjects: False means that a check cannot report anything on the subject."""

Suspicion = Callable[[CardFacts, "Context"], bool]
"""The same, by facts of a card and the whole register."""

NOT_LOCAL = frozenset(
    {Input.CARDS, Input.IDS, Input.TODAY, Input.FILES, Input.AROUND, Input.HEARING}
)
"""Inputs that are neither in a subject's own file nor in the shared files.

The shared files are the settings, the agencies, the meetings and their seals.
"""


def _always(_: object) -> bool:
    return True


class CheckScope(NamedTuple):
    """Declared inputs of a check.

    `applies_to(subject)` is a cheap pre-filter: False means that the check cannot report anything
    on the subject, whatever the other cards, the day and the files are.
    """

    reads: frozenset[Input] = frozenset()
    applies_to: AppliesTo = _always
    suspects: Suspicion | None = None
    """For a check that needs the full card: whether it may report anything, by the card's facts."""

    @property
    def is_local(self) -> bool:
        """Whether its problems depend on the subject and the shared files alone."""
        return self.reads.isdisjoint(NOT_LOCAL)


RECORDS: dict[str, Rule] = {}
"""Every rule by its code, filled when the modules of this package are imported (see `registry`)."""

CHECKS: list[tuple[str, SubjectKind, Check]] = []
"""Every check: the code of its rule, its kind of subject, and the function."""

SCOPES: dict[Check, CheckScope] = {}
"""Declared inputs of each check, without those of its rule's record (see `registry`)."""


def record(rule: Rule) -> None:
    """Add a rule to the catalogue. Raises ValueError if the code is taken."""
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
    of: SubjectKind = SubjectKind.CARD,
    reads: Sequence[Input] = (),
    applies_to: AppliesTo = _always,
) -> Callable[[_Check], _Check]:
    """Register a check as a rule; the first paragraph of its docstring is the rule's meaning."""

    def decorate(function: _Check) -> _Check:
        meaning = paragraph(function.__doc__ or "")
        record(Rule(code, name, severity, of, meaning, why, hint, bad, good, frozenset(reads)))
        _enter(code, of, function, CheckScope(frozenset(reads), applies_to))
        return function

    return decorate


def extends(
    code: str,
    of: SubjectKind,
    *,
    reads: Sequence[Input] = (),
    applies_to: AppliesTo = _always,
    suspects: Suspicion | None = None,
) -> Callable[[_Check], _Check]:
    """Register a further check, of another kind of subject, for a rule that has a record.

    *reads* are its inputs besides those of the record; for the others see `CheckScope`.
    """

    def decorate(function: _Check) -> _Check:
        _enter(code, of, function, CheckScope(frozenset(reads), applies_to, suspects))
        return function

    return decorate


def _enter(code: str, of: SubjectKind, function: Check, reach: CheckScope) -> None:
    CHECKS.append((code, of, function))
    SCOPES[function] = reach


def paragraph(text: str) -> str:
    """Return the first paragraph of a docstring, on one line."""
    return " ".join(cleandoc(text).partition("\n\n")[0].split())


def problem(
    place: Field,
    message: str | Message,
    /,
    *,
    hint: Message | None = None,
    on_key: bool = False,
    related: Sequence[Related] = (),
    fixes: Sequence[Fix] = (),
    severity: Severity | None = None,
    **values: object,
) -> Problem:
    """Return a problem at *place*, with a *message*, or its template and *values*."""
    if isinstance(message, str):
        message = _(message, **values)
    places, ways = tuple(related), tuple(fixes)
    return Problem(place, message, hint, on_key, places, ways, severity=severity)
