"""One set of functions for whatever differs between Linux, macOS and Windows.

Locks, opening and syncing files, renaming, file times, processes, signals, terminals. No other
module checks which system it runs on or uses what one of them lacks: mypy checks the program for
all three. `docs/durability.md` describes what the differences mean for each guarantee.
"""

from __future__ import annotations

import errno
import os
import signal
import stat
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Mapping

_NOT_OFFERED = frozenset(
    {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOTTY}
)
"""Error numbers for a call that the system or the file system does not support."""

if sys.platform == "win32":
    import msvcrt

    CAN_FORK = False
    _LOCKED = (errno.EACCES, errno.EDEADLK)
    STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGBREAK)
    DEFAULT_EDITOR = "notepad"
    _OPEN_FLAGS = os.O_BINARY | os.O_NOINHERIT
else:
    import fcntl

    CAN_FORK = True
    _LOCKED = (errno.EWOULDBLOCK,)
    STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    """Signals with which a user or the system terminates a program."""
    DEFAULT_EDITOR = "vi"
    _OPEN_FLAGS = os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


IS_WINDOWS = sys.platform == "win32"


# Locks ------------------------------------------------------------------------------------------

_LOCK_OFFSET = 1 << 30
"""On Windows nobody else can read a locked byte, so lock one far beyond the end of the text."""


def try_lock(handle: int) -> bool:
    """Lock an open file without waiting; False if another handle holds the lock."""
    try:
        if sys.platform == "win32":
            os.lseek(handle, _LOCK_OFFSET, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in _LOCKED:
            raise
        return False
    return True


def close_locked(handle: int) -> None:
    """Close a file that `try_lock` has locked, and so release the lock."""
    try:
        if sys.platform == "win32":  # closing alone releases the lock with a delay
            os.lseek(handle, _LOCK_OFFSET, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)
    finally:
        os.close(handle)


# Files ------------------------------------------------------------------------------------------


def open_file(path: str | Path, flags: int, mode: int = 0o666) -> int:
    """Open a file in binary mode, without following a link or blocking. Raises OSError."""
    if sys.platform == "win32" and os.path.islink(path):  # there is no O_NOFOLLOW
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
    return os.open(path, flags | _OPEN_FLAGS, mode)


def open_folder(path: str) -> int | None:
    """Return a handle of a folder for access to its files by name; None if not supported.

    Raises OSError.
    """
    if sys.platform == "win32":
        return None
    return os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)


def read_at_start(handle: int, size: int) -> bytes:
    """Read up to *size* bytes at the start of an open file."""
    if sys.platform == "win32":
        os.lseek(handle, 0, os.SEEK_SET)
        return os.read(handle, size)
    return os.pread(handle, size, 0)


def write_at_start(handle: int, content: bytes) -> None:
    """Write *content* at the start of an open file."""
    if sys.platform == "win32":
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, content)
    else:
        os.pwrite(handle, content, 0)


def change_time(status: os.stat_result) -> int:
    """Return when a file last changed, in ns since 1970; if possible, a time that nobody can set.

    On Windows it is the modification time of the content, which programs can set back.
    """
    return status.st_mtime_ns if sys.platform == "win32" else status.st_ctime_ns


def is_own(status: os.stat_result) -> bool:
    """Whether a file belongs to the current user; on Windows always true: the owner is unknown."""
    return sys.platform == "win32" or status.st_uid == os.geteuid()


def touch(path: Path, handle: int) -> None:
    """Set the times of the file at *path*, open as *handle*, to now by its file system's clock."""
    os.utime(path if sys.platform == "win32" else handle)


@cache
def ignores_case(folder: Path) -> bool:
    """Whether names in the file system around *folder* are found in any case."""
    swapped = str(folder.absolute()).swapcase()
    try:
        return os.path.samefile(swapped, folder)
    except OSError:
        return False


def copy_mode(handle: int, source: os.stat_result) -> None:
    """Set the mode of an open file to that of *source*, and owner and group if permitted.

    On Windows, a file inherits them from its folder.
    """
    if sys.platform != "win32":
        own = os.fstat(handle)
        if (own.st_uid, own.st_gid) != (source.st_uid, source.st_gid):
            with suppress(PermissionError):
                os.fchown(handle, source.st_uid, source.st_gid)
        os.fchmod(handle, stat.S_IMODE(source.st_mode))


def sync_file(handle: int) -> None:
    """Wait until the content of an open file is on disk. Raises OSError."""
    if sys.platform != "win32":
        with_drive: int | None = getattr(fcntl, "F_FULLFSYNC", None)
        if with_drive is not None:  # macOS: fsync does not wait for the drive's own cache
            try:
                fcntl.fcntl(handle, with_drive)
            except OSError as error:
                if error.errno not in _NOT_OFFERED:
                    raise
            else:
                return
    os.fsync(handle)


def sync_folder(path: Path) -> None:
    """Wait until the names in a folder are on disk, if the system supports it.

    Raises OSError.
    """
    if sys.platform == "win32":
        return
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        sync_file(handle)
    except OSError as error:
        if error.errno not in _NOT_OFFERED:
            raise
    finally:
        os.close(handle)


def is_in_use(error: OSError) -> bool:
    """Whether *error* may mean that the file is open in a program that locks it."""
    return sys.platform == "win32" and isinstance(error, PermissionError)


# Atomic renaming --------------------------------------------------------------------------------

_AT_FDCWD, _NOREPLACE, _EXCHANGE = -100, 1, 2


def rename_if_free(source: Path, target: Path) -> bool:
    """Rename *source* unless *target* exists; False if the system cannot do so atomically.

    Raises FileExistsError if *target* exists, OSError.
    """
    if sys.platform == "win32":
        os.rename(source, target)
        return True
    return _rename(source, target, _NOREPLACE)


def swap(first: Path, second: Path) -> bool:
    """Swap the names of two files; False if the system cannot do so atomically.

    Raises FileNotFoundError if one of them is missing, OSError.
    """
    return _rename(first, second, _EXCHANGE)


def _rename(source: Path, target: Path, flags: int) -> bool:
    """Call Linux's renameat2; False if the system or the file system does not support it."""
    call = _renameat2()
    names = os.fsencode(source), os.fsencode(target)
    if call is None:
        return False
    if call(_AT_FDCWD, names[0], _AT_FDCWD, names[1], flags) == 0:
        return True
    import ctypes

    code = ctypes.get_errno()
    if code in _NOT_OFFERED:
        return False
    raise OSError(code, os.strerror(code), str(target))


def load_libraries() -> None:
    """Load the libraries for renaming early: in the middle of a save, an import could fail."""
    _renameat2()


@cache
def _renameat2() -> Any:
    """Return the function of the C library; None if it has none (other or old systems)."""
    if sys.platform == "win32":
        return None
    import ctypes

    return getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)


# Processes --------------------------------------------------------------------------------------


def cores() -> int:
    """Return the number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def fork() -> int:
    """Fork the process (if `CAN_FORK`): return 0 in the child, the child's id in the parent."""
    if sys.platform == "win32":
        raise NotImplementedError
    return os.fork()


def kill(process: int) -> None:
    """Kill a child process and wait for it to exit (if `CAN_FORK`)."""
    if sys.platform == "win32":
        raise NotImplementedError
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)


def kill_all(process: subprocess.Popen[bytes]) -> None:
    """Kill a child that was started with a session of its own, and all that it has started.

    On Windows it kills the child alone; what that has started ends when it finds nobody to talk to.
    """
    if sys.platform == "win32":
        process.kill()
    else:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def run_in_foreground(program: str, words: list[str]) -> int:
    """Run *program* with the arguments *words*, its own name first, and return its exit code.

    It receives Ctrl-C even while this process ignores it. If standard output goes to a file or a
    pipe, the program writes to standard error instead (not on Windows): the output is ours.
    """
    if sys.platform == "win32":
        # Windows takes one command line: Python joins the words with spaces but does not quote.
        quoted = [f'"{word}"' if " " in word else word for word in words]
        return os.spawnv(os.P_WAIT, program, quoted)
    actions = [] if os.isatty(1) else [(os.POSIX_SPAWN_DUP2, 2, 1)]
    process = os.posix_spawn(
        program, words, os.environ, file_actions=actions, setsigdef=[signal.SIGINT]
    )
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def parent_programs() -> list[str]:
    """Return the names of the parent processes, the nearest first; none outside Linux."""
    found: list[str] = []
    process = os.getppid()
    with suppress(OSError, ValueError, IndexError):
        while process > 1:
            status = Path(f"/proc/{process}/stat").read_text("utf-8", "replace")
            about, _end, rest = status.rpartition(")")  # see proc_pid_stat(5)
            found.append(about.partition("(")[2])
            process = int(rest.split()[1])
    return found


def split_command(command: str) -> list[str]:
    r"""Split a command line into words; on Windows ``\`` separates folders. Raises ValueError."""
    import shlex

    if sys.platform == "win32":
        return [word.strip('"') for word in shlex.split(command, posix=False)]
    return shlex.split(command)


def quote(word: str) -> str:
    """Quote *word* for the user's shell: cmd and PowerShell on Windows, elsewhere a POSIX shell."""
    if sys.platform == "win32":
        import re

        return f'"{word}"' if re.search(r"[^\w.:/\\@+-]", word) else word
    import shlex

    return shlex.quote(word)


def settings_folder(environment: Mapping[str, str]) -> Path | None:
    """Return the folder in which programs keep the settings of this user; None without a home.

    On Windows that is %APPDATA%; elsewhere $XDG_CONFIG_HOME or ~/.config, on macOS, too, as with
    other command-line programs (git, gh, uv). A relative $XDG_CONFIG_HOME is ignored (source: XDG
    Base Directory Specification 0.8).
    """
    if sys.platform == "win32":
        named = environment.get("APPDATA")
        return Path(named) if named else None
    named, home = environment.get("XDG_CONFIG_HOME"), environment.get("HOME")
    if named and os.path.isabs(named):
        return Path(named)
    return Path(home) / ".config" if home else None


# Streams ----------------------------------------------------------------------------------------


def shows_colour(terminal: TextIO) -> bool:
    """Whether a terminal supports colours; on Windows they are enabled first."""
    if sys.platform == "win32":
        import ctypes

        console, mode = ctypes.windll.kernel32, ctypes.c_ulong()
        output, virtual_terminal = ctypes.c_void_p(msvcrt.get_osfhandle(terminal.fileno())), 4
        is_console = console.GetConsoleMode(output, ctypes.byref(mode))
        return bool(is_console and console.SetConsoleMode(output, mode.value | virtual_terminal))
    return True


_ENCODINGS: dict[str, str] = {}


def use_utf8(name: str, stream: Any, **settings: str) -> None:
    """Let the standard *stream* of this *name* speak UTF-8; *settings* as of `reconfigure`."""
    _ENCODINGS[name] = _terminal_encoding(stream)
    stream.reconfigure(encoding="utf-8", **settings)


def _terminal_encoding(stream: TextIO) -> str:
    """Return the encoding that the terminal had before: on a Windows console its code page.

    Its fonts have the characters of the code page; those of Windows Terminal have more.
    """
    if sys.platform == "win32" and stream.isatty() and "WT_SESSION" not in os.environ:
        import ctypes

        return f"cp{ctypes.windll.kernel32.GetConsoleOutputCP()}"
    return str(stream.encoding)


def encodes(name: str, text: str) -> bool:
    """Whether the encoding that a standard stream had at first has all characters of *text*."""
    try:
        text.encode(_ENCODINGS.get(name, "utf-8"))
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def is_broken_pipe(error: OSError) -> bool:
    """Whether *error* means that the reader of our output has exited."""
    if sys.platform == "win32" and error.errno == errno.EINVAL:
        return error.filename is None  # otherwise it is an invalid file name
    return isinstance(error, BrokenPipeError)
