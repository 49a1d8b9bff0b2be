"""Keep spans of findings that depend on more than one card, for the next time they are found.

All other findings are in the index with their spans.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from cardctl.cache.file_status import FileStatus
from cardctl.finding import Span
from cardctl.store.files import Files
from cardctl.store.finding_spans import Place, SpanFinder

_KIND = "spans"


class CachedSpans(SpanFinder):
    """Finds spans in the *files* of a register; those that the index has are known."""

    def __init__(self, files: Files, file_status: FileStatus) -> None:
        super().__init__(files, dict(_known(file_status)))
        self._file_status = file_status

    def keep(self) -> None:
        """Write the spans that were found to the index."""
        rows = self._file_status.rows
        by_path: dict[str, list[object]] = {path: [] for path, *_ in self.found if path in rows}
        for (path, field, on_key), span in {**self.known, **self.found}.items():
            if path in by_path:
                by_path[path].append([field, on_key, *span])
        if by_path:
            with self._file_status.index.writing() as batch:
                data = ((p, rows[p].digest, json.dumps(s).encode()) for p, s in by_path.items())
                batch.derive(_KIND, data)


def _known(file_status: FileStatus) -> Iterator[tuple[Place, Span]]:
    for path, (digest, data) in file_status.index.derived(_KIND).items():
        row = file_status.rows.get(path)
        if row is not None and row.digest == digest:
            for field, on_key, *span in json.loads(data):
                yield (path, tuple(field), on_key), Span(*span)
