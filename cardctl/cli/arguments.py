"""Parse command-line values: texts, dates, YAML values, evidence, steps, states and outcomes."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from cardctl.app.values import Assignment, StepEnd, as_usage_error, parse_day, readable
from cardctl.errors import Unknown, UsageError
from cardctl.i18n import _

if TYPE_CHECKING:
    from decimal import Decimal

    from cardctl.domain.meeting import Evidence

_Word = TypeVar("_Word", bound=StrEnum)


def text(given: str, option: str) -> str:
    """Return a text: literal, from a file (``@FILE``), or from standard input (``-``).

    Raises UsageError if it is empty, not UTF-8 or not `readable`, OSError if the file cannot be
    read.
    """
    return readable(content(given, option), option)


def content(given: str, option: str) -> str:
    """Return a text like `text`, with any characters. CRLF line ends of files become LF."""
    found = given
    try:
        if given == "-":
            found = _lines(sys.stdin.buffer.read())
        elif given.startswith("@"):
            found = _lines(Path(given[1:]).read_bytes())
    except UnicodeDecodeError:
        raise UsageError(
            _("{file} is not UTF-8", file=given.lstrip("@")), _("save it as UTF-8")
        ) from None
    found = found.removeprefix("\ufeff").strip()
    if not found:
        raise UsageError(_("{option}: empty value", option=option))
    return found


def _lines(raw: bytes) -> str:
    # Not a text stream: it would turn a lone CR, which is not allowed in files, into a line end.
    return raw.decode().replace("\r\n", "\n")


def some_text(given: str | None, option: str) -> str | None:
    """Return a text, or None if the option is absent. Raises like `text`."""
    return None if given is None else text(given, option)


def some_day(given: str | None) -> date | None:
    """Return a date, or None if the option is absent. Raises UsageError."""
    return None if given is None else parse_day(given)


def root_of(given: str, meeting: int) -> str:
    """Parse the root of a seal of *meeting*, as people copy it from minutes. Raises UsageError."""
    from cardctl.errors import UsageError
    from cardctl.i18n import _

    written = "".join(given.split()).lower()
    if len(written) == 64 and not set(written) - set("0123456789abcdef"):
        return written
    raise UsageError(
        _("{option}: a root has 64 hexadecimal digits", option="--root"),
        _("print it: cardctl meeting verify {number}", number=meeting),
    )


def word(given: str, words: type[_Word]) -> _Word:
    """Return the member of *words* with this value or name. Raises Unknown, Ambiguous."""
    from cardctl.domain.names import member

    return member(given, words)


def choice(given: str, kind: str, words: type[_Word]) -> _Word:
    """Return the member of *words* with this value. Raises Unknown with a suggestion."""
    try:
        return words(given.strip().replace("-", "_"))
    except ValueError:
        raise Unknown(kind, given, [each.value for each in words]) from None


def pair(given: str, option: str, form: str = "PATH=VALUE") -> tuple[str, str]:
    """Return the two sides of ``KEY=VALUE``. Raises UsageError."""
    key, sign, value = given.partition("=")
    if not sign or not key.strip():
        raise UsageError(
            _("{option} {given}: missing '='", option=option, given=given),
            _("use: {option} {form}", option=option, form=form),
        )
    return key.strip(), value


def assignment(given: str, option: str) -> Assignment:
    """``PATH=VALUE``, the value read. Raises UsageError."""
    path, written = pair(given, option)
    return path, value(written, option)


def value(given: str, option: str) -> Any:
    """Parse a value as in a file: ``{…}``, ``[…]`` and quoted text as YAML, the rest as a scalar.

    Everything but a number, boolean or null is text; ``@FILE`` and ``-`` work as for texts. Raises
    UsageError for invalid YAML.
    """
    from cardctl.yaml.reader import read_tree
    from cardctl.yaml.scalars import type_of_plain

    if given == "-" or given.startswith("@"):
        return text(given, option)
    given = readable(given, option)
    if given[:1] not in tuple("{[\"'"):
        return type_of_plain(given.strip())
    tree, findings = read_tree(f"value: {given}\n".encode(), option)
    errors = [finding for finding in findings if finding.severity == "error"]
    if tree is None or errors:
        raise UsageError(
            _("{option} {given}: {why}", option=option, given=given, why=errors[0].message),
            _("to pass text, quote it inside the shell quotes: '\"…\"'"),
        )
    return tree.data["value"]


def step(given: str, today: date) -> StepEnd:
    """Parse ``K=done[:DATE]`` or ``K=dropped[:DATE]``; the date defaults to *today*."""
    key, said = pair(given, "--step", "STEP=done[:DATE]")
    how, sign, day = said.partition(":")
    if how not in ("done", "dropped"):
        raise Unknown("step status", how, ("done", "dropped"))
    return StepEnd(key, how, parse_day(day) if sign else today, bool(sign))


def evidence(given: str) -> Evidence:
    """Parse the short form of evidence (see `evidence_record`), or a record ``{kind: …, …}``."""
    from cardctl.domain.evidence_text import evidence_record
    from cardctl.domain.meeting import Evidence

    if given.startswith("{"):
        record = value(given, "--evidence")
        with as_usage_error("--evidence", record):
            return Evidence.model_validate_json(json.dumps(record))
    record = evidence_record(given)
    if "" in record.values():
        raise UsageError(_("--evidence: missing URL or path"))
    if "number" in record:
        readable(record["number"], "--evidence")
    with as_usage_error("--evidence", record):
        return Evidence.model_validate_json(json.dumps(record))


def reading(given: str) -> tuple[str, int | Decimal]:
    """Parse ``INDICATOR=VALUE`` into the indicator's id and a number. Raises UsageError."""
    from cardctl.domain.base import number

    key, written = pair(given, "--reading", "INDICATOR=VALUE")
    try:
        return key, number(value(written, "--reading"))
    except ValueError:
        raise UsageError(
            _("--reading {given}: not a number", given=given),
            _("write digits only, without commas, units or quotes"),
        ) from None


def each(given: Sequence[str] | None, read: Callable[[str], Any]) -> list[Any]:
    """Parse every value of a repeatable option with *read*."""
    return [read(one) for one in given or ()]
