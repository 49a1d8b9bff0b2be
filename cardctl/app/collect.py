"""Collect the forms that agencies returned: all changes of a form are made, or none of them.

The register is loaded once for all files, and all cards are written in one step. A form with a
problem is left out, and what the others change is computed again without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from cardctl.app.change import Transaction, loaded_for
from cardctl.app.return_agency import AgencyCards, cards_in
from cardctl.app.return_changes import Changes
from cardctl.app.return_compare import compare
from cardctl.app.return_folder import found_in
from cardctl.app.return_identity import base_of, identify
from cardctl.app.returned_file import FileReturn
from cardctl.domain.ids import full_id
from cardctl.domain.view import View
from cardctl.errors import CardctlError
from cardctl.i18n import _
from cardctl.sheets.return_cells import Money
from cardctl.sheets.return_file import read_return
from cardctl.sheets.returned import PlacedError, ReturnedForm
from cardctl.store.counted import counted
from cardctl.store.workers import parallel_map

if TYPE_CHECKING:
    from cardctl.app.file_change import FileChange
    from cardctl.app.workspace import Workspace
    from cardctl.domain.register import Register
    from cardctl.finding import Finding
    from cardctl.store.counted import Advance
    from cardctl.store.snapshot import Snapshot

_LOST = _("this file has lost what the form was made with; it is compared with the register")

_MANY = 200
"""Cards from which on loading the whole register is faster than loading only these."""

_FILES, _FILES_AT_ONCE = 8, 2
"""Files from which on several processes read them, and how many of them each reads at once."""


class CollectRequest(NamedTuple):
    """Which files, or files of which folders, to collect, as of which day (default: today).

    *agency* and *meeting* say whose form it is and for which meeting, for files that have lost it.
    """

    files: Sequence[str]
    agency: str | None = None
    meeting: int | None = None
    on: date | None = None


class Collected(NamedTuple):
    """The outcome of each file, the cards that were changed, and their new warnings.

    *snapshot* is what was loaded of the register. *passed* are files of a folder that are no forms.
    """

    files: tuple[FileReturn, ...]
    changed: tuple[FileChange, ...]
    warnings: tuple[Finding, ...]
    snapshot: Snapshot
    passed: tuple[str, ...] = ()

    @property
    def exit_code(self) -> int:
        """0 if all files were taken or up to date, 1 if some; if none was, that of the problems."""
        bad = [each for each in self.files if each.problems]
        if len(bad) < len(self.files):
            return 1 if bad else 0
        return max((p.error.exit_code for each in bad for p in each.problems), default=0)


def collect(workspace: Workspace, request: CollectRequest, *, dry_run: bool = False) -> Collected:
    """Take in returned forms. Problems of a file are in its outcome and do not stop the others.

    Raises Unknown for the agency or the meeting of the request, UsageError for a folder without
    forms, Unreadable if a shared file of the
    register cannot be read, Busy, FileProblem and ChangedMeanwhile as `Transaction.write` does.
    """
    found = found_in(request.files)
    files = _read_all(found.files, workspace.options.advance)
    transaction = _begin(workspace, files, lock=not dry_run)
    request = _checked(transaction.register, request)
    day = request.on or workspace.today
    _compare(transaction.register, files, request, day)
    changes = Changes(transaction, files, day)
    changed, warnings = changes.settle()
    if not dry_run:
        transaction.write(changed)
    snapshot = transaction.snapshot
    return Collected(tuple(files), tuple(changed), tuple(warnings), snapshot, found.passed)


def _read_all(names: Sequence[str], advance: Advance | None) -> list[FileReturn]:
    """Read the files, many of them in several processes."""
    found = parallel_map(
        lambda batch: [_good(name) for name in batch], names, enough=_FILES, at_once=_FILES_AT_ONCE
    )
    return [
        _read(name) if returned is None else FileReturn(name, returned)
        for name, returned in zip(names, counted(found, len(names), advance), strict=True)
    ]


def _good(name: str) -> ReturnedForm | None:
    """Return the form in a file; None if it has problems: errors are made where they are shown."""
    try:
        returned = read_return(name)
    except CardctlError:
        return None
    return None if returned.problems else returned


def _read(name: str) -> FileReturn:
    """Read a file; if that is not possible, the outcome has the problem."""
    try:
        return FileReturn(name, read_return(name))
    except CardctlError as error:
        return FileReturn(name, ReturnedForm(name, None, {}, [PlacedError(name, error)]))


def _begin(workspace: Workspace, files: Iterable[FileReturn], *, lock: bool) -> Transaction:
    """Load what the files are about: only their cards if these are few, else all cards."""
    if lock:
        workspace.lock()
    named = {str(row.value("card")) for each in files for row in each.rows()}
    ids = sorted(filter(None, map(full_id, named)))
    known = all(each.returned.form is not None for each in files if each.returned.rows)
    is_small = known and 0 < len(ids) <= _MANY and len(ids) == len(named - {"None"})
    transaction = Transaction(workspace, loaded_for(workspace, ids if is_small else None))
    transaction.require(meetings=[None])
    return transaction


def _checked(register: Register, request: CollectRequest) -> CollectRequest:
    """Return the request with the code of its agency. Raises Unknown, Ambiguous, Refused."""
    if request.meeting is not None:
        register.require_hearing(request.meeting)
    if request.agency is None:
        return request
    return request._replace(agency=register.agency_code(request.agency))


def _compare(
    register: Register, files: Sequence[FileReturn], request: CollectRequest, day: date
) -> None:
    """Find out whose form each file is, and what it changes."""
    views: dict[int, View] = {}
    for each in files:
        if each.returned.form is None and each.problems:
            continue
        try:
            cover = identify(register, each.returned, request.agency, request.meeting, day)
        except CardctlError as error:
            each.problems.append(PlacedError(each.file, error))
            continue
        each.cover = cover
        if each.returned.form is None:
            each.read_again(Money(cover.unit, cover.currency))
        view = views.setdefault(cover.meeting, View(register, cover.meeting, day))
        cards = AgencyCards(view, cover.agency, cover.language)
        base = base_of(each.returned, cards, cover)
        if each.returned.form is None:
            each.notices.append(_LOST)
        now = cards.form(cover, cards_in(base))
        found = compare(each.returned, base, now, cards)
        each.entries += found.entries
        each.problems += found.problems
