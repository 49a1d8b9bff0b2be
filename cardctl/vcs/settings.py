"""Git settings of one clone: its configuration and its hooks."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from cardctl.vcs.git import printed, require_repository, run


def configure(root: Path, settings: Mapping[str, str]) -> None:
    """Set values in the local configuration of the repository around *root*.

    Raises GitProblem without git or a repository.
    """
    require_repository(root)
    for name, value in settings.items():
        printed(root, "config", "--local", name, value)


def configured(root: Path, pattern: str) -> dict[str, str]:
    """Return the settings whose lower-case names match the regular expression *pattern*.

    Raises GitProblem without git or a repository.
    """
    require_repository(root)
    found = run(root, "config", "-z", "--get-regexp", pattern).stdout
    pairs = (entry.partition("\n") for entry in os.fsdecode(found).split("\0")[:-1])
    return {name: value for name, _, value in pairs}


def hook(root: Path, name: str) -> Path:
    """Return the path of the hook *name* of the repository around *root*, whether it exists or not.

    Raises GitProblem without git or a repository.
    """
    require_repository(root)
    # Not `rev-parse --git-path`: it would name the folder that `_SAFE` sets.
    told = run(root, "config", "--local", "--type=path", "--get", "core.hooksPath").stdout
    if told:
        return _folder(root, "--show-toplevel") / os.fsdecode(told.rstrip(b"\n")) / name
    return _folder(root, "--git-common-dir") / "hooks" / name


def _folder(root: Path, which: str) -> Path:
    """Return a folder that ``rev-parse`` reports; its output may be relative to *root*."""
    return (root / os.fsdecode(printed(root, "rev-parse", which).rstrip(b"\n"))).resolve()
