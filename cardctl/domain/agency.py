"""The body, its settings, and its agencies: `cardctl.yaml` and `agencies.yaml`."""

from __future__ import annotations

import re
import warnings
from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from cardctl.domain.base import (
    AgencyCode,
    IsoDate,
    Language,
    Line,
    MeetingNumber,
    Model,
    OutsideId,
    RegisterName,
    Text,
    exactly,
)
from cardctl.domain.enums import Level
from cardctl.domain.revision import Revision
from cardctl.domain.saved_view import SavedView, ViewName

CodeOwner = Annotated[
    str,
    Field(pattern=r"^@[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*$", max_length=255),
]
"""A team or user as CODEOWNERS names it: @organisation/team or @user."""

EmailAddress = Annotated[
    str,
    Field(
        pattern=r"^[A-Za-z0-9._%+-]+@[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?"
        r"(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)+$",
        max_length=254,
    ),
]
"""An address as mail programs write it without quotes (RFC 5321, in ASCII)."""


class OutsideIdForm(NamedTuple):
    """The form of the identifiers of one scheme, with an example."""

    pattern: re.Pattern[str]
    example: str


OUTSIDE_ID_FORMS = {
    "iso-3166-2": OutsideIdForm(
        re.compile(r"iso-3166-2:[A-Z]{2}-[A-Z0-9]{1,3}"), "iso-3166-2:KR-26"
    ),
    "kr-org": OutsideIdForm(re.compile(r"kr-org:[0-9]{7}"), "kr-org:1741000"),
}
"""Schemes of which the form is known: ISO 3166-2 (subdivisions of countries), and the Korean
administrative standard code of an organisation (행정표준코드, seven digits)."""


class Contact(Model):
    """Where an agency is reached: the address of an office, never a person's."""

    email: EmailAddress | None = None
    """E-mail address of the office."""
    unit: Text | None = None
    """Name of the office."""


class Agency(Model):
    """A lead or partner agency; the file lists agencies in protocol order."""

    code: AgencyCode
    """Short name used in cards, for example mois."""
    name: Text
    """Full name, plain or by language."""
    level: Level = Level.OTHER
    """central, metropolitan, basic, association or other."""
    region: Line | None = None
    """Region that it represents."""
    valid_from: IsoDate | None = None
    """First day on which the agency exists."""
    valid_to: IsoDate | None = None
    """Last day on which the agency exists."""
    successor: AgencyCode | None = None
    """Code of the agency that took over its work."""
    aliases: tuple[Line, ...] = ()
    """Other names people use for it."""
    ids: Annotated[tuple[OutsideId, ...], Field(max_length=20)] = ()
    """Its identifiers elsewhere, each with its scheme: iso-3166-2:KR-51, kr-org:1741000."""
    owners: Annotated[tuple[CodeOwner, ...], Field(max_length=10)] = ()
    """Teams or users on the git platform who review changes of its cards: @organisation/team."""
    contact: Contact | None = None
    """Office to which requests and letters go."""
    changes: tuple[Revision, ...] = ()
    """Changes of its record, with the old values; append-only."""

    @property
    def email(self) -> str | None:
        """Address of its office; None if it is not known."""
        return self.contact.email if self.contact else None

    @property
    def names(self) -> tuple[str, ...]:
        """All its names: the code, the aliases, and the name in each language."""
        full = self.name.values() if isinstance(self.name, dict) else (self.name,)
        return (self.code, *self.aliases, *full)


class Agencies(Model):
    """The file `agencies.yaml`."""

    agencies: tuple[Agency, ...]
    """All agencies, in protocol order."""


class MoneyUnit(Model):
    """Value of 1 in the files: *unit* of *currency* (for example 1,000,000 KRW)."""

    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "KRW"
    """Currency by its ISO 4217 code."""
    unit: Annotated[int, Field(ge=1, le=10**12)] = 1
    """Value of 1 in the files."""


Days = Annotated[int, Field(ge=0, le=3650)]

FontName = Annotated[str, Field(pattern=r"^[^\x00-\x1f/\\]{1,100}$")]


class Settings(Model):
    """Thresholds in days for signals and lists, and the font of printed reports."""

    red_after_days: Days = 30
    """A card overdue by more than this many days is red."""
    unowned_after_days: Days = 30
    """A card without a lead for more than this many days is amber."""
    due_soon_days: Days = 90
    """Days that "due next" looks ahead if the next meeting has no date."""
    font: FontName | None = None
    """Name of the font for printed reports; the default font if absent."""


with warnings.catch_warnings():
    # A class has a method of this name (`ABCMeta.register`), which hides no attribute of a model.
    warnings.filterwarnings("ignore", 'Field name "register"', UserWarning)

    class Config(Model):
        """The file `cardctl.yaml`: the body that meets, and the settings of its register."""

        format: Annotated[Literal[1], exactly(1)] = 1
        """Version of the file format."""
        register: RegisterName | None = None
        """Name of this register among others: words with dots, the country first (kr.clcm)."""
        body: Text
        """Name of the body that meets."""
        languages: Annotated[tuple[Language, ...], Field(min_length=1)] = ("en",)
        """Languages of the register, the primary one first."""
        secretariat: AgencyCode
        """Code of the agency that keeps the register."""
        first_meeting: MeetingNumber = 1
        """Number of the first meeting in this register."""
        money: MoneyUnit = MoneyUnit()
        """Currency and unit of all amounts."""
        settings: Settings = Settings()
        """Thresholds in days for signals and lists, and the font of reports."""
        tag_names: dict[Line, Text] = Field(default_factory=dict)
        """Names of tags, by tag."""
        views: dict[ViewName, SavedView] = Field(default_factory=dict)
        """Saved views for everybody, by name: `list @NAME` shows one."""
        changes: tuple[Revision, ...] = ()
        """Changes of the settings, with the old values; append-only."""
