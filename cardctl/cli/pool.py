"""`cardctl pool`: many registers, what was taken of each, and from where."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cardctl.cli.options import JsonOption, command_app

if TYPE_CHECKING:
    from cardctl.cli.session import Session
    from cardctl.pool.state import Pool

app = command_app(no_args_is_help=True)

PoolOption = Annotated[
    str | None,
    typer.Option(
        "--pool",
        metavar="DIR",
        help="Folder with pool.yaml (default: the nearest parent that has one).",
        show_default=False,
    ),
]


@app.callback()
def pool() -> None:
    """Take the tables of many registers, and list what was taken.

    \b
    cardctl pool pull
    cardctl pool pull kr.clcm --dry-run
    cardctl pool list
    """


@app.command()
def pull(
    ctx: typer.Context,
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ID]...", help="Names of registers (default: all)."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print what would be taken; change nothing.")
    ] = False,
    folder: PoolOption = None,
    json: JsonOption = False,
) -> None:
    """Take what has changed of the registers in pool.yaml, and record it in pool.lock.

    \b
    cardctl pool pull
    cardctl pool pull kr.clcm
    cardctl pool pull --dry-run

    Published tables are checked and taken as they are; a register that publishes none is exported
    here. What cannot be taken is reported, its last good tables are kept, and the others are taken.
    Then the exit status is 1.
    """
    from cardctl.app.pool_pull import PullRequest
    from cardctl.app.pool_pull import pull as pull_pool
    from cardctl.cli.output import as_json
    from cardctl.cli.render import pool as render
    from cardctl.cli.render.columns import as_table
    from cardctl.cli.render.progress import Progress
    from cardctl.pool.state import find_pool

    session: Session = ctx.obj
    request = PullRequest(session.today, tuple(names or ()), dry_run, session.wait)
    done = pull_pool(find_pool(Path.cwd(), folder), request, Progress(session).stage)
    _report_problems(session, done.pool)
    for each in done.registers:
        for message in render.warnings(each):
            session.echo(message)
    if json:
        data = render.pull_data(done.registers, session.lang)
        session.answer_data(as_json("pool-pull", data))
    elif changed := [each for each in done.registers if each.result != "unchanged"]:
        table = render.pull_table(changed, session.lang)
        session.print_result(as_table(table, session.width(), colour=session.colour_on()))
    session.echo(render.summary(done.registers))
    is_bad = done.pool.problems or any(each.failure for each in done.registers)
    raise typer.Exit(1 if is_bad else 0)


@app.command("list")
def list_registers(ctx: typer.Context, folder: PoolOption = None, json: JsonOption = False) -> None:
    """List the registers of the pool: what was taken of each, when, and from where.

    \b
    cardctl pool list
    cardctl pool list --json

    Exits with status 1 if a register has a problem: its tables are missing or not the newest.
    """
    from cardctl.cli.output import as_json
    from cardctl.cli.render import pool as render
    from cardctl.cli.render.columns import as_table
    from cardctl.pool.state import find_pool, load_pool

    session: Session = ctx.obj
    found = load_pool(find_pool(Path.cwd(), folder))
    _report_problems(session, found)
    if json:
        session.answer_data(as_json("pool", render.list_data(found, session.lang)))
    else:
        table = render.list_table(found, session.lang)
        session.print_result(as_table(table, session.width(), colour=session.colour_on()))
    raise typer.Exit(1 if any(each.problem for each in found.taken) else 0)


def _report_problems(session: Session, found: Pool) -> None:
    """Print what is wrong in pool.yaml to stderr."""
    if found.problems:
        from cardctl.cli.output import print_findings

        print_findings(session, found.problems, found.files, stream="stderr", folder=found.root)
