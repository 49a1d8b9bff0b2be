"""Changes of an agency or of the settings: the new record keeps the old values in `changes`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple, TypeVar

from cardctl.domain.agency import Agency, Config
from cardctl.domain.revision import Revision
from cardctl.errors import Refused
from cardctl.i18n import _

Revised = TypeVar("Revised", Agency, Config)


class RevisionDraft(NamedTuple):
    """Values of a new entry in `changes`, besides the old values."""

    on: date
    by: str
    note: str


def with_revision(
    before: Revised, after: Revised, fields: Iterable[str], draft: RevisionDraft
) -> Revised:
    """Return *after* with an entry for those of *fields* in which it differs from *before*.

    If there are none, it is *after* itself. Raises Refused if the last entry has a later date.
    """
    was = old_values(before, after, fields)
    if not was:
        return after
    _require_order(before.changes, draft.on)
    entry = Revision(date=draft.on, by=draft.by, note=draft.note, was=was)
    return after.model_copy(update={"changes": (*before.changes, entry)})


def old_values(before: Revised, after: Revised, fields: Iterable[str]) -> dict[str, object]:
    """Return the values of *before*, as in its file, of the *fields* that differ; None if absent.

    Only top-level fields count, and each is kept whole.
    """
    old, new = (each.model_dump(mode="json", exclude_unset=True) for each in (before, after))
    return {name: old.get(name) for name in fields if old.get(name) != new.get(name)}


def _require_order(entries: tuple[Revision, ...], day: date) -> None:
    if entries and day < entries[-1].date:
        last = entries[-1].date
        raise Refused(
            _("the last change is dated {last}, after {day}", last=last, day=day),
            _("use this date or a later one: --on {last}", last=last),
        )
