"""Publish registers at the centre, from archives of their files, on one machine or a cluster."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from io import BytesIO
from tarfile import TarError
from tarfile import open as open_tar
from typing import TYPE_CHECKING

from cardctl.app.export import line_texts, published
from cardctl.app.report import source_of
from cardctl.errors import Refused
from cardctl.i18n import Message
from cardctl.pool.lock import FAILURES
from cardctl.publish.schema import TABLES
from cardctl.report.audience import Audience
from cardctl.store.files import MAX_FILE_BYTES, MAX_SEAL_BYTES
from cardctl.store.layout import SEAL_PATH, is_ours

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

PROBLEM = "problem"
"""In place of a table: the line says why a register publishes nothing."""


def archive_lines(
    name: str, archive: bytes, today: date, audience: Audience = Audience.PUBLIC
) -> Iterator[tuple[str, str]]:
    """Yield table and line of each row that the register *name* publishes on the day *today*.

    *archive* is a tar file, not compressed, of the register's folder, as ``git archive`` makes it.
    If nothing can be published, yields `PROBLEM` and the reason.
    """
    try:
        found = published(source_of(_files(archive), None, today), audience)
        if found.name != name:
            yield PROBLEM, str(Message(FAILURES["name"].template, {"name": found.name}))
            return
        made = [(table.name, line) for table in TABLES for line in line_texts(found, table)]
    except (Refused, TarError) as error:
        yield PROBLEM, str(error)
    else:
        yield from made


def spark_tables(registers: DataFrame, today: date, audience: Audience) -> dict[str, str]:
    """Publish *registers* where they are, and make a view of each table in their Spark session.

    *registers* has the columns ``register`` (the name) and ``files`` (the archive, as
    `archive_lines` takes it). Returns why a register has no tables, by its name.
    """
    from cardctl.pool.engines.spark_registers import open_lines, published_lines

    publish = partial(archive_lines, today=today, audience=audience)
    lines = published_lines(registers, publish)
    open_lines(lines)
    return {row.register: row.line for row in lines.where(lines.table == PROBLEM).collect()}


def _files(archive: bytes) -> dict[str, bytes]:
    """Return the register's files in *archive*, by path; links and devices are left out."""
    files = {}
    with open_tar(fileobj=BytesIO(archive), mode="r:") as tar:
        for member in tar:
            path = member.name.removeprefix("./")
            if member.isreg() and is_ours(path) and (opened := tar.extractfile(member)):
                most = MAX_SEAL_BYTES if SEAL_PATH.fullmatch(path) else MAX_FILE_BYTES
                files[path] = opened.read(most)
    return files
