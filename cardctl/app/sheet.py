"""Read the rows of new cards from a sheet: CSV with a header, or JSON Lines.

All problems of a sheet are reported at once.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from typing import Any

from cardctl.app.values import parse_day, readable
from cardctl.errors import CardctlError, Unknown, UsageError
from cardctl.i18n import Message, _, _n
from cardctl.literals import integer

TEXTS = ("title", "decision", "due_as_stated", "note")
"""Columns that may also be given by language: ``title.ko``."""

LISTS = ("partners", "tags")
NUMBERS = ("meeting", "item")
DAYS = ("due", "on")
COLUMNS = (*TEXTS, *LISTS, *NUMBERS, *DAYS, "lead", "by")

SheetRow = Mapping[str, Any]


@dataclass
class Sheet:
    """Rows and problems of a sheet, each with its line number."""

    name: str
    rows: list[tuple[int, SheetRow]] = field(default_factory=list)
    problems: list[tuple[int, CardctlError]] = field(default_factory=list)

    def require_good(self) -> None:
        """Raise BadSheet if there are problems."""
        if self.problems:
            raise BadSheet(self.name, sorted(self.problems, key=lambda each: each[0]))


class BadSheet(UsageError):
    """A sheet has *problems*, each with its line; nothing was written."""

    def __init__(self, name: str, problems: list[tuple[int, CardctlError]]) -> None:
        super().__init__(
            _n("{count} problem in {file}", "{count} problems in {file}", len(problems), file=name),
            _("nothing was written; fix the problems above and try again"),
        )
        self.name = name
        self.problems = problems


def read_sheet(text: str, name: str) -> Sheet:
    """Read a sheet: JSON Lines if its first character is a brace, else CSV."""
    sheet = Sheet(name)
    source = _json_rows(text) if text.lstrip().startswith("{") else _csv_rows(text)
    for line, raw in source:
        if isinstance(raw, CardctlError):
            sheet.problems.append((line, raw))
            continue
        try:
            sheet.rows.append((line, _row(raw)))
        except CardctlError as problem:
            sheet.problems.append((line, problem))
    if not sheet.rows and not sheet.problems:
        sheet.problems.append((1, UsageError(_("no cards found"))))
    return sheet


Raw = tuple[int, dict[str, Any] | CardctlError]


def _json_rows(text: str) -> Iterator[Raw]:
    for line, written in enumerate(text.split("\n"), start=1):
        if not written.strip():
            continue
        try:
            raw = json.loads(written)
        except (ValueError, RecursionError) as error:
            yield line, UsageError(_("invalid JSON: {why}", why=getattr(error, "msg", error)))
            continue
        yield (
            line,
            raw if isinstance(raw, dict) else UsageError(_("expected one object {…} per line")),
        )


def _csv_rows(text: str) -> Iterator[Raw]:
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    header: list[str] = []
    before = 0
    try:
        for cells in reader:
            line, before = before + 1, reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if not header:
                header = [cell.strip() for cell in cells]
                yield from ((line, problem) for problem in _header_problems(header))
            elif len(cells) > len(header):
                yield (
                    line,
                    UsageError(
                        _(
                            "{cells}, but {columns}",
                            cells=_n("{count} cell", "{count} cells", len(cells)),
                            columns=_n("{count} column", "{count} columns", len(header)),
                        ),
                        _('quote text that contains commas: "a, b"'),
                    ),
                )
            else:
                pairs = zip(header, cells, strict=False)
                yield line, {name: cell for name, cell in pairs if _is_column(name)}
    except csv.Error as error:
        yield reader.line_num, UsageError(_("invalid CSV: {why}", why=error))


def _header_problems(header: Sequence[str]) -> Iterator[CardctlError]:
    for name in header:
        if not _is_column(name):
            yield Unknown("column", name, COLUMNS)
        elif header.count(name) > 1:
            yield UsageError(_("duplicate column '{name}'", name=name))


def _is_column(name: str) -> bool:
    head, dot, language = name.partition(".")
    return name in COLUMNS or (head in TEXTS and bool(dot) and language.isalpha())


def _row(raw: dict[str, Any]) -> SheetRow:
    """Return a row with parsed values and multilingual texts. Raises UsageError, Unknown."""
    row: dict[str, Any] = {}
    for name, written in raw.items():
        value = written.strip() if isinstance(written, str) else written
        if not _is_column(name):
            raise Unknown("column", name, COLUMNS)
        if value in ("", None, []):
            continue
        if isinstance(value, str):
            readable(value, name)
        head, _unused, language = name.partition(".")
        if language:
            row[head] = _with_language(row.get(head), head, language, value)
        else:
            row[name] = _value(name, value)
    if "title" not in row:
        raise UsageError(_("missing title"))
    return row


def _with_language(there: Any, name: str, language: str, value: Any) -> dict[str, Any]:
    if there is not None and not isinstance(there, dict):
        raise UsageError(
            _("both '{name}' and '{name}.{language}' are set", name=name, language=language),
            _("give one text, or one per language"),
        )
    return {**(there or {}), language: value}


def _value(name: str, value: Any) -> Any:
    if name in LISTS:
        items = value.split(";") if isinstance(value, str) else _as_list(name, value)
        return [_text(name, item).strip() for item in items]
    if name in NUMBERS:
        return _number(name, value)
    if name in DAYS:
        return parse_day(str(value))
    if name in TEXTS and isinstance(value, dict):
        return value
    return _text(name, value)


def _as_list(name: str, value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise UsageError(_wrong(name, value, _("a list")))
    return value


def _number(name: str, value: Any) -> int:
    number = integer(str(value)) if type(value) in (int, str) else None
    if number is None:
        raise UsageError(_wrong(name, value, _("a whole number")))
    return number


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise UsageError(_wrong(name, value, _("text")))
    return value


def _wrong(name: str, value: Any, wanted: Message) -> Message:
    return _("{name}: '{value}' is not {wanted}", name=name, value=value, wanted=wanted)
