"""Write the repository's CODEOWNERS from a register (`init --with codeowners`)."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from cardctl.app.dependencies import require_readable
from cardctl.app.workspace import Workspace
from cardctl.domain.code_owners import DEFAULT_PLACE, PLACES, block, with_block
from cardctl.errors import FileProblem
from cardctl.i18n import _
from cardctl.store.layout import repository_top


class CodeOwnersFile(NamedTuple):
    """The file: its path relative to the top of the repository, its text, and the text it had."""

    path: str
    text: str
    before: str | None


def code_owners_file(workspace: Workspace) -> CodeOwnersFile:
    """Return the repository's CODEOWNERS with the lines for the register; nothing is written.

    Raises Refused if the secretariat has no owners, if the markers of the lines are incomplete or
    if a file of the register cannot be read; FileProblem if CODEOWNERS cannot be read.
    """
    snapshot = workspace.load()
    require_readable(workspace, snapshot, snapshot.unread())
    root = workspace.root.resolve()
    top = repository_top(root)
    folder = root.relative_to(top).as_posix()
    home = "" if folder == "." else folder
    path = next((place for place in PLACES if (top / place).is_file()), DEFAULT_PLACE)
    before = _content(top / path)
    new = block(snapshot.register, home)
    return CodeOwnersFile(path, with_block(before or "", new, home), before)


def _content(path: Path) -> str | None:
    """Return the text of a file with its line ends; None if there is no file."""
    if not path.exists():
        return None
    try:
        return path.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        raise FileProblem(_("cannot read {name}: {why}", name=path, why=error)) from error
