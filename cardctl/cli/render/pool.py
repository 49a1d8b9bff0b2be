"""Registers of a pool for `cardctl pool`, as tables, messages or data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, cast

from cardctl.app.pool_pull import Pulled, PullResult
from cardctl.cli.render.columns import TextTable
from cardctl.i18n import Message, _, _n, listed
from cardctl.pool.lock import Failure, LockedSource, Taken
from cardctl.pool.state import Pool, TakenRegister
from cardctl.printable import printable
from cardctl.report.formats.terminal import TextCell, TextColumn
from cardctl.report.words import NOTHING

if TYPE_CHECKING:
    from cardctl.outputs.pool import (
        PoolProblem,
        PoolRegister,
        PulledData,
        SourceData,
        TakenData,
        TakenTable,
    )

_SHORT = 7

RESULTS = {
    PullResult.TAKEN: _("pull|taken"),
    PullResult.UNCHANGED: _("pull|unchanged"),
    PullResult.CHANGED: _("pull|to take"),
    PullResult.FAILED: _("pull|failed"),
}

COUNTS = {
    PullResult.TAKEN: _("{count} taken"),
    PullResult.UNCHANGED: _("{count} unchanged"),
    PullResult.CHANGED: _("{count} to take"),
    PullResult.FAILED: _("{count} failed"),
}

HEADS = {
    "register": _("column|register"),
    "result": _("column|result"),
    "cards": _("column|cards"),
    "taken": _("column|taken on"),
    "revision": _("column|revision"),
    "source": _("column|source"),
    "problem": _("column|problem"),
}


def warnings(pulled: Pulled) -> Iterator[Message]:
    """Yield why a register could not be taken, and what is there instead."""
    if pulled.failure is None:
        return
    name, why = pulled.name, pulled.failure.message
    if pulled.taken is None:
        yield _("{name}: {why}; there are no tables of it", name=name, why=why)
    else:
        day = pulled.taken.day
        yield _("{name}: {why}; the tables of {day} are kept", name=name, why=why, day=day)


def summary(registers: Sequence[Pulled]) -> Message:
    """Return how many registers there are, and what became of them."""
    counted = [
        COUNTS[result]._replace(values={"count": count})
        for result in PullResult
        if (count := sum(1 for each in registers if each.result is result))
    ]
    return _n(
        "{count} register: {parts}",
        "{count} registers: {parts}",
        len(registers),
        parts=listed(counted) if counted else NOTHING,
    )


# Tables ------------------------------------------------------------------------------------------


def pull_table(registers: Sequence[Pulled], lang: str) -> TextTable:
    """Return a table of what became of registers."""
    heads = _heads(("register", "result", "cards", "revision"), lang)
    rows = [
        [each.name, RESULTS[each.result].render(lang), _cards(each.taken), _revision(each.taken)]
        for each in registers
    ]
    return _table(heads, rows)


def list_table(pool: Pool, lang: str) -> TextTable:
    """Return a table of the registers of a pool."""
    heads = _heads(("register", "cards", "taken", "revision", "source", "problem"), lang)
    sources = {source.id: source for source in pool.config.sources}
    rows = []
    for each in pool.taken:
        taken, source = each.package, sources[each.name]
        rows.append(
            [
                each.name,
                _cards(taken),
                str(taken.day if taken else NOTHING),
                _revision(taken),
                _place(taken.source) if taken else source.git or source.folder or "",
                each.problem.render(lang) if each.problem else NOTHING,
            ]
        )
    return _table(heads, rows)


_RIGHT = ("cards",)
_FIXED = ("register", "result", "cards", "taken", "revision")
_OPTIONAL = ("problem",)


def _heads(names: Sequence[str], lang: str) -> list[TextColumn]:
    return [
        TextColumn(
            HEADS[name].render(lang),
            is_fixed=name in _FIXED,
            is_right=name in _RIGHT,
            is_optional=name in _OPTIONAL,
            is_name=name == "register",
        )
        for name in names
    ]


def _table(heads: list[TextColumn], rows: Sequence[Sequence[str]]) -> TextTable:
    return TextTable(heads, [[TextCell(printable(cell)) for cell in row] for row in rows])


def _cards(taken: Taken | None) -> str:
    return str(taken.tables["card"].rows) if taken else NOTHING


def _revision(taken: Taken | None) -> str:
    return taken.revision[:_SHORT] if taken and taken.revision else NOTHING


def _place(source: LockedSource) -> str:
    where = source.git or source.folder or ""
    return " ".join(filter(None, (where, source.ref, source.path)))


# Data --------------------------------------------------------------------------------------------


def pull_data(registers: Sequence[Pulled], lang: str) -> list[PulledData]:
    """Return what became of registers."""
    return [
        {"register": each.name, "result": each.result, **_taken_data(each.taken),
         "problem": _problem_data(each.failure, lang)}
        for each in registers
    ]  # fmt: skip


def list_data(pool: Pool, lang: str) -> list[PoolRegister]:
    """Return the registers of a pool, with what was taken of each."""
    return [
        {"register": each.name, **_taken_data(each.package),
         "problem": _problem_data(each.failure, lang) or _missing_data(each, lang)}
        for each in pool.taken
    ]  # fmt: skip


def _taken_data(taken: Taken | None) -> TakenData:
    if taken is None:
        return {"taken": None}
    return {
        "taken": taken.day.isoformat(),
        "source": cast("SourceData", taken.source.model_dump(exclude_none=True)),
        "revision": taken.revision,
        "version": taken.version,
        "exported_here": taken.exported_here,
        "audience": taken.audience,
        "cards": taken.tables["card"].rows,
        "tables": {
            name: cast("TakenTable", table.model_dump()) for name, table in taken.tables.items()
        },
    }


def _problem_data(failure: Failure | None, lang: str) -> PoolProblem | None:
    if failure is None:
        return None
    return {
        "code": failure.code,
        "message": failure.message.render(lang),
        "since": failure.since.isoformat(),
    }


def _missing_data(register: TakenRegister, lang: str) -> PoolProblem | None:
    if register.problem is None:
        return None
    code = "damaged" if register.damage else "not-taken"
    return {"code": code, "message": register.problem.render(lang)}
