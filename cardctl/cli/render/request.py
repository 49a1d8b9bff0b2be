"""What `cardctl request` has written for whom, as a table or as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cardctl.cli.output import as_json, unread
from cardctl.cli.render.addresses import address_of, warn_of_addresses
from cardctl.cli.render.columns import TextTable, as_table
from cardctl.i18n import _, _n
from cardctl.printable import printable
from cardctl.report.formats.terminal import TextCell, TextColumn
from cardctl.report.words import id_ranges

if TYPE_CHECKING:
    from cardctl.app.request import Requested
    from cardctl.cli.session import Session
    from cardctl.outputs.agencies import FormData, RequestData
    from cardctl.sheets.form import ReturnForm
    from cardctl.store.snapshot import Snapshot

HEADS = {
    "agency": _("column|agency"),
    "name": _("column|name"),
    "lead": _("column|lead"),
    "partner": _("column|partner"),
    "file": _("column|file"),
}
"""Columns of the table."""

Written = Mapping[str, Sequence[Path]]
"""The files of each agency, by its code."""


def print_request(
    session: Session,
    snapshot: Snapshot,
    made: Requested,
    written: Written,
    folder: Path,
    *,
    json: bool,
) -> None:
    """Print what was written to *folder* for whom, and which cards have no lead to ask."""
    if json:
        data: RequestData = {
            "meeting": made.meeting,
            "forms": [_as_data(form, made, written) for form in made.forms],
            "unowned": list(made.unowned),
        }
        session.answer_data(as_json("request", data, unread(session, snapshot)))
    else:
        table = _table(made, written, folder, session.lang)
        session.print_result(as_table(table, session.width(), colour=session.colour_on()))
    count = len(made.unowned)
    if count:
        session.echo(
            _n(
                "{count} open card has no lead agency, so nobody is asked for its result: {ids}",
                "{count} open cards have no lead agency, so nobody is asked for their results: "
                "{ids}",
                count,
                ids=id_ranges(made.unowned, session.lang),
            )
        )
    files = ((code, path) for code, paths in written.items() for path in paths)
    warn_of_addresses(session, made.view.register, files)


def _counts(form: ReturnForm) -> tuple[int, int]:
    """Return how many cards the agency leads, and in how many it is a partner."""
    led = len(form.led)
    return led, len(form.cards) - led


def _as_data(form: ReturnForm, made: Requested, written: Written) -> FormData:
    led, partner = _counts(form)
    cover = form.cover
    return {
        "agency": cover.agency,
        "name": cover.agency_name,
        "email": address_of(made.view.register, cover.agency),
        "lead": led,
        "partner": partner,
        "cards": list(form.cards),
        "files": [path.as_posix() for path in written[cover.agency]],
    }


def _table(made: Requested, written: Written, folder: Path, lang: str) -> TextTable:
    heads = [
        TextColumn(
            head.render(lang),
            is_fixed=name not in ("name", "file"),
            is_right=name in ("lead", "partner"),
            is_name=name in ("agency", "name"),
        )
        for name, head in HEADS.items()
    ]
    rows = []
    for form in made.forms:
        led, partner = _counts(form)
        files = ", ".join(dict.fromkeys(_named(p, folder) for p in written[form.cover.agency]))
        cells = (form.cover.agency, form.cover.agency_name, str(led), str(partner), files)
        rows.append([TextCell(printable(text)) for text in cells])
    return TextTable(heads, rows)


def _named(path: Path, folder: Path) -> str:
    """Return a file in *folder* as the table names it: of several in a folder, the folder."""
    first, *others = path.relative_to(folder).parts
    return (folder / first).as_posix() + ("/" if others else "")
