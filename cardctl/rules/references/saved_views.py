"""Rules 3xx: saved views name fields, agencies and values that exist."""

from __future__ import annotations

from collections.abc import Iterator

from cardctl.domain.card_terms import KINDS, terms
from cardctl.domain.filter import parse
from cardctl.domain.register import FactRegister
from cardctl.domain.saved_view import SavedView
from cardctl.errors import CardctlError, Unknown
from cardctl.finding import Field, Severity
from cardctl.i18n import Message
from cardctl.rules.examples import FILES
from cardctl.rules.rule import Context, Input, Problem, SubjectKind, rule

_SETTINGS = FILES["cardctl.yaml"]


@rule(
    "CC318",
    "bad-view",
    Severity.ERROR,
    of=SubjectKind.REGISTER,
    reads=[Input.AGENCIES],
    why="The view cannot be shown, or shows nothing, to everybody who uses it.",
    hint="Correct the name, or remove it from the view.",
    bad={"cardctl.yaml": _SETTINGS + "views:\n  roads: {lead: [rodes], open: true}\n"},
    good={"cardctl.yaml": _SETTINGS + "views:\n  roads: {lead: [roads], open: true}\n"},
)
def bad_view(register: FactRegister, _context: Context) -> Iterator[Problem]:
    """A saved view names an agency, a field or a value that does not exist.

    Its condition (`where`) is read as `cardctl list --where` reads it.
    """
    for name, view in register.config.views.items():
        yield from _agencies(("views", name), view, register)
        yield from _fields(("views", name), view)
        if view.where is not None:
            yield from _condition(("views", name, "where"), view.where, register)


def _agencies(place: Field, view: SavedView, register: FactRegister) -> Iterator[Problem]:
    if not register.agencies_known:
        return
    for field in ("lead", "agency"):
        for index, code in enumerate(getattr(view, field)):
            if code not in register.by_code:
                near = register.near_agencies(code)
                unknown = Unknown("agency", code, register.codes, near=near)
                yield Problem((*place, field, index), unknown.message, unknown.hint)


def _fields(place: Field, view: SavedView) -> Iterator[Problem]:
    named = [((*place, "columns", index), name) for index, name in enumerate(view.columns)]
    keys = (view.sort or "").split(",") if view.sort else []
    named += [((*place, "sort"), key.strip().removeprefix("-")) for key in keys]
    for where, name in named:
        if name.replace("-", "_") not in KINDS:
            unknown = Unknown("field", name, KINDS)
            yield Problem(where, unknown.message, unknown.hint)


def _condition(place: Field, written: str, register: FactRegister) -> Iterator[Problem]:
    try:
        parse(written, terms(register.shared.outline.agencies))
    except CardctlError as error:
        # The position is shown by the finding; the text of the error draws it a second time.
        why = error.message.values.get("why")
        yield Problem(place, why if isinstance(why, Message) else error.message, error.hint)
