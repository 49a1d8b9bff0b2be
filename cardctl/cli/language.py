"""The language of a run: of the option, the environment, the register or the locale."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from cardctl.i18n import SOURCE, languages


def language(
    option: str | None,
    find_root: Callable[[], Path | None],
    loaded: tuple[str, ...] | None = None,
) -> str:
    """Return the first known language of *option*, CARDCTL_LANG, the register and the locale.

    English if none is known. CARDCTL_LANG precedes the register, because it is the user's explicit
    choice. *find_root* returns the register's folder; it is only called if the first two do not
    decide. *loaded* are the languages of the register if it was loaded already.
    """
    known = languages()
    for wanted in (option, os.environ.get("CARDCTL_LANG")):
        if wanted in known:
            return wanted
    locale = _of_locale()
    default = locale if locale in known else SOURCE
    return _first_known(loaded, default) if loaded else _of_register(find_root, default)


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
