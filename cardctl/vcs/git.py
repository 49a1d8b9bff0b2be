"""Running git; the only place where another program is run.

Plumbing alone, read-only but for `settings`, and nothing that a repository can bring along is run:
no hooks, no file system monitor, no replaced objects, no bare repository found by chance, no
signature check, no fetch; and nothing of the caller's ``GIT_*`` environment reaches it.
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
    "LANGUAGE": "",  # else gettext may prefer it to LC_ALL
    "LC_ALL": "C.UTF-8",
}


def run(
    root: Path,
    *arguments: str,
    text: bytes = b"",
    index: Path | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """Run git in *root*, with *text* as its input; *index* is the index file that it uses.

    Raises GitProblem where there is no git; how git ended is for the caller to see.
    """
    return started(root, *arguments, text=text, index=index)()


def started(
    root: Path,
    *arguments: str,
    text: bytes = b"",
    index: Path | None = None,
    globs: bool = False,
) -> Callable[[], subprocess.CompletedProcess[bytes]]:
    """Start git as `run`, and give what waits for its end; it has to be called.

    Paths among the arguments are taken literally, unless they are *globs*.
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
        raise GitProblem(_("git cannot be run: {why}", why=error.strerror)) from None

    def done() -> subprocess.CompletedProcess[bytes]:
        with process:
            out, err = process.communicate(text or None)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    return done


def printed(root: Path, *arguments: str, text: bytes = b"", index: Path | None = None) -> bytes:
    """Give what git prints, as `run`. Raises GitProblem also where git ends with an error."""
    done = run(root, *arguments, text=text, index=index)
    if done.returncode:
        raise refused(root, done)
    return done.stdout


def require_repository(root: Path) -> None:
    """Raise GitProblem where *root* is in no repository that git can read, or there is no git."""
    done = run(root, "rev-parse", "--is-inside-work-tree")
    if done.returncode or done.stdout.strip() != b"true":
        raise no_work_tree(root, done)


def no_work_tree(root: Path, done: subprocess.CompletedProcess[bytes]) -> GitProblem:
    """Make the error of a *root* that is in no work tree, as ``rev-parse`` found it."""
    return refused(root, done, b"this operation must be run in a work tree")


def version() -> str:
    """Give the version of git. Raises GitProblem where there is none."""
    told = printed(Path(), "version").decode("utf-8", "replace")
    return told.removeprefix("git version ").strip()
