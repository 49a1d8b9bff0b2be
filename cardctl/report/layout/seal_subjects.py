"""Names of what a seal covers: cards, meetings, agencies, the settings, the seal itself."""

from __future__ import annotations

from collections.abc import Sequence

from cardctl.domain.seal.subjects import SEAL, SETTINGS
from cardctl.report import words
from cardctl.report.layout.base import Page

NAMED = 8
"""How many subjects are named; the rest is counted."""


def sealed_subjects(page: Page, names: Sequence[str]) -> str:
    """Return the first of *names* in words, and how many more there are."""
    some = ", ".join(_sealed_subject(page, name) for name in names[:NAMED])
    more = len(names) - NAMED
    return page.said("{some}, and {count} more", some=some, count=more) if more > 0 else some


def _sealed_subject(page: Page, name: str) -> str:
    kind, _unused, which = name.partition(" ")
    if kind == "meeting":
        return words.meeting_name(int(which), page.lang)
    if kind == "agency":
        return page.agency(which)
    return {SETTINGS: page.said("settings"), SEAL: page.said("the seal itself")}.get(name, name)
