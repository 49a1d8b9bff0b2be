"""Changes of agencies: add one, change its record, rename it, close it, hand over its cards.

A change of what reports show of an agency keeps the old values in its `changes`. Codes never
change: cards, results and history entries refer to them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from cardctl.domain.agency import Agencies, Agency
from cardctl.domain.base import Text
from cardctl.domain.card import Card, Plan
from cardctl.domain.changes.revisions import RevisionDraft, old_values, with_revision
from cardctl.domain.changes.transitions import HistoryEntryDraft, record
from cardctl.domain.register import Register
from cardctl.errors import Refused, Unknown, UsageError
from cardctl.i18n import _

KEPT = ("name", "level", "region", "valid_from", "valid_to", "successor")
"""What reports show of an agency. Old aliases, ids and contacts are not kept."""

REMOVABLE = ("level", "region", "valid_from", "valid_to", "successor", "aliases", "ids", "contact")


class Place(NamedTuple):
    """A place in protocol order: directly before or after the agency *code*."""

    code: str
    is_after: bool


class Holdings(NamedTuple):
    """What an agency is still responsible for: ids of open cards, and whether it is secretariat.

    *steps* are the cards on which it owns a step that has not ended.
    """

    lead: tuple[str, ...] = ()
    partner: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    is_secretariat: bool = False

    @property
    def cards(self) -> frozenset[str]:
        """Ids of all these cards."""
        return frozenset((*self.lead, *self.partner, *self.steps))


def holdings(register: Register, code: str) -> Holdings:
    """Return what the agency *code* is responsible for."""
    cards = [card for card in register if card.is_open]
    return Holdings(
        tuple(card.id for card in cards if card.lead == code),
        tuple(card.id for card in cards if code in card.partners),
        tuple(card.id for card in cards if code in _owners(card)),
        register.config.secretariat == code,
    )


# The list of agencies ----------------------------------------------------------------------------


def with_agency(register: Register, agency: Agency, place: Place | None) -> Agencies:
    """Return the agencies with a new one at *place* (default: at the end).

    Raises Refused if its code is taken, Unknown for the agency beside it.
    """
    listed = register.agencies
    if agency.code in register.by_code:
        raise Refused(
            _("agency '{code}' already exists", code=agency.code),
            _("see it: cardctl agency show {code}", code=agency.code),
        )
    require_consistent(register, agency)
    at = len(listed)
    if place is not None:
        at = listed.index(register.agency(place.code)) + place.is_after
    return Agencies(agencies=(*listed[:at], agency, *listed[at:]))


def replaced(register: Register, agency: Agency) -> Agencies:
    """Return the agencies with *agency* instead of the one with its code."""
    listed = (agency if old.code == agency.code else old for old in register.agencies)
    return Agencies(agencies=tuple(listed))


# One agency --------------------------------------------------------------------------------------


def changed(
    register: Register,
    before: Agency,
    values: Mapping[str, Any],
    unset: Collection[str],
    draft: RevisionDraft,
) -> Agency:
    """Return the agency with other *values* and without the fields in *unset*.

    Raises Unknown for a field or successor, Refused if the values contradict each other.
    """
    for name in unset:
        if name not in REMOVABLE:
            raise Unknown("field", name, REMOVABLE)
    after = before.without(unset).model_copy(update=dict(values))
    require_consistent(register, after)
    return with_revision(before, after, KEPT, draft)


def replaced_fields(before: Agency, after: Agency) -> list[str]:
    """Return the fields whose value in *before* is lost in *after*, apart from `changes`."""
    return [name for name, old in old_values(before, after, KEPT).items() if old is not None]


def renamed(before: Agency, name: Text, draft: RevisionDraft) -> Agency:
    """Return the agency with another name; names that it no longer has become aliases."""
    new = _texts(name)
    lost = (each for each in _texts(before.name) if each not in new)
    aliases = tuple(each for each in dict.fromkeys((*before.aliases, *lost)) if each not in new)
    values = {"name": name, **({} if aliases == before.aliases else {"aliases": aliases})}
    return with_revision(before, before.model_copy(update=values), KEPT, draft)


def _texts(name: Text) -> Sequence[str]:
    return [name] if isinstance(name, str) else list(name.values())


def closed(
    register: Register, before: Agency, day: date, successor: str | None, draft: RevisionDraft
) -> Agency:
    """Return the agency with *day* as its last day, and its successor.

    Returns *before* if it was closed in the same way. Raises Refused if it was closed in another
    way or the successor has ended, too; Unknown for the successor.
    """
    if successor is not None:
        _require_existing(register, successor, day)
    _require_not_closed(before, day, successor)
    values = {"valid_to": day, **({"successor": successor} if successor else {})}
    return changed(register, before, values, (), draft)


def _require_existing(register: Register, code: str, day: date) -> None:
    """Raise Refused if the agency *code* has ended before *day*."""
    agency = register.agency(code)
    if agency.valid_to is not None and agency.valid_to < day:
        after = agency.successor
        raise Refused(
            _("'{code}' ended on {end}, before {day}", code=code, end=agency.valid_to, day=day),
            _("use its successor: {code}", code=after) if after else None,
        )


def _require_not_closed(agency: Agency, day: date, successor: str | None) -> None:
    """Raise Refused if the agency was closed with another day or successor."""
    if agency.valid_to is not None and agency.valid_to != day:
        raise Refused(
            _("'{code}' already ended on {end}", code=agency.code, end=agency.valid_to),
            _(
                "correct it: cardctl agency set {code} --valid-to {day} --reason TEXT",
                code=agency.code,
                day=day,
            ),
        )
    if agency.successor is not None and successor not in (None, agency.successor):
        raise Refused(
            _(
                "'{code}' already has a successor: {successor}",
                code=agency.code,
                successor=agency.successor,
            ),
            _(
                "correct it: cardctl agency set {code} --successor {successor} --reason TEXT",
                code=agency.code,
                successor=successor,
            ),
        )


def require_consistent(register: Register, agency: Agency) -> None:
    """Raise Refused if an agency ends before it begins or succeeds itself, Unknown if nobody."""
    start, end = agency.valid_from, agency.valid_to
    if start is not None and end is not None and end < start:
        raise Refused(
            _("'{code}' cannot end on {end}: it began on {start}",
              code=agency.code, end=end, start=start)
        )  # fmt: skip
    seen = [agency.code]
    following = agency.successor
    while following is not None:
        seen.append(following)
        if following in seen[:-1]:
            raise Refused(
                _("an agency cannot succeed itself: {chain}", chain=" -> ".join(seen)),
                _("name another successor"),
            )
        following = register.agency(following).successor


def refuse_new_code(code: str, wanted: str) -> Refused:
    """Return the error for a code that somebody wants to change."""
    return Refused(
        _("the code of an agency never changes: '{code}' is in cards and reports", code=code),
        _(
            "add the new agency, then close the old one: cardctl agency add {new} --name TEXT; "
            "cardctl agency close {code} --successor {new} --hand-over",
            code=code,
            new=wanted,
        ),
    )


# Its cards ---------------------------------------------------------------------------------------


def handed_over(
    register: Register, card: Card, old: str, new: str, draft: HistoryEntryDraft
) -> Card:
    """Return an open card with *new* in place of *old*: as lead, partner and owner of open steps.

    Raises Refused if an entry of the card is dated after *draft*.
    """
    values: dict[str, object] = {}
    if card.lead == old:
        card = record(register, card, draft._replace(lead=new))
        values["partners"] = _distinct(card.partners, card.lead)
    if old in card.partners:
        named = [new if code == old else code for code in card.partners]
        values["partners"] = _distinct(named, card.lead)
    if card.plan is not None and old in _owners(card):
        values["plan"] = _with_owner(card.plan, old, new)
    said = {name: value for name, value in values.items() if value != getattr(card, name)}
    return card.model_copy(update=said) if said else card


def _distinct(partners: Iterable[str], lead: str | None) -> tuple[str, ...]:
    """Return *partners* without duplicates, and without the lead."""
    return tuple(code for code in dict.fromkeys(partners) if code != lead)


def _owners(card: Card) -> frozenset[str | None]:
    """Return the owners of the card's steps that have not ended."""
    steps = card.plan.steps if card.plan else ()
    return frozenset(step.owner for step in steps if not step.ended)


def _with_owner(plan: Plan, old: str, new: str) -> Plan:
    steps = tuple(
        step.model_copy(update={"owner": new}) if step.owner == old and not step.ended else step
        for step in plan.steps
    )
    return plan.model_copy(update={"steps": steps})


def require_no_contradiction(values: Mapping[str, Any], unset: Collection[str]) -> None:
    """Raise UsageError if a field is both set and unset; aliases may be replaced in this way."""
    for name in unset:
        if name in values and name != "aliases":
            option = name.replace("_", "-")
            raise UsageError(
                _("--{field} and --unset {field} cannot be used together", field=option),
                _("leave out one of them"),
            )
