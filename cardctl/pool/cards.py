"""The cards behind the figures of a pool, with filters: as of a day, register by register."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from cardctl.domain.base import Json, Text
from cardctl.domain.follow_up import FollowUp
from cardctl.domain.signal import Colour
from cardctl.domain.workflow import State
from cardctl.errors import Unknown
from cardctl.i18n import _
from cardctl.pool.engines import Engine
from cardctl.pool.facts import text_of
from cardctl.resources import filled

SQL = "pool/cards.sql"


class CardFilter(NamedTuple):
    """Which cards: those that match each criterion; several values of one match any of them.

    *leads* are codes of agencies, *regions* those of the leads; *words* are in id or title.
    """

    registers: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    states: tuple[State, ...] = ()
    signals: tuple[Colour, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    overdue: bool = False
    words: tuple[str, ...] = ()


_KNOWN = "SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL ORDER BY {column}"


class PoolCard(NamedTuple):
    """A card of a register as it stands on the day that is asked.

    *state* and *signal* are as in its tables, which another program may have written.
    """

    register: str
    id: str
    title: Text
    lead: str | None
    state: str
    due: date | None
    signal: str
    overdue_days: int

    def plain(self) -> Json:
        """Return it as plain data."""
        due = self.due.isoformat() if self.due else None
        return {**self._asdict(), "due": due}


def cards(engine: Engine, day: date, wanted: CardFilter) -> Iterator[PoolCard]:
    """Yield the cards that stand on *day* and match, by register and id.

    Raises Unknown for a register code or region that no table has.
    """
    _require(engine, "register", "register", wanted.registers)
    _require(engine, "agency", "agency", wanted.leads)
    _require(engine, "region", "agency", wanted.regions)
    for row in engine.ask(filled(SQL, day=f"DATE '{day.isoformat()}'")):
        card = _card(row, day)
        if _matches(card, wanted, *row[-2:]):
            yield card


def _require(engine: Engine, column: str, table: str, names: tuple[str, ...]) -> None:
    """Raise Unknown for a name that is nowhere in a column."""
    if not names:
        return
    known = [row[0] for row in engine.ask(_KNOWN.format(column=column, table=table))]
    for name in names:
        if name not in known:
            hint = None if known else _("the tables have none at all; leave it out")
            raise Unknown(column, name, known, hint)


def _card(row: tuple[object, ...], day: date) -> PoolCard:
    register, identifier, ko, en, lead, state, due, signal, is_overdue, *_more = row
    days = (day - due).days if is_overdue and isinstance(due, date) else 0
    return PoolCard(
        str(register),
        str(identifier),
        text_of(ko, en, str(identifier)),
        None if lead is None else str(lead),
        str(state),
        due if isinstance(due, date) else None,
        str(signal),
        days,
    )


def _matches(card: PoolCard, wanted: CardFilter, follow_up: object, region: object) -> bool:
    criteria: tuple[tuple[tuple[str, ...], object], ...] = (
        (wanted.registers, card.register),
        (wanted.leads, card.lead),
        (wanted.regions, region),
        (wanted.states, card.state),
        (wanted.signals, card.signal),
        (wanted.follow_ups, follow_up),
    )
    if any(names and value not in names for names, value in criteria):
        return False
    if wanted.overdue and not card.overdue_days:
        return False
    titles = [card.title] if isinstance(card.title, str) else list(card.title.values())
    text = "\n".join([card.id, *titles]).casefold()
    return all(word.casefold() in text for word in wanted.words)
