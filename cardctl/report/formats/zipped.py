"""Reproducible zip files: the same members give the same bytes at any time, on any machine."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip file can store."""


def repacked(package: bytes, changed: Mapping[str, bytes] | None = None) -> bytes:
    """Return *package*, a zip file, with the same constant time for all members.

    Their order and compression types are kept. *changed* has the new content of members, by name.
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
