"""Schema of the published tables: the one place that the package, the docs and engines read.

A table is a list of columns; the first ones are its key. Human text has two columns, ``_ko`` and
``_en``: a text that is written once is in the column of the register's main language, or in
``_en`` if that is another language.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from cardctl.domain.enums import (
    BudgetSource,
    Direction,
    EvidenceKind,
    ItemOutcome,
    ItemType,
    Level,
    MeetingKind,
    MeetingStatus,
    Visibility,
)
from cardctl.domain.follow_up import FollowUp
from cardctl.domain.signal import Colour, Reason
from cardctl.domain.workflow import Count, Outcome, State
from cardctl.finding import Severity

VERSION = 1
"""Version of this schema; a change that readers notice raises it."""

LANGUAGES = ("ko", "en")
"""Languages with a column of their own for each human text."""


class Type(StrEnum):
    """Type of a column, by its name in Table Schema (Data Package 2.0)."""

    STRING = "string"
    INTEGER = "integer"
    """A whole number that fits into 64 bits."""
    NUMBER = "number"
    """A decimal number with at most 15 digits before the point and 6 after it."""
    BOOLEAN = "boolean"
    DATE = "date"


class Column(NamedTuple):
    """A column; a *key* column is never null, and the key columns are first in their table.

    Other values than null are one of *enum*, not below *minimum* nor above *maximum*, and match
    *pattern* as a whole; each is a constraint of Table Schema, and absent if not given.
    """

    name: str
    type: Type
    description: str
    is_key: bool = False
    is_required: bool = False
    enum: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    pattern: str | None = None

    @property
    def is_null_allowed(self) -> bool:
        """Whether a row may be without a value."""
        return not (self.is_key or self.is_required)


class Reference(NamedTuple):
    """Columns whose values are the key of a row in another *table*."""

    columns: tuple[str, ...]
    table: str


class Table(NamedTuple):
    """A published table, with the tables that its columns refer to."""

    name: str
    description: str
    columns: tuple[Column, ...]
    refers: tuple[Reference, ...] = ()

    @property
    def key(self) -> tuple[str, ...]:
        """Names of the columns that identify a row."""
        return tuple(column.name for column in self.columns if column.is_key)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all columns, in order."""
        return tuple(column.name for column in self.columns)


def _key(name: str, description: str, kind: Type = Type.STRING) -> Column:
    return Column(name, kind, description, is_key=True)


def _text(name: str, description: str) -> tuple[Column, ...]:
    return tuple(Column(f"{name}_{lang}", Type.STRING, description) for lang in LANGUAGES)


_S, _I, _N, _B, _D = Type.STRING, Type.INTEGER, Type.NUMBER, Type.BOOLEAN, Type.DATE


def _one_of(
    name: str, values: Iterable[str], description: str, *, is_required: bool = False
) -> Column:
    """Return a column of texts from a closed list."""
    return Column(name, Type.STRING, description, is_required=is_required, enum=tuple(values))


def _count(name: str, description: str, minimum: int = 0) -> Column:
    """Return a column of whole numbers that are not below *minimum*."""
    return Column(name, Type.INTEGER, description, is_required=True, minimum=minimum)


def _percent(name: str, description: str) -> Column:
    return Column(name, Type.INTEGER, description, minimum=0, maximum=100)


COUNTS = ("open", *Count)
"""How a card counts in the completion rate; an open one is in its denominator."""

RELATIONS = (
    "parent",
    "depends_on",
    "see_also",
    "merged_into",
    "split_into",
    "superseded_by",
    "part_of",
)
"""Kinds of relations of cards."""

_REGISTER = _key("register", "name of the register")
_CARD = _key("card", "id of the card")
_TO_CARD = (Reference(("register", "card"), "card"),)

REASON_TEXTS = {
    Reason.LATE: "submitted, or closed, after the first due date",
    Reason.OVERDUE: "open, not submitted, and past its due date",
    Reason.INFEASIBLE: "submitted as infeasible",
    Reason.STAGNANT: "no result for two meetings",
    Reason.STEP_OVERDUE: "a step is past its due date",
    Reason.SLIPPED: "the due date has moved since the last report",
    Reason.NOT_SUBMITTED: "no result for the next meeting yet",
    Reason.ON_HOLD: "on hold",
    Reason.UNOWNED: "without a lead for longer than the register allows",
}
"""Columns of `standing` for the reasons of a signal."""

TABLES = (
    Table(
        "register",
        "the register itself",
        (
            _REGISTER,
            *_text("body", "name of the body that meets"),
            Column("secretariat", _S, "code of the agency that keeps the register"),
            Column(
                "currency",
                _S,
                "currency of all amounts (ISO 4217)",
                is_required=True,
                pattern="[A-Z]{3}",
            ),
            _count("unit", "what an amount of 1 is worth, in that currency", minimum=1),
            Column("first_meeting", _I, "number of its first meeting"),
            _count("red_after_days", "a card overdue by more days is red"),
            _count("unowned_after_days", "a card without a lead for more days is amber"),
            _count("due_soon_days", "days that its report looks ahead"),
            _count("cards", "number of cards in the table `card`"),
            _count("withheld_cards", "restricted cards that are left out"),
            _count("withheld_evidence", "restricted evidence and sources that are left out"),
            _count("unreadable", "files that could not be read, and are left out"),
        ),
    ),
    Table(
        "meeting",
        "the meetings of the body",
        (
            _REGISTER,
            _key("meeting", "its number", _I),
            _one_of("kind", MeetingKind, "regular, extraordinary or written"),
            Column("date", _D, "its date"),
            Column("papers", _D, "day on which its papers are closed"),
            _one_of("status", MeetingStatus, "scheduled, held or cancelled"),
            Column("hears", _B, "whether it hears a report"),
            *_text("place", "where it is held"),
        ),
    ),
    Table(
        "item",
        "agenda items",
        (
            _REGISTER,
            _key("meeting", "number of the meeting", _I),
            _key("item", "number on the agenda", _I),
            _one_of("type", ItemType, "decision, report or discussion"),
            _one_of("outcome", ItemOutcome, "decided, received, deferred or withdrawn"),
            *_text("title", "title"),
        ),
        (Reference(("register", "meeting"), "meeting"),),
    ),
    Table(
        "agency",
        "agencies, in protocol order",
        (
            _REGISTER,
            _key("agency", "its code"),
            Column("position", _I, "its place in protocol order, from 1"),
            _one_of("level", Level, "central, metropolitan, basic, association or other"),
            Column("region", _S, "region that it represents"),
            Column("valid_from", _D, "first day of its existence"),
            Column("valid_to", _D, "last day of its existence"),
            Column("successor", _S, "code of the agency that took over its work"),
            *_text("name", "full name"),
        ),
    ),
    Table(
        "agency_id",
        "identifiers of agencies elsewhere",
        (
            _REGISTER,
            _key("agency", "code of the agency"),
            _key("scheme", "who gives such identifiers: iso-3166-2, kr-org …"),
            _key("value", "the identifier in that scheme"),
        ),
        (Reference(("register", "agency"), "agency"),),
    ),
    Table(
        "card",
        "the cards, as they are recorded now",
        (
            _REGISTER,
            _CARD,
            Column("meeting", _I, "number of the meeting that it comes from"),
            Column("item", _I, "agenda item that it comes from"),
            *_text("title", "the matter in a few words"),
            *_text("decision", "what the meeting decided"),
            Column("lead", _S, "code of the lead agency"),
            _one_of("state", State, "state"),
            _one_of("outcome", Outcome, "outcome, once it is submitted"),
            Column("due", _D, "due date"),
            *_text("due_as_stated", "due date in the words of the source"),
            Column("plan_submitted", _D, "day on which the plan was filed"),
            *_text("plan", "summary of the plan"),
            *_text("no_steps", "why the plan has no steps"),
            _one_of("visibility", Visibility, "closed, if the card is restricted"),
            *_text("note", "remarks"),
        ),
        (Reference(("register", "meeting"), "meeting"),),
    ),
    Table(
        "partner",
        "partner agencies of cards",
        (_REGISTER, _CARD, _key("agency", "code of the partner agency")),
        _TO_CARD,
    ),
    Table("tag", "tags of cards", (_REGISTER, _CARD, _key("tag", "tag")), _TO_CARD),
    Table(
        "standing",
        "how each card stood, from one day until another; in public tables, while not restricted",
        (
            _REGISTER,
            _CARD,
            _key("since", "first day", _D),
            Column(
                "until",
                _D,
                "day on which it ends, not included; 9999-12-31 if it is not known",
                is_required=True,
            ),
            _one_of("state", State, "state", is_required=True),
            _one_of("outcome", Outcome, "outcome, claimed or confirmed"),
            _one_of("counts", COUNTS, "open, done, not done or not counted", is_required=True),
            Column("lead", _S, "code of the lead agency"),
            Column("due", _D, "due date"),
            Column("first_due", _D, "first due date"),
            Column("extended", _I, "how often the due date has moved"),
            _one_of("signal", Colour, "red, amber, green, blue or grey", is_required=True),
            _one_of(
                "follow_up", FollowUp, "class: how it was going, in one word", is_required=True
            ),
            *(Column(reason.value, _B, text) for reason, text in REASON_TEXTS.items()),
            _percent("progress", "progress, 0 to 100"),
            Column("planned", _I, "planned amount, in the register's unit"),
            Column("spent", _I, "amount spent, in the register's unit"),
            Column("approximate", _B, "whether a planned amount is stated only vaguely"),
        ),
        _TO_CARD,
    ),
    Table(
        "step",
        "steps of plans",
        (
            _REGISTER,
            _CARD,
            _key("step", "id of the step"),
            Column("position", _I, "its place in the plan, from 1"),
            *_text("title", "what is to be done"),
            Column("owner", _S, "code of the agency that is responsible"),
            Column("due", _D, "due date"),
            Column("weight", _I, "weight in the progress"),
            Column("done", _D, "day on which it was done"),
            Column("dropped", _D, "day on which it was dropped, if it is known"),
            Column("is_dropped", _B, "whether it was dropped"),
            *_text("note", "remarks"),
        ),
        _TO_CARD,
    ),
    Table(
        "result",
        "implementation results, in the order of their files",
        (
            _REGISTER,
            _CARD,
            _key("result", "its place among the results of the card, from 1", _I),
            Column("meeting", _I, "number of the meeting that hears it"),
            Column("date", _D, "day on which it was filed"),
            Column("by", _S, "code of the agency that filed it"),
            Column("in_force", _B, "whether no further result has revised it"),
            *_text("text", "what was done"),
            _percent("progress", "progress, 0 to 100"),
            Column("spent", _I, "amount spent so far, in the register's unit"),
            *_text("blocker", "obstacle"),
            *_text("next", "what is planned next"),
            *_text("correction", "why it revises a result that a meeting has heard"),
        ),
        _TO_CARD,
    ),
    Table(
        "evidence",
        "evidence of results, and sources of cards",
        (
            _REGISTER,
            _CARD,
            _key("result", "the result that it is evidence of; 0 for a source of the card", _I),
            _key("evidence", "its place in that list, from 1", _I),
            _one_of("kind", EvidenceKind, "kind of document"),
            *_text("title", "title"),
            *_text("issuer", "who issued it"),
            Column("number", _S, "number in the files of the issuer"),
            Column("date", _D, "its date"),
            Column("url", _S, "web address"),
            Column("path", _S, "path in the repository"),
        ),
        _TO_CARD,
    ),
    Table(
        "reading",
        "readings of indicators",
        (
            _REGISTER,
            _CARD,
            _key("result", "the result that has it", _I),
            _key("indicator", "id of the indicator"),
            Column("value", _N, "value"),
        ),
        (Reference(("register", "card", "result"), "result"),),
    ),
    Table(
        "indicator",
        "indicators of cards",
        (
            _REGISTER,
            _CARD,
            _key("indicator", "id of the indicator"),
            Column("position", _I, "its place in the card, from 1"),
            *_text("name", "what is measured"),
            *_text("unit", "unit of measurement"),
            Column("baseline", _N, "value at the start"),
            Column("target", _N, "value to reach"),
            _one_of("direction", Direction, "up or down"),
            Column("due", _D, "day by which the target must be reached"),
            *_text("as_stated", "target in the words of the source"),
        ),
        _TO_CARD,
    ),
    Table(
        "budget",
        "planned money, by budget line",
        (
            _REGISTER,
            _CARD,
            _key("line", "its place in the card, from 1", _I),
            Column("year", _I, "budget year"),
            _one_of("source", BudgetSource, "source of the money"),
            Column("planned", _I, "planned amount, in the register's unit"),
            Column("approximate", _B, "whether the source states it only vaguely"),
            *_text("as_stated", "amount in the words of the source"),
        ),
        _TO_CARD,
    ),
    Table(
        "event",
        "history entries, in the order of their files",
        (
            _REGISTER,
            _CARD,
            _key("event", "its place in the history, from 1", _I),
            Column("date", _D, "its date"),
            Column("by", _S, "code of the agency that filed it"),
            _one_of("state", State, "new state"),
            _one_of("outcome", Outcome, "outcome, claimed or confirmed"),
            Column("sets_lead", _B, "whether it records a lead agency, or that there is none"),
            Column("lead", _S, "code of the new lead agency"),
            Column("sets_due", _B, "whether it records a due date, or that there is none"),
            Column("due", _D, "new due date"),
            Column("meeting", _I, "number of the meeting that decided it"),
            Column("review", _I, "number of the meeting that reviews a hold"),
            *_text("note", "reason"),
            *_text("substitute", "measures taken instead"),
            Column("corrects", _S, "paths of what it corrects, separated by spaces"),
            Column("amends", _S, "paths of what it amends, separated by spaces"),
            Column("redacts", _S, "paths of what it erases, separated by spaces"),
        ),
        _TO_CARD,
    ),
    Table(
        "relation",
        "relations of cards",
        (
            _REGISTER,
            _CARD,
            Column(
                "kind",
                _S,
                "parent, depends_on, see_also, merged_into … or part_of",
                is_key=True,
                enum=RELATIONS,
            ),
            _key("other", "id of the other card; for part_of, REGISTER/ID"),
        ),
        _TO_CARD,
    ),
    Table(
        "finding",
        "problems that validation finds in the files, without a date",
        (
            _REGISTER,
            _key("finding", "its place in the list, from 1", _I),
            Column("file", _S, "path of the file"),
            Column("card", _S, "id of the card, if it is about one"),
            Column("code", _S, "code of the rule"),
            _one_of("severity", Severity, "error, warning or note"),
        ),
    ),
)
"""All tables, each after those that it refers to."""

BY_NAME = {table.name: table for table in TABLES}
