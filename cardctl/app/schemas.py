"""The JSON Schemas beside a register: which are out of date, and writing them."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from cardctl.domain.schema_files import DIGESTS

NAMES = ("card", "meeting", "agencies", "cardctl")


def stale_schemas(folder: Path) -> dict[str, str]:
    """Return the correct text of each schema that is missing or outdated in *folder*, by file."""
    held = {name: _held(folder / name) or "" for name in DIGESTS}
    if {name: sha256(text.encode()).hexdigest() for name, text in held.items()} == DIGESTS:
        return {}
    from cardctl.domain.json_schema import texts

    return {name: text for name, text in texts().items() if held[name] != text}


def write_schemas(folder: Path, texts: Mapping[str, str]) -> None:
    """Write the schemas to *folder*; *texts* maps file names to content."""
    from cardctl.store.atomic.file import write_file

    if texts:
        folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        write_file(folder / name, text, force=True)


def _held(path: Path) -> str | None:
    return path.read_text("utf-8", "replace") if path.is_file() else None
