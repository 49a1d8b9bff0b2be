"""Render a card's history in words: one line for each entry and each result, by date."""

from __future__ import annotations

from collections.abc import Iterator

from cardctl.cli.render.prose import Prose
from cardctl.domain.calendar import Calendar
from cardctl.domain.card import Card, HistoryEntry, Recorded, Result
from cardctl.domain.facts import records
from cardctl.domain.in_force import revised_results
from cardctl.domain.text import text_in
from cardctl.i18n import Message, _
from cardctl.report.words import day, outcome_word, state_word


def write_history(card: Card, calendar: Calendar, prose: Prose, indent: int = 0) -> None:
    """Write the history of *card* to *prose*: date, agency, changes; the reason below."""
    revisions = {index for index, _earlier in revised_results(card.results, calendar)}
    told = [(e.date, e.by, *_entry(b, e, a, prose.lang)) for b, e, a in records(card)]
    told += [
        (result.date, result.by, *_result(result, prose.lang, is_revision=index in revisions))
        for index, result in enumerate(card.results)
    ]
    wide = max(len(by) for _, by, _, _ in told)
    for when, by, what, why in sorted(told, key=lambda line: line[0]):
        lead = f"{'':{indent}}{day(when, prose.lang):<13} {by:<{wide}}  "
        prose.hanging(lead, what)
        if why:
            prose.hanging(" " * len(lead), why)


def _entry(before: Recorded, event: HistoryEntry, after: Recorded, lang: str) -> tuple[str, str]:
    parts = [phrase.render(lang) for phrase in _changes(before, event, after, lang)]
    why = [text_in(event.note, lang)]
    if event.substitute:
        why.append(_("instead: {text}", text=text_in(event.substitute, lang)).render(lang))
    return "; ".join(parts), "\n".join(filter(None, why))


def _changes(
    before: Recorded, event: HistoryEntry, after: Recorded, lang: str
) -> Iterator[Message]:
    if event.state is not None:
        yield _state(before, event, after, lang)
    if event.outcome is not None:
        yield _("outcome {outcome}", outcome=outcome_word(event.outcome, lang))
    if event.records("lead"):
        yield _("lead {agency}", agency=event.lead) if event.lead else _("lead removed")
    if event.records("due"):
        yield _due(before, event, lang)
    if event.meeting is not None:
        yield _("by meeting {number}", number=event.meeting)
    if event.review is not None:
        yield _("to be reviewed by meeting {number}", number=event.review)


def _state(before: Recorded, event: HistoryEntry, after: Recorded, lang: str) -> Message:
    now = state_word(after.state, lang)
    if before == Recorded() and event.state is before.state:
        return _("{state}", state=now)
    if event.state is before.state:
        return _("hold prolonged")
    return _("{before} → {now}", before=state_word(before.state, lang), now=now)


def _due(before: Recorded, event: HistoryEntry, lang: str) -> Message:
    if event.due is None:
        return _("due date removed")
    if before.due is None:
        return _("due {day}", day=day(event.due, lang))
    return _("due {before} → {now}", before=day(before.due, lang), now=day(event.due, lang))


def _result(result: Result, lang: str, *, is_revision: bool) -> tuple[str, str]:
    phrase = _("result for meeting {number}", number=result.meeting)
    if is_revision:
        phrase = _("revised result for meeting {number}", number=result.meeting)
    what, why = phrase.render(lang), [text_in(result.text, lang)]
    if result.progress is not None:
        what += f"; {_('progress {percent} %', percent=result.progress).render(lang)}"
    if result.correction is not None:
        said = _("correction: {reason}", reason=text_in(result.correction, lang))
        why.append(said.render(lang))
    return what, "\n".join(why)
