"""Unpack the zip container of a workbook within limits, and pack it again for the reader.

The sizes in a zip directory can lie, and two programs can find different members in one file.
Therefore members are unpacked here, counting what comes out, and the reader gets a new container
with exactly these members.
"""

from __future__ import annotations

import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from cardctl.errors import FileProblem
from cardctl.i18n import _

MAX_UNPACKED = 100_000_000
"""Largest size, in bytes, of all members that are read, unpacked."""

_CHUNK = 65_536
_ENCRYPTED = 0x1


class TooLarge(FileProblem):
    """A file is larger than what is read."""


def unpack(raw: bytes, name: str) -> dict[str, bytes]:
    """Return the XML members of a zip container by name. Raises FileProblem, TooLarge.

    Images, macros and the like are left out.
    """
    try:
        with ZipFile(BytesIO(raw)) as archive:
            wanted = [each for each in archive.infolist() if _is_read(each.filename)]
            return _members(archive, wanted, name)
    except (BadZipFile, EOFError, NotImplementedError, OSError, ValueError, zlib.error) as error:
        raise damaged(name) from error


def pack(members: dict[str, bytes]) -> BytesIO:
    """Return a zip container with these members."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_STORED) as archive:
        for name, contents in members.items():
            archive.writestr(ZipInfo(name), contents)
    packed.seek(0)
    return packed


def damaged(name: str) -> FileProblem:
    """Return the error for a workbook that cannot be read."""
    return FileProblem(
        _("{file}: the workbook is damaged", file=name),
        _("open it in a spreadsheet program and save it again, as .xlsx"),
    )


def _is_read(member: str) -> bool:
    return member.endswith((".xml", ".rels")) or member == "mimetype"


def _members(archive: ZipFile, wanted: list[ZipInfo], name: str) -> dict[str, bytes]:
    members: dict[str, bytes] = {}
    room = MAX_UNPACKED
    for info in wanted:
        if info.flag_bits & _ENCRYPTED:
            raise protected(name)
        if info.filename in members or info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise damaged(name)
        members[info.filename] = _contents(archive, info, room, name)
        room -= len(members[info.filename])
    return members


def _contents(archive: ZipFile, info: ZipInfo, room: int, name: str) -> bytes:
    """Return the contents of a member. Raises TooLarge if there are more than *room* bytes."""
    parts: list[bytes] = []
    with archive.open(info) as stream:
        while part := stream.read(_CHUNK):
            room -= len(part)
            if room < 0:
                raise TooLarge(
                    _("{file}: larger than {limit} MB when unpacked",
                        file=name, limit=MAX_UNPACKED // 1_000_000),
                    _("copy only the table into a new workbook"),
                )  # fmt: skip
            parts.append(part)
    return b"".join(parts)


def protected(name: str) -> FileProblem:
    """Return the error for a file that is encrypted."""
    return FileProblem(
        _("{file}: the workbook is protected by a password", file=name),
        _("save it without a password"),
    )
