"""The same zip file from the same members, whatever the clock and the machine."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip file can tell."""


def repacked(package: bytes, changed: Mapping[str, bytes] | None = None) -> bytes:
    """Give *package*, a zip file, with the times of its members fixed.

    Order and kind of compression stay. *changed* are members with another content.
    """
    out = BytesIO()
    with ZipFile(BytesIO(package)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for member in old.infolist():
            fixed = ZipInfo(member.filename, _FIRST_DAY)
            fixed.compress_type = member.compress_type
            fixed.create_system = 0
            content = (changed or {}).get(member.filename)
            new.writestr(fixed, old.read(member) if content is None else content)
    return out.getvalue()
