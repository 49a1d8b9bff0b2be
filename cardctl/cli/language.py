"""The language of a run: of option, environment, person, register or locale."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from cardctl.i18n import SOURCE, languages

if TYPE_CHECKING:
    from cardctl.cli.person import Person


def language(
    option: str | None,
    find_root: Callable[[], Path | None],
    loaded: tuple[str, ...] | None = None,
    own: Person | None = None,
) -> str:
    """Return the first known language: see `chosen_language`, then register and locale.

    English if none is known. What a user has chosen precedes the register. *find_root* returns the
    register's folder; it is only called if nothing before decides. *loaded* are the languages of
    the register if it was loaded already; *own* are the settings of the person, if they were read.
    """
    if (chosen := chosen_language(option, own)) is not None:
        return chosen[0]
    known, locale = languages(), _of_locale()
    default = locale if locale in known else SOURCE
    return _first_known(loaded, default) if loaded else _of_register(find_root, default)


def chosen_language(option: str | None, own: Person | None = None) -> tuple[str, str] | None:
    """Return the language that the user has chosen, and where.

    That is *option*, CARDCTL_LANG, or the person's file; None if none of them names a known one.
    """
    from cardctl.cli.person import valid_person

    known = languages()
    for origin, wanted in (("--lang", option), ("CARDCTL_LANG", os.environ.get("CARDCTL_LANG"))):
        if wanted in known:
            return wanted, origin
    own = valid_person() if own is None else own
    return (own.values["lang"], own.origin("lang")) if "lang" in own.values else None


def locale_variable() -> str | None:
    """Return the environment variable that decides the locale's language, if it is a known one."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return name if _of_locale() in languages() else None
    return None


def _of_locale() -> str:
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG")
    return (spoken or "").replace(".", "_").partition("_")[0]


def _of_register(find_root: Callable[[], Path | None], default: str) -> str:
    """Return the first known language of the register; *default* if it has none.

    The register's file is parsed only if a glance at it does not show the default already.
    """
    from cardctl.store.languages import first_language, languages_of

    try:
        root = find_root()
        if root is None or first_language(root) == default:
            return default
        return _first_known(languages_of(root), default)
    except OSError:
        return default


def _first_known(named: tuple[str, ...], default: str) -> str:
    return next((lang for lang in named if lang in languages()), default)
