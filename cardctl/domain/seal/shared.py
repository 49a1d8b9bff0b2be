"""Compare meetings, agencies and settings with a seal.

Their values may change if the change is recorded: a value is unaltered if it is the current one, or
one that the last of the `changes` replaced.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import to_json

from cardctl.domain.agency import Agency, Config
from cardctl.domain.base import Model
from cardctl.domain.meeting import Meeting
from cardctl.domain.old_values import reverted
from cardctl.domain.revision import Revision
from cardctl.domain.seal.fates import Deviation, SealedParts
from cardctl.domain.seal.model import Seal
from cardctl.domain.seal.parts import (
    agency_parts,
    is_change,
    meeting_parts,
    settings_parts,
)
from cardctl.domain.seal.subjects import SETTINGS, agency_subject, meeting_subject


def meeting_deviations(meeting: Meeting, seal: Seal) -> Iterator[Deviation]:
    """Yield what differs of a meeting; nothing if the seal does not cover it."""
    sealed = SealedParts(seal, meeting_subject(meeting.number))
    if not sealed.is_covered:
        return
    yield from sealed.own()
    now = [meeting_parts(each, seal.meeting) for each in _versions(meeting, meeting.changes)]
    changes = [value for part, value in now[0].items() if is_change(part)]
    for part, commitment in sealed.parts.items():
        if is_change(part) and any(map(commitment.fits, changes)):
            continue
        if found := sealed.fate(part, commitment, now):
            yield sealed.deviation(part, found, _meeting_field(meeting, part))
    yield from sealed.filled_in(now[0])


def _meeting_field(meeting: Meeting, part: str) -> tuple[str | int, ...]:
    first, *rest = part.split(".")
    if first != "items" or not rest:
        return (first,)
    numbers = [str(item.item) for item in meeting.items]
    return (first, numbers.index(rest[0]), *rest[1:]) if rest[0] in numbers else (first,)


def agency_deviations(agency: Agency, seal: Seal, index: int = 0) -> Iterator[Deviation]:
    """Yield what differs of an agency; *index* is its place in the file."""
    sealed = SealedParts(seal, agency_subject(agency.code))
    if not sealed.is_covered:
        return
    yield from sealed.own()
    now = [agency_parts(each) for each in _versions(agency, agency.changes)]
    for part, commitment in sealed.parts.items():
        if found := sealed.fate(part, commitment, now):
            yield sealed.deviation(part, found, ("agencies", index, part))
    yield from sealed.filled_in(now[0])


def settings_deviations(config: Config, seal: Seal) -> Iterator[Deviation]:
    """Yield what differs of the settings that computed facts depend on."""
    sealed = SealedParts(seal, SETTINGS)
    yield from sealed.own()
    now = [settings_parts(each) for each in _versions(config, config.changes)]
    for part, commitment in sealed.parts.items():
        if found := sealed.fate(part, commitment, now):
            yield sealed.deviation(part, found, tuple(part.split(".")))


def _versions(now: Any, changes: Sequence[Revision]) -> Iterator[Any]:
    """Yield a record as it is, then before its last change, before its last two, and so on."""
    yield now
    if not changes:
        return
    data = now.model_dump(mode="json", exclude_unset=True)
    model: type[Model] = type(now)
    for change in reversed(changes):
        data = reverted(data, [change.was])
        try:
            yield model.model_validate_json(to_json(data))
        except ValidationError:
            continue
