"""The JSON Schemas in a folder: which are out of date, and writing them.

Beside a register are those for editors, in its language and with the names of its codes. Those of
this repository are general (`domain.json_schema`): they are published, and know no register.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from cardctl.domain.schema_files import DIGESTS, EDITOR_DIGESTS, NAMES_FILE

if TYPE_CHECKING:
    from cardctl.domain.register import Register

NAMES = ("card", "meeting", "agencies", "cardctl")


def stale_schemas(folder: Path) -> dict[str, str]:
    """Return the text of each general schema that is missing or outdated in *folder*, by file."""
    held = _digests(folder)
    if held == DIGESTS:
        return {}
    from cardctl.domain.json_schema import texts

    return _changed(folder, texts())


def outdated(folder: Path) -> list[str]:
    """Return the schemas beside a register that are missing, or not of this version of cardctl.

    Each may be general, or for editors in any language. Of the names, only the file has to be
    there: a new card would make it out of date again and again, and a name that it lacks is no
    error.
    """
    held = _digests(folder)
    unknown = [name for name, digest in held.items() if digest not in _known(name)]
    if unknown:
        unknown = _of_other_versions(folder, unknown)
    has_names = _are_general(held) or (folder / NAMES_FILE).is_file()
    return [*unknown, *([] if has_names else [NAMES_FILE])]


def register_schemas(register: Register) -> dict[str, str]:
    """Return the texts of the schemas and names for editors of *register*, by file."""
    from cardctl.domain.editor_schema import editor_texts, names_text
    from cardctl.i18n import SOURCE, languages

    lang = next((each for each in register.config.languages if each in languages()), SOURCE)
    return {**editor_texts(lang), NAMES_FILE: names_text(register, lang)}


def changed_schemas(folder: Path, register: Register) -> dict[str, str]:
    """Return the texts of `register_schemas` that *folder* does not have, by file."""
    return _changed(folder, register_schemas(register))


def restored_schemas(folder: Path, register: Register) -> dict[str, str]:
    """Return the right texts of the files that are `outdated`; general ones stay general."""
    wrong = outdated(folder)
    if not wrong:
        return {}
    texts = stale_schemas(folder) if _are_general(_digests(folder)) else register_schemas(register)
    return {name: texts[name] for name in wrong}


def write_schemas(folder: Path, texts: Mapping[str, str]) -> None:
    """Write the schemas to *folder*; *texts* maps file names to content."""
    from cardctl.store.atomic.file import write_file

    if texts:
        folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        write_file(folder / name, text, force=True)


def _are_general(digests: Mapping[str, str]) -> bool:
    """Whether a folder has general schemas, and so needs no names."""
    return any(digest == DIGESTS[name] for name, digest in digests.items())


def _known(name: str) -> set[str]:
    return {DIGESTS[name], *(digests[name] for digests in EDITOR_DIGESTS.values())}


def _of_other_versions(folder: Path, names: Iterable[str]) -> list[str]:
    """Return those of *names* whose text this version does not write in any language."""
    from cardctl.domain.editor_schema import editor_texts
    from cardctl.domain.json_schema import texts
    from cardctl.i18n import languages

    made = [texts(), *map(editor_texts, languages())]
    return [name for name in names if _held(folder / name) not in [each[name] for each in made]]


def _changed(folder: Path, texts: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in texts.items() if _held(folder / name) != text}


def _digests(folder: Path) -> dict[str, str]:
    return {name: sha256((_held(folder / name) or "").encode()).hexdigest() for name in DIGESTS}


def _held(path: Path) -> str | None:
    return path.read_text("utf-8", "replace") if path.is_file() else None
