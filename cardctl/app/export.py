"""Publish a register: write its tables, for an audience, with the package that describes them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cardctl.app.report import ReportRequest, load_source, quietly
from cardctl.app.table_origin import origin
from cardctl.domain.text import text_in
from cardctl.domain.view import current_view
from cardctl.errors import Refused, Unknown
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


Progress = Callable[[Iterable[Table]], Iterable[Table]]


class ExportRequest(NamedTuple):
    """Which tables: for whom, in which format, of which revision (default: the files on disk)."""

    audience: Audience = Audience.PUBLIC
    form: str = "parquet"
    revision: str | None = None


def load(workspace: Workspace, asked: ExportRequest, stage: Stage = quietly) -> ReportSource:
    """Load what is published. Raises Unknown for a format or revision, GitProblem, UsageError."""
    if asked.form not in FORMATS:
        raise Unknown("format", asked.form, FORMATS)
    return load_source(workspace, ReportRequest(revision=asked.revision), stage)


def published(source: ReportSource, audience: Audience) -> Published:
    """Return what *audience* may see.

    Raises Refused for a register without a name, or whose settings cannot be read.
    """
    register = source.snapshot.register
    if not register.config_known:
        raise Refused(
            _("{path} cannot be read", path=CONFIG),
            _("fix it first: cardctl validate"),
        )
    name = register.config.register
    if name is None:
        raise Refused(
            _("the register has no name; its tables need one to identify them"),
            _("name it, the country first: cardctl init --name kr.clcm"),
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
        is_public=True,
    )


def tables(
    found: Published,
    form: TableFormat,
    origin: Origin,
    resources: list[Resource] | None = None,
    each: Progress = iter,
) -> Iterator[tuple[str, Content]]:
    """Yield the file of each table, then the package; add the tables to *resources*.

    Raises Refused for a number that does not fit.
    """
    resources = [] if resources is None else resources
    for table in each(TABLES):
        path = f"{table.name}.{form.name}"
        digest = RowDigest()
        yield path, form.encode(table, digest.of(line_texts(found, table)))
        resources.append(Resource(table, path, form.media_type, digest.value))
    body = text_in(found.register.config.body, SOURCE)
    yield FILE, package_text(found.name, body, origin, resources).encode()


def line_texts(found: Published, table: Table) -> Iterator[str]:
    """Yield the canonical lines of a table. Raises Refused for a number too large."""
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


class Exported(NamedTuple):
    """What was published: the *name* of the register, its *origin*, and each table.

    *withheld_cards* and *withheld_evidence* count what the audience may not see.
    """

    name: str
    origin: Origin
    resources: tuple[Resource, ...]
    withheld_cards: int
    withheld_evidence: int
    written: Written


def export(
    workspace: Workspace,
    source: ReportSource,
    asked: ExportRequest,
    folder: Path,
    *,
    force: bool = False,
    each: Progress = iter,
) -> Exported:
    """Write the tables of a register into *folder*, in place of earlier ones.

    *each* passes the tables on, to show progress. Raises Refused for a register without a name, or
    with a number that does not fit, MissingExtra, and as `store.atomic.folder.write_folder`.
    """
    found = published(source, asked.audience)
    made_from = origin(workspace.root, source.commit, asked.audience)
    resources: list[Resource] = []
    files = tables(found, FORMATS[asked.form], made_from, resources, each)
    written = write_folder(folder, files, MARKER, force=force)
    return Exported(
        found.name,
        made_from,
        tuple(resources),
        found.withheld_cards,
        found.withheld_evidence,
        written,
    )
