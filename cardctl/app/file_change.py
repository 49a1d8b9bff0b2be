"""One changed file: its old bytes, its new text, and the values that differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from cardctl.domain.card import Card
    from cardctl.domain.meeting import Meeting


class FileChange(NamedTuple):
    """A file with its old bytes (None for a new file) and its new text.

    *before* is None also if the old text could not be read as a card or meeting.
    """

    path: str
    raw: bytes | None
    text: str
    before: Card | Meeting | None = None
    after: Card | Meeting | None = None

    @property
    def id(self) -> str | None:
        """The card's id; None for a meeting."""
        return getattr(self.after, "id", None)


def file_hash(raw: bytes) -> str:
    """Return the hash for ``--if-match``: SHA-256 of the file's bytes, hexadecimal."""
    from hashlib import sha256

    return sha256(raw).hexdigest()


def values(changed: FileChange) -> Iterator[tuple[str, Any, Any]]:
    """Yield each changed value: its dotted path, the old value, the new value.

    Nothing for a new file, because all of it is new.
    """
    from cardctl.store.card_text import as_data as data_of
    from cardctl.yaml.change import Append, Insert, Remove, apply
    from cardctl.yaml.diff import differences

    if changed.before is None or changed.after is None:
        return
    data: Any = data_of(changed.before)
    for change in differences(data, data_of(changed.after)):
        field = ".".join(map(str, change.path))
        if isinstance(change, Remove):
            yield field, _at(data, change.path), None
        elif isinstance(change, (Append, Insert)):
            yield field, None, change.value
        else:
            yield field, _at(data, change.path), change.value
        data = apply(data, [change])


def _at(data: Any, path: Iterable[str | int]) -> Any:
    for part in path:
        if isinstance(data, dict):
            data = data.get(part)
        elif isinstance(data, list) and isinstance(part, int):
            data = data[part]
    return data
