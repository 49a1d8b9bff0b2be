"""Values as people write them for fields of files: agencies by name, days, amounts, percentages.

What a field takes follows from its key, at any depth: ``plan.steps.a.owner`` takes an agency.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from cardctl.domain.enums import BudgetSource, Direction, EvidenceKind, Visibility
from cardctl.domain.names import member
from cardctl.domain.workflow import Outcome, State
from cardctl.errors import UsageError
from cardctl.i18n import _
from cardctl.literals import LiteralError
from cardctl.literals.amounts import amount
from cardctl.literals.days import written_day
from cardctl.literals.percentages import percentage
from cardctl.store.agency_hints import AGENCY_FIELDS

if TYPE_CHECKING:
    from cardctl.domain.changes import HistoryEntryDraft
    from cardctl.domain.register import FactRegister, Register

_Value = TypeVar("_Value")

ENUMERATIONS = {
    "state": State,
    "outcome": Outcome,
    "kind": EvidenceKind,
    "source": BudgetSource,
    "direction": Direction,
    "visibility": Visibility,
}
DAYS = frozenset({"date", "due", "done", "submitted"})
AMOUNTS = frozenset({"planned", "spent"})
PERCENTAGES = frozenset({"progress"})


def literal(read: Callable[[str], _Value], text: str, place: str = "") -> _Value:
    """Return what *read* makes of *text*. Raises UsageError, which names the *place* if given."""
    try:
        return read(text)
    except LiteralError as error:
        message = error.message
        if place:
            message = _("{place}: {what}", place=place, what=message)
        raise UsageError(message, error.hint) from None


def agency(register: FactRegister, written: str) -> str:
    """Return the code of an agency; *written* itself if `agencies.yaml` cannot be read.

    Raises Unknown, Ambiguous.
    """
    return register.agency_code(written) if register.agencies_known else written


def optional_agency(register: FactRegister, written: str | None) -> str | None:
    """Return the code of an agency; None if none is named. Raises Unknown, Ambiguous."""
    return None if written is None else agency(register, written)


def entry_with_codes(register: Register, entry: HistoryEntryDraft) -> HistoryEntryDraft:
    """Return *entry* with the codes of the agencies that it names. Raises Unknown, Ambiguous."""
    return entry._replace(
        by=optional_agency(register, entry.by), lead=optional_agency(register, entry.lead)
    )


def money(register: FactRegister, written: str, place: str) -> int:
    """Return an amount in the register's unit. Raises UsageError."""
    unit = register.config.money
    return literal(lambda text: amount(text, unit.unit, unit.currency), written, place)


def value_at(register: Register, path: str, value: Any) -> Any:
    """Return *value* as a file has it at the dotted *path* of a card or a result.

    Raises Unknown, Ambiguous and UsageError for what cannot be read.
    """
    names = [part for part in path.split(".") if not part.isdigit()]
    return _kept(register, names[-1] if names else "", value, path)


def _kept(register: Register, key: str, value: Any, path: str) -> Any:
    if isinstance(value, Mapping):
        return {
            name: inner if name.startswith("x-") else _kept(register, name, inner, path)
            for name, inner in value.items()
        }
    if isinstance(value, list):
        return [_kept(register, key, each, path) for each in value]
    if isinstance(value, int) and not isinstance(value, bool) and key in DAYS:
        value = str(value)  # 20261231
    return _text(register, key, value, path) if isinstance(value, str) else value


def _text(register: Register, key: str, text: str, path: str) -> Any:
    if key in AGENCY_FIELDS:
        return agency(register, text)
    if key in ENUMERATIONS:
        return member(text, ENUMERATIONS[key]).value
    if key in DAYS:
        return literal(written_day, text, path).isoformat()
    if key in AMOUNTS:
        return money(register, text, path)
    return literal(percentage, text, path) if key in PERCENTAGES else text
