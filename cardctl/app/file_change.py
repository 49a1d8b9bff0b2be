"""One changed file: its old bytes, its new text, and the values that differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from cardctl.domain.agency import Agencies, Config
    from cardctl.domain.card import Card
    from cardctl.domain.meeting import Meeting
    from cardctl.domain.register import Register
    from cardctl.yaml.change import Change

    FileModel = Card | Meeting | Agencies | Config


class FileChange(NamedTuple):
    """A file with its old bytes (None for a new file) and its new text.

    *before* is None also if the old text could not be read.
    """

    path: str
    raw: bytes | None
    text: str
    before: FileModel | None = None
    after: FileModel | None = None

    @property
    def id(self) -> str | None:
        """The card's id; None for another file."""
        return getattr(self.after, "id", None)


def file_of(register: Register, model: FileModel) -> tuple[str, str]:
    """Return the path of the file that holds *model*, and the name of its schema."""
    from cardctl.domain.agency import Agencies
    from cardctl.domain.card import Card
    from cardctl.domain.ids import meeting_path
    from cardctl.domain.meeting import Meeting
    from cardctl.store.layout import AGENCIES, CONFIG

    if isinstance(model, Card):
        return register.path_of(model.id), "card"
    if isinstance(model, Meeting):
        return meeting_path(model.number), "meeting"
    return (AGENCIES, "agencies") if isinstance(model, Agencies) else (CONFIG, "cardctl")


def file_hash(raw: bytes) -> str:
    """Return the hash for ``--if-match``: SHA-256 of the file's bytes, hexadecimal."""
    from hashlib import sha256

    return sha256(raw).hexdigest()


def values(changed: FileChange) -> Iterator[tuple[str, Any, Any]]:
    """Yield each changed value: its dotted path, the old value, the new value.

    Agencies are named by their codes, other items of lists by their indexes from 0. Nothing for a
    new file, because all of it is new.
    """
    from cardctl.store.card_text import as_data as data_of
    from cardctl.yaml.change import Append, Insert, Remove, apply
    from cardctl.yaml.diff import differences

    if changed.before is None or changed.after is None:
        return
    data: Any = data_of(changed.before)
    for change in differences(data, data_of(changed.after)):
        field = ".".join(_names(data, change))
        if isinstance(change, Remove):
            yield field, _at(data, change.path), None
        elif isinstance(change, (Append, Insert)):
            yield field, None, change.value
        else:
            yield field, _at(data, change.path), change.value
        data = apply(data, [change])


def _names(data: Any, change: Change) -> list[str]:
    """Return the parts of the path of *change* in *data*, with codes of agencies."""
    from cardctl.yaml.change import Append, Insert

    parts = list(change.path)
    whole = [_at(data, parts[:depth]) for depth in range(1, len(parts) + 1)]
    if isinstance(change, Insert):
        whole[-1] = change.value
    elif isinstance(change, Append) and _code_of(change.value):
        parts, whole = [*parts, ""], [*whole, change.value]
    return [_code_of(item) or str(part) for part, item in zip(parts, whole, strict=True)]


def _code_of(item: Any) -> str | None:
    return item.get("code") if isinstance(item, dict) else None


def _at(data: Any, path: Iterable[str | int]) -> Any:
    for part in path:
        if isinstance(data, dict):
            data = data.get(part)
        elif isinstance(data, list) and isinstance(part, int):
            data = data[part]
    return data
