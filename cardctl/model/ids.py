"""Card ids: `M<meeting>-<serial>`, their short forms and order; and the paths that follow."""

from __future__ import annotations

import re

_ID = re.compile(r"[Mm]?([0-9]{1,4})-([0-9]{1,6})")


def card_id(meeting: int, serial: int) -> str:
    """Write the id of the *serial*-th card of *meeting*: ``M01-007``."""
    return f"M{meeting:02d}-{serial:03d}"


def meeting_of(identifier: str) -> int:
    """The number of the meeting in a full id."""
    return int(identifier[1 : identifier.index("-")])


def card_path(identifier: str) -> str:
    """The file of a card, relative to the register's root: ``M01/M01-007.yaml``."""
    return f"{identifier.partition('-')[0]}/{identifier}.yaml"


def id_at(path: str) -> str:
    """The id that the name of a card's file tells."""
    return path.rpartition("/")[2].removesuffix(".yaml")


def meeting_path(number: int) -> str:
    """The file of a meeting, relative to the register's root."""
    return f"M{number:02d}/meeting.yaml"


def full_id(written: str) -> str | None:
    """Give the full id for ``1-7``, ``m1-7`` or ``M01-007``; None where it is no id at all."""
    match = _ID.fullmatch(written.strip())
    return card_id(int(match[1]), int(match[2])) if match else None


def id_order(identifier: str) -> tuple[int, int, str]:
    """Sort key: by meeting, then by serial."""
    match = _ID.fullmatch(identifier)
    return (int(match[1]), int(match[2]), "") if match else (10**9, 0, identifier)
