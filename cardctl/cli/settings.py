"""The settings in effect, each with where it comes from, for `config list` and `config get`."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cardctl.cli.person import VIEWS

if TYPE_CHECKING:
    from cardctl.cli.session import Session

DEFAULT = "default"


class Setting(NamedTuple):
    """A setting in effect. *origin* is an option, a variable, ``FILE:LINE``, or ``default``."""

    key: str
    value: str
    origin: str


def effective(session: Session, *, typed: bool) -> list[Setting]:
    """Return the settings that have a value. *typed*: the register was named by an option."""
    from cardctl.cli.pager import chosen_pager

    own = session.person
    pager = own.values.get("pager")
    return [
        Setting("lang", session.lang, _origin_of_language(session)),
        Setting("color", *session.colour_choice),
        Setting("pager", *chosen_pager(None if pager is None else (pager, own.origin("pager")))),
        *_register(session, typed=typed),
        *_views(session),
    ]


def _origin_of_language(session: Session) -> str:
    from cardctl.cli.language import chosen_language, locale_variable

    chosen = chosen_language(session.lang_option, session.person)
    if chosen is not None:
        return chosen[1]
    root = session.root_or_none
    if root is not None and session.speaks_the_registers(root):
        return _config_of(root)
    return locale_variable() or DEFAULT


def _register(session: Session, *, typed: bool) -> Iterator[Setting]:
    """Yield the register's folder, unless there is none."""
    root = session.root_or_none
    if root is None:
        return
    if session.named:
        origin = "--register" if typed else "CARDCTL_REGISTER"
    else:
        from cardctl.store.layout import nearest_root

        is_near = nearest_root(Path.cwd()) is not None
        origin = DEFAULT if is_near else session.person.origin("register")
    yield Setting("register", str(root), origin)


def _views(session: Session) -> Iterator[Setting]:
    """Yield the fields of the views, those of the register only if its settings are readable."""
    from cardctl.app.saved_views import all_views
    from cardctl.store.saved_views import views_in

    root = session.root_or_none
    office = {} if root is None else views_in(root)
    for view in all_views(office, session.person.views).values():
        for field, value in view.fields.items():
            keys = (VIEWS, view.name, field)
            origin = session.person.origin(*keys) if view.is_own else _config_of(root)
            yield Setting(".".join(keys), shown(value), origin)


def _config_of(root: Path | None) -> str:
    from cardctl.store.layout import CONFIG

    return CONFIG if root is None else os.path.relpath(root / CONFIG)


def shown(value: Any) -> str:
    """Return the value of a view's field as `config set` takes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "; ".join(f"{lang}: {text}" for lang, text in value.items())
    return ",".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
