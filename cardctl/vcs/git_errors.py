"""Translate git's errors into messages with hints.

The first line that git prints names the cause, but rarely the fix. `REFUSALS` is searched in order,
in all of git's stderr (in English, see `git.run`).
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cardctl.errors import GitProblem
from cardctl.i18n import Message, _

if TYPE_CHECKING:
    from subprocess import CompletedProcess


class NoRepository(GitProblem):
    """The folder is not in a git repository."""

    code = "no-repository"


class Incomplete(GitProblem):
    """Part of the history is missing in this clone."""


class NoGit(GitProblem):
    """Git is not installed."""

    code = "no-git"

    def __init__(self) -> None:
        super().__init__(_("git is not installed or not on PATH"), _("install git"))


class Refusal(NamedTuple):
    """A regular expression for git's stderr, with the message and hint for it.

    The placeholders of *message* and *hint* are the pattern's groups and `root`, the folder in
    which git ran; in a hint, which people paste into a shell, they are quoted.
    """

    pattern: str
    message: Message
    hint: Message
    error: type[GitProblem] = GitProblem


REFUSALS = (
    Refusal(
        r"not a git repository \(or any",
        _("{root} is not in a git repository"),
        _("create one: git init"),
        NoRepository,
    ),
    Refusal(
        r"not a git repository: (?P<path>.+)",
        _("the git directory of this work tree is missing: {path}"),
        _("run in the repository it belongs to: git worktree repair {root} (submodule: git "
          "submodule update --init)"),
    ),
    Refusal(
        r"(?:dubious ownership in repository at|unsafe repository \()\s*'(?P<path>.+?)'",
        _("git does not trust {path}: it belongs to another user"),
        _("if you trust it: git config --global --add safe.directory {path}"),
    ),
    Refusal(
        r"lazy fetching disabled|from promisor remote",
        _("this clone is partial: it lacks files of earlier commits"),
        _("fetch them: git fetch --refetch --no-filter (GitHub Actions: remove filter from "
            "actions/checkout, set fetch-depth: 0)"),
        Incomplete,
    ),
    Refusal(
        r"(?:alternate object path: |object directory )(?P<path>.+?)(?: does not exist.*)?$",
        _("this clone borrows objects from {path}, which is missing"),
        _("clone again, without --shared or --reference"),
    ),
    Refusal(
        r"cannot use bare repository|must be run in a work tree",
        _("{root} is in a bare repository"),
        _("work in a clone of it; if it should not be bare: git config core.bare false"),
    ),
    Refusal(
        r"bad config line (?P<line>\d+) in file (?P<path>.+)",
        _("syntax error in {path}, line {line}"),
        _("edit {path}"),
    ),
    Refusal(
        r"unknown repository extension|Expected git repo version|which we do not understand"
        r"|bad index version",
        _("the repository was created by a newer git"),
        _("install the latest git"),
    ),
    Refusal(
        r"unknown (?:option|switch)|is not a git command|^usage: git",
        _("the installed git is too old"),
        _("install git 2.31 or later"),
    ),
    Refusal(
        r"index file (?:smaller than expected|corrupt)",
        _("the index of the repository is damaged"),
        _("rebuild it in the repository root: rm .git/index, then git reset"),
    ),
    Refusal(
        r"(?:could not lock config file|Unable to create) '?(?P<path>.+?)(?:\.lock)?'?: "
        r"File exists",
        _("another git process is writing {path}"),
        _("try again; if no git process is running, delete {path}.lock"),
    ),
    Refusal(
        r"Permission denied",
        _("git has no permission to read the repository"),
        _("run cardctl as the user who owns it, or change the permissions of .git"),
    ),
    Refusal(
        r"is corrupt|inflate: |unable to unpack|is empty$|too short to be|is too small$",
        _("an object of the repository is damaged"),
        _("find it: git fsck --full; delete its file in .git/objects, then git fetch --refetch"),
    ),
    Refusal(
        r"Could not read |bad (?:object|tree)|not a tree object|unable to read "
        r"|Not a valid commit name|ambiguous argument 'HEAD\^@'",
        _("an object of the repository is missing"),
        _("fetch it again: git fetch --refetch"),
        Incomplete,
    ),
)  # fmt: skip


def refused(root: Path, done: CompletedProcess[bytes], said: bytes = b"") -> GitProblem:
    """Return the error for a git failure in *root*, from its stderr, or *said* if that is empty.

    An error that is not in the table is passed on in git's own words.
    """
    words = (done.stderr or said).decode("utf-8", "replace").strip()
    for refusal in REFUSALS:
        if (match := re.search(refusal.pattern, words, re.MULTILINE)) is not None:
            return _error(refusal, {**match.groupdict(), "root": str(root)})
    text = _worst_line(words) or f"exit {done.returncode}"
    return GitProblem(_("git {command} failed: {text}", command=_command(done), text=text))


def _error(refusal: Refusal, values: dict[str, str]) -> GitProblem:
    import shlex  # rarely needed, and every writing command loads this module

    quoted = {name: shlex.quote(value) for name, value in values.items()}
    return refusal.error(
        refusal.message._replace(values=values), refusal.hint._replace(values=quoted)
    )


def _worst_line(words: str) -> str:
    """Return the first line that names an error; warnings may precede it."""
    lines = words.splitlines()
    return next((line for line in lines if line.startswith(("fatal:", "error:"))), words[:200])


def _command(done: CompletedProcess[bytes]) -> str:
    """Return the name of the git command, which follows the options."""
    arguments = iter(done.args[1:])
    for argument in arguments:
        if argument == "-c":
            next(arguments)
        elif not argument.startswith("-"):
            return str(argument)
    return ""
