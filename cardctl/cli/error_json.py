"""The JSON object on stdout of a command that fails: the error, for programs.

Messages are printed to stderr as ever. A command that has printed its answer prints no second
object: then the exit code says that something is wrong, and stderr what.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cardctl.cli.output import as_json

if TYPE_CHECKING:
    from cardctl.cli.failure import Failure
    from cardctl.cli.session import Session
    from cardctl.errors import CardctlError
    from cardctl.outputs.base import ProblemData
    from cardctl.outputs.findings import ErrorData, FindingData

KIND = "error"


def error_json(failure: Failure, problem: BaseException, session: Session) -> str:
    """Return the error with the findings that caused it, and the problems of a sheet."""
    from cardctl.errors import CardctlError

    lang = session.lang
    findings: list[FindingData] = []
    problems: list[ProblemData] = []
    if isinstance(problem, CardctlError):
        findings = _findings(problem, session) if problem.findings else []
        problems = [problem_data(each, lang) for each in getattr(problem, "problems", ())]
    data: ErrorData = {
        "code": failure.code,
        "exit": failure.exit,
        "message": failure.message.render(lang),
        "hint": failure.hint.render(lang) if failure.hint else None,
        "findings": findings,
        "problems": problems,
    }
    return as_json(KIND, data)


def _findings(problem: CardctlError, session: Session) -> list[FindingData]:
    from cardctl.cli.output import folder_of_findings
    from cardctl.cli.render.diagnostics import as_data
    from cardctl.store.finding_spans import located

    found = located(problem.findings, problem.files)
    return as_data(found, session.lang, folder=folder_of_findings(session, problem.folder))


def problem_data(problem: Any, lang: str) -> ProblemData:
    """Return a problem of a file that was handed in (`SheetProblem`, `PlacedError`) as data."""
    error = getattr(problem, "error", problem)
    return {
        "place": problem.place,
        "message": error.message.render(lang),
        "hint": error.hint.render(lang) if error.hint else None,
    }


def usage_error_json(error: Any, lang: str) -> str:
    """Return one of Typer's usage errors; its hint is the help of the command."""
    from cardctl.cli.usage_errors import try_help, usage_error

    ctx = getattr(error, "ctx", None)
    data: ErrorData = {
        "code": "usage",
        "exit": error.exit_code,
        "message": usage_error(error.format_message(), lang),
        "hint": try_help(ctx).render(lang) if ctx is not None else None,
        "findings": [],
        "problems": [],
    }
    return as_json(KIND, data)
