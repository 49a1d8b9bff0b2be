"""The report as JSON: its facts, in the envelope that all JSON output has."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from pydantic_core import to_json

from cardctl.domain.base import Json
from cardctl.i18n import _
from cardctl.report.facts import MeetingReport
from cardctl.report.plain import plain_cards, plain_facts

FORMAT_VERSION = "1.0"


def render(report: MeetingReport, lang: str) -> str:
    """Return the facts of *report* as JSON; Hangul is not escaped. Warnings are in *lang*."""
    facts = {**plain_facts(report), "cards": []}
    text = render_facts("meeting-report", facts, report.unreadable, lang)
    return _with_cards(text, plain_cards(report))


def render_facts(
    kind: str,
    facts: Mapping[str, object],
    unreadable: Iterable[str],
    lang: str,
    warnings: Iterable[str] = (),
) -> str:
    """Return the *facts* of a document as JSON, with a warning in *lang* for unreadable files.

    *warnings* are others, in that language.
    """
    envelope = {
        "format_version": FORMAT_VERSION,
        "kind": kind,
        "data": facts,
        "warnings": [
            _("{path} cannot be read and is not in the report", path=path).render(lang)
            for path in unreadable
        ]
        + list(warnings),
    }
    return json.dumps(envelope, ensure_ascii=False, indent=2) + "\n"


_EMPTY = '\n    "cards": []'
"""What stands for the cards; no string in JSON contains a line end."""

_INDENT = "\n      "


def _with_cards(text: str, cards: Iterable[Json]) -> str:
    """Return the report with its *cards*, each written by itself: their data takes much memory.

    There are no fractions in it, which pydantic writes in another form than `json`; the rest it
    writes in the same form, and much faster.
    """
    written: list[str] = []
    for card in cards:
        written += ",", _INDENT, to_json(card, indent=2).decode().replace("\n", _INDENT)
    if not written:
        return text
    head, tail = text.split(_EMPTY)
    return "".join((head, _EMPTY[:-1], *written[1:], "\n    ]", tail))
