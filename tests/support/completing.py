"""Asks what TAB would offer, in this process."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import chdir, contextmanager
from pathlib import Path
from unittest.mock import patch

from support.registers import TODAY

from cardctl.cli.complete import answer, candidates
from cardctl.cli.complete.candidate import Candidate


def candidates_of(folder: Path, line: str, **env: str) -> list[Candidate]:
    """Candidates at the end of *line* (words without quotes, after ``cardctl``) in *folder*."""
    words = re.split(" +", line)
    before = ["--today", TODAY, *words[:-1]]
    with in_folder(folder, **env):
        return list(candidates(before, words[-1], os.environ, folder))


@contextmanager
def in_folder(folder: Path, **env: str) -> Iterator[None]:
    """Work in *folder*, in English unless *env* says another language."""
    with chdir(folder), patch.dict("os.environ", {"CARDCTL_LANG": "en", **env}):
        yield


def offered(folder: Path, line: str, **env: str) -> list[str]:
    """The same, only what they insert."""
    return [each.value for each in candidates_of(folder, line, **env)]


def described(folder: Path, line: str, **env: str) -> Mapping[str, str]:
    """The same, with their descriptions."""
    return {each.value: each.about for each in candidates_of(folder, line, **env)}


def printed(folder: Path, shell: str, *args: str, **env: str) -> str:
    """What the script of *shell* reads."""
    with in_folder(folder, _CARDCTL_COMPLETE=shell, **env):
        return answer(args, os.environ, folder)
