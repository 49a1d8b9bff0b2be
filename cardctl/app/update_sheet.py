"""Update cards from the rows of a sheet: each row changes its card as an `update` command would.

A row is compared with its card first. What it already says changes nothing, so the same sheet can
be handed in twice, and a list or a report can be edited and handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cardctl.app.card_fields import FIELDS as LISTED
from cardctl.app.card_fields import row_of
from cardctl.app.change import Prepared, begin
from cardctl.app.result_request import ResultRequest
from cardctl.app.sheet_fields import field_changes, is_same
from cardctl.app.sheet_results import result_request
from cardctl.app.spent_check import FarBeyondPlan, require_plausible
from cardctl.app.update import UpdateRequest
from cardctl.app.values import StepEnd
from cardctl.domain.changes import HistoryEntryDraft
from cardctl.domain.follow_up import follow_up
from cardctl.domain.text import join_items
from cardctl.domain.workflow import State
from cardctl.errors import CardctlError, Refused, Unreadable, UsageError
from cardctl.i18n import Message, _, _n
from cardctl.sheets.cells import is_bare_amount
from cardctl.sheets.columns import COMPUTED
from cardctl.sheets.table import BadSheet, SheetProblem
from cardctl.sheets.values import CLEAR, Reader
from cardctl.store.card_text import as_data

if TYPE_CHECKING:
    from cardctl.app.card_fields import CardRow
    from cardctl.app.change import Transaction
    from cardctl.app.workspace import Workspace
    from cardctl.domain.base import Text
    from cardctl.domain.card import Card
    from cardctl.domain.register import Register
    from cardctl.sheets.rows import Rows, SheetRow


def update_from(workspace: Workspace, rows: Rows, *, dry_run: bool = False) -> Prepared:
    """Prepare the changes of all rows.

    Raises BadSheet with all problems at their places, Unreadable.
    """
    problems = [*rows.problems]
    ids = _ids(rows, problems)
    transaction = begin(workspace, lock=not dry_run, ids=[*ids], meetings=())
    reader = Reader(transaction.register.shared.outline.agencies, transaction.register.config.money)
    pairs: list[tuple[Card, Card]] = []
    notes = Notes()
    for identifier, row in ids.items():
        count = len(problems)
        values = reader.row(row, problems)
        try:
            before = transaction.register.card(identifier)
            if len(problems) > count:
                continue  # what cannot be read would lead to problems that are none
            change = RowChange(transaction, before, values, row)
            pairs.append((before, change.after()))
            notes.add(change)
        except Unreadable:
            raise
        except FarBeyondPlan as error:
            what = _("{place}: {what}", place="spent", what=error.message)
            place = row.place_of("spent")
            problems.append(SheetProblem(place, what, error.hint, error.exit_code))
        except CardctlError as error:
            problems.append(SheetProblem.of(row.place_of("id"), error))
    if problems:
        raise BadSheet(rows.file, problems)
    return Prepared(transaction, pairs, notes.messages())


def _ids(rows: Rows, problems: list[SheetProblem]) -> dict[str, SheetRow]:
    """Return the rows by the ids of their cards; adds what is missing or given twice."""
    from cardctl.domain.ids import full_id

    found: dict[str, SheetRow] = {}
    if rows.rows and not any("id" in row.cells for row in rows.rows):
        first = rows.rows[0]
        problems.append(
            SheetProblem(
                first.place_of("id"),
                _("there is no column 'id'"),
                _("add a column with the ids of the cards: cardctl list --format csv"),
            )
        )
        return found
    for row in rows.rows:
        written = row.cells["id"].text if "id" in row.cells else ""
        identifier = full_id(written)
        if not written:
            problems.append(SheetProblem(row.place_of("id"), _("missing id")))
        elif identifier is None:
            error = UsageError(
                _("'{value}' is not a card id", value=written), _("write it as in M01-007 or 1-7")
            )
            problems.append(SheetProblem.of(row.place_of("id"), error))
        elif identifier in found:
            error = UsageError(
                _("{id} is given twice: {first} and {second}", id=identifier,
                    first=found[identifier].place_of("id"), second=row.place_of("id")),
                _("put all changes of a card into one row"),
            )  # fmt: skip
            problems.append(SheetProblem.of(row.place_of("id"), error))
        else:
            found[identifier] = row
    return found


class RowChange:
    """What one row changes in its card."""

    def __init__(
        self, transaction: Transaction, card: Card, values: Mapping[str, Any], row: SheetRow
    ) -> None:
        self.transaction = transaction
        self.card = card
        self.values = values
        self.row = row
        self.shown = row_of(transaction.register, card, transaction.workspace.today)

    def after(self) -> Card:
        """Return the changed card. Raises like `UpdateRequest.of`, and UsageError."""
        self._require_meeting()
        card = self.card
        for request in self._requests():
            request.require_effective()
            self.transaction.require(meetings=request.meetings)
            card = request.sorted_paths.of(self.transaction, card)
            self._require_plausible(card, request.result.spent)
        return card

    def _require_plausible(self, card: Card, spent: object) -> None:
        """Raise FarBeyondPlan for a new amount whose unit was probably forgotten."""
        if not isinstance(spent, int) or spent == self.shown.standing.spent:
            return
        if is_bare_amount(self.row.cells["spent"]):
            require_plausible(self.transaction, card, spent)

    def _require_meeting(self) -> None:
        """Raise Refused if the row names another meeting than that of the card."""
        meeting = self.values.get("meeting", self.card.meeting)
        if meeting != self.card.meeting:
            raise Refused(
                _("{id} is a card of meeting {meeting}, not of meeting {other}",
                    id=self.card.id, meeting=self.card.meeting, other=meeting),
                _("the meeting of a card never changes; create another card"),
            )  # fmt: skip

    def _requests(self) -> Iterator[UpdateRequest]:
        """Yield the requests of the row: none if it changes nothing.

        A result that another agency files than the one that files the entry is a request of its
        own.
        """
        request = self._request()
        if self._is_empty(request):
            return
        filer = self.values.get("result_by")
        if filer and request.result.is_filed and filer != request.entry.by:
            entry = HistoryEntryDraft(on=request.entry.on, by=filer, reason=request.entry.reason)
            if not request.result.revise:
                entry = entry._replace(reason=None)
            yield request._replace(
                state=None,
                entry=entry,
                steps=(),
                sets=(),
                unsets=request.result.unsets,
                adds=(),
            )
            own = [path for path in request.unsets if path not in request.result.unsets]
            request = request._replace(result=ResultRequest(), unsets=own)
            if self._is_empty(request):
                return
        yield self._without_idle_filer(request)

    def _request(self) -> UpdateRequest:
        """Return the request of the whole row."""
        values = self.values
        entry = self._entry()
        fields = field_changes(as_data(self.card), values)
        register = self.transaction.register
        by = values.get("result_by") or entry.by or entry.lead or self.card.lead
        result = result_request(
            register, self.shown, self.card, values, by or register.config.secretariat
        )
        return UpdateRequest(
            state=self._state(),
            entry=entry,
            result=result,
            steps=[StepEnd(identifier, how, day, True) for identifier, how, day in fields.ends],
            sets=fields.sets,
            unsets=[*fields.unsets, *result.unsets],
            adds=fields.adds,
            has_day="on" in values,
        )

    def _entry(self) -> HistoryEntryDraft:
        values, card = self.values, self.card
        cleared = {name for name in ("lead", "due")
                   if values.get(name) is CLEAR and getattr(card, name) is not None}  # fmt: skip

        def changed(name: str) -> Any:
            value = values.get(name)
            return None if value is CLEAR or value == getattr(card, name) else value

        return HistoryEntryDraft(
            on=values.get("on") or self.transaction.workspace.today,
            by=values.get("by"),
            outcome=changed("outcome"),
            lead=changed("lead"),
            due=changed("due"),
            meeting=values.get("decided_at"),
            reason=values.get("reason"),
            substitute=values.get("substitute"),
            review=values.get("review"),
            cleared=frozenset(cleared),
        )

    def _state(self) -> State | None:
        """Return the state that the row asks for; None if the card has it.

        A hold can be prolonged by a further reason or another meeting that reviews it.
        """
        state: State | None = self.values.get("state")
        if state is not self.card.state:
            return state
        is_prolonged = "reason" in self.values or "review" in self.values
        return state if state is State.ON_HOLD and is_prolonged else None

    def _is_empty(self, request: UpdateRequest) -> bool:
        entry = request.entry
        recorded = (request.state, entry.outcome, entry.lead, entry.due, entry.cleared or None)
        others = (request.steps, request.sets, request.unsets, request.adds)
        is_recorded = any(value is not None for value in recorded)
        return not (is_recorded or request.result.is_filed or any(others))

    def _without_idle_filer(self, request: UpdateRequest) -> UpdateRequest:
        """Return the request without the agency and the day that it would not record.

        In a sheet they stand in each row, also where only a tag changes.
        """
        entry = request.entry
        recorded = (request.state, entry.outcome, entry.lead, entry.due, entry.cleared or None)
        if any(value is not None for value in recorded) or request.result.is_filed or request.steps:
            return request
        is_bare = not any(getattr(entry, name) is not None for name in ("reason", "meeting"))
        if not is_bare:
            return request
        today = self.transaction.workspace.today
        return request._replace(entry=entry._replace(by=None, on=today), has_day=False)

    def computed(self) -> Iterator[tuple[str, str]]:
        """Yield (column, place) of each computed value in the row that is not the card's own."""
        for name, value in self.values.items():
            if name in COMPUTED and not self._is_own(name, value):
                yield name, self.row.place_of(name)

    def _is_own(self, name: str, value: Any) -> bool:
        shown = _shown(self.shown, self.transaction.register, name)
        return shown is None or is_same(shown, str(value))


_REPORTED: Mapping[str, Callable[[CardRow], object]] = {
    "overdue_days": lambda row: LISTED["overdue"].value(row) or 0,
    "first_due": lambda row: row.standing.first_due,
    "extended": lambda row: row.standing.moves,
    "follow_up": lambda row: follow_up(row.card.state, row.signal),
}
"""Computed columns of the report that `list` calls otherwise, or does not have."""


def _shown(row: CardRow, register: Register, name: str) -> Text | None:
    """Return a computed value as `list` and the report print it; None if it is not compared."""
    if name == "lead_name":
        agency = register.by_code.get(row.card.lead or "")
        return agency.name if agency else None
    if name in _REPORTED:
        value = _REPORTED[name](row)
    elif name in LISTED:
        value = LISTED[name].value(row)
    else:
        return None
    if isinstance(value, tuple):
        return join_items(map(str, value))
    return "yes" if value is True else "" if value is None or value is False else str(value)


class Notes:
    """Computed columns that were changed in the sheet, which changes nothing."""

    def __init__(self) -> None:
        self.places: dict[str, list[str]] = {}

    def add(self, change: RowChange) -> None:
        """Take the computed values of a row."""
        for name, place in change.computed():
            self.places.setdefault(name, []).append(place)

    def messages(self) -> Sequence[Message]:
        """Return a message for each column."""
        return [_not_taken(name, *places) for name, places in self.places.items()]


def _not_taken(name: str, place: str, *more: str) -> Message:
    if not more:
        return _("{place}: '{name}' is computed and was not taken", place=place, name=name)
    return _n(
        "{place} and {count} more cell: '{name}' is computed and was not taken",
        "{place} and {count} more cells: '{name}' is computed and was not taken",
        len(more),
        place=place,
        name=name,
    )
