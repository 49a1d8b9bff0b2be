"""Reproducible zip files: the same members give the same bytes at any time, on any machine."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip file can store."""


def zipped(members: Mapping[str, str]) -> bytes:
    """Return a zip file with *members*, name to text, in their order."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as file:
        for name, text in members.items():
            file.writestr(_member(name, ZIP_DEFLATED), text)
    return out.getvalue()


def repacked(package: bytes, changed: Mapping[str, bytes]) -> bytes:
    """Return *package*, a zip file, with the same constant time for all members.

    Their order and compression types are kept. *changed* has the new content of members, by name.
    """
    out = BytesIO()
    with ZipFile(BytesIO(package)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for member in old.infolist():
            content = changed.get(member.filename)
            fixed = _member(member.filename, member.compress_type)
            new.writestr(fixed, old.read(member) if content is None else content)
    return out.getvalue()


def _member(name: str, compression: int) -> ZipInfo:
    fixed = ZipInfo(name, _FIRST_DAY)
    fixed.compress_type = compression
    fixed.create_system = 0
    return fixed
