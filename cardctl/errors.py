"""Why a command cannot go on: each error says itself, names the mend, and knows its exit code.

Exit codes: 2 usage, or a card, meeting or register that is not there; 3 refused by the rules,
busy, or changed meanwhile; 4 file system, git, or a missing extra. Problems *in* cards are
findings, not errors.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from cardctl.i18n import Message, _, either
from cardctl.suggest import nearest

if TYPE_CHECKING:
    from cardctl.finding import Finding

    Files = Mapping[str, bytes | Finding]

_FIRST, _FEW = 12, 40
"""Of a few names the first ones are told where none is near; of more, none."""


class CardctlError(Exception):
    """The command cannot go on. `message` says why, `hint` what to do about it."""

    exit_code = 1
    findings: Sequence[Finding] = ()
    """The problems in files that cause it; printed above the message."""
    files: Files = MappingProxyType({})
    """The files that the findings are about, by path from the register's root."""

    def __init__(self, message: Message, hint: Message | None = None) -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return str(self.message)


class UsageError(CardctlError):
    """The command was asked for something that cannot be asked for."""

    exit_code = 2


class NoRegister(UsageError):
    """No `cardctl.yaml` where one was looked for."""

    def __init__(
        self, looked: Sequence[str], named: str | None = None, *, and_parents: bool = False
    ) -> None:
        from shlex import quote

        places: Message | str = ", ".join(looked)
        if and_parents:
            places = _("{places} and their parents", places=places)
        super().__init__(
            _("no register found: looked for cardctl.yaml in {places}", places=places),
            _("name another one with -C DIR, or make one: cardctl init {name}", name=quote(named))
            if named
            else _("go to a register, name one with -C DIR, or make one: cardctl init"),
        )


class Unknown(UsageError):
    """A name that the register or the program does not know; names the nearest ones it does."""

    def __init__(
        self,
        kind: str,
        value: str,
        known: Iterable[str],
        hint: Message | None = None,
        near: Sequence[str] | None = None,
    ) -> None:
        """*near* are the nearest names if the caller knows them; they are looked for otherwise."""
        known = list(known)
        near = nearest(value, known) if near is None else near
        if hint is None and near:
            hint = _("did you mean {near}?", near=either(near))
        elif hint is None and 0 < len(known) <= _FEW:
            hint = _some(known)
        super().__init__(_("no {kind} '{value}'", kind=_(kind), value=value), hint)


def _some(known: Sequence[str]) -> Message:
    """What is known; of much the first, and how much there is."""
    if len(known) <= _FIRST:
        return _("known: {known}", known=", ".join(known))
    first = ", ".join(known[:_FIRST])
    return _("known: {known}, … ({count} in all)", known=first, count=len(known))


class Refused(CardctlError):
    """The rules forbid it; nothing was changed."""

    exit_code = 3


class IllegalTransition(Refused):
    """A move that the table of moves does not have, or that lacks what the move needs."""


class WouldBreak(Refused):
    """The change would add errors to the register; *findings* are those errors."""

    def __init__(self, findings: Sequence[Finding], files: Files) -> None:
        super().__init__(
            _("refused: the change would add {count} error(s)", count=len(findings)),
            _("nothing was changed; mend what is named above and try again"),
        )
        self.findings, self.files = tuple(findings), files


class Unreadable(Refused):
    """A file that the change depends on cannot be read; *finding* says why, at its place."""

    def __init__(self, path: str, finding: Finding, hint: Message, files: Files) -> None:
        super().__init__(_("{path} cannot be read, so nothing is written", path=path), hint)
        self.findings, self.files = (finding,), files


class Busy(Refused):
    """Another process holds the lock."""


class ChangedMeanwhile(Refused):
    """The file is no longer what it was when it was read."""


class Taken(ChangedMeanwhile):
    """A file is there already under the name of a new one."""

    def __init__(self, path: str) -> None:
        super().__init__(_("{path} is there already", path=path), _("run the command again"))


class SystemProblem(CardctlError):
    """The file system, git or a missing extra stands in the way."""

    exit_code = 4


class MissingExtra(SystemProblem):
    """The format needs a library that is not installed; the *extra* of the package brings it."""

    def __init__(self, form: str, extra: str) -> None:
        super().__init__(
            _("the format {format} needs an extra that is not installed", format=form),
            _("install it: pip install 'cardctl[{extra}]'", extra=extra),
        )


class FileProblem(SystemProblem):
    """A file cannot be read or written."""


class GitProblem(SystemProblem):
    """Git is missing, or says no."""
