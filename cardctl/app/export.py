"""Publish a register: write its tables, for an audience, with the package that describes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cardctl import __version__
from cardctl.app.report import ReportRequest, load_source, quietly
from cardctl.domain.text import text_in
from cardctl.domain.view import current_view
from cardctl.errors import Refused
from cardctl.i18n import SOURCE, _
from cardctl.publish.formats import FORMATS, TableFormat
from cardctl.publish.package import FILE, Origin, Resource, package_text
from cardctl.publish.records import Published, rows
from cardctl.publish.row_text import RowDigest, TooLarge, lines
from cardctl.publish.schema import TABLES, Table
from cardctl.report.audience import Audience, for_public, restricted_ids, withheld_counts
from cardctl.store.atomic.folder import Content, Written, write_folder
from cardctl.store.layout import CONFIG

if TYPE_CHECKING:
    from cardctl.app.report import ReportSource, Stage
    from cardctl.app.workspace import Workspace

MARKER = ".cardctl-tables"
"""The file that says which files in a folder are published tables."""


class ExportRequest(NamedTuple):
    """Which tables: for whom, in which format, of which revision (default: the files on disk)."""

    audience: Audience = Audience.PUBLIC
    form: str = "parquet"
    revision: str | None = None


def load(workspace: Workspace, asked: ExportRequest, stage: Stage = quietly) -> ReportSource:
    """Load what is published. Raises Unknown for a revision, GitProblem, UsageError."""
    return load_source(workspace, ReportRequest(revision=asked.revision), stage)


def published(source: ReportSource, audience: Audience) -> Published:
    """Return what *audience* may see. Raises Refused for a register without a name."""
    register = source.snapshot.register
    name = register.config.register
    if name is None:
        raise Refused(
            _("this register has no name, so that its tables could be told from others"),
            _("add a line to {file}, the country first: register: kr.clcm", file=CONFIG),
        )
    if audience is Audience.INTERNAL:
        return Published(name, register, source.findings)
    seen = current_view(register, source.today)
    hidden = restricted_ids(seen)
    left_out = withheld_counts(seen, hidden)
    paths = {register.path_of(card) for card in hidden}
    return Published(
        name,
        for_public(register, hidden),
        [finding for finding in source.findings if finding.path not in paths],
        left_out.in_register,
        left_out.evidence,
    )


def tables(found: Published, form: TableFormat, origin: Origin) -> Iterator[tuple[str, Content]]:
    """Yield the file of each table, then the package. Raises Refused for a number too large."""
    resources = []
    for table in TABLES:
        path = f"{table.name}.{form.name}"
        digest = RowDigest()
        yield path, form.encode(table, digest.of(_lines(found, table)))
        resources.append(Resource(table, path, form.media_type, digest.value))
    body = text_in(found.register.config.body, SOURCE)
    yield FILE, package_text(found.name, body, origin, resources).encode()


def _lines(found: Published, table: Table) -> Iterator[str]:
    try:
        yield from lines(table, rows(found, table.name))
    except TooLarge as error:
        place = ".".join(str(part) for part in error.row[1 : len(table.key)])
        raise Refused(
            _(
                "{table} {place}: '{column}' does not fit into 64 bits",
                table=table.name,
                place=place,
                column=error.column,
            ),
            _("use a larger unit of money in {file}", file=CONFIG),
        ) from error


def write(
    source: ReportSource, asked: ExportRequest, folder: Path, *, force: bool = False
) -> Written:
    """Write the tables of a register into *folder*, in place of earlier ones.

    Raises Refused, MissingExtra, and as `store.atomic.folder.write_folder`.
    """
    origin = Origin(__version__, asked.audience, source.commit or "")
    found = published(source, asked.audience)
    files: Iterable[tuple[str, Content]] = tables(found, FORMATS[asked.form], origin)
    return write_folder(folder, files, MARKER, force=force)
