"""Record meetings, and what they decided about submitted outcomes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from cardctl.app.change import Prepared, begin
from cardctl.app.dependencies import require_readable
from cardctl.app.literal_values import optional_agency
from cardctl.app.values import as_usage_error
from cardctl.domain import changes
from cardctl.domain.changes import require_open
from cardctl.domain.enums import MeetingKind, MeetingStatus
from cardctl.domain.meeting import AgendaItem, Meeting
from cardctl.domain.view import View, default_as_of
from cardctl.domain.workflow import State
from cardctl.errors import Refused, Unknown, UsageError
from cardctl.i18n import _

if TYPE_CHECKING:
    from cardctl.app.change import Transaction
    from cardctl.app.workspace import Workspace
    from cardctl.domain.card import Card
    from cardctl.domain.register import Register

RETURNED = (State.IN_PROGRESS, State.PLANNED)
"""The states to which a meeting may return a card."""


def add(
    workspace: Workspace,
    number: int,
    *,
    day: date | None = None,
    papers: date | None = None,
    place: str | None = None,
    kind: MeetingKind = MeetingKind.REGULAR,
    hears: bool | None = None,
    items: Sequence[AgendaItem] = (),
    dry_run: bool = False,
) -> Prepared:
    """Prepare a new meeting, scheduled until it is held. Raises Refused, UsageError, Unreadable."""
    transaction = begin(workspace, lock=not dry_run, meetings=[None])
    with as_usage_error(""):
        new = changes.new_meeting(
            transaction.register,
            number,
            day=day,
            papers=papers,
            place=place,
            kind=kind,
            hears=hears,
            items=items,
        )
    return Prepared(transaction, [(None, new)])


def hold(
    workspace: Workspace,
    number: int,
    day: date | None = None,
    reason: str | None = None,
    *,
    dry_run: bool = False,
) -> Prepared:
    """Prepare to record that a meeting was held. Raises Unknown, Refused, Unreadable."""
    entry = changes.RevisionDraft(workspace.today, reason=reason)
    return _change(
        workspace,
        number,
        lambda register, before: changes.hold(register, before, day, entry),
        dry_run=dry_run,
    )


def set_values(
    workspace: Workspace,
    number: int,
    request: changes.MeetingValues,
    *,
    reason: str | None = None,
    by: str | None = None,
    on: date | None = None,
    dry_run: bool = False,
) -> Prepared:
    """Prepare to change what is on record of a meeting, such as its date.

    Raises UsageError if nothing is to change or a value is invalid, Unknown, Refused if a reason is
    required, Unreadable.
    """
    _require_effective(request)
    entry = changes.RevisionDraft(on or workspace.today, by, reason)

    def change(register: Register, before: Meeting) -> Meeting:
        named = entry._replace(by=optional_agency(register, entry.by))
        after = changes.set_values(register, before, request, named)
        if after != before and after.changes == before.changes:
            _require_no_orphan_option({"--by": by, "--on": on})
        return after

    return _change(workspace, number, change, dry_run=dry_run)


def _require_no_orphan_option(given: Mapping[str, object]) -> None:
    """Raise UsageError for an option of an entry in `changes`, because there is none."""
    for option, value in given.items():
        if value is not None:
            raise UsageError(
                _("{option} needs a recorded change, but this one only fills in values",
                    option=option),
                _("leave it out, or add: --reason TEXT"),
            )  # fmt: skip


def _require_effective(request: changes.MeetingValues) -> None:
    """Raise UsageError if nothing is to change or options contradict each other, Unknown."""
    if not any(request):
        raise UsageError(
            _("nothing to change: give at least one option"),
            _("see the examples: cardctl meeting set --help"),
        )
    titles = [f"items.{number}.title" for number, _language in request.titles]
    written = [*request.values, *titles]
    for path in request.unsets:
        changes.require_removable(path)
        if any(one == path or one.startswith(f"{path}.") for one in written):
            raise UsageError(
                _("--unset {path} contradicts another option", path=path),
                _("leave out one of them"),
            )


def cancel(
    workspace: Workspace,
    number: int,
    reason: str,
    *,
    by: str | None = None,
    on: date | None = None,
    dry_run: bool = False,
) -> Prepared:
    """Prepare to record that a meeting was cancelled. Raises Unknown, Refused, Unreadable."""

    def change(register: Register, before: Meeting) -> Meeting:
        named = optional_agency(register, by)
        entry = changes.RevisionDraft(on or workspace.today, named, reason)
        return changes.cancel(register, before, entry)

    return _change(workspace, number, change, dry_run=dry_run)


def _change(
    workspace: Workspace,
    number: int,
    change: Callable[[Register, Meeting], Meeting],
    *,
    dry_run: bool,
) -> Prepared:
    """Prepare a change of one meeting. Raises Unknown, Unreadable, and as *change* does."""
    transaction = begin(workspace, lock=not dry_run, meetings=[None])
    before = transaction.register.meeting(number)
    with as_usage_error(""):
        pair: tuple[Meeting, Meeting] = (before, change(transaction.register, before))
    return Prepared(transaction, [pair])


def confirm(
    workspace: Workspace,
    number: int,
    ids: Sequence[str],
    *,
    on: date | None = None,
    dry_run: bool = False,
) -> Prepared:
    """Prepare to close submitted cards whose outcomes were confirmed. Raises as `_decide`."""
    return _decide(workspace, number, ids, State.CLOSED, None, on, dry_run=dry_run)


def confirm_all(
    workspace: Workspace,
    number: int,
    *,
    without: Sequence[str] = (),
    on: date | None = None,
    dry_run: bool = False,
) -> Prepared:
    """Prepare to confirm every outcome that the meeting's report listed, but those in *without*.

    What was submitted after its papers closed was not in the report, and is left alone. Raises
    Unreadable if any card cannot be read, Refused if nothing awaits confirmation or a card in
    *without* does not, and as `_decide`.
    """
    transaction = begin(workspace, lock=not dry_run, meetings=[number])
    require_readable(workspace, transaction.snapshot, sorted(transaction.register.unreadable))
    register = transaction.register
    day = on or require_held(register.meeting(number))
    awaiting = to_confirm(register, number, workspace.today)
    spared = {register.card(each).id for each in without}
    for each in sorted(spared.difference(awaiting)):
        raise Refused(
            _("{id} is not among the outcomes to confirm", id=each),
            _("see them: cardctl meeting show {number}", number=number),
        )
    ids = [each for each in awaiting if each not in spared]
    if not ids:
        raise Refused(
            _("no outcome awaits confirmation by meeting {number}", number=number),
            _("see what was submitted: cardctl list --state submitted"),
        )
    return _decided(transaction, number, ids, State.CLOSED, None, day)


def to_confirm(register: Register, number: int, today: date) -> list[str]:
    """Return the ids of the cards that the meeting's report listed to confirm and are still open.

    These are the cards that were submitted when its papers closed.
    """
    seen = View(register, number, default_as_of(register, number, today))
    return [
        card.id
        for card in seen.cards
        if card.state is State.SUBMITTED and register.card(card.id).state is State.SUBMITTED
    ]


def return_cards(
    workspace: Workspace,
    number: int,
    ids: Sequence[str],
    reason: str,
    *,
    to: State = State.IN_PROGRESS,
    on: date | None = None,
    dry_run: bool = False,
) -> Prepared:
    """Prepare to return submitted cards: the meeting did not confirm them. Raises as `_decide`."""
    if to not in RETURNED:
        raise Unknown("return state", to, RETURNED)
    return _decide(workspace, number, ids, to, reason, on, dry_run=dry_run)


def _decide(
    workspace: Workspace,
    number: int,
    ids: Sequence[str],
    target: State,
    reason: str | None,
    on: date | None,
    *,
    dry_run: bool,
) -> Prepared:
    """Move cards by what meeting *number* decided, on its day.

    Raises Unknown for a meeting or card, Refused if the meeting was not held or a card has no
    submitted outcome, IllegalTransition, Unreadable.
    """
    transaction = begin(workspace, lock=not dry_run, ids=ids, meetings=[number])
    day = on or require_held(transaction.register.meeting(number))
    return _decided(transaction, number, ids, target, reason, day)


def _decided(
    transaction: Transaction,
    number: int,
    ids: Sequence[str],
    target: State,
    reason: str | None,
    day: date,
) -> Prepared:
    register = transaction.register
    entry = changes.HistoryEntryDraft(
        on=day, by=register.config.secretariat, meeting=number, reason=reason
    )
    cards = {card.id: card for card in map(register.card, ids)}
    for card in cards.values():
        require_submitted(card)
    with as_usage_error(""):
        pairs = [(card, changes.move(register, card, target, entry)) for card in cards.values()]
    return Prepared(transaction, pairs)


def require_held(meeting: Meeting) -> date:
    """Return the date on which the meeting was held. Raises Refused if it was not, or has none."""
    if meeting.status is not MeetingStatus.HELD:
        raise Refused(
            _("meeting {number} has not been held", number=meeting.number),
            _("record it as held: cardctl meeting hold {number}", number=meeting.number),
        )
    if meeting.date is None:
        raise Refused(
            _("meeting {number} has no date", number=meeting.number),
            _("add it: cardctl meeting hold {number} --date DATE", number=meeting.number),
        )
    return meeting.date


def require_submitted(card: Card) -> None:
    """Raise Refused if the card has no submitted outcome for a meeting to decide on."""
    require_open(card)
    if card.state is not State.SUBMITTED:
        raise Refused(
            _("{id} is {state}: no outcome has been submitted", id=card.id, state=card.state),
            _(
                "submit one first: cardctl update {id} --state submitted --outcome OUTCOME",
                id=card.id,
            ),
        )
