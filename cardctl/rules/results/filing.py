"""Rules CC606, CC609, CC610, CC615 and CC616: results for a meeting, and their progress."""

from __future__ import annotations

from collections.abc import Iterator

from cardctl.domain.base import Text
from cardctl.domain.calendar import Calendar
from cardctl.domain.card import Card, Result
from cardctl.domain.facts import is_not_submitted
from cardctl.domain.in_force import in_force, last_results
from cardctl.domain.text import MARKER
from cardctl.finding import Related, Severity
from cardctl.i18n import _, _n
from cardctl.rules.rule import Context, Input, Problem, problem, rule

_FIRST = "results:\n  - {meeting: 1, date: 2022-01-13, by: parks, text: The survey is made%s}\n"
_SECOND = "  - {meeting: 2, date: 2022-08-16, by: parks, text: %s}\n"


@rule(
    "CC606",
    "result-for-unknown-meeting",
    Severity.ERROR,
    why="Nobody hears a result for a distant meeting or for one that was never held.",
    hint="Use a registered meeting or the next one, or register it: cardctl meeting add N.",
    bad="results:\n  - {meeting: 7, date: 2022-08-16, by: parks, text: Both dykes are raised.}\n",
    good="results:\n  - {meeting: 3, date: 2022-08-16, by: parks, text: Both dykes are raised.}\n",
)
def result_for_unknown_meeting(card: Card, context: Context) -> Iterator[Problem]:
    """A result is filed for a meeting that is neither registered nor the next one."""
    for index, result in enumerate(card.results):
        if not context.register.calendar.is_known(result.meeting):
            yield problem(
                ("results", index, "meeting"),
                "meeting {number} is neither registered nor the next one ({next})",
                number=result.meeting,
                next=context.register.calendar.new,
                hint=_("use the meeting that hears it"),
            )


def _pairs(card: Card, calendar: Calendar) -> Iterator[tuple[int, int, Result, Result]]:
    """Yield each result in force with the same agency's result for its meeting before.

    Both indexes, then both results. A result is not compared with the one that it revises.
    """
    last: dict[str, int] = {}
    for (by, _meeting), index in last_results(card.results, calendar).items():
        if by in last:
            before = last[by]
            yield before, index, card.results[before], card.results[index]
        last[by] = index


@rule(
    "CC609",
    "progress-fell",
    Severity.WARNING,
    why="Either the earlier figure was too high, or work was undone: the meeting will ask.",
    hint="Correct the figure, or explain the decrease in the result (blocker).",
    bad=_FIRST % ", progress: 60" + _SECOND % "The northern dyke is raised., progress: 40",
    good=_FIRST % ", progress: 40" + _SECOND % "The northern dyke is raised., progress: 60",
)
def progress_fell(card: Card, context: Context) -> Iterator[Problem]:
    """An agency reports less progress than before and names no blocker."""
    for before, index, earlier, result in _pairs(card, context.register.calendar):
        if earlier.progress is None or result.progress is None or result.blocker:
            continue
        if result.progress < earlier.progress:
            yield problem(
                ("results", index, "progress"),
                "progress is {now} %, down from {before} % for meeting {meeting}",
                now=result.progress,
                before=earlier.progress,
                meeting=earlier.meeting,
                hint=_("correct the figure, or describe the obstacle: blocker"),
                related=[Related(_("reported here"), ("results", before, "progress"))],
            )


_STEPS = """\
plan:
  summary: Raise the dykes.
  steps:
    - {id: a, title: Raise the southern dyke, done: 2022-06-20}
    - {id: b, title: Raise the northern dyke}
"""


@rule(
    "CC610",
    "progress-mismatch",
    Severity.WARNING,
    why="With work left, either the 100 % is wrong or the steps are out of date.",
    hint="Mark the steps that are done (cardctl update ID --step K=done), or correct the figure.",
    bad=_STEPS + "results:\n" + _SECOND % "All raised., progress: 100",
    good=_STEPS + "results:\n" + _SECOND % "Half is raised., progress: 50",
)
def progress_mismatch(card: Card, context: Context) -> Iterator[Problem]:
    """The last result reports 100 % while steps of the plan are neither done nor dropped."""
    last = next(reversed(last_results(card.results, context.register.calendar).values()), -1)
    kept = [step for step in card.plan.steps if step.dropped is None] if card.plan else []
    open_ = [step.id for step in kept if not step.ended]
    if last < 0 or card.results[last].progress != 100 or not open_:
        return
    yield problem(
        ("results", last, "progress"),
        _n(
            "progress is 100 %, but {done} of {count} step is done; open: {steps}",
            "progress is 100 %, but only {done} of {count} steps are done; open: {steps}",
            len(kept), done=len(kept) - len(open_), steps=", ".join(open_),
        ),
        hint=_("cardctl update {id} {steps}, or correct the figure",
                 id=card.id, steps=" ".join(f"--step {step}=done" for step in open_)),
    )  # fmt: skip


def _words(text: Text) -> object:
    """Return a text as words only, so that spaces and line breaks make no difference."""
    if isinstance(text, dict):
        return {lang: words.split() for lang, words in text.items()}
    return text.split()


def _is_erased(text: Text) -> bool:
    return text == MARKER or (isinstance(text, dict) and MARKER in text.values())


@rule(
    "CC615",
    "same-text",
    Severity.WARNING,
    why="A repeated report gives the meeting no new information.",
    hint="State what has happened since, or that nothing has, and why.",
    bad=_FIRST % "" + _SECOND % "The survey is made",
    good=_FIRST % "" + _SECOND % "Both dykes are raised.",
)
def same_text(card: Card, context: Context) -> Iterator[Problem]:
    """A result repeats the same agency's result for the meeting before word for word."""
    for before, index, earlier, result in _pairs(card, context.register.calendar):
        if _words(earlier.text) == _words(result.text) and not _is_erased(result.text):
            yield problem(
                ("results", index, "text"),
                "same text as for meeting {meeting}",
                meeting=earlier.meeting,
                hint=_("describe what has happened since"),
                related=[Related(_("same text"), ("results", before, "text"))],
            )


@rule(
    "CC616",
    "result-missing",
    Severity.WARNING,
    reads=[Input.HEARING],
    applies_to=lambda card: card.is_open,
    why="The report will show 'not submitted' for this card.",
    hint="File it: cardctl update ID --for N --result TEXT.",
    bad="results: []\n",
    good="results:\n" + _SECOND % "Both dykes are raised.",
)
def result_missing(card: Card, context: Context) -> Iterator[Problem]:
    """An open card has no result from its lead for the meeting being prepared.

    Where nobody leads the card, a result of any agency does.
    """
    number = context.for_meeting
    calendar = context.register.calendar
    if not calendar.is_before(card.meeting, number):
        return
    if not is_not_submitted(in_force(card, calendar), number, calendar):
        return
    hint = _("cardctl update {id} --for {number} --result TEXT", id=card.id, number=number)
    if card.lead is None:
        yield problem(
            ("results",), "no result for meeting {number}; the card has no lead",
            number=number, hint=hint,
        )  # fmt: skip
    else:
        yield problem(
            ("results",), "no result from {lead} for meeting {number}",
            number=number, lead=card.lead, hint=hint,
        )  # fmt: skip
