"""Korean, keyed by the English that stands in the code; a module for each room of the program."""

from __future__ import annotations

from importlib import import_module

ROOMS = (
    "cli", "shared", "edit", "store", "report", "checks", "changes", "durable", "hands", "seal",
    "fixes", "git", "sheets", "html", "office", "rules",
)  # fmt: skip
"""The rooms, by how often a command has something to say from them."""


def korean(english: str) -> str | None:
    """Give the Korean for an English word or template; None where there is none.

    Rooms are loaded one by one until one knows it: most commands say little.
    """
    for room in ROOMS:
        known: dict[str, str] = import_module(f"{__name__}.{room}").KO
        if english in known:
            return known[english]
    return None
