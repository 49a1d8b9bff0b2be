"""What lists and signals need of the shared files: two settings, agencies' codes, the calendar.

The index keeps it, so that lists import no models. The whole contents of the shared files are read
when something else of them is asked for.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, Protocol

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
    """What lists and signals need of the shared files.

    *languages* are those of the register; None if its settings could not be read. *agencies* are in
    protocol order.
    """

    languages: tuple[str, ...] | None
    settings: Thresholds
    agencies: tuple[AgencyNames, ...]
    calendar: Calendar

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the agencies, in protocol order."""
        return tuple(dict.fromkeys(each.code for each in self.agencies))

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
