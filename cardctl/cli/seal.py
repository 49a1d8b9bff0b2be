"""`cardctl meeting seal` and `meeting verify`: seal what a meeting was told, and verify it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cardctl.cli.options import DryRunOption, JsonOption, NumberArgument

if TYPE_CHECKING:
    from cardctl.cli.session import Session
    from cardctl.outputs.meetings import SealData


def seal(
    ctx: typer.Context,
    number: NumberArgument,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help="As-of date (default: that of the report)."),
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Add a further seal to a sealed meeting.")
    ] = False,
    reason: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Why there is a further seal.")
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(metavar="AGENCY", help="Agency that seals (default: the secretariat)."),
    ] = None,
    dry_run: DryRunOption = False,
    json: JsonOption = False,
) -> None:
    """Seal what the report for a meeting said, so that the past cannot be altered unnoticed.

    \b
    cardctl meeting seal 2
    cardctl meeting seal 2 --as-of 2026-12-03
    cardctl meeting seal 2 --again --reason "a result was filed late"

    Writes seal.json to the meeting's folder and prints its root, which belongs in the minutes. From
    then on, validate and the head of the report list what was altered. Later entries do not break
    the seal.
    """
    from cardctl.app.seal import SealRequest, seal_meeting
    from cardctl.cli.arguments import some_day, some_text
    from cardctl.cli.output import as_json
    from cardctl.cli.render.seal import as_data, as_text
    from cardctl.i18n import _

    session: Session = ctx.obj
    request = SealRequest(number, some_day(as_of), again, some_text(reason, "--reason"), by)
    made = seal_meeting(session.workspace, request, dry_run=dry_run)
    path = session.workspace.shown(made.path)
    if json:
        data: SealData = {
            "path": path,
            "written": made.is_new and not dry_run,
            **as_data(made.seal),
        }
        session.answer_data(as_json("seal", data))
        return
    if not made.is_new:
        session.echo(_("already up to date"))
    session.print_result(as_text(path, made.seal, session.lang))
    if dry_run:
        session.echo(_("dry run: nothing was written; would exit with status 0"))


def verify(
    ctx: typer.Context,
    number: NumberArgument,
    root: Annotated[
        str | None, typer.Option(metavar="HEX", help="Root of the seal, as in the minutes.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Verify the seals of a meeting, and print what was altered since.

    \b
    cardctl meeting verify 2
    cardctl meeting verify 2 --root 5f3a…

    Exits with status 1 if anything was altered, or if no seal has this root. Needs no git; with
    git, it prints since which commit.
    """
    from cardctl.app.verify import verify_meeting
    from cardctl.cli.arguments import root_of
    from cardctl.cli.output import as_json, warn_unreadable
    from cardctl.cli.render.verification import as_data, as_text

    session: Session = ctx.obj
    known = None if root is None else root_of(root, number)
    done = verify_meeting(session.workspace, number, known)
    warn_unreadable(session, done.snapshot)
    folder = session.workspace.shown
    if json:
        session.answer_data(as_json("seal-verification", as_data(done, folder)))
    else:
        session.print_result(as_text(done, folder, session.lang))
    raise typer.Exit(0 if done.is_unaltered else 1)
