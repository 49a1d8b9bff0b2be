"""`cardctl validate`: check the files of the register."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from cardctl.cli.options import command_app, complete_id, whole_number
from cardctl.cli.recall import remembered
from cardctl.cli.render.formats import FINDING_FORMATS

if TYPE_CHECKING:
    from cardctl.cli.fixing import Choose, Fixing
    from cardctl.cli.past import BaseComparison
    from cardctl.cli.session import Session
    from cardctl.cli.since import Comparison
    from cardctl.finding import Finding
    from cardctl.rules import Skipped

app = command_app()

FORMATS = ("text", "concise", "json", *FINDING_FORMATS)


@app.command()
@remembered("since", "staged", "fix", "unsafe", "diff")
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
        int | None,
        typer.Option(
            metavar="N", parser=whole_number, help="Ask for the results that meeting N hears."
        ),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            metavar="REV|auto",
            help="Judge the change since its merge base with REV; auto: as the CI system says.",
        ),
    ] = None,
    staged: Annotated[
        bool, typer.Option("--staged", help="Judge what is staged, against HEAD.")
    ] = False,
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="|".join(FORMATS),
            help="Format; else text, in GitHub Actions github.",
        ),
    ] = None,
    fix: Annotated[bool, typer.Option("--fix", help="Mend what can be meant in one way.")] = False,
    unsafe: Annotated[
        bool, typer.Option("--unsafe", help="With --fix: also where the program has to guess.")
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Print what --fix would change; write nothing.")
    ] = False,
) -> None:
    """Check the files: form, references, dates, moves, results, money, texts, safety.

    \b
    cardctl validate
    cardctl validate 1-7 cards/M02
    cardctl validate --strict --format concise
    cardctl validate --for-meeting 2 --select CC6
    cardctl validate --since origin/main
    cardctl validate --fix --unsafe --diff

    Ends with 1 where there is an error. A file that cannot be read is told of whatever rules are
    chosen, for the rules could not look at it. Explain a rule: cardctl rule CODE.
    """
    session: Session = ctx.obj
    session.start_at(named or ())  # first, for the language of errors is that of this register
    asked = None
    if since is not None or staged:
        asked = _ask(session, since, staged=staged, fix=fix or diff)
    from cardctl.cli.checking import checked, require_effect, summary
    from cardctl.cli.progress import Progress
    from cardctl.errors import Unknown, UsageError
    from cardctl.finding import Severity
    from cardctl.i18n import _

    if diff and form is not None:
        raise UsageError(
            _("--format is for findings, and --diff prints none"), _("leave one of them out")
        )
    form = form or _usual_format()
    if form not in FORMATS:
        raise Unknown("format", form, FORMATS)
    require_effect(select or (), ignore or (), for_meeting, compares=asked is not None)
    comparison = _judge(session, asked, everything=bool(named)) if asked else None

    def find(session: Session) -> tuple[list[Finding], tuple[Skipped, ...]]:
        return checked(session, named or (), select or (), ignore or (), for_meeting, comparison)

    fixing = None
    if fix or unsafe or diff:
        fixing = _mend(session, lambda at: find(at)[0], fix=fix, unsafe=unsafe, diff=diff)
    with Progress(session).stage(_("checking the register")):
        findings, skipped = find(session)
    if diff:
        session.echo(_("{text}", text=summary(session, findings)))
    else:
        _print(session, findings, skipped, form, fixing, strict=strict)
    _require_cards(session)
    fatal = (Severity.ERROR, Severity.WARNING) if strict else (Severity.ERROR,)
    raise typer.Exit(1 if any(finding.severity in fatal for finding in findings) else 0)


def _usual_format() -> str:
    import os

    return "github" if os.environ.get("GITHUB_ACTIONS") == "true" else "text"


def _ask(
    session: Session, since: str | None, *, staged: bool, fix: bool
) -> Callable[[], BaseComparison] | None:
    """Ask git about the change; it answers while what reads cards is imported.

    None if `--since auto` finds that this CI run is not about a change.
    """
    import os
    import shlex

    from cardctl.errors import UsageError
    from cardctl.i18n import _
    from cardctl.store.workers import beside

    if staged and since is not None:
        raise UsageError(_("--staged and --since compare with two different things"),
                         _("name one of them"))  # fmt: skip
    if fix:
        judge = "--staged" if since is None else f"--since {shlex.quote(since)}"
        raise UsageError(
            _("--fix mends the register as it stands, not a change"),
            _("first cardctl validate --fix, then cardctl validate {judge}", judge=judge),
        )
    root, index = session.root, os.environ.get("GIT_INDEX_FILE")
    revision = since
    if since == "auto":
        from cardctl.vcs.ci import base_of_ci, run_without_base

        revision = base_of_ci(os.environ)
        if revision is None:
            event = run_without_base(os.environ)
            session.echo(
                _("--since auto: a '{event}' run has no base; checking all cards as they are",
                    event=event)
            )  # fmt: skip
            return None

    def ask() -> BaseComparison:
        from cardctl.cli.ask_git import known

        return known(root, revision, index)

    return beside(ask)


def _judge(
    session: Session, asked: Callable[[], BaseComparison], *, everything: bool
) -> Comparison:
    """Load what changed, with its past."""
    from cardctl.cli.since import judge

    comparison = judge(session, asked(), everything=everything)
    session.echo(comparison.told)
    return comparison


def _mend(session: Session, choose: Choose, *, fix: bool, unsafe: bool, diff: bool) -> Fixing:
    """Mend what is found, or show how; from then on *session* has what was mended."""
    from cardctl.cli.fixed import put
    from cardctl.cli.fixing import hint
    from cardctl.errors import UsageError
    from cardctl.i18n import _

    if not (fix or diff):
        raise UsageError(
            _("--unsafe goes with --fix"),
            _("to look first: cardctl validate --fix --unsafe --diff"),
        )
    if not diff:
        session.lock()
    session.load_all()
    fixing = hint(session, choose, unsafe=unsafe)
    put(session, fixing, diff=diff)
    session.loaded = fixing.session.loaded
    return fixing


def _print(
    session: Session,
    findings: list[Finding],
    skipped: tuple[Skipped, ...],
    form: str,
    fixing: Fixing | None,
    *,
    strict: bool,
) -> None:
    import sys

    from cardctl.cli.checking import as_data, by_reason, fixes_available, summary
    from cardctl.cli.output import as_json, print_findings, register_folder, repository_folder
    from cardctl.cli.render.diagnostics import as_concise
    from cardctl.cli.render.formats import Told, render
    from cardctl.i18n import _

    files = session.loaded.files
    if findings:
        from cardctl.store.fixes import with_fixes

        findings = _offered(session, with_fixes(findings, files))
    if form == "json":
        session.answer_data(as_json("findings", as_data(session, findings, skipped)))
        return
    for why, names in by_reason(skipped, session.lang).items():
        session.echo(_("could not look everywhere: {names}: {why}", names=names, why=why))
    if form in FINDING_FORMATS:
        folder = repository_folder(session)
        told = Told(findings, files, folder, session.lang, skipped, strict=strict)
        session.answer_data(render(form, told))
        session.echo(_("{text}", text=summary(session, findings)))
        return
    if form == "concise":
        sys.stdout.write(as_concise(findings, session.lang, folder=register_folder(session)))
        session.echo(_("{text}", text=summary(session, findings)))
        return
    print_findings(session, findings)
    if findings:
        session.print_result("")
    session.print_result(summary(session, findings))
    if findings:
        explain = _("Explain: cardctl rule {code}", code=_worst(findings))
        untried = fixing.untried(findings) if fixing else findings
        said = [*fixes_available(untried, session.lang), explain.render(session.lang)]
        session.print_result(" ".join(said))


def _offered(session: Session, findings: list[Finding]) -> list[Finding]:
    """The findings without the fixes that would rewrite the record (see `recorded`)."""
    from cardctl.errors import GitProblem

    if not any(finding.fixes for finding in findings):
        return findings
    from cardctl.cli.recorded import Record

    session.watched.head(session.root)
    with suppress(GitProblem):  # with --fix it is said
        findings = Record(session.root).without_rewriting(findings, session.loaded)
    return findings


def _worst(findings: list[Finding]) -> str:
    from cardctl.finding import Severity

    return min(findings, key=lambda finding: list(Severity).index(finding.severity)).code


def _require_cards(session: Session) -> None:
    """An empty register is no good register: there was nothing to check."""
    from cardctl.errors import UsageError
    from cardctl.i18n import _

    register = session.register
    if not register.known_ids:
        raise UsageError(
            _("no card in {root}: nothing was checked", root=session.root),
            _('make one: cardctl new "TITLE"')
            if register.meetings
            else _("add the first meeting: cardctl meeting add {number}",
                     number=register.next_meeting),
        )  # fmt: skip
