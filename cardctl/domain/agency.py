"""The body, its settings, and its agencies: `cardctl.yaml` and `agencies.yaml`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from cardctl.domain.base import Code, IsoDate, Line, Model, exactly
from cardctl.domain.text import Language, Text


class Level(StrEnum):
    """The level of government, or none."""

    CENTRAL = "central"
    METROPOLITAN = "metropolitan"
    BASIC = "basic"
    ASSOCIATION = "association"
    OTHER = "other"


class Agency(Model):
    """One agency that leads or helps; the file's order is the protocol order."""

    code: Code
    """Short name used in cards, for example mois."""
    name: Text
    """Full name, plain or by language."""
    level: Level = Level.OTHER
    """central, metropolitan, basic, association or other."""
    region: Line | None = None
    """Region it stands for."""
    valid_from: IsoDate | None = None
    """First day on which the agency exists."""
    valid_to: IsoDate | None = None
    """Last day on which the agency exists."""
    successor: Code | None = None
    """Code of the agency that took over its work."""
    aliases: tuple[Line, ...] = ()
    """Other names people use for it."""

    @property
    def names(self) -> tuple[str, ...]:
        """Whatever it is called: its code, its aliases, its name in each language."""
        full = self.name.values() if isinstance(self.name, dict) else (self.name,)
        return (self.code, *self.aliases, *full)


class Agencies(Model):
    """The file `agencies.yaml`."""

    agencies: tuple[Agency, ...]
    """All agencies, in protocol order."""


class MoneyUnit(Model):
    """What 1 in the files is worth: *unit* of *currency* (here 1,000,000 KRW)."""

    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "KRW"
    """Currency by its ISO 4217 code."""
    unit: Annotated[int, Field(ge=1, le=10**12)] = 1
    """Worth of 1 in the files."""


Days = Annotated[int, Field(ge=0, le=3650)]

FontName = Annotated[str, Field(pattern=r"^[^\x00-\x1f/\\]{1,100}$")]


class Settings(Model):
    """The numbers of days behind the signals and lists, and how reports are printed."""

    red_after_days: Days = 30
    """Overdue by more than this many days is red."""
    unowned_after_days: Days = 30
    """Without a lead for more than this many days is amber."""
    due_soon_days: Days = 90
    """How far "due next" looks ahead where the next meeting has no date."""
    font: FontName | None = None
    """Font of reports on paper, by its name; the usual one if absent."""


class Config(Model):
    """The file `cardctl.yaml`: the body that meets, and how its register is kept."""

    format: Annotated[Literal[1], exactly(1)] = 1
    """Version of the file format."""
    body: Text
    """Name of the body that meets."""
    languages: Annotated[tuple[Language, ...], Field(min_length=1)] = ("en",)
    """Languages of the register, the first one leading."""
    secretariat: Code
    """Code of the agency that keeps the register."""
    money: MoneyUnit = MoneyUnit()
    """Currency and unit of all amounts."""
    settings: Settings = Settings()
    """Numbers of days for signals and lists, and the font of reports."""
