"""The checks of `cardctl doctor`, each with its result and a fix.

They run on the standard library alone: a missing library is reported, and checks that depend on it
are skipped.
"""

from __future__ import annotations

import os
import platform
import re
import sys
from collections.abc import Callable, Iterator
from enum import StrEnum
from functools import partial
from importlib import metadata
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING, NamedTuple

from cardctl import __version__
from cardctl.errors import CardctlError
from cardctl.i18n import Message, _
from cardctl.installation import extras, install_hint

if TYPE_CHECKING:
    from cardctl.app.workspace import Workspace


class CheckState(StrEnum):
    """Result of a check."""

    GOOD = "good"
    NOTE = "note"
    """A suggestion; no action is needed."""
    BAD = "bad"


class Check(NamedTuple):
    """Subject, result, observation and hint of one check.

    *fix* applies the hint; None if only the user can.
    """

    name: Message | str
    state: CheckState
    text: Message | str
    hint: Message | None = None
    fix: Callable[[], None] | None = None

    def said(self, lang: str) -> str:
        """Return the observation in *lang*."""
        return self.text if isinstance(self.text, str) else self.text.render(lang)


_OLDEST_PYTHON = (3, 11)
_NEEDED = re.compile(r"([\w.-]+)[^;]*(?:;(?!.*extra).*)?")
_NAME = re.compile(r"[\w.-]+")
_NO_EXTRAS = ("all", "docs", "test")
"""Extras not checked: one combines the others, and two are for developers."""


def run_checks(
    open_register: Callable[[], Workspace], *, must_exist: bool = False
) -> Iterator[Check]:
    """Make all checks, those of the installation first.

    *open_register* may raise NoRegister; that is bad only if the register *must_exist*.
    """
    yield _python()
    yield Check("cardctl", CheckState.GOOD, __version__)
    libraries = list(_libraries())
    yield from libraries
    whole = all(check.state is not CheckState.BAD for check in libraries)
    if whole:
        yield _parser()
    yield _git()
    yield _encoding()
    yield from _extras()
    yield from _register(open_register, must_exist) if whole else ()


# The installation -------------------------------------------------------------------------------


def _python() -> Check:
    version = platform.python_version()
    if sys.version_info >= _OLDEST_PYTHON:
        return Check("Python", CheckState.GOOD, version)
    return Check("Python", CheckState.BAD, version, _("install Python 3.11 or later"))


def _requirements() -> list[str]:
    """Return the requirements of the installed package; empty if it is not installed."""
    try:
        return metadata.requires("cardctl") or []
    except metadata.PackageNotFoundError:
        return []


def _version(distribution: str) -> str | None:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return None


def _libraries() -> Iterator[Check]:
    """Check each required library; the C parser is optional (see `_parser`)."""
    for required in _requirements():
        match = _NEEDED.fullmatch(required)
        if match is None or match[1].endswith("clib"):
            continue
        version = _version(match[1])
        if version is not None:
            yield Check(match[1], CheckState.GOOD, version)
        else:
            hint = install_hint([required.partition(";")[0].strip()])
            yield Check(match[1], CheckState.BAD, _("not installed"), hint)


def _parser() -> Check:
    from cardctl.yaml.events import c_source

    if c_source() is not None:
        return Check(_("C parser"), CheckState.GOOD, _("installed"))
    return Check(
        "C parser",
        CheckState.NOTE,
        _("not installed: a slower parser is used, with the same result"),
        install_hint(["ruamel.yaml.clib"]),
    )


def _git() -> Check:
    from cardctl import vcs

    try:
        return Check("git", CheckState.GOOD, vcs.version())
    except CardctlError as error:
        return Check("git", CheckState.NOTE, error.message, error.hint)


def _encoding() -> Check:
    """Check the encodings of the locale and of file names; output is always UTF-8."""
    import codecs
    import locale

    said = (locale.getencoding(), sys.getfilesystemencoding())
    used = sorted({codecs.lookup(name).name for name in said})
    told = ", ".join(used)
    if used == ["utf-8"]:
        return Check(_("encoding"), CheckState.GOOD, told)
    return Check(
        _("encoding"), CheckState.NOTE, told, _("set it to UTF-8, for example LC_ALL=C.UTF-8")
    )


def _extras() -> Iterator[Check]:
    """Check each extra of the package by the libraries that it installs."""
    for extra, needed in extras().items():
        if extra in _NO_EXTRAS:
            continue
        name = _("extra {name}", name=extra)
        found = {library: _version(library) for library in map(_library, needed)}
        missing = [one for one in needed if found[_library(one)] is None]
        if missing:
            yield Check(name, CheckState.NOTE, _("not installed"), install_hint(missing))
        else:
            told = ", ".join(f"{library} {version}" for library, version in found.items())
            yield Check(name, CheckState.GOOD, told)


def _library(requirement: str) -> str:
    return _NAME.match(requirement)[0]  # type: ignore[index]


# The register and its repository ----------------------------------------------------------------


def _register(open_register: Callable[[], Workspace], must_exist: bool) -> Iterator[Check]:
    from cardctl.errors import NoRegister

    try:
        workspace = open_register()
    except NoRegister as error:
        state = CheckState.BAD if must_exist else CheckState.NOTE
        yield Check(_("register"), state, error.message, error.hint)
        return
    root = workspace.root
    yield _cards(workspace)
    yield _lock(root)
    yield _index(workspace)
    yield _schemas(workspace)
    yield _hooks(root)
    yield _merge_driver(root)


def _cards(workspace: Workspace) -> Check:
    """Check the register's files with all rules."""
    from cardctl.app.validate import CheckRequest, summary, validate
    from cardctl.finding import Severity

    try:
        verdict = validate(workspace, CheckRequest())
    except CardctlError as error:
        return Check(_("register"), CheckState.BAD, error.message, error.hint)
    line = summary(verdict.snapshot.register, verdict.findings)
    told = _("{folder}: {line}", folder=workspace.folder, line=line)
    if any(finding.severity is Severity.ERROR for finding in verdict.findings):
        return Check(_("register"), CheckState.BAD, told, _("list the problems: cardctl validate"))
    return Check(_("register"), CheckState.GOOD, told)


def _lock(root: Path) -> Check:
    from cardctl.store.atomic.lock import is_locked

    if is_locked(root):
        told = _("another cardctl is writing to this register")
        return Check(_("lock"), CheckState.NOTE, told, _("wait for it to finish and try again"))
    if not os.access(root, os.W_OK):
        return Check(_("lock"), CheckState.NOTE, _("{root} is not writable", root=root))
    return Check(_("lock"), CheckState.GOOD, _("free"))


def _index(workspace: Workspace) -> Check:
    """State the size of the index, and that it can be deleted."""
    from cardctl.store.layout import index_path

    path = index_path(workspace.root)
    try:
        size = path.stat().st_size
    except OSError:
        return Check(_("index"), CheckState.GOOD, _("none"))
    told = _(
        "{path}: {size} MB; it may be deleted at any time",
        path=workspace.shown(path.relative_to(workspace.root).as_posix()),
        size=f"{size / 1_000_000:.1f}",
    )
    return Check(_("index"), CheckState.GOOD, told)


def _schemas(workspace: Workspace) -> Check:
    from cardctl.app.schemas import (
        changed_schemas,
        outdated,
        restored_schemas,
        write_schemas,
    )
    from cardctl.domain.schema_files import NAMES_FILE, folder_beside

    folder = folder_beside(workspace.root)
    hint = _("generate them: cardctl schema --write")
    if not folder.is_dir():
        return Check(
            "schemas", CheckState.NOTE, _("none: editors cannot check or complete fields"), hint
        )
    register = workspace.load().register
    if stale := outdated(folder):
        told = _("not up to date: {names}", names=", ".join(stale))

        def restore() -> None:
            write_schemas(folder, restored_schemas(folder, register))

        return Check(_("schemas"), CheckState.BAD, told, hint, restore)
    if (folder / NAMES_FILE).is_file() and changed_schemas(folder, register):
        told = _("up to date, but without some names of this register")
        return Check(_("schemas"), CheckState.NOTE, told, _("add them: cardctl schema --write"))
    return Check(_("schemas"), CheckState.GOOD, _("up to date"))


def _hooks(root: Path) -> Check:
    """Check whether commits are validated, by a hook of git's own or through pre-commit."""
    from cardctl import vcs
    from cardctl.store.layout import repository_top

    try:
        hook = vcs.hook(root, "pre-commit")
    except (vcs.NoRepository, vcs.NoGit) as error:
        return Check(_("hooks"), CheckState.NOTE, error.message, error.hint)
    except CardctlError as error:
        return Check(_("hooks"), CheckState.BAD, error.message, error.hint)
    runs = _content(hook) if os.access(hook, os.X_OK) else b""
    config = repository_top(root) / ".pre-commit-config.yaml"
    if b"cardctl" in runs:
        return Check(_("hooks"), CheckState.GOOD, os.path.relpath(hook))
    if b"cardctl" not in _content(config):
        hint = (
            _("add a hook to {path} that runs: cardctl validate --staged", path=config.name)
            if config.exists()
            else _("cardctl init --with hooks, then pre-commit install")
        )
        return Check(
            _("hooks"), CheckState.NOTE, _("no hook checks the cards before a commit"), hint
        )
    if b"pre-commit" not in runs:
        told = _("{path} exists, but is not active in this clone", path=config.name)
        return Check(_("hooks"), CheckState.NOTE, told, _("pre-commit install"))
    return Check(_("hooks"), CheckState.GOOD, config.name)


def _merge_driver(root: Path) -> Check:
    """Check whether git merges cards by key with this installation's program and settings."""
    from cardctl import vcs
    from cardctl.vcs.merge_driver import missing_lines, program_of, settings

    name = _("merge driver")
    try:
        found = vcs.configured(root, r"^(merge|diff)\.cardctl\.")
    except CardctlError as error:
        return Check(name, CheckState.NOTE, error.message)
    line = found.get("merge.cardctl.driver")
    if line is None:
        told = _("not set up: git merges cards line by line in this clone")
        return Check(name, CheckState.NOTE, told, _("cardctl git-setup"))
    wanted = settings()
    fix = partial(vcs.configure, root, wanted)
    hint = _("update it: cardctl git-setup, or cardctl doctor --fix")
    program = program_of(line)
    if program is None or which(program) is None:
        told = _("git cannot run it: program not found: {path}", path=program or line)
        return Check(name, CheckState.BAD, told, hint, fix)
    if not wanted.items() <= found.items():
        told = _("set by another installation or version: {path}", path=program)
        return Check(name, CheckState.NOTE, told, hint, fix)
    if missing_lines(root):
        told = _(".gitattributes does not assign it to all cards")
        return Check(name, CheckState.NOTE, told, _("cardctl git-setup"))
    return Check(name, CheckState.GOOD, program)


def _content(path: Path) -> bytes:
    """Return the content of a file; empty if it cannot be read."""
    try:
        return path.read_bytes()
    except OSError:
        return b""
