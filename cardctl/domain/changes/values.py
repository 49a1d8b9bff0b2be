"""Set values by path, such as ``plan.steps.a.owner``, in a card's plain data; the model checks it.

List items are addressed by their id or by their index, from 0. Recorded fields and append-only
lists cannot be set this way.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from itertools import pairwise
from typing import Any

from cardctl.domain.base import Json, Model, model_at
from cardctl.domain.card import Card
from cardctl.domain.ids import full_id
from cardctl.errors import Refused, Unknown, UsageError
from cardctl.finding import Field
from cardctl.i18n import _
from cardctl.literals import integer

_OTHER_WAYS = {
    "state": "--state STATE",
    "outcome": "--outcome OUTCOME",
    "lead": "--lead AGENCY",
    "due": "--due DATE --reason TEXT",
    "results": "--result TEXT",
    "history": "--state STATE, --lead AGENCY or --due DATE",
}
_NEVER = ("id", "meeting")


def with_value(
    data: Json,
    path: str,
    value: Any,
    languages: Sequence[str] = (),
    model: type[Model] = Card,
) -> Json:
    """Return *data* of a *model* with *value* at *path*; missing mappings are created.

    A plain text that gets a translation (``title.ko`` beside ``title: words``) is kept, under the
    first other one of *languages*. Raises Unknown for a path that the model does not have, Refused
    for recorded fields.
    """
    data = deepcopy(data)
    here, key = _place(data, path, model, languages)
    here[key] = _full_ids(path, value)
    return data


def with_item(data: Json, path: str, value: Any, model: type[Model] = Card) -> Json:
    """Return *data* of a *model* with *value* appended to the list at *path*.

    Raises as `with_value` does, and UsageError if *path* is not a list.
    """
    data = deepcopy(data)
    here, key = _place(data, path, model)
    items = (here.get(key) if isinstance(here, dict) else here[key]) or []
    if not isinstance(items, list) or (not items and _takes_one(path, model)):
        raise UsageError(
            _("{path} is not a list", path=path), _("set it: --set {path}=VALUE", path=path)
        )
    here[key] = [*items, _full_ids(path, value)]
    return data


def _takes_one(path: str, model: type[Model]) -> bool:
    """Whether the field at *path* takes a single value by the model."""
    *above, name = path.split(".")
    around = model_at(model, tuple(above))
    info = around.model_fields.get(name) if around else None
    return info is not None and info.default is None


def require_place(data: Json, path: str, model: type[Model] = Card) -> None:
    """Raise as `with_value` does unless a value can be set at *path*."""
    _place(deepcopy(data), path, model)


def without(data: Json, path: str, model: type[Model] = Card) -> Json:
    """Return *data* of a *model* without the value at *path*. Raises as `with_value` does."""
    data = deepcopy(data)
    here, key = _place(data, path, model)
    if isinstance(here, list):
        del here[key]
    else:
        here.pop(key, None)
    return data


def _place(
    data: Json, path: str, model: type[Model], languages: Sequence[str] = ()
) -> tuple[Any, Any]:
    """Return the mapping or list inside *data* that *path* ends in, and the last key in it."""
    parts = _parts(path, data["id"]) if model is Card else path.split(".")
    here: Any = data
    place: Field = ()
    for part, following in pairwise(parts):
        key = _key(here, part, place, model)
        if isinstance(here, dict) and here.get(key) is None:
            _require_no_list((*place, key), following, model)
            here[key] = {}
        place = (*place, key)
        if isinstance(here[key], str):
            here[key] = _by_language(here[key], following, place, languages)
        here = here[key]
    return here, _key(here, parts[-1], place, model)


def _parts(path: str, identifier: str) -> list[str]:
    parts = path.split(".")
    first = parts[0]
    if first in _NEVER:
        raise Refused(_("'{field}' cannot be changed", field=first))
    if first in _OTHER_WAYS:
        raise Refused(
            _("'{field}' is recorded and cannot be set this way", field=first),
            _("use: {option}", option=_OTHER_WAYS[first]),
        )
    if first.startswith("x-"):
        raise UsageError(
            _("'{field}' is a custom key", field=first),
            _("edit the file: cardctl edit {id}", id=identifier),
        )
    return parts


def _key(here: Any, part: str, place: Field, model: type[Model]) -> str | int:
    """Return the key or index that *part* names in *here*, which is at *place*. Raises Unknown."""
    if isinstance(here, list):
        return _index(here, part)
    if not isinstance(here, dict):
        raise UsageError(_("{path} is a plain value", path=_dotted(place)))
    inside = model_at(model, place)
    if inside is not None and part not in inside.model_fields:
        raise Unknown(
            "field",
            _dotted((*place, part)),
            [_dotted((*place, name)) for name in inside.model_fields],
        )
    return part


def _require_no_list(place: Field, item: str, model: type[Model]) -> None:
    """Raise Unknown if *place* is a list by the model: this card's has no such item."""
    around = model_at(model, place[:-1])
    info = around.model_fields.get(str(place[-1])) if around else None
    if info is not None and info.default == ():
        raise Unknown(
            "item",
            _dotted((*place, item)),
            (),
            _("add one: --add {path}=VALUE", path=_dotted(place)),
        )


def _index(items: list[Any], part: str) -> int:
    ids = [item.get("id") if isinstance(item, dict) else item for item in items]
    if part in ids:
        return ids.index(part)
    index = integer(part)
    if index is not None and 0 <= index < len(items):
        return index
    named = [each for each in ids if isinstance(each, str)]
    raise Unknown("item", part, named or [str(index) for index in range(len(items))])


def _by_language(text: str, wanted: str, place: Field, languages: Sequence[str]) -> dict[str, str]:
    """Return a plain text under the first language other than *wanted*. Raises UsageError."""
    other = next((language for language in languages if language != wanted), None)
    if other is None:
        raise UsageError(
            _("{path} is a single text, not one per language", path=_dotted(place)),
            _("set it: --set {path}=VALUE", path=_dotted(place)),
        )
    return {other: text}


def _full_ids(path: str, value: Any) -> Any:
    """Return *value* with short card ids written in full if *path* is under `relations`."""
    if not path.startswith("relations."):
        return value
    if isinstance(value, list):
        return [_full_ids(path, item) for item in value]
    return full_id(value) or value if isinstance(value, str) else value


def _dotted(place: Field) -> str:
    return ".".join(map(str, place))
