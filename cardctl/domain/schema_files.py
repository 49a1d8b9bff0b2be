"""Files of the JSON Schemas: their names, their folder, and their digests."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

DIGESTS: Mapping[str, str] = {
    "card.schema.json": "0477524751eae7f888800c428a39c64133ca3b5e915feb9d1ee5edf28be52a8e",
    "meeting.schema.json": "8f3af98e2ff16e968024be3ada12d01d7b3ed7933f3db862a16a3686bc91a267",
    "agencies.schema.json": "45264e824a0e10d348c2cf596a8b65b500ce6ea4da9c51dc616c6432c9b469ec",
    "cardctl.schema.json": "a3e6413f7a4e0506b49fa14d26b78cd8a26d6e1422aac6938be8ae83a72b9127",
}
"""SHA-256 of every schema, to check that files are current without generating the schemas."""


def file_name(name: str) -> str:
    """Return the file name of a schema."""
    return f"{name}.schema.json"


def folder_beside(root: Path) -> Path:
    """Return the folder with the schemas of the register at *root*.

    It is `schemas/` beside a root named `cards`, so that both are at the top of a repository;
    otherwise `schemas/` inside the root.
    """
    root = root.absolute()
    return (root.parent if root.name == "cards" else root) / "schemas"


def link_to(name: str, root: Path, path: str) -> str:
    """Return the path of schema *name*, relative to the file *path* (itself relative to *root*)."""
    up = path.count("/") + (root.absolute().name == "cards")
    return f"{'../' * up}schemas/{file_name(name)}"
