"""Files of the JSON Schemas: their names, their folder, and their digests."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

DIGESTS: Mapping[str, str] = {
    "card.schema.json": "e8c1894f0f67d2465e4e6ab09f142ae6abf61ed36c45872777717016c99d908c",
    "meeting.schema.json": "8f3af98e2ff16e968024be3ada12d01d7b3ed7933f3db862a16a3686bc91a267",
    "agencies.schema.json": "016722cb56756c99deebebe0893496fc89c1b8a3ef607a6757ef10e0d547e746",
    "cardctl.schema.json": "c1f2713e19c225aa32282c1f5a2df4e5716d37613e11c1ed745b9ff4c61f0abe",
}
"""SHA-256 of every general schema, to check files without generating the schemas."""


EDITOR_DIGESTS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "card.schema.json": "31fbd4be62307476ad2787cc8e124129d3088f4c51c8728a86ae5a5eae4f6c95",
        "meeting.schema.json": "de943c00e7ea930b51461ae50c8a11aefb9ec182400b67aa0d59de8819824dba",
        "agencies.schema.json": "15c95d6d972b8e87dbe6fd51b1541f2616d15553b35b8bb8e485426c49f5e407",
        "cardctl.schema.json": "64e2996eaf315bfb1a9c14868fa40e34072bc09c45178eb116dc03e65f522b92",
    },
    "ko": {
        "card.schema.json": "64be85efe9636c83ac2961cb7cbd4f3885929f42c1f1a904404823a80ac2b4a7",
        "meeting.schema.json": "41f675f4f09f53c5f388064540a0ffe7c7c167cedb5f199599558801f91440aa",
        "agencies.schema.json": "bdbad941c46105f7bacd00dd77089faf1d1b0fbfb7d4c539fef2a62eac79db57",
        "cardctl.schema.json": "b3e8a2d02246e19d55bebe1d1664551f868387bf749fb777beea7f8a52824f06",
    },
}
"""The same of the schemas for editors (see `editor_schema`), by language."""

NAMES_FILE = "names.schema.json"
"""The file beside the schemas with the codes of a register and their names."""


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
