"""Run the rules on a register: problems become findings with path, code and severity."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple, TypedDict, Unpack

from cardctl.domain.ids import id_order, meeting_path
from cardctl.domain.register import FactRegister
from cardctl.finding import Finding, Severity
from cardctl.i18n import Message, _
from cardctl.rules.registry import ORDERED, RULES, selection
from cardctl.rules.rule import (
    NO_CONTEXT,
    Check,
    Context,
    Input,
    Problem,
    RepositoryContext,
    Rule,
    SubjectKind,
)

Subject = tuple[SubjectKind, str, Any]
"""Kind of the subject, path of its file, and the object itself."""


class Skipped(NamedTuple):
    """A rule that did not run, or not on all subjects, and why."""

    code: str
    name: str
    reason: Message


class Checked(NamedTuple):
    """Findings of the rules, file by file, and rules that did not check everything."""

    findings: tuple[Finding, ...]
    skipped: tuple[Skipped, ...] = ()


def check(
    register: FactRegister, *, only: Collection[str] | None = None, **options: Unpack[RunOptions]
) -> Checked:
    """Run every selected rule that can run.

    With *only*, check the cards with these ids and nothing else. Raises Unknown for an unknown
    rule or meeting to prepare, Refused for a meeting that hears no report.
    """
    run = prepare(register, options)
    subjects = run.subjects() if only is None else cards(register, only)
    looks = {of: run.looks(of) for of in SubjectKind}
    found = (
        finding for of, path, subject in subjects for finding in run.look(looks[of], path, subject)
    )
    return Checked(tuple(found), tuple(run.skipped()))


class RunOptions(TypedDict, total=False):
    """Inputs for rules, and the selection of rules to run.

    *today* is the day that dates are compared with; *exists* returns whether a path named as
    evidence exists; *for_meeting* is the meeting to prepare; *around* is the repository context.
    Without them, the rules that need them do not run. *select* and *ignore* take codes, prefixes
    of codes such as CC4, and names.
    """

    today: date | None
    exists: Callable[[str], bool] | None
    select: Iterable[str]
    ignore: Iterable[str]
    for_meeting: int | None
    around: RepositoryContext | None


def prepare(
    register: FactRegister,
    options: RunOptions,
    deferred: Mapping[str, Collection[str]] | None = None,
) -> Run:
    """Return a run of the rules on *register*, for *deferred* see `Context`.

    Raises the same errors as `check`.
    """
    number = options.get("for_meeting")
    if number is not None:
        register.require_hearing(number)
    given = {
        Input.TODAY: options.get("today"),
        Input.FILES: options.get("exists"),
        Input.HEARING: number,
        Input.AROUND: options.get("around"),
    }
    context = Context(
        register,
        options.get("today") or date.min,
        options.get("exists") or bool,
        number or 0,
        options.get("around") or NO_CONTEXT,
        deferred,
    )
    absent = {name: _MISSING_INPUT[name] for name, value in given.items() if value is None}
    chosen = selection(options.get("select", ()), options.get("ignore", ()))
    return Run(context, chosen, {**_unread(register), **absent})


Look = tuple[Rule, Check]


class Run(NamedTuple):
    """Rules ready to run: the *chosen* ones, *without* the inputs that are missing."""

    context: Context
    chosen: frozenset[str]
    without: Mapping[Input, Message]

    def looks(self, of: SubjectKind) -> list[Look]:
        """Return the checks of subjects of kind *of* that can run."""
        missing = self.without.keys() - _PARTIAL
        return [
            (rule, look)
            for rule, of_, look in ORDERED
            if of_ is of and rule.code in self.chosen and not rule.reads & missing
        ]

    def look(self, looks: Iterable[Look], path: str, subject: object) -> Iterator[Finding]:
        """Yield the findings of *looks* in one subject, whose file is at *path*."""
        for rule, look in looks:
            for problem in look(subject, self.context):
                yield _finding(rule, path, problem, problem.severity or _severity(rule, subject))

    def subjects(self) -> Iterator[Subject]:
        """Yield all subjects of the rules."""
        yield from self.shared()
        yield from cards(self.context.register, self.context.register.cards)

    def shared(self) -> Iterator[Subject]:
        """Yield all subjects of the rules except the cards."""
        register = self.context.register
        if Input.REGISTER not in self.without:
            yield SubjectKind.REGISTER, "cardctl.yaml", register
        yield SubjectKind.AGENCIES, "agencies.yaml", register.agencies
        for number in sorted(register.meetings):
            yield SubjectKind.MEETING, meeting_path(number), register.meetings[number]

    def skipped(self) -> Iterator[Skipped]:
        """Yield the rules that did not check everything; a meeting to prepare is optional."""
        for code in sorted(self.chosen):
            rule = RULES[code]
            for name in Input:
                if name in rule.reads and name in self.without and name is not Input.HEARING:
                    yield Skipped(code, rule.name, self.without[name])
                    break


def cards(register: FactRegister, ids: Iterable[str]) -> Iterator[Subject]:
    """Yield the cards with these ids that could be read, in order."""
    for identifier in sorted(ids, key=id_order):
        if identifier in register.cards:
            yield SubjectKind.CARD, register.path_of(identifier), register.cards[identifier]


_PARTIAL = {Input.MEETINGS, Input.CARDS}
"""If some of these could not be read, the rules run on the others."""

_MISSING_INPUT = {
    Input.TODAY: _("no date was given"),
    Input.FILES: _("the repository files were not listed"),
    Input.HEARING: _("no meeting to prepare was specified"),
    Input.AROUND: _("the repository around the register was not inspected"),
}


def _unread(register: FactRegister) -> dict[Input, Message]:
    """Return the inputs of the register that could not be read, with the reason."""
    found = {}
    if not register.agencies_known:
        found[Input.AGENCIES] = _("agencies.yaml could not be read")
    if not register.config_known:
        found[Input.REGISTER] = _("cardctl.yaml could not be read")
    if register.unreadable_meetings:
        paths = ", ".join(map(meeting_path, sorted(register.unreadable_meetings)))
        found[Input.MEETINGS] = _("could not be read: {paths}", paths=paths)
    if register.unreadable:
        paths = ", ".join(sorted(register.unreadable))
        found[Input.CARDS] = _("could not be read: {paths}", paths=paths)
    return found


def _severity(rule: Rule, subject: object) -> Severity:
    """Return the rule's severity; a note for texts of a closed card, which nobody rewrites."""
    closed = not getattr(subject, "is_open", True)
    return Severity.NOTE if closed and rule.code.startswith("CC7") else rule.severity


def _finding(rule: Rule, path: str, problem: Problem, severity: Severity) -> Finding:
    return Finding(
        path=problem.path or path,
        field=problem.field,
        code=rule.code,
        name=rule.name,
        message=problem.message,
        severity=severity,
        hint=problem.hint,
        on_key=problem.on_key,
        span=problem.span,
        related=problem.related,
        fixes=problem.fixes,
    )
