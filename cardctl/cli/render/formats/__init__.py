"""Output formats of findings for other programs, and the function that renders them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from posixpath import normpath
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from cardctl.finding import Finding
    from cardctl.rules import Skipped
    from cardctl.store.files import Files

FINDING_FORMATS = ("github", "gitlab", "sarif", "junit", "rdjson")
"""Each format has a module of the same name here, with a function ``render(told)``."""


class FindingReport(NamedTuple):
    """Result of a validation, the input of every format.

    *findings* have their places and all their fixes. *files* are those of the register; *folder* is
    its root relative to the top of the repository. With *strict*, warnings count as failures.
    """

    findings: Sequence[Finding]
    files: Files
    folder: str = "."
    lang: str = "en"
    skipped: Sequence[Skipped] = ()
    strict: bool = False

    def path(self, path: str) -> str:
        """Return the path of a register file relative to the top of the repository."""
        return normpath(f"{self.folder}/{path}")

    def raw(self, path: str) -> bytes:
        """Return the bytes of a register file; empty if it cannot be opened."""
        raw = self.files.get(path)
        return raw if isinstance(raw, bytes) else b""

    def message(self, finding: Finding) -> str:
        """Return message and hint in one line."""
        words = finding.message.render(self.lang)
        hint = f" ({finding.hint.render(self.lang)})" if finding.hint else ""
        return clean(words + hint)

    def line(self, finding: Finding) -> str:
        """Return path, place, severity, code, name and message in one line."""
        place = self.path(finding.path)
        if finding.span:
            place += f":{finding.span.line}:{finding.span.column}"
        head = clean(f"{place}: {finding.severity} {finding.code} {finding.name}:")
        return f"{head} {self.message(finding)}"


def render(name: str, told: FindingReport) -> str:
    """Render findings in the format *name*, one of `FINDING_FORMATS`."""
    made: str = import_module(f"cardctl.cli.render.formats.{name}").render(told)
    return made


def clean(text: str) -> str:
    """Return *text* in one line, without control characters, with sensitive data masked."""
    from cardctl.printable import printable
    from cardctl.rules.safety.sensitive_data import masked

    return printable(masked(text)).replace("\n", " ")


def numbered(told: FindingReport) -> Mapping[int, str]:
    """Return a unique fingerprint of each finding, by its index.

    Fingerprints stay the same when lines move. Findings that would share one are numbered.
    """
    from hashlib import sha256

    from cardctl.cli.render.diagnostics import fingerprint

    seen: dict[str, int] = {}
    found = {}
    for index, finding in enumerate(told.findings):
        mark = fingerprint(finding)
        seen[mark] = seen.get(mark, 0) + 1
        again = f"{mark} {seen[mark]}".encode()
        found[index] = mark if seen[mark] == 1 else sha256(again).hexdigest()[:16]
    return found
