"""What is given on the command line, read: texts, values, evidence, steps, words of the tables."""

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
    """A text as it is, from a file (``@FILE``), or from standard input (``-``).

    Raises UsageError where it is empty, not UTF-8 or not `readable`, OSError where the file cannot
    be read.
    """
    return readable(content(given, option), option)


def content(given: str, option: str) -> str:
    """The same, whatever characters it has. Line ends of files are LF."""
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
        raise UsageError(_("{option}: the text is empty", option=option))
    return found


def _lines(raw: bytes) -> str:
    # Not a text stream: it would turn a lone CR, which no file may hold, into a line end.
    return raw.decode().replace("\r\n", "\n")


def some_text(given: str | None, option: str) -> str | None:
    """A text where one is given."""
    return None if given is None else text(given, option)


def some_day(given: str | None) -> date | None:
    """A day where one is given. Raises UsageError."""
    return None if given is None else parse_day(given)


def word(given: str, kind: str, words: type[_Word]) -> _Word:
    """One of the *words* of a table. Raises Unknown with the near miss."""
    try:
        return words(given.strip().replace("-", "_"))
    except ValueError:
        raise Unknown(kind, given, [each.value for each in words]) from None


def pair(given: str, option: str, form: str = "PATH=VALUE") -> tuple[str, str]:
    """The two sides of ``KEY=VALUE``. Raises UsageError."""
    key, sign, value = given.partition("=")
    if not sign or not key.strip():
        raise UsageError(
            _("{option} {given}: no '='", option=option, given=given),
            _("write: {option} {form}", option=option, form=form),
        )
    return key.strip(), value


def assignment(given: str, option: str) -> Assignment:
    """``PATH=VALUE``, the value read. Raises UsageError."""
    path, written = pair(given, option)
    return path, value(written, option)


def value(given: str, option: str) -> Any:
    """A value as in a file: ``{…}``, ``[…]`` and quoted text as YAML, the rest a scalar.

    What is no number, truth value or null is text, whatever it holds; ``@FILE`` and ``-`` as for
    texts. Raises UsageError where what begins like YAML is none.
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
            _("if it is text, put it in quotes within the quotes of the shell: '\"…\"'"),
        )
    return tree.data["value"]


def step(given: str, today: date) -> StepEnd:
    """Read ``K=done[:DATE]`` or ``K=dropped[:DATE]``."""
    key, said = pair(given, "--step", "ID=done[:DATE]")
    how, sign, day = said.partition(":")
    if how not in ("done", "dropped"):
        raise Unknown("end of a step", how, ("done", "dropped"))
    return StepEnd(key, how, parse_day(day) if sign else today, bool(sign))


def evidence(given: str) -> Evidence:
    """``[KIND:]URL|PATH``, or the whole record as ``{kind: …, number: …}``.

    The kind is ``other`` where none is named: nobody guesses that a page is only news.
    """
    from cardctl.domain.meeting import Evidence, EvidenceKind

    if given.startswith("{"):
        record = value(given, "--evidence")
        with as_usage_error("--evidence", record):
            return Evidence.model_validate_json(json.dumps(record))
    head, sign, rest = given.partition(":")
    kind = EvidenceKind.OTHER
    if sign and not rest.startswith("//"):
        kind, given = word(head, "kind of evidence", EvidenceKind), rest.strip()
    if not given:
        raise UsageError(_("--evidence: no address and no path"))
    where = {"url": given} if "://" in given else {"path": given}
    with as_usage_error("--evidence", where):
        return Evidence.model_validate({"kind": kind, **where})


def reading(given: str) -> tuple[str, int | Decimal]:
    """``INDICATOR=VALUE``: the indicator's id and a number. Raises UsageError."""
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
    """What *read* makes of every value of an option that may be repeated."""
    return [read(one) for one in given or ()]
