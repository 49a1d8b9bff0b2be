"""Remind the agencies that have not answered for a meeting: who they are, and letters to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from cardctl.app.desk import heard_meeting
from cardctl.app.letters import LetterFormat, letter_file
from cardctl.domain.view import View
from cardctl.report.letter import Letter, LetterKind
from cardctl.report.returns import AgencyReturn, agency_returns
from cardctl.sheets.form_names import stems

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from cardctl.domain.register import Register


class Reminders(NamedTuple):
    """The agencies that still owe something to *meeting*, in protocol order."""

    register: Register
    meeting: int
    day: date
    owing: tuple[AgencyReturn, ...]


def remind(
    register: Register, meeting: int | None, agencies: Sequence[str], today: date
) -> Reminders:
    """Find the agencies to remind (of *agencies*, if any are given) about *meeting*.

    Raises Unknown for a meeting or an agency, Refused for a meeting that hears no report.
    """
    number = heard_meeting(register, meeting, "remind")
    wanted = {register.agency(each).code for each in agencies}
    owing = (each for each in agency_returns(View(register, number, today)) if each.missing)
    chosen = tuple(each for each in owing if not wanted or each.agency in wanted)
    return Reminders(register, number, today, chosen)


def write(
    reminders: Reminders, form: LetterFormat, folder: Path, lang: str, *, force: bool = False
) -> dict[str, Path]:
    """Write all letters to *folder*, or none; return the file of each agency.

    Raises MissingExtra, Refused if a file exists (unless *force*), FileProblem.
    """
    from cardctl.store.atomic.file import require_free, write_files

    if form is LetterFormat.NONE:
        return {}
    names = stems(each.agency for each in reminders.owing)
    paths = {code: folder / f"{name}.{form}" for code, name in names.items()}
    if not force:
        require_free(list(paths.values()))
    write_files(
        (paths[each.agency], _letter(reminders, each, form, lang)) for each in reminders.owing
    )
    return paths


def _letter(reminders: Reminders, owed: AgencyReturn, form: LetterFormat, lang: str) -> bytes:
    register, meeting, day, _unused = reminders
    return letter_file(Letter(LetterKind.REMINDER, register, meeting, owed, day), form, lang)
