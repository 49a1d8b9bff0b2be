"""Report to a meeting: load the register, or a revision of it, and compute the facts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from cardctl.app.allow_comments import apply_allow_comments
from cardctl.app.incremental import check_cached
from cardctl.app.validate import check_snapshot
from cardctl.domain.view import default_as_of
from cardctl.errors import UsageError
from cardctl.i18n import Message, _
from cardctl.report.audience import Audience
from cardctl.report.compute import meeting_report
from cardctl.rules.runner import RunOptions
from cardctl.store.snapshot import Snapshot

if TYPE_CHECKING:
    from cardctl.app.workspace import Workspace
    from cardctl.finding import Finding
    from cardctl.report.facts import MeetingReport
    from cardctl.store.files import Files

    Stage = Callable[[Message], AbstractContextManager[None]]


class ReportRequest(NamedTuple):
    """Which report: for *meeting* (default: the next), as known on the day *as_of*.

    *as_of* defaults to the day on which the meeting's papers close, else its day if it was held,
    else today (of a *revision*: the day of its commit).
    """

    meeting: int | None = None
    as_of: date | None = None
    revision: str | None = None
    audience: Audience = Audience.INTERNAL


class ReportSource(NamedTuple):
    """What a report is computed from: the register and its findings.

    *commit* is the hash of the revision that it comes from, None for the files on disk; *today* is
    the last day that it can know of.
    """

    snapshot: Snapshot
    findings: Sequence[Finding]
    commit: str | None
    today: date


def quietly(_doing: Message) -> AbstractContextManager[None]:
    """Tell nobody that a stage begins."""
    return nullcontext()


def report(workspace: Workspace, request: ReportRequest, stage: Stage = quietly) -> MeetingReport:
    """Compute the report. Raises Unknown for a meeting or revision, GitProblem, UsageError."""
    return compute(load_source(workspace, request, stage), request, stage)


def load_source(
    workspace: Workspace, request: ReportRequest, stage: Stage = quietly
) -> ReportSource:
    """Load what the report is about. Raises Unknown for a revision, GitProblem, UsageError."""
    with stage(_("reading the register")):
        if request.revision is not None:
            return _at_revision(workspace, request.revision)
        # Without a day: the report's head tells what is wrong with the files, on any day.
        asked = RunOptions(exists=workspace.exists)
        looked = check_cached(workspace, asked, with_statuses=True)
        looked = looked or check_snapshot(workspace.load(), asked)
        findings = apply_allow_comments(looked.findings, looked.comments, looked.spans)
        return ReportSource(looked.snapshot, findings, None, workspace.today)


def _at_revision(workspace: Workspace, revision: str) -> ReportSource:
    """The register as a revision has it; evidence of that time cannot be looked for."""
    from cardctl import vcs
    from cardctl.store.layout import is_ours

    commit = vcs.commit_at(workspace.root, revision)
    _unused, files = vcs.files_at(workspace.root, commit.hash, is_ours)
    if not files:
        raise UsageError(_("no register at {revision}", revision=revision))
    return source_of(files, commit.hash, commit.date)


def source_of(files: Files, commit: str | None, today: date) -> ReportSource:
    """Load a register from *files*, as they were on the day *today*, without what they refer to."""
    from cardctl.store.load import load

    looked = check_snapshot(load(files), RunOptions(exists=None))
    findings = apply_allow_comments(looked.findings, looked.comments, looked.spans)
    return ReportSource(looked.snapshot, findings, commit, today)


def compute(source: ReportSource, request: ReportRequest, stage: Stage = quietly) -> MeetingReport:
    """Compute the facts of the report. Raises Unknown for a meeting."""
    register = source.snapshot.register
    number = register.calendar.next if request.meeting is None else request.meeting
    day = request.as_of or default_as_of(register, number, source.today)
    with stage(_("computing the report")):
        return meeting_report(
            register,
            number,
            day,
            today=source.today,
            findings=source.findings,
            revision=source.commit,
            audience=request.audience,
        )
