"""What all pages of a site share: the facts of a report, and where each page is.

The addresses of pages, relative to the folder of the site:

    index.html                      chooses a language, without a script
    assets/…                        style sheet and script
    <lang>/index.html               overview
    <lang>/board.html, board-closed-2.html …
    <lang>/meetings.html, meetings/2.html, meetings/2~2.html …
    <lang>/agencies.html, agencies/<name>.html, agencies/<name>~2.html …
    <lang>/cards/M01-007.html
    <lang>/search.html
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from cardctl.domain.card import HistoryEntry
from cardctl.domain.card_facts import CardFacts
from cardctl.domain.follow_up import FollowUp, follow_up
from cardctl.domain.in_force import history_in_force
from cardctl.domain.recorded_fields import RECORDED
from cardctl.domain.view import View
from cardctl.report.charts import MeetingTotals, totals_by_meeting
from cardctl.report.facts import MeetingReport
from cardctl.report.layout.page import ReportPage
from cardctl.sheets.form_names import stems


class SiteFile(NamedTuple):
    """A file of a site: its path in the folder of the site, with ``/``, and its contents."""

    path: str
    content: bytes


class SiteOptions(NamedTuple):
    """How to build a site: its languages, the main one first, and its address once published.

    *base_url* is needed for absolute addresses (canonical links, the feed); "" if it is unknown.
    """

    langs: tuple[str, ...]
    base_url: str = ""


class Act(NamedTuple):
    """The entry at *place* (from 0) in the history of *card*."""

    card: CardFacts
    place: int


@dataclass(frozen=True)
class Site:
    """A site that is being built: the facts of *report*, for its audience and as of its day."""

    report: MeetingReport
    options: SiteOptions

    @property
    def seen(self) -> View:
        """What the report sees of the register; of a public report, without what is restricted."""
        return self.report.seen

    @property
    def is_public(self) -> bool:
        """Whether the site leaves out what is restricted."""
        return self.report.withheld is not None

    @property
    def day(self) -> date:
        """The day that the pages are as of."""
        return self.report.as_of

    @property
    def cards(self) -> tuple[CardFacts, ...]:
        """The facts of all cards that have a page, by meeting and serial."""
        return self.seen.cards

    def follow_up(self, card: CardFacts) -> FollowUp:
        """Return the follow-up class of a card."""
        return follow_up(card.state, self.seen.signal(card.id))

    @cached_property
    def meetings(self) -> tuple[int, ...]:
        """The meetings that have a page, in order of time: those that could be read."""
        register = self.report.register
        return tuple(n for n in register.calendar.numbers if n in register.meetings)

    @cached_property
    def cards_of(self) -> Mapping[int, Sequence[CardFacts]]:
        """The cards that each meeting made."""
        found: dict[int, list[CardFacts]] = {}
        for card in self.cards:
            found.setdefault(card.meeting, []).append(card)
        return found

    @cached_property
    def trend(self) -> Mapping[int, MeetingTotals]:
        """The totals of each report up to this one that had cards, by its meeting."""
        return {each.number: each for each in totals_by_meeting(self.report)}

    @cached_property
    def acts(self) -> Mapping[int, Sequence[Act]]:
        """What each meeting did on cards of other meetings: the history entries that name it.

        What was recorded wrongly, and taken back since, it did not do.
        """
        found: dict[int, list[Act]] = {}
        for facts in self.cards:
            card = self.seen.recorded(facts.id)
            history = card.history if card else ()
            for place, entry in enumerate(history_in_force(history)):
                is_taken_back = _records(history[place]) and not _records(entry)
                if entry.meeting in (None, facts.meeting) or (is_taken_back and not entry.corrects):
                    continue
                found.setdefault(entry.meeting or 0, []).append(Act(facts, place))
        return found

    @cached_property
    def agency_codes(self) -> tuple[str, ...]:
        """The codes of all agencies, in protocol order, then those that only cards name."""
        return tuple(row.code for row in self.report.agencies)

    @cached_property
    def agency_files(self) -> Mapping[str, str]:
        """The names of the pages of agencies, without an extension, by code."""
        return stems(self.agency_codes)

    @cached_property
    def rows(self) -> dict[tuple[str, int], dict[str, tuple[str, Sequence[str]]]]:
        """The rows of cards in tables, which are the same in all pages of a language and depth."""
        return defaultdict(dict)

    @cached_property
    def shells(self) -> dict[tuple[object, ...], tuple[str, ...]]:
        """The parts around the contents of pages: by language, depth and place (see `shell`)."""
        return {}

    @cached_property
    def parts(self) -> dict[tuple[object, ...], str]:
        """Parts of pages that are the same in many, by what they depend on."""
        return {}

    @cached_property
    def _words(self) -> dict[str, ReportPage]:
        return {lang: ReportPage(self.report, lang) for lang in self.options.langs}

    def words(self, lang: str) -> ReportPage:
        """Return the helpers that say things in *lang* as the report does."""
        return self._words[lang]

    def page(self, lang: str, path: str) -> SitePage:
        """Return the page at *path* in the folder of *lang*."""
        return SitePage(self, lang, path)


def _records(entry: HistoryEntry) -> bool:
    """Whether an entry records any field."""
    return any(entry.records(field) for field in RECORDED)


def card_path(identifier: str) -> str:
    """Return the path of the page of a card, in the folder of its language."""
    return f"cards/{identifier}.html"


def meeting_path(number: int) -> str:
    """Return the path of the page of a meeting, in the folder of its language."""
    return f"meetings/{number}.html"


@dataclass(frozen=True)
class SitePage:
    """One page of *site*: its language, and its *path* in the folder of that language."""

    site: Site
    lang: str
    path: str

    @property
    def file(self) -> str:
        """Its path in the folder of the site."""
        return f"{self.lang}/{self.path}"

    @property
    def words(self) -> ReportPage:
        """The helpers that say things as the report does."""
        return self.site.words(self.lang)

    @property
    def depth(self) -> int:
        """How many folders it is below that of its language."""
        return self.path.count("/")

    def to(self, path: str) -> str:
        """Return the relative address of another page in this language."""
        return "../" * self.depth + path

    def to_file(self, path: str) -> str:
        """Return the relative address of a file of the site, such as ``assets/style.css``."""
        return self.to(f"../{path}")

    def to_card(self, identifier: str) -> str:
        """Return the relative address of a card's page."""
        return self.to(card_path(identifier))

    def to_agency(self, code: str) -> str:
        """Return the relative address of an agency's page."""
        return self.to(f"agencies/{self.site.agency_files[code]}.html")

    def to_meeting(self, number: int) -> str:
        """Return the relative address of a meeting's page."""
        return self.to(meeting_path(number))

    def others(self) -> Iterator[tuple[str, str]]:
        """Yield the other languages, each with the relative address of this page in it."""
        for lang in self.site.options.langs:
            if lang != self.lang:
                yield lang, self.to_file(f"{lang}/{self.path}")
