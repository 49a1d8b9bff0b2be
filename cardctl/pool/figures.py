"""The figures of a pool: what `figures.sql` counts, by day and cut.

A cut is a way to divide the cards: by register, region, level, agency, tag, state, follow-up class
or signal; or not at all.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from typing import Any, NamedTuple

from cardctl.domain.signal import Colour, Reason
from cardctl.pool.engines import Engine
from cardctl.resources import filled

SQL = "pool/figures.sql"

KEYS = ("register", "region", "level", "agency", "state", "follow_up", "signal", "tag")
"""Columns of `figures.sql` that divide the cards."""

Group = tuple[tuple[str, str], ...]
"""A group of cards: columns with their values (empty: there is none); () are all cards."""


@dataclass(frozen=True)
class Amount:
    """Money of matters, in one currency; None if no amount is on record."""

    planned: int | None = None
    spent: int | None = None

    def __add__(self, other: Amount) -> Amount:
        return Amount(_sum(self.planned, other.planned), _sum(self.spent, other.spent))


@dataclass(frozen=True)
class Figures:
    """Counts of cards on a day, and the money of those that are not part of another one.

    *parts* are those that are. *counted* is the denominator of the completion rate. *long_overdue*
    are overdue by more days than the pool says. *approximate* have a vague planned amount.
    """

    cards: int = 0
    parts: int = 0
    open_cards: int = 0
    done: int = 0
    counted: int = 0
    submitted: int = 0
    long_overdue: int = 0
    red: int = 0
    amber: int = 0
    green: int = 0
    blue: int = 0
    grey: int = 0
    late: int = 0
    overdue: int = 0
    infeasible: int = 0
    stagnant: int = 0
    step_overdue: int = 0
    slipped: int = 0
    not_submitted: int = 0
    on_hold: int = 0
    unowned: int = 0
    approximate: int = 0
    money: Mapping[str, Amount] = field(default_factory=dict)
    """By currency (ISO 4217), in whole units of it."""

    def __add__(self, other: Figures) -> Figures:
        counts = {name: getattr(self, name) + getattr(other, name) for name in COUNTS}
        currencies = sorted({*self.money, *other.money})
        none = Amount()
        money = {c: self.money.get(c, none) + other.money.get(c, none) for c in currencies}
        return Figures(**counts, money=money)

    @property
    def matters(self) -> int:
        """Cards that are not part of a card of another register."""
        return self.cards - self.parts

    def with_signal(self, colour: Colour) -> int:
        """Return the number of cards with a signal."""
        return int(getattr(self, colour.value))

    def with_reason(self, reason: Reason) -> int:
        """Return the number of cards whose signal has a reason."""
        return int(getattr(self, reason.value))


COUNTS = tuple(each.name for each in fields(Figures) if each.name != "money")
"""The counts, in the order of the columns of `figures.sql`."""

Row = tuple[Any, ...]


class Rollup(NamedTuple):
    """What `figures.sql` found: the figures of each group on each day, and a digest of its rows.

    The digest is the same with and without the cut by tag, whose rows are not in it.
    """

    by_day: Mapping[date, Mapping[Group, Figures]]
    digest: str
    has_tags: bool = True

    def all(self, day: date) -> Figures:
        """Return the figures of all cards on a day."""
        return self.by_day[day].get((), Figures())

    def cut(self, day: date, *columns: str) -> dict[tuple[str, ...], Figures]:
        """Return the groups on a day that these columns divide the cards into.

        Raises ValueError for a cut by tag that was left out.
        """
        if "tag" in columns and not self.has_tags:
            raise ValueError("tags were left out")
        return {
            tuple(value for _name, value in group): found
            for group, found in self.by_day[day].items()
            if tuple(name for name, _value in group) == columns
        }


def rollup(
    engine: Engine, days: Sequence[date], overdue_days: int, *, with_tags: bool = True
) -> Rollup:
    """Count on each of *days*; a card is long overdue by more than *overdue_days*.

    The cut by tag takes as long as all others. Raises ValueError for no days.
    """
    sql = figures_sql(days, overdue_days, with_tags=with_tags)
    rows = sorted(map(_plain, engine.ask(sql)), key=_order)
    by_day: dict[date, dict[Group, Figures]] = {day: {} for day in days}
    for row in rows:
        groups, group, found = by_day[row[0]], _group(row), _figures(row)
        # Most groups have one row: there is a further one for each currency and unit.
        groups[group] = groups[group] + found if group in groups else found
    return Rollup(by_day, _digest(rows), with_tags)


def figures_sql(days: Iterable[date], overdue_days: int, *, with_tags: bool = True) -> str:
    """Return the query with its days as literals. Raises ValueError for no days."""
    literals = [f"({_literal(day)}, {_literal(_before(day, overdue_days))})" for day in days]
    if not literals:
        raise ValueError("no days")
    return filled(SQL, days=", ".join(literals), tags="TRUE" if with_tags else "FALSE")


def _literal(day: date) -> str:
    return f"DATE '{day.isoformat()}'"


def _before(day: date, days: int) -> date:
    return day - timedelta(days=min(days, day.toordinal() - 1))


_TAG = len(KEYS)
_MONEY = len(COUNTS) + len(KEYS) + 3


def _plain(row: Row) -> Row:
    """Return a row whose numbers have the same types with every engine."""
    unit = len(KEYS) + 2
    return (*row[:unit], *(None if value is None else int(value) for value in row[unit:]))


def _order(row: Row) -> tuple[Any, ...]:
    return tuple((value is None, value) for value in row[: len(KEYS) + 3])


def _group(row: Row) -> Group:
    pairs = zip(KEYS, row[1:], strict=False)
    return tuple((name, value) for name, value in pairs if value is not None)


def _figures(row: Row) -> Figures:
    currency, unit = row[len(KEYS) + 1 : len(KEYS) + 3]
    counts = dict(zip(COUNTS, row[len(KEYS) + 3 :], strict=False))
    planned, spent = (
        None if value is None or unit is None else value * unit for value in row[_MONEY:]
    )
    return Figures(**counts, money={currency: Amount(planned, spent)})


def _digest(rows: Iterable[Row]) -> str:
    """Return the SHA-256 of the rows without a tag, as canonical JSON Lines."""
    found = hashlib.sha256()
    for row in rows:
        if row[_TAG] is None:
            found.update(_line(row).encode())
    return found.hexdigest()


def _line(row: Row) -> str:
    values = [value.isoformat() if isinstance(value, date) else value for value in row]
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")) + "\n"


def _sum(one: int | None, other: int | None) -> int | None:
    return other if one is None else one if other is None else one + other
