"""The values of a returned form that the register does not have yet, and how they are compared.

What an agency filed itself, it may file anew. Any other value that has changed since the form was
made, in the register and in the return, is a conflict.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from unicodedata import normalize

from cardctl.domain.text import MARKER
from cardctl.errors import CardctlError, Refused
from cardctl.i18n import Message, _
from cardctl.sheets.form import Claim, FormColumn, FormTable, FormValue

EVIDENCE = (
    "evidence_kind", "evidence_title", "evidence_number", "evidence_date", "evidence_url",
)  # fmt: skip
"""Columns of one piece of evidence; they are compared, and filed, together."""

RESULT = ("result", "progress", "spent", "next", "blocker", "reading")
"""Columns of the other parts of a result."""

CLAIM = ("claim", "reason", "substitute")
"""Columns that are parts of a claim."""

_QUOTED = 60
"""Characters of a value that a message quotes."""


class Entry(NamedTuple):
    """A value that an agency entered and the register does not have yet, at a *place*.

    *item* is the id of a step or an indicator, else "". A step that the agency adds has no id yet:
    its item is `NEW` and its title. *is_bare*: the value is an amount without a unit word.
    """

    table: FormTable
    card: str
    item: str
    column: str
    value: FormValue
    place: str
    is_bare: bool = False

    @property
    def key(self) -> tuple[str, ...]:
        """What the value is about: table, card, item and column."""
        return self.table, self.card, self.item, self.column


NEW = "+"
"""First character of the item of a step that has no id yet."""


class Record(NamedTuple):
    """What the register tells about the values that an agency has filed on a card.

    *revised* are the values of its earlier results, which it has replaced, by column (of a reading,
    by ``reading`` and the id of the indicator). *result*, *claim* and *plan* say who filed what is
    in force, and when; *owns_claim*: the agency filed the claim. *correction* is the reason that it
    gave for the last revision of its result.
    """

    revised: Sequence[Mapping[str, FormValue]] = ()
    result: Message | None = None
    claim: Message | None = None
    plan: Message | None = None
    owns_claim: bool = False
    correction: str | None = None


class OldReturn(Refused):
    """A return has a value that the agency has replaced since."""


def is_same(one: FormValue, other: FormValue) -> bool:
    """Whether two values are equal; spaces, line breaks and Unicode forms of texts do not count."""
    return one == other or _plain(one) == _plain(other)


def _plain(value: FormValue) -> FormValue:
    if isinstance(value, str):
        return " ".join(normalize("NFC", value).split()) or None
    return value


def quoted(value: FormValue) -> Message | str:
    """Return a value for a message, on one line and not too long."""
    if value is None:
        return _("(empty)")
    text = " ".join(str(value).split())
    return f"'{text}'" if len(text) <= _QUOTED else f"'{text[: _QUOTED - 1]}…'"


def refusal(
    entry: Entry, column: FormColumn, now: FormValue, record: Record
) -> CardctlError | None:
    """Return why a value is refused that changed in the register, to *now*, and in the return.

    None if it is taken: the agency replaces what it filed itself.
    """
    if MARKER in str(now):
        return Refused(
            _("{column}: the text was erased from the register", column=column.heading),
            _("leave the cell as the register has it: {marker}", marker=MARKER),
        )
    if entry.column in EVIDENCE:
        return None  # it is added to what is there
    if entry.column in RESULT:
        return _old_value(entry, column, now, record) if _is_revised(entry, record) else None
    if entry.column in CLAIM:
        return None if record.owns_claim else _conflict(entry, column, now, record.claim)
    return _conflict(entry, column, now, record.plan)


def _is_revised(entry: Entry, record: Record) -> bool:
    name = revised_name(entry.column, entry.item)
    return any(is_same(each.get(name), entry.value) for each in record.revised)


def revised_name(column: str, item: str) -> str:
    """Return the name of a value in `Record.revised`."""
    return f"{column} {item}" if item else column


def _old_value(entry: Entry, column: FormColumn, now: FormValue, record: Record) -> OldReturn:
    return OldReturn(
        _(
            "{column}: an older return: {value} was already replaced by {now} ({who})",
            column=column.heading,
            value=quoted(entry.value),
            now=quoted(now),
            who=record.result or "",
        ),
        _("to go back to it, enter it in a new form, or revise the result in the register"),
    )


def _conflict(entry: Entry, column: FormColumn, now: FormValue, who: Message | None) -> Refused:
    return Refused(
        _(
            "{column}: changed in the register, too: the return has {value}, the register {now} "
            "({who})",
            column=column.heading,
            value=quoted(entry.value),
            now=quoted(now),
            who=who or _("it does not record by whom"),
        ),
        _("enter the value that counts in a new form, or put that of the register in the cell"),
    )


def locked(column: FormColumn, shown: FormValue) -> Refused:
    """Return the error for a cell that only shows something, and was changed."""
    return Refused(
        _("{column}: this cell cannot be changed in a return", column=column.heading),
        _("restore it: {value}", value=quoted(shown)),
    )


def is_unclaimed(value: FormValue) -> bool:
    """Whether the column of the claim claims nothing."""
    return value in (None, Claim.NONE)
