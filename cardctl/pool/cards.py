"""The cards behind the figures of a pool, with filters: as of a day, register by register.

The engine filters, sorts and limits. What is typed reaches it as values, never as part of the SQL:
engines differ in what a quote or a backslash in a text means.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import normalize

from cardctl.domain.base import Text
from cardctl.domain.follow_up import FollowUp
from cardctl.domain.signal import Colour
from cardctl.domain.workflow import State
from cardctl.errors import Unknown
from cardctl.i18n import _
from cardctl.pool.engines import Engine
from cardctl.pool.facts import text_of
from cardctl.resources import filled

if TYPE_CHECKING:
    from cardctl.outputs.pool import PoolCardData

SQL = "pool/cards.sql"

READ = ("register", "agency", "card", "standing")
"""The tables that are read."""


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

    def plain(self) -> PoolCardData:
        """Return it as plain data."""
        return {
            "register": self.register,
            "id": self.id,
            "title": self.title,
            "lead": self.lead,
            "state": self.state,
            "due": self.due.isoformat() if self.due else None,
            "signal": self.signal,
            "overdue_days": self.overdue_days,
        }


def cards(
    engine: Engine, day: date, wanted: CardFilter, limit: int | None = None
) -> Iterator[PoolCard]:
    """Yield the cards that stand on *day* and match, by register and id; at most *limit*.

    Raises Unknown for a register, a code or a region that no table has.
    """
    wanted = _as_in_tables(wanted)
    _require(engine, "register", "register", wanted.registers)
    _require(engine, "agency", "agency", wanted.leads)
    _require(engine, "region", "agency", wanted.regions)
    conditions = list(_conditions(wanted))
    sql = filled(
        SQL,
        day=f"DATE '{day.isoformat()}'",
        filters="".join(f"\n    AND {condition}" for condition, _values in conditions),
        limit="" if limit is None else f"LIMIT {limit:d}",
    )
    values = [value for _condition, of_it in conditions for value in of_it]
    yield from (_card(row, day) for row in engine.ask(sql, values))


def _as_in_tables(wanted: CardFilter) -> CardFilter:
    """Return the filter with its texts as tables have them: in NFC, and without surrogates.

    macOS types Hangul in pieces, and a shell may pass bytes that are no text.
    """
    return wanted._replace(
        registers=tuple(map(_text, wanted.registers)),
        leads=tuple(map(_text, wanted.leads)),
        regions=tuple(map(_text, wanted.regions)),
        words=tuple(map(_text, wanted.words)),
    )


def _text(typed: str) -> str:
    return normalize("NFC", typed.encode("utf-8", "surrogatepass").decode("utf-8", "replace"))


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
    register, identifier, ko, en, lead, state, due, signal, is_overdue = row
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


_COLUMNS = {
    "registers": "s.register",
    "leads": "s.lead",
    "regions": "a.region",
    "states": "s.state",
    "signals": "s.signal",
    "follow_ups": "s.follow_up",
}
"""Fields of `CardFilter` with the column that has one of their values."""

_TEXTS = ("s.card", "c.title_ko", "c.title_en")


def _conditions(wanted: CardFilter) -> Iterator[tuple[str, list[str]]]:
    """Yield each condition of *wanted*, with a ? for each of its values, and the values."""
    for field, column in _COLUMNS.items():
        if values := list(map(str, getattr(wanted, field))):
            yield f"{column} IN ({', '.join('?' * len(values))})", values
    if wanted.overdue:
        yield "COALESCE(s.overdue, FALSE)", []
    for word in wanted.words:
        found = (f"POSITION(LOWER(?) IN LOWER(COALESCE({column}, ''))) > 0" for column in _TEXTS)
        yield f"({' OR '.join(found)})", [word] * len(_TEXTS)
