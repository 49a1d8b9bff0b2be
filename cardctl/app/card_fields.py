"""Named fields of a card: columns, sort keys and conditions of `list`, and the facts of `show`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from functools import cache, cached_property, partial
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from cardctl.domain.card_terms import KINDS, MEMBERS
from cardctl.domain.card_terms import terms as terms_of
from cardctl.domain.facts import age_days, is_done, overdue_days
from cardctl.domain.filter import FieldKind, FilterValue, Term, each
from cardctl.domain.ids import id_order
from cardctl.domain.in_force import in_force
from cardctl.domain.signal import Signal
from cardctl.domain.standing import signal_on, standing_of
from cardctl.domain.text import text_in
from cardctl.domain.view import View, current_view
from cardctl.i18n import Message, _, gettext
from cardctl.report.words import agency_name, outcome_word, reasons_words, signal_word, state_word

if TYPE_CHECKING:
    from cardctl.domain.base import Text
    from cardctl.domain.card import Card
    from cardctl.domain.card_facts import CardFacts
    from cardctl.domain.register import FactRegister, Register
    from cardctl.domain.standing import Known, Standing
    from cardctl.outputs.cards import CardFactsData


class CardRow:
    """What is in force of a card, with the view in which its facts are computed.

    *known* is what was kept of the card, if that is the same in this view.
    """

    def __init__(self, card: CardFacts, seen: View, known: Known | None = None) -> None:
        self.card = card
        self.seen = seen
        self._known = known

    @cached_property
    def standing(self) -> Standing:
        """Where the card stands."""
        if self._known is not None:
            return self._known.standing
        now, seen = self.whole, self.seen
        number = seen.meeting_number
        return standing_of(now, partial(seen.before, now.id), number, seen.whole.calendar)

    @cached_property
    def signal(self) -> Signal:
        """The card's signal."""
        grounds = self.standing if self._known is None else self._known.grounds
        return signal_on(self.seen.day, self.card, grounds, self.seen.whole.settings)

    @cached_property
    def whole(self) -> Card:
        """All that is in force of the card, which may have to be read for it."""
        return in_force(self.seen.whole.cards[self.card.id], self.seen.whole.calendar)

    def value(self, name: str) -> FilterValue:
        """Return the value of a field by its name."""
        return FIELDS[name].value(self)


class Field(NamedTuple):
    """A named field of a card; *shown* renders it for people if that differs from the value."""

    words: Message
    kind: FieldKind
    value: Callable[[CardRow], FilterValue]
    members: type[StrEnum] | None = None
    shown: Callable[[CardRow, str], str] | None = None

    def text(self, row: CardRow, lang: str) -> str:
        """Return the value as text for people; empty if there is none."""
        if self.shown is not None:
            return self.shown(row, lang)
        value = self.value(row)
        return gettext("yes", lang) if value is True else plain(value)


def plain(value: FilterValue) -> str:
    """Return a value as text that does not depend on the language."""
    if value is None or value is False:
        return ""
    if value is True:
        return "yes"
    return ", ".join(str(one) for one in value) if isinstance(value, tuple) else str(value)


def rows(register: Register, today: date) -> Iterator[CardRow]:
    """Yield all current cards, by meeting and serial, in the view of the next meeting.

    A card of that meeting itself is in the view of the following one, which is the first to hear
    it.
    """
    view_of = cache(lambda meeting_number: View(register, meeting_number, today))
    hearing = cache(lambda decided: current_view(register, today, decided).meeting_number)

    for identifier in sorted(register.cards, key=id_order):
        known = register.known.get(identifier)
        if known is not None and today >= known.last_day:
            yield CardRow(known, view_of(known.hearing), known)
        else:
            card = register.cards[identifier]
            yield _row(card, view_of(hearing(card.meeting)))


def row_of(register: Register, card: Card, today: date) -> CardRow:
    """Return one current card, in the same view as in `rows`."""
    return _row(card, current_view(register, today, card.meeting))


def _row(card: Card, seen: View) -> CardRow:
    """Return the row of a card; *card* is its whole record."""
    return CardRow(in_force(card, seen.whole.calendar), seen)


def slipped_days(row: CardRow) -> int:
    """Return the days from the first due date to the current one; 0 if there is none."""
    first, due = row.standing.first_due, row.card.due
    return (due - first).days if first and due else 0


def facts(row: CardRow) -> CardFactsData:
    """Return the computed facts of a card as plain data, for JSON."""
    card, seen, signal, standing = row.card, row.seen, row.signal, row.standing
    return {
        "as_of": seen.day.isoformat(),
        "hearing": seen.meeting_number,
        "signal": signal.colour,
        "reasons": list(signal.reasons),
        "overdue_days": overdue_days(card, seen.day),
        "slipped_days": slipped_days(row),
        "times_moved": standing.moves,
        "progress": standing.progress,
        "late": standing.is_late,
        "done": is_done(card),
        "not_submitted": standing.not_submitted,
        "stagnant": standing.stagnant,
        "carried_over": seen.is_carried_over(card),
        "age_days": age_days(seen.whole, card, seen.day),
        "planned_money": standing.planned,
        "spent_money": standing.spent,
        "children": list(seen.whole.children(card.id)),
    }


def sort_key(name: str) -> Callable[[FilterValue], Any]:
    """Return the sort key of a field's values; signals and states sort in their own order."""
    field = FIELDS[name]
    if field.members is not None:
        place = {str(word): index for index, word in enumerate(field.members)}
        return lambda value: [place[str(one)] for one in each(value)]
    if field.kind is FieldKind.ID:
        return lambda value: [id_order(str(one)) for one in each(value)]
    return each


def terms(register: FactRegister) -> Mapping[str, Term]:
    """Return the fields for use in conditions; agencies are those of the register."""
    return terms_of(register.shared.outline.agencies)


def _texts(text: Text | None) -> tuple[str, ...]:
    """Return a text in all its languages."""
    if text is None:
        return ()
    return (text,) if isinstance(text, str) else tuple(text.values())


def _state_shown(row: CardRow, lang: str) -> str:
    state = state_word(row.card.state, lang)
    return f"{state} ({outcome_word(row.card.outcome, lang)})" if row.card.outcome else state


def _agency_names(row: CardRow, codes: Iterable[str], lang: str) -> str:
    return ", ".join(agency_name(row.seen.whole, code, lang) for code in codes)


def _agencies(card: CardFacts) -> tuple[str, ...]:
    return tuple(chain([card.lead] if card.lead else [], card.partners))


def _field(
    name: str,
    words: Message,
    value: Callable[[CardRow], FilterValue],
    shown: Callable[[CardRow, str], str] | None = None,
) -> Field:
    return Field(words, KINDS[name], value, MEMBERS.get(name), shown)


FIELDS: dict[str, Field] = {
    "signal": _field(
        "signal", _("signal"), lambda r: r.signal.colour.value,
        lambda r, lang: signal_word(r.signal.colour, lang),
    ),
    "id": _field("id", _("id"), lambda r: r.card.id),
    "title": _field(
        "title", _("title"), lambda r: _texts(r.card.title),
        lambda r, lang: text_in(r.card.title, lang),
    ),
    "lead": _field(
        "lead", _("lead"), lambda r: r.card.lead,
        lambda r, lang: _agency_names(r, filter(None, [r.card.lead]), lang),
    ),
    "state": _field(
        "state", _("state"), lambda r: r.card.state.value, _state_shown
    ),
    "due": _field("due", _("column|due"), lambda r: r.card.due),
    "outcome": _field(
        "outcome", _("outcome"),
        lambda r: r.card.outcome.value if r.card.outcome else None,
        lambda r, lang: outcome_word(r.card.outcome, lang) if r.card.outcome else "",
    ),
    "progress": _field("progress", _("progress"), lambda r: r.standing.progress),
    "reasons": _field(
        "reasons", _("reasons"), lambda r: tuple(r.signal.reasons),
        lambda r, lang: reasons_words(r.signal, lang),
    ),
    "overdue": _field(
        "overdue", _("column|overdue"),
        lambda r: overdue_days(r.card, r.seen.day) or None,
    ),
    "slipped": _field(
        "slipped", _("slipped"), lambda r: slipped_days(r) or None
    ),
    "unowned": _field(
        "unowned", _("without a lead"),
        lambda r: r.card.is_open and r.card.lead is None,
    ),
    "late": _field("late", _("late"), lambda r: r.standing.is_late),
    "open": _field("open", _("column|open"), lambda r: r.card.is_open),
    "not_submitted": _field(
        "not_submitted", _("not submitted"),
        lambda r: r.standing.not_submitted,
    ),
    "carried_over": _field(
        "carried_over", _("carried over"),
        lambda r: r.seen.is_carried_over(r.card),
    ),
    "meeting": _field("meeting", _("meeting"), lambda r: r.card.meeting),
    "item": _field("item", _("column|item"), lambda r: r.card.item),
    "age": _field(
        "age", _("column|age"),
        lambda r: age_days(r.seen.whole, r.card, r.seen.day),
    ),
    "partners": _field(
        "partners", _("partners"), lambda r: r.card.partners,
        lambda r, lang: _agency_names(r, r.card.partners, lang),
    ),
    "agency": _field(
        "agency", _("agencies"), lambda r: _agencies(r.card),
        lambda r, lang: _agency_names(r, _agencies(r.card), lang),
    ),
    "tags": _field("tags", _("tags"), lambda r: r.card.tags),
    "decision": _field(
        "decision", _("decision"), lambda r: _texts(r.card.decision),
        lambda r, lang: text_in(r.card.decision, lang),
    ),
    "parent": _field("parent", _("part of"), lambda r: r.card.relations.parent),
    "planned": _field(
        "planned", _("planned money"), lambda r: r.standing.planned
    ),
    "spent": _field("spent", _("spent"), lambda r: r.standing.spent),
    "changed": _field(
        "changed", _("last entry"), lambda r: r.standing.changed
    ),
}  # fmt: skip
"""All fields by name, beginning with the default columns of `list`."""

SHOWN = ("signal", "id", "title", "lead", "state", "due")


def search_text(row: CardRow) -> Iterable[str]:
    """Return the texts that `list` searches for words."""
    card = row.card
    return (card.id, *_texts(card.title), *_texts(card.decision))
