"""`cardctl pool`: take the tables of many registers, list them and report over them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cardctl.cli.options import JsonOption, command_app
from cardctl.cli.pool_list import list_pool
from cardctl.cli.pool_options import PoolOption, pool_root, report_problems
from cardctl.cli.pool_report import report

if TYPE_CHECKING:
    from cardctl.cli.session import Session

app = command_app(no_args_is_help=True)


@app.callback()
def pool() -> None:
    """Take the tables of many registers, and report over all of them.

    \b
    cardctl pool pull
    cardctl pool pull kr.clcm --dry-run
    cardctl pool list
    cardctl pool report
    cardctl pool list --overdue
    """


@app.command()
def pull(
    ctx: typer.Context,
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[REGISTER]...", help="Names of registers (default: all)."),
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

    session: Session = ctx.obj
    root = pool_root(session, folder)
    request = PullRequest(session.today, tuple(names or ()), dry_run, session.wait)
    done = pull_pool(root, request, Progress(session).stage)
    report_problems(session, done.pool)
    messages = [message for each in done.registers for message in render.warnings(each)]
    for message in messages:
        session.echo(message)
    if json:
        data = render.pull_data(done.registers, session.lang)
        warnings = [message.render(session.lang) for message in messages]
        session.answer_data(as_json("pool-pull", data, warnings))
    elif changed := [each for each in done.registers if each.result != "unchanged"]:
        table = render.pull_table(changed, session.lang)
        session.print_result(as_table(table, session.width(), colour=session.colour_on()))
    session.echo(render.summary(done.registers))
    is_bad = done.pool.problems or any(each.failure for each in done.registers)
    raise typer.Exit(1 if is_bad else 0)


app.command("report")(report)
app.command("list")(list_pool)
