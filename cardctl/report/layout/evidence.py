"""Evidence and sources, formatted as one line each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from cardctl.domain.enum_words import EVIDENCE
from cardctl.domain.enums import Visibility
from cardctl.domain.meeting import Evidence
from cardctl.report import words
from cardctl.report.layout.base import Page


def evidence_names(page: Page, found: Iterable[Evidence]) -> Iterator[str]:
    """Yield a line for each piece, without the address of one that has a title.

    Those that read the same are one line with their number.
    """
    named = (each.without(("url", "path")) if each.title else each for each in found)
    for line, count in Counter(evidence_lines(page, named)).items():
        yield page.with_brackets(line, page.counted(count, "item") if count > 1 else "")


def evidence_lines(page: Page, found: Iterable[Evidence]) -> Iterator[str]:
    """Yield a line for each piece: kind, title, issuer, number, date, and URL or path.

    A document of which only the number is known reads ``official letter A-1234 (2026-03-02)``.
    """
    for evidence in found:
        kind = EVIDENCE[evidence.kind].render(page.lang)
        hidden = page.said("not public") if evidence.visibility is Visibility.CLOSED else ""
        if words.is_document_only(evidence):
            yield page.joined([f"{kind} {words.document_name(evidence, page.lang)}", hidden], ", ")
            continue
        issued = [
            page.text(evidence.issuer),
            page.text(evidence.number),
            words.day(evidence.date, page.lang) if evidence.date else "",
        ]
        title, about = page.text(evidence.title), page.joined(issued, ", ")
        named = page.with_brackets(title, about) if title else about
        told = page.joined([named, page.text(evidence.url or evidence.path), hidden], ", ")
        yield f"[{kind}] {told}" if told else f"[{kind}]"
