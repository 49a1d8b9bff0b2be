"""`cardctl update`: change the state of cards, file results, record steps, set values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cardctl.cli.options import (
    ByOption,
    DryRunOption,
    JsonOption,
    LeadOption,
    OnOption,
    OptionalCardsArgument,
    OutcomeOption,
    StateOption,
    command_app,
    meeting_number,
)

if TYPE_CHECKING:
    from cardctl.app.change import Prepared
    from cardctl.app.update import UpdateRequest
    from cardctl.cli.kinds import Metavar
    from cardctl.cli.session import Session

app = command_app(records=True)

Texts = list[str] | None


@app.command()
def update(
    ctx: typer.Context,
    ids: OptionalCardsArgument = None,
    state: StateOption = None,
    outcome: OutcomeOption = None,
    lead: LeadOption = None,
    due: Annotated[
        str | None, typer.Option(metavar="DATE", help="Due date; changing it needs --reason.")
    ] = None,
    reason: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Reason, recorded in the history.")
    ] = None,
    meeting: Annotated[
        int | None,
        typer.Option(
            metavar="N", parser=meeting_number, help="Meeting that decided it (confirmed, granted)."
        ),
    ] = None,
    substitute: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Measures taken instead (infeasible).")
    ] = None,
    review: Annotated[
        int | None,
        typer.Option(metavar="N", parser=meeting_number, help="Meeting that reviews it (on_hold)."),
    ] = None,
    result: Annotated[
        str | None, typer.Option(metavar="TEXT|@FILE|-", help="File a result.")
    ] = None,
    for_meeting: Annotated[
        int | None,
        typer.Option(
            "--for",
            metavar="N",
            parser=meeting_number,
            help="Meeting that hears the result (default: the next).",
        ),
    ] = None,
    revise: Annotated[
        bool,
        typer.Option(
            "--revise", help="Revise the agency's last result: change only what is given."
        ),
    ] = False,
    progress: Annotated[
        str | None, typer.Option(metavar="PERCENT", help="In a result: progress, 0 to 100.")
    ] = None,
    evidence: Annotated[
        Texts,
        typer.Option(
            metavar="EVIDENCE",
            help="In a result: document that supports it (repeatable).",
        ),
    ] = None,
    reading: Annotated[
        Texts, typer.Option(metavar="INDICATOR=VALUE", help="In a result: indicator reading.")
    ] = None,
    spent: Annotated[
        str | None, typer.Option(metavar="AMOUNT", help="In a result: total spent so far.")
    ] = None,
    next_: Annotated[
        str | None, typer.Option("--next", metavar="TEXT", help="In a result: what comes next.")
    ] = None,
    blocker: Annotated[
        str | None, typer.Option(metavar="TEXT", help="In a result: what blocks progress.")
    ] = None,
    step: Annotated[
        Texts, typer.Option(metavar="STEP=done[:DATE]", help="Mark a step as done or dropped.")
    ] = None,
    set_: Annotated[
        Texts,
        typer.Option("--set", metavar="PATH=VALUE", help="Set a value."),
    ] = None,
    unset: Annotated[Texts, typer.Option(metavar="PATH", help="Remove a value.")] = None,
    add: Annotated[
        Texts,
        typer.Option(metavar="PATH=VALUE", help="Add an item to a list."),
    ] = None,
    correct: Annotated[
        Texts,
        typer.Option(
            metavar="FIELD=VALUE",
            help="Correct a value that was recorded wrongly (requires --reason).",
        ),
    ] = None,
    amend: Annotated[
        Texts,
        typer.Option(
            metavar="FIELD=VALUE", help="Change what a meeting decided (requires --meeting)."
        ),
    ] = None,
    from_: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="FILE|-", help="Change cards by a sheet: xlsx, ods, csv, JSON Lines."
        ),
    ] = None,
    by: ByOption = None,
    on: OnOption = None,
    if_match: Annotated[
        str | None,
        typer.Option(metavar="HASH", help="Only if the file still has this hash (`show --json`)."),
    ] = None,
    dry_run: DryRunOption = False,
    diff: Annotated[bool, typer.Option("--diff", help="Print the diff instead.")] = False,
    json: JsonOption = False,
) -> None:
    """Change cards: either all of them or none.

    \b
    cardctl update 1-7 --state planned --lead mois --due 2026-12-31 \\
        --set plan.summary="Publish the standard, then allocate" \\
        --add plan.steps="{id: a, title: Publish the standard}"
    cardctl update 1-7 --state in_progress
    cardctl update 1-7 --step a=done:2026-03-02
    cardctl update 1-7 --due 2027-03-31 --reason "the bill is not passed yet"
    cardctl update 1-7 --result "Enacted" --state submitted --outcome completed \\
        --evidence promulgation:https://law.go.kr/1
    cardctl update 1-7 --result "Sent" --evidence official_letter:A-12@2026-03-02
    cardctl update 1-7 --revise --progress 60 --reason "typing error"
    cardctl update 1-3 1-4 --lead moef --dry-run
    cardctl update 1-7 --correct due=2027-11-30 --reason "the minutes say 2027"
    cardctl update 1-7 --amend decision="Move 50 offices" --meeting 2
    cardctl update --from results.xlsx --dry-run

    Changes are checked first: one that the rules do not allow, or that would add an error, is
    refused, and nothing is written. A VALUE that begins with a brace, a bracket or a quote is
    parsed as in a file. --outcome without --state submits the outcome.

    With --revise, evidence and readings are added to those of the result, and a PATH may begin with
    `result.` (--unset result.evidence.0). If a meeting has heard the result, --reason is required.

    What a meeting decided (title, decision, item, due_as_stated, visibility; name, unit, baseline,
    target and direction of an indicator) is on record once that meeting was held. Absent values can
    be filled in freely. Until a meeting has heard the card, --set records a change as a correction;
    after that, use --correct with --reason, or --amend with --meeting if a meeting changed it. The
    value null removes a value.

    A sheet (see `new`) needs the column id; `cardctl schema --columns` prints the others. An empty
    cell changes nothing, and [none] removes a value. What a row already says changes nothing, so
    `list --format csv` and the report as CSV can be edited and handed in.
    """
    if from_ is not None or not ids:
        _update_from(ctx, from_)
        return
    from cardctl.app import update as cards
    from cardctl.app.result_request import ResultRequest
    from cardctl.cli import arguments
    from cardctl.cli.write import WriteOptions, apply
    from cardctl.domain.changes import HistoryEntryDraft
    from cardctl.domain.workflow import Outcome, State

    session: Session = ctx.obj
    day = arguments.some_day(on) or session.today
    entry = HistoryEntryDraft(
        on=day,
        by=by,
        outcome=None if outcome is None else arguments.word(outcome, Outcome),
        lead=lead,
        due=arguments.some_day(due),
        meeting=meeting,
        reason=arguments.some_text(reason, "--reason"),
        substitute=arguments.some_text(substitute, "--substitute"),
        review=review,
        cleared=frozenset(unset or ()) & {"lead", "due"},
    )
    filed = ResultRequest(
        text=arguments.some_text(result, "--result"),
        meeting=for_meeting,
        progress=progress,
        evidence=arguments.each(evidence, arguments.evidence),
        readings=arguments.each(reading, arguments.reading),
        spent=spent,
        next=arguments.some_text(next_, "--next"),
        blocker=arguments.some_text(blocker, "--blocker"),
        revise=revise,
    )
    request = cards.UpdateRequest(
        state=None if state is None else arguments.word(state, State),
        entry=entry,
        result=filed,
        steps=arguments.each(step, lambda one: arguments.step(one, day)),
        sets=arguments.each(set_, lambda one: arguments.assignment(one, "--set")),
        unsets=[path for path in unset or () if path not in entry.cleared],
        adds=arguments.each(add, lambda one: arguments.assignment(one, "--add")),
        has_day=on is not None,
    )
    if correct or amend:
        from cardctl.app import correct as corrections

        request.require_nothing_else()
        put_right = corrections.CorrectionRequest(
            corrects=arguments.each(correct, lambda one: arguments.assignment(one, "--correct")),
            amends=arguments.each(amend, lambda one: arguments.assignment(one, "--amend")),
            entry=entry,
        )
        prepared = corrections.correct(session.workspace, ids, put_right, dry_run=dry_run)
    else:
        prepared = _prepared(session, ids, request, dry_run=dry_run)
    apply(session, prepared, "update", WriteOptions(dry_run, diff, json, if_match))


def _update_from(ctx: typer.Context, source: str | None) -> None:
    """Change cards by the rows of a sheet. Raises BadSheet after printing all of its problems."""
    from cardctl.app.update_sheet import update_from
    from cardctl.cli.sheet import printed_problems, rows_from
    from cardctl.cli.write import WriteOptions, apply
    from cardctl.errors import UsageError
    from cardctl.i18n import _

    session: Session = ctx.obj
    if source is None:
        raise UsageError(
            _("specify cards, or a sheet with --from"),
            _("see the examples: cardctl update --help"),
        )
    _require_no_others(ctx)
    output = WriteOptions(ctx.params["dry_run"], ctx.params["diff"], ctx.params["json"])
    with printed_problems(session):
        rows = rows_from(session, source)
        prepared = update_from(session.workspace, rows, dry_run=output.dry_run)
    apply(session, prepared, "update", output)


def _shown(option: str) -> Metavar | str:
    """Return how users know a parameter."""
    from cardctl.cli.kinds import Metavar

    return option if option.startswith("-") else Metavar("ID")


def _require_no_others(ctx: typer.Context) -> None:
    """Raise UsageError for arguments that say what to change: the sheet does."""
    from cardctl.errors import UsageError
    from cardctl.i18n import _

    for parameter in ctx.command.params:
        name = parameter.name or ""
        if name not in ("from_", "dry_run", "diff", "json") and ctx.params.get(name):
            raise UsageError(
                _("{option} cannot be used with --from", option=_shown(parameter.opts[0])),
                _("write the values into the sheet"),
            )


def _prepared(
    session: Session, ids: list[str], request: UpdateRequest, *, dry_run: bool
) -> Prepared:
    """Prepare the change; on a terminal, ask about an amount that is far beyond what is planned."""
    from cardctl.app.spent_check import FarBeyondPlan
    from cardctl.app.update import update as prepare

    try:
        return prepare(session.workspace, ids, request, dry_run=dry_run)
    except FarBeyondPlan as problem:
        if not session.confirms(problem.question):
            raise
    result = request.result._replace(is_spent_confirmed=True)
    return prepare(session.workspace, ids, request._replace(result=result), dry_run=dry_run)
