"""A Python with only the functions that Python has on Windows.

`python -X warn_default_encoding windows.py -c CODE ARGS...` runs CODE in it. Modules, functions and
constants that Windows lacks are missing; locks are those of `msvcrt`; a file that is open anywhere
cannot be replaced or deleted; folders cannot be opened, nor paths resolved by descriptor; files
are opened in binary mode or with an explicit encoding. Paths are those of Linux, which it needs.
"""

from __future__ import annotations

import errno
import fcntl
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile  # like all modules that check the system on import
import warnings
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pydantic  # noqa: F401
import typer  # noqa: F401
from ruamel.yaml import YAML  # noqa: F401

MODULES = ("fcntl", "grp", "pwd", "resource", "termios", "tty", "pty", "syslog")
NOT_IN_OS = """
chown fchdir fchmod fchown fdatasync fork forkpty fstatvfs getegid geteuid getgid getgroups
getloadavg getpgid getpgrp getpriority getsid getuid getxattr killpg lchown listxattr lockf mkfifo
mknod nice
openpty pathconf pipe2 posix_fadvise posix_fallocate posix_spawn posix_spawnp pread preadv pwrite
pwritev readv register_at_fork removexattr sched_getaffinity sched_yield sendfile setegid seteuid
setgid setpgid setpriority setsid setuid setxattr spawnlp spawnvp statvfs sync sysconf tcgetpgrp
ttyname uname wait wait3 wait4 waitid writev
O_ACCMODE O_ASYNC O_CLOEXEC O_DIRECT O_DIRECTORY O_DSYNC O_NDELAY O_NOATIME O_NOCTTY O_NOFOLLOW
O_NONBLOCK O_PATH O_RSYNC O_SYNC O_TMPFILE WNOHANG
"""
NOT_IN_SIGNAL = "SIGHUP SIGKILL SIGQUIT SIGPIPE SIGALRM SIGCHLD SIGUSR1 SIGUSR2"

REAL = SimpleNamespace(**vars(os))
TO_WRITE = os.O_WRONLY | os.O_RDWR
BINARY, NO_INHERIT = 1 << 28, 1 << 29  # unused here


class Absent:
    """A finder that blocks the modules that Windows lacks."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if name in MODULES:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


# Locks: byte ranges, per handle, which also block readers ---------------------------------------

LK_UNLCK, LK_NBLCK = 0, 2
offsets: dict[int, int] = {}
"""Where in each open file the lock is."""


def locking(handle: int, mode: int, size: int) -> None:
    offset = os.lseek(handle, 0, os.SEEK_CUR)
    assert size == 1
    assert offset >= 1 << 20, "others could not read the signature"
    if mode == LK_UNLCK:
        if offsets.pop(handle, None) != offset:
            raise PermissionError(errno.EACCES, "Permission denied")
        fcntl.flock(handle, fcntl.LOCK_UN)
        return
    assert mode == LK_NBLCK, "the program waits by itself"
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise PermissionError(errno.EACCES, "Permission denied") from None
    offsets[handle] = offset


def msvcrt() -> ModuleType:
    module: Any = ModuleType("msvcrt")
    module.LK_UNLCK, module.LK_NBLCK, module.locking = LK_UNLCK, LK_NBLCK, locking
    return module


# Files ------------------------------------------------------------------------------------------


def refuse_if_open(source: Any, *targets: Any) -> None:
    """Raise PermissionError if one of the files is open in any process."""
    for path in (source, *targets):
        if is_open(path):
            raise PermissionError(errno.EACCES, "Access is denied", source, None, path)


def is_open(path: Any) -> bool:
    try:
        wanted = REAL.lstat(path)
    except OSError:
        return False
    return any(is_at(handle, wanted) for handle in open_files())


def open_files() -> Iterator[Path]:
    """Every open handle of every process, except processes that exit during the search."""
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            yield from list((process / "fd").iterdir())


def is_at(handle: Path, wanted: os.stat_result) -> bool:
    try:
        return os.path.samestat(handle.stat(), wanted)
    except OSError:  # the process has ended
        return False


def open_(path: Any, flags: int, mode: int = 0o777, *, dir_fd: None = None) -> int:
    if dir_fd is not None:
        raise NotImplementedError("dir_fd unavailable on this platform")
    if os.path.isdir(path):  # noqa: PTH112  # as it came
        raise PermissionError(errno.EACCES, "Permission denied", path)
    by_us = sys._getframe(1).f_globals["__name__"].startswith("cardctl.")
    assert not by_us or path == os.devnull or flags & BINARY, "line ends would be translated"
    return int(REAL.open(path, flags & ~(BINARY | NO_INHERIT), mode))


def stat(path: Any, *, dir_fd: None = None, follow_symlinks: bool = True) -> Any:
    if dir_fd is not None:
        raise NotImplementedError("dir_fd unavailable on this platform")
    return REAL.stat(path, follow_symlinks=follow_symlinks)


def listdir(path: Any = ".") -> Any:
    if isinstance(path, int):
        raise TypeError("listdir: path should be string, bytes, os.PathLike or None, not int")
    return REAL.listdir(path)


def utime(path: Any, times: Any = None, **more: Any) -> None:
    if isinstance(path, int):
        raise TypeError("utime: path should be string, bytes or os.PathLike, not int")
    REAL.utime(path, times, **more)


def fsync(handle: int) -> None:
    if not fcntl.fcntl(handle, fcntl.F_GETFL) & TO_WRITE:
        raise OSError(errno.EBADF, "Bad file descriptor")
    REAL.fsync(handle)


def replace(source: Any, target: Any) -> None:
    refuse_if_open(source, target)
    REAL.replace(source, target)


def rename(source: Any, target: Any) -> None:
    if os.path.lexists(target):
        raise FileExistsError(errno.EEXIST, "File exists", source, None, target)
    replace(source, target)


def unlink(path: Any, *, dir_fd: None = None) -> None:
    refuse_if_open(path)
    REAL.unlink(path)


def spawnv(mode: int, program: str, words: list[str]) -> int:
    """Windows passes the arguments as one line, which the program splits."""
    assert mode == os.P_WAIT
    return subprocess.run([program, *shlex.split(" ".join(words))[1:]], check=False).returncode


CHANGED = {
    "open": open_, "stat": stat, "listdir": listdir, "utime": utime, "fsync": fsync,
    "spawnv": spawnv, "replace": replace, "rename": rename, "unlink": unlink, "remove": unlink,
    "O_BINARY": BINARY, "O_NOINHERIT": NO_INHERIT,
}  # fmt: skip


def become_windows() -> None:
    """Remove what Windows lacks, and add what it has."""
    assert tempfile.gettempdir()  # as long as it can be looked for
    vars(os).update(CHANGED)
    for name in vars(os).keys() & {*NOT_IN_OS.split()}:
        delattr(os, name)
    for known in (os.supports_dir_fd, os.supports_fd, os.supports_follow_symlinks):
        known.clear()
    vars(shutil)["_use_fd_functions"] = False
    vars(signal)["SIGBREAK"] = signal.SIGHUP
    for name in NOT_IN_SIGNAL.split():
        delattr(signal, name)
    sys.meta_path.insert(0, Absent())  # type: ignore[arg-type]
    for name in MODULES:
        sys.modules.pop(name, None)
    sys.modules["msvcrt"] = msvcrt()


def main() -> None:
    """Run the code after ``-c``; only `cardctl.platform` checks the system, so it is patched."""
    become_windows()
    warnings.filterwarnings("error", category=EncodingWarning, module=r"cardctl(\..*)?")
    own, sys.platform = sys.platform, "win32"
    from cardctl import platform

    sys.platform = own
    platform.sys = SimpleNamespace(platform="win32")  # type: ignore[attr-defined]
    option, code, *args = sys.argv[1:]
    assert option == "-c"
    sys.argv = ["-c", *args]
    exec(compile(code, "<string>", "exec"), {"__name__": "__main__"})


if __name__ == "__main__":
    main()
