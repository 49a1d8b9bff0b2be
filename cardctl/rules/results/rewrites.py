"""CC604: a result that was heard is not rewritten."""

from __future__ import annotations

from collections.abc import Iterator

from cardctl.finding import Severity
from cardctl.i18n import _
from cardctl.rules.comparison import (
    Base,
    CardDiff,
)
from cardctl.rules.entries import rewritten
from cardctl.rules.rule import Change, Problem, SubjectKind, rule
from cardctl.rules.withdrawals import without_withdrawn

_RESULT = """\
results:
  - {meeting: 2, date: 2022-08-16, by: parks, text: %s, readings: {a: 12}}
"""
_SECOND = "  - {meeting: 2, date: 2022-08-20, by: roads, text: The road on the dyke is open.}\n"


@rule(
    "CC604",
    "result-rewritten",
    Severity.ERROR,
    of=SubjectKind.CHANGE,
    why="What was reported to a meeting must stay readable, even if it was wrong.",
    hint="Restore the old results, then revise them by further ones: cardctl update ID --revise "
    "--result TEXT --reason TEXT.",
    bad=Change(before=_RESULT % "Raised by half.", after=_RESULT % "Both are raised."),
    good=Change(before=_RESULT % "All raised.", after=_RESULT % "All raised." + _SECOND),
)
def result_rewritten(diff: CardDiff, base: Base) -> Iterator[Problem]:
    """A result was changed, removed or moved.

    Results that no meeting has heard may be taken back.
    """
    hint = _(
        "restore it, then revise it by a further result: cardctl update {id} --revise "
        "--result TEXT --reason TEXT",
        id=diff.now and diff.now.id,
    )
    how = without_withdrawn(diff, base, "results", diff.results)
    yield from rewritten(diff, base, "results", how, hint)
