"""Contents of the files that all cards depend on: settings, agencies, meetings and seals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from cardctl.domain.calendar import Calendar
from cardctl.domain.outline import AgencyNames, Outline

if TYPE_CHECKING:
    from cardctl.domain.agency import Agency, Config
    from cardctl.domain.meeting import Meeting
    from cardctl.domain.seal.model import AnySeal


@dataclass(frozen=True)
class SharedFiles:
    """The body's settings, agencies in protocol order, meetings by number.

    *agencies_known* and *config_known* are false if those files could not be read, and
    *unreadable_meetings* has the numbers of such meetings, so that rules can be reported as
    skipped. *misnamed_meetings* gives by number the path of each file that seems to be a meeting's
    but is ignored. *seals* has the seals of each sealed meeting, in order, and *unreadable_seals*
    the meetings with one that is invalid.
    """

    config: Config
    agencies: tuple[Agency, ...] = ()
    meetings: Mapping[int, Meeting] = field(default_factory=dict)
    config_known: bool = True
    agencies_known: bool = True
    unreadable_meetings: frozenset[int] = frozenset()
    misnamed_meetings: Mapping[int, str] = field(default_factory=dict)
    seals: Mapping[int, tuple[AnySeal, ...]] = field(default_factory=dict)
    unreadable_seals: frozenset[int] = frozenset()

    @property
    def whole(self) -> SharedFiles:
        """All of their contents."""
        return self

    @cached_property
    def outline(self) -> Outline:
        """What lists, signals and `show` need."""
        return Outline(
            languages=tuple(self.config.languages) if self.config_known else None,
            settings=self.config.settings,
            money=self.config.money,
            agencies=tuple(AgencyNames(a.code, a.name, a.aliases) for a in self.agencies),
            calendar=Calendar(self.meetings, self.config.first_meeting, self.unreadable_meetings),
            tag_names=self.config.tag_names,
            views={
                name: view.model_dump(mode="json", exclude_defaults=True)
                for name, view in self.config.views.items()
            },
        )
