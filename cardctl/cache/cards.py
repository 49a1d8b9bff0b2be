"""Build whole cards: from the data in the index or, if it has none, from their files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import ValidationError

from cardctl.cache.file_status import digest_of
from cardctl.domain.card import Card
from cardctl.errors import FileChanged
from cardctl.store.files import read_file

if TYPE_CHECKING:
    from cardctl.cache.file_status import FileStatus
    from cardctl.cache.row import CacheRow


def build_card(file_status: FileStatus, path: str) -> Card | None:
    """Return the card at *path*, from the index if it has it; None if it cannot be read.

    Raises FileChanged if the index does not have it, and the file is not the one of its row.
    """
    row = file_status.row(path)
    if row is None:
        return _read(file_status, path)
    if not row.facts:
        return None
    try:
        return Card.model_validate_json(file_status.index.data(path, row.digest))
    except ValidationError:  # the index is gone, or was tampered with
        return _read(file_status, path, row)


def _read(file_status: FileStatus, path: str, row: CacheRow | None = None) -> Card | None:
    """Read the card at *path*, whose file must be that of the *row*, if there is one."""
    from cardctl.store.load import read_card  # parsers: mostly the index has the data

    raw = read_file(file_status.root, path)
    if row is not None and (not isinstance(raw, bytes) or digest_of(raw) != row.digest):
        raise FileChanged(path)
    return read_card(path, {path: raw})[0]
