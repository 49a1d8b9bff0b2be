"""Seals: `M<NN>/seal.json` and further ones, written by the program and read strictly.

The file is JSON with one line for each subject, for diffs by card; and so that a subject is parsed
only if it is needed, because a seal has some 2 KB for each card.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from pydantic import ValidationError

from cardctl.domain.seal.model import HEX, AnySeal, OldSeal, Seal, SealedSubject, SealHead
from cardctl.finding import Finding
from cardctl.i18n import _
from cardctl.store.layout import SEAL_PATH

PARTS = '  "parts": {'
"""The line that follows the head."""

_SUBJECT = re.compile(rf' {{4}}"([^"\\]+)": \["({HEX})", (\{{.*\}})\],?')
_ROOT = re.compile(rf'  "root": "({HEX})",')
_OLD = re.compile(rb'\s*\{\s*"format"\s*:\s*1\b')


def seals(
    files: Mapping[str, bytes | Finding],
) -> tuple[dict[int, tuple[AnySeal, ...]], list[Finding]]:
    """Return the valid seals among *files* by meeting number, and the findings about the others.

    The seals of a meeting are in order, the first one first.
    """
    found: dict[int, dict[int, AnySeal]] = {}
    findings: list[Finding] = []
    for path, number, nth in _paths(files):
        raw = files[path]
        seal = raw if isinstance(raw, Finding) else _read(path, raw, number, nth)
        if isinstance(seal, Finding):
            findings.append(seal)
        else:
            found.setdefault(number, {})[nth] = seal
    return {
        number: tuple(some[nth] for nth in sorted(some)) for number, some in found.items()
    }, findings


def _paths(files: Mapping[str, object]) -> Iterator[tuple[str, int, int]]:
    for path in files:
        if match := SEAL_PATH.fullmatch(path):
            yield path, int(match[1]), int(match[2] or 1)


def _read(path: str, raw: bytes, number: int, nth: int) -> AnySeal | Finding:
    try:
        is_old = nth == 1 and _OLD.match(raw) is not None
        seal = OldSeal.model_validate_json(raw) if is_old else parse(raw.decode(), nth)
    except (ValidationError, ValueError):
        seal = None
    if seal is not None and seal.meeting == number:
        return seal
    return Finding(
        path, (), "CC513", "sealed-past-changed",
        _("not a valid seal of meeting {number}", number=number),
        hint=_("restore the file that cardctl wrote: git log -- ':/*{path}'", path=path),
    )  # fmt: skip


def parse(text: str, nth: int = 1) -> Seal:
    """Return the seal in the *text* of its file. Raises ValueError, or ValidationError of it."""
    lines = text.replace("\r\n", "\n").split("\n")
    middle = lines.index(PARTS)
    *head, root = lines[1:middle]
    if lines[0] != "{" or lines[-3:] != ["  }", "}", ""]:
        raise ValueError(lines[0])
    digest = _ROOT.fullmatch(root)
    said = SealHead.model_validate_json("{" + "".join(head).removesuffix(",") + "}")
    if digest is None or (said.reason is None) != (nth == 1):
        raise ValueError(root)
    subjects: dict[str, SealedSubject] = {}
    for line in lines[middle + 1 : -3]:
        match = _SUBJECT.fullmatch(line)
        if match is None or match[1] in subjects:
            raise ValueError(line)
        subjects[match[1]] = SealedSubject(match[2], match[3])
    return Seal(said, digest[1], subjects, nth)


def text_of(seal: AnySeal) -> str:
    """Return the text of a seal's file."""
    if isinstance(seal, OldSeal):
        return _text_of_old(seal)
    head = [f"  {json.dumps(key)}: {_json(value)}," for key, value in seal.head.data.items()]
    subjects = [
        f'    {_json(name)}: ["{subject.digest}", {subject.text}]'
        for name, subject in seal.subjects.items()
    ]
    root = f'  "root": "{seal.root}",'
    return "\n".join(["{", *head, root, PARTS, ",\n".join(subjects), "  }", "}", ""])


def _text_of_old(seal: OldSeal) -> str:
    data = seal.model_dump(mode="json")
    cards = [f"\n    {_json(key)}: {_json(value)}" for key, value in data.pop("cards").items()]
    head = "".join(f"  {_json(key)}: {_json(value)},\n" for key, value in data.items())
    return f'{{\n{head}  "cards": {{{",".join(cards)}\n  }}\n}}\n'


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
