"""Terms of a report, and the official formats of dates, amounts and shares in each language."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from cardctl.domain.ids import id_order
from cardctl.domain.signal import REASONS, SIGNALS, Colour, Reason, Signal
from cardctl.domain.text import MARKER, text_in
from cardctl.domain.workflow import OUTCOMES, STATES, Outcome, State
from cardctl.i18n import Message, _, _n
from cardctl.i18n.layout import figures, layout_of, localised

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from cardctl.domain.base import Text
    from cardctl.domain.meeting import Evidence
    from cardctl.domain.outline import AmountUnit
    from cardctl.domain.register import FactRegister

NOTHING = "–"
"""Shown if there is no value: 0 ÷ 0 is not 0%."""

NOT_SUBMITTED = REASONS[Reason.NOT_SUBMITTED]
NO_LEAD = _("no lead agency")

OF_LEAD: dict[Reason, Message] = {
    Reason.NOT_SUBMITTED: _("no result from the lead agency"),
    Reason.STAGNANT: _("no result from the lead agency for two meetings"),
}
"""Reasons in other words if a partner has filed a result, so that something was submitted."""

IMPLIED: dict[Reason, Reason] = {Reason.STAGNANT: Reason.NOT_SUBMITTED}
"""Reasons that say another one, too, which is then not named."""


class SignalLabel(NamedTuple):
    """The name of a signal, with the symbol printed before it.

    The symbols differ in shape, for greyscale print, and take one column on every terminal (East
    Asian width N), so that columns stay aligned.
    """

    glyph: str
    words: Message


SIGNAL_LABELS: dict[Colour, SignalLabel] = {
    Colour.RED: SignalLabel("✗", SIGNALS[Colour.RED]),
    Colour.AMBER: SignalLabel("▴", SIGNALS[Colour.AMBER]),
    Colour.GREEN: SignalLabel("▸", SIGNALS[Colour.GREEN]),
    Colour.BLUE: SignalLabel("✓", SIGNALS[Colour.BLUE]),
    Colour.GREY: SignalLabel("◦", SIGNALS[Colour.GREY]),
}

RELATIONS: dict[str, tuple[Message, Message]] = {
    "parent": (_("part of"), _("parts")),
    "depends_on": (_("depends on"), _("needed by")),
    "see_also": (_("see also"), _("seen also from")),
    "merged_into": (_("merged into"), _("took in")),
    "split_into": (_("split into"), _("split from")),
    "superseded_by": (_("superseded by"), _("supersedes")),
}
"""Labels of each kind of relation: on its own card, and on the other card."""

ERASED = _("[redacted]")
"""What is shown in place of an erased text."""

COUNTED: dict[str, Callable[[int], Message]] = {
    "card": lambda n: _n("count|{count} card", "{count} cards", n),
    "open matter": lambda n: _n("count|{count} open matter", "{count} open matters", n),
    "day": lambda n: _n("count|{count} day", "{count} days", n),
    "time": lambda n: _n("count|{count} time", "{count} times", n),
    "meeting": lambda n: _n("count|{count} meeting", "{count} meetings", n),
    "file": lambda n: _n("count|{count} file", "{count} files", n),
    "item": lambda n: _n("count|{count} item", "{count} items", n),
    "error": lambda n: _n("count|{count} error", "{count} errors", n),
    "warning": lambda n: _n("count|{count} warning", "{count} warnings", n),
    "evidence": lambda n: _n("count|{count} piece of evidence", "{count} pieces of evidence", n),
}
"""Counts with their nouns."""


def text(said: Text | None, lang: str) -> str:
    """Return a text in *lang*; "" for None. An erased one has its marker in that language."""
    shown = text_in(said, lang)
    return ERASED.render(lang) if shown == MARKER else shown


def counted(number: int, noun: str, lang: str) -> str:
    """Return a count with its noun: ``1 card``, ``25 cards``, ``25건``."""
    return COUNTED[noun](number).render(lang)


@cache
def meeting_name(number: int, lang: str) -> str:
    """Return the name of a meeting by its number: ``meeting 2``, ``제2회 회의``."""
    return _("meeting {number}", number=number).render(lang)


def is_document_only(evidence: Evidence) -> bool:
    """Whether number and date are all that is known of a piece of evidence."""
    others = (evidence.title, evidence.issuer, evidence.url, evidence.path)
    return evidence.number is not None and not any(others)


def document_name(evidence: Evidence, lang: str) -> str:
    """Return the number of a document with its date in brackets: ``A-1234 (2026-03-02)``."""
    number = text(evidence.number, lang)
    if evidence.date is None:
        return number
    return f"{number} ({day(evidence.date, lang)})"


def meeting_title(register: FactRegister, number: int, lang: str) -> str:
    """Return the name of a meeting with its body, as on the cover.

    ``Central-Local Cooperation Meeting, meeting 2``; ``제2회 중앙지방협력회의``.
    """
    body = text_in(register.config.body, lang)
    return _("{body}, meeting {number}", body=body, number=number).render(lang)


def agency_name(register: FactRegister, code: str | None, lang: str) -> str:
    """Return an agency's name; an unknown code is returned as it is, None means no lead."""
    if code is None:
        return NO_LEAD.render(lang)
    return text_in(register.agency_names.get(code, code), lang)


def tags(register: FactRegister, found: Iterable[str], lang: str) -> str:
    """Return tags by their names in *lang*; a tag without a name is shown as it is."""
    names = register.tag_names
    return ", ".join(text(names.get(tag, tag), lang) for tag in found)


@lru_cache(4096)
def day(value: date | None, lang: str) -> str:
    """Format a date: ``2022-01-13``; in Korean ``2022. 1. 13.``."""
    if value is None:
        return NOTHING
    return layout_of(lang).date.format(year=value.year, month=value.month, day=value.day)


def money(value: int | None, unit: AmountUnit, lang: str, *, approximate: bool = False) -> str:
    """Format an amount given in the register's unit: ``KRW 25.1 trillion``, ``25조 1,000억원``."""
    from cardctl.i18n.amounts import amount  # lists show no money in words

    if value is None:
        return NOTHING
    said = amount(value * unit.unit, unit.currency, lang)
    if not approximate:
        return said
    return _("about {amount}", amount=said).render(lang)


def percent(part: int | None, whole: int | None, lang: str) -> str:
    """Format *part* ÷ *whole* to one decimal, ``33.3%``, rounding half up; ``–`` if undefined."""
    if part is None or not whole:
        return NOTHING
    tenths = (2000 * part + whole) // (2 * whole)
    return localised(f"{tenths // 10:,}.{tenths % 10}%", lang)


def percent_of(rate: float | None, lang: str) -> str:
    """Format a given rate (1 is 100%) as a percentage."""
    if rate is None:
        return NOTHING
    percentage = (Decimal(str(rate)) * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{figures(percentage, lang)}%"


def points(value: int, lang: str) -> str:
    """Format progress from 0 to 100: ``54%``."""
    return f"{figures(value, lang)}%"


def change(now: int, before: int | None, lang: str) -> str:
    """Format the change of a count: ``+3``, ``−2``, ``0``; ``–`` if there is no earlier count."""
    if before is None:
        return NOTHING
    moved = now - before
    sign = "+" if moved > 0 else "−" if moved else ""
    return f"{sign}{figures(abs(moved), lang)}"


def number(value: int | Decimal | None, lang: str) -> str:
    """Format a reading."""
    return NOTHING if value is None else figures(value, lang)


def state_word(state: State, lang: str) -> str:
    """Return the name of a state."""
    return STATES[state].words.render(lang)


def outcome_word(outcome: Outcome | None, lang: str) -> str:
    """Return the name of an outcome."""
    return OUTCOMES[outcome].words.render(lang) if outcome else NOTHING


def signal_word(colour: Colour, lang: str) -> str:
    """Return the name of a signal with its symbol: ``✗ red``, ``✗ 적색``."""
    sign = SIGNAL_LABELS[colour]
    return f"{sign.glyph} {sign.words.render(lang)}"


def reasons_words(signal: Signal, lang: str, has_partner_result: bool = False) -> str:
    """Return the reasons of a signal as text, most important first, each thing once.

    *has_partner_result* says that only the lead has filed nothing.
    """
    implied = {IMPLIED[reason] for reason in signal.reasons if reason in IMPLIED}
    shown = (reason for reason in signal.reasons if reason not in implied)
    return ", ".join(reason_word(reason, lang, has_partner_result) for reason in shown)


def reason_word(reason: Reason, lang: str, has_partner_result: bool = False) -> str:
    """Return a reason as text."""
    named = OF_LEAD.get(reason) if has_partner_result else None
    return (named or REASONS[reason]).render(lang)


def heading(text: str) -> str:
    """Return a term as the heading of a column: ``Needs attention``."""
    return text[:1].upper() + text[1:]


def id_ranges(identifiers: Iterable[str], lang: str) -> str:
    """Format ids in order, with runs of three or more as ``M01-001 to M01-006``."""
    runs: list[list[str]] = []
    for identifier in sorted(identifiers, key=id_order):
        if runs and _follows(runs[-1][-1], identifier):
            runs[-1].append(identifier)
        else:
            runs.append([identifier])
    form = layout_of(lang).range
    return ", ".join(
        form.format(first=run[0], last=run[-1]) if len(run) > 2 else ", ".join(run) for run in runs
    )


def _follows(one: str, other: str) -> bool:
    meeting, serial, _ = id_order(one)
    return id_order(other)[:2] == (meeting, serial + 1)
