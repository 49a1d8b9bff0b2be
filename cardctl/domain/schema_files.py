"""Files of the JSON Schemas: their names, their folder, and their digests."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

DIGESTS: Mapping[str, str] = {
    "card.schema.json": "2e8e4b8eb51db78d010b019dd871b7101ec7625e1e4377b0a6929157eb3c2928",
    "meeting.schema.json": "af43f745e8694ee24e63e87de43096ded5763c3cab25062c773ca77307d5236e",
    "agencies.schema.json": "70cab0e67b296427eaa3438660905eb8de222e313e91cc7b1797319b9b78ead9",
    "cardctl.schema.json": "02a96d0f7b6948d357374d35f327ab4fa90bda49fa03dc7a1c583378a64500c2",
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
