"""Rule CC806: whatever is restricted from the public has a stated legal ground."""

from __future__ import annotations

from collections.abc import Iterator

from cardctl.domain.card import Card
from cardctl.domain.enums import Visibility
from cardctl.domain.meeting import Evidence, Meeting
from cardctl.finding import Field, Severity
from cardctl.i18n import _
from cardctl.rules.results.evidence import evidence_items
from cardctl.rules.rule import Context, Problem, SubjectKind, extends, problem, rule


def _lacks_ground(paper: Card | Evidence) -> bool:
    return paper.visibility is Visibility.CLOSED and paper.visibility_ground is None


def _without_ground(place: Field) -> Problem:
    return problem(
        (*place, "visibility"),
        "restricted without a legal ground",
        hint=_("cite the act and its article: visibility_ground"),
    )


def _papers_without_ground(record: Card | Meeting, context: Context) -> Iterator[Problem]:
    for place, paper in evidence_items(record, context):
        if _lacks_ground(paper):
            yield _without_ground(place)


@rule(
    "CC806",
    "closed-without-ground",
    Severity.WARNING,
    why="Restricted content is an exception, and the public report states its ground.",
    hint="Cite the act and its article in visibility_ground, or remove visibility.",
    bad="visibility: closed\n",
    good="visibility: closed\nvisibility_ground: Official Information Disclosure Act, Art. 9\n",
)
def closed_without_ground(card: Card, context: Context) -> Iterator[Problem]:
    """A card, a piece of evidence or a source is restricted without a legal ground."""
    if _lacks_ground(card):
        yield _without_ground(())
    yield from _papers_without_ground(card, context)


@extends("CC806", SubjectKind.MEETING)
def closed_source_without_ground(meeting: Meeting, context: Context) -> Iterator[Problem]:
    """A source of a meeting is closed to the public without a legal ground."""
    yield from _papers_without_ground(meeting, context)
