"""Summarise what a change does, for its reviewer: who filed what, and what needs a close look.

Rules ask whether a change is allowed; the summary lists everything that it does. Anybody can write
any agency after `by:`, so it also counts the entries by the agency in whose name they are filed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from cardctl.app.change_summary.cards import card_items
from cardctl.app.change_summary.items import Item, Kind, Subject, plain_text, shown
from cardctl.app.change_summary.shared import file_items
from cardctl.domain.base import Text
from cardctl.domain.ids import id_at, id_order
from cardctl.i18n import Message
from cardctl.rules.comparison import Base, CardDiff, pairs
from cardctl.store.layout import CARD_PATH, CONFIG

__all__ = ["ChangeSummary", "Item", "Kind", "Subject", "summary_of"]


class ChangeSummary(NamedTuple):
    """What a change does: its *items*, by card, then by meeting, agency, setting and seal.

    *base* describes what it was compared with, and *titles* maps the ids of its cards to their
    titles. A *new_register*, which the base does not have at all, has no items.
    """

    base: Message
    items: tuple[Item, ...] = ()
    titles: Mapping[str, Text] = {}
    new_register: bool = False

    @property
    def subjects(self) -> Mapping[Subject, int]:
        """Number of cards, meetings, agencies, settings and seals that the change touches."""
        return Counter(subject for subject, _ in {(i.subject, i.name) for i in self.items})

    @property
    def kinds(self) -> Mapping[Kind, int]:
        """Number of items of each kind, in the order of `Kind`."""
        found = Counter(item.kind for item in self.items)
        return {kind: found[kind] for kind in Kind if kind in found}

    @property
    def for_review(self) -> Mapping[Kind, int]:
        """Number of items of each kind that need review, whenever they were filed."""
        found = Counter(each.kind for each in self.items if each.is_for_review)
        return {kind: found[kind] for kind in Kind if kind in found}

    @property
    def filed_by(self) -> Mapping[str, int]:
        """Number of new entries and results in the name of each agency, most first."""
        return dict(Counter(item.by for item in self._filed if item.by).most_common())

    @property
    def filed_late(self) -> Sequence[int]:
        """Days by which new entries and results were filed after their dates, for each late one.

        That is the number of days to the day of the base, which did not have them yet.
        """
        return [item.days_late for item in self._filed if item.days_late]

    @property
    def backdated(self) -> int:
        """Number of new entries and results that are dated long before the day of the base."""
        return len({(item.path, item.entry) for item in self.items if item.is_backdated})

    @property
    def _filed(self) -> Sequence[Item]:
        """One item of each new entry, result and revision, which may have several."""
        return list({(item.path, item.entry): item for item in self.items if item.entry}.values())

    def within(self, paths: Collection[str]) -> ChangeSummary:
        """Return the part of the summary on the files *paths*."""
        return self._replace(items=tuple(item for item in self.items if item.path in paths))


def summary_of(base: Base) -> ChangeSummary:
    """Return the summary of the change since *base*."""
    if _is_new(base):
        return ChangeSummary(base.base, new_register=True)
    diffs = sorted(_card_diffs(base), key=lambda diff: id_order(_id(diff)))
    items = (item for diff in diffs for item in card_items(diff, _id(diff), base))
    shared = (item for diff in base.files for item in file_items(diff, base))
    return ChangeSummary(base.base, (*items, *shared), dict(_titles(diffs)))


def _is_new(base: Base) -> bool:
    """Whether the base has no file of the register, although its settings are there now."""
    is_added = any(diff.path == CONFIG and diff.now is not None for diff in base.files)
    return is_added and not base.then and all(diff.then is None for diff in base.files)


def _card_diffs(base: Base) -> Iterator[CardDiff]:
    """Yield the cards among the paired files; *base* has deleted shared files among them."""
    return (diff for diff in pairs(base) if CARD_PATH.fullmatch(diff.path))


def _id(diff: CardDiff) -> str:
    side = diff.now or diff.then
    assert side is not None
    return side.id if shown(side.id) else id_at(side.path)


def _titles(diffs: list[CardDiff]) -> Iterator[tuple[str, Text]]:
    """Yield the present title of each card; that of a deleted card is gone."""
    for diff in diffs:
        data = diff.now.data if diff.now else None
        title = plain_text(data.get("title")) if data else None
        if title is not None:
            yield _id(diff), title
