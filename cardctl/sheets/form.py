"""The return form of one agency for one meeting: what it shows, and what the agency fills in.

`request` makes forms, `collect` reads them back; this module is what both agree on, whatever file
carries a form. A form has three tables, each with its own columns. A column either shows what the
register has, or takes what the agency enters (``takes`` in `FormColumn`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256
from json import dumps
from typing import NamedTuple

from cardctl.domain.enums import EvidenceKind
from cardctl.domain.workflow import State
from cardctl.i18n import Message, _

VERSION = 1
"""Version of the form's layout; a form of another version is refused."""


class FormTable(StrEnum):
    """Name of a table in a form; a table has one row per card, step or indicator."""

    RESULTS = "results"
    STEPS = "steps"
    INDICATORS = "indicators"


TABLE_NAMES: Mapping[FormTable, Message] = {
    FormTable.RESULTS: _("sheet|Results"),
    FormTable.STEPS: _("sheet|Steps"),
    FormTable.INDICATORS: _("sheet|Indicators"),
}
"""The names of the tables, as people read them; also those of the sheets of a workbook."""


class FieldType(StrEnum):
    """Type of a column's values: how they are entered, checked and stored in a form."""

    TEXT = "text"
    LINE = "line"
    DAY = "day"
    PERCENT = "percent"
    MONEY = "money"
    NUMBER = "number"
    CHOICE = "choice"


class Claim(StrEnum):
    """What an agency claims about a card, beside its result."""

    NONE = "none"
    COMPLETED = "completed"
    SUSTAINED = "sustained"
    INFEASIBLE = "infeasible"
    ON_HOLD = "on_hold"


class AgencyRole(StrEnum):
    """The part that the agency of a form has in a card."""

    LEAD = "lead"
    PARTNER = "partner"


class FormColumn(NamedTuple):
    """A column: *name* is its stable name in files, *heading* what people read.

    The agency fills in a column that *takes* a value; the others show what the register has.
    *choices* are the codes of a `FieldType.CHOICE`.
    """

    name: str
    heading: Message
    type: FieldType = FieldType.LINE
    takes: bool = False
    choices: tuple[str, ...] = ()


FormValue = str | int | Decimal | date | None
"""Value of a cell: a code for a choice, an integer in the register's unit for money."""

FormRow = Mapping[str, FormValue]
"""Values of a row by column name; a column without a value is absent."""


def _input(
    name: str, heading: Message, kind: FieldType = FieldType.TEXT, choices: tuple[str, ...] = ()
) -> FormColumn:
    return FormColumn(name, heading, kind, takes=True, choices=choices)


CARD = FormColumn("card", _("Card"))
TITLE = FormColumn("title", _("Title"), FieldType.TEXT)

COLUMNS: Mapping[FormTable, tuple[FormColumn, ...]] = {
    FormTable.RESULTS: (
        CARD,
        TITLE,
        FormColumn("decision", _("Decision"), FieldType.TEXT),
        FormColumn("role", _("Role"), FieldType.CHOICE, choices=tuple(AgencyRole)),
        FormColumn("lead", _("Lead")),
        FormColumn("state", _("State"), FieldType.CHOICE, choices=tuple(State)),
        FormColumn("due", _("Due date"), FieldType.DAY),
        FormColumn("last_result", _("Last result"), FieldType.TEXT),
        _input("plan", _("Action plan")),
        _input("no_steps", _("Why the plan has no steps")),
        _input("result", _("Implementation result")),
        _input("progress", _("Progress (%)"), FieldType.PERCENT),
        _input("spent", _("Spent so far"), FieldType.MONEY),
        _input("next", _("Next steps")),
        _input("blocker", _("Obstacles")),
        _input("evidence_kind", _("Evidence: kind"), FieldType.CHOICE, tuple(EvidenceKind)),
        _input("evidence_title", _("Evidence: title"), FieldType.LINE),
        _input("evidence_number", _("Evidence: number"), FieldType.LINE),
        _input("evidence_date", _("Evidence: date"), FieldType.DAY),
        _input("evidence_url", _("Evidence: address"), FieldType.LINE),
        _input("claim", _("Claim"), FieldType.CHOICE, tuple(Claim)),
        _input("reason", _("Reason")),
        _input("substitute", _("Substitute measures")),
    ),
    FormTable.STEPS: (
        CARD,
        FormColumn("step", _("Step")),
        _input("title", _("What is to be done"), FieldType.LINE),
        FormColumn("owner", _("Owner")),
        _input("due", _("Due date"), FieldType.DAY),
        _input("done", _("Done on"), FieldType.DAY),
        _input("dropped", _("Dropped because")),
    ),
    FormTable.INDICATORS: (
        CARD,
        FormColumn("indicator", _("Code")),
        FormColumn("name", _("Indicator name"), FieldType.TEXT),
        FormColumn("unit", _("Unit")),
        FormColumn("baseline", _("Baseline"), FieldType.NUMBER),
        FormColumn("target", _("Target"), FieldType.NUMBER),
        FormColumn("latest", _("Latest"), FieldType.NUMBER),
        _input("reading", _("Reading"), FieldType.NUMBER),
    ),
}
"""The columns of each table, in order."""

KEYS: Mapping[FormTable, tuple[str, ...]] = {
    FormTable.RESULTS: ("card",),
    FormTable.STEPS: ("card", "step"),
    FormTable.INDICATORS: ("card", "indicator"),
}
"""The columns that identify a row. A step that the agency adds has a card and no step."""

OF_LEAD = frozenset({"plan", "no_steps", "claim", "substitute"})
"""Columns of the results that only the lead of the card fills in.

The reason is not among them: each agency may have to give one when it revises its result.
"""


def is_input(column: FormColumn, row: FormRow) -> bool:
    """Whether the agency fills in *column* in this *row*; the other cells only show something.

    The table of steps has only the cards that the agency leads.
    """
    return column.takes and not (column.name in OF_LEAD and row.get("role") == AgencyRole.PARTNER)


NEEDED: Mapping[str, tuple[Claim, ...]] = {
    "evidence_title": (Claim.COMPLETED, Claim.SUSTAINED),
    "reason": (Claim.INFEASIBLE, Claim.ON_HOLD),
    "substitute": (Claim.INFEASIBLE,),
}
"""Columns of the results that a claim requires, unless the card was submitted with it before."""


def is_required(column: FormColumn, row: FormRow) -> bool:
    """Whether *column* has to be filled in in a *row* of the results, whatever is claimed.

    A card that was submitted awaits the decision of the meeting: it needs no further result.
    """
    if column.name == "result":
        return row["state"] != State.SUBMITTED
    return column.name == "plan" and is_input(column, row)


class Cover(NamedTuple):
    """What the form says about itself; it identifies the register and the request.

    *unit* is the worth of 1 in the register's amounts, in *currency*. *papers* is the day on which
    the papers of the meeting close, the deadline.
    """

    body: str
    secretariat: str
    contact: str
    meeting: int
    meeting_date: date | None
    papers: date | None
    agency: str
    agency_name: str
    language: str
    issued: date
    currency: str
    unit: int


class ReturnForm(NamedTuple):
    """A form as it is handed out: the cover and, by table, the rows as they were prefilled.

    These rows are also the base when the form comes back: what differs from them, the agency has
    changed.
    """

    cover: Cover
    rows: Mapping[FormTable, tuple[FormRow, ...]]

    @property
    def cards(self) -> tuple[str, ...]:
        """The ids of the cards in the form."""
        return tuple(str(row["card"]) for row in self.rows.get(FormTable.RESULTS, ()))

    @property
    def led(self) -> tuple[str, ...]:
        """The ids of the cards that the agency leads; they come first in the results."""
        results = self.rows.get(FormTable.RESULTS, ())
        return tuple(str(row["card"]) for row in results if row["role"] == AgencyRole.LEAD)

    @property
    def tables(self) -> tuple[FormTable, ...]:
        """The tables to fill in: a lead may add steps; without indicators, there is no table."""
        asked = {table for table in FormTable if self.rows.get(table)}
        return tuple(t for t in FormTable if t in asked or (t is FormTable.STEPS and self.led))

    def digest(self, card: str) -> str:
        """Return the digest of all that the form shows of *card* (64 hexadecimal digits)."""
        rows = {
            table: [
                {name: str(value) for name, value in sorted(row.items()) if value is not None}
                for row in self.rows.get(table, ())
                if row["card"] == card
            ]
            for table in FormTable
        }
        return sha256(dumps(rows, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
