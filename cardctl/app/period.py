"""The report of a period: load the register, or a revision of it, and compute what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cardctl.app.report import ReportRequest, ReportSource, load_source, quietly
from cardctl.i18n import _
from cardctl.report.audience import Audience
from cardctl.report.period import PeriodReport
from cardctl.report.period import period_report as report_of

if TYPE_CHECKING:
    from datetime import date

    from cardctl.app.report import Stage
    from cardctl.app.workspace import Workspace


class PeriodRequest(NamedTuple):
    """Which period: from *since* to *until*, both included, of all cards or those of *agency*.

    *until* defaults to today (of a *revision*: the day of its commit).
    """

    since: date
    until: date | None = None
    agency: str | None = None
    revision: str | None = None
    audience: Audience = Audience.INTERNAL


def period_report(
    workspace: Workspace, request: PeriodRequest, stage: Stage = quietly
) -> PeriodReport:
    """Return the report. Raises as `load` and `compute`."""
    return compute(load(workspace, request, stage), request, stage)


def load(workspace: Workspace, request: PeriodRequest, stage: Stage = quietly) -> ReportSource:
    """Load what the report is about. Raises Unknown for a revision, GitProblem, UsageError."""
    return load_source(workspace, ReportRequest(revision=request.revision), stage)


def compute(source: ReportSource, request: PeriodRequest, stage: Stage = quietly) -> PeriodReport:
    """Return the report from *source*. Raises UsageError, and Unknown for the agency."""
    with stage(_("computing the report")):
        return report_of(
            source.snapshot.register,
            request.since,
            request.until or source.today,
            agency=request.agency,
            revision=source.commit,
            audience=request.audience,
        )
