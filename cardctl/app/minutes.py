"""The minutes of a meeting: load the register, or a revision of it, and gather the facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cardctl.app.report import ReportRequest, ReportSource, load_source, quietly
from cardctl.i18n import _
from cardctl.report.audience import Audience
from cardctl.report.minutes import Minutes
from cardctl.report.minutes import minutes as minutes_of

if TYPE_CHECKING:
    from datetime import date

    from cardctl.app.report import Stage
    from cardctl.app.workspace import Workspace


class MinutesRequest(NamedTuple):
    """Which minutes: of *meeting*, from what was on record on the day *as_of*.

    *as_of* defaults to today (of a *revision*: the day of its commit).
    """

    meeting: int
    as_of: date | None = None
    revision: str | None = None
    audience: Audience = Audience.INTERNAL


def minutes(workspace: Workspace, request: MinutesRequest, stage: Stage = quietly) -> Minutes:
    """Return the minutes. Raises as `load` and `compute`."""
    return compute(load(workspace, request, stage), request, stage)


def load(workspace: Workspace, request: MinutesRequest, stage: Stage = quietly) -> ReportSource:
    """Load what the minutes are about. Raises Unknown for a revision, GitProblem, UsageError."""
    return load_source(workspace, ReportRequest(revision=request.revision), stage)


def compute(source: ReportSource, request: MinutesRequest, stage: Stage = quietly) -> Minutes:
    """Return the minutes from *source*.

    Raises Unknown for a meeting, UsageError if it has not been held, Refused if it was cancelled.
    """
    with stage(_("computing the report")):
        return minutes_of(
            source.snapshot.register,
            request.meeting,
            request.as_of or source.today,
            revision=source.commit,
            audience=request.audience,
        )
