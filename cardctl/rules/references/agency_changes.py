"""CC315, CC305, CC404 and CC405 on `changes`: the entries of the agencies and of the settings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import to_json

from cardctl.domain.agency import Agency, Config
from cardctl.domain.base import Json, Model
from cardctl.domain.old_values import reverted, value_at
from cardctl.domain.register import FactRegister
from cardctl.domain.revision import Revision
from cardctl.finding import Field, Severity
from cardctl.i18n import _
from cardctl.rules import revisions
from cardctl.rules.comparison import Base, CardDiff, CardVersion, FileDiff
from cardctl.rules.entries import rewritten
from cardctl.rules.examples import FILES
from cardctl.rules.rule import Context, Input, Problem, SubjectKind, extends, problem, rule
from cardctl.rules.workflow.history import is_secretariat
from cardctl.store.layout import AGENCIES, CONFIG

UNCHANGING = frozenset({"code", "format", "changes"})
"""Fields that no entry may say to have changed."""

Revised = tuple[Field, Agency | Config]
"""An agency or the settings, with its place in its file."""


def _revised(agencies: Sequence[Agency]) -> Iterator[Revised]:
    return ((("agencies", index), each) for index, each in enumerate(agencies) if each.changes)


def _settings(register: FactRegister) -> Iterator[Revised]:
    return iter([((), register.config)] if register.config.changes else [])


# Old values --------------------------------------------------------------------------------------

_ROADS = "  - {code: roads, name: Roads Department, valid_from: 2022-01-01}\n"


def _renamed(was: str) -> Mapping[str, str]:
    changed = _ROADS.replace("}", f", changes: [{{date: 2022-03-01, by: office, note: Reform., "
                                  f"was: {was}}}]}}")  # fmt: skip
    return {"agencies.yaml": FILES["agencies.yaml"].replace(_ROADS, changed)}


@rule(
    "CC315",
    "bad-change-entry",
    Severity.ERROR,
    of=SubjectKind.AGENCIES,
    why="Reports of earlier dates and seals take the old values from these entries.",
    hint="Give each changed field by its path, with the value that it had before the change.",
    bad=_renamed("{name: Roads Department}"),
    good=_renamed("{name: Road Works Department}"),
)
def bad_agency_entry(agencies: Sequence[Agency], _context: Context) -> Iterator[Problem]:
    """An entry in `changes` names a field that does not exist, or a value that did not change.

    The old value must differ from the one that followed, and be one that the field can have.
    """
    for place, agency in _revised(agencies):
        yield from _bad_entries(place, agency)


@extends("CC315", SubjectKind.REGISTER)
def bad_settings_entry(register: FactRegister, _context: Context) -> Iterator[Problem]:
    """An entry in `changes` of the settings is wrong in the same way."""
    for place, config in _settings(register):
        yield from _bad_entries(place, config)


def _bad_entries(place: Field, record: Agency | Config) -> Iterator[Problem]:
    """Yield the problems of the entries: the record is reverted, from the last to the first.

    The entries before one with problems are not checked: what followed them is not known.
    """
    data = record.model_dump(mode="json", exclude_unset=True)
    for index in reversed(range(len(record.changes))):
        was = record.changes[index].was
        before = reverted(data, [was])
        here = (*place, "changes", index, "was")
        found = list(_bad_values(here, type(record), (before, data), was))
        if not found and not _fits(type(record), before):
            hint = _("correct them, or remove the entry")
            found = [problem(here, "these old values are not valid in this file", hint=hint)]
        if found:
            yield from found
            return
        data = before


def _bad_values(
    here: Field, model: type[Model], states: tuple[Json, Json], was: Mapping[str, Any]
) -> Iterator[Problem]:
    """Yield the problems of old values; *states* are the record before and after the entry."""
    before, after = states
    known = [name for name in model.model_fields if name not in UNCHANGING]
    for path, old in was.items():
        if path.partition(".")[0] not in known or value_at(before, path) != old:
            yield problem(
                (*here, path),
                "no change of '{path}' can be recorded",
                path=path,
                on_key=True,
                hint=_("fields: {fields}", fields=", ".join(known)),
            )
        elif value_at(after, path) == old:
            yield problem(
                (*here, path),
                "'{path}' did not change: it has the same value afterwards",
                path=path,
                hint=_("write the value that it had before the change"),
            )


def _fits(model: type[Model], data: Json) -> bool:
    try:
        model.model_validate_json(to_json(data))
    except ValidationError:
        return False
    return True


# Changes ------------------------------------------------------------------------------------------

AUTHORITY = ("secretariat", "successor")
"""Fields that say who files for the meeting: they change only with an entry."""


@extends("CC315", SubjectKind.FILE_CHANGE)
def entries_rewritten(diff: FileDiff, base: Base) -> Iterator[Problem]:
    """An entry in `changes` was changed or removed, or the secretariat changed without one.

    An agency files for the meeting if the secretariat is its successor: so that is no other matter.
    """
    then, now = _records(diff.path, diff.then), _records(diff.path, diff.now)
    for name, (_place, old) in then.items():
        if name in now:
            place, new = now[name]
            yield from _entries_lost(place, old, new, base)
            yield from () if base.merged else _silently(place, old, new, base)
    for name in now.keys() - then.keys() if then and not base.merged else ():
        if is_secretariat(str(name), base.head):
            place, new = now[name]
            yield from _silently(place, {}, new, base)


def _records(path: str, data: Any) -> dict[object, tuple[Field, Json]]:
    """Return the settings or the agencies in a shared file, by code, each with its place."""
    if path == CONFIG and isinstance(data, dict):
        return {"": ((), data)}
    listed = data.get("agencies") if path == AGENCIES and isinstance(data, dict) else None
    return {
        str(each.get("code")): (("agencies", index), each)
        for index, each in enumerate(listed if isinstance(listed, list) else ())
        if isinstance(each, dict)
    }


def _sides(old: Json, new: Json) -> CardDiff:
    return CardDiff(CardVersion("", old), CardVersion("", new))


def _entries_lost(place: Field, old: Json, new: Json, base: Base) -> Iterator[Problem]:
    sides = _sides(old, new)
    how = sides.append_only("changes")
    for each in rewritten(sides, base, "changes", how, _("restore the entry; add a further one")):
        yield each._replace(field=(*place, *each.field), related=())


def _silently(place: Field, old: Json, new: Json, base: Base) -> Iterator[Problem]:
    """Report a change of who files for the meeting, unless a new entry has the old value."""
    sides = _sides(old, new)
    entries = CardVersion("", new).entries("changes")
    fresh = (entries[at].get("was") for at in sides.append_only("changes").new(len(entries)))
    before = reverted(new, [was for was in fresh if isinstance(was, dict)])
    for name in AUTHORITY:
        if before.get(name) != old.get(name):
            yield problem(
                (*place, name) if name in new else place,
                "'{path}' was changed without an entry in changes",
                path=name,
                hint=_("restore it, then add an entry with the old value: changes: [{keys}]",
                       keys=f"{{date: …, by: {base.register.config.secretariat}, note: …, "
                            f"was: {{{name}: {old.get(name) or 'null'}}}}}"),
            )  # fmt: skip


# Who and when ------------------------------------------------------------------------------------


def _lists(revised: Iterator[Revised]) -> Iterator[tuple[tuple[Revision, ...], Field]]:
    """Yield each list of changes, with its place."""
    return ((record.changes, (*place, "changes")) for place, record in revised)


@extends("CC305", SubjectKind.AGENCIES)
def unknown_filer_of_agency(agencies: Sequence[Agency], context: Context) -> Iterator[Problem]:
    """A change of an agency was filed by one that is not in the list."""
    for changes, place in _lists(_revised(agencies)):
        yield from revisions.unknown_agencies(changes, context, place)


@extends("CC305", SubjectKind.REGISTER)
def unknown_filer_of_settings(register: FactRegister, context: Context) -> Iterator[Problem]:
    """A change of the settings was filed by an agency that is not in the list."""
    for changes, place in _lists(_settings(register)):
        yield from revisions.unknown_agencies(changes, context, place)


@extends("CC404", SubjectKind.AGENCIES)
def agency_changed_in_future(agencies: Sequence[Agency], context: Context) -> Iterator[Problem]:
    """A change of an agency is dated in the future."""
    for changes, place in _lists(_revised(agencies)):
        yield from revisions.in_future(changes, context.today, place)


@extends("CC404", SubjectKind.REGISTER, reads=[Input.REGISTER])
def settings_changed_in_future(register: FactRegister, context: Context) -> Iterator[Problem]:
    """A change of the settings is dated in the future."""
    for changes, place in _lists(_settings(register)):
        yield from revisions.in_future(changes, context.today, place)


@extends("CC405", SubjectKind.AGENCIES)
def agency_changes_order(agencies: Sequence[Agency], _context: Context) -> Iterator[Problem]:
    """Changes of an agency are not in chronological order."""
    for changes, place in _lists(_revised(agencies)):
        yield from revisions.out_of_order(changes, place)


@extends("CC405", SubjectKind.REGISTER)
def settings_changes_order(register: FactRegister, _context: Context) -> Iterator[Problem]:
    """Changes of the settings are not in chronological order."""
    for changes, place in _lists(_settings(register)):
        yield from revisions.out_of_order(changes, place)
