"""Paths of the values of cards for ``--set``, ``--unset``, ``--add``, ``--correct`` and others.

`FIELDS` describes the model of a card (`domain.card`), which takes too long to import here; a test
compares the two. Items of lists are those of the cards that are named on the line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from cardctl.cli.complete import closed, register
from cardctl.cli.complete.candidate import Candidate

if TYPE_CHECKING:
    from cardctl.cli.complete.request import Request
    from cardctl.domain.base import Json

Source = Callable[["Request"], Iterable[Candidate]]


class Field(NamedTuple):
    """A value of a card: its description in the model, and the source of its values, if any.

    *is_list*: ``--add`` appends to it. *is_text*: it can be in several languages.
    """

    about: str
    values: Source | None = None
    is_list: bool = False
    is_text: bool = False


def _enumeration(name: str) -> Source:
    """Return the source of an enumeration in `domain.enums`."""

    def source(request: Request) -> Iterable[Candidate]:
        from cardctl.domain import enums

        return closed.members(request, getattr(enums, name))

    return source


_BOOLEAN = closed.listed(("true", "false"))


def _text(about: str) -> Field:
    return Field(about, is_text=True)


def _evidence(place: str) -> Mapping[str, Field]:
    return {
        f"{place}.*.kind": Field("Kind of document.", _enumeration("EvidenceKind")),
        f"{place}.*.title": _text("Its title."),
        f"{place}.*.issuer": _text("Who issued it."),
        f"{place}.*.number": Field("Its number in the issuer's files."),
        f"{place}.*.date": Field("Its date."),
        f"{place}.*.url": Field("Its web address."),
        f"{place}.*.path": Field("Its path in this repository."),
        f"{place}.*.visibility": Field(
            "closed excludes it from the public report.", _enumeration("Visibility")
        ),
        f"{place}.*.visibility_ground": _text("Legal ground for the restriction."),
    }


FIELDS: Mapping[str, Field] = {
    "title": _text("The matter in a few words."),
    "item": Field(
        "Agenda item that it comes from; absent if it is not from the agenda.", register.items
    ),
    "decision": _text("What the meeting decided, in a sentence."),
    "tags": Field("Tags.", register.tags, is_list=True),
    "sources": Field("Sources for the matter.", is_list=True),
    **_evidence("sources"),
    "partners": Field("Codes of the partner agencies.", register.agency_codes, is_list=True),
    "due_as_stated": _text("The source's own words for the due date."),
    "indicators": Field("Measures of its progress.", is_list=True),
    "indicators.*.name": _text("What is measured."),
    "indicators.*.unit": _text("Unit of measurement."),
    "indicators.*.baseline": Field("Value at the start."),
    "indicators.*.target": Field("Value to reach."),
    "indicators.*.direction": Field("up or down.", _enumeration("Direction")),
    "indicators.*.due": Field("Day by which the target must be reached."),
    "indicators.*.as_stated": _text("The source's own words."),
    "budget": Field("Planned money, by budget line.", is_list=True),
    "budget.*.year": Field("Budget year; absent if it is not stated."),
    "budget.*.source": Field("Source of the money.", _enumeration("BudgetSource")),
    "budget.*.planned": Field("Amount in the register's unit."),
    "budget.*.as_stated": _text("The source's own words."),
    "budget.*.approximate": Field("Whether the source states the amount only vaguely.", _BOOLEAN),
    "plan.submitted": Field("Day on which the lead filed it."),
    "plan.summary": _text("The plan in a few sentences."),
    "plan.steps": Field("Steps of the plan, in order.", is_list=True),
    "plan.steps.*.title": _text("What is to be done."),
    "plan.steps.*.owner": Field("Agency responsible for the step.", register.agency_codes),
    "plan.steps.*.due": Field("Due date of the step."),
    "plan.steps.*.weight": Field("Weight of the step in the progress."),
    "plan.steps.*.done": Field("Day on which it was done."),
    "plan.steps.*.dropped": Field("Day on which it was dropped (the note says why)."),
    "plan.steps.*.note": _text("Remarks on the step."),
    "plan.no_steps": _text("Reason why the plan has no steps."),
    "relations.parent": Field("The card this one is a part of.", register.all_ids),
    "relations.depends_on": Field("Cards that must be done first.", register.all_ids, is_list=True),
    "relations.see_also": Field("Related cards.", register.all_ids, is_list=True),
    "relations.merged_into": Field(
        "The card that this one was merged into.", register.all_ids, is_list=True
    ),
    "relations.split_into": Field(
        "The cards that this one was split into.", register.all_ids, is_list=True
    ),
    "relations.superseded_by": Field("The card that replaces it.", register.all_ids, is_list=True),
    "relations.part_of": Field(
        "The card of another register that this one is a part of: REGISTER/ID."
    ),
    "visibility": Field("closed excludes it from the public report.", _enumeration("Visibility")),
    "visibility_ground": _text("Legal ground for the restriction."),
    "note": _text("Remarks on the card itself."),
}
"""The values that can be set by their path; ``*`` stands for the id or the index of an item."""

RECORDED: Mapping[str, Field] = {
    "lead": Field("Code of the lead agency: exactly one, or null while it is open.",
                  register.agency_codes),
    "due": Field("Due date of the card; the last one in the history."),
}  # fmt: skip
"""The recorded fields that ``--correct`` puts right."""

PARTS = {"plan": "The action plan.", "relations": "Relations to other cards."}
"""What the values of a card that have parts are."""

ALL: Mapping[str, Field] = {**FIELDS, **RECORDED}


# Sources ----------------------------------------------------------------------------------------


def settable(request: Request) -> Iterable[Candidate]:
    """Yield paths that can be set (for ``--add``: lists), then their values."""
    if key_is(request, "--add"):
        lists = {path: field for path, field in FIELDS.items() if field.is_list}
        return _assigned(request, _expanded(request, lists, texts=False))
    singles = {
        path: field
        for path, field in FIELDS.items()
        if not field.is_list or path.startswith("relations.")  # a single id makes a list
    }
    return _assigned(request, _expanded(request, singles))


def decided(request: Request) -> Iterable[Candidate]:
    """Yield paths that can be corrected or amended, then their values."""
    from cardctl.domain.decided import is_protected

    protected = {p: f for p, f in FIELDS.items() if is_protected(p.replace("*", "x"))}
    recorded = {} if key_is(request, "--amend") else RECORDED
    return _assigned(request, _expanded(request, {**recorded, **protected}))


def present(request: Request) -> Iterator[Candidate]:
    """Yield the paths of the values that the named cards have and that can be removed."""
    found: dict[str, Field] = {}
    for data in _cards(request):
        for path in _paths(data):
            field = ALL.get(_pattern(path))
            if field is not None and path not in ("title", *request.line.values("--unset")):
                found[path] = field
    return (Candidate(path, request.said(field.about)) for path, field in found.items())


def texts(request: Request) -> Iterator[Candidate]:
    """Yield the paths of the texts of the named card, with their beginnings."""
    from cardctl.domain.redaction import is_text_path

    for data in _cards(request):
        for path, value in _leaves(data, ""):
            is_text = isinstance(value, str) and is_text_path(path)
            if is_text and path not in request.line.values("paths"):
                yield Candidate(path, value)


def steps(request: Request) -> Iterator[Candidate]:
    """Yield the steps that have not ended, each with how it can end."""
    for data in _cards(request):
        for step in _listed(_inner(data, "plan"), "steps"):
            if step.get("done") is None and step.get("dropped") is None and "id" in step:
                title = _shown(step.get("title"), request)
                for how in ("done", "dropped"):
                    yield Candidate(f"{step['id']}={how}", title)


def readings(request: Request) -> Iterator[Candidate]:
    """Yield the indicators of the named cards, each before a number."""
    for data in _cards(request):
        for each in _listed(data, "indicators"):
            if "id" in each:
                yield Candidate(f"{each['id']}=", _shown(each.get("name"), request), more=True)


def evidence(request: Request) -> Iterator[Candidate]:
    """Yield the kinds of evidence, then files."""
    from cardctl.cli.complete.files import paths
    from cardctl.domain.enums import EvidenceKind

    kind, colon, rest = request.typed.partition(":")
    if colon and kind in set(EvidenceKind):
        yield from (each.after(f"{kind}:") for each in paths(request, rest))
        return
    for each in closed.members(request, EvidenceKind):
        yield each._replace(value=f"{each.value}:", more=True)
    if request.typed:
        yield from paths(request, request.typed)


def key_is(request: Request, option: str) -> bool:
    """Whether the value of this option is being typed."""
    return request.line.place.endswith(f" {option}")


# Paths and values -------------------------------------------------------------------------------


def _assigned(request: Request, found: Mapping[str, Field]) -> Iterator[Candidate]:
    """Yield paths part by part, and once ``PATH=`` was typed, ``PATH=VALUE`` for each value."""
    path, equals, _value = request.typed.partition("=")
    if not equals:
        yield from _next_parts(request, found, path[: path.rfind(".") + 1])
    elif path in found and (values := found[path].values) is not None:
        yield from (each.after(f"{path}=") for each in values(request))


def _next_parts(request: Request, found: Mapping[str, Field], head: str) -> Iterator[Candidate]:
    """Yield the paths after *head* up to the next dot; where that is all, with ``=``."""
    inner = dict.fromkeys(
        path[len(head) :].partition(".")[0] for path in found if path.startswith(head)
    )
    for part in inner:
        path = head + part
        if path in found:
            yield Candidate(f"{path}=", request.said(found[path].about), more=True)
        else:
            yield Candidate(f"{path}.", _about_part(request, path), more=True)


def _about_part(request: Request, path: str) -> str:
    """Return what is known of a path inside a card: the title or the name of an item."""
    if path in ALL:
        return request.said(ALL[path].about)
    for data in _cards(request):
        for key in ("title", "name"):
            if text := dict(_leaves(data, "")).get(f"{path}.{key}"):
                return str(text)
            if text := dict(_leaves(data, "")).get(f"{path}.{key}.{request.lang}"):
                return str(text)
    return request.said(PARTS[path]) if path in PARTS else ""


def _expanded(
    request: Request, fields: Mapping[str, Field], *, texts: bool = True
) -> Mapping[str, Field]:
    """Return *fields* with the items of the named cards, and texts in each language."""
    found: dict[str, Field] = {}
    cards = list(_cards(request))
    languages = () if request.glance is None else request.glance.languages
    for pattern, field in fields.items():
        for path in _items(pattern, cards):
            found[path] = field
            if texts and field.is_text and len(languages) > 1:
                found.update({f"{path}.{lang}": field for lang in languages})
    return found


def _items(pattern: str, cards: Sequence[Json]) -> Iterator[str]:
    """Yield *pattern* with each item of the cards in place of ``*``."""
    before, star, after = pattern.partition(".*")
    if not star:
        yield pattern
        return
    for data in cards:
        value: Any = data
        for part in before.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        for index, item in enumerate(value if isinstance(value, list) else ()):
            name = item.get("id", index) if isinstance(item, dict) else index
            yield f"{before}.{name}{after}"


def _pattern(path: str) -> str:
    """Return the pattern of a path in `FIELDS`: without the name of an item and a language."""
    for pattern in ALL:
        if re.fullmatch(re.escape(pattern).replace(r"\*", "[^.]+") + r"(\.[a-z]{2,3})?", path):
            return pattern
    return path


def _paths(data: Json) -> Iterator[str]:
    """Yield the paths of all values, and those of mappings and lists before what is in them."""
    for path, value in _leaves(data, "", with_inner=True):
        if value not in (None, [], {}):
            yield path


def _leaves(value: Any, path: str, *, with_inner: bool = False) -> Iterator[tuple[str, Any]]:
    """Yield the paths of the single values inside *value*, and those values."""
    inner: Iterable[tuple[Any, Any]] = ()
    if isinstance(value, dict):
        inner = value.items()
    elif isinstance(value, list | tuple):
        inner = ((i if not isinstance(v, dict) else v.get("id", i), v) for i, v in enumerate(value))
    elif path:
        yield path, value
    if with_inner and path and isinstance(value, dict | list | tuple):
        yield path, value
    for key, each in inner:
        yield from _leaves(each, f"{path}.{key}" if path else str(key), with_inner=with_inner)


def _cards(request: Request) -> Iterator[Json]:
    for identifier in request.named_ids:
        if request.glance is not None:
            yield request.glance.card(identifier)


def _inner(data: Json, key: str) -> Json:
    value = data.get(key)
    return value if isinstance(value, dict) else {}


def _listed(data: Json, key: str) -> list[Json]:
    value = data.get(key)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _shown(value: Any, request: Request) -> str:
    from cardctl.domain.text import text_in

    return (
        text_in(value, request.lang)
        if isinstance(value, str) or (value and isinstance(value, dict))
        else ""
    )
