"""CC518: erasures name their legal ground and places in which only the marker is left."""

from __future__ import annotations

from collections.abc import Iterator

from cardctl.domain.base import Json
from cardctl.domain.card import Card
from cardctl.domain.redaction import Named, is_erased, is_text_path, places_at
from cardctl.finding import Severity
from cardctl.i18n import Message, _
from cardctl.rules.comparison import Base, CardDiff
from cardctl.rules.examples import HISTORY
from cardctl.rules.rule import Context, Input, Problem, SubjectKind, extends, problem, rule
from cardctl.rules.workflow.history import is_secretariat
from cardctl.rules.workflow.transitions import not_by_old_secretariat

_RESULT = "results:\n  - {meeting: 2, date: 2022-08-16, by: parks, text: %s, readings: {a: 12}}\n"
_ENTRY = (
    HISTORY + "  - {date: 2022-08-20, by: office, redacts: [results.0.text], ground: Art. 36}\n"
)


def _redacts(card: Card) -> bool:
    return any(event.redacts or event.ground for event in card.history)


@rule(
    "CC518",
    "bad-redaction",
    Severity.ERROR,
    reads=[Input.AGENCIES, Input.REGISTER],
    applies_to=_redacts,
    why="An erasure is the one exception to the rule that nothing recorded is lost, so it must "
    "state what was erased, and on which ground.",
    hint="Use cardctl redact ID results.0.text --ground TEXT.",
    bad=_RESULT % "Ask Hong Gildong." + _ENTRY,
    good=_RESULT % '"[redacted]"' + _ENTRY,
)
def bad_redaction(card: Card, context: Context) -> Iterator[Problem]:
    """An erasure lacks its ground or marker, was not filed by the secretariat, or names no text.

    In history and results, the marker must be there for good; other texts may be written anew.
    """
    register = context.register
    for index, event in enumerate(card.history):
        if not event.redacts and not event.ground:
            continue
        if not event.redacts or not event.ground:
            missing = "redacts" if event.ground else "ground"
            yield problem(
                ("history", index, "ground" if event.ground else "redacts"),
                "an erasure needs both redacts and ground",
                hint=_("add to this entry: {keys}", keys=f"{missing}: …"),
            )
        if not is_secretariat(event.by, register):
            yield problem(
                ("history", index, "by"),
                "must be filed by the secretariat, not by {by}",
                by=event.by,
                hint=_("the secretariat ({code}) files erasures",
                       code=register.config.secretariat),
            )  # fmt: skip
        yield from _unmarked(card, index)


def _unmarked(card: Card, index: int) -> Iterator[Problem]:
    """Report paths that are not those of a text; in append-only lists, those without a marker."""
    data = card.model_dump(mode="json", exclude_unset=True)
    for number, path in enumerate(card.history[index].redacts or ()):
        name = Named.of(path)
        fault = None if is_text_path(path) else _no_text(path)
        if name is not None and fault is None and not _has_marker(data, name):
            fault = _not_erased(path)
        if fault is not None:
            yield Problem(("history", index, "redacts", number), *fault)


def _has_marker(data: Json, name: Named) -> bool:
    """Whether the marker is at a place, or where a merge may have moved it."""
    entries = data.get(name.part) or ()
    return any(
        is_erased(data, f"{name.part}.{at}.{name.rest}") for at in range(name.at, len(entries))
    )


def _no_text(path: str) -> tuple[Message, Message]:
    return (
        _("{path} is not the path of a text", path=path),
        _("name the text inside it, such as results.0.text or history.0.note"),
    )


def _not_erased(path: str) -> tuple[Message, Message]:
    return (
        _("{path} is listed as erased, but lacks the marker", path=path),
        _("replace the text with {marker}, or remove the entry", marker="[redacted]"),
    )


@extends("CC518", SubjectKind.CHANGE)
def new_redaction_without_marker(diff: CardDiff, base: Base) -> Iterator[Problem]:
    """A new erasure names a place that the card does not have, or that has no marker.

    Or it is filed by an agency that the change itself made the secretariat.
    """
    if diff.now is None or not isinstance(diff.now.data, dict):
        return
    entries = diff.now.entries("history")
    for index in diff.history.new(len(entries)):
        paths = entries[index].get("redacts")
        if paths:
            yield from not_by_old_secretariat(entries[index].get("by"), index, base)
        for number, path in enumerate(paths if isinstance(paths, list) else ()):
            if not isinstance(path, str) or Named.of(path) is not None or not is_text_path(path):
                continue
            if not places_at(diff.now.data, path) or not is_erased(diff.now.data, path):
                yield Problem(("history", index, "redacts", number), *_not_erased(path))
