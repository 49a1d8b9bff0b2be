"""Card ids: `M<meeting>-<serial>`, their short forms, their order, and the derived file paths."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from itertools import islice

_ID = re.compile(r"[Mm]?([0-9]{1,4})-([0-9]{1,6})")


def card_id(meeting: int, serial: int) -> str:
    """Return the id of the *serial*-th card of *meeting*: ``M01-007``."""
    return f"M{meeting:02d}-{serial:03d}"


def meeting_of(identifier: str) -> int:
    """Return the number of the meeting in a full id."""
    return int(identifier[1 : identifier.index("-")])


def card_path(identifier: str) -> str:
    """Return the path of a card's file, relative to the register's root: ``M01/M01-007.yaml``."""
    return f"{identifier.partition('-')[0]}/{identifier}.yaml"


def id_at(path: str) -> str:
    """Return the id in the name of a card's file."""
    return path.rpartition("/")[2].removesuffix(".yaml")


def meeting_path(number: int) -> str:
    """Return the path of a meeting's file, relative to the register's root."""
    return f"M{number:02d}/meeting.yaml"


def full_id(written: str) -> str | None:
    """Return the full id for ``1-7``, ``m1-7`` or ``M01-007``; None if it is not an id."""
    match = _ID.fullmatch(written.strip())
    return card_id(int(match[1]), int(match[2])) if match else None


def id_order(identifier: str) -> tuple[int, int, str]:
    """Sort key: by meeting, then by serial."""
    match = _ID.fullmatch(identifier)
    return (int(match[1]), int(match[2]), "") if match else (10**9, 0, identifier)


def near_ids(written: str, known: Container[str], count: int = 3) -> list[str]:
    """Return up to *count* known ids that are one typo away from *written*, most likely first.

    Candidates are generated from *written* and looked up, so the time does not depend on the
    number of ids. Typos: a neighbouring meeting; two digits transposed; one digit wrong, missing
    or extra.
    """
    match = _ID.fullmatch(written)
    if match is None:
        return []
    candidates = dict.fromkeys(card_id(*pair) for pair in _slips(match[1], match[2]))
    likely = (each for each in candidates if each != written and each in known)
    return list(islice(likely, count))


def _slips(meeting: str, serial: str) -> Iterator[tuple[int, int]]:
    """Yield the meetings and serials that are one typo away from these digits."""
    number = int(meeting)
    yield number - 1, int(serial)
    yield number + 1, int(serial)
    for change in (_transposed, _one_wrong, _one_missing, _one_too_many):
        yield from ((number, int(digits)) for digits in change(serial))
        yield from ((int(digits), int(serial)) for digits in change(meeting))


def _transposed(digits: str) -> Iterator[str]:
    for i in reversed(range(len(digits) - 1)):
        yield digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :]


def _one_wrong(digits: str) -> Iterator[str]:
    """Replace one digit, beginning with the last, by those closest to it."""
    for i in reversed(range(len(digits))):
        before, digit, after = digits[:i], int(digits[i]), digits[i + 1 :]
        for distance in range(1, 10):
            near = (digit - distance, digit + distance)
            yield from (f"{before}{other}{after}" for other in near if 0 <= other <= 9)


def _one_missing(digits: str) -> Iterator[str]:
    for i in range(len(digits) + 1):
        yield from (f"{digits[:i]}{digit}{digits[i:]}" for digit in range(10))


def _one_too_many(digits: str) -> Iterator[str]:
    for i in range(len(digits)):
        yield digits[:i] + digits[i + 1 :] or "0"


def card_of(path: str) -> str | None:
    """Return the card id in a file's name; None for other files."""
    return full_id(id_at(path))
