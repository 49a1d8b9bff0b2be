"""What the records of the JSON output share."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple, TypedDict

from cardctl.domain.base import AgencyCode, CardId, IsoDate, Json
from cardctl.domain.card import Card, HistoryEntry, Plan, Result
from cardctl.domain.meeting import Evidence
from cardctl.report.audience import Audience


class As(NamedTuple):
    """What plain data has the form of: a type, or an object with the keys of several.

    It is a mark on the type of the plain data, for the schema. Models are as in the files of the
    register (see `domain.json_schema`).
    """

    kinds: tuple[Any, ...]


Day = Annotated[str, As((IsoDate,))]
"""A day as text, YYYY-MM-DD."""

Id = Annotated[str, As((CardId,))]
"""Id of a card."""

Agency = Annotated[str, As((AgencyCode,))]
"""Code of an agency."""

AudienceWord = Annotated[str, As((Audience,))]

CardData = Annotated[Json, As((Card,))]
PlanData = Annotated[Json, As((Plan,))]
ResultData = Annotated[Json, As((Result,))]
EvidenceData = Annotated[Json, As((Evidence,))]
EntryData = Annotated[Json, As((HistoryEntry,))]
RecordData = Annotated[Json, As((HistoryEntry,))] | Annotated[Json, As((Result,))]
"""A history entry or a result, as in the card."""

FromTo = TypedDict("FromTo", {"from": Any, "to": Any})


class FieldMove(FromTo):
    """A value before and after; null if there was or is none."""

    field: str
    """Dotted path of the field."""


class FileChangeData(TypedDict):
    """A file that was changed, or would be."""

    id: Id | None
    """The card's id; null for another file."""
    path: str
    """Path of the file, as seen from the working directory."""
    new: bool
    """Whether the file is new."""
    hash: str
    """SHA-256 of the file after the change, for `update --if-match`."""
    changes: list[FieldMove]
    """The changed values; none for a new file, because all of it is new."""


class ProblemData(TypedDict):
    """A problem of a file that was handed in."""

    place: str
    """The place, such as a.xlsx!Sheet1!G7."""
    message: str
    hint: str | None
