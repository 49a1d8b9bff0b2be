"""Amounts spent, typed or in a sheet: refused if the unit was probably forgotten.

In a register that counts in millions, ``14500000`` is 14.5 trillion. A number without a unit word
is therefore compared with what is planned; one with a word (``14.5억원``) says what it means.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cardctl.app.literal_values import money
from cardctl.domain.facts import planned_money
from cardctl.errors import Refused
from cardctl.i18n import Message, _
from cardctl.i18n.amounts import AmountInWords
from cardctl.literals.amounts import is_bare

if TYPE_CHECKING:
    from cardctl.app.change import Transaction
    from cardctl.domain.card import Card
    from cardctl.domain.register import Register

TIMES_PLAN = 10
"""How many times what is planned on its card an amount may be."""

TIMES_LARGEST = 100
"""If nothing is planned on its card: how many times the largest plan of the register."""


class FarBeyondPlan(Refused):
    """An amount is far beyond what is planned; *question* asks whether it is right."""

    def __init__(self, message: Message, hint: Message, question: Message) -> None:
        super().__init__(message, hint)
        self.question = question


def spent_in_units(
    transaction: Transaction, card: Card, written: str, *, is_confirmed: bool = False
) -> int:
    """Return the amount in the register's unit.

    Raises UsageError for what is no such amount, FarBeyondPlan for a number without a unit word
    that is far beyond what is planned, unless *is_confirmed*.
    """
    register = transaction.register
    spent = money(register, written, "--spent")
    if is_bare(written.strip()) and not is_confirmed:
        why = _implausible(transaction, card, spent)
        if why is not None:
            raise _refusal(register, card, spent, written.strip(), why)
    return spent


def require_plausible(transaction: Transaction, card: Card, spent: int) -> None:
    """Raise FarBeyondPlan for an amount without a unit word that is far beyond the plan."""
    why = _implausible(transaction, card, spent)
    if why is not None:
        amount = _in_words(transaction.register, spent)
        raise FarBeyondPlan(
            _("{id}: {amount} spent is {why}", id=card.id, amount=amount, why=why),
            _("write it with its unit; if it is right: {amount}", amount=amount),
            _question(amount),
        )


def _implausible(transaction: Transaction, card: Card, spent: int) -> Message | None:
    """Return why an amount is far beyond what is planned; None if it is not."""
    register = transaction.register
    unit, planned = register.config.money.unit, planned_money(card)
    if unit == 1:
        return None
    if planned:
        if spent <= TIMES_PLAN * planned:
            return None
        return _("more than {times} times what is planned ({planned})",
            times=TIMES_PLAN, planned=_in_words(register, planned))  # fmt: skip
    if spent < unit:
        return None  # in the currency itself, it would be less than one unit
    largest = max(_planned_anywhere(transaction), default=0)
    if not largest or spent <= TIMES_LARGEST * largest:
        return None
    return _("more than {times} times the largest planned amount of the register ({planned})",
        times=TIMES_LARGEST, planned=_in_words(register, largest))  # fmt: skip


def _planned_anywhere(transaction: Transaction) -> Iterator[int]:
    """Yield what is planned on each card of the whole register."""
    from cardctl.app.card_fields import rows

    workspace = transaction.workspace
    loaded = workspace.load().register if transaction.is_partial else transaction.register
    return (row.standing.planned or 0 for row in rows(loaded, workspace.today))


def _refusal(
    register: Register, card: Card, spent: int, written: str, why: Message
) -> FarBeyondPlan:
    amount = _in_words(register, spent)
    message = _(
        "{id}: --spent {written} is {amount}, {why}",
        id=card.id, written=written, amount=amount, why=why,
    )  # fmt: skip
    hint = _('write it with its unit; if it is right: --spent "{amount}"', amount=amount)
    return FarBeyondPlan(message, hint, _question(amount))


def _question(amount: AmountInWords) -> Message:
    return _("spent so far: {amount}?", amount=amount)


def _in_words(register: Register, amount: int) -> AmountInWords:
    unit = register.config.money
    return AmountInWords(amount * unit.unit, unit.currency)
