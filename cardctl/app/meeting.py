"""Record meetings, and what they decided about submitted outcomes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from cardctl.app.change import Prepared, begin
from cardctl.app.values import as_usage_error
from cardctl.domain import changes
from cardctl.domain.changes import require_open
from cardctl.domain.meeting import AgendaItem, Meeting, MeetingKind, MeetingStatus
from cardctl.domain.workflow import State
from cardctl.errors import Refused, Unknown
from cardctl.i18n import _

if TYPE_CHECKING:
    from cardctl.app.workspace import Workspace
    from cardctl.domain.card import Card

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
            items=items,
        )
    return Prepared(transaction, [(None, new)])


def hold(
    workspace: Workspace, number: int, day: date | None = None, *, dry_run: bool = False
) -> Prepared:
    """Prepare to record that a meeting was held. Raises Unknown, Refused, Unreadable."""
    transaction = begin(workspace, lock=not dry_run, meetings=[None])
    before = transaction.register.meeting(number)
    pair: tuple[Meeting, Meeting] = (before, changes.hold(before, day, workspace.today))
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
    register = transaction.register
    day = on or require_held(register.meeting(number))
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
