"""The result that an `update` files, or the one that it revises."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from cardctl.app import values
from cardctl.app.literal_values import literal, value_at
from cardctl.app.spent_check import spent_in_units
from cardctl.domain import changes
from cardctl.domain.card import Card, Result
from cardctl.domain.in_force import filed_result
from cardctl.errors import Refused, UsageError
from cardctl.i18n import Message, _
from cardctl.literals.percentages import percentage

if TYPE_CHECKING:
    from cardctl.app.change import Transaction
    from cardctl.domain.base import Json
    from cardctl.domain.meeting import Evidence
    from cardctl.domain.register import Register

PREFIX = "result."
"""Beginning of a path in the result that is revised, such as ``result.evidence.0.url``."""

_FIXED = ("meeting", "date", "by", "correction")
"""Fields of a result that a path cannot change: options do, or nothing."""


class ResultRequest(NamedTuple):
    """The result to file, or with *revise* what changes in the one in force; see `is_filed`.

    *progress* and *spent* may be as people write them (``75%``, ``14.5억원``). If *spent* is far
    beyond what is planned, it has to be *is_spent_confirmed* (see `spent_check`). *sets*, *unsets*
    and *adds* are paths in the result that is revised.
    """

    text: str | None = None
    meeting: int | None = None
    progress: int | str | None = None
    evidence: Sequence[Evidence] = ()
    readings: Sequence[tuple[str, int | Decimal]] = ()
    spent: int | str | None = None
    next: str | None = None
    blocker: str | None = None
    revise: bool = False
    sets: Sequence[values.Assignment] = ()
    unsets: Sequence[str] = ()
    adds: Sequence[values.Assignment] = ()
    is_spent_confirmed: bool = False

    @property
    def is_filed(self) -> bool:
        """Whether a result is filed, a new one or a revision."""
        return self.text is not None or self.revise

    @property
    def has_contents(self) -> bool:
        """Whether there is anything to file or to revise."""
        return bool(self._paths) or any(value is not None for value in self._options.values())

    @property
    def first_option(self) -> str | None:
        """The first option given that is part of a result; None if there is none."""
        given = {"--revise": self.revise or None, **self._options}
        return next((key for key, value in given.items() if value is not None), None)

    def read_for(self, transaction: Transaction, card: Card) -> ResultRequest:
        """Return the request with numbers for the texts of progress and spent money.

        Raises UsageError, FarBeyondPlan.
        """
        progress, spent = self.progress, self.spent
        if isinstance(progress, str):
            progress = literal(percentage, progress, "--progress")
        if isinstance(spent, str):
            spent = spent_in_units(transaction, card, spent, is_confirmed=self.is_spent_confirmed)
        return self._replace(progress=progress, spent=spent)

    def with_result(
        self, register: Register, card: Card, entry: changes.HistoryEntryDraft, today: date
    ) -> Card:
        """Return the card with the result; *card* itself if there is none, or nothing changes.

        Raises UsageError for options without a result, Refused if there is no result to revise, or
        revising it needs a reason, and like `changes.add_result`.
        """
        by = entry.by or entry.lead or card.lead or register.config.secretariat
        earlier = self._result_to_revise(register, card, by)
        self._require_result(earlier)
        if not self.is_filed:
            return card
        if not self.revise:
            result = _made(self._values(self._meeting(register), by, entry.on))
            return changes.add_result(register, card, result, today)
        changes.require_agency(register, by)
        if earlier is None:
            raise _nothing_to_revise(card, by, self.meeting)
        return self._with_revision(register, card, earlier, entry, today)

    def _with_revision(
        self,
        register: Register,
        card: Card,
        earlier: Result,
        entry: changes.HistoryEntryDraft,
        today: date,
    ) -> Card:
        """Return the card with a further result that revises *earlier*, if anything changes."""
        from cardctl.store.card_text import as_data

        data = self._revised(register, earlier)
        if data == as_data(earlier):
            return card
        if entry.reason is None:
            hint = _("add: --reason TEXT")
            changes.require_unheard(register, card, earlier, today, hint)
        data |= {"date": entry.on.isoformat(), "correction": entry.reason}
        revision = {key: value for key, value in data.items() if value is not None}
        result = Result.model_validate_json(json.dumps(revision))
        return changes.add_result(register, card, result, today)

    def notice(self, register: Register, before: Card, after: Card) -> Message | None:
        """Return what to say about a new result that replaces an earlier one; None if none."""
        new = after.results[len(before.results) :]
        if self.revise or not new:
            return None
        calendar = register.calendar
        earlier = filed_result(before.results, new[0].by, new[0].meeting, calendar)
        if earlier is None:
            return None
        return _(
            "{id}: this revises the result of {by} for meeting {meeting}, filed on {date}; to keep "
            "its other values, use --revise",
            id=after.id,
            by=earlier.by,
            meeting=earlier.meeting,
            date=earlier.date,
        )

    def _meeting(self, register: Register) -> int:
        return register.calendar.next if self.meeting is None else self.meeting

    def _result_to_revise(self, register: Register, card: Card, by: str) -> Result | None:
        """Return the agency's result in force for the meeting, or None.

        If no meeting is given, it is the one for the next meeting, or else its last one.
        """
        calendar = register.calendar
        found = filed_result(card.results, by, self._meeting(register), calendar)
        if found is not None or self.meeting is not None:
            return found
        own = [result for result in card.results if result.by == by]
        return max(own, key=lambda result: calendar.place(result.meeting), default=None)

    def _revised(self, register: Register, earlier: Result) -> Json:
        """Return the data of *earlier* with the changes; evidence and readings are added to it."""
        from cardctl.store.card_text import as_data

        old = as_data(earlier)
        values = self._values(earlier.meeting, earlier.by, earlier.date)
        new = as_data(_made({**values, "text": self.text or earlier.text}))
        papers, readings = old.get("evidence", []), old.get("readings", {})
        new["evidence"] = papers + [one for one in new.get("evidence", []) if one not in papers]
        new["readings"] = {**readings, **new.get("readings", {})}
        return self._with_paths(old | new, register)

    def _with_paths(self, data: Json, register: Register) -> Json:
        languages = register.config.languages
        for path, value in self.sets:
            kept = value_at(register, path, value)
            data = changes.with_value(data, _inside(path), kept, languages, Result)
        for path in self.unsets:
            data = changes.without(data, _inside(path), Result)
        for path, value in self.adds:
            kept = value_at(register, path, value)
            data = changes.with_item(data, _inside(path), kept, Result)
        return {key: value for key, value in data.items() if value not in ([], {})}

    def _values(self, meeting: int, by: str, day: date) -> Json:
        """Return the values of the result, as a model has them; None where none is given."""
        return {
            "meeting": meeting,
            "date": day,
            "by": by,
            "text": self.text,
            "progress": self.progress,
            "readings": dict(self.readings),
            "spent": self.spent,
            "evidence": tuple(self.evidence),
            "blocker": self.blocker,
            "next": self.next,
        }

    @property
    def _options(self) -> dict[str, object]:
        """The options that are part of a result, with their values."""
        return {
            "--result": self.text,
            "--for": self.meeting,
            "--progress": self.progress,
            "--evidence": self.evidence or None,
            "--reading": self.readings or None,
            "--spent": self.spent,
            "--next": self.next,
            "--blocker": self.blocker,
        }

    @property
    def _paths(self) -> list[str]:
        """The paths in the result, as they were given."""
        return [*(path for path, _value in (*self.sets, *self.adds)), *self.unsets]

    def _require_result(self, earlier: Result | None) -> None:
        """Raise UsageError if an option requires a result and none is filed or revised."""
        if self._paths and not self.revise:
            raise UsageError(
                _("'{path}' is part of the result to revise", path=self._paths[0]),
                _("add: --revise"),
            )
        option = self.first_option
        if option is None or self.is_filed:
            return
        raise UsageError(
            _("{option} is part of a result", option=option),
            _("add: --result TEXT")
            if earlier is None
            else _("to change the result on file, add: --revise"),
        )


def _made(said: Json) -> Result:
    """Return the result with these values, without the keys that have none."""
    return Result.model_validate({k: v for k, v in said.items() if v not in (None, (), {})})


def _inside(path: str) -> str:
    """Return the path inside the result. Raises Refused for a field that stays as it was filed."""
    inside = path.removeprefix(PREFIX)
    if inside.partition(".")[0] in _FIXED:
        raise Refused(_("'{field}' cannot be changed", field=path))
    return inside


def _nothing_to_revise(card: Card, by: str, meeting: int | None) -> Refused:
    """Return the error for an agency that has filed no result (for *meeting*, if given)."""
    others = list(dict.fromkeys(result.by for result in card.results if result.by != by))
    hint = _("file one: cardctl update {id} --result TEXT", id=card.id)
    if others:
        hint = _("file one (--result TEXT), or name who filed it: --by {agencies}",
                   agencies=" | ".join(others))  # fmt: skip
    if meeting is None:
        return Refused(_("{id}: {by} has filed no result to revise", id=card.id, by=by), hint)
    return Refused(
        _(
            "{id}: {by} has filed no result for meeting {meeting} to revise",
            id=card.id, by=by, meeting=meeting,
        ),
        hint,
    )  # fmt: skip
