"""Run the rules in two parts: those that need one card alone, and those that need more.

The findings on one card alone depend on its file and on the shared files (settings, agencies,
meetings, seals). They can be computed one card at a time, and cached until one of these files
changes. For the other rules, a summary of each card is enough, besides the few full cards that the
date, the repository's files or the meeting to prepare may affect.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import NamedTuple, Unpack

from cardctl.domain.card import Card
from cardctl.domain.register import FactRegister
from cardctl.finding import Finding
from cardctl.rules.dates import last_day
from cardctl.rules.registry import ORDERED, SCOPE_OF
from cardctl.rules.rule import Check, Input, SubjectKind
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

    *register* may have summaries instead of cards; *deferred* gives by id the rules to run on a
    card (see `CardCheck`), and *whole* returns the full card if a summary is not enough. Raises
    the same errors as `check`.
    """
    run = prepare(register, options)
    return Checked(tuple(_together(run, deferred, whole)), tuple(run.skipped()))


def _together(
    run: Run, deferred: Mapping[str, Collection[str]], whole: Callable[[str], Card]
) -> Iterator[Finding]:
    register = run.context.register
    for of, path, subject in run.shared():
        yield from run.look(run.looks(of), path, subject)
    looks = run.looks(SubjectKind.CARD)
    among = [(rule, look) for rule, look in looks if _is_among_cards(look)]
    alone = [(rule, look) for rule, look in looks if _needs_whole_card(look)]
    for identifier, codes in deferred.items():
        path, summary = register.path_of(identifier), register.cards[identifier]
        yield from run.look([each for each in among if each[0].code in codes], path, summary)
        rest = [each for each in alone if each[0].code in codes]
        if rest:
            yield from run.look(rest, path, whole(identifier))


def _is_among_cards(look: Check) -> bool:
    """Whether a check looks at other cards, and summaries are enough for it."""
    reach = SCOPE_OF[look]
    return not reach.whole and not reach.reads.isdisjoint({Input.CARDS, Input.IDS})


def _needs_whole_card(look: Check) -> bool:
    return not SCOPE_OF[look].is_local and not _is_among_cards(look)
