"""The agenda paper of a meeting: load the register, or a revision of it, and gather the facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cardctl.app.report import ReportRequest, ReportSource, load_source, quietly
from cardctl.domain.view import default_as_of
from cardctl.i18n import _
from cardctl.report.agenda_paper import AgendaPaper, agenda_paper

if TYPE_CHECKING:
    from cardctl.app.report import Stage
    from cardctl.app.workspace import Workspace


def paper(workspace: Workspace, request: ReportRequest, stage: Stage = quietly) -> AgendaPaper:
    """Return the agenda paper. Raises Unknown for a meeting or revision, Refused, GitProblem."""
    return compute(load_source(workspace, request, stage), request, stage)


def compute(source: ReportSource, request: ReportRequest, stage: Stage = quietly) -> AgendaPaper:
    """Return the agenda paper from *source*; as of the day of its report, unless one is asked for.

    Raises Unknown for a meeting, Refused if it was cancelled.
    """
    register = source.snapshot.register
    number = register.calendar.next if request.meeting is None else request.meeting
    day = request.as_of or default_as_of(register, number, source.today)
    with stage(_("computing the report")):
        return agenda_paper(
            register,
            number,
            day,
            today=source.today,
            findings=source.findings,
            revision=source.commit,
            audience=request.audience,
        )
