"""Run the rules on a change: problems become findings with path, code and severity."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cardctl.finding import Field, Finding
from cardctl.rules.comparison import Base, CardDiff, FileDiff, pairs
from cardctl.rules.registry import ORDERED, selection
from cardctl.rules.rule import SubjectKind

MERGE_RULES = frozenset({"CC313", "CC315", "CC506", "CC507", "CC508", "CC515", "CC604"})
"""Rules that compare a merge with each of its parents: nothing of a parent may be lost."""

FILING_RULES = frozenset({"CC408", "CC516"})
"""Rules on the day on which a new entry was filed: it is new only if none of the bases has it."""


def check_changes(
    pasts: Iterable[Base], *, select: Iterable[str] = (), ignore: Iterable[str] = ()
) -> tuple[Finding, ...]:
    """Check a change against its base, or several, then against each parent of a merge.

    A finding on one of them is not repeated for the next. *select* and *ignore* are as for
    `check`. Raises Unknown for an unknown rule.
    """
    chosen = selection(select, ignore)
    bases: list[Base] = []
    parents: list[Base] = []
    for past in pasts:
        (parents if past.merged else bases).append(past)
    checked = [_by_place(base, chosen) for base in bases]
    common = set(checked[0]).intersection(*checked[1:]) if checked else set()
    found: dict[_Place, Finding] = {}
    for findings in (*checked, *(_by_place(parent, chosen & MERGE_RULES) for parent in parents)):
        for place, finding in findings.items():
            if place in common or finding.code not in FILING_RULES:
                found.setdefault(place, finding)
    return tuple(found.values())


_Place = tuple[str, str, Field]
"""Path, code and field of a finding."""


def _by_place(base: Base, codes: frozenset[str]) -> dict[_Place, Finding]:
    found: dict[_Place, Finding] = {}
    for finding in _findings(base, codes):
        found.setdefault((finding.path, finding.code, finding.field), finding)
    return found


def merge_findings(standing: Iterable[Finding], judged: Iterable[Finding]) -> list[Finding]:
    """Merge the findings on a register with those on the change that led to it.

    A finding in both is reported once, with the message that names the base. If the state at the
    top of a card is an illegal transition, its missing entry (CC502) is not reported, too; nor is a
    meeting that was not held (CC520), if therefore a due date was moved late.
    """
    judged = list(judged)
    said = {(each.path, each.code, each.field) for each in judged}
    said |= {
        (each.path, "CC502", each.field)
        for each in judged
        if each.code == "CC501" and each.field == ("state",)
    }
    said |= {(each.path, "CC520", each.field) for each in judged if each.code == "CC408"}
    kept = (each for each in standing if (each.path, each.code, each.field) not in said)
    return [*kept, *judged]


def _findings(base: Base, codes: frozenset[str]) -> Iterator[Finding]:
    yield from _run(SubjectKind.CHANGE, pairs(base), base, codes)
    yield from _run(SubjectKind.FILE_CHANGE, base.files, base, codes)


def _run(
    kind: SubjectKind, diffs: Iterable[CardDiff | FileDiff], base: Base, codes: frozenset[str]
) -> Iterator[Finding]:
    """Yield what the rules with *codes* find in *diffs*, which are subjects of this *kind*."""
    looking = [(rule, look) for rule, of, look in ORDERED if of is kind and rule.code in codes]
    for diff in diffs:
        for rule, look in looking:
            for problem in look(diff, base):
                yield Finding(
                    path=diff.path,
                    field=problem.field,
                    code=rule.code,
                    name=rule.name,
                    message=problem.message,
                    severity=problem.severity or rule.severity,
                    hint=problem.hint,
                    on_key=problem.on_key,
                    related=problem.related,
                )
