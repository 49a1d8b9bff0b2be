"""Helpers for all sections of the layout: the report in one language, and cells of its tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property

from cardctl.domain.card import Result
from cardctl.domain.card_facts import CardFacts
from cardctl.domain.enums import MeetingStatus
from cardctl.domain.facts import last_entry
from cardctl.domain.follow_up import FOLLOW_UPS, FollowUp, follow_up
from cardctl.domain.register import FactRegister
from cardctl.domain.signal import Colour, Reason
from cardctl.domain.workflow import State
from cardctl.i18n import gettext
from cardctl.i18n.layout import layout_of
from cardctl.report import words
from cardctl.report.document import (
    Block,
    CardIndex,
    Cell,
    Column,
    ColumnKind,
    Heading,
    Paragraph,
    Subject,
    Table,
)
from cardctl.report.facts import Matter, MeetingReport
from cardctl.report.layout import cells
from cardctl.report.layout.base import Page, Row

__all__ = ["ReportPage", "Row"]


@dataclass(frozen=True)
class ReportPage(Page):
    """A report that is being laid out in *lang*.

    *numbers* are those of the sections that are shown, by key; *nothing_in* are the titles of
    those that are empty and therefore left out.
    """

    report: MeetingReport
    lang: str
    numbers: Mapping[str, int] = field(default_factory=dict)
    nothing_in: tuple[str, ...] = ()

    def in_view(self, numbers: Mapping[str, int], nothing_in: tuple[str, ...]) -> ReportPage:
        """Return the page of a view that shows these sections."""
        return replace(self, numbers=numbers, nothing_in=nothing_in)

    @property
    def is_brief(self) -> bool:
        """Whether the page shows the meeting less than all."""
        return "summary" in self.numbers and "annex" not in self.numbers and bool(self.report.cards)

    def section(self, key: str) -> str:
        """Return a reference to a section: ``section 3``; "" if it is not shown."""
        number = self.numbers.get(key)
        return "" if number is None else self.said("section {number}", number=number)

    @property
    def register(self) -> FactRegister:
        """The register as the report sees it."""
        return self.report.register

    @property
    def before(self) -> str:
        """The name of the previous meeting."""
        previous = self.report.register.calendar.previous(self.report.number)
        if previous is None:
            return self.said("the previous meeting")
        return words.meeting_name(previous, self.lang)

    @cached_property
    def _identities(self) -> dict[str, Row]:
        return {}

    @cached_property
    def _leads(self) -> dict[str | None, Cell]:
        return {}

    def card_index(self) -> CardIndex:
        """Return all cards in the view, with their signals and their lead and partner agencies."""
        register, lang, seen = self.report.register, self.lang, self.report.seen
        cards = {
            card.id: Subject(
                seen.signal(card.id).colour,
                tuple(words.agency_name(register, c, lang) for c in (card.lead, *card.partners)),
            )
            for card in seen.cards
        }
        named = {name for subject in cards.values() for name in subject.agencies}
        order = (*(row.code for row in self.report.agencies), None)
        names = dict.fromkeys(words.agency_name(register, code, lang) for code in order)
        return CardIndex(cards, tuple(name for name in names if name in named))

    # Words

    def listed(self, parts: Sequence[str]) -> str:
        """Return *parts* as a list in a sentence: ``a, b and c``."""
        *others, last = parts
        if not others:
            return last
        return self.said("{others} and {last}", others=", ".join(others), last=last)

    # Cells and their columns

    def identity(self, card: CardFacts) -> Row:
        """The first three cells of every row about a card of the view."""
        identifier = card.id
        if identifier not in self._identities:
            number = Cell(identifier, card=identifier)
            title = Cell(self.text(card.title), card=identifier)
            self._identities[identifier] = number, self.standing(card), title
        return self._identities[identifier]

    @property
    def identity_columns(self) -> tuple[Column, ...]:
        """The columns of `identity`."""
        return (
            Column(self.said("No."), ColumnKind.ID),
            Column(self.said("follow-up|State")),
            Column(self.said("Matter"), ColumnKind.TITLE, 2),
        )

    def signal(self, card: CardFacts) -> Cell:
        """The card's signal; a card that was done late is marked."""
        shown = self.report.seen.signal(card.id)
        is_late = shown.colour is Colour.BLUE and bool(shown.reasons)
        return _signal_cell(shown.colour, self.lang, is_late=is_late)

    def standing(self, card: CardFacts) -> Cell:
        """How the card is going, in the colour of its signal; one done late is marked."""
        shown = self.report.seen.signal(card.id)
        is_late = shown.colour is Colour.BLUE and bool(shown.reasons)
        going = follow_up(card.state, shown)
        return _standing_cell(going, shown.colour, self.lang, is_late=is_late)

    def colour(self, colour: Colour) -> Cell:
        """A signal as such, as in a legend."""
        return _signal_cell(colour, self.lang, is_late=False)

    def lead(self, card: CardFacts) -> Cell:
        """The lead agency."""
        if card.lead not in self._leads:
            self._leads[card.lead] = Cell(self.agency(card.lead))
        return self._leads[card.lead]

    @property
    def lead_column(self) -> Column:
        """The column of `lead`."""
        return Column(self.said("Lead"), ColumnKind.NAME)

    def due(self, card: CardFacts) -> Cell:
        """The due date."""
        return cells.day(card.due, self.lang) if card.due else Cell(self.said("not set"))

    @property
    def due_column(self) -> Column:
        """The column of `due`."""
        return Column(self.said("Due"), ColumnKind.DAY)

    def with_lead_and_due(self, card: CardFacts, more: str = "") -> Cell:
        """The title and, below it, lead agency and due date, how often it moved, and *more*."""
        _number, _standing, title = self.identity(card)
        moves = self.report.seen.standing(card.id).moves
        extended = self.said("extended {times}", times=self.counted(moves, "time"))
        due = self.with_brackets(self.due(card).text, extended if moves else "")
        lines = [self.with_lead(card).text, self.said("due: {day}", day=due), more]
        return title._replace(text=self.joined(lines, "\n"))

    def with_lead(self, card: CardFacts) -> Cell:
        """The title and, below it, the lead agency."""
        _number, _standing, title = self.identity(card)
        lead = self.said("lead: {agency}", agency=self.lead(card).text)
        return title._replace(text=f"{title.text}\n{lead}")

    # Action plan and results of a card

    def plan(self, matter: Matter) -> str:
        """The summary of the action plan, and its progress."""
        plan = matter.card.plan
        summary = self.text(plan.summary) if plan else self.said("plan|none")
        return self.joined([summary, self.progress_text(matter)], "\n")

    def progress_text(self, matter: Matter) -> str:
        """Steps done, and progress: from the last result or, if there is none, from the steps."""
        plan, progress = matter.card.plan, matter.progress
        steps = [step for step in plan.steps if step.dropped is None] if plan else []
        done = sum(1 for step in steps if step.done is not None)
        return self.joined(
            [
                self.said("steps done: {done} of {all}", done=done, all=len(steps))
                if steps
                else "",
                self.labelled_progress(progress),
            ]
        )

    def labelled_progress(self, progress: int | None) -> str:
        """Return ``progress 54%``; "" for None."""
        if progress is None:
            return ""
        return f"{self.said('progress')} {words.points(progress, self.lang)}"

    def result(self, matter: Matter) -> str:
        """The results for this meeting: the lead's or a text in its place, then the partners'."""
        lines = [self.lead_result(matter)]
        lines += [
            f"{self.agency(each.by)}: {self.result_text(matter, each)}"
            for each in matter.partner_results
        ]
        return "\n".join(lines)

    def lead_result(self, matter: Matter) -> str:
        """The lead's result for this meeting; never blank."""
        card, result = matter.card, matter.result
        if result is not None:
            return self.result_text(matter, result)
        if card.is_open:
            return self.missing_result(matter)
        return self.said("closed: {outcome}", outcome=words.outcome_word(card.outcome, self.lang))

    def missing_result(self, matter: Matter) -> str:
        """What an open card has in place of the lead's result.

        "Not submitted" never stands beside a date of submission: an outcome that was submitted is
        an answer, and a partner's result leaves only the lead's missing.
        """
        claim = last_entry(matter.card, State.SUBMITTED)
        if claim is not None and Reason.NOT_SUBMITTED not in matter.signal.reasons:
            outcome = words.outcome_word(claim.outcome, self.lang)
            day = words.day(claim.date, self.lang)
            return self.said("submitted as {outcome} on {day}", outcome=outcome, day=day)
        return words.reason_word(Reason.NOT_SUBMITTED, self.lang, matter.has_partner_result)

    def result_text(self, matter: Matter, result: Result) -> str:
        """The text of a result, with the meeting that it was filed for if another one hears it."""
        number = matter.original_meeting(result)
        if number is None:
            return self.text(result.text)
        meeting = self.report.register.meetings.get(number)
        name = words.meeting_name(number, self.lang)
        if meeting is not None and meeting.status is MeetingStatus.CANCELLED:
            why = self.said("filed for {meeting}, which was cancelled", meeting=name)
        else:
            why = self.said("filed for {meeting}, which hears no report", meeting=name)
        return self.with_brackets(self.text(result.text), why)

    # Blocks

    def table(self, columns: Sequence[Column], rows: Iterable[Row]) -> list[Block]:
        """A table; nothing if there are no rows."""
        found = tuple(rows)
        return [Table(tuple(columns), found)] if found else []

    def part(self, title: str, blocks: Sequence[Block], count: int | None = None) -> list[Block]:
        """Return a part of a section: a heading with the number of cards, then *blocks*.

        One line if there are none.
        """
        if not blocks:
            return [Paragraph(self.said("{title}: none", title=title))]
        shown = title if count is None else self.with_brackets(title, self.counted(count, "card"))
        return [Heading(3, shown), *blocks]


@cache
def _standing_cell(going: FollowUp, colour: Colour, lang: str, *, is_late: bool) -> Cell:
    word = FOLLOW_UPS[going].render(lang)
    if is_late:
        word = layout_of(lang).bracket.format(text=word, more=gettext("late", lang))
    return Cell(f"{words.SIGNAL_LABELS[colour].glyph} {word}", signal=colour)


@cache
def _signal_cell(colour: Colour, lang: str, *, is_late: bool) -> Cell:
    word = words.signal_word(colour, lang)
    if is_late:
        word = layout_of(lang).bracket.format(text=word, more=gettext("late", lang))
    return Cell(word, signal=colour)
