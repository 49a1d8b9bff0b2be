"""The settings of a person, from a file of their own: language, colour, pager, register, views.

They change what a person sees and which register is taken if none is near, never what is recorded.
The file is TOML: `$CARDCTL_CONFIG`, otherwise `cardctl/config.toml` in the folder for settings of
this system (see `platform.settings_folder`). A CI system reads it only if `CARDCTL_CONFIG` names
it, so that a log does not depend on whose machine the job runs.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from cardctl.errors import FileProblem, Unknown, UsageError
from cardctl.i18n import _, languages

VARIABLE = "CARDCTL_CONFIG"

COLOURS = ("auto", "always", "never")

KEYS = ("lang", "color", "pager", "register")
"""The settings that have one value; beside them are the `views`."""

VIEWS = "views"


class Person(NamedTuple):
    """What the file at *path* says: *values* by key, *views* by name; *text* is its text.

    *path* is None if the file is not read at all.
    """

    path: Path | None = None
    values: Mapping[str, str] = {}
    views: Mapping[str, Mapping[str, Any]] = {}
    text: str = ""

    def origin(self, *keys: str) -> str:
        """Return where a value comes from, as ``FILE:LINE``."""
        return place_of(str(self.path), self.text, keys)

    @property
    def register(self) -> str | None:
        """The folder of the default register."""
        named = self.values.get("register")
        return None if named is None else str(Path(named).expanduser())


def nearest_register(named: str | None, own: Person, here: Path | None = None) -> Path | None:
    """Return the root of the register *named*, else the nearest, else the person's *own*.

    *here* is the folder to start from (default: the working directory). None if there is none in
    that place. Raises OSError.
    """
    from cardctl.store.layout import nearest_root

    here = Path.cwd() if here is None else here
    found = nearest_root(here, named)
    if found is not None or named is not None or own.register is None:
        return found
    return nearest_root(here, own.register)


def config_path() -> Path | None:
    """Return the path of the file, which need not exist; None if none is to be read.

    That is the case if `CARDCTL_CONFIG` is empty, in CI, and without a home folder.
    """
    from cardctl.cli.ci_log import in_ci
    from cardctl.platform import settings_folder

    named = os.environ.get(VARIABLE)
    if named is not None:
        return Path(named).expanduser() if named else None
    folder = None if in_ci() else settings_folder(os.environ)
    return None if folder is None else folder / "cardctl" / "config.toml"


def person() -> Person:
    """Read the file, if it exists. Raises UsageError that names file, line and key of a mistake."""
    path = config_path()
    text = None if path is None else read_text(path)
    if path is None or text is None:
        return Person(path)
    return parse(path, text)


def valid_person() -> Person:
    """Read the file as `person` does; a broken one counts as empty.

    For help and error messages, which need the language before anything else.
    """
    from cardctl.errors import CardctlError

    try:
        return person()
    except CardctlError:
        return Person()


def read_text(path: Path) -> str | None:
    """Return the text of the file; None if it does not exist. Raises UsageError, FileProblem."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        raise UsageError(_("{file} is not UTF-8", file=path), _("save it as UTF-8")) from None
    except OSError as error:
        why = error.strerror or error
        raise FileProblem(_("cannot read {name}: {why}", name=path, why=why)) from error


def parse(path: Path, text: str) -> Person:
    """Return what *text*, the contents of *path*, says. Raises UsageError as `person` does."""
    import tomllib

    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(
            _("{path} is not TOML: {why}", path=path, why=error), _("edit it: cardctl config edit")
        ) from None
    values: dict[str, str] = {}
    views: Mapping[str, Mapping[str, Any]] = {}
    for key, value in data.items():
        try:
            if key == VIEWS:
                views = _views(value)
            else:
                values[key] = checked(key, value)
        except _Wrong as wrong:
            raise _at(wrong, path, text) from None
        except UsageError as problem:
            raise _at(_Wrong(problem, (key,)), path, text) from None
    return Person(path, values, views, text)


class _Wrong(Exception):
    """A *problem* with the value of *keys*."""

    def __init__(self, problem: UsageError, keys: tuple[str, ...]) -> None:
        self.problem, self.keys = problem, keys


def _at(wrong: _Wrong, path: Path, text: str) -> UsageError:
    place = place_of(str(path), text, wrong.keys)
    hint = wrong.problem.hint or _("edit it: cardctl config edit")
    return UsageError(_("{place}: {what}", place=place, what=wrong.problem.message), hint)


def place_of(name: str, text: str, keys: tuple[str, ...]) -> str:
    """Return ``FILE:LINE`` of a key; ``FILE`` if its line is not known."""
    from cardctl.cli.toml_edit import line_of

    line = line_of(text, keys)
    return name if line is None else f"{name}:{line}"


def checked(key: str, value: object) -> str:
    """Return the value of a setting. Raises Unknown for the key, UsageError for the value."""
    if key not in KEYS:
        raise Unknown("setting", key, (*KEYS, VIEWS))
    if not isinstance(value, str):
        raise UsageError(_("{key}: expected text in quotes", key=key))
    if key == "lang" and value not in languages():
        raise Unknown("language", value, languages())
    if key == "color" and value not in COLOURS:
        raise Unknown("colour setting", value, COLOURS)
    if key == "register" and not Path(value).expanduser().is_absolute():
        raise UsageError(
            _("register: '{value}' depends on the working directory", value=value),
            _("write an absolute path, or one that starts with ~/"),
        )
    return value


def _existing_register(written: str) -> Path:
    """Return the absolute path of a register. Raises UsageError if there is none."""
    from cardctl.store.layout import CONFIG

    folder = Path(written).expanduser().absolute()
    if not (folder / CONFIG).is_file():
        raise UsageError(_("{path} is not a register: it has no {name}", path=folder, name=CONFIG))
    return folder


def _views(data: object) -> Mapping[str, Mapping[str, Any]]:
    """Return the views by name. Raises _Wrong."""
    from cardctl.app.saved_views import checked_name, checked_view

    if not isinstance(data, dict):
        raise _Wrong(UsageError(_("{key}: expected a table", key=VIEWS)), (VIEWS,))
    for name, fields in data.items():
        try:
            checked_name(name)
        except UsageError as problem:
            raise _Wrong(problem, (VIEWS, name)) from None
        if not isinstance(fields, dict):
            where = f"{VIEWS}.{name}"
            raise _Wrong(UsageError(_("{key}: expected a table", key=where)), (VIEWS, name))
        for field, value in fields.items():
            try:
                checked_view(field, value)
            except UsageError as problem:
                raise _Wrong(problem, (VIEWS, name, field)) from None
    return data


def key_parts(key: str, *, whole_view: bool = False) -> tuple[str, ...]:
    """Return the parts of a key: ``lang``, or ``views.NAME.FIELD``.

    With *whole_view*, also ``views.NAME``. Raises Unknown, UsageError.
    """
    from cardctl.app.saved_views import VIEW_FIELDS, checked_name

    first, dot, rest = key.partition(".")
    if first != VIEWS or not dot:
        if key not in KEYS:
            raise Unknown("setting", key, (*KEYS, f"{VIEWS}.NAME.FIELD"))
        return (key,)
    name, _dot, field = rest.rpartition(".")
    if whole_view and (not name or field not in VIEW_FIELDS):
        return VIEWS, checked_name(rest)
    if not name:
        raise UsageError(
            _("{key}: which field of the view?", key=key),
            _("use: {form}", form=f"{key}.where"),
        )
    if field not in VIEW_FIELDS:
        raise Unknown("field of a view", field, VIEW_FIELDS)
    return VIEWS, checked_name(name), field


def parsed_value(keys: tuple[str, ...], written: str) -> Any:
    """Return the value of the setting *keys* from the command line. Raises UsageError, Unknown."""
    from cardctl.app.values import readable

    written = readable(written, ".".join(keys))
    if len(keys) == 1:
        if keys == ("register",):
            written = str(_existing_register(written))
        return checked(keys[0], written)
    from cardctl.app.saved_views import checked_view, parsed_field

    value = parsed_field(keys[-1], written)
    checked_view(keys[-1], value)
    return value
