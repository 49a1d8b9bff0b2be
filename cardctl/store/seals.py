"""Seals: `M<NN>/seal.json`, written by the program and read strictly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic import ValidationError

from cardctl.domain.seal import Seal
from cardctl.finding import Finding
from cardctl.i18n import _
from cardctl.store.layout import SEAL_PATH


def seals(files: Mapping[str, bytes | Finding]) -> tuple[dict[int, Seal], list[Finding]]:
    """Return the valid seals among *files* by meeting number, and the findings about the others."""
    found: dict[int, Seal] = {}
    findings: list[Finding] = []
    for path, number in _paths(files):
        raw = files[path]
        seal = raw if isinstance(raw, Finding) else _seal(path, raw, number)
        if isinstance(seal, Finding):
            findings.append(seal)
        else:
            found[number] = seal
    return found, findings


def _paths(files: Mapping[str, object]) -> Iterator[tuple[str, int]]:
    for path in files:
        if match := SEAL_PATH.fullmatch(path):
            yield path, int(match[1])


def _seal(path: str, raw: bytes, number: int) -> Seal | Finding:
    try:
        seal = Seal.model_validate_json(raw)
    except ValidationError:
        seal = None
    if seal is not None and seal.meeting == number:
        return seal
    return Finding(
        path, (), "CC513", "sealed-past-changed",
        _("not a valid seal of meeting {number}", number=number),
        hint=_("restore the file that cardctl wrote: git log -- ':/*{path}'", path=path),
    )  # fmt: skip
