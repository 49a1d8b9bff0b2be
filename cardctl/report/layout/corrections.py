"""The section "Corrections": what was put right, with old and new values in words."""

from __future__ import annotations

from typing import Any

from cardctl.domain.corrections import Correction, CorrectionKind, FieldChange
from cardctl.domain.meeting import Evidence
from cardctl.report import words
from cardctl.report.card_fields import field_name, field_value
from cardctl.report.document import Block, Cell, Column, ColumnKind
from cardctl.report.layout.base import Page
from cardctl.report.layout.evidence import evidence_lines
from cardctl.report.layout.page import ReportPage, Row
from cardctl.report.words import NOTHING


def corrections(page: ReportPage) -> list[Block]:
    """What was corrected since the previous report."""
    columns = (
        Column(page.said("No."), ColumnKind.ID),
        Column(page.said("Matter"), ColumnKind.TITLE, 2),
        Column(page.said("Corrected"), ColumnKind.NAME),
        Column(page.said("Was"), ColumnKind.PROSE, 3),
        Column(page.said("Now"), ColumnKind.PROSE, 3),
        Column(page.said("Reason, filed by"), ColumnKind.PROSE, 3),
    )
    return page.table(columns, (_row(page, each) for each in page.report.changes.corrections))


def _row(page: ReportPage, correction: Correction) -> Row:
    card = page.report.seen.card(correction.id)
    link = correction.id if correction.id in page.report.register.cards else None
    shown = [
        (field_name(card, each.path, page.lang), *old_and_new(page, each))
        for each in correction.fields
    ]
    was = "\n".join(f"{label}: {was}" for label, was, _now in shown)
    now = "\n".join(f"{label}: {now}" for label, _was, now in shown)
    if correction.kind is CorrectionKind.ERASURE:
        was, now = "\n".join(label for label, _was, _now in shown), page.said("erased")
    filed = page.with_brackets(page.agency(correction.by), words.day(correction.date, page.lang))
    return (
        Cell(correction.id, card=link),
        Cell(page.text(card.title) if card else "", card=link),
        Cell(correction_kind(page, correction)),
        Cell(was),
        Cell(now),
        Cell(page.joined([page.text(correction.reason), filed], "\n")),
    )


def correction_kind(page: Page, correction: Correction) -> str:
    """Return what is corrected, and the meeting that decided or agreed."""
    number = correction.meeting
    if correction.kind is CorrectionKind.RESULT:
        return page.said("result for meeting {number}", number=number)
    if correction.kind is CorrectionKind.AMENDMENT:
        return page.said("amended by meeting {number}", number=number)
    what = {
        CorrectionKind.FIELD: page.said("recorded wrongly"),
        CorrectionKind.VOID: page.said("registered in error"),
        CorrectionKind.ERASURE: page.said("erasure"),
    }[correction.kind]
    agreed = "" if number is None else page.said("agreed by meeting {number}", number=number)
    return page.with_brackets(what, agreed)


def old_and_new(page: Page, change: FieldChange) -> tuple[str, str]:
    """Return both values in words; of evidence, only the pieces that differ."""
    old, new = change.old, change.new
    if change.path == "evidence":
        old, new = old or [], new or []
        gone = [paper for paper in old if paper not in new]
        added = [paper for paper in new if paper not in old]
        return _evidence(page, gone), _evidence(page, added)
    register, lang = page.register, page.lang
    was, now = (field_value(register, change.path, value, lang) for value in (old, new))
    return was, now


def _evidence(page: Page, papers: list[Any]) -> str:
    found = [Evidence.model_validate(paper, strict=False) for paper in papers]
    return "; ".join(evidence_lines(page, found)) or NOTHING
