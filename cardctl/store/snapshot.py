"""What was loaded of a register at one moment."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from cardctl.domain.register import Register

if TYPE_CHECKING:
    from cardctl.finding import Finding
    from cardctl.store.files import Files


class Scope(Enum):
    """How much of a register was loaded."""

    ALL = "all"
    CARDS = "cards"
    """Some cards, and others that are related to them."""


class Snapshot(NamedTuple):
    """What was loaded at one moment: the register, the findings of loading it, and its files."""

    register: Register
    findings: tuple[Finding, ...]
    files: Files
    scope: Scope = Scope.ALL

    def unread(self) -> dict[str, Finding]:
        """Return the paths that could not be read into a model, each with its first error.

        A folder that is a link represents all files in it.
        """
        from cardctl.finding import Severity  # mostly there are no findings

        errors = [f for f in reversed(self.findings) if f.severity is Severity.ERROR]
        read = set(self.register.paths.values()) if errors else set()
        return {finding.path: finding for finding in errors if finding.path not in read}
