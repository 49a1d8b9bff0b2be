"""`cardctl validate`: check the files of the register."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cardctl.cli.options import command_app, complete_id

if TYPE_CHECKING:
    from cardctl.checks import Skipped
    from cardctl.cli.session import Session
    from cardctl.finding import Finding

app = command_app()

FORMATS = ("text", "concise", "json")


@app.command()
def validate(
    ctx: typer.Context,
    named: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PATH|ID]...",
            help="Tell only of these cards, files or folders.",
            autocompletion=complete_id,
        ),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings end with 1 too.")] = False,
    select: Annotated[
        list[str] | None,
        typer.Option(metavar="RULE", help="Only this rule: CC501, CC5, illegal-move."),
    ] = None,
    ignore: Annotated[
        list[str] | None, typer.Option(metavar="RULE", help="All but this rule.")
    ] = None,
    for_meeting: Annotated[
        int | None, typer.Option(metavar="N", help="Ask for the results that meeting N hears.")
    ] = None,
    form: Annotated[
        str, typer.Option("--format", metavar="|".join(FORMATS), help="Format.")
    ] = "text",
) -> None:
    """Check the files: form, references, dates, moves, results and money.

    \b
    cardctl validate
    cardctl validate 1-7 cards/M02
    cardctl validate --strict --format concise
    cardctl validate --for-meeting 2 --select CC6

    Ends with 1 where there is an error. A file that cannot be read is told of whatever rules are
    chosen, for the rules could not look at it. Explain a rule: cardctl rule CODE.
    """
    from cardctl.cli.checking import checked, starting_at
    from cardctl.errors import Unknown
    from cardctl.finding import Severity

    session: Session = ctx.obj
    if form not in FORMATS:
        raise Unknown("format", form, FORMATS)
    starting_at(session, named or ())
    findings, skipped = checked(session, named or (), select or (), ignore or (), for_meeting)
    _print(session, findings, skipped, form)
    _require_cards(session)
    fatal = (Severity.ERROR, Severity.WARNING) if strict else (Severity.ERROR,)
    raise typer.Exit(1 if any(finding.severity in fatal for finding in findings) else 0)


def _print(
    session: Session, findings: list[Finding], skipped: tuple[Skipped, ...], form: str
) -> None:
    import sys

    from cardctl.cli.checking import as_data, by_reason, summary
    from cardctl.cli.diagnostics import as_concise
    from cardctl.cli.output import as_json, print_findings, register_folder
    from cardctl.locale import say

    if form == "json":
        session.answer(as_json("findings", as_data(session, findings, skipped)))
        return
    for why, names in by_reason(skipped, session.lang).items():
        session.tell(say("could not look everywhere: {names}: {why}", names=names, why=why))
    if form == "concise":
        sys.stdout.write(as_concise(findings, session.lang, folder=register_folder(session)))
        session.tell(say("{text}", text=summary(session, findings)))
        return
    print_findings(session, findings)
    if findings:
        session.answer("")
    session.answer(summary(session, findings))
    if findings:
        session.answer(
            say("Explain: cardctl rule {code}", code=_worst(findings)).into(session.lang)
        )


def _worst(findings: list[Finding]) -> str:
    from cardctl.finding import Severity

    return min(findings, key=lambda finding: list(Severity).index(finding.severity)).code


def _require_cards(session: Session) -> None:
    """An empty register is no good register: there was nothing to check."""
    from cardctl.errors import UsageError
    from cardctl.locale import say

    if not session.register.known_ids:
        raise UsageError(
            say("no card in {root}: nothing was checked", root=session.root),
            say('make one: cardctl new "TITLE" --meeting N'),
        )
