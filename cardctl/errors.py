"""Errors that stop a command: each has a message, a hint and an exit code.

Exit codes: 2 usage, or an unknown card, meeting or register; 3 refused by the rules, busy, or
changed in the meantime; 4 file system, git, or a missing extra. Problems *in* cards are findings,
not errors.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from cardctl.i18n import Message, _, _n, either
from cardctl.suggest import nearest

if TYPE_CHECKING:
    from pathlib import Path

    from cardctl.finding import Finding

    Files = Mapping[str, bytes | Finding]

_FIRST, _FEW = 12, 40
"""If no known name is similar: how many names to list, and up to how many to list any at all."""


class CardctlError(Exception):
    """The command cannot continue. `message` states the problem, `hint` the fix."""

    code = "failed"
    """Name of the kind of error, for programs: it never changes (see docs/json.md)."""
    exit_code = 1
    findings: Sequence[Finding] = ()
    """Findings that caused the error; printed above the message."""
    files: Files = MappingProxyType({})
    """The files that the findings are about, by path from *folder*."""
    folder: Path | None = None
    """Folder of the files (default: the register)."""

    def __init__(self, message: Message, hint: Message | None = None) -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return str(self.message)


class UsageError(CardctlError):
    """Invalid request: wrong arguments or options, or an unknown name."""

    code = "usage"
    exit_code = 2


class NoRegister(UsageError):
    """No `cardctl.yaml` in the folders that were searched."""

    code = "no-register"

    def __init__(
        self, looked: Sequence[str], named: str | None = None, *, and_parents: bool = False
    ) -> None:
        from shlex import quote

        places: Message | str = ", ".join(looked)
        if and_parents:
            places = _("{places} and parent folders", places=places)
        super().__init__(
            _("no register found: looked for cardctl.yaml in {places}", places=places),
            _(
                "specify another folder with -C DIR, or create one: cardctl init {name}",
                name=quote(named),
            )
            if named
            else _("go to a register folder, specify one with -C DIR, or create one: cardctl init"),
        )


class Unknown(UsageError):
    """A name unknown to the register or the program; the hint suggests the nearest known ones."""

    code = "unknown-name"

    def __init__(
        self,
        kind: str,
        value: str,
        known: Iterable[str],
        hint: Message | None = None,
        near: Sequence[str] | None = None,
    ) -> None:
        """*near* are the nearest names (default: searched for in *known*)."""
        known = list(known)
        near = nearest(value, known) if near is None else near
        if hint is None and near:
            hint = _("did you mean {near}?", near=either(near))
        elif hint is None and 0 < len(known) <= _FEW:
            hint = _some(known)
        super().__init__(_("no {kind} '{value}'", kind=_(kind), value=value), hint)


def _some(known: Sequence[str]) -> Message:
    """Return a hint that lists the known names; if there are many, the first ones and the count."""
    if len(known) <= _FIRST:
        return _("known: {known}", known=", ".join(known))
    first = ", ".join(known[:_FIRST])
    return _("known: {known}, … ({count} in total)", known=first, count=len(known))


class Refused(CardctlError):
    """A change that the rules forbid; nothing was changed."""

    code = "refused"
    exit_code = 3


class IllegalTransition(Refused):
    """A transition that is not in the transition table, or whose requirements are not met.

    *missing* are the codes of those requirements.
    """

    code = "illegal-move"

    def __init__(
        self, message: Message, hint: Message | None = None, missing: Sequence[str] = ()
    ) -> None:
        super().__init__(message, hint)
        self.missing = tuple(missing)


class WouldBreak(Refused):
    """The change would add errors to the register; *findings* are those errors."""

    code = "new-errors"

    def __init__(self, findings: Sequence[Finding], files: Files) -> None:
        super().__init__(
            _n(
                "refused: the change would add {count} new error",
                "refused: the change would add {count} new errors",
                len(findings),
            ),
            _("nothing was changed; fix the errors above and try again"),
        )
        self.findings, self.files = tuple(findings), files


class Unreadable(Refused):
    """A file that the change depends on cannot be read; *finding* gives cause and place."""

    code = "unreadable"

    def __init__(self, path: str, finding: Finding, hint: Message, files: Files) -> None:
        super().__init__(_("{path} cannot be read; nothing was written", path=path), hint)
        self.findings, self.files = (finding,), files


class Busy(Refused):
    """Another process holds the lock."""

    code = "locked"


class ChangedMeanwhile(Refused):
    """The file was modified after it was read."""

    code = "changed-meanwhile"


class FileChanged(ChangedMeanwhile):
    """A file is no longer the one that was read."""

    def __init__(self, path: str, hint: Message | None = None) -> None:
        super().__init__(_("{path} has changed in the meantime", path=path), hint)


class Taken(ChangedMeanwhile):
    """A file with the name of the new one already exists."""

    def __init__(self, path: str) -> None:
        super().__init__(_("{path} already exists", path=path), _("run the command again"))


class SystemProblem(CardctlError):
    """The file system, git or a missing extra prevents the command from completing."""

    code = "system"
    exit_code = 4


class MissingExtra(SystemProblem):
    """The format needs a library that is not installed; the package's *extra* installs it."""

    code = "missing-extra"

    def __init__(self, form: str, extra: str) -> None:
        from cardctl.installation import extra_hint

        super().__init__(
            _("the format {format} needs an extra that is not installed", format=form),
            extra_hint(extra),
        )


class FileProblem(SystemProblem):
    """A file cannot be read or written."""

    code = "file"


class GitProblem(SystemProblem):
    """Git is missing, or a git command failed."""

    code = "git"
