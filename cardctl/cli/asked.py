"""What `update` was asked to do to each card, as one function from card to card."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from cardctl import edit
from cardctl.cli import given
from cardctl.errors import UsageError
from cardctl.locale import say
from cardctl.model.card import Card, Result
from cardctl.model.ids import card_path
from cardctl.model.state import State

if TYPE_CHECKING:
    from cardctl.cli.session import Session
    from cardctl.model.meeting import Evidence


class AskedResult(NamedTuple):
    """The result to be filed; nothing is filed where *text* is None."""

    text: str | None
    meeting: int | None
    progress: int | None
    evidence: Sequence[Evidence]
    readings: Sequence[tuple[str, int | Decimal]]
    spent: int | None
    next: str | None
    blocker: str | None

    def made(self, session: Session, card: Card, entry: edit.Entry) -> Result:
        """The result as *card*'s lead (or --by, or the secretariat) files it."""
        said = {
            "meeting": self.meeting or session.register.next_meeting,
            "date": entry.on,
            "by": _files(session, card, entry),
            "text": self.text,
            "progress": self.progress,
            "readings": dict(self.readings),
            "spent": self.spent,
            "evidence": tuple(self.evidence),
            "blocker": self.blocker,
            "next": self.next,
        }
        filled = {key: value for key, value in said.items() if value not in (None, (), {})}
        return Result.model_validate(filled)

    @property
    def stray(self) -> str | None:
        """The first option that belongs to a result, if none is filed."""
        parts = {
            "--for": self.meeting,
            "--progress": self.progress,
            "--evidence": self.evidence or None,
            "--reading": self.readings or None,
            "--spent": self.spent,
            "--next": self.next,
            "--blocker": self.blocker,
        }
        stray = (option for option, value in parts.items() if value is not None)
        return next(stray, None) if self.text is None else None

    def require_text(self, session: Session, card: Card, entry: edit.Entry) -> None:
        """Raise UsageError if an option belongs to a result and none is filed."""
        if self.stray is None:
            return
        register, by = session.register, _files(session, card, entry)
        meeting = register.meeting_to_report_to(card, by)
        raise UsageError(
            say("{option} belongs to a result, and results are not rewritten", option=self.stray),
            say("file a new result with it: --for {meeting} --result TEXT", meeting=meeting)
            if register.hears(meeting)
            else edit.further_result(register, card, by),
        )


def _files(session: Session, card: Card, entry: edit.Entry) -> str:
    """The agency that files a result in *card*."""
    return entry.by or entry.lead or card.lead or session.register.config.secretariat


def _load_related(session: Session, *, before: Card, after: Card) -> None:
    """Load the cards that *after* newly refers to: a move may need them."""
    named = {other for _, other in set(after.relations.all()) - set(before.relations.all())}
    if session.is_partial and named:
        session.come_near(map(card_path, named))
    if not named <= session.register.known_ids:
        session.see_all()  # so that the nearest ids can be suggested


class Asked(NamedTuple):
    """Everything that one `update` asks, for each of its cards."""

    state: State | None
    entry: edit.Entry
    result: AskedResult
    steps: Sequence[tuple[str, str, date]]
    sets: Sequence[str]
    unsets: Sequence[str]
    adds: Sequence[str]

    def require_sense(self) -> None:
        """Raise UsageError where nothing is asked, or something hangs in the air."""
        entry = self.entry
        records = any((self.state, entry.outcome, entry.lead, entry.due, entry.cleared))
        if not records:
            self._require_no_stray()
        contents = (self.result.text, self.result.stray, self.steps)
        if not (records or any(contents) or self.sets or self.unsets or self.adds):
            raise UsageError(
                say("what is to be changed?"), say("see the examples: cardctl update --help")
            )

    def _require_no_stray(self) -> None:
        """What only a history entry can hold needs one (a dropped step too has its reason)."""
        said = {
            "--reason": None if self.steps else self.entry.reason,
            "--meeting": self.entry.meeting,
            "--substitute": self.entry.substitute,
            "--review": self.entry.review,
        }
        stray = [option for option, value in said.items() if value is not None]
        if stray:
            raise UsageError(
                say("{option} goes into a history entry, and none is made", option=stray[0]),
                say(
                    "add what it is about: --state STATE, --outcome OUTCOME, --lead AGENCY or "
                    "--due DATE"
                ),
            )

    def of(self, session: Session, card: Card) -> Card:
        """What *card* becomes. Raises what `edit` raises."""
        self.result.require_text(session, card, self.entry)
        # A move comes last, because it needs the rest; but reopening comes first.
        order = [self._with_values, self._with_steps, self._with_result, self._moved]
        if not card.is_open:
            order = [self._moved, *order[:-1]]
        with given.in_our_words(""):
            for change in order:
                card = change(session, card)
        return card

    def _with_values(self, session: Session, card: Card) -> Card:
        if not (self.sets or self.unsets or self.adds):
            return card
        edit.require_open(card)
        changed = given.with_values(session, card, self.sets, self.unsets, self.adds)
        _load_related(session, before=card, after=changed)
        return changed

    def _with_steps(self, session: Session, card: Card) -> Card:
        for step_id, how, day in self.steps:
            card = edit.finish_step(card, step_id, how, day, self.entry.reason)
        return card

    def _with_result(self, session: Session, card: Card) -> Card:
        if self.result.text is None:
            return card
        result = self.result.made(session, card, self.entry)
        return edit.add_result(session.register, card, result)

    def _moved(self, session: Session, card: Card) -> Card:
        """The card after its move; without one, with its lead and due date recorded."""
        outcome = self.entry.outcome
        target = self.state or (State.SUBMITTED if outcome is not None else card.state)
        if target is card.state and outcome in (None, card.outcome):
            return edit.record(session.register, card, self.entry)
        return edit.move(session.register, card, target, self.entry)
