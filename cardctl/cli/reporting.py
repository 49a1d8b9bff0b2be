"""Making a report from the files or from a revision, and putting it where it is wanted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from cardctl.checks import check
from cardctl.cli.output import warn_unreadable, write_file
from cardctl.cli.session import Session, parse_day
from cardctl.errors import CardctlError, Unknown, UsageError
from cardctl.locale import say
from cardctl.query import default_as_of
from cardctl.report.compute import meeting_report
from cardctl.report.facts import MeetingReport
from cardctl.report.formats import FORMATS, render


def make_report(
    session: Session, meeting: int | None, *, as_of: str | None, revision: str | None
) -> tuple[MeetingReport, int]:
    """The report of *meeting* (None: the next), and 1 where a file could not be read, else 0.

    What cannot be read is said on stderr. Raises Unknown for a meeting or a revision, GitProblem.
    """
    commit, today = None, session.today
    if revision is not None:
        commit, today = _go_back(session, revision)
    code = warn_unreadable(session)
    register = session.register
    number = register.next_meeting if meeting is None else meeting
    day = parse_day(as_of) if as_of else default_as_of(register, number, today)
    # Without a day: the head tells what is wrong with the files, and that must not change with it.
    found = check(register, exists=None if revision else session.exists).findings
    findings = (*session.loaded.findings, *found)
    return meeting_report(register, number, day, findings=findings, revision=commit), code


def _go_back(session: Session, revision: str) -> tuple[str, date]:
    """Put the files of *revision* in the place of those on disk; its hash and its day."""
    from cardctl import history
    from cardctl.store.load import load

    commit = history.commit_at(session.root, revision)
    _, files = history.files_at(session.root, commit.hash, _is_ours)
    if not files:
        raise UsageError(say("no register at {revision}", revision=revision))
    session.loaded = load(files)
    return commit.hash, commit.date


def _is_ours(path: str) -> bool:
    from cardctl.store.place import AGENCIES, CARD_PATH, CONFIG, MEETING_PATH

    known = path in (CONFIG, AGENCIES)
    return known or bool(CARD_PATH.fullmatch(path) or MEETING_PATH.fullmatch(path))


def print_report(
    session: Session,
    report: MeetingReport,
    *,
    form: str | None,
    view: str,
    output: str | None,
    force: bool,
) -> None:
    """Print the report, or write it to the file *output* (``-`` is stdout).

    Raises Unknown for a format, a view or an ending; Refused where the file is there.
    """
    to_file = output is not None and output != "-"
    form = form or (_format_of(output) if to_file and output else "text")
    text = render(
        form,
        report,
        lang=session.lang,
        view=view,
        width=None if to_file else session.width(),
        colour=not to_file and session.colour_on(),
    )
    if to_file and output:
        write_file(Path(output), text, force=force)
        session.tell(say("written: {path}", path=output))
    else:
        session.answer(text)


def _format_of(output: str) -> str:
    """The format that belongs to the ending of a file's name."""
    ending = Path(output).suffix.lower()
    for name, known in FORMATS.items():
        if ending in known.endings:
            return name
    endings = [known for each in FORMATS.values() for known in each.endings]
    raise Unknown("format for the ending", ending, endings, say("name one with --format"))


def require(report: MeetingReport, fail_on: Iterable[str]) -> None:
    """Raise CardctlError (exit code 1) where one of the conditions *fail_on* holds."""
    found = {
        "missing": (len(report.not_submitted), "{count} card(s) without a result"),
        "overdue": (len(report.overdue), "{count} card(s) overdue"),
        "invalid": (report.errors, "{count} error(s) in the register"),
    }
    for count, template in (found[name] for name in fail_on):
        if count:
            raise CardctlError(say(template, count=count))
