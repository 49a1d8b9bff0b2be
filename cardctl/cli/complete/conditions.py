"""The next term of a condition of `list --where`: a field, a sign, a value, or a conjunction."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from cardctl.cli.complete.candidate import Candidate
from cardctl.i18n import _

if TYPE_CHECKING:
    from cardctl.app.card_fields import Field
    from cardctl.cli.complete.request import Request

_TERM = re.compile(r"""\s*("[^"]*"|'[^']*'|[()]|!=|[<>=]=?|~|[^\s()=!<>~"']+)""")
_LAST = re.compile(r"""(?:[^\s()=!<>~"']+|[=!<>~]+)?$""")
_SIGNS = {
    "=": _("sign|is"), "!=": _("sign|is not"), "~": _("sign|contains"),
    "<": _("sign|less, or before"), "<=": _("sign|at most, or until"),
    ">": _("sign|more, or after"), ">=": _("sign|at least, or from"),
}  # fmt: skip
_JOINS = {"and": _("sign|both"), "or": _("sign|one of them")}


def conditions(request: Request) -> Iterable[Candidate]:
    """Return conditions that continue what was typed by one term.

    The term that is being typed is completed; after a whole one, the next one follows.
    """
    typed = request.typed
    last = _LAST.search(typed)
    start = last.start() if last else len(typed)
    begun = typed[start:]
    found = [each for each in _after(request, start) if each.name.startswith(begun)]
    is_whole = re.fullmatch("[=!<>~]+", begun) or [each.name for each in found] == [begun]
    return _after(request, len(typed)) if begun and is_whole else found


def _after(request: Request, start: int) -> list[Candidate]:
    """Return what may follow the first *start* characters of the condition."""
    from cardctl.app.card_fields import FIELDS

    before = request.typed[:start]
    wanted, field = _wanted(_TERM.findall(before))
    return [each.after(before) for each in _terms(request, wanted, FIELDS.get(field))]


def _wanted(terms: Iterable[str]) -> tuple[str, str]:
    """Return what follows *terms* (field, sign, value or join), and the field of the last one."""
    wanted, field = "field", ""
    for term in terms:
        word = term.casefold()
        if wanted == "field" and word not in ("not", "("):
            wanted, field = "sign", word.replace("-", "_")
        elif wanted == "sign":
            wanted = "value" if re.fullmatch("[=!<>~]+|contains", word) else "field"
        elif wanted == "value":
            wanted = "join"
        elif wanted == "join" and word in _JOINS:
            wanted = "field"
    return wanted, field


def _terms(request: Request, wanted: str, field: Field | None) -> Iterator[Candidate]:
    if wanted == "field":
        from cardctl.app.card_fields import FIELDS

        for name, each in FIELDS.items():
            yield Candidate(name, request.said(each.words), more=True)
        yield Candidate("not ", request.said(_("sign|the opposite")), more=True)
    if wanted == "sign" and field is not None:
        yield from _signs(request, field)
    if wanted == "value" and field is not None:
        yield from _values(request, field)
    if wanted in ("join", "sign"):  # a field alone is a condition, too
        gap = "" if request.typed.endswith(" ") else " "
        for word, about in _JOINS.items():
            yield Candidate(f"{gap}{word} ", request.said(about), more=True)


def _signs(request: Request, field: Field) -> Iterator[Candidate]:
    from cardctl.domain.filter import FieldKind

    has_order = field.kind in (FieldKind.NUMBER, FieldKind.DATE, FieldKind.ID)
    for sign, about in _SIGNS.items():
        if has_order or sign[0] not in "<>":
            yield Candidate(sign, request.said(about), more=True)


def _values(request: Request, field: Field) -> Iterable[Candidate]:
    from cardctl.app.card_fields import FIELDS
    from cardctl.cli.complete import closed, register
    from cardctl.domain.card_terms import AGENCIES
    from cardctl.domain.filter import NONE, FieldKind

    found: list[Candidate] = []
    if field.members is not None:
        found = list(closed.members(request, field.members))
    elif field.kind is FieldKind.FLAG:
        found = list(closed.listed(("yes", "no"))(request))
    elif any(FIELDS[name] is field for name in AGENCIES):
        found = list(register.agency_codes(request))
    elif field is FIELDS["meeting"]:
        found = list(register.meetings(request))
    elif field.kind is FieldKind.DATE:
        found = list(register.days(request))
    elif field.kind is FieldKind.ID:
        found = list(register.all_ids(request))
    sign = re.findall("[=!<>~]+", request.typed)[-1:]
    if field.kind is not FieldKind.FLAG and sign in (["="], ["=="], ["!="]):
        found.append(Candidate(NONE, request.said(_("no value"))))
    return (each._replace(more=True) for each in found)
