"""Write the file with the settings of a person (see `person`)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cardctl.cli.person import config_path, parse, read_text
from cardctl.cli.toml_edit import NotSimple
from cardctl.errors import FileProblem, UsageError
from cardctl.i18n import _


def settings_file() -> Path:
    """Return the path of the file. Raises UsageError if none is to be used."""
    found = config_path()
    if found is None:
        raise UsageError(
            _("there is no settings file: CARDCTL_CONFIG is empty, or this is a CI system"),
            _("name a file: CARDCTL_CONFIG=FILE"),
        )
    return found


def change_file(key: str, changed: Callable[[str], str]) -> Path | None:
    """Write the file with its text *changed*, which concerns *key*; return its path.

    None if nothing changes. Raises UsageError for a mistake in the file, or if *changed* raises
    NotSimple; FileProblem.
    """
    file = settings_file()
    text = read_text(file) or ""
    parse(file, text)
    try:
        made = changed(text)
    except NotSimple:
        raise UsageError(
            _("{key} cannot be changed in {path}: it is not one line", key=key, path=file),
            _("edit it: cardctl config edit"),
        ) from None
    if made == text:
        return None
    parse(file, made)
    write_settings(file, made)
    return file


def write_settings(file: Path, text: str) -> None:
    """Write the whole file, and the folders that it needs. Raises FileProblem."""
    from cardctl.store.atomic.file import write_file

    file = file.resolve()  # a link to the file stays one
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = error.strerror or error
        raise FileProblem(_("cannot create {name}: {why}", name=file.parent, why=why)) from error
    write_file(file, text, force=True)
