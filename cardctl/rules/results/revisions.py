"""CC617: a result that a meeting has heard is revised only with the reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from cardctl.domain.card import Card, Result
from cardctl.domain.in_force import filed_result, revised_results
from cardctl.finding import Related, Severity
from cardctl.i18n import _
from cardctl.rules.comparison import Base, CardDiff
from cardctl.rules.examples import CARD, FILES
from cardctl.rules.rule import Context, Problem, SubjectKind, extends, problem, rule

_HEARD = FILES["M02/meeting.yaml"].replace("papers: 2022-09-30", "papers: 2022-08-20")
_REVISED = FILES[CARD].replace(
    "history:\n",
    "  - {meeting: 2, %sdate: 2022-08-25, by: parks, text: One dyke is raised., readings: {a: 6}}\n"
    "history:\n",
)


@rule(
    "CC617",
    "revision-without-reason",
    Severity.ERROR,
    why="The meeting decided on the old result, so it must learn what was wrong with it.",
    hint="Give the reason: cardctl update ID --revise --result TEXT --reason TEXT.",
    bad={"M02/meeting.yaml": _HEARD, CARD: _REVISED % ""},
    good={"M02/meeting.yaml": _HEARD, CARD: _REVISED % "correction: Only one was measured., "},
)
def revision_without_reason(card: Card, context: Context) -> Iterator[Problem]:
    """A result revises one that a meeting had heard, and gives no reason (correction).

    A later revision may give it.
    """
    register = context.register
    for index, earlier in revised_results(card.results, register.calendar):
        result = card.results[index]
        number = register.heard_result(card, card.results[earlier], result.date)
        if number is not None and not _is_explained(card.results[index:], result):
            yield _unexplained(card, index, earlier, number)


@extends("CC617", SubjectKind.CHANGE)
def late_revision_without_reason(diff: CardDiff, base: Base) -> Iterator[Problem]:
    """A new result revises one of the base that a meeting had heard by the day of the base."""
    card = base.head.cards.get(diff.now.id) if diff.now else None
    if card is None or diff.then is None:
        return
    new = diff.results.new(len(card.results))
    old = card.model_copy(
        update={"results": tuple(r for i, r in enumerate(card.results) if i not in new)}
    )
    calendar = base.register.calendar
    for index, earlier in revised_results(card.results, calendar):
        result = card.results[index]
        known = filed_result(old.results, result.by, result.meeting, calendar)
        if index not in new or known is None:
            continue
        filed = max(result.date, base.day or date.min)
        number = base.register.heard_result(old, known, filed)
        if number is not None and not _is_explained(card.results[index:], result):
            yield _unexplained(card, index, earlier, number)


def _is_explained(following: Sequence[Result], result: Result) -> bool:
    """Whether *result* or one of those *following* that revises it gives the reason."""
    return any(
        other.correction is not None
        for other in following
        if (other.by, other.meeting) == (result.by, result.meeting)
    )


def _unexplained(card: Card, index: int, earlier: int, number: int) -> Problem:
    result = card.results[index]
    return problem(
        ("results", index),
        "this revises a result that meeting {number} has heard, without a reason",
        number=number,
        hint=_(
            "add it (correction: TEXT), or revise the result again: cardctl update {id} --revise "
            "--by {by} --for {meeting} --result TEXT --reason TEXT",
            id=card.id, by=result.by, meeting=result.meeting,
        ),
        related=[Related(_("the result that was heard"), ("results", earlier))],
    )  # fmt: skip
