"""Facts of a pool's report: what was read, and the figures of each group of cards.

Names come from the tables of the registers; they are untrusted text, as that of cards.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from cardctl.domain.base import Text
from cardctl.i18n import Message
from cardctl.pool.engines import Engine
from cardctl.pool.figures import Figures, Rollup, rollup
from cardctl.pool.state import Pool, TakenRegister
from cardctl.publish.schema import BY_NAME


class Cut(StrEnum):
    """What a report can divide the cards by."""

    BODY = "body"
    REGION = "region"
    LEVEL = "level"
    AGENCY = "agency"
    TAG = "tag"
    STATE = "state"
    FOLLOW_UP = "follow_up"
    SIGNAL = "signal"


class Body(NamedTuple):
    """A register as its own tables say what it is, with the meetings around the report's day."""

    name: str
    body: Text
    red_after_days: int
    unowned_after_days: int
    withheld: int
    unreadable: int
    last_meeting: date | None
    next_meeting: date | None


class Source(NamedTuple):
    """A register of the pool: *body* is None if there are no tables of it.

    *problem* says why nothing newer could be taken, since the day *failing_since*. It *is_behind*
    if a meeting was held after its tables were taken, or the tables still list it as scheduled.
    """

    name: str
    body: Body | None
    taken_on: date | None
    commit: str | None
    problem: Message | None
    failing_since: date | None
    is_behind: bool


class Agency(NamedTuple):
    """An agency, by its identifier in all registers that it has one in, or by register and code."""

    key: str
    name: Text


class Tie(NamedTuple):
    """A card that says it is part of another one, which no register of the pool has."""

    register: str
    card: str
    whole: str


class PoolReport(NamedTuple):
    """A report over all registers of a pool, as of *days*, in order of time; the last one leads."""

    title: Text
    audience: str
    days: tuple[date, ...]
    overdue_days: int
    sources: tuple[Source, ...]
    figures: Rollup
    agencies: Mapping[tuple[str, str], Agency]
    loose: tuple[Tie, ...]

    @property
    def day(self) -> date:
        """The day of the report."""
        return self.days[-1]

    @property
    def total(self) -> Figures:
        """The figures of all cards on the day of the report."""
        return self.figures.all(self.day)

    @property
    def read(self) -> tuple[Body, ...]:
        """The registers whose tables were read."""
        return tuple(source.body for source in self.sources if source.body)

    def groups(self, cut: Cut, day: date | None = None) -> dict[str, Figures]:
        """Return the groups of a cut by their key, on *day* (default: that of the report).

        Each register is among the bodies, even without a card.
        """
        day = day or self.day
        if cut is Cut.AGENCY:
            return self._by_agency(day)
        column = "register" if cut is Cut.BODY else cut.value
        found = {key: each for (key,), each in self.figures.cut(day, column).items()}
        if cut is Cut.BODY:
            return {body.name: found.get(body.name, Figures()) for body in self.read}
        return found

    def _by_agency(self, day: date) -> dict[str, Figures]:
        found: dict[str, Figures] = {}
        for (register, code), each in self.figures.cut(day, "register", "agency").items():
            known = self.agencies.get((register, code))
            key = known.key if known else f"{register}/{code}" if code else ""
            found[key] = found.get(key, Figures()) + each
        return found


def pool_report(
    pool: Pool, engine: Engine, days: Iterable[date], *, with_tags: bool = True
) -> PoolReport:
    """Read the tables of *pool* with *engine*, and compute its report as of *days*.

    Without *with_tags*, it cannot be divided by tag.
    """
    engine.open_tables(table_paths(pool, READ, without=() if with_tags else ("tag",)))
    asked = tuple(sorted(set(days)))
    overdue = pool.config.settings.overdue_days
    bodies = {body.name: body for body in _bodies(engine, asked[-1])}
    behind = _behind(engine, pool, asked[-1])
    return PoolReport(
        pool.config.title,
        pool.config.audience.value,
        asked,
        overdue,
        tuple(_source(each, bodies.get(each.name), behind) for each in pool.taken),
        rollup(engine, asked, overdue, with_tags=with_tags),
        _agencies(engine),
        tuple(_loose(engine, pool, asked[-1])),
    )


READ = ("register", "meeting", "agency", "agency_id", "card", "tag", "standing", "relation")
"""The tables that a report reads: to open one takes as long as there are registers."""


def table_paths(
    pool: Pool, tables: Iterable[str], *, without: Collection[str] = ()
) -> dict[str, list[Path]]:
    """Return the files of each of *tables*: those of all registers that were taken.

    Those of *without* are left empty.
    """
    taken = {name: () if name in without else pool.taken for name in tables}
    paths = {name: [each.table_path(name) for each in found] for name, found in taken.items()}
    return {name: [path for path in found if path] for name, found in paths.items()}


def _source(taken: TakenRegister, body: Body | None, behind: frozenset[str]) -> Source:
    failing = taken.failure.since if taken.failure else None
    return Source(
        taken.name, body, taken.taken_on, taken.commit, taken.problem, failing,
        taken.name in behind,
    )  # fmt: skip


def _ask(engine: Engine, table: str, columns: Sequence[str], more: str = "") -> list[Any]:
    """Return *columns* of all rows of *table*, in the order of its key."""
    key = ", ".join(BY_NAME[table].key)
    return list(engine.ask(f"SELECT {', '.join(columns)} FROM {table} {more} ORDER BY {key}"))


def _bodies(engine: Engine, day: date) -> Iterable[Body]:
    """Yield the registers, each with its meetings around *day*."""
    meetings = _ask(engine, "meeting", ("register", "date"), _NOT_CANCELLED)
    dates: dict[str, list[date]] = {}
    for name, held in meetings:
        dates.setdefault(name, []).append(held)
    columns = ("register", "body_ko", "body_en", *_OF_BODY)
    for name, ko, en, *rest in _ask(engine, "register", columns):
        known = dates.get(name, [])
        yield Body(
            name,
            text_of(ko, en, name),
            **dict(zip(_OF_BODY.values(), (value or 0 for value in rest), strict=True)),
            last_meeting=max((each for each in known if each <= day), default=None),
            next_meeting=min((each for each in known if each > day), default=None),
        )


_OF_BODY = {
    "red_after_days": "red_after_days",
    "unowned_after_days": "unowned_after_days",
    "withheld_cards": "withheld",
    "unreadable": "unreadable",
}
"""Columns of `register`, with the fields of `Body` that they fill."""


_NOT_CANCELLED = "WHERE status <> 'cancelled' AND date IS NOT NULL"


def _behind(engine: Engine, pool: Pool, day: date) -> frozenset[str]:
    """Return the registers that do not record a meeting before *day* as held, or not yet."""
    meetings = _ask(engine, "meeting", ("register", "date", "status"), _NOT_CANCELLED)
    taken = {each.name: each.taken_on for each in pool.taken}

    def is_missed(name: str, held: date, status: str) -> bool:
        on = taken.get(name)
        return held < day and (status == "scheduled" or (on is not None and on < held))

    return frozenset(row[0] for row in meetings if is_missed(*row))


def _agencies(engine: Engine) -> dict[tuple[str, str], Agency]:
    """Return all agencies, by register and code; those that share an identifier are one."""
    columns = ("register", "agency", "name_ko", "name_en")
    listed = _ask(engine, "agency", columns)
    same = _same(_ask(engine, "agency_id", ("register", "agency", "scheme", "value")))
    names: dict[str, Text] = {}
    found: dict[tuple[str, str], Agency] = {}
    for register, code, ko, en in listed:
        key = same.get((register, code), f"{register}/{code}")
        found[register, code] = Agency(key, names.setdefault(key, text_of(ko, en, code)))
    return found


def _same(rows: Iterable[tuple[str, str, str, str]]) -> dict[tuple[str, str], str]:
    """Return an identifier for each agency with any: the first of all that are tied together."""
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent.setdefault(name, name) != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    of_agency: dict[tuple[str, str], str] = {}
    for register, code, scheme, value in rows:
        mine = root(f"{scheme}:{value}")
        other = root(of_agency.setdefault((register, code), mine))
        parent[max(mine, other)] = min(mine, other)
    return {agency: root(name) for agency, name in of_agency.items()}


def _loose(engine: Engine, pool: Pool, day: date) -> Iterable[Tie]:
    """Yield the ties to cards that stand in no register on *day*."""
    ties = _ask(engine, "relation", ("register", "card", "other"), "WHERE kind = 'part_of'")
    named = {whole.partition("/")[0] for _register, _card, whole in ties}
    known = set(_standing(engine, sorted(named & {each.name for each in pool.taken}), day))
    yield from (Tie(*row) for row in ties if row[2] not in known)


def _standing(engine: Engine, registers: Sequence[str], day: date) -> Iterable[str]:
    """Yield the addresses of the cards of *registers* that stand on *day* and have parts."""
    if not registers:
        return
    on = f"DATE '{day.isoformat()}'"
    found = engine.ask(
        "SELECT DISTINCT s.register, s.card FROM standing AS s "
        "JOIN relation AS r ON r.kind = 'part_of' AND r.other = s.register || '/' || s.card "
        f"WHERE s.register IN ({', '.join('?' * len(registers))}) "
        f"AND s.since <= {on} AND {on} < s.until",
        registers,
    )
    yield from (f"{register}/{card}" for register, card in found)


def text_of(ko: object, en: object, otherwise: str) -> Text:
    """Return a text of two columns; *otherwise* if both are empty."""
    given = {lang: str(text) for lang, text in (("en", en), ("ko", ko)) if text}
    return given or otherwise
