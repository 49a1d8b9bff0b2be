"""The formats of findings for other programs: one table, and the one function that renders."""

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
"""Each has the module of its name here, with ``render(told)``."""


class Told(NamedTuple):
    """What a run found: what every format is made from.

    *findings* have their places and all their fixes. *files* are those of the register; *folder*
    is where they lie, as seen from the top of the repository. With *strict*, warnings count too.
    """

    findings: Sequence[Finding]
    files: Files
    folder: str = "."
    lang: str = "en"
    skipped: Sequence[Skipped] = ()
    strict: bool = False

    def path(self, path: str) -> str:
        """A file of the register as seen from the top of the repository."""
        return normpath(f"{self.folder}/{path}")

    def raw(self, path: str) -> bytes:
        """What a file of the register holds; nothing where it cannot be opened."""
        raw = self.files.get(path)
        return raw if isinstance(raw, bytes) else b""

    def message(self, finding: Finding) -> str:
        """What is wrong and what to do about it, in one line."""
        words = finding.message.render(self.lang)
        hint = f" ({finding.hint.render(self.lang)})" if finding.hint else ""
        return clean(words + hint)

    def line(self, finding: Finding) -> str:
        """Place, severity, code, name and message in one line, which begins with the path."""
        place = self.path(finding.path)
        if finding.span:
            place += f":{finding.span.line}:{finding.span.column}"
        head = clean(f"{place}: {finding.severity} {finding.code} {finding.name}:")
        return f"{head} {self.message(finding)}"


def render(name: str, told: Told) -> str:
    """Render what was found in the format *name*, one of `FINDING_FORMATS`."""
    made: str = import_module(f"cardctl.cli.render.formats.{name}").render(told)
    return made


def clean(text: str) -> str:
    """Give *text* in one line, with nothing in it that steers a terminal or must not be shown."""
    from cardctl.report.formats.printable import printable
    from cardctl.rules.safety.sensitive_data import masked

    return printable(masked(text)).replace("\n", " ")


def numbered(told: Told) -> Mapping[int, str]:
    """The fingerprint of each finding by its place in the row; no two are the same.

    It stays while lines move. Findings that are alike in all that it is made from are counted.
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
