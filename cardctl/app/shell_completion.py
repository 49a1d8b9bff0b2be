"""The completion scripts of shells: their text, and where each shell looks for them.

Sources: bash-completion (README, "Where should I put it to be sure that interactive bash shells
will find it?"), zsh (zshcompsys), fish ("Where to put completions"), PowerShell (about_Profiles),
and the XDG Base Directory Specification.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from cardctl.errors import FileProblem, Refused
from cardctl.i18n import Message, _
from cardctl.resources import resource

SHELLS: Mapping[str, str] = {
    "bash": "cardctl.bash",
    "zsh": "_cardctl",
    "fish": "cardctl.fish",
    "powershell": "cardctl.ps1",
}
"""The file with the script of each shell, in `data/completion`."""

OTHER_NAMES = {"pwsh": "powershell", "powershell_ise": "powershell"}
"""Other names of the programs."""

_MARK = "(`cardctl completion "
"""In the first lines of each script: a file without it is not ours."""

_PROFILE_LINE = ". (Join-Path $PSScriptRoot 'cardctl.completion.ps1')  # completion of cardctl"


class Place(NamedTuple):
    """Where a script goes, and what the user's own settings must say for it.

    *line* has to be in the file *settings*. If *is_added*, it is added there and removed;
    otherwise *note* asks the user to add it.
    """

    path: Path
    settings: Path | None = None
    line: str = ""
    is_added: bool = False
    note: Message | None = None


class Installation(NamedTuple):
    """What an installation or its removal has to do: new contents by path, None to delete."""

    place: Place
    files: Mapping[Path, bytes | None]


def script(shell: str) -> str:
    """Return the script of a shell."""
    return resource(f"completion/{SHELLS[shell]}")


def known_shell(name: str) -> str | None:
    """Return which of `SHELLS` a program is, by its path or name; None for others."""
    base = name.replace("\\", "/").rpartition("/")[2].lower().removesuffix(".exe").lstrip("-")
    base = OTHER_NAMES.get(base, base)
    return base if base in SHELLS else None


def place_of(shell: str, env: Mapping[str, str], home: Path, *, on_windows: bool) -> Place:
    """Return where the script of *shell* goes for a user with this environment."""
    if shell == "powershell":
        folder = _powershell_folder(env, home, on_windows=on_windows)
        profile = folder / "profile.ps1"
        path = folder / "cardctl.completion.ps1"
        return Place(path, profile, _PROFILE_LINE, is_added=True)
    config = _folder(env, "XDG_CONFIG_HOME", home / ".config")
    data = _folder(env, "XDG_DATA_HOME", home / ".local/share")
    if shell == "fish":
        return Place(config / "fish/completions/cardctl.fish")
    if shell == "zsh":
        path = data / "zsh/site-functions/_cardctl"
        settings = _folder(env, "ZDOTDIR", home) / ".zshrc"
        line = f"fpath=({_quoted(path.parent, home)} $fpath)"
        note = _("add this line to {path}, above the line with compinit:", path=settings)
        return Place(path, settings, line, note=note)
    folder = _folder(env, "BASH_COMPLETION_USER_DIR", data / "bash-completion")
    path = folder / "completions/cardctl"
    line = f"source {_quoted(path, home)}"
    settings = home / ".bashrc"
    note = _("if bash-completion is not installed, add this line to {path}:", path=settings)
    return Place(path, settings, line, note=note)


def _powershell_folder(env: Mapping[str, str], home: Path, *, on_windows: bool) -> Path:
    """Return the folder of the profiles for the current user.

    On Windows, the user's modules are beside them, and PowerShell puts their folder first into the
    environment: it knows where Documents is, and which version it is itself.
    """
    if not on_windows:
        return _folder(env, "XDG_CONFIG_HOME", home / ".config") / "powershell"
    first = Path(env.get("PSModulePath", "").partition(";")[0])
    is_modules = first.name.lower() == "modules" and "powershell" in first.parent.name.lower()
    if is_modules and (first.is_relative_to(home) or "documents" in str(first).lower()):
        return first.parent
    return home / "Documents" / "PowerShell"


def _folder(env: Mapping[str, str], name: str, default: Path) -> Path:
    """Return a folder that the environment names; the XDG specification ignores relative ones."""
    named = Path(env.get(name, ""))
    return named if named.is_absolute() else default


def _quoted(path: Path, home: Path) -> str:
    """Return a path as a word of bash and zsh, with ``~`` for the home folder."""
    from shlex import quote

    if path.is_relative_to(home):
        return f"~/{quote(path.relative_to(home).as_posix())}"
    return quote(path.as_posix())


def installation(shell: str, place: Place, *, force: bool = False) -> Installation:
    """Return what must be written; nothing if all is there.

    Raises Refused if another file has the name of the script, or if the profile is in UTF-16.
    """
    files: dict[Path, bytes | None] = {}
    new, old = script(shell).encode(), _content(place.path)
    if old is not None and _MARK.encode() not in old and not force:
        raise Refused(_("{path} already exists", path=place.path), _("overwrite it with --force"))
    if old != new:
        files[place.path] = new
    if place.is_added and place.settings is not None and not has_line(place):
        profile = _content(place.settings) or b""
        if profile.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise Refused(
                _("{path} is in UTF-16", path=place.settings),
                _("add the line yourself: {line}", line=place.line),
            )
        gap = b"" if not profile or profile.endswith(b"\n") else b"\n"
        files[place.settings] = profile + gap + place.line.encode() + b"\n"
    return Installation(place, files)


def removal(place: Place) -> Installation:
    """Return what must be deleted; files that are not ours are kept."""
    files: dict[Path, bytes | None] = {}
    old = _content(place.path)
    if old is not None and _MARK.encode() in old:
        files[place.path] = None
    if place.is_added and place.settings is not None and has_line(place):
        lines = (_content(place.settings) or b"").splitlines(keepends=True)
        kept = b"".join(each for each in lines if each.strip() != place.line.encode())
        files[place.settings] = kept or None
    return Installation(place, files)


def has_line(place: Place) -> bool:
    """Whether the user's settings have the line that a place needs."""
    if place.settings is None:
        return False
    lines = (_content(place.settings) or b"").splitlines()
    return place.line.encode() in (each.strip() for each in lines)


def carry_out(wanted: Installation) -> None:
    """Write and delete the files. Raises FileProblem."""
    from cardctl.store.atomic.file import write_files

    written = ((path, text) for path, text in wanted.files.items() if text is not None)
    # A profile may be a link into a repository of settings, and stays one.
    write_files((path.resolve() if path.is_symlink() else path, text) for path, text in written)
    for path, text in wanted.files.items():
        if text is None:
            _delete(path)


def _delete(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        why = error.strerror or error
        raise FileProblem(_("cannot delete {name}: {why}", name=path, why=why)) from error


def _content(path: Path) -> bytes | None:
    """Return the bytes of a file; None if there is none. Raises FileProblem."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        why = error.strerror or error
        raise FileProblem(_("cannot read {name}: {why}", name=path, why=why)) from error
