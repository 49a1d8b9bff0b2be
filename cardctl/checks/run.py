"""Run the rules over a register: problems become findings with path, code and severity."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cardctl.checks.registry import ORDERED, RULES, selection
from cardctl.checks.rule import Around, Context, Input, Of, Problem, Rule
from cardctl.errors import Unknown
from cardctl.finding import Finding, Severity
from cardctl.locale import Phrase, say
from cardctl.model.card import Card
from cardctl.model.ids import id_order, meeting_path
from cardctl.model.register import Register

Subject = tuple[str, Any]
"""The path of a file, and what stands in it."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A rule that did not run, or not on everything, and why."""

    code: str
    name: str
    reason: Phrase


@dataclass(frozen=True, slots=True)
class Checked:
    """What the rules found, file by file, and which of them could not look everywhere."""

    findings: tuple[Finding, ...]
    skipped: tuple[Skipped, ...] = ()


def check(
    register: Register,
    *,
    today: date | None = None,
    exists: Callable[[str], bool] | None = None,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    for_meeting: int | None = None,
    around: Around | None = None,
    only: Collection[str] | None = None,
) -> Checked:
    """Run every rule that is asked for and that can run.

    *today* is the day that dates are held against; *exists* tells whether a path named as
    evidence is there; *for_meeting* is the meeting that is prepared; *around* is what lies around
    the register; without them the rules that need them do not run. *select* and *ignore* take
    codes, beginnings of codes such as CC4, and names. With *only* the rules look at the cards of
    these ids, and at nothing else. Raises Unknown for a rule or a meeting to prepare that is none.
    """
    chosen = selection(select, ignore)
    if for_meeting is not None and not register.hears(for_meeting):
        raise Unknown("meeting", str(for_meeting), [str(n) for n in sorted(register.meetings)])
    given = {
        Input.TODAY: today,
        Input.FILES: exists,
        Input.HEARING: for_meeting,
        Input.AROUND: around,
    }
    absent = {name for name, value in given.items() if value is None}
    context = Context(
        register, today or date.min, exists or bool, for_meeting or 0, around or Around()
    )
    without = {**_unread(register), **{name: _NOT_GIVEN[name] for name in absent}}
    subjects = _subjects(register, without) if only is None else _cards(register, only)
    found = tuple(_findings(context, chosen, without, subjects))
    return Checked(found, tuple(_skipped(chosen, without)))


_PARTIAL = {Input.MEETINGS, Input.CARDS}
"""Where these are not all there, the rules run on those that are."""

_NOT_GIVEN = {
    Input.TODAY: say("no date was given"),
    Input.FILES: say("the files of the repository were not listed"),
    Input.HEARING: say("no meeting to prepare was named"),
    Input.AROUND: say("what lies around the register was not looked at"),
}


def _unread(register: Register) -> dict[Input, Phrase]:
    """What of the register could not be read."""
    found = {}
    if not register.agencies_known:
        found[Input.AGENCIES] = say("agencies.yaml could not be read")
    if not register.config_known:
        found[Input.REGISTER] = say("cardctl.yaml could not be read")
    if register.unreadable_meetings:
        paths = ", ".join(map(meeting_path, sorted(register.unreadable_meetings)))
        found[Input.MEETINGS] = say("could not be read: {paths}", paths=paths)
    if register.unreadable:
        paths = ", ".join(sorted(register.unreadable))
        found[Input.CARDS] = say("could not be read: {paths}", paths=paths)
    return found


def _skipped(chosen: frozenset[str], without: Mapping[Input, Phrase]) -> Iterator[Skipped]:
    """What is told of rules that could not look everywhere; a meeting is named only on purpose."""
    for code in sorted(chosen):
        rule = RULES[code]
        for name in Input:
            if name in rule.reads and name in without and name is not Input.HEARING:
                yield Skipped(code, rule.name, without[name])
                break


def _subjects(register: Register, without: Container[Input]) -> Iterator[tuple[Of, Subject]]:
    if Input.REGISTER not in without:
        yield Of.REGISTER, ("cardctl.yaml", register)
    yield Of.AGENCIES, ("agencies.yaml", register.agencies)
    for number in sorted(register.meetings):
        yield Of.MEETING, (meeting_path(number), register.meetings[number])
    yield from _cards(register, register.cards)


def _cards(register: Register, ids: Iterable[str]) -> Iterator[tuple[Of, Subject]]:
    for identifier in sorted(ids, key=id_order):
        if identifier in register.cards:
            yield Of.CARD, (register.path_of(identifier), register.cards[identifier])


def _findings(
    context: Context,
    chosen: frozenset[str],
    without: Mapping[Input, Phrase],
    subjects: Iterable[tuple[Of, Subject]],
) -> Iterator[Finding]:
    missing = without.keys() - _PARTIAL
    running = [
        (rule, of, look)
        for rule, of, look in ORDERED
        if rule.code in chosen and not rule.reads & missing
    ]
    by_subject = {of: [(rule, look) for rule, of_, look in running if of_ is of] for of in Of}
    for of, (path, subject) in subjects:
        for rule, look in by_subject[of]:
            for problem in look(subject, context):
                yield _finding(rule, path, problem, _severity(rule, subject))


def _severity(rule: Rule, subject: object) -> Severity:
    """The rule's own; but nobody rewrites the texts of a closed card."""
    closed = isinstance(subject, Card) and not subject.is_open
    return Severity.NOTE if closed and rule.code.startswith("CC7") else rule.severity


def _finding(rule: Rule, path: str, problem: Problem, severity: Severity) -> Finding:
    return Finding(
        path=problem.path or path,
        field=problem.field,
        code=rule.code,
        name=rule.name,
        message=problem.message,
        severity=severity,
        mend=problem.mend,
        on_key=problem.on_key,
        span=problem.span,
        related=problem.related,
        fixes=problem.fixes,
    )
