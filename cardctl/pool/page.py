"""The report of a pool in one language: its words, names and cells."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from cardctl.domain.enum_words import LEVELS
from cardctl.domain.enums import Level
from cardctl.domain.follow_up import FOLLOW_UPS, FollowUp
from cardctl.domain.signal import Colour
from cardctl.domain.text import text_in
from cardctl.domain.workflow import STATES, State
from cardctl.i18n import Message, _, gettext
from cardctl.i18n.amounts import amount
from cardctl.i18n.layout import figures, layout_of
from cardctl.pool.facts import Body, Cut, PoolReport
from cardctl.report import words
from cardctl.report.document import Cell

NAMES: dict[Cut, Message] = {
    Cut.BODY: _("cut|Body"),
    Cut.REGION: _("Region"),
    Cut.LEVEL: _("cut|Level"),
    Cut.AGENCY: _("Lead agency"),
    Cut.TAG: _("Tag"),
    Cut.STATE: _("State"),
    Cut.FOLLOW_UP: _("Follow-up class"),
    Cut.SIGNAL: _("Signal"),
}
"""What a cut divides the cards by, as the heading of a column."""

NONE: dict[Cut, Message] = {
    Cut.REGION: _("no region on record"),
    Cut.LEVEL: _("no level on record"),
    Cut.AGENCY: words.NO_LEAD,
    Cut.TAG: _("without a tag"),
}
"""The names of the cards that have no such thing."""


class PoolPage(NamedTuple):
    """The report that is laid out in *lang*."""

    report: PoolReport
    lang: str

    def said(self, template: str, /, **values: object) -> str:
        """Translate a message template of the program into the language of the page."""
        return _(template, **values).render(self.lang) if values else gettext(template, self.lang)

    def number(self, value: int) -> str:
        """Return a count as text."""
        return figures(value, self.lang)

    def share(self, part: int, whole: int) -> str:
        """Return ``3 of 4 (75.0%)``; without a percentage if *whole* is 0."""
        said = self.said("{part} of {whole}", part=self.number(part), whole=self.number(whole))
        more = words.percent(part, whole, self.lang) if whole else ""
        return layout_of(self.lang).bracket.format(text=said, more=more) if more else said

    def joined(self, parts: Iterable[str]) -> str:
        """Join the non-empty parts with the separator of the language."""
        return layout_of(self.lang).separator.join(filter(None, parts))

    def money(self, value: int | None, currency: str) -> Cell:
        """An amount in whole units of its currency."""
        if value is None:
            return Cell(words.NOTHING)
        return Cell(amount(value, currency, self.lang), value=value, unit=currency)

    def body(self, body: Body) -> str:
        """Return the name of a body."""
        return text_in(body.body, self.lang)

    def group(self, cut: Cut, key: str) -> str:
        """Return the name of a group of cards."""
        if not key:
            return NONE[cut].render(self.lang) if cut in NONE else words.NOTHING
        if cut is Cut.BODY:
            return next((self.body(b) for b in self.report.read if b.name == key), key)
        if cut is Cut.AGENCY:
            return self._agency(key)
        named = _WORDS.get(cut, {}).get(key)
        return named.render(self.lang) if named else key

    def _agency(self, key: str) -> str:
        found = next((a for a in self.report.agencies.values() if a.key == key), None)
        return text_in(found.name, self.lang) if found else key


_WORDS: dict[Cut, dict[str, Message]] = {
    Cut.LEVEL: {level.value: LEVELS[level] for level in Level},
    Cut.STATE: {state.value: STATES[state].words for state in State},
    Cut.FOLLOW_UP: {each.value: FOLLOW_UPS[each] for each in FollowUp},
    Cut.SIGNAL: {colour.value: words.SIGNAL_LABELS[colour].words for colour in Colour},
}
