"""Compare a returned form three ways: as it was made, as the register is now, as it came back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple, Protocol

from cardctl.app.return_values import (
    EVIDENCE,
    NEW,
    RESULT,
    Entry,
    OldReturn,
    Record,
    is_same,
    is_unclaimed,
    locked,
    refusal,
)
from cardctl.domain.ids import full_id
from cardctl.domain.text import folded
from cardctl.errors import CardctlError, Refused, Unknown, UsageError
from cardctl.i18n import _, _n
from cardctl.sheets.form import (
    COLUMNS,
    OF_LEAD,
    AgencyRole,
    FormColumn,
    FormRow,
    FormTable,
    ReturnForm,
)
from cardctl.sheets.return_cells import says_nothing
from cardctl.sheets.returned import PlacedError, ReturnedForm, ReturnedRow

Key = tuple[str, str]
"""A card, and the step or indicator of a row (else "")."""

_MOST_FOREIGN = 100
"""Rows of a table that the form did not have, of which each is a problem of its own."""

_ITEM = {FormTable.STEPS: "step", FormTable.INDICATORS: "indicator"}


class Cards(Protocol):
    """What the comparison asks about the cards of a form."""

    def role(self, card: str) -> AgencyRole | CardctlError:
        """Return the role of the agency in a card, or why it may not fill it in."""

    def record(self, card: str) -> Record:
        """Return what the register tells about the values of a card."""


class Compared(NamedTuple):
    """What a return changes, and its problems."""

    entries: list[Entry]
    problems: list[PlacedError]


def compare(returned: ReturnedForm, base: ReturnForm, now: ReturnForm, cards: Cards) -> Compared:
    """Compare all rows of *returned* with the form as it was made and as it would be made now."""
    run = _Comparison(base, now, cards)
    for table in FormTable:
        run.table(table, returned)
    return Compared(run.entries, run.problems)


class _Comparison:
    """The comparison of one form, while it runs."""

    def __init__(self, base: ReturnForm, now: ReturnForm, cards: Cards) -> None:
        self.base = {table: _by_key(table, base) for table in FormTable}
        self.now = {table: _by_key(table, now) for table in FormTable}
        self.cards = cards
        self.entries: list[Entry] = []
        self.problems: list[PlacedError] = []

    def refuse(self, place: str, error: CardctlError) -> None:
        """Add a problem."""
        self.problems.append(PlacedError(place, error))

    # Rows ---------------------------------------------------------------------------------------

    def table(self, table: FormTable, returned: ReturnedForm) -> None:
        """Compare the rows of a table."""
        seen: dict[Key, str] = {}
        foreign: list[tuple[Key, ReturnedRow]] = []
        for row in returned.rows.get(table, ()):
            key = self._key(table, row)
            if key is None:
                continue
            if key in seen:
                self.refuse(row.place_of("card"), _twice(key, seen[key]))
                continue
            seen[key] = row.place_of("card")
            base = self.base[table].get(key)
            if base is not None:
                self._row(table, key, row, base)
            elif key[1].startswith(NEW):
                self._new_step(key, row)
            else:
                foreign.append((key, row))
        for key, row in foreign[:_MOST_FOREIGN]:
            self.refuse(*self._foreign(table, key, row))
        if more := foreign[_MOST_FOREIGN:]:
            self.refuse(more[0][1].place_of("card"), _too_many(len(more)))

    def _key(self, table: FormTable, row: ReturnedRow) -> Key | None:
        """Return what a row is about; None if it is empty or does not say."""
        card, item = row.value("card"), row.value(_ITEM.get(table, ""))
        if card is None:
            if any(cell.value is not None for cell in row.cells.values()):
                self.refuse(row.place_of("card"), UsageError(_("the card of this row is missing")))
            return None
        identifier = full_id(str(card)) or str(card)
        if table is FormTable.RESULTS:
            return identifier, ""
        if item is not None:
            return identifier, str(item)
        return self._key_without_item(table, identifier, row)

    def _key_without_item(self, table: FormTable, card: str, row: ReturnedRow) -> Key | None:
        """Return the key of a new step; the step itself, if the register has it by now."""
        entered = [c for c in COLUMNS[table] if c.takes and row.value(c.name) is not None]
        if not entered:
            return None
        if table is FormTable.INDICATORS:
            self.refuse(
                row.place_of("indicator"), UsageError(_("the code of the indicator is missing"))
            )
            return None
        title = row.value("title")
        if title is None:
            self.refuse(row.place_of("title"), UsageError(_("a new step needs a title")))
            return None
        return card, NEW + folded(str(title))

    def _foreign(self, table: FormTable, key: Key, row: ReturnedRow) -> tuple[str, CardctlError]:
        """Return the problem of a row that the form did not have."""
        card, item = key
        if item and (card, "") in self.base[FormTable.RESULTS]:
            name = _ITEM[table]
            known = [each[1] for each in self.base[table] if each[0] == card]
            return row.place_of(name), Unknown(name, item, known)
        role = self.cards.role(card)
        if isinstance(role, CardctlError):
            return row.place_of("card"), role
        return row.place_of("card"), Refused(
            _("{card} is not part of this form", card=card),
            _("delete the row, or ask for a new form"),
        )

    # Cells --------------------------------------------------------------------------------------

    def _row(self, table: FormTable, key: Key, row: ReturnedRow, base: FormRow) -> None:
        """Compare the cells of a row that the form had."""
        now = self.now[table].get(key)
        row = _without_marks(table, row, base)
        changed = list(_changed(table, row, base, now))
        if not changed:
            return
        role, before = self.cards.role(key[0]), len(self.entries)
        outdated: list[PlacedError] = []
        for column in changed:
            cell = row.cells[column.name]
            entry = Entry(table, *key, column.name, cell.value, cell.place, cell.is_bare)
            error = (
                _not_own(table, column, role)
                if column.takes
                else locked(column, base.get(column.name))
            )
            if error is None and now is not None:
                error = self._three_ways(entry, column, base, now)
            if isinstance(error, OldReturn):
                outdated.append(PlacedError(entry.place, error))
            elif error is not None:
                self.refuse(entry.place, error)
            else:
                self.entries.append(entry)
        self._drop_used_reason(key[0], before)
        # If all that was filed is old, the return is: one problem says so.
        is_old = not any(e.column in RESULT for e in self.entries if e.card == key[0])
        self.problems += outdated[:1] if is_old else outdated

    def _drop_used_reason(self, card: str, before: int) -> None:
        """Leave out a reason that was filed already, with the result that it was given for."""
        mine = self.entries[before:]
        is_reason = [entry.column for entry in mine] == ["reason"]
        if is_reason and is_same(mine[0].value, self.cards.record(card).correction):
            del self.entries[before:]

    def _three_ways(
        self, entry: Entry, column: FormColumn, base: FormRow, now: FormRow
    ) -> CardctlError | None:
        """Return why a value is refused that changed in the register, too; None if it is taken."""
        names = EVIDENCE if column.name in EVIDENCE else (column.name,)
        if all(is_same(now.get(name), base.get(name)) for name in names):
            return None
        return refusal(entry, column, now.get(column.name), self.cards.record(entry.card))

    # New steps ----------------------------------------------------------------------------------

    def _new_step(self, key: Key, row: ReturnedRow) -> None:
        """Take a step that the agency adds; compare it if the register has it by now."""
        card, item = key
        row = _without_marks(FormTable.STEPS, row, {})
        role = self.cards.role(card)
        if role is not AgencyRole.LEAD:
            self.refuse(
                row.place_of("card"), role if isinstance(role, CardctlError) else _not_lead()
            )
            return
        if (card, "") not in self.base[FormTable.RESULTS]:
            self.refuse(*self._foreign(FormTable.STEPS, (card, ""), row))
            return
        known = self._added_since(card, item)
        if known is not None:
            self._row(
                FormTable.STEPS, known, row, {"title": self.now[FormTable.STEPS][known]["title"]}
            )
            return
        for column in COLUMNS[FormTable.STEPS]:
            value = row.value(column.name)
            if column.takes and value is not None:
                place = row.place_of(column.name)
                self.entries.append(Entry(FormTable.STEPS, card, item, column.name, value, place))

    def _added_since(self, card: str, item: str) -> Key | None:
        """Return the step of this title that the register has and the form had not."""
        for key, row in self.now[FormTable.STEPS].items():
            is_new = key[0] == card and key not in self.base[FormTable.STEPS]
            if is_new and NEW + folded(str(row["title"])) == item:
                return key
        return None


def _without_marks(table: FormTable, row: ReturnedRow, base: FormRow) -> ReturnedRow:
    """Return a row without texts that only say that there is nothing, unless the form had them."""
    found = dict(row.cells)
    for column in COLUMNS[table]:
        value = row.value(column.name)
        if not (column.takes and isinstance(value, str) and says_nothing(value, column)):
            continue
        if not is_same(value, base.get(column.name)):
            found[column.name] = found[column.name]._replace(value=None)
    return row._replace(cells=found)


def _changed(
    table: FormTable, row: ReturnedRow, base: FormRow, now: FormRow | None
) -> Iterator[FormColumn]:
    """Yield the columns whose cells differ from the form and from the register.

    The columns of a piece of evidence count as one.
    """
    paper = []
    for column in COLUMNS[table]:
        if column.name in EVIDENCE and column.name in row.cells:
            paper.append(column)
        elif column.name in row.cells and all(
            column.name not in _KEYS and _differs(column, row, other) for other in (base, now)
        ):
            yield column
    if all(any(_differs(each, row, other) for each in paper) for other in (base, now)):
        yield from (c for c in paper if row.value(c.name) is not None or base.get(c.name))


_KEYS = frozenset({"card", "step", "indicator"})
"""Columns that identify a row."""


def _differs(column: FormColumn, row: ReturnedRow, other: FormRow | None) -> bool:
    """Whether a cell differs from the one in another row; True if there is no such row."""
    if other is None:
        return True
    value, known = row.value(column.name), other.get(column.name)
    if is_same(value, known):
        return False
    return not (column.name == "claim" and is_unclaimed(value) and is_unclaimed(known))


def _not_own(
    table: FormTable, column: FormColumn, role: AgencyRole | CardctlError
) -> CardctlError | None:
    """Return the error for a cell that the agency may not fill in."""
    if isinstance(role, CardctlError):
        return role
    is_leads = table is FormTable.STEPS or column.name in OF_LEAD
    return _not_lead() if is_leads and role is not AgencyRole.LEAD else None


def _not_lead() -> Refused:
    return Refused(
        _("only the lead agency of the card fills this in"),
        _("leave the cell empty, or as it was"),
    )


def _too_many(count: int) -> UsageError:
    return UsageError(
        _n(
            "{count} more row is not part of this form",
            "{count} more rows are not part of this form",
            count,
        ),
        _("send back the form as it was received, filled in"),
    )


def _twice(key: Key, first: str) -> UsageError:
    return UsageError(
        _(
            "{card} has two rows; the first is {place}",
            card=f"{key[0]} {key[1].removeprefix(NEW)}".strip(),
            place=first,
        ),
        _("delete one of them"),
    )


def _by_key(table: FormTable, form: ReturnForm) -> Mapping[Key, FormRow]:
    return {
        (str(row["card"]), str(row.get(_ITEM.get(table, ""), ""))): row
        for row in form.rows.get(table, ())
    }
