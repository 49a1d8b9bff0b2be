"""The request of one `update` command, applied to a card as a function from card to card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from cardctl.app import values
from cardctl.app.change import Prepared, begin
from cardctl.app.literal_values import entry_with_codes
from cardctl.app.result_request import PREFIX, ResultRequest
from cardctl.domain import changes
from cardctl.domain.card import Card
from cardctl.domain.decided import touches_protected
from cardctl.domain.ids import card_path
from cardctl.domain.recorded_fields import hold_in_force
from cardctl.domain.workflow import Outcome, State
from cardctl.errors import UsageError
from cardctl.i18n import _

if TYPE_CHECKING:
    from cardctl.app.change import Transaction
    from cardctl.app.workspace import Workspace


def _load_related(transaction: Transaction, *, before: Card, after: Card) -> None:
    """Load the cards that *after* newly refers to: a transition may require them."""
    named = {other for _, other in set(after.relations.all()) - set(before.relations.all())}
    if named:
        transaction.include(map(card_path, named))
    if not named <= transaction.register.known_ids:
        transaction.include_all()  # so that the nearest ids can be suggested


class UpdateRequest(NamedTuple):
    """The request of one `update` command, the same for each of its cards.

    *has_day*: the date of the entry was given explicitly.
    """

    state: State | None
    entry: changes.HistoryEntryDraft
    result: ResultRequest
    steps: Sequence[values.StepEnd]
    sets: Sequence[values.Assignment]
    unsets: Sequence[str]
    adds: Sequence[values.Assignment]
    has_day: bool

    @property
    def meetings(self) -> list[int | None]:
        """The meetings that the change names; None is the next one."""
        named: list[int | None] = [self.entry.meeting, self.entry.review]
        named = [number for number in named if number is not None]
        return [*named, self.result.meeting] if self.result.is_filed else named

    @property
    def _may_correct(self) -> bool:
        """Whether a value is set that a meeting may have decided: that may need an entry."""
        paths = (path for path, _value in (*self.sets, *self.adds))
        return any(map(touches_protected, (*paths, *self.unsets)))

    @property
    def _uses_reason(self) -> bool:
        """Whether a step is dropped or a result revised, which uses the reason."""
        return self.result.revise or any(step.how == "dropped" for step in self.steps)

    @property
    def _dates_a_step(self) -> bool:
        """Whether a step uses the date of the entry."""
        return any(not step.has_day for step in self.steps)

    def require_effective(self) -> None:
        """Raise UsageError if nothing is to change, or an option would be silently ignored."""
        entry = self.entry
        recorded = (self.state, entry.outcome, entry.lead, entry.due, entry.cleared or None)
        records = any(value is not None for value in recorded)
        self._require_no_orphan_option(records)
        paths = (*self.sets, *self.unsets, *self.adds)
        if not (records or self.result.has_contents or self.steps or paths):
            raise UsageError(
                _("nothing to change: give at least one option"),
                _("see the examples: cardctl update --help"),
            )
        self._require_no_contradiction()

    def require_nothing_else(self) -> None:
        """Raise UsageError if anything besides the reason, meeting, agency and day is given.

        A correction is an entry of its own.
        """
        entry = self.entry
        others = {
            "--state": self.state,
            "--outcome": entry.outcome,
            "--lead": entry.lead,
            "--due": entry.due,
            "--substitute": entry.substitute,
            "--review": entry.review,
            self.result.first_option or "": self.result.first_option,
            "--step": self.steps or None,
            "--set": self.sets or None,
            "--unset": self.unsets or entry.cleared or None,
            "--add": self.adds or None,
        }
        for option, value in others.items():
            if value is not None:
                raise UsageError(
                    _("{option} cannot be used with --correct or --amend", option=option),
                    _("use two commands: each adds its own history entry"),
                )

    def _require_no_orphan_option(self, records: bool) -> None:
        """Raise UsageError for an option that has no effect with the other options."""
        entry = self.entry
        if entry.substitute is not None and not self._may_be_infeasible:
            raise UsageError(
                _("--substitute is only valid with the outcome infeasible"),
                _("add: --outcome infeasible --reason TEXT"),
            )
        if entry.review is not None and self.state is not State.ON_HOLD:
            raise UsageError(
                _("--review is only valid with the state on_hold"), _("add: --state on_hold")
            )
        if not records and entry.meeting is not None:
            if self.result.is_filed:
                raise UsageError(
                    _("--meeting needs a history entry, but this change adds none"),
                    _(
                        "to set the meeting that hears the result: --for {number}",
                        number=entry.meeting,
                    ),
                )
            raise _belongs_to_an_entry("--meeting")
        may_record = records or self._may_correct
        if not (may_record or self._uses_reason) and entry.reason is not None:
            raise _belongs_to_an_entry("--reason")
        is_filed = may_record or self.result.is_filed
        if not is_filed and entry.by is not None:
            raise _belongs_to_an_entry("--by")
        if not (is_filed or self._dates_a_step) and self.has_day:
            raise _belongs_to_an_entry("--on")

    @property
    def _may_be_infeasible(self) -> bool:
        """Whether the outcome may be infeasible; a confirmation may leave it out."""
        outcome = self.entry.outcome
        return outcome is Outcome.INFEASIBLE or (outcome is None and self.state is State.CLOSED)

    def _require_no_contradiction(self) -> None:
        """Raise UsageError if two options contradict each other."""
        for name, value in {"lead": self.entry.lead, "due": self.entry.due}.items():
            if value is not None and name in self.entry.cleared:
                raise UsageError(
                    _("--{field} and --unset {field} cannot be used together", field=name),
                    _("leave out one of them"),
                )
        values.require_distinct([step.id for step in self.steps], "--step")
        values.require_distinct([key for key, _unused in self.result.readings], "--reading")
        values.require_no_overwrite(self.sets, self.unsets)

    @property
    def sorted_paths(self) -> UpdateRequest:
        """The same request, with the paths in a result as part of the result."""
        result = self.result._replace(
            sets=[one for one in self.sets if one[0].startswith(PREFIX)],
            unsets=[path for path in self.unsets if path.startswith(PREFIX)],
            adds=[one for one in self.adds if one[0].startswith(PREFIX)],
        )
        return self._replace(
            result=result,
            sets=[one for one in self.sets if not one[0].startswith(PREFIX)],
            unsets=[path for path in self.unsets if not path.startswith(PREFIX)],
            adds=[one for one in self.adds if not one[0].startswith(PREFIX)],
        )

    def of(self, transaction: Transaction, card: Card) -> Card:
        """Return the changed card. Raises like the functions of `changes`."""
        before = card
        # A transition comes last, because it may require the other changes; reopening comes first.
        order = [self._with_values, self._with_steps, self._with_result, self._with_transition]
        if not card.is_open:
            order = [self._with_transition, *order[:-1]]
        with values.as_usage_error(""):
            for change in order:
                card = change(transaction, card)
        if card.history == before.history:
            self._require_nothing_lost(before, card)
        return card

    def _require_nothing_lost(self, before: Card, after: Card) -> None:
        """Raise UsageError if options for a history entry are lost because this card gets none.

        Values that the history already records are not lost, so a command can be repeated.
        """
        entry = self.entry
        is_filed = self.result.is_filed or after == before
        lost = {
            "--reason": not self._uses_reason
            and not self._is_recorded(before, "note", entry.reason),
            "--meeting": not self._is_recorded(before, "meeting", entry.meeting),
            "--substitute": not self._is_recorded(before, "substitute", entry.substitute),
            "--review": not self._is_recorded(before, "review", entry.review),
            "--by": entry.by is not None and not is_filed,
            "--on": self.has_day and not (is_filed or self._dates_a_step),
        }
        options = ", ".join(option for option, is_lost in lost.items() if is_lost)
        if options:
            raise UsageError(
                _("{id}: {options} would be lost, because no history entry is added",
                    id=after.id, options=options),
                _("the history already records these values; leave out {options}",
                    options=options),
            )  # fmt: skip

    def _is_recorded(self, card: Card, name: str, value: object) -> bool:
        """Whether an entry that records the request also has *value*; None needs no entry."""
        if value is None:
            return True
        entry = self.entry
        target = self.state or target_of(entry.outcome)
        wanted = {"state": target, "lead": entry.lead, "due": entry.due}
        return any(
            _is_same(getattr(event, name), value)
            and any(getattr(event, field) == want for field, want in wanted.items() if want)
            for event in card.history
        )

    def _with_values(self, transaction: Transaction, card: Card) -> Card:
        if not (self.sets or self.unsets or self.adds):
            return card
        changes.require_open(card)
        changed = values.with_values(transaction.register, card, self.sets, self.unsets, self.adds)
        _load_related(transaction, before=card, after=changed)
        return self._with_correction(transaction, card, changed)

    def _with_correction(self, transaction: Transaction, before: Card, after: Card) -> Card:
        """Return *after*; with a correcting entry if it changes what a meeting decided."""
        if not self._may_correct:
            return after
        from cardctl.app.recorded import silent_changes

        workspace, register = transaction.workspace, transaction.register
        paths = silent_changes(workspace.root, register, before, after)
        if not paths:
            return after
        transaction.require(meetings=[None])  # any meeting may have heard the card
        return changes.corrected_unheard(
            register, before, after, paths, self.entry, workspace.today
        )

    def _with_steps(self, _transaction: Transaction, card: Card) -> Card:
        for step in self.steps:
            card = changes.finish_step(card, step.id, step.how, step.day, self.entry.reason)
        return card

    def _with_result(self, transaction: Transaction, card: Card) -> Card:
        today = max(self.entry.on, transaction.workspace.today)
        result = self.result.read_for(transaction, card)
        return result.with_result(transaction.register, card, self.entry, today)

    def _with_transition(self, transaction: Transaction, card: Card) -> Card:
        """Return the card after its transition; without one, with lead and due date recorded."""
        outcome = self.entry.outcome
        target = self.state or target_of(outcome) or card.state
        if outcome is Outcome.VOID and target is State.CLOSED:
            return changes.void(transaction.register, card, self.entry, transaction.workspace.today)
        if target is card.state and outcome in (None, card.outcome) and not self._prolongs(card):
            return changes.record(transaction.register, card, self.entry)
        return changes.move(transaction.register, card, target, self.entry)

    def _prolongs(self, card: Card) -> bool:
        """Whether a hold gets a new reason or another review meeting."""
        hold = hold_in_force(card.history)
        if self.state is not State.ON_HOLD or hold is None:
            return False
        reason, review = self.entry.reason, self.entry.review
        has_new_reason = reason is not None and not _is_same(hold.reason, reason)
        return has_new_reason or review not in (None, hold.review)


def target_of(outcome: Outcome | None) -> State | None:
    """Return the state that an outcome alone asks for: submitted; a void card is closed."""
    if outcome is None:
        return None
    return State.CLOSED if outcome is Outcome.VOID else State.SUBMITTED


def _is_same(recorded: object, value: object) -> bool:
    """Whether *value* equals *recorded*; for a multilingual text, in any of its languages."""
    return recorded == value or (isinstance(recorded, Mapping) and value in recorded.values())


def _belongs_to_an_entry(option: str) -> UsageError:
    if option in ("--by", "--on"):
        return UsageError(
            _(
                "{option} needs a history entry or a result, but this change adds neither",
                option=option,
            ),
            _(
                "leave it out, or add --state STATE, --outcome OUTCOME, --lead AGENCY, --due DATE "
                "or --result TEXT"
            ),
        )
    return UsageError(
        _("{option} needs a history entry, but this change adds none", option=option),
        _("add --state STATE, --outcome OUTCOME, --lead AGENCY or --due DATE"),
    )


def update(
    workspace: Workspace, ids: Sequence[str], request: UpdateRequest, *, dry_run: bool = False
) -> Prepared:
    """Prepare the same change of several cards.

    Raises UsageError if the request would lose something or makes no sense for a card, Unknown,
    IllegalTransition and Refused as `domain.changes` does, Unreadable.
    """
    request.require_effective()
    request = request.sorted_paths
    transaction = begin(workspace, lock=not dry_run, ids=ids, meetings=request.meetings)
    request = request._replace(entry=entry_with_codes(transaction.register, request.entry))
    cards = {card.id: card for card in map(transaction.register.card, ids)}
    pairs = [(card, request.of(transaction, card)) for card in cards.values()]
    found = (request.result.notice(transaction.register, *pair) for pair in pairs)
    return Prepared(transaction, pairs, tuple(filter(None, found)))
