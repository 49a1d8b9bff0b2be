"""Terms of a report in both languages, and the official formats of dates, amounts and shares."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from cardctl.domain.agency import MoneyUnit
from cardctl.domain.card import BudgetSource
from cardctl.domain.ids import id_order
from cardctl.domain.meeting import EvidenceKind, MeetingKind
from cardctl.domain.signal import Colour, Reason, Signal
from cardctl.domain.text import text_in
from cardctl.domain.workflow import OUTCOMES, STATES, Outcome, State, Words
from cardctl.i18n.amounts import amount

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cardctl.domain.register import Register

NOTHING = "–"
"""Shown if there is no value: 0 ÷ 0 is not 0%."""

NOT_SUBMITTED = Words("not submitted", "미제출")
NO_LEAD = Words("no lead agency", "주관기관 미정")


@dataclass(frozen=True, slots=True)
class Sign:
    """The name of a signal, with the symbol printed before it.

    The symbols differ in shape, for greyscale print, and take one column on every terminal (East
    Asian width N), so that columns stay aligned.
    """

    glyph: str
    words: Words


SIGNS: dict[Colour, Sign] = {
    Colour.RED: Sign("✗", Words("red", "적색")),
    Colour.AMBER: Sign("▴", Words("amber", "황색")),
    Colour.GREEN: Sign("▸", Words("green", "녹색")),
    Colour.BLUE: Sign("✓", Words("blue", "청색")),
    Colour.GREY: Sign("◦", Words("grey", "회색")),
}

REASONS: dict[Reason, Words] = {
    Reason.LATE: Words("late", "기한 경과 후 제출"),
    Reason.OVERDUE: Words("overdue", "지연"),
    Reason.INFEASIBLE: Words("submitted as infeasible", "이행곤란 제출"),
    Reason.STAGNANT: Words("no result for two meetings", "2회 연속 미제출"),
    Reason.STEP_OVERDUE: Words("a step overdue", "세부과제 지연"),
    Reason.SLIPPED: Words("due date moved", "기한 변경"),
    Reason.NOT_SUBMITTED: NOT_SUBMITTED,
    Reason.ON_HOLD: Words("on hold", "보류"),
    Reason.UNOWNED: Words("without a lead", "주관기관 미정"),
}

EVIDENCE: dict[EvidenceKind, Words] = {
    EvidenceKind.PROMULGATION: Words("promulgation", "공포"),
    EvidenceKind.OFFICIAL_LETTER: Words("official letter", "공문"),
    EvidenceKind.AGREEMENT: Words("agreement", "협약"),
    EvidenceKind.BUDGET: Words("budget", "예산서"),
    EvidenceKind.MINUTES: Words("minutes", "회의록"),
    EvidenceKind.STATISTICS: Words("statistics", "통계"),
    EvidenceKind.REPORT: Words("report", "보고서"),
    EvidenceKind.PHOTO: Words("photo", "사진"),
    EvidenceKind.NEWS: Words("news", "언론보도"),
    EvidenceKind.OTHER: Words("other", "기타"),
}

BUDGETS: dict[BudgetSource, Words] = {
    BudgetSource.NATIONAL: Words("national", "국비"),
    BudgetSource.PROVINCIAL: Words("provincial", "시·도비"),
    BudgetSource.MUNICIPAL: Words("municipal", "시·군·구비"),
    BudgetSource.FUND: Words("fund", "기금"),
    BudgetSource.PRIVATE: Words("private", "민간"),
    BudgetSource.OTHER: Words("other", "기타"),
}

MEETING_KINDS: dict[MeetingKind, Words] = {
    MeetingKind.REGULAR: Words("regular", "정기회의"),
    MeetingKind.EXTRAORDINARY: Words("extraordinary", "임시회의"),
}

RELATIONS: dict[str, tuple[Words, Words]] = {
    "parent": (Words("part of", "상위 과제"), Words("parts", "하위 과제")),
    "depends_on": (Words("depends on", "선행 과제"), Words("needed by", "후속 과제")),
    "see_also": (Words("see also", "관련 과제"), Words("seen also from", "관련 과제")),
    "merged_into": (Words("merged into", "통합된 과제"), Words("took in", "통합한 과제")),
    "split_into": (Words("split into", "분할된 과제"), Words("split from", "분할 전 과제")),
    "superseded_by": (Words("superseded by", "대체한 과제"), Words("supersedes", "대체된 과제")),
}
"""Labels of each kind of relation: on its own card, and on the other card."""

_COUNTED = {
    "card": ("card", "cards", "건"),
    "day": ("day", "days", "일"),
    "time": ("time", "times", "회"),
    "file": ("file", "files", "건"),
    "item": ("item", "items", "건"),
    "error": ("error", "errors", "건"),
    "warning": ("warning", "warnings", "건"),
    "evidence": ("piece of evidence", "pieces of evidence", "건"),
}


def counted(number: int, noun: str, lang: str) -> str:
    """Return a count with its noun: ``1 card``, ``25 cards``, ``25건``."""
    one, many, korean = _COUNTED[noun]
    if lang == "ko":
        return f"{number:,}{korean}"
    return f"{number:,} {one if number == 1 else many}"


def meeting_name(number: int, lang: str) -> str:
    """Return the name of a meeting by its number: ``meeting 2``, ``제2회 회의``."""
    return f"제{number}회 회의" if lang == "ko" else f"meeting {number}"


def meeting_title(register: Register, number: int, lang: str) -> str:
    """Return the name of a meeting with its body, as on the cover.

    ``Central-Local Cooperation Meeting, meeting 2``; ``제2회 중앙지방협력회의``.
    """
    body = text_in(register.config.body, lang)
    return f"제{number}회 {body}" if lang == "ko" else f"{body}, meeting {number}"


def agency_name(register: Register, code: str | None, lang: str) -> str:
    """Return an agency's name; an unknown code is returned as it is, None means no lead."""
    if code is None:
        return NO_LEAD.render(lang)
    agency = register.by_code.get(code)
    return text_in(agency.name, lang) if agency else code


def day(value: date | None, lang: str) -> str:
    """Format a date: ``2022-01-13``; in Korean ``2022. 1. 13.``."""
    if value is None:
        return NOTHING
    return f"{value.year}. {value.month}. {value.day}." if lang == "ko" else value.isoformat()


def money(value: int | None, unit: MoneyUnit, lang: str, *, approximate: bool = False) -> str:
    """Format an amount given in the register's unit: ``KRW 25.1 trillion``, ``25조 1,000억원``."""
    if value is None:
        return NOTHING
    said = amount(value * unit.unit, unit.currency, lang)
    if not approximate:
        return said
    return f"약 {said}" if lang == "ko" else f"about {said}"


def percent(part: int | None, whole: int | None) -> str:
    """Format *part* ÷ *whole* to one decimal, ``33.3%``, rounding half up; ``–`` if undefined."""
    if part is None or not whole:
        return NOTHING
    tenths = (2000 * part + whole) // (2 * whole)
    return f"{tenths // 10:,}.{tenths % 10}%"


def percent_of(rate: float | None) -> str:
    """Format a given rate (1 is 100%) as a percentage."""
    if rate is None:
        return NOTHING
    return f"{(Decimal(str(rate)) * 100).quantize(Decimal('0.1'), ROUND_HALF_UP):,}%"


def change(now: int, before: int | None) -> str:
    """Format the change of a count: ``+3``, ``−2``, ``0``; ``–`` if there is no earlier count."""
    if before is None:
        return NOTHING
    moved = now - before
    return f"+{moved:,}" if moved > 0 else f"−{-moved:,}" if moved else "0"


def number(value: int | Decimal | None) -> str:
    """Format a reading."""
    return NOTHING if value is None else f"{value:,}"


def state_word(state: State, lang: str) -> str:
    """Return the name of a state."""
    return STATES[state].words.render(lang)


def outcome_word(outcome: Outcome | None, lang: str) -> str:
    """Return the name of an outcome."""
    return OUTCOMES[outcome].words.render(lang) if outcome else NOTHING


def signal_word(colour: Colour, lang: str) -> str:
    """Return the name of a signal with its symbol: ``✗ red``, ``✗ 적색``."""
    sign = SIGNS[colour]
    return f"{sign.glyph} {sign.words.render(lang)}"


def reasons_words(signal: Signal, lang: str) -> str:
    """Return the reasons of a signal as text, most important first."""
    return ", ".join(REASONS[reason].render(lang) for reason in signal.reasons)


def id_ranges(identifiers: Iterable[str], lang: str) -> str:
    """Format ids in order, with runs of three or more as ``M01-001 to M01-006``."""
    runs: list[list[str]] = []
    for identifier in sorted(identifiers, key=id_order):
        if runs and _follows(runs[-1][-1], identifier):
            runs[-1].append(identifier)
        else:
            runs.append([identifier])
    until = "~" if lang == "ko" else " to "
    return ", ".join(
        f"{run[0]}{until}{run[-1]}" if len(run) > 2 else ", ".join(run) for run in runs
    )


def _follows(one: str, other: str) -> bool:
    meeting, serial, _ = id_order(one)
    return id_order(other)[:2] == (meeting, serial + 1)
