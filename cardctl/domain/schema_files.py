"""Files of the JSON Schemas: their names, their folder, and their digests."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

DIGESTS: Mapping[str, str] = {
    "card.schema.json": "7f654f022096e93ec727e9c31a507e603dad15f23be204a85c1705ea01e0746f",
    "meeting.schema.json": "56f976f24751e62c80f9a064e38bfbf207fdd95c76f75d41b93453ec93cdd231",
    "agencies.schema.json": "8fa2a176bf3c056e510f49411381bb25d8a2f2ffc981ed14fce8fa60b5dda427",
    "cardctl.schema.json": "cdf939135653e520b8c3e9f320e51a6d8258338212811206afa588c5507a8dc2",
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
