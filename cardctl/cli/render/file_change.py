"""A changed file as people and programs see it: from → to, as data, as a diff."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from cardctl.app.file_change import FileChange, file_hash, values
from cardctl.cli.render.diagnostics import shown_path

if TYPE_CHECKING:
    from cardctl.outputs.base import FileChangeData


def as_lines(changed: FileChange, folder: str) -> Iterator[str]:
    """Yield a line with id and path, then a line for each changed value."""
    from cardctl.printable import printable

    path = shown_path(changed.path, folder)
    yield f"{changed.id} {path}" if changed.id else path
    for field, old, new in values(changed):
        yield printable(_line(field, old, new))


def as_data(changed: FileChange, folder: str) -> FileChangeData:
    """Return the change as plain data, with the file's hash after the change."""
    return {
        "id": changed.id,
        "path": shown_path(changed.path, folder),
        "new": changed.raw is None,
        "hash": file_hash(changed.text.encode()),
        "changes": [
            {"field": field, "from": old, "to": new} for field, old, new in values(changed)
        ],
    }


def as_diff(changed: FileChange) -> str:
    """Return a unified diff of the file, with its path relative to the register's root."""
    from difflib import unified_diff

    old = (changed.raw or b"").decode(errors="replace").splitlines(keepends=True)
    new = changed.text.splitlines(keepends=True)
    source = "/dev/null" if changed.raw is None else f"a/{changed.path}"
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
        for line in unified_diff(old, new, source, f"b/{changed.path}")
    )


def _line(field: str, old: Any, new: Any) -> str:
    from cardctl.yaml.emit import flow

    key = field.rpartition(".")[2]
    if old is None:
        return f"  + {field}: {flow(new, key)}"
    if new is None:
        return f"  - {field}: {flow(old, key)}"
    return f"  {field}: {flow(old, key)} → {flow(new, key)}"
