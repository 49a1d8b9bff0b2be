"""`cardctl report --since`: what changed in a period, by week."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cardctl.errors import Unknown, UsageError
from cardctl.i18n import _

if TYPE_CHECKING:
    import typer

    from cardctl.cli.session import Session

AGENCY = "agency:"


def period(ctx: typer.Context) -> int:
    """Print the report of a period, or write it to a file; return the exit code.

    *ctx* has the parameters of `cardctl report`. Raises UsageError for those that it ignores.
    """
    from cardctl.app.period import PeriodRequest, compute, load
    from cardctl.app.values import parse_day
    from cardctl.cli.arguments import choice, some_day
    from cardctl.cli.document_output import document_output, print_document
    from cardctl.cli.output import warn_unreadable
    from cardctl.cli.render.progress import Progress
    from cardctl.report.audience import Audience

    session: Session = ctx.obj
    given = ctx.params
    if not given["since"]:
        raise UsageError(
            _("{option}: empty value", option="--since"), _("give it a value, or leave it out")
        )
    for name in ("meeting", "template", "fail_on"):
        if given[name]:
            _refuse("--" + name.replace("_", "-"))
    wanted = document_output(
        given["form"],
        given["output"],
        json=given["json"],
        font=given["font"],
        force=given["force"],
        pager=not given["no_pager"],
    )
    request = PeriodRequest(
        parse_day(given["since"]),
        some_day(given["as_of"]),
        _agency(given["view"]),
        given["at"],
        choice(given["audience"], "audience", Audience),
    )
    progress = Progress(session)
    source = load(session.workspace, request, progress.stage)
    code = warn_unreadable(session, source.snapshot)
    print_document(session, compute(source, request, progress.stage), wanted)
    return code


def _refuse(option: str) -> None:
    raise UsageError(
        _("{option} and --since cannot be used together", option=option),
        _("leave out {option}", option=option),
    )


def _agency(view: str | None) -> str | None:
    """Return the agency of a view; None for all cards. Raises Unknown for another view."""
    if view is None or view == "full":
        return None
    if view.startswith(AGENCY):
        return view.removeprefix(AGENCY)
    raise Unknown("view", view, ("full", f"{AGENCY}CODE"))
