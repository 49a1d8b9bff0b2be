"""The installation that is running, and the command that adds libraries to it.

The command depends on the tool that made the installation. It names the libraries of an extra, with
the bounds of the package's own metadata, and not `cardctl[EXTRA]`: that needs a package index that
has cardctl, and the one in use may have another package of this name, or none.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from cardctl.i18n import Message, _
from cardctl.platform import quote

_OF_EXTRA = re.compile(r"(.+?)\s*;.*\bextra *== *['\"]([\w-]+)['\"]")


def extras() -> dict[str, list[str]]:
    """Return the requirements of each extra, such as ``typst>=0.15``; empty if not installed."""
    try:
        lines = metadata.requires("cardctl") or []
    except metadata.PackageNotFoundError:
        return {}
    found: dict[str, list[str]] = {}
    for match in filter(None, map(_OF_EXTRA.match, lines)):
        found.setdefault(match[2], []).append(match[1])
    return found


def extra_hint(extra: str) -> Message:
    """Return the hint that installs *extra* into this installation."""
    needed = extras().get(extra)
    if not needed:  # the sources, without an installation
        return _("install cardctl with its extra {extra}", extra=extra)
    return install_hint(needed)


def install_hint(requirements: Sequence[str], prefix: Path | None = None) -> Message:
    """Return the hint that installs *requirements* into the environment *prefix* (None: this one).

    Markers: pipx writes `pipx_metadata.json`, uv `uv-receipt.toml` for a tool, Pex `PEX-INFO`.
    """
    prefix = prefix or Path(sys.prefix)
    if (prefix / "PEX-INFO").is_file():
        return _("this zipapp does not include it: use an installation by pip, pipx or uv")
    return _("install it: {command}", command=_command(requirements, prefix))


def _command(requirements: Sequence[str], prefix: Path) -> str:
    if (prefix / "pipx_metadata.json").is_file():
        return _line("pipx", "inject", prefix.name, *requirements)
    receipt = prefix / "uv-receipt.toml"
    with suppress(OSError, ValueError, LookupError, TypeError):  # of a uv with another receipt
        return _line(*_uv_tool(tomllib.loads(receipt.read_text("utf-8")), requirements))
    if receipt.exists() or find_spec("pip") is None:  # uv makes environments without pip
        return _line("uv", "pip", "install", "--python", sys.executable, *requirements)
    return _line(sys.executable, "-m", "pip", "install", *requirements)


def _line(*words: str) -> str:
    return " ".join(map(quote, words))


def _uv_tool(receipt: Mapping[str, Any], requirements: Iterable[str]) -> Iterator[str]:
    """Yield the words that install the tool of *receipt* again, with *requirements* added."""
    yield from ("uv", "tool", "install")
    for one in receipt["tool"]["requirements"]:
        is_tool, editable = one["name"] == "cardctl", one.get("editable")
        if not is_tool:
            yield "--with-editable" if editable else "--with"
        elif editable:
            yield "--editable"
        yield editable or _requirement(one)
    for requirement in requirements:
        yield from ("--with", requirement)


def _requirement(entry: Mapping[str, Any]) -> str:
    """Return an entry of a receipt as a requirement (PEP 508)."""
    extras = ",".join(entry.get("extras", ()))
    name = f"{entry['name']}[{extras}]" if extras else entry["name"]
    folder = entry.get("path") or entry.get("directory")
    if folder:
        return f"{name} @ {Path(folder).as_uri()}"
    if "git" in entry:
        address, _mark, query = entry["git"].partition("?")
        revision = query.partition("=")[2]  # of rev=, tag= or branch=
        return f"{name} @ git+{address}{f'@{revision}' if revision else ''}"
    if "url" in entry:
        return f"{name} @ {entry['url']}"
    return f"{name}{entry.get('specifier', '')}"
