"""`cardctl validate`: check the register's files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from cardctl.cli.kept_output import kept_output
from cardctl.cli.options import JsonOption, command_app, meeting_number
from cardctl.cli.output import only_json
from cardctl.cli.render.formats import FINDING_FORMATS

if TYPE_CHECKING:
    from cardctl.app.base_snapshot import BaseComparison
    from cardctl.app.compare import Comparison
    from cardctl.app.fix import Fixing
    from cardctl.app.validate import CheckRequest, Verdict
    from cardctl.app.workspace import Workspace
    from cardctl.cli.session import Session
    from cardctl.finding import Finding

app = command_app()

FORMATS = ("text", "concise", "json", *FINDING_FORMATS)
_WITH_FIXES = ("json", "rdjson", "sarif")
"""The formats that contain the fixes themselves."""


@app.command()
@kept_output
def validate(
    ctx: typer.Context,
    named: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PATH|ID]...",
            help="Check only these cards, files or folders.",
        ),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Fail on warnings too.")] = False,
    select: Annotated[
        list[str] | None,
        typer.Option(
            metavar="RULE", help="Check only this rule: CC501, CC5, illegal-move (repeatable)."
        ),
    ] = None,
    ignore: Annotated[
        list[str] | None, typer.Option(metavar="RULE", help="Skip this rule (repeatable).")
    ] = None,
    for_meeting: Annotated[
        int | None,
        typer.Option(
            metavar="N", parser=meeting_number, help="Also report missing results for meeting N."
        ),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            metavar="REV|auto",
            help="Check changes since the merge base with REV; auto: REV from the CI system.",
        ),
    ] = None,
    staged: Annotated[
        bool, typer.Option("--staged", help="Check staged changes against HEAD.")
    ] = False,
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="|".join(FORMATS),
            help="Output format (default: text; github in GitHub Actions).",
        ),
    ] = None,
    summary_file: Annotated[
        str | None,
        typer.Option(
            "--summary",
            metavar="FILE",
            help="Write the summary of the change to FILE (.md or .txt).",
        ),
    ] = None,
    fix: Annotated[bool, typer.Option("--fix", help="Apply safe fixes.")] = False,
    unsafe: Annotated[
        bool, typer.Option("--unsafe", help="With --fix: also apply fixes that are guesses.")
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Print what --fix would change, without writing.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Check the register's files: format, references, dates, moves, results, money, texts, safety.

    \b
    cardctl validate
    cardctl validate 1-7 cards/M02
    cardctl validate --strict --format concise
    cardctl validate --for-meeting 2 --select CC6
    cardctl validate --since origin/main
    cardctl validate --fix --unsafe --diff

    Exits with status 1 if there are errors. Unreadable files are always reported, regardless of
    --select and --ignore, because the rules cannot check them. Explain a rule: cardctl rule CODE.
    """
    session: Session = ctx.obj
    session.start_at(named or ())  # first: errors are in this register's language
    form = only_json(form) if json else form
    asked = None
    if summary_file is not None:
        from cardctl.cli.change_summary import require_file_name

        require_file_name(summary_file, compares=staged or since is not None)
    if since is not None or staged:
        asked = _ask(session, since, staged=staged, fix=fix or diff)
    from cardctl.app.validate import CheckRequest, require_effect, summary
    from cardctl.app.validate import validate as check
    from cardctl.cli.change_summary import write_summaries
    from cardctl.cli.render.progress import Progress
    from cardctl.errors import Unknown, UsageError
    from cardctl.finding import Severity
    from cardctl.i18n import _

    if diff and form is not None:
        raise UsageError(
            _("--format applies to findings, but --diff prints none"), _("leave out one of them")
        )
    form = form or _usual_format()
    if form not in FORMATS:
        raise Unknown("format", form, FORMATS)
    require_effect(select or (), ignore or (), for_meeting, compares=asked is not None)
    comparison = _compare(session, asked, everything=bool(named)) if asked else None
    request = CheckRequest(named or (), select or (), ignore or (), for_meeting, comparison)
    workspace, fixing = session.workspace, None
    if fix or unsafe or diff:
        fixing = _fix(session, request, fix=fix, unsafe=unsafe, diff=diff)
    with Progress(session).stage(_("checking the register")):
        verdict = _after(fixing) if fixing else check(workspace, request)
    if form == "json":
        _require_cards(workspace, verdict, findings=verdict.findings)
    if diff:
        session.echo(summary(verdict.snapshot.register, verdict.findings))
    else:
        _print(session, verdict, form, fixing, strict=strict)
        write_summaries(session, verdict, summary_file)
    _require_cards(workspace, verdict)
    fatal = (Severity.ERROR, Severity.WARNING) if strict else (Severity.ERROR,)
    raise typer.Exit(1 if any(finding.severity in fatal for finding in verdict.findings) else 0)


def _usual_format() -> str:
    import os

    return "github" if os.environ.get("GITHUB_ACTIONS") == "true" else "text"


def _ask(
    session: Session, since: str | None, *, staged: bool, fix: bool
) -> Callable[[], BaseComparison] | None:
    """Start the git comparison in parallel with the imports; the result waits for it.

    Returns None if `--since auto` finds that this CI run has no base.
    """
    import os
    import shlex

    from cardctl.errors import UsageError
    from cardctl.i18n import _
    from cardctl.store.workers import in_background

    if staged and since is not None:
        raise UsageError(_("--staged and --since cannot be used together"),
                         _("use only one of them"))  # fmt: skip
    if fix:
        judge = "--staged" if since is None else f"--since {shlex.quote(since)}"
        raise UsageError(
            _("--fix applies to the current register, not to a change"),
            _("first run cardctl validate --fix, then cardctl validate {judge}", judge=judge),
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
        from cardctl.app.git_comparison import known

        return known(root, revision, index)

    return in_background(ask)


def _compare(
    session: Session, asked: Callable[[], BaseComparison], *, everything: bool
) -> Comparison:
    """Compare with the base, load what changed, and report what was compared."""
    from cardctl.app.compare import compare

    comparison = compare(session.workspace, asked(), everything=everything)
    session.echo(comparison.told)
    return comparison


def _fix(session: Session, request: CheckRequest, *, fix: bool, unsafe: bool, diff: bool) -> Fixing:
    """Fix what is found, or print how."""
    from cardctl.app.fix import fix_register
    from cardctl.cli.render.fixes import print_diff, report_fixes
    from cardctl.errors import UsageError
    from cardctl.i18n import _

    if not (fix or diff):
        raise UsageError(
            _("--unsafe requires --fix"),
            _("preview the changes: cardctl validate --fix --unsafe --diff"),
        )
    fixed = fix_register(session.workspace, request, unsafe=unsafe, dry_run=diff)
    if diff:
        print_diff(fixed.changed)
    report_fixes(session, fixed.fixing, len(fixed.changed), written=not diff)
    return fixed.fixing


def _after(fixing: Fixing) -> Verdict:
    """The findings after the fixes; those around the register may have changed with its schemas."""
    from cardctl.app.validate import recheck

    if fixing.around:
        return recheck(fixing.workspace, fixing.request, fixing.snapshot)
    return fixing.requested()


def _print(
    session: Session,
    verdict: Verdict,
    form: str,
    fixing: Fixing | None,
    *,
    strict: bool,
) -> None:
    from itertools import compress

    from cardctl.app.validate import summary
    from cardctl.cli.change_summary import print_summary
    from cardctl.cli.output import as_json, print_findings, repository_folder
    from cardctl.cli.render.diagnostics import as_concise
    from cardctl.cli.render.formats import FindingReport, render
    from cardctl.cli.render.summary import as_data, by_reason, fixes_available
    from cardctl.i18n import _

    lang, folder = session.lang, session.workspace.folder
    findings, files, skipped = verdict.findings, verdict.snapshot.files, verdict.skipped
    if findings and form in _WITH_FIXES:
        from cardctl.app.fixable import offered

        findings = offered(session.workspace, findings, verdict.snapshot)
    if form == "json":
        session.answer_data(as_json("findings", as_data(verdict, findings, lang, folder)))
        return
    for why, names in by_reason(skipped, lang).items():
        session.echo(_("skipped checks: {names} ({why})", names=names, why=why))
    line = summary(verdict.snapshot.register, findings)
    if form in FINDING_FORMATS:
        told = FindingReport(
            findings, files, repository_folder(session), lang, skipped, strict=strict
        )
        session.answer_data(render(form, told))
        if form == "github":  # people read the log of the step
            print_summary(session, verdict.change, "stderr")
        session.echo(line)
        return
    if form == "concise":
        session.write(as_concise(findings, lang, folder=folder))
        session.echo(line)
        return
    print_findings(session, findings, files)
    if findings:
        session.print_result("")
    print_summary(session, verdict.change, "stdout")
    session.print_result(line.render(lang))
    if findings:
        explain = _("Explain: cardctl rule {code}", code=_worst(findings))
        from cardctl.app.fixable import fixable

        kinds = fixable(session.workspace, findings, verdict.snapshot)
        untried = compress(kinds, fixing.untried(findings)) if fixing else kinds
        said = [*fixes_available(untried, lang), explain.render(lang)]
        session.print_result(" ".join(said))


def _worst(findings: list[Finding]) -> str:
    from cardctl.finding import Severity

    return min(findings, key=lambda finding: list(Severity).index(finding.severity)).code


def _require_cards(
    workspace: Workspace, verdict: Verdict, findings: Sequence[Finding] = ()
) -> None:
    """Raise UsageError if there was nothing to check: an empty register is no good register.

    *findings* go with the error, if nothing has printed them.
    """
    from cardctl.errors import UsageError
    from cardctl.i18n import _

    register = verdict.snapshot.register
    if not register.known_ids:
        problem = UsageError(
            _("no cards in {root}: nothing to check", root=workspace.root),
            _('create one: cardctl new "TITLE"')
            if register.meetings
            else _("add the first meeting: cardctl meeting add {number}",
                     number=register.calendar.next),
        )  # fmt: skip
        problem.findings, problem.files = findings, verdict.snapshot.files
        raise problem
