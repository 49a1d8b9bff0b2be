"""What a seal covers, part by part: of each card, meeting and agency, the settings and the report.

A part is small enough that an erasure, or a free change, concerns it alone: a history entry and its
note are two parts. Entries and results carry their index in the file at the time of sealing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from cardctl.domain.agency import Agency, Config
from cardctl.domain.base import Json
from cardctl.domain.card import Card, HistoryEntry, Result, card_of
from cardctl.domain.enums import MeetingStatus
from cardctl.domain.in_force import plan_as_of, protected_values
from cardctl.domain.meeting import Meeting
from cardctl.domain.old_values import reverted
from cardctl.domain.register import Register
from cardctl.domain.seal.commitments import commit
from cardctl.domain.seal.model import Salts, Seal, SealHead, new_seal
from cardctl.domain.seal.subjects import REPORT, SETTINGS, agency_subject, meeting_subject
from cardctl.domain.view import View

FACTS = "facts"
"""The one part of the report."""

FREE = ("plan", "money", "partners")
"""Parts of a card that are openly updated: a change of them is no alteration."""

ENTRY_TEXTS = ("note", "substitute", "ground", "amends", "corrects")
"""Fields of a history entry that are a part of their own, because they can be erased."""

RESULT_TEXTS = ("text", "correction", "blocker", "next", "evidence")
"""Same of a result."""

TEXTS = (
    "title", "decision", "due_as_stated", "visibility_ground", "name", "unit", "as_stated", "place",
)  # fmt: skip
"""Texts to which translations may be added."""

_CARD_FIELDS = ("title", "item", "decision", "due_as_stated", "visibility", "visibility_ground")
_INDICATOR_TEXTS = ("name", "unit", "as_stated")
_AGENCY_FIELDS = ("name", "valid_from", "valid_to", "successor")
_DAYS = ("red_after_days", "unowned_after_days", "due_soon_days")


def seal_of(seen: View, facts: Any, head: SealHead, salts: Salts, nth: int = 1) -> Seal:
    """Return the seal of the view *seen*, whose report has these *facts* (plain data)."""
    values = {**_subjects(seen, head), REPORT: {FACTS: facts}}
    commitments = {
        subject: {part: commit(salts(), value) for part, value in parts.items()}
        for subject, parts in values.items()
    }
    return new_seal(head, commitments, nth)


def _subjects(seen: View, head: SealHead) -> dict[str, Json]:
    """Return the values of all parts by subject, without the report."""
    register: Register = seen.whole
    found = {SETTINGS: settings_parts(register.config)}
    for agency in register.agencies:
        found[agency_subject(agency.code)] = agency_parts(agency)
    for number in head.meetings:
        found[meeting_subject(number)] = meeting_parts(register.meetings[number], head.meeting)
    for card in seen.cards:
        found[card.id] = card_parts(register.cards[card.id], head)
    return found


# Cards ------------------------------------------------------------------------------------------


def plain_card(card: Card) -> Json:
    """Return a card as plain data, as its file has it."""
    return card.model_dump(mode="json", exclude_unset=True)


def is_entry_seen(entry: HistoryEntry, head: SealHead) -> bool:
    """Whether the sealed report showed a history entry with this date and meeting.

    The meetings are those that the seal names: their order may have changed since.
    """
    is_earlier = entry.meeting is None or entry.meeting in head.earlier
    return is_earlier and entry.date <= head.as_of


def is_result_seen(result: Result, head: SealHead) -> bool:
    """Whether the sealed report showed a result with this date and meeting."""
    return result.meeting in head.meetings and result.date <= head.as_of


def card_parts(card: Card, head: SealHead) -> Json:
    """Return the parts of a card as the sealed report showed it."""
    data = plain_card(card)
    history = zip(card.history, data["history"], strict=True)
    results = zip(card.results, data.get("results", ()), strict=True)
    entries = {i: said for i, (e, said) in enumerate(history) if is_entry_seen(e, head)}
    filed = {i: said for i, (r, said) in enumerate(results) if is_result_seen(r, head)}
    then = before(data, later_values(card, head))
    return {
        **undated_parts(then, plan_data(card, data, head.as_of)),
        **_listed("history", entries, ENTRY_TEXTS),
        **_listed("results", filed, RESULT_TEXTS),
    }


def later_values(card: Card, head: SealHead) -> list[Json]:
    """Return the old values that entries after the sealed report replaced, oldest first."""
    return [protected_values(entry) for entry in card.history if not is_entry_seen(entry, head)]


def before(data: Json, changes: Iterable[Json]) -> Json:
    """Return the *data* of a card before some changes, oldest first.

    The same object if they change nothing, or if their old values cannot have been (see CC517).
    """
    some = [old for old in changes if old]
    then = reverted(data, some) if some else data
    return then if then is data or card_of(then) is not None else data


def plan_data(card: Card, data: Json, day: date) -> Json | None:
    """Return the plan as of *day* as plain data, if there was one; *data* is that of the card."""
    plan = plan_as_of(card.plan, day)
    if plan is None or plan is card.plan:
        return None if plan is None else data["plan"]
    return plan.model_dump(mode="json", exclude_unset=True)


def undated_parts(data: Json, plan: Json | None) -> Json:
    """Return the parts of a card that have no date of their own, from its plain *data*."""
    found = {name: data[name] for name in _CARD_FIELDS if data.get(name) is not None}
    for indicator in data.get("indicators", ()):
        found |= split(f"indicators.{indicator['id']}", indicator, _INDICATOR_TEXTS)
    free = {"plan": plan, "money": data.get("budget"), "partners": data.get("partners")}
    return {**found, **{name: value for name, value in free.items() if value}}


def _listed(part: str, entries: Mapping[int, Json], texts: Collection[str]) -> Json:
    found: Json = {}
    for index, entry in entries.items():
        found |= split(f"{part}.{index}", entry, texts)
    return found


def split(name: str, data: Json, texts: Collection[str]) -> Json:
    """Return one part with all of *data* but its *texts*, and one part for each text."""
    found = {name: without(data, texts)}
    return {**found, **{f"{name}.{key}": data[key] for key in texts if data.get(key) is not None}}


def without(data: Json, keys: Collection[str]) -> Json:
    """Return *data* without some keys."""
    return {key: value for key, value in data.items() if key not in keys}


# What the cards share ---------------------------------------------------------------------------


def meeting_parts(meeting: Meeting, reported: int) -> Json:
    """Return the parts of a meeting; *reported* is the number of the sealed one.

    Of that one, it leaves out what comes later: that it was held, and what it decided. Of the
    others, a date that is not there is sealed, too.
    """
    data = meeting.model_dump(mode="json", exclude_unset=True)
    is_past = meeting.number != reported
    found: Json = {"kind": meeting.kind, "hears": _hears(meeting)}
    found |= {key: data.get(key) for key in ("date", "papers") if is_past or data.get(key)}
    if data.get("place") is not None:
        found["place"] = data["place"]
    if is_past and meeting.status is not MeetingStatus.SCHEDULED:
        found["status"] = meeting.status
        found["items"] = [item.item for item in meeting.items]
    for item in data.get("items", ()):
        name = f"items.{item['item']}"
        texts = ("title", "outcome") if is_past else ("title",)
        found |= split(name, without(item, () if is_past else ("outcome",)), texts)
    for index, change in enumerate(data.get("changes", ())):
        found[f"changes.{index}"] = change
    return found


def _hears(meeting: Meeting) -> bool:
    """Whether the meeting hears a report unless it is cancelled."""
    scheduled = meeting.model_copy(update={"status": MeetingStatus.SCHEDULED})
    return scheduled.hears_report


def agency_parts(agency: Agency) -> Json:
    """Return the parts of an agency."""
    data = agency.model_dump(mode="json", exclude_unset=True)
    return {name: data[name] for name in _AGENCY_FIELDS if data.get(name) is not None}


def is_change(part: str) -> bool:
    """Whether a part of a meeting is one of the recorded changes of it."""
    return part.startswith("changes.")


def settings_parts(config: Config) -> Json:
    """Return the settings that computed facts depend on, with the defaults."""
    data = config.model_dump(mode="json")
    days = data["settings"]
    return {
        "secretariat": data["secretariat"],
        "first_meeting": data["first_meeting"],
        **{f"money.{name}": value for name, value in data["money"].items()},
        **{f"settings.{name}": days[name] for name in _DAYS},
    }


def translated(value: Any) -> Iterator[Any]:
    """Yield what a text may have been before translations were added to it."""
    if not isinstance(value, dict):
        return
    yield from value.values()
    yield from _subsets(value)


def _subsets(text: Mapping[str, str]) -> Iterable[Mapping[str, str]]:
    """Yield *text* in fewer languages; at most for 6 languages, which is 62 ways."""
    keys = list(text)[:6]
    for number in range(1, 2 ** len(keys) - 1):
        yield {key: text[key] for bit, key in enumerate(keys) if number >> bit & 1}
