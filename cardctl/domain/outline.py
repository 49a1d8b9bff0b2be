"""What lists and signals need of the shared files: two settings, agencies' codes, the calendar.

The index keeps it, so that lists import no models. The whole contents of the shared files are read
when something else of them is asked for.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

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


class Outline(NamedTuple):
    """What lists and signals need of the shared files.

    *languages* are those of the register; None if its settings could not be read. *codes* are those
    of the agencies, in protocol order; *by_name* gives them by all names.
    """

    languages: tuple[str, ...] | None
    settings: Thresholds
    codes: tuple[str, ...]
    by_name: Mapping[str, str]
    calendar: Calendar


class SharedOnDemand:
    """Shared files of which the *outline* is known; *read* returns their contents."""

    def __init__(self, outline: Outline, read: Callable[[], SharedFiles]) -> None:
        self.outline = outline
        self._read = read

    @cached_property
    def whole(self) -> SharedFiles:
        """All of their contents, read when they are asked for first."""
        return self._read()
