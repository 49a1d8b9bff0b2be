"""`cardctl pool report`: the report over all registers of a pool."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from cardctl.cli.document_options import FontOption, NoPagerOption
from cardctl.cli.options import ForceOption, JsonOption, OutputOption
from cardctl.cli.pool_options import (
    EngineOption,
    PoolOption,
    SparkOption,
    open_pool,
    warn_not_read,
)

if TYPE_CHECKING:
    from cardctl.cli.session import Session

ByOption = Annotated[
    list[str] | None,
    typer.Option(
        "--by",
        metavar="CUT",
        help="Section: body, region, level, agency, tag, state, follow_up or signal.",
    ),
]
DaysOption = Annotated[
    list[str] | None,
    typer.Option("--as-of", metavar="DATE", help="As-of date; several show a trend."),
]


def report(
    ctx: typer.Context,
    pool: PoolOption = None,
    as_of: DaysOption = None,
    by: ByOption = None,
    engine: EngineOption = "duckdb",
    spark: SparkOption = None,
    output: OutputOption = None,
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="text|markdown|json|html|docx|hwpx|pdf|xlsx",
            help="Output format (default: from FILE's extension, or text).",
        ),
    ] = None,
    font: FontOption = None,
    force: ForceOption = False,
    no_pager: NoPagerOption = False,
    json: JsonOption = False,
) -> None:
    """Print one report over all registers of a pool, from the tables that were taken.

    \b
    cardctl pool report
    cardctl pool report --by agency --by tag
    cardctl pool report --as-of 2026-03-31 --as-of 2026-06-30 -o quarter.pdf
    cardctl --lang ko pool report -o report.hwpx
    cardctl pool report --engine spark --spark sc://cluster.example:15002
    cardctl pool report --json

    The latest as-of date (default: today) leads; earlier ones are in the trend. Exits with status 1
    if a register is missing from the report, or is in it with earlier tables only.
    """
    from cardctl.app.pool_report import FORMATS, PoolReportRequest, is_complete
    from cardctl.app.pool_report import render as rendered
    from cardctl.app.pool_report import report as made_of
    from cardctl.app.values import parse_day
    from cardctl.cli.arguments import choice, each
    from cardctl.cli.document_output import document_output, print_rendered
    from cardctl.cli.render.progress import Progress
    from cardctl.i18n import _
    from cardctl.pool.facts import Cut
    from cardctl.pool.layout import DEFAULT

    session: Session = ctx.obj
    found = open_pool(session, pool)
    wanted = document_output(
        form, output, json=json, font=font, force=force, pager=not no_pager, formats=FORMATS
    )
    days = each(as_of, parse_day) or [session.today]
    cuts = tuple(dict.fromkeys(each(by, lambda name: choice(name, "cut", Cut)))) or DEFAULT
    with Progress(session).stage(_("computing the report")):
        made = made_of(found, PoolReportRequest(days, cuts, engine, spark))
    warnings = warn_not_read(session, found)
    print_rendered(session, partial(rendered, made, cuts=cuts, warnings=warnings), wanted)
    raise typer.Exit(0 if is_complete(made) else 1)
