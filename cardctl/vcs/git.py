"""Run git; this is the only module that starts git processes.

Only plumbing commands, read-only except in `settings`. Nothing supplied by a repository is run: no
hooks, no file system monitor, no replaced objects, no bare repository found by chance, no signature
check, no fetch. The caller's ``GIT_*`` environment is not passed on.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

from cardctl.errors import GitProblem
from cardctl.i18n import _
from cardctl.vcs.git_errors import NoGit, refused

_SAFE = (
    "--no-replace-objects",
    "-c", "core.fsmonitor=false",
    "-c", "core.hooksPath=/dev/null",
    "-c", "safe.bareRepository=explicit",
    "-c", "log.showSignature=false",
)  # fmt: skip

_ENVIRONMENT = {
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LANGUAGE": "",  # otherwise gettext may prefer it to LC_ALL
    "LC_ALL": "C.UTF-8",
}


def run(
    root: Path,
    *arguments: str,
    text: bytes = b"",
    index: Path | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """Run git in *root* with *text* as its input; *index* is the index file to use.

    Raises GitProblem if git cannot be run; checking git's exit status is left to the caller.
    """
    return started(root, *arguments, text=text, index=index)()


def started(
    root: Path,
    *arguments: str,
    text: bytes = b"",
    index: Path | None = None,
    globs: bool = False,
) -> Callable[[], subprocess.CompletedProcess[bytes]]:
    """Start git like `run`; return a function that waits for it, which must be called.

    Paths among the arguments are literal unless *globs* is true.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    if index is not None:
        kept["GIT_INDEX_FILE"] = str(index)
    try:
        process = subprocess.Popen(
            ["git", *_SAFE, f"--{'glob' if globs else 'literal'}-pathspecs", *arguments],
            cwd=root,
            env=kept | _ENVIRONMENT,
            stdin=subprocess.PIPE if text else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
    except FileNotFoundError:
        raise NoGit from None
    except PermissionError as error:
        raise GitProblem(_("cannot run git: {why}", why=error.strerror)) from None

    def done() -> subprocess.CompletedProcess[bytes]:
        with process:
            out, err = process.communicate(text or None)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    return done


def printed(root: Path, *arguments: str, text: bytes = b"", index: Path | None = None) -> bytes:
    """Return git's output, like `run`. Raises GitProblem also if git exits with an error."""
    done = run(root, *arguments, text=text, index=index)
    if done.returncode:
        raise refused(root, done)
    return done.stdout


def require_repository(root: Path) -> None:
    """Raise GitProblem if *root* is not in a readable git repository, or git is not installed."""
    done = run(root, "rev-parse", "--is-inside-work-tree")
    if done.returncode or done.stdout.strip() != b"true":
        raise no_work_tree(root, done)


def no_work_tree(root: Path, done: subprocess.CompletedProcess[bytes]) -> GitProblem:
    """Return the error for a *root* outside any work tree, from the result of ``rev-parse``."""
    return refused(root, done, b"this operation must be run in a work tree")


def version() -> str:
    """Return the version of git. Raises GitProblem if git is not installed."""
    told = printed(Path(), "version").decode("utf-8", "replace")
    return told.removeprefix("git version ").strip()
