"""The files that a change depends on: if one of them cannot be read, nothing is written.

A card depends on the settings, the agencies, its meeting, the seals that cover it, the cards it
refers to (except `see_also`, which needs only ids), and the meetings that its new entries name; a
meeting depends on all others, because they are ordered by date; agencies and settings depend on
each other. No other file blocks a change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from cardctl.domain.ids import card_path, full_id, id_order, meeting_path
from cardctl.errors import Unreadable
from cardctl.i18n import _
from cardctl.store.layout import AGENCIES, CONFIG, MEETING_PATH, SEAL_PATH

if TYPE_CHECKING:
    from cardctl.app.file_change import FileChange
    from cardctl.app.workspace import Workspace
    from cardctl.domain.calendar import Calendar
    from cardctl.domain.card import Card
    from cardctl.domain.register import Register
    from cardctl.finding import Finding
    from cardctl.store.snapshot import Snapshot

SHARED = (CONFIG, AGENCIES)
"""The files that every change depends on."""


def require_readable(workspace: Workspace, snapshot: Snapshot, paths: Iterable[str]) -> None:
    """Raise Unreadable for the first of *paths* that cannot be read; a path need not exist."""
    unread = snapshot.unread()
    if not unread:
        return
    for path in paths:
        folder = path.rpartition("/")[0]
        if found := unread.get(path) or unread.get(folder):
            raise unreadable(workspace, snapshot, found)


def unreadable(workspace: Workspace, snapshot: Snapshot, finding: Finding) -> Unreadable:
    """Return the error that refuses a change because a file has *finding*."""
    from shlex import quote

    path = workspace.shown(finding.path)
    is_there = finding.path in snapshot.files
    hint = (
        _("check its file: cardctl validate {path}", path=quote(path))
        if is_there
        else _("fix it first: cardctl validate")
    )
    return Unreadable(path, finding, hint, snapshot.files)


def initial_dependencies(
    loaded: Snapshot, ids: Iterable[str], meetings: Iterable[int | None]
) -> Iterator[str]:
    """Yield the files that a change of these cards depends on, known before it is computed.

    None in *meetings* stands for all meetings.
    """
    yield from SHARED
    for identifier in ids:
        full = full_id(identifier)
        if full is not None:
            yield _file_of(loaded.register, full)
            yield meeting_path(id_order(full)[0])
    for number in meetings:
        yield from _all_meetings(loaded) if number is None else (meeting_path(number),)


def dependencies_of(loaded: Snapshot, changed: FileChange) -> Iterator[str]:
    """Yield the files that a change depends on, other than the changed file itself."""
    from cardctl.domain.agency import Agencies, Config
    from cardctl.domain.card import Card

    yield from SHARED
    if isinstance(changed.after, Agencies | Config):
        return
    if not isinstance(changed.after, Card):
        yield from _all_meetings(loaded)
        return
    before = changed.before if isinstance(changed.before, Card) else None
    yield from map(meeting_path, _meetings(before, changed.after))
    calendar = loaded.register.calendar
    yield from (path for path in loaded.unread() if _is_seal_over(changed.after, path, calendar))
    for kind, other in changed.after.relations.all():
        if kind != "see_also":
            yield _file_of(loaded.register, other)


def _file_of(register: Register, identifier: str) -> str:
    """Return the file of a card, readable or not; for a missing card, the path it would have."""
    if identifier in register.cards:
        return register.path_of(identifier)
    unread = (path for path, known in register.unreadable.items() if known == identifier)
    return next(unread, card_path(identifier))


def _all_meetings(loaded: Snapshot) -> list[str]:
    return [path for path in loaded.unread() if MEETING_PATH.fullmatch(path) or "." not in path]


def _meetings(before: Card | None, after: Card) -> Iterator[int]:
    """Yield the meeting of a card, and those that its new entries and results name."""
    yield after.meeting
    for event in after.history[len(before.history) if before else 0 :]:
        yield from (number for number in (event.meeting, event.review) if number is not None)
    for result in after.results[len(before.results) if before else 0 :]:
        yield result.meeting


def _is_seal_over(card: Card, path: str, calendar: Calendar) -> bool:
    """Whether *path* is a seal of a meeting later than the one of *card*."""
    match = SEAL_PATH.fullmatch(path)
    return match is not None and calendar.is_before(card.meeting, int(match[1]))
