"""Make the tables of one register ready for a pool: as they are published, or exported here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from cardctl import __version__
from cardctl.app import export
from cardctl.app.allow_comments import apply_allow_comments
from cardctl.app.report import ReportSource
from cardctl.app.validate import check_snapshot
from cardctl.errors import Refused
from cardctl.pool import package as packages
from cardctl.pool.contents import CommitContents, Contents, Untaken
from cardctl.pool.lock import LockedSource, LockedTable, Taken, digest_of, file_of
from cardctl.pool.model import Source
from cardctl.publish.formats import FORMATS
from cardctl.publish.package import FILE as PACKAGE
from cardctl.publish.package import Origin
from cardctl.report.audience import Audience
from cardctl.rules.runner import RunOptions
from cardctl.store.layout import CONFIG
from cardctl.store.load import load

if TYPE_CHECKING:
    from cardctl.finding import Finding
    from cardctl.publish.read import Package

EXPORTED = "parquet"
"""Format of the tables of a register that does not publish any."""


def take(source: Source, contents: Contents, audience: Audience, stage: Path, today: date) -> Taken:
    """Put the tables of a register for *audience* into the folder *stage*.

    Raises Untaken, MissingExtra.
    """
    commit = contents.commit if isinstance(contents, CommitContents) else ""
    is_published = contents.size(PACKAGE) is not None
    if is_published:
        package = packages.take(contents, packages.Wanted(source.id, audience), stage)
    else:
        package = _exported(source, contents, audience, stage, today)
    tables = package.resources.values()
    return Taken(
        source=locked_source(source),
        revision=commit or package.commit or None,
        version=package.commit or None,
        day=today,
        program=packages.shown(package.program) or "?",
        exported_here=not is_published,
        audience=Audience(package.audience),
        table_schema=package.schema,
        package=digest_of(stage / PACKAGE),
        tables={
            each.table.name: LockedTable(
                path=each.path, rows=each.digest.rows, hash=f"sha256:{each.digest.sha256}"
            )
            for each in tables
        },
        files={each.path: file_of(stage / each.path) for each in tables},
    )


def locked_source(source: Source) -> LockedSource:
    """Return a source as the lock has it."""
    return LockedSource(git=source.git, folder=source.folder, ref=source.ref, path=source.path)


# Exporting ---------------------------------------------------------------------------------------


def _exported(
    source: Source, contents: Contents, audience: Audience, stage: Path, today: date
) -> Package:
    """Make the tables of a register that does not publish any, as `cardctl export` does."""
    places = (each for each in ("", "cards/") if contents.size(each + CONFIG) is not None)
    if (inside := next(places, None)) is None:
        raise Untaken("nothing", place=source.path or source.folder or source.git or "")
    loaded = _loaded(source, contents, inside, today)
    origin = Origin(__version__, audience, loaded.commit or "", source.git or "")
    try:
        found = export.published(loaded, audience)
        for path, content in export.tables(found, FORMATS[EXPORTED], origin):
            with (stage / path).open("xb") as file:
                file.writelines([content] if isinstance(content, bytes) else content)
    except Refused as error:
        raise Untaken("export", why=error.message) from error
    return packages.package_in(stage)


def _loaded(source: Source, contents: Contents, inside: str, today: date) -> ReportSource:
    """Load and check a register. Raises Untaken."""
    snapshot = load(contents.register(inside))
    register = snapshot.register
    if not (register.config_known and register.agencies_known):
        raise _unreadable(snapshot.findings)
    name = register.config.register
    if name is None:
        raise Untaken("nameless", id=source.id)
    if name != source.id:
        raise Untaken("name", name=name)
    looked = check_snapshot(snapshot, RunOptions(exists=None))
    findings = apply_allow_comments(looked.findings, looked.comments, looked.spans)
    if isinstance(contents, CommitContents):
        day = contents.day or today
        return ReportSource(looked.snapshot, findings, contents.commit, day)
    return ReportSource(looked.snapshot, findings, None, today)


def _unreadable(findings: Sequence[Finding]) -> Untaken:
    """Return the error for settings or agencies that cannot be read."""
    first = next(each for each in findings if "/" not in each.path)
    return Untaken("unreadable", path=first.path, why=packages.shown(str(first.message)))
