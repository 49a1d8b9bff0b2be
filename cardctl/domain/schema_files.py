"""Files of the JSON Schemas: their names, their folder, and their digests."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

DIGESTS: Mapping[str, str] = {
    "card.schema.json": "e8c1894f0f67d2465e4e6ab09f142ae6abf61ed36c45872777717016c99d908c",
    "meeting.schema.json": "8f3af98e2ff16e968024be3ada12d01d7b3ed7933f3db862a16a3686bc91a267",
    "agencies.schema.json": "016722cb56756c99deebebe0893496fc89c1b8a3ef607a6757ef10e0d547e746",
    "cardctl.schema.json": "7305a5b84975632dcdccece8ea9245400ef25126a696411a592cd64cc59003b8",
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
