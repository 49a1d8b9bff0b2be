"""Shell completion of card ids and agency codes, without reading cards.

Offers only ids and codes, which have no characters that a shell could evaluate, and no
descriptions: typer's zsh script evaluates what the program prints.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

_CODE = re.compile(r"(?m)^[ \t]*-[ \t]*\{?[ \t]*code:[ \t]*[\"']?([^\s\"',}#]+)")


VARIABLE = "_CARDCTL_COMPLETE"
"""Set by the completion script when TAB is pressed; typer looks for it by this name."""


def prepare() -> None:
    """Register typer's shells; needed only for a completion request."""
    from typer.completion import completion_init  # type: ignore[attr-defined]

    completion_init()


def ids(ctx: Any, incomplete: str) -> list[str]:
    """Return matching card ids, in short form if *incomplete* starts with a digit."""
    from cardctl.store.layout import CARD_PATH
    from cardctl.store.scan import FOLDER

    root = _root(ctx)
    if root is None:
        return []
    begun, dash, _ = incomplete.upper().removeprefix("M").partition("-")
    folders = [name for name in _names_in(root) if FOLDER.fullmatch(name)]
    if dash:  # the meeting is known: skip the other folders
        folders = [name for name in folders if name[1:].lstrip("0") == begun.lstrip("0")]
    paths = (f"{folder}/{name}" for folder in folders for name in _names_in(root / folder))
    found = sorted(match[2] for path in paths if (match := CARD_PATH.fullmatch(path)))
    if re.match("[0-9]", incomplete):
        found = [re.sub("M0*([0-9]+)-0*([0-9]+)", r"\1-\2", identifier) for identifier in found]
    return [identifier for identifier in found if identifier.startswith(incomplete)]


def _names_in(folder: Path) -> list[str]:
    try:
        return [entry.name for entry in os.scandir(folder)]
    except OSError:
        return []


def agencies(ctx: Any, incomplete: str) -> list[str]:
    """Return matching agency codes, in protocol order."""
    from unicodedata import normalize

    from cardctl.domain.agency_codes import is_agency_code
    from cardctl.store.layout import AGENCIES

    root, begun = _root(ctx), normalize("NFC", incomplete)
    try:
        text = (root / AGENCIES).read_text("utf-8", "replace") if root else ""
    except OSError:
        return []
    return [code for code in filter(is_agency_code, _CODE.findall(text)) if code.startswith(begun)]


def schemes(_ctx: Any, incomplete: str) -> list[str]:
    """Return the known schemes of identifiers, each with the colon that follows it."""
    from cardctl.domain.agency import OUTSIDE_ID_FORMS

    return [f"{name}:" for name in OUTSIDE_ID_FORMS if f"{name}:".startswith(incomplete)]


def paths(_ctx: Any, incomplete: str) -> list[str]:
    """Return the paths of fields that are simply set, each with the sign that follows it."""
    from cardctl.app.sheet_fields import FIELDS
    from cardctl.sheets.columns import COLUMNS

    found = sorted(column.path or column.name for column in COLUMNS if column.name in FIELDS)
    return [f"{path}=" for path in found if path.startswith(incomplete)]


def _root(ctx: Any) -> Path | None:
    from cardctl.errors import NoRegister
    from cardctl.store.layout import find_root

    named = ctx.find_root().params.get("register")
    try:
        return find_root(Path.cwd(), named)
    except (NoRegister, OSError):
        return None
