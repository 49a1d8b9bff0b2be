"""Files of the JSON Schemas: their names, their folder, and their digests."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

DIGESTS: Mapping[str, str] = {
    "card.schema.json": "7a8afe5ec308fc20c88d26019301acc3fdd3f876009d1d762af70bb2353c936e",
    "meeting.schema.json": "a7f247b14898d6a6a001ab59dc8ce0188c84a50d4bbfdabf6b0ccc7890ca0145",
    "agencies.schema.json": "763e2b06b6694103984e067a14d5fffb97ab9cd94bf80ba99df037dd391be967",
    "cardctl.schema.json": "e8a0eb9588fdf1eae796266fe314449c65b7ea38c3ecf2829ca16c72eef86ad2",
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
