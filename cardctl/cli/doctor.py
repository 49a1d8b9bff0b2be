"""`cardctl doctor`: check the installation, this register and its repository."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cardctl.cli.options import JsonOption, command_app

if TYPE_CHECKING:
    from cardctl.cli.session import Session

app = command_app()


@app.command()
def doctor(
    ctx: typer.Context,
    json: JsonOption = False,
    fix: Annotated[
        bool, typer.Option("--fix", help="First update the merge driver and the JSON Schemas.")
    ] = False,
) -> None:
    """Check the installation, this register and its repository.

    \b
    cardctl doctor
    cardctl doctor --fix
    cardctl -C board doctor --json

    Exits with status 1 if something must be fixed; mere suggestions do not change the status.
    Without --fix, nothing is changed.
    """
    from cardctl.app.doctor import CheckState, run_checks
    from cardctl.cli.output import as_json
    from cardctl.cli.render.checks import as_data, as_text

    session: Session = ctx.obj
    session.use_index = False  # doctor must not create files
    checks = list(run_checks(lambda: session.workspace, must_exist=bool(session.named)))
    if fix:
        for check in checks:
            if check.fix is not None:
                check.fix()
        checks = list(run_checks(lambda: session.workspace, must_exist=bool(session.named)))
    if json:
        session.answer_data(as_json("doctor", as_data(checks, session.lang)))
    else:
        session.print_result(as_text(checks, session.lang))
    raise typer.Exit(1 if any(check.state is CheckState.BAD for check in checks) else 0)
