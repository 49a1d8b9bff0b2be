"""Files of the JSON Schemas: their names, their folder, and their digests."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

DIGESTS: Mapping[str, str] = {
    "card.schema.json": "3da76b9ec1f530a3f4c8d306cc56bc81cef5770391208006354a513d2e0ec48b",
    "meeting.schema.json": "29dfbc671d517e1a47197d2ec8743a520a5f2f1df8d9148efa51d6f8c820d5a2",
    "agencies.schema.json": "dd1ca6e520906687ee96095356e11ffd12a0337a892c8740f7abdc8dec3fc49c",
    "cardctl.schema.json": "fbd02f3985bd4a09bae0b8814781494f9ae8f906e0e9a4c049a15dccafda16cc",
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
