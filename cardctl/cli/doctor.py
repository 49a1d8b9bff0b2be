"""`cardctl doctor`: check the installation, this register and its repository."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cardctl.cli.options import JsonOption, command_app

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cardctl.app.doctor import Check
    from cardctl.cli.session import Session

app = command_app(needs_person=False)  # it reports what is wrong


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

    def found() -> list[Check]:
        checks = run_checks(lambda: session.workspace, must_exist=bool(session.named))
        return [*_settings(session), *checks]

    checks = found()
    if fix:
        for check in checks:
            if check.fix is not None:
                check.fix()
        checks = found()
    if json:
        session.answer_data(as_json("doctor", as_data(checks, session.lang)))
    else:
        session.print_result(as_text(checks, session.lang))
    raise typer.Exit(1 if any(check.state is CheckState.BAD for check in checks) else 0)


def _settings(session: Session) -> Iterator[Check]:
    """Check the settings of the person, if there are any."""
    from cardctl.app.doctor import Check, CheckState
    from cardctl.errors import CardctlError
    from cardctl.i18n import _

    name = _("your settings")
    try:
        own = session.person
    except CardctlError as error:
        yield Check(name, CheckState.BAD, error.message, error.hint)
        return
    if own.text:
        yield Check(name, CheckState.GOOD, str(own.path))
