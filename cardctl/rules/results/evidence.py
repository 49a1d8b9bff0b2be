"""Rules CC601 to CC611: a claimed outcome needs evidence, ended steps and target readings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cardctl.domain.card import Card
from cardctl.domain.in_force import superseded
from cardctl.domain.meeting import Evidence, Meeting
from cardctl.domain.requirements import TransitionContext, unread_targets
from cardctl.domain.text import MARKER
from cardctl.domain.workflow import REQUIREMENTS
from cardctl.finding import Field, Related, Severity
from cardctl.i18n import _
from cardctl.rules.examples import CLAIM
from cardctl.rules.rule import Context, Input, Problem, SubjectKind, extends, problem, rule
from cardctl.rules.workflow.requirements import unmet_needs


def _unmet_claims(code: str, card: Card, context: Context) -> Iterator[TransitionContext]:
    """Yield the entries whose outcome does not meet the requirement that rule *code* reports."""
    for at, need in unmet_needs(card, context):
        if REQUIREMENTS[need].code == code:
            yield at


def _claim_place(at: TransitionContext) -> Field:
    return ("history", at.entry, "outcome" if at.event.outcome else "state")


def _claimed_here(at: TransitionContext) -> list[Related]:
    return [Related(_("claimed here"), _claim_place(at))]


def _result_option(card: Card, context: Context) -> str:
    """Return the option that adds to a result; a reason is needed if a meeting has heard it."""
    from cardctl.domain.changes.refusal import result_option  # most checks find nothing to report

    option = result_option(card, context.register.calendar)
    return f"{option} --reason TEXT" if option == "--revise" else option


_RESULT = "results:\n  - {meeting: 2, date: 2022-08-16, by: parks, text: Raised., readings: {a: 12}"


@rule(
    "CC601",
    "outcome-without-evidence",
    Severity.ERROR,
    why="The meeting confirms what it can verify; a claim alone proves nothing.",
    hint="File a result with its evidence: cardctl update ID --result TEXT --evidence URL.",
    bad=CLAIM + _RESULT + "}\n",
    good=CLAIM + _RESULT + ", evidence: [{kind: report, title: Survey}]}\n",
)
def outcome_without_evidence(card: Card, context: Context) -> Iterator[Problem]:
    """A completed or sustained outcome is claimed, but no result filed by then has evidence."""
    for at in _unmet_claims("CC601", card, context):
        yield problem(
            _claim_place(at),
            "{outcome} is claimed, but no result filed by {date} has evidence",
            outcome=at.now.outcome,
            date=at.event.date,
            hint=_("cardctl update {id} --on {date} --for {meeting} {option} --evidence URL",
                     id=card.id, date=at.event.date, meeting=context.register.calendar.next,
                     option=_result_option(card, context)),
        )  # fmt: skip


@rule(
    "CC602",
    "news-only-evidence",
    Severity.ERROR,
    why="News reports announcements; documents, agreements and figures show what was done.",
    hint="Add primary evidence: a promulgation, letter, agreement, report or statistics.",
    bad=CLAIM + _RESULT + ', evidence: [{kind: news, url: "https://example.org/1"}]}\n',
    good=CLAIM + _RESULT + ", evidence: [{kind: report, title: Survey}]}\n",
)
def news_only_evidence(card: Card, context: Context) -> Iterator[Problem]:
    """A completed or sustained outcome is claimed, but all evidence is news."""
    for at in _unmet_claims("CC602", card, context):
        yield problem(
            _claim_place(at),
            "{outcome} is claimed, but all evidence is news",
            outcome=at.now.outcome,
            hint=_("add supporting evidence: promulgation, official_letter, agreement, "
                   "statistics, report …"),
        )  # fmt: skip


def is_inside(path: str) -> bool:
    """Whether a path stays inside the repository, judged by its text alone."""
    parts = path.replace("\\", "/").split("/")
    return ".." not in parts and parts[0] not in ("", "~") and ":" not in parts[0]


def evidence_items(record: Card | Meeting, context: Context) -> Sequence[tuple[Field, Evidence]]:
    """Return all evidence and sources in a record, with their places."""
    return context.of(record, _evidence_items)


def _evidence_items(record: Card | Meeting, _: Context) -> list[tuple[Field, Evidence]]:
    found: list[tuple[Field, Evidence]] = [
        (("sources", index), paper) for index, paper in enumerate(record.sources)
    ]
    for index, result in enumerate(record.results if isinstance(record, Card) else ()):
        at = ("results", index, "evidence")
        found += [((*at, place), paper) for place, paper in enumerate(result.evidence)]
    return found


def _missing_files(record: Card | Meeting, context: Context) -> Iterator[Problem]:
    results = record.results if isinstance(record, Card) else ()
    replaced = superseded(results, context.register.calendar)
    for place, paper in evidence_items(record, context):
        if place[0] == "results" and place[1] in replaced:
            continue
        if paper.path in (None, MARKER) or not is_inside(paper.path):
            continue
        if not context.exists(paper.path):
            yield problem(
                (*place, "path"),
                "no file '{path}' in this repository",
                path=paper.path,
                hint=_("add the file, correct the path, or give a web address: url"),
            )


_SURVEY = ", evidence: [{kind: report, path: evidence/%s.pdf}]}\n"


def _names_files(card: Card) -> bool:
    """Whether a piece of evidence or a source of a card is a file."""
    lists = (card.sources, *(result.evidence for result in card.results))
    return any(paper.path is not None for each in lists for paper in each)


@rule(
    "CC603",
    "evidence-missing",
    Severity.ERROR,
    reads=[Input.FILES],
    applies_to=_names_files,
    why="Evidence that cannot be opened proves nothing.",
    hint="Add the file, correct the path, or give a web address (url).",
    bad=_RESULT + _SURVEY % "dyke",
    good=_RESULT + _SURVEY % "dykes",
)
def evidence_missing(card: Card, context: Context) -> Iterator[Problem]:
    """Evidence or a source refers to a file that is not in the repository."""
    yield from _missing_files(card, context)


@extends("CC603", SubjectKind.MEETING)
def source_missing(meeting: Meeting, context: Context) -> Iterator[Problem]:
    """A source of a meeting names a file that is not in the repository."""
    yield from _missing_files(meeting, context)


_ENDED = "plan:\n  summary: Raise the dykes.\n  steps:\n    - {id: a, title: The southern dyke%s}\n"


@rule(
    "CC607",
    "open-steps",
    Severity.ERROR,
    why="A task with remaining work is not done.",
    hint="Mark each step as done (cardctl update ID --step K=done), or drop it with a reason "
    "(note).",
    bad=CLAIM + _ENDED % "",
    good=CLAIM + _ENDED % ", done: 2022-08-12",
)
def open_steps(card: Card, context: Context) -> Iterator[Problem]:
    """A completed or sustained outcome is claimed while steps are neither done nor dropped."""
    for at in _unmet_claims("CC607", card, context):
        steps = card.plan.steps if card.plan else ()
        places = [index for index, step in enumerate(steps) if not step.ended]
        yield problem(
            ("plan", "steps", places[0], "id"),
            "{outcome} is claimed while steps are open: {steps}",
            outcome=at.now.outcome,
            steps=", ".join(steps[index].id for index in places),
            hint=_("cardctl update {id} {steps}, or drop them with a note", id=card.id,
                     steps=" ".join(f"--step {steps[index].id}=done" for index in places)),
            related=_claimed_here(at),
        )  # fmt: skip


@rule(
    "CC608",
    "unread-target",
    Severity.ERROR,
    why="Without a reading, nobody knows whether the target was reached.",
    hint="File a result with the reading: cardctl update ID --result TEXT --reading "
         "INDICATOR=VALUE.",
    bad=CLAIM + _RESULT.replace(", readings: {a: 12}", "")
    + ", evidence: [{kind: report, title: Survey}]}\n",
    good=CLAIM + _RESULT + ", evidence: [{kind: report, title: Survey}]}\n",
)  # fmt: skip
def unread_target(card: Card, context: Context) -> Iterator[Problem]:
    """A completed or sustained outcome is claimed, but a target has no reading."""
    for at in _unmet_claims("CC608", card, context):
        unread = unread_targets(card, context.register.calendar, at.event.date)
        first = next(i for i, indicator in enumerate(card.indicators) if indicator.id in unread)
        yield problem(
            ("indicators", first, "id"),
            "{outcome} is claimed, but these targets have no reading: {indicators}",
            outcome=at.now.outcome,
            indicators=", ".join(unread),
            hint=_("cardctl update {id} --for {meeting} {option} {readings}",
                     id=card.id, meeting=context.register.calendar.next,
                     option=_result_option(card, context),
                     readings=" ".join(f"--reading {each}=VALUE" for each in unread)),
            related=_claimed_here(at),
        )  # fmt: skip


_HARD = CLAIM.replace("completed", "infeasible").replace("infeasible}", "infeasible, %s}")
_WHY = "note: The ground is too soft."


@rule(
    "CC611",
    "no-substitute",
    Severity.ERROR,
    why="If a task is hard to implement, the meeting hears why, and what is done instead.",
    hint="State the measures taken instead in the entry (substitute).",
    bad=_HARD.replace("%s", _WHY),
    good=_HARD.replace("%s", _WHY + ", substitute: A basin holds the water back."),
)
def no_substitute(card: Card, context: Context) -> Iterator[Problem]:
    """An infeasible outcome is claimed without the measures taken instead."""
    for at in _unmet_claims("CC611", card, context):
        yield problem(
            _claim_place(at),
            "{outcome} is claimed without the measures taken instead",
            outcome=at.now.outcome,
            hint=_("add them to this entry: substitute: TEXT"),
        )
