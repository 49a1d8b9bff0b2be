"""Run git; this is the only module that starts git processes.

Only plumbing commands, read-only except in `settings`. Nothing supplied by a repository is run: no
hooks, no file system monitor, no replaced objects, no bare repository found by chance, no signature
check, and no fetch but by `Exchange`. The caller's ``GIT_*`` environment is not passed on.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, NamedTuple

from cardctl.errors import GitProblem
from cardctl.i18n import _
from cardctl.platform import kill_all
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
    more = {} if index is None else {"GIT_INDEX_FILE": str(index)}
    words = (f"--{'glob' if globs else 'literal'}-pathspecs", *arguments)
    process = _process(root, words, more, stdin=subprocess.PIPE if text else subprocess.DEVNULL)

    def done() -> subprocess.CompletedProcess[bytes]:
        with process:
            out, err = process.communicate(text or None)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    return done


def _process(
    root: Path,
    words: tuple[str, ...],
    more: dict[str, str],
    *,
    stdin: int = subprocess.DEVNULL,
    out: int | IO[bytes] = subprocess.PIPE,
    err: int | IO[bytes] = subprocess.PIPE,
    own_session: bool = False,
) -> subprocess.Popen[bytes]:
    """Start git with *more* in its environment. Raises GitProblem if it cannot be run."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        return subprocess.Popen(
            ["git", *_SAFE, *words],
            cwd=root,
            env=kept | _ENVIRONMENT | more,
            stdin=stdin,
            stdout=out,
            stderr=err,
            start_new_session=own_session,
        )
    except FileNotFoundError:
        raise NoGit from None
    except PermissionError as error:
        raise GitProblem(_("cannot run git: {why}", why=error.strerror)) from None


def printed(root: Path, *arguments: str, text: bytes = b"", index: Path | None = None) -> bytes:
    """Return git's output, like `run`. Raises GitProblem also if git exits with an error."""
    done = run(root, *arguments, text=text, index=index)
    if done.returncode:
        raise refused(root, done)
    return done.stdout


def printed_to(root: Path, file: IO[bytes], *arguments: str) -> None:
    """Write git's output to an open file, however much it is. Raises GitProblem."""
    process = _process(root, arguments, {}, out=file)
    with process:
        err = process.communicate()[1]
    if process.returncode:
        done = subprocess.CompletedProcess(process.args, process.returncode, b"", err)
        raise refused(root, done)


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


# Other repositories ------------------------------------------------------------------------------

_ALONE = (
    "-c", "protocol.version=2",
    "-c", "fetch.unpackLimit=1",
    "-c", "fetch.writeCommitGraph=false",
    "-c", "gc.auto=0",
    "-c", "maintenance.auto=false",
    "-c", "transfer.bundleURI=false",
)  # fmt: skip
"""One pack, as it comes, and nothing that git does by the way."""

_UNATTENDED = {
    "GCM_INTERACTIVE": "never",
    "GIT_ASKPASS": "",
    "SSH_ASKPASS_REQUIRE": "never",
}
"""Nobody is asked for a password; one that git or ssh has stored is used."""

_POLL = 0.02


class Limits(NamedTuple):
    """Maximum time in seconds, and bytes of what git prints and of what it writes to its folder."""

    seconds: float
    size: int


class OverLimit(GitProblem):
    """Git took too long (*is_time*), or got too much; it was killed."""

    def __init__(self, *, is_time: bool, limits: Limits) -> None:
        super().__init__(
            _("git gave no answer within {limit} seconds", limit=round(limits.seconds))
            if is_time
            else _("git received more than {limit} MB", limit=limits.size // 1_000_000)
        )
        self.is_time, self.limits = is_time, limits


class Exchange:
    """A git command that talks to a repository that is not trusted, within *limits*.

    *root* is a repository that has nothing else. Only *protocols* are used, such as ``https:ssh``.
    The command runs apart from the terminal, so that neither git nor ssh can ask anything, and its
    output goes to files: so it can be killed with all that it has started. `stop` must be called.
    """

    def __init__(self, root: Path, *arguments: str, protocols: str, limits: Limits) -> None:
        """Start the command. Raises GitProblem if git cannot be run."""
        self._root, self._limits = root, limits
        self._files = ExitStack()
        self._out = self._files.enter_context(TemporaryFile())  # noqa: SIM115  # closed by `stop`
        self._err = self._files.enter_context(TemporaryFile())  # noqa: SIM115  # closed by `stop`
        more = {**_UNATTENDED, "GIT_ALLOW_PROTOCOL": protocols}
        self._end = time.monotonic() + limits.seconds
        self._process = _process(
            root, (*_ALONE, *arguments), more, out=self._out, err=self._err, own_session=True
        )

    def result(self) -> subprocess.CompletedProcess[bytes] | None:
        """Return the result, or None while git is running. Raises OverLimit."""
        code = self._process.poll()
        if self._size() > self._limits.size:
            raise OverLimit(is_time=False, limits=self._limits)
        if code is not None:
            out, err = _contents(self._out), _contents(self._err)
            return subprocess.CompletedProcess(self._process.args, code, out, err)
        if time.monotonic() > self._end:
            raise OverLimit(is_time=True, limits=self._limits)
        return None

    def wait(self) -> subprocess.CompletedProcess[bytes]:
        """Return the result, and stop. Raises OverLimit."""
        try:
            while (done := self.result()) is None:
                time.sleep(_POLL)
            return done
        finally:
            self.stop()

    def stop(self) -> None:
        """Kill what is still running."""
        if self._process.poll() is None:
            kill_all(self._process)
        self._files.close()

    def _size(self) -> int:
        """Bytes that were printed, and those that the folder has."""
        printed = sum(os.fstat(file.fileno()).st_size for file in (self._out, self._err))
        found = (f"{at}/{name}" for at, _inner, names in os.walk(self._root) for name in names)
        return printed + sum(map(_size_of, found))


def _contents(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read()


def _size_of(path: str) -> int:
    try:
        return os.lstat(path).st_size
    except FileNotFoundError:  # git has renamed it
        return 0
