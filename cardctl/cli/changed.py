"""One changed file, and how it is shown: from → to for people, as data, as a diff."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from cardctl.domain.base import Json
    from cardctl.domain.card import Card
    from cardctl.domain.meeting import Meeting


class Changed(NamedTuple):
    """One file with its old bytes (None: it is new) and its new text.

    *before* is None too where the old text could not be read as what it should be.
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
    """The hash by which ``--if-match`` knows a file: SHA-256 of its bytes, hexadecimal."""
    from hashlib import sha256

    return sha256(raw).hexdigest()


def as_lines(changed: Changed, folder: str) -> Iterator[str]:
    """Id and path, then a line for each value that changed."""
    from cardctl.report.formats.printable import printable

    path = shown_path(changed, folder)
    yield f"{changed.id} {path}" if changed.id else path
    for field, old, new in values(changed):
        yield printable(_line(field, old, new))


def as_data(changed: Changed, folder: str) -> Json:
    """The same for programs, with the hash that the file has after the change."""
    return {
        "id": changed.id,
        "path": shown_path(changed, folder),
        "new": changed.raw is None,
        "hash": file_hash(changed.text.encode()),
        "changes": [
            {"field": field, "from": old, "to": new} for field, old, new in values(changed)
        ],
    }


def as_diff(changed: Changed) -> str:
    """The unified diff of the file, its path seen from the register's root."""
    from difflib import unified_diff

    old = (changed.raw or b"").decode(errors="replace").splitlines(keepends=True)
    new = changed.text.splitlines(keepends=True)
    source = "/dev/null" if changed.raw is None else f"a/{changed.path}"
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
        for line in unified_diff(old, new, source, f"b/{changed.path}")
    )


def values(changed: Changed) -> Iterator[tuple[str, Any, Any]]:
    """Each value that changed: its dotted place, what stood there, what stands there now.

    Nothing for a new file: all of it is new.
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


def shown_path(changed: Changed, folder: str) -> str:
    """The file as seen from where the command runs; *folder* is the register's root from there."""
    return changed.path if folder == "." else f"{folder}/{changed.path}"


def _line(field: str, old: Any, new: Any) -> str:
    from cardctl.yaml.emit import flow

    key = field.rpartition(".")[2]
    if old is None:
        return f"  + {field}: {flow(new, key)}"
    if new is None:
        return f"  - {field}: {flow(old, key)}"
    return f"  {field}: {flow(old, key)} → {flow(new, key)}"
