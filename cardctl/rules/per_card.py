"""Run the rules in two parts: those that need one card alone, and those that need more.

The findings on one card alone depend on its file and on the shared files (settings, agencies,
meetings, seals). They can be computed one card at a time, and cached until one of these files
changes. For the other rules, facts of each card are enough, besides the few full cards that the
date, the repository's files or the meeting to prepare may affect.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import NamedTuple, Unpack

from cardctl.domain.card import Card
from cardctl.domain.card_facts import CardFacts
from cardctl.domain.register import FactRegister
from cardctl.finding import Finding
from cardctl.rules.dates import last_day
from cardctl.rules.registry import ORDERED, SCOPE_OF
from cardctl.rules.rule import Check, Context, Input, SubjectKind
from cardctl.rules.runner import Checked, Run, RunOptions, prepare

FUTURE = "CC404"
"""The rule that no longer applies to a card once its last day has come."""

SAME_TITLE = "CC703"
"""The rule that applies to a card only if another one has its title."""


class CardCheck(NamedTuple):
    """Result of checking one card alone.

    *findings* are its findings. *deferred* are the codes of the rules to run later with the whole
    register, except `FUTURE` and `SAME_TITLE`. *last* is the last date recorded in it (ISO).
    """

    findings: list[Finding]
    deferred: list[str]
    last: str


class CardChecker:
    """Checks cards one at a time. *register* has the shared files and no cards."""

    def __init__(self, register: FactRegister) -> None:
        self._run = prepare(register, {})
        self._looks = [
            (r, look) for r, look in self._run.looks(SubjectKind.CARD) if SCOPE_OF[look].is_local
        ]
        self._later = [
            (rule.code, SCOPE_OF[look].applies_to)
            for rule, of, look in ORDERED
            if of is SubjectKind.CARD
            and not SCOPE_OF[look].is_local
            and rule.code not in (FUTURE, SAME_TITLE)
        ]

    def look(self, path: str, card: Card) -> CardCheck:
        """Return the result of checking the card at *path* alone."""
        found = list(self._run.look(self._looks, path, card))
        deferred = dict.fromkeys(code for code, applies_to in self._later if applies_to(card))
        return CardCheck(found, list(deferred), last_day(card).isoformat())


def check_cross_card(
    register: FactRegister,
    deferred: Mapping[str, Collection[str]],
    whole: Callable[[str], Card],
    **options: Unpack[RunOptions],
) -> Checked:
    """Run the rules that need more than one card alone.

    *register* may have facts instead of cards; *deferred* gives by code the ids of the cards that
    are left to check (see `CardCheck`), and *whole* returns the full card if facts are not enough.
    Raises the same errors as `check`.
    """
    run = prepare(register, options, deferred)
    return Checked(tuple(_together(run, deferred, whole)), tuple(run.skipped()))


def _together(
    run: Run, deferred: Mapping[str, Collection[str]], whole: Callable[[str], Card]
) -> Iterator[Finding]:
    register = run.context.register
    for of, path, subject in run.shared():
        yield from run.look(run.looks(of), path, subject)
    for rule, check in run.looks(SubjectKind.CARD):
        if SCOPE_OF[check].is_local:
            continue
        subject_of = _facts_or_card(check, run.context, whole)
        for identifier in deferred.get(rule.code, ()):
            subject = subject_of(identifier)
            if subject is not None:
                yield from run.look([(rule, check)], register.path_of(identifier), subject)


def _facts_or_card(
    check: Check, context: Context, whole: Callable[[str], Card]
) -> Callable[[str], CardFacts | None]:
    """Return what finds the subject of a check by card id.

    Facts are enough if it only looks at other cards. Otherwise it is the full card, and None if the
    check cannot report anything on it.
    """
    facts_of = context.register.cards.__getitem__
    suspects, reads = SCOPE_OF[check].suspects, SCOPE_OF[check].reads
    if suspects is None:
        return whole if reads.isdisjoint({Input.CARDS, Input.IDS}) else facts_of
    return lambda identifier: whole(identifier) if suspects(facts_of(identifier), context) else None
