"""Fields of a card and their values in words, for corrections; a path is as in the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from cardctl.domain.card import Card
from cardctl.domain.enum_words import DIRECTIONS, VISIBILITIES
from cardctl.domain.enums import Direction, Visibility
from cardctl.domain.register import FactRegister
from cardctl.domain.text import text_in
from cardctl.domain.workflow import Outcome, State
from cardctl.i18n import Message, _
from cardctl.i18n.layout import layout_of
from cardctl.literals import integer
from cardctl.report import words
from cardctl.report.words import NOTHING

LABELS: dict[str, Message] = {
    "title": _("title"),
    "decision": _("decision"),
    "item": _("agenda item"),
    "meeting": _("meeting"),
    "due": _("due date"),
    "due_as_stated": _("due date as stated"),
    "lead": _("lead agency"),
    "state": _("state"),
    "outcome": _("outcome"),
    "visibility": _("visibility"),
    "visibility_ground": _("field|ground for the restriction"),
    "text": _("result|text"),
    "progress": _("progress"),
    "spent": _("spent"),
    "evidence": _("evidence"),
    "blocker": _("blocker"),
    "next": _("next"),
    "name": _("name"),
    "unit": _("unit"),
    "baseline": _("baseline"),
    "target": _("target"),
    "direction": _("direction"),
    "as_stated": _("field|as stated"),
    "plan": _("field|action plan"),
    "summary": _("field|summary"),
    "no_steps": _("field|reason for no steps"),
    "note": _("field|note"),
    "substitute": _("field|measures instead"),
    "correction": _("field|reason for the correction"),
    "ground": _("field|legal ground"),
    "issuer": _("field|issuer"),
    "number": _("field|number"),
    "url": _("field|web address"),
    "path": _("field|path"),
    "tags": _("field|tags"),
    "budget": _("field|budget"),
}
"""Names of fields, by one part of their path."""

PART_LABELS = {**LABELS, "title": _("field|title")}
"""Names of fields of a part of a card, such as a step or a piece of evidence."""

ENTRIES: dict[str, Callable[[int], Message]] = {
    "results": lambda n: _("result {number}", number=n),
    "history": lambda n: _("history entry {number}", number=n),
    "evidence": lambda n: _("piece of evidence {number}", number=n),
    "sources": lambda n: _("source {number}", number=n),
    "budget": lambda n: _("budget line {number}", number=n),
    "tags": lambda n: _("tag {number}", number=n),
}
"""Names of the items of a list, by their number, which counts from 1."""

GROUPS: dict[str, Callable[[str], Message]] = {
    "readings": lambda name: _("reading of indicator {name}", name=name),
    "indicators": lambda name: _("indicator {name}", name=name),
    "steps": lambda name: _("step {name}", name=name),
}
"""Names of the items of a list, or of a mapping, that have an id."""

OLD_VALUES = ("amends", "corrects")

DEFAULTS = {"visibility": Visibility.OPEN, "direction": Direction.UP}
"""What the absence of a field means."""


def field_name(
    card: Card | None, path: str, lang: str, labels: Mapping[str, Message] = LABELS
) -> str:
    """Return the name of the field of *card* at a dotted *path*; unknown parts as they are."""
    first, _dot, rest = path.partition(".")
    name, _dot, inner = rest.partition(".")
    if first in OLD_VALUES and rest:
        inner = field_name(card, rest, lang)
        return _("old value of {field}", field=inner).render(lang)
    number = integer(name)
    if first in ENTRIES and number is not None:
        group = ENTRIES[first](number + 1)
    elif first in GROUPS and name:
        group = GROUPS[first](_name_of(card, name, lang))
    elif first not in labels:
        return path
    elif rest and first != "plan":  # a text in one language
        return layout_of(lang).bracket.format(text=labels[first].render(lang), more=rest)
    else:
        group, inner = labels[first], rest
    names = [group.render(lang), field_name(card, inner, lang, PART_LABELS) if inner else ""]
    return ", ".join(filter(None, names))


def _name_of(card: Card | None, identifier: str, lang: str) -> str:
    """Return the name of an indicator, or its id if the card has no such indicator."""
    found = (one.name for one in (card.indicators if card else ()) if one.id == identifier)
    return text_in(next(found, identifier), lang)


def field_value(register: FactRegister, path: str, value: Any, lang: str) -> str:
    """Return a value in words, as the report shows it.

    An old value may be anything (CC517 reports what cannot have been so): it is shown as it is.
    """
    last = path.rpartition(".")[2]
    value = DEFAULTS.get(last) if value is None else value
    if value is None:
        return NOTHING
    try:
        return _in_words(register, path, value, lang)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return str(value)


def _in_words(register: FactRegister, path: str, value: Any, lang: str) -> str:
    last = path.rpartition(".")[2]
    forms: dict[str, Callable[[Any], str]] = {
        "due": lambda day: words.day(date.fromisoformat(day), lang),
        "lead": lambda code: words.agency_name(register, code, lang),
        "state": lambda state: words.state_word(State(state), lang),
        "outcome": lambda outcome: words.outcome_word(Outcome(outcome), lang),
        "progress": lambda points: words.points(points, lang),
        "spent": lambda spent: words.money(spent, register.config.money, lang),
        "visibility": lambda shown: VISIBILITIES[Visibility(shown)].render(lang),
        "direction": lambda way: DIRECTIONS[Direction(way)].render(lang),
    }
    if last in forms:
        return str(forms[last](value))
    if path.startswith("readings.") or last in ("baseline", "target"):
        return words.number(value if isinstance(value, int) else Decimal(value), lang)
    is_text = isinstance(value, dict) and value
    return str(text_in(value.get("name", value), lang) if is_text else value)
