"""What lists, signals and `show` need of the shared files: settings, agencies, tags, the calendar.

The index keeps it, so that they need neither parse these files nor build models. The whole contents
are read when something else is asked for.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cardctl.domain.base import Text
    from cardctl.domain.calendar import Calendar
    from cardctl.domain.shared_files import SharedFiles


class Thresholds(Protocol):
    """The settings that signals depend on, in days (see `agency.Settings`)."""

    @property
    def red_after_days(self) -> int:
        """A card overdue by more than this many days is red."""

    @property
    def unowned_after_days(self) -> int:
        """A card without a lead for more than this many days is amber."""


class AmountUnit(Protocol):
    """What an amount of 1 in the files is (see `agency.MoneyUnit`)."""

    @property
    def currency(self) -> str:
        """Currency by its ISO 4217 code."""

    @property
    def unit(self) -> int:
        """Value of 1 in the files."""


class AgencyNames(NamedTuple):
    """What an agency is called: its code, its name (plain or by language), other names."""

    code: str
    name: Text
    aliases: tuple[str, ...] = ()

    def all(self) -> tuple[str, ...]:
        """Return the code, the aliases, and the name in each language."""
        full = self.name.values() if isinstance(self.name, dict) else (self.name,)
        return (self.code, *self.aliases, *full)


class Outline(NamedTuple):
    """What lists, signals and `show` need of the shared files.

    *languages* are those of the register; None if its settings could not be read. *agencies* are in
    protocol order. *tag_names* are by tag. *views* are the saved views by name, as plain data of
    their fields.
    """

    languages: tuple[str, ...] | None
    settings: Thresholds
    money: AmountUnit
    agencies: tuple[AgencyNames, ...]
    calendar: Calendar
    tag_names: Mapping[str, Text]
    views: Mapping[str, Mapping[str, Any]]

    @property
    def names(self) -> Mapping[str, Text]:
        """The full names of the agencies by code, in protocol order; the last of a code counts."""
        return {each.code: each.name for each in self.agencies}

    @property
    def by_name(self) -> Mapping[str, str]:
        """The codes of the agencies by all their names; the first agency with a name has it."""
        return {name: each.code for each in reversed(self.agencies) for name in each.all()}


class SharedOnDemand:
    """Shared files of which the *outline* is known; *read* returns their contents."""

    def __init__(self, outline: Outline, read: Callable[[], SharedFiles]) -> None:
        self.outline = outline
        self._read = read

    @cached_property
    def whole(self) -> SharedFiles:
        """All of their contents, read when they are asked for first."""
        return self._read()
