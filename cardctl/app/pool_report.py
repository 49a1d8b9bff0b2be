"""The report over all registers of a pool, in any format that takes documents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from cardctl.errors import Unknown, UsageError
from cardctl.i18n import _
from cardctl.pool.cards import READ, CardFilter, PoolCard
from cardctl.pool.cards import cards as pool_cards
from cardctl.pool.engines import EXTRAS, start
from cardctl.pool.facts import Cut, PoolReport, pool_report, table_paths
from cardctl.pool.layout import DEFAULT, pool_document
from cardctl.pool.plain import plain_pool
from cardctl.pool.state import Pool
from cardctl.publish.records import FOREVER
from cardctl.report.formats import render_document
from cardctl.report.formats.json import render_facts

FORMATS = ("text", "markdown", "json", "html", "docx", "hwpx", "pdf", "xlsx")
"""The formats of a report that take documents."""

ENGINES = tuple(EXTRAS)
"""The engines that count."""


class PoolReportRequest(NamedTuple):
    """Which report: as of *days*, to be divided by *cuts* (default: by any), counted by *engine*.

    *address* is that of the session in which Spark counts (default: one of its own).
    """

    days: Sequence[date]
    cuts: Sequence[Cut] = tuple(Cut)
    engine: str = "duckdb"
    address: str | None = None


def report(pool: Pool, asked: PoolReportRequest) -> PoolReport:
    """Return the report of *pool*.

    Raises Unknown for an engine, UsageError for an address that it does not take or a day that
    tables do not know, and as `engines.start`.
    """
    _require_engine(asked.engine, asked.address)
    _require_days(asked.days)
    with start(asked.engine, asked.address) as engine:
        return pool_report(pool, engine, asked.days, with_tags=Cut.TAG in asked.cuts)


def render(
    made: PoolReport,
    form: str,
    *,
    cuts: Sequence[Cut] = DEFAULT,
    lang: str = "en",
    width: int | None = None,
    colour: bool = False,
    font: str | None = None,
    made_on: date | None = None,
    warnings: Sequence[str] = (),
) -> str | bytes:
    """Render *made* in one of `FORMATS`; bytes for binary formats.

    *width* and *colour* are those of a terminal; *font* is that of paper formats; *made_on* is the
    creation date of the file (default: the day of the report); *warnings* are those of the JSON
    object. Raises Unknown for a format, MissingExtra, and SystemProblem if no font has the
    characters of a PDF.
    """
    if form not in FORMATS:
        raise Unknown("format", form, FORMATS)
    if form == "json":
        return render_facts("pool-report", plain_pool(made, cuts), (), lang, warnings)
    return render_document(
        form,
        pool_document(made, lang, cuts),
        day=made_on or made.day,
        font=font,
        width=width,
        colour=colour,
    )


def is_complete(made: PoolReport) -> bool:
    """Whether every register of the pool was read, and as it is now."""
    return all(source.body and not source.problem for source in made.sources)


def cards(
    pool: Pool,
    day: date,
    wanted: CardFilter,
    engine: str = "duckdb",
    *,
    address: str | None = None,
    limit: int | None = None,
) -> tuple[PoolCard, ...]:
    """Return the cards of *pool* that match on *day*; at most *limit*.

    Raises Unknown, and as `report`.
    """
    _require_engine(engine, address)
    _require_days([day])
    with start(engine, address) as running:
        running.open_tables(table_paths(pool, READ))
        return tuple(pool_cards(running, day, wanted, limit))


def _require_engine(engine: str, address: str | None) -> None:
    if engine not in EXTRAS:
        raise Unknown("engine", engine, EXTRAS)
    if address and engine != "spark":
        raise UsageError(_("--spark requires --engine spark"), _("add: --engine spark"))


def _require_days(days: Iterable[date]) -> None:
    """Raise UsageError for the day that means "no known end" in tables: no card stands then."""
    if FOREVER in days:
        last = FOREVER - timedelta(days=1)
        raise UsageError(_("the last as-of date for a pool is {day}", day=last))
