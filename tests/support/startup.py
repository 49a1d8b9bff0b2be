"""What a command loads, opens and starts, measured in a subprocess."""

from __future__ import annotations

from pathlib import Path

from support.counting import counts_of

HEAVY = ("pydantic", "pydantic_core", "ruamel", "rich", "jinja2")


def loaded_by(cwd: Path, *args: str, **env: str) -> set[str]:
    """The modules that are loaded after the command has run, in a pipe."""
    return set(counts_of(cwd, *args, **env).modules)


def touched_by(cwd: Path, *args: str, **env: str) -> list[str]:
    """The files of the register in `cards` that a command opens, and calls that start processes."""
    counts = counts_of(cwd, *args, **env)
    return sorted({*counts.opened_in(cwd / "cards"), *counts.started})
