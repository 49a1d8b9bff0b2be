"""The agencies: list them, and change them without editing the file."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple
from unicodedata import normalize

from cardctl.app.change import Prepared, begin
from cardctl.app.values import as_usage_error
from cardctl.domain.agency import Agencies, Agency, Contact
from cardctl.domain.base import Text
from cardctl.domain.changes import HistoryEntryDraft, agencies
from cardctl.domain.changes.agencies import Holdings, Place
from cardctl.domain.changes.revisions import RevisionDraft, with_revision
from cardctl.domain.enums import Level
from cardctl.errors import Refused, UsageError
from cardctl.i18n import Message, _

if TYPE_CHECKING:
    from cardctl.app.change import Pair, Transaction
    from cardctl.app.workspace import Workspace
    from cardctl.domain.register import Register

Names = Mapping[str, str]
"""Names by language; that of the language "" is in the register's main language."""


class ContactValues(NamedTuple):
    """Values of an agency's contact; None for what is not given.

    *unit* is a text, or texts by language, "" for none; other languages keep theirs.
    """

    email: str | None = None
    unit: Names | str | None = None


class AgencyRow(NamedTuple):
    """An agency, and what it is responsible for."""

    agency: Agency
    holdings: Holdings


def rows(register: Register) -> list[AgencyRow]:
    """Return all agencies in protocol order."""
    return [AgencyRow(each, agencies.holdings(register, each.code)) for each in register.agencies]


def row_of(register: Register, code: str) -> AgencyRow:
    """Return the agency with this code or name. Raises Unknown."""
    agency = register.agency(code)
    return AgencyRow(agency, agencies.holdings(register, agency.code))


# Changes ----------------------------------------------------------------------------------------


def add(
    workspace: Workspace,
    code: str,
    names: Names,
    *,
    level: Level | None = None,
    region: str | None = None,
    valid_from: date | None = None,
    aliases: Sequence[str] = (),
    ids: Sequence[str] = (),
    contact: ContactValues | None = None,
    place: Place | None = None,
    dry_run: bool = False,
) -> Prepared:
    """Prepare a new agency. Raises UsageError, Refused, Unknown, Unreadable."""
    transaction = begin(workspace, lock=not dry_run)
    register = transaction.register
    said = {
        "code": normalize("NFC", code),
        "name": new_name(names, register.config.languages),
        "level": level,
        "region": region,
        "valid_from": valid_from,
        "aliases": tuple(dict.fromkeys(aliases)),
        "ids": tuple(dict.fromkeys(ids)),
        "contact": with_contact(None, contact, register.config.languages),
    }
    given = {key: value for key, value in said.items() if value not in (None, ())}
    with as_usage_error("", given):
        agency = Agency.model_validate(given)
    return _prepared(transaction, agencies.with_agency(register, agency, place))


def change(
    workspace: Workspace,
    code: str,
    *,
    level: Level | None = None,
    region: str | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
    successor: str | None = None,
    aliases: Sequence[str] = (),
    ids: Sequence[str] = (),
    contact: ContactValues | None = None,
    unset: Collection[str] = (),
    reason: str | None = None,
    dry_run: bool = False,
) -> Prepared:
    """Prepare other values of an agency; *aliases* and *ids* are added.

    Raises UsageError if nothing is given or a value that gets lost has no reason; Unknown, Refused,
    Unreadable.
    """
    fields = {
        "level": level,
        "region": region,
        "valid_from": valid_from,
        "valid_to": valid_to,
        "successor": successor,
    }
    values: dict[str, Any] = {key: value for key, value in fields.items() if value is not None}
    if not (values or aliases or ids or contact or unset):
        raise UsageError(
            _("nothing to change: give at least one option"),
            _("see the examples: cardctl agency set --help"),
        )
    agencies.require_no_contradiction(values, unset)
    transaction = begin(workspace, lock=not dry_run)
    register = transaction.register
    before = register.agency(code)
    if successor is not None:
        values["successor"] = register.agency_code(successor)
    for field, more, known in (("aliases", aliases, before.aliases), ("ids", ids, before.ids)):
        if more:
            kept = () if field in unset else known
            values[field] = tuple(dict.fromkeys((*kept, *more)))
    if contact:
        reached = None if "contact" in unset else before.contact
        values["contact"] = with_contact(reached, contact, register.config.languages)
    draft = _draft(register, workspace.today, reason, _("Added."))
    after = agencies.changed(register, before, values, unset, draft)
    _require_use(before, after, reason)
    return _prepared(transaction, agencies.replaced(register, after))


def with_contact(
    contact: Contact | None, values: ContactValues | None, languages: Sequence[str]
) -> Contact | None:
    """Return *contact* with other *values*, None for none. Raises UsageError."""
    if values is None:
        return contact
    known = {} if contact is None else contact.model_dump(exclude_none=True)
    given: dict[str, Any] = {} if values.email is None else {"email": values.email}
    if values.unit is not None:
        unit = {"": values.unit} if isinstance(values.unit, str) else values.unit
        old = known.get("unit")
        is_plain = old is None and list(unit) == [""]
        given["unit"] = unit[""] if is_plain else other_name(old or {}, unit, languages, "--unit")
    with as_usage_error("", given):
        return Contact.model_validate(known | given)


def _require_use(before: Agency, after: Agency, reason: str | None) -> None:
    """Raise UsageError if a value gets lost without a reason, or a reason without a change."""
    lost = agencies.replaced_fields(before, after)
    if lost and reason is None:
        raise UsageError(
            _("{code}: changing {fields} requires a reason",
              code=before.code, fields=", ".join(lost)),
            _("add: --reason TEXT"),
        )  # fmt: skip
    if reason is not None and after.changes == before.changes and after != before:
        raise UsageError(
            _("--reason is only recorded for {fields}", fields=", ".join(agencies.KEPT)),
            _("leave it out"),
        )


def rename(
    workspace: Workspace,
    code: str,
    names: Names,
    *,
    on: date | None = None,
    reason: str | None = None,
    dry_run: bool = False,
) -> Prepared:
    """Prepare another name of an agency; the old one becomes an alias.

    Raises UsageError, Unknown, Refused, Unreadable.
    """
    transaction = begin(workspace, lock=not dry_run)
    register = transaction.register
    before = register.agency(code)
    with as_usage_error("--name", {}):
        name = Agency.model_validate(
            {"code": before.code, "name": other_name(before.name, names, register.config.languages)}
        ).name
    draft = _draft(register, on or workspace.today, reason, _("Renamed."))
    return _prepared(
        transaction, agencies.replaced(register, agencies.renamed(before, name, draft))
    )


def close(
    workspace: Workspace,
    code: str,
    *,
    on: date | None = None,
    successor: str | None = None,
    reason: str | None = None,
    hand_over: bool = False,
    dry_run: bool = False,
) -> Prepared:
    """Prepare to close an agency on its last day, *on* (default: the recorded one, else today).

    With *hand_over*, its successor takes its place in all open cards and, if it is the secretariat,
    in the settings. Raises Unknown, Refused, UsageError, Unreadable.
    """
    transaction = begin(workspace, lock=not dry_run)
    register = transaction.register
    before = register.agency(code)
    code, successor = before.code, successor and register.agency_code(successor)
    day = on or before.valid_to or workspace.today
    heir = successor or before.successor
    note = _("Closed.")
    if heir is not None:
        note = _("{code} was succeeded by {successor}.", code=code, successor=heir)
    draft = _draft(register, workspace.today, reason, note)
    if hand_over:
        heir = _require_heir(workspace, code, day, heir)
        _require_all_cards(transaction)
        if register.config.secretariat == code:
            draft = draft._replace(by=heir)
    after = agencies.closed(register, before, day, successor, draft)
    pairs = list(_prepared(transaction, agencies.replaced(register, after)).pairs)
    if hand_over and heir is not None:
        pairs += _handed_over(register, code, heir, draft)
    return Prepared(transaction, pairs)


def _require_heir(workspace: Workspace, code: str, day: date, heir: str | None) -> str:
    """Return the successor. Raises UsageError without one, Refused before it can take over."""
    if heir is None:
        raise UsageError(_("--hand-over needs a successor"), _("add: --successor AGENCY"))
    if day > workspace.today:
        raise Refused(
            _("'{code}' exists until {day}, after today", code=code, day=day),
            _(
                "hand over after that day; for now: cardctl agency close {code} --on {day} "
                "--successor {successor}",
                code=code,
                day=day,
                successor=heir,
            ),
        )
    return heir


def _require_all_cards(transaction: Transaction) -> None:
    """Raise Unreadable if a card cannot be read: it may be one to hand over."""
    from cardctl.app.dependencies import require_readable

    require_readable(
        transaction.workspace, transaction.snapshot, sorted(transaction.register.unreadable)
    )


def _handed_over(register: Register, old: str, new: str, draft: RevisionDraft) -> Iterable[Pair]:
    """Yield the changes of the open cards, and of the settings if *old* is the secretariat."""
    entry = HistoryEntryDraft(on=draft.on, by=draft.by, reason=draft.note)
    for card in register:
        if card.is_open:
            yield card, agencies.handed_over(register, card, old, new, entry)
    config = register.config
    if config.secretariat == old:
        after = config.model_copy(update={"secretariat": new})
        yield config, with_revision(config, after, ("secretariat",), draft)


def row_after(prepared: Prepared, code: str) -> AgencyRow:
    """Return the agency *code* after a change, and what it is still responsible for."""
    from cardctl.domain.agency import Config
    from cardctl.domain.card import Card

    register = prepared.transaction.register
    models = [after for _unused, after in prepared.pairs]
    cards = {each.id: each for each in models if isinstance(each, Card)}
    config = next((each for each in models if isinstance(each, Config)), register.config)
    listed = next((each for each in models if isinstance(each, Agencies)), None)
    agencies = register.agencies if listed is None else listed.agencies
    shared = replace(register.shared.whole, config=config, agencies=agencies)
    return row_of(replace(register, shared=shared, cards={**register.cards, **cards}), code)


def _prepared(transaction: Transaction, after: Agencies) -> Prepared:
    before = Agencies(agencies=transaction.register.agencies)
    return Prepared(transaction, [(before, after)])


def _draft(register: Register, day: date, reason: str | None, note: Message) -> RevisionDraft:
    """Return the values of an entry; *note* is its reason if none was given."""
    config = register.config
    return RevisionDraft(day, config.secretariat, reason or note.render(config.languages[0]))


# Names ------------------------------------------------------------------------------------------


def new_name(names: Names, languages: Sequence[str]) -> Text:
    """Return the name of a new agency: plain if only one was given, without a language."""
    if list(names) == [""]:
        return names[""]
    return other_name({}, names, languages)


def other_name(name: Text, names: Names, languages: Sequence[str], option: str = "--name") -> Text:
    """Return *name* with the *names* that were given; those in other languages are kept.

    A plain name is replaced by one without a language. One in a language is added to it: it then
    is the name in the first other one of *languages*. Raises UsageError for a name given twice.
    """
    if isinstance(name, str) and list(names) == [""]:
        return names[""]
    if "" in names and languages[0] in names:
        raise UsageError(
            _("{option}: {key} is given twice", option=option, key=languages[0]),
            _("specify it once"),
        )
    given = {language or languages[0]: text for language, text in names.items()}
    known = name if isinstance(name, dict) else _by_language(name, given, languages)
    return {**known, **given}


def _by_language(name: str, given: Collection[str], languages: Sequence[str]) -> dict[str, str]:
    """Return a plain name under the first language that was not given; {} if there is none."""
    other = next((language for language in languages if language not in given), None)
    return {} if other is None else {other: name}
