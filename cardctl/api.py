"""The library interface: what the commands do, for other programs.

Every function gives what the command of the same name gives: the same findings, refusals and
results. Problems in files are findings in the result; if a call cannot go on, it raises a
`CardctlError` with a message, a hint, and the exit status of the command.

    from datetime import date
    from cardctl import api

    with api.open_register("cards", today=date(2022, 8, 26)) as register:
        verdict = api.validate(register, select=["CC6"])
        for finding in verdict.findings:
            print(finding.path, finding.code, finding.message)
        print(api.render(api.report(register, meeting=2), "markdown", lang="ko"))
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cardctl.app import agency as _agency
from cardctl.app import board as _board
from cardctl.app import centre as _centre
from cardctl.app import collect as _collect
from cardctl.app import correct as _correct
from cardctl.app import create as _create
from cardctl.app import desk as _desk
from cardctl.app import edit as _edit
from cardctl.app import export as _export
from cardctl.app import fix as _fix
from cardctl.app import meeting as _meeting
from cardctl.app import meeting_document as _document
from cardctl.app import minutes as _minutes
from cardctl.app import naming as _naming
from cardctl.app import paper as _paper
from cardctl.app import period as _period
from cardctl.app import pool_pull as _pool
from cardctl.app import pool_report as _pool_report
from cardctl.app import redact as _redact
from cardctl.app import remind as _remind
from cardctl.app import report as _report
from cardctl.app import request as _request
from cardctl.app import schemas as _schemas
from cardctl.app import site as _site
from cardctl.app import update as _update
from cardctl.app import validate as _validate
from cardctl.app.agency import AgencyRow, ContactValues, Names
from cardctl.app.board import Board, Grouping
from cardctl.app.card_fields import CardRow, row_of
from cardctl.app.change import Applied, Prepared, carry_out
from cardctl.app.change_summary import ChangeSummary
from cardctl.app.collect import Collected, CollectRequest
from cardctl.app.desk import Desk
from cardctl.app.doctor import Check, run_checks
from cardctl.app.export import Exported, ExportRequest
from cardctl.app.file_change import FileChange
from cardctl.app.fix import Fixed
from cardctl.app.letters import LetterFormat
from cardctl.app.new_sheet import cards_from
from cardctl.app.pool_pull import Pull, Pulled, PullResult
from cardctl.app.remind import Reminders
from cardctl.app.renumber import Renumbering
from cardctl.app.request import FormRequest, Requested
from cardctl.app.result_request import ResultRequest
from cardctl.app.saved_views import NamedView, all_views, find_view
from cardctl.app.seal import Sealed, SealRequest, seal_meeting
from cardctl.app.selection import Filters, in_order, select
from cardctl.app.show import load_card
from cardctl.app.site import SiteRequest
from cardctl.app.update_sheet import update_from as _update_from
from cardctl.app.validate import Verdict
from cardctl.app.values import Assignment, StepEnd
from cardctl.app.verify import Verification, verify_meeting
from cardctl.app.workspace import Options, Workspace
from cardctl.domain.agency import Agency
from cardctl.domain.card import Card
from cardctl.domain.card_facts import CardFacts
from cardctl.domain.changes import HistoryEntryDraft, MeetingValues
from cardctl.domain.changes.agencies import Holdings, Place
from cardctl.domain.enums import Level, MeetingKind
from cardctl.domain.meeting import AgendaItem, Evidence, Meeting
from cardctl.domain.register import FactRegister, Register
from cardctl.domain.workflow import Outcome, State
from cardctl.errors import CardctlError
from cardctl.finding import Finding, Severity
from cardctl.i18n import Message
from cardctl.pool.cards import CardFilter, PoolCard
from cardctl.pool.facts import Cut, PoolReport
from cardctl.pool.layout import DEFAULT
from cardctl.pool.state import Pool, TakenRegister, find_pool
from cardctl.pool.state import load_pool as _load_pool
from cardctl.publish.read import Problem
from cardctl.publish.read import verify as _verify_tables
from cardctl.report.agenda_paper import AgendaPaper
from cardctl.report.audience import Audience
from cardctl.report.facts import MeetingReport
from cardctl.report.formats import default_view
from cardctl.report.formats import render as _render
from cardctl.report.minutes import Minutes
from cardctl.report.period import PeriodReport
from cardctl.sheets.form import ReturnForm
from cardctl.sheets.rows import Rows, read_rows
from cardctl.sheets.source import read_source
from cardctl.sheets.table import BadSheet
from cardctl.store.atomic.folder import Written
from cardctl.store.layout import find_root
from cardctl.store.snapshot import Snapshot

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

__all__ = [
    "Agency",
    "AgencyRow",
    "AgendaItem",
    "AgendaPaper",
    "Applied",
    "Audience",
    "BadSheet",
    "Board",
    "Card",
    "CardFacts",
    "CardFilter",
    "CardRow",
    "CardctlError",
    "ChangeSummary",
    "Check",
    "CollectRequest",
    "Collected",
    "ContactValues",
    "Cut",
    "Desk",
    "Evidence",
    "Exported",
    "FactRegister",
    "FileChange",
    "Finding",
    "Fixed",
    "Grouping",
    "Holdings",
    "LetterFormat",
    "Level",
    "Meeting",
    "MeetingKind",
    "MeetingReport",
    "Message",
    "Minutes",
    "NamedView",
    "Outcome",
    "PeriodReport",
    "Place",
    "Pool",
    "PoolCard",
    "PoolReport",
    "Problem",
    "Pull",
    "PullResult",
    "Pulled",
    "Register",
    "Reminders",
    "Requested",
    "ReturnForm",
    "Sealed",
    "Severity",
    "Snapshot",
    "State",
    "StepEnd",
    "TakenRegister",
    "Verdict",
    "Verification",
    "Workspace",
    "Written",
    "add_agency",
    "add_meeting",
    "archive_lines",
    "board",
    "cancel_meeting",
    "close_agency",
    "collect",
    "confirm",
    "confirm_all",
    "create",
    "create_from",
    "desk",
    "doctor",
    "edit",
    "editor_schemas",
    "export",
    "fix",
    "hold_meeting",
    "list_agencies",
    "list_cards",
    "load",
    "load_pool",
    "minutes",
    "name_register",
    "open_register",
    "output_schema",
    "paper",
    "period_report",
    "pool_cards",
    "pool_report",
    "pull_pool",
    "redact",
    "remind",
    "rename_agency",
    "render",
    "render_document",
    "render_pool",
    "renumber",
    "report",
    "request",
    "return_cards",
    "seal",
    "set_agency",
    "set_meeting",
    "show",
    "site",
    "spark_tables",
    "unconfirm",
    "update",
    "update_from",
    "validate",
    "verify",
    "verify_tables",
    "views",
    "void",
]


def open_register(
    path: str | Path | None = None,
    *,
    today: date,
    check_overdue: bool = False,
    use_cache: bool = True,
    wait: float = 5.0,
    notify: Callable[[Message], None] = lambda _message: None,
) -> Workspace:
    """Open the register in *path*, or the nearest one around the working directory.

    With *check_overdue*, due dates before *today* are findings (CC403), as with `--today` on the
    command line: otherwise the same files have the same findings on any day. *use_cache* keeps
    what is computed from the files in `.cardctl/`. *wait* is how many seconds to wait for the lock.
    *notify* gets messages that are not results.

    Close the workspace, or use it as a context manager, to release its lock. Raises NoRegister.
    """
    root = find_root(Path.cwd(), None if path is None else str(path))
    options = Options(
        today=today,
        is_day_given=check_overdue,
        use_cache=use_cache,
        wait=wait,
        folder=str(path) if path is not None else None,
        notify=notify,
    )
    return Workspace(root, options)


# Reading ----------------------------------------------------------------------------------------


def load(register: Workspace) -> Snapshot:
    """Load the whole register: its cards and, beside them, the findings of loading."""
    return register.load()


def show(register: Workspace, identifier: str) -> CardRow:
    """Return one card with its computed facts. Raises Unknown."""
    snapshot, card = load_card(register, identifier, related=True)
    return row_of(snapshot.register, card, register.today)


def list_cards(
    register: Workspace, where: str | None = None, *, view: str | None = None
) -> list[CardRow]:
    """Return the cards that match the condition *where* (default: all), by meeting and serial.

    They also match the saved *view* of the register, whose sort order they then have. Raises
    UsageError and Unknown for a condition that cannot be evaluated, or a view that does not exist.
    """
    loaded = register.load().register
    saved = None if view is None else find_view(view, _views_of(loaded))
    filters = [Filters(where=where), *([saved.filters] if saved else [])]
    found = select(loaded, register.today, *filters)
    return list(in_order(found, (saved and saved.sort) or "id"))


def views(register: Workspace) -> list[NamedView]:
    """Return the saved views of the register; a person's own are not read."""
    return list(_views_of(register.load().register).values())


def _views_of(loaded: Register) -> Mapping[str, NamedView]:
    return all_views(loaded.shared.outline.views, {})


def board(
    register: Workspace,
    where: str | None = None,
    *,
    view: str | None = None,
    by: Grouping = Grouping.STATE,
    with_closed: bool = False,
) -> Board:
    """Put the cards that match the condition *where* (default: all) into columns.

    They also match the saved *view* of the register. Closed cards are only counted, unless
    *with_closed*, or if no other card matches. Raises as `list_cards`.
    """
    loaded = register.load().register
    saved = [] if view is None else [find_view(view, _views_of(loaded)).filters]
    found = select(loaded, register.today, Filters(where=where), *saved)
    return _board.board(loaded, found, by, with_closed=with_closed)


def list_agencies(register: Workspace) -> list[AgencyRow]:
    """Return the agencies in protocol order, each with what it is responsible for."""
    return _agency.rows(register.load().register)


def validate(
    register: Workspace,
    named: Sequence[str] = (),
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    for_meeting: int | None = None,
    since: str | None = None,
    staged: bool = False,
) -> Verdict:
    """Check the register, or with *since* or *staged* the change since a revision or HEAD.

    *named* are ids of cards, files or folders to report on (default: all). Raises Unknown for a
    rule, meeting, card or path that does not exist, UsageError if nothing could be found, and
    GitProblem or CannotCompare for the revision.
    """
    compares = staged or since is not None
    _validate.require_effect(select, ignore, for_meeting, compares=compares)
    comparison = None
    if compares:
        from cardctl.app.compare import compare
        from cardctl.app.git_comparison import known

        base = known(register.root, since, None)
        comparison = compare(register, base, everything=bool(named))
    request = _validate.CheckRequest(named, select, ignore, for_meeting, comparison)
    return _validate.validate(register, request)


def desk(register: Workspace, meeting: int | None = None) -> Desk:
    """Return who has returned results for a meeting (default: the next), and what it decides on.

    Raises Unknown for a meeting, Refused for one that hears no report.
    """
    return _desk.desk(register, meeting)[0]


def report(
    register: Workspace,
    meeting: int | None = None,
    *,
    as_of: date | None = None,
    revision: str | None = None,
    audience: Audience = Audience.INTERNAL,
) -> MeetingReport:
    """Compute the report for *meeting* (default: the next). Raises Unknown, GitProblem."""
    return _report.report(register, _report.ReportRequest(meeting, as_of, revision, audience))


def render(
    made: MeetingReport, form: str, *, lang: str = "en", view: str | None = None
) -> str | bytes:
    """Render a report in one of the formats of `cardctl report`; bytes for binary formats.

    *view* is ``full``, ``brief``, ``summary`` or ``agency:CODE`` (default: brief for Word, Hangul
    and PDF, otherwise full). Raises Unknown for a format or view, MissingExtra if its library is
    not installed.
    """
    return _render(form, made, lang=lang, view=view or default_view(form))


def site(
    register: Workspace,
    folder: str | Path,
    *,
    audience: Audience = Audience.PUBLIC,
    as_of: date | None = None,
    revision: str | None = None,
    base_url: str = "",
    lang: str | None = None,
    force: bool = False,
) -> Written:
    """Write the register as static pages to *folder*; return how many files, and their bytes.

    *lang* is the language that readers see first (default: that of the register). Raises UsageError
    for an address, GitProblem, Refused for a folder with other files (unless *force*), FileProblem.
    """
    asked = SiteRequest(audience, as_of, revision, base_url, lang)
    files = _site.site_files(_site.load(register, asked), asked)
    return _site.write(files, Path(folder), force=force)


def export(
    register: Workspace,
    folder: str | Path,
    *,
    form: str = "parquet",
    audience: Audience = Audience.PUBLIC,
    revision: str | None = None,
    force: bool = False,
) -> Exported:
    """Write the register as tables to *folder*; return what was written.

    *form* is parquet, jsonl or csv. Raises Unknown for another one, GitProblem, MissingExtra,
    Refused for a register without a name, a number that does not fit, or a folder with other files
    (unless *force*), FileProblem.
    """
    asked = ExportRequest(audience, form, revision)
    source = _export.load(register, asked)
    return _export.export(register, source, asked, Path(folder), force=force)


def verify_tables(folder: str | Path) -> list[Problem]:
    """Return what is wrong with published tables. Raises CardctlError if there are none."""
    return _verify_tables(Path(folder))


def archive_lines(
    name: str, archive: bytes, *, today: date, audience: Audience = Audience.PUBLIC
) -> Iterator[tuple[str, str]]:
    """Yield table and JSON line of each row that the register *name* publishes.

    *archive* is a tar file of its folder, not compressed, as ``git archive`` makes it. If nothing
    can be published, yields ``problem`` and the reason.
    """
    return _centre.archive_lines(name, archive, today, audience)


def spark_tables(
    registers: DataFrame, *, today: date, audience: Audience = Audience.PUBLIC
) -> dict[str, str]:
    """Publish many registers on a Spark cluster; make a view of each table in its session.

    *registers* has the columns ``register`` (the name) and ``files`` (see `archive_lines`); cardctl
    must be installed where they are. Returns why a register has no tables, by its name.
    """
    return _centre.spark_tables(registers, today, audience)


def name_register(register: Workspace, name: str, *, dry_run: bool = False) -> Applied:
    """Give the register its name among others. Raises UsageError, Refused if it has another."""
    return carry_out(_naming.name_register(register, name), dry_run=dry_run)


def paper(
    register: Workspace,
    meeting: int,
    *,
    as_of: date | None = None,
    revision: str | None = None,
    audience: Audience = Audience.INTERNAL,
) -> AgendaPaper:
    """Return the agenda paper of *meeting*. Raises Unknown, Refused, GitProblem."""
    return _paper.paper(register, _report.ReportRequest(meeting, as_of, revision, audience))


def minutes(
    register: Workspace,
    meeting: int,
    *,
    as_of: date | None = None,
    revision: str | None = None,
    audience: Audience = Audience.INTERNAL,
) -> Minutes:
    """Return the minutes of *meeting*, from what was on record on *as_of* (default: today).

    Raises Unknown, UsageError if it has not been held, Refused if it was cancelled, GitProblem.
    """
    return _minutes.minutes(register, _minutes.MinutesRequest(meeting, as_of, revision, audience))


def period_report(
    register: Workspace,
    since: date,
    *,
    until: date | None = None,
    agency: str | None = None,
    revision: str | None = None,
    audience: Audience = Audience.INTERNAL,
) -> PeriodReport:
    """Return what changed from *since* to *until* (default: today), by week.

    With *agency*, only of the cards that have it as lead or partner. Raises UsageError for days
    that are no period, Unknown for an agency or a revision, GitProblem.
    """
    request = _period.PeriodRequest(since, until, agency, revision, audience)
    return _period.period_report(register, request)


def render_document(
    made: AgendaPaper | Minutes | PeriodReport, form: str, *, lang: str = "en"
) -> str | bytes:
    """Render an agenda paper, minutes or the report of a period, in a format of `cardctl paper`.

    Returns bytes for binary formats.

    Raises Unknown for a format, MissingExtra if its library is not installed.
    """
    return _document.render(made, form, lang=lang)


def pool_report(
    pool: Pool, days: Sequence[date], *, engine: str = "duckdb", address: str | None = None
) -> PoolReport:
    """Return the report over all registers of *pool* as of *days*; the latest one leads.

    Raises Unknown for an engine, SystemProblem if its library is not installed.
    """
    request = _pool_report.PoolReportRequest(days, engine=engine, address=address)
    return _pool_report.report(pool, request)


def render_pool(
    report: PoolReport, form: str, *, by: Sequence[Cut] = (), lang: str = "en"
) -> str | bytes:
    """Render *report* in one of the formats of `cardctl pool report`, with a section for each cut.

    Raises Unknown for a format, MissingExtra if its library is not installed.
    """
    return _pool_report.render(report, form, cuts=tuple(by) or DEFAULT, lang=lang)


def pool_cards(
    pool: Pool,
    day: date,
    wanted: CardFilter | None = None,
    *,
    engine: str = "duckdb",
    address: str | None = None,
    limit: int | None = None,
) -> tuple[PoolCard, ...]:
    """Return the cards of all registers of *pool* that match on *day*, by register and id.

    At most *limit*, if it is given. Raises Unknown, UsageError for an *address* of Spark without
    that engine, SystemProblem if the library of the engine is not installed.
    """
    asked = wanted or CardFilter()
    return _pool_report.cards(pool, day, asked, engine, address=address, limit=limit)


def request(
    register: Workspace,
    folder: str | Path,
    *,
    meeting: int | None = None,
    agencies: Sequence[str] = (),
    formats: Sequence[str] = ("xlsx",),
    letter: LetterFormat = LetterFormat.EML,
    lang: str = "en",
    force: bool = False,
) -> Requested:
    """Write a return form for each agency with a part in an open card to *folder*, all or none.

    *agencies* are codes (default: all). With each goes a *letter*. Raises Unknown for a meeting,
    agency or format, UsageError if there is nothing to request, Refused if a file exists (unless
    *force*), MissingExtra.
    """
    asked = FormRequest(meeting, agencies, lang)
    made = _request.request(register.load().register, asked, register.today)
    _request.write(made, formats, Path(folder), letter=letter, force=force)
    return made


def remind(
    register: Workspace,
    folder: str | Path | None = None,
    *,
    meeting: int | None = None,
    agencies: Sequence[str] = (),
    letter: LetterFormat = LetterFormat.EML,
    lang: str = "en",
    force: bool = False,
) -> Reminders:
    """Find the agencies that have not answered for a meeting; write letters to *folder*, if given.

    Raises Unknown for a meeting or agency, Refused if a file exists (unless *force*), MissingExtra.
    """
    found = _remind.remind(register.load().register, meeting, agencies, register.today)
    if folder is not None:
        _remind.write(found, letter, Path(folder), lang, force=force)
    return found


def doctor(register: Workspace) -> list[Check]:
    """Check the installation, the register, and what is around it."""
    return list(run_checks(lambda: register, must_exist=True))


def editor_schemas(register: Workspace) -> dict[str, str]:
    """Return the texts of the JSON Schemas for editors, with the register's names, by file name."""
    return _schemas.register_schemas(register.load().register)


def output_schema(kind: str) -> dict[str, Any]:
    """Return the JSON Schema of what commands print with ``--json`` as *kind*. Raises Unknown."""
    from cardctl.errors import Unknown
    from cardctl.outputs.kinds import KINDS
    from cardctl.outputs.schema import output_schema as schema

    if kind not in KINDS:
        raise Unknown("kind", kind, KINDS)
    return schema(kind)


# Writing ----------------------------------------------------------------------------------------


def create(
    register: Workspace,
    title: str,
    *,
    sets: Iterable[Assignment] = (),
    dry_run: bool = False,
    **values: Any,
) -> Applied:
    """Create a card with the next free id.

    *values* are the fields of `cardctl new`: meeting (default: the last one held), item, lead,
    partners, due, decision, tags, by, on. *sets* are dotted paths with values. Raises UsageError,
    Unknown, WouldBreak, Unreadable, Busy.
    """
    factory = _create.CardFactory(register, list(sets), lock=not dry_run)
    return _written(factory, [factory.made({"title": title, **values})], dry_run=dry_run)


def create_from(
    register: Workspace,
    contents: str | bytes,
    name: str = "-",
    *,
    defaults: Mapping[str, Any] = {},
    dry_run: bool = False,
) -> Applied:
    """Create the cards of a sheet, all or none.

    *contents* are those of the file *name*: a workbook, CSV or JSON Lines. Raises BadSheet,
    FileProblem, MissingExtra.
    """
    factory = _create.CardFactory(register, (), lock=not dry_run)
    cards = cards_from(factory, _rows(contents, name), defaults)
    return _written(factory, cards, dry_run=dry_run)


def update_from(
    register: Workspace, contents: str | bytes, name: str = "-", *, dry_run: bool = False
) -> Applied:
    """Change cards by the rows of a sheet, all or none; see `create_from`.

    Each row names its card in the column `id`. What a row already says changes nothing. Raises
    BadSheet, FileProblem, MissingExtra, WouldBreak, Unreadable, Busy.
    """
    prepared = _update_from(register, _rows(contents, name), dry_run=dry_run)
    return carry_out(prepared, dry_run=dry_run)


def _rows(contents: str | bytes, name: str) -> Rows:
    raw = contents.encode() if isinstance(contents, str) else contents
    return read_rows(read_source(raw, name))


def _written(factory: _create.CardFactory, cards: Sequence[Card], *, dry_run: bool) -> Applied:
    return factory.write(cards, lambda change: carry_out(change, dry_run=dry_run))[1]


def update(
    register: Workspace,
    ids: Sequence[str],
    *,
    state: State | None = None,
    outcome: Outcome | None = None,
    lead: str | None = None,
    due: date | None = None,
    meeting: int | None = None,
    reason: str | None = None,
    substitute: str | None = None,
    review: int | None = None,
    result: str | None = None,
    for_meeting: int | None = None,
    progress: int | str | None = None,
    evidence: Sequence[Evidence] = (),
    readings: Mapping[str, Any] = {},
    spent: int | str | None = None,
    next_step: str | None = None,
    blocker: str | None = None,
    revise: bool = False,
    steps: Sequence[StepEnd] = (),
    sets: Sequence[Assignment] = (),
    unsets: Sequence[str] = (),
    adds: Sequence[Assignment] = (),
    corrects: Sequence[Assignment] = (),
    amends: Sequence[Assignment] = (),
    by: str | None = None,
    on: date | None = None,
    if_match: str | None = None,
    dry_run: bool = False,
) -> Applied:
    """Change cards, all or none; the parameters are the options of `cardctl update`.

    Raises UsageError, Unknown, IllegalTransition, WouldBreak, ChangedMeanwhile, Unreadable, Busy.
    """
    cleared = frozenset(unsets) & {"lead", "due"}
    entry = HistoryEntryDraft(
        on=on or register.today,
        by=by,
        outcome=outcome,
        lead=lead,
        due=due,
        meeting=meeting,
        reason=reason,
        substitute=substitute,
        review=review,
        cleared=cleared,
    )
    filed = ResultRequest(
        result,
        for_meeting,
        progress,
        evidence,
        list(readings.items()),
        spent,
        next_step,
        blocker,
        revise,
    )
    request = _update.UpdateRequest(
        state,
        entry,
        filed,
        steps,
        sets,
        [path for path in unsets if path not in cleared],
        adds,
        on is not None,
    )
    if corrects or amends:
        request.require_nothing_else()
        put_right = _correct.CorrectionRequest(corrects, amends, entry)
        prepared = _correct.correct(register, ids, put_right, dry_run=dry_run)
    else:
        prepared = _update.update(register, ids, request, dry_run=dry_run)
    return carry_out(prepared, if_match=if_match, dry_run=dry_run)


def collect(
    register: Workspace,
    files: Sequence[str],
    *,
    agency: str | None = None,
    meeting: int | None = None,
    on: date | None = None,
    dry_run: bool = False,
) -> Collected:
    """Take in returned forms, each file whole or not at all; its problems are in the result.

    One of the *files* may be a folder: its files are taken. *agency* and *meeting* are for files
    that have lost whose form they are. Raises Unknown for an agency, UsageError for a folder
    without forms, Unreadable, Busy, ChangedMeanwhile, FileProblem.
    """
    request = CollectRequest(files, agency, meeting, on)
    return _collect.collect(register, request, dry_run=dry_run)


def void(
    register: Workspace,
    ids: Sequence[str],
    reason: str,
    *,
    meeting: int | None = None,
    by: str | None = None,
    on: date | None = None,
    dry_run: bool = False,
) -> Applied:
    """Close cards that were registered in error. Raises Unknown, Refused, UsageError."""
    entry = HistoryEntryDraft(on or register.today, by, meeting=meeting, reason=reason)
    return carry_out(_correct.void(register, ids, entry, dry_run=dry_run), dry_run=dry_run)


def redact(
    register: Workspace,
    identifier: str,
    paths: Sequence[str],
    ground: str,
    *,
    on: date | None = None,
    dry_run: bool = False,
) -> Applied:
    """Erase the texts at *paths* of a card. Raises Unknown, Refused."""
    entry = HistoryEntryDraft(on or register.today)
    erasure = _redact.redact(register, identifier, paths, ground, entry, dry_run=dry_run)
    return erasure.carry_out(dry_run=dry_run)


def edit(register: Workspace, identifier: str, change: Callable[[str], str]) -> Applied:
    """Replace the text of a card's file by what *change* makes of it.

    Raises Unknown, WouldBreak, Refused if the history does not only grow, ChangedMeanwhile.
    """
    transaction, draft = _edit.open_card(register, identifier)
    changed = _edit.accept(transaction, draft, change(draft.text).encode())
    what = [] if changed.text.encode() == draft.raw else [changed]
    warnings = transaction.check(what)
    transaction.write(what)
    return Applied(what, warnings)


def fix(
    register: Workspace,
    named: Sequence[str] = (),
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    unsafe: bool = False,
    dry_run: bool = False,
) -> Fixed:
    """Apply the fixes of findings, as `cardctl validate --fix` does. Raises Busy, GitProblem."""
    request = _validate.CheckRequest(named, select, ignore)
    return _fix.fix_register(register, request, unsafe=unsafe, dry_run=dry_run)


def renumber(
    register: Workspace,
    old: str,
    new: str | None = None,
    *,
    since: str | None = None,
    dry_run: bool = False,
) -> str:
    """Give a card that is not on the base branch another id, and return it. Raises Refused."""
    work = Renumbering(register, old, new, since, lock=not dry_run)
    if not dry_run:
        register.lock().write(work.texts(), work.previous_contents())
    return work.new


# Meetings ---------------------------------------------------------------------------------------


def add_meeting(
    register: Workspace,
    number: int,
    *,
    day: date | None = None,
    papers: date | None = None,
    place: str | None = None,
    kind: MeetingKind = MeetingKind.REGULAR,
    hears: bool | None = None,
    items: Sequence[AgendaItem] = (),
    dry_run: bool = False,
) -> Applied:
    """Add a meeting; it is scheduled until it is held. Raises Refused, UsageError, Unreadable."""
    prepared = _meeting.add(
        register,
        number,
        day=day,
        papers=papers,
        place=place,
        kind=kind,
        hears=hears,
        items=items,
        dry_run=dry_run,
    )
    return carry_out(prepared, dry_run=dry_run)


def hold_meeting(
    register: Workspace,
    number: int,
    day: date | None = None,
    *,
    reason: str | None = None,
    dry_run: bool = False,
) -> Applied:
    """Record that a meeting was held. Raises Unknown, Refused, Unreadable."""
    prepared = _meeting.hold(register, number, day, reason, dry_run=dry_run)
    return carry_out(prepared, dry_run=dry_run)


def set_meeting(
    register: Workspace,
    number: int,
    values: Mapping[str, Any] = {},
    *,
    unsets: Sequence[str] = (),
    items: Sequence[AgendaItem] = (),
    reason: str | None = None,
    by: str | None = None,
    on: date | None = None,
    dry_run: bool = False,
) -> Applied:
    """Change what is on record of a meeting; old values are kept in its `changes`.

    *values* and *unsets* are by path, such as ``date`` and ``items.2.outcome``; *items* are added
    to the agenda, with the next free numbers. Raises Unknown, UsageError, Refused if a reason is
    required, WouldBreak, Unreadable.
    """
    request = MeetingValues(values, {}, unsets, items)
    prepared = _meeting.set_values(
        register, number, request, reason=reason, by=by, on=on, dry_run=dry_run
    )
    return carry_out(prepared, dry_run=dry_run)


def cancel_meeting(
    register: Workspace,
    number: int,
    reason: str,
    *,
    by: str | None = None,
    on: date | None = None,
    dry_run: bool = False,
) -> Applied:
    """Cancel a scheduled meeting; the next one hears what was filed for it.

    Raises Unknown, Refused, WouldBreak, Unreadable.
    """
    prepared = _meeting.cancel(register, number, reason, by=by, on=on, dry_run=dry_run)
    return carry_out(prepared, dry_run=dry_run)


def confirm(
    register: Workspace,
    meeting: int,
    ids: Sequence[str],
    *,
    on: date | None = None,
    dry_run: bool = False,
) -> Applied:
    """Close submitted cards whose outcomes the meeting confirmed. Raises Unknown, Refused."""
    prepared = _meeting.confirm(register, meeting, ids, on=on, dry_run=dry_run)
    return carry_out(prepared, dry_run=dry_run)


def confirm_all(
    register: Workspace,
    meeting: int,
    *,
    without: Sequence[str] = (),
    on: date | None = None,
    dry_run: bool = False,
) -> Applied:
    """Confirm every outcome that the meeting's report listed, but those *without*.

    Raises Unknown, Refused, Unreadable.
    """
    prepared = _meeting.confirm_all(register, meeting, without=without, on=on, dry_run=dry_run)
    return carry_out(prepared, dry_run=dry_run)


def return_cards(
    register: Workspace,
    meeting: int,
    ids: Sequence[str],
    reason: str,
    *,
    to: State = State.IN_PROGRESS,
    on: date | None = None,
    dry_run: bool = False,
) -> Applied:
    """Return submitted cards whose outcomes were not confirmed. Raises Unknown, Refused."""
    prepared: Prepared = _meeting.return_cards(
        register, meeting, ids, reason, to=to, on=on, dry_run=dry_run
    )
    return carry_out(prepared, dry_run=dry_run)


def unconfirm(
    register: Workspace,
    meeting: int,
    ids: Sequence[str],
    reason: str,
    *,
    agreed: int | None = None,
    on: date | None = None,
    dry_run: bool = False,
) -> Applied:
    """Take back that the meeting confirmed cards; *agreed* is the meeting that agreed to it.

    Raises Unknown, Refused, UsageError.
    """
    entry = HistoryEntryDraft(on or register.today, meeting=agreed, reason=reason)
    prepared = _correct.unconfirm(register, meeting, ids, entry, dry_run=dry_run)
    return carry_out(prepared, dry_run=dry_run)


def seal(
    register: Workspace,
    meeting: int,
    as_of: date | None = None,
    *,
    again: bool = False,
    reason: str | None = None,
    by: str | None = None,
    dry_run: bool = False,
) -> Sealed:
    """Seal what the report for a meeting says; *again* adds a further seal, with a *reason*.

    Raises Unknown, UsageError, Refused, Unreadable.
    """
    return seal_meeting(register, SealRequest(meeting, as_of, again, reason, by), dry_run=dry_run)


def verify(register: Workspace, meeting: int, root: str | None = None) -> Verification:
    """Compare the register with the seals of a meeting, and their roots with *root* (64 digits).

    Raises Unknown for a meeting, UsageError if it has no seal.
    """
    return verify_meeting(register, meeting, root)


# Agencies ---------------------------------------------------------------------------------------


def add_agency(
    register: Workspace,
    code: str,
    names: Names,
    *,
    level: Level | None = None,
    region: str | None = None,
    valid_from: date | None = None,
    aliases: Sequence[str] = (),
    ids: Sequence[str] = (),
    contact: ContactValues | None = None,
    place: Place | None = None,
    dry_run: bool = False,
) -> Applied:
    """Add an agency, at the end or at a *place* in protocol order.

    *names* are by language; "" stands for the register's first one. Raises UsageError, Refused,
    Unknown, WouldBreak, Unreadable, Busy.
    """
    prepared = _agency.add(
        register,
        code,
        names,
        level=level,
        region=region,
        valid_from=valid_from,
        aliases=aliases,
        ids=ids,
        contact=contact,
        place=place,
        dry_run=dry_run,
    )
    return carry_out(prepared, dry_run=dry_run)


def set_agency(
    register: Workspace,
    code: str,
    *,
    level: Level | None = None,
    region: str | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
    successor: str | None = None,
    aliases: Sequence[str] = (),
    ids: Sequence[str] = (),
    contact: ContactValues | None = None,
    unset: Sequence[str] = (),
    reason: str | None = None,
    dry_run: bool = False,
) -> Applied:
    """Change what is recorded about an agency.

    *aliases* and *ids* are added, fields in *unset* are removed.

    Raises UsageError, Unknown, Refused, WouldBreak, Unreadable, Busy.
    """
    prepared = _agency.change(
        register,
        code,
        level=level,
        region=region,
        valid_from=valid_from,
        valid_to=valid_to,
        successor=successor,
        aliases=aliases,
        ids=ids,
        contact=contact,
        unset=unset,
        reason=reason,
        dry_run=dry_run,
    )
    return carry_out(prepared, dry_run=dry_run)


def rename_agency(
    register: Workspace,
    code: str,
    names: Names,
    *,
    on: date | None = None,
    reason: str | None = None,
    dry_run: bool = False,
) -> Applied:
    """Give an agency another name; the old one becomes an alias. Raises as `set_agency`."""
    prepared = _agency.rename(register, code, names, on=on, reason=reason, dry_run=dry_run)
    return carry_out(prepared, dry_run=dry_run)


def close_agency(
    register: Workspace,
    code: str,
    *,
    on: date | None = None,
    successor: str | None = None,
    reason: str | None = None,
    hand_over: bool = False,
    dry_run: bool = False,
) -> Applied:
    """Record that an agency has ended on the day *on*, and who succeeds it.

    With *hand_over* the successor replaces it in all open cards. Raises as `set_agency`.
    """
    prepared = _agency.close(
        register,
        code,
        on=on,
        successor=successor,
        reason=reason,
        hand_over=hand_over,
        dry_run=dry_run,
    )
    return carry_out(prepared, dry_run=dry_run)


# Many registers ---------------------------------------------------------------------------------


def load_pool(folder: str | Path) -> Pool:
    """Return the pool whose `pool.yaml` is in *folder*: its registers, what was taken of each.

    Raises CardctlError.
    """
    return _load_pool(find_pool(Path(), str(folder)))


def pull_pool(
    folder: str | Path, *, today: date, names: Sequence[str] = (), dry_run: bool = False
) -> Pull:
    """Take what has changed of the registers of the pool in *folder* (default: of all).

    What cannot be taken has a `failure` in the result; *dry_run* only asks what has changed. Raises
    Unknown for a name, Refused, MissingExtra, GitProblem, FileProblem, Busy.
    """
    root = find_pool(Path(), str(folder))
    return _pool.pull(root, _pool.PullRequest(today, names, dry_run))
