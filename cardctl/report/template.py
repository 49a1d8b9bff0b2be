"""Custom reports: a sandboxed Jinja2 template over the report's facts.

A template gets the facts as plain data (what `--format json` prints) and filters that format them
as in the report. It cannot read files (including other templates) or modify its input. Its output
is escaped for Markdown or HTML, depending on its file name. Needs the extra `template`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import PurePath
from types import TracebackType
from typing import Any

from cardctl.domain.base import Json
from cardctl.domain.card import Card, Relations
from cardctl.domain.ids import full_id
from cardctl.domain.register import unknown_card
from cardctl.domain.signal import REASONS, Colour, Reason
from cardctl.domain.workflow import Outcome, State
from cardctl.errors import MissingExtra, Unknown, UsageError
from cardctl.i18n import _
from cardctl.report import words
from cardctl.report.compute import matter_of
from cardctl.report.facts import MeetingReport
from cardctl.report.plain import plain_card, plain_report
from cardctl.report.words import NOTHING

ENDINGS = (".j2", ".jinja", ".jinja2")
_SAFE_SCHEMES = ("http://", "https://", "mailto:")
_SOURCE = "<template>"
"""The file name that Jinja2 uses for a template compiled from a string."""


def render_template(report: MeetingReport, lang: str, source: str, name: str) -> str:
    """Render the template *source*, from the file *name*, with the facts of *report*.

    Raises UsageError with the line number if the template is invalid or uses an undefined name,
    UsageError if *name* implies neither Markdown nor HTML, and MissingExtra.
    """
    escape = _escape_for(name)
    try:
        from jinja2 import StrictUndefined, TemplateError
        from jinja2.sandbox import ImmutableSandboxedEnvironment
        from markupsafe import Markup
    except ModuleNotFoundError as missing:
        raise MissingExtra("template", "template") from missing

    def finalize(value: Any) -> Markup:
        if isinstance(value, Markup):
            return value
        return Markup(escape(NOTHING if value is None else str(value)))

    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        autoescape=True,
        finalize=finalize,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(_filters(report, lang))
    try:
        made = environment.from_string(source).render(
            report=_facts(report), lang=lang, card=_finder(report)
        )
    except (*_FAULTS, TemplateError) as error:
        raise _fault(name, error) from error
    return made if made.endswith("\n") else f"{made}\n"


_FAULTS = (
    Unknown,
    TypeError,
    ValueError,
    ArithmeticError,
    LookupError,
    AttributeError,
    RecursionError,
)
"""Errors that a template's expressions can raise, besides Jinja2's own."""


def _escape_for(name: str) -> Callable[[str], str]:
    """Return the escape function for the output format: ``brief.md.j2``, ``brief.html.j2``."""
    from cardctl.html_page import escape
    from cardctl.report.formats import markdown

    path = PurePath(name.lower())
    made = path.with_suffix("") if path.suffix in ENDINGS else path
    by_ending = {
        ".md": markdown.escaped,
        ".markdown": markdown.escaped,
        ".html": escape,
        ".htm": escape,
    }
    if made.suffix not in by_ending:
        raise UsageError(
            _("{name}: cannot determine the output format from the template's name", name=name),
            _("use a name like brief.md.j2 or brief.html.j2"),
        )
    return by_ending[made.suffix]


def _filters(report: MeetingReport, lang: str) -> Mapping[str, Callable[..., str]]:
    """Return the template filters; each formats one kind of fact as in the report."""
    unit = report.register.config.money
    return {
        "text": lambda value: words.text(value, lang),
        "day": lambda value: words.day(date.fromisoformat(value) if value else None, lang),
        "amount": lambda value: words.money(value, unit, lang),
        "percent": lambda value: words.percent_of(value, lang),
        "agency": lambda code: words.agency_name(report.register, code, lang),
        "state": lambda value: words.state_word(State(value), lang),
        "outcome": lambda value: words.outcome_word(Outcome(value) if value else None, lang),
        "signal": lambda value: words.signal_word(Colour(value), lang),
        "reason": lambda value: REASONS[Reason(value)].render(lang),
    }


def _facts(report: MeetingReport) -> Json:
    plain = _without_unsafe_urls(plain_report(report))
    return {**plain, "cards": [_whole(card) for card in plain["cards"]]}


def _whole(card: Json) -> Json:
    """Return a card with every key, so that templates need not check whether one exists."""
    return {**{name: _blank(info.default) for name, info in Card.model_fields.items()}, **card}


def _blank(default: object) -> Any:
    """Return the value of a field that a card does not have: None, or an empty collection."""
    if isinstance(default, Relations):
        return default.model_dump(mode="json")
    return [] if isinstance(default, tuple) else None


def _finder(report: MeetingReport) -> Callable[[str], Any]:
    def card(identifier: str) -> Any:
        """Return the facts of any card that the report sees, by its id. Raises Unknown."""
        known = report.register.cards
        full = full_id(identifier) or identifier
        if full not in known:
            raise unknown_card(full, known)
        plain = plain_card(matter_of(full, report.seen), report.as_of)
        return _whole(_without_unsafe_urls(plain))

    return card


def _without_unsafe_urls(data: Any) -> Any:
    """Return plain data without URLs that must not become links, such as ``javascript:``."""
    if isinstance(data, dict):
        return {
            key: None
            if key == "url" and not _has_safe_scheme(value)
            else _without_unsafe_urls(value)
            for key, value in data.items()
        }
    return [_without_unsafe_urls(value) for value in data] if isinstance(data, list) else data


def _has_safe_scheme(address: object) -> bool:
    return str(address).lower().startswith(_SAFE_SCHEMES)


def _fault(name: str, error: Exception) -> UsageError:
    """Return the error in a template, with its line number."""
    line = getattr(error, "lineno", None) or _line_in(error.__traceback__)
    why = getattr(error, "message", None) or error
    return UsageError(
        _("{name}:{line}: {why}", name=name, line=line, why=why),
        _("list what a template can use: cardctl report --format json"),
    )


def _line_in(trace: TracebackType | None) -> int:
    """Return the template line that was being rendered; Jinja2 adds it to the traceback."""
    line = 1
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == _SOURCE:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
