"""`cardctl pool list`: the registers of a pool, or with a filter their cards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from cardctl.cli.card_filters import SignalFilter, StateFilter
from cardctl.cli.options import JsonOption, whole_number
from cardctl.cli.pool_options import (
    EngineOption,
    PoolOption,
    SparkOption,
    open_pool,
    report_problems,
    warn_not_read,
)

if TYPE_CHECKING:
    from datetime import date

    from cardctl.cli.session import Session
    from cardctl.pool.cards import CardFilter
    from cardctl.pool.state import Pool


def list_pool(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[WORD]...", help="All these words in id, title or decision."),
    ] = None,
    body: Annotated[
        list[str] | None, typer.Option("--body", metavar="REGISTER", help="Register.")
    ] = None,
    lead: Annotated[
        list[str] | None, typer.Option("--lead", metavar="AGENCY", help="Code of the lead agency.")
    ] = None,
    region: Annotated[
        list[str] | None, typer.Option("--region", metavar="REGION", help="Region of the lead.")
    ] = None,
    state: StateFilter = None,
    signal: SignalFilter = None,
    follow_up: Annotated[
        list[str] | None, typer.Option("--follow-up", metavar="CLASS", help="Follow-up class.")
    ] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="Past the due date.")] = False,
    cards: Annotated[bool, typer.Option("--cards", help="All cards.")] = False,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help="As-of date of cards (default: today)."),
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit", metavar="COUNT", parser=whole_number, help="Maximum number of cards."
        ),
    ] = None,
    engine: EngineOption = "duckdb",
    spark: SparkOption = None,
    folder: PoolOption = None,
    json: JsonOption = False,
) -> None:
    """List the registers of the pool; with a filter, their cards that match.

    \b
    cardctl pool list
    cardctl pool list --overdue
    cardctl pool list bridge --body kr.clcm --signal red
    cardctl pool list --cards --as-of 2026-06-30 --json
    cardctl pool list --cards --limit 50

    A repeated filter matches any of its values; different filters must all match. Words are
    searched for in id and title. Exits with status 1 if a register has a problem: its tables are
    missing or not the newest.
    """
    from cardctl.app.values import parse_day
    from cardctl.cli.arguments import choice, each, word
    from cardctl.domain.follow_up import FollowUp
    from cardctl.domain.signal import Colour
    from cardctl.domain.workflow import State
    from cardctl.pool.cards import CardFilter

    session: Session = ctx.obj
    _require_limit(limit)
    found = open_pool(session, folder)
    wanted = CardFilter(
        tuple(body or ()),
        tuple(lead or ()),
        tuple(region or ()),
        tuple(each(state, lambda name: word(name, State))),
        tuple(each(signal, lambda name: choice(name, "signal", Colour))),
        tuple(each(follow_up, lambda name: choice(name, "follow-up class", FollowUp))),
        overdue,
        tuple(words or ()),
    )
    day = parse_day(as_of) if as_of else session.today
    if cards or as_of or limit is not None or wanted != CardFilter():
        counting = _Counting(engine, spark, limit)
        _print_cards(session, found, day, wanted, counting, json=json)
    else:
        _print_registers(session, found, json=json)
    raise typer.Exit(1 if any(each.problem for each in found.taken) else 0)


MOST = 1_000_000_000
"""The largest number of cards that a list may be limited to; engines count in 32 bits."""


def _require_limit(limit: int | None) -> None:
    """Raise UsageError for a limit that is none."""
    from cardctl.errors import UsageError
    from cardctl.i18n import _

    if limit is not None and not 1 <= limit <= MOST:
        raise UsageError(
            _("--limit {limit} is not a number of cards", limit=limit),
            _("use a number from 1 to {last}", last=MOST),
        )


def _print_registers(session: Session, found: Pool, *, json: bool) -> None:
    from cardctl.cli.output import as_json
    from cardctl.cli.render import pool as render
    from cardctl.cli.render.columns import as_table

    if json:
        warnings = warn_not_read(session, found)
        session.answer_data(as_json("pool", render.list_data(found, session.lang), warnings))
    else:
        report_problems(session, found)
        table = render.list_table(found, session.lang)
        session.print_result(as_table(table, session.width(), colour=session.colour_on()))


class _Counting(NamedTuple):
    """With which engine, at which address of Spark, and how many cards at most."""

    engine: str
    address: str | None
    limit: int | None


def _print_cards(
    session: Session, found: Pool, day: date, wanted: CardFilter, how: _Counting, *, json: bool
) -> None:
    from cardctl.app.pool_report import cards
    from cardctl.cli.output import as_json
    from cardctl.cli.render import pool_cards as render
    from cardctl.cli.render.columns import as_table
    from cardctl.i18n import _

    one_more = None if how.limit is None else how.limit + 1
    rows = cards(found, day, wanted, how.engine, address=how.address, limit=one_more)
    warnings = warn_not_read(session, found)
    if how.limit is not None and len(rows) > how.limit:
        rows = rows[: how.limit]
        session.echo(_("only the first {limit} are listed: more cards match", limit=how.limit))
    if json:
        session.answer_data(as_json("pool-cards", [row.plain() for row in rows], warnings))
    elif rows:
        table = render.card_table(rows, session.lang)
        session.print_result(as_table(table, session.width(), colour=session.colour_on()))
    else:
        session.echo(_("no card matches"))
