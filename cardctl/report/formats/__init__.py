"""The formats of a report: one table, and the one function that renders in any of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from typing import TYPE_CHECKING

from cardctl.errors import Unknown
from cardctl.locale import Phrase, say

if TYPE_CHECKING:
    from cardctl.report.facts import MeetingReport


class Source(StrEnum):
    """What a format is made from, which tells how its module's `render` is called."""

    FACTS = "facts"
    """``render(report, lang)``"""
    DOCUMENT = "document"
    """``render(document)``"""
    TERMINAL = "terminal"
    """``render(document, width=…, colour=…)``"""


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name, the endings of its files, what it is, and the module that makes it."""

    name: str
    endings: tuple[str, ...]
    description: Phrase
    module: str
    source: Source = Source.DOCUMENT


_ALL = (
    Format(
        "text",
        (".txt",),
        say("for the terminal; plain and unwrapped in a pipe"),
        "cardctl.report.formats.text",
        Source.TERMINAL,
    ),
    Format(
        "markdown",
        (".md", ".markdown"),
        say("Markdown as GitHub shows it"),
        "cardctl.report.formats.markdown",
    ),
    Format(
        "json",
        (".json",),
        say("the facts, for other programs"),
        "cardctl.report.formats.json",
        Source.FACTS,
    ),
)

FORMATS: dict[str, Format] = {known.name: known for known in _ALL}


def render(
    name: str,
    report: MeetingReport,
    *,
    lang: str,
    view: str = "full",
    width: int | None = None,
    colour: bool = False,
) -> str:
    """Render *report* in the format *name*, in *lang*, ending with a line end.

    *view* is ``full``, ``summary`` or ``agency:CODE``; the facts are always given whole. *width*
    is the terminal's, None for a pipe. Raises Unknown for a format, view or agency that is not.
    """
    if name not in FORMATS:
        raise Unknown("format", name, FORMATS)
    from cardctl.report.layout import layout

    chosen = FORMATS[name]
    document = layout(report, lang, view)
    module = import_module(chosen.module)
    if chosen.source is Source.FACTS:
        return str(module.render(report, lang))
    if chosen.source is Source.TERMINAL:
        return str(module.render(document, width=width, colour=colour))
    return str(module.render(document))
