"""Create a card from each row of a sheet: all of them, or none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from cardctl.app.sheet_fields import FIELDS, items_of, new_items, plain
from cardctl.app.values import Assignment, with_values
from cardctl.errors import CardctlError, Unreadable, UsageError
from cardctl.i18n import _
from cardctl.literals.periods import last_day
from cardctl.sheets.columns import BY_NAME, GROUPS, ROW_NUMBER, Use, column_of
from cardctl.sheets.table import BadSheet, SheetProblem
from cardctl.sheets.values import CLEAR, Reader

if TYPE_CHECKING:
    from cardctl.app.create import CardFactory
    from cardctl.domain.card import Card
    from cardctl.sheets.rows import Rows, SheetRow

OPTIONS = frozenset(
    {
        "title", "meeting", "item", "decision", "lead", "partners", "due", "due_as_stated", "tags",
        "note", "by", "on",
    }
)  # fmt: skip
"""Columns that are arguments of `CardFactory.made`; all others are set afterwards."""


def cards_from(factory: CardFactory, rows: Rows, base: Mapping[str, Any]) -> list[Card]:
    """Make a card of each row of a sheet; *base* has the values that a row does not give.

    Raises BadSheet with all problems at their places, Unreadable.
    """
    problems = [*rows.problems, *_wrong_columns(rows)]
    if not problems:
        _require_default_use(base, rows)
    register = factory.transaction.register
    reader = Reader(register.shared.outline.agencies, register.config.money)
    cards: list[Card] = []
    for row in rows.rows:
        before = len(problems)
        values = reader.row(_with_last_day(row), problems)
        problems[before:] = [_with_due_hint(each, row) for each in problems[before:]]
        if len(problems) > before or (rows.has_bad_head and "title" not in {**base, **values}):
            continue
        try:
            cards.append(_card(factory, values, base))
        except Unreadable:
            raise
        except CardctlError as error:
            problems.append(SheetProblem.of(row.place(), error))
    if problems:
        raise BadSheet(rows.file, problems)
    return cards


def _with_last_day(row: SheetRow) -> SheetRow:
    """Return the row with a due date if it gives a period, such as ``2026년 12월``.

    The due date is the last day of the period, and `due_as_stated` keeps the words, unless the row
    has that column itself.
    """
    cell = row.cells.get("due")
    day = last_day(cell.value) if cell and isinstance(cell.value, str) else None
    if cell is None or day is None:
        return row
    stated = {} if any(map(_is_stated, row.cells)) else {"due_as_stated": cell}
    cells = {**row.cells, **stated, "due": cell._replace(value=day)}
    return row._replace(cells=cells)


def _with_due_hint(problem: SheetProblem, row: SheetRow) -> SheetProblem:
    """Return a problem of the due date with a hint where words such as ``수시`` belong."""
    if "due" not in row.cells or problem.place != row.place_of("due"):
        return problem
    name = BY_NAME["due_as_stated"].head
    hint = _(
        "write a date such as 2026-12-31 or a month such as 2026-12; words belong in the column "
        "'{name}'",
        name=name,
    )
    return problem._replace(hint=hint)


def _is_stated(name: str) -> bool:
    return name.partition(".")[0] == "due_as_stated"


def _card(factory: CardFactory, values: Mapping[str, Any], base: Mapping[str, Any]) -> Card:
    """Create the card of one row. Raises like `CardFactory.made`."""
    values = {name: value for name, value in values.items() if value is not CLEAR}
    options = _options(values)
    if not {"title"} & {*options, *base}:
        raise UsageError(_("missing title"))
    card = factory.made({**base, **options})
    return with_values(factory.transaction.register, card, _assignments(values))


def _options(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of `CardFactory.made`. Raises UsageError."""
    options: dict[str, Any] = {}
    for name in sorted(values):  # a text without a language comes before its translations
        column, language = _split(name)
        if column not in OPTIONS:
            continue
        if not language:
            options[column] = values[name]
        elif isinstance(options.setdefault(column, {}), dict):
            options[column][language] = values[name]
        else:
            raise UsageError(
                _("both '{name}' and '{name}.{language}' are set", name=column, language=language),
                _("give one text, or one per language"),
            )
    return options


def _split(name: str) -> tuple[str, str]:
    """Return the column and the language of ``title.ko``; the language may be empty."""
    column = column_of(name).name
    return column, name.removeprefix(column).removeprefix(".")


def _assignments(values: Mapping[str, Any]) -> Iterator[Assignment]:
    """Yield the values of a row that are set in the card, with their paths."""
    for name, value in values.items():
        column, language = _split(name)
        if column in FIELDS - OPTIONS:
            path = BY_NAME[column].path or column
            yield f"{path}.{language}" if language else path, plain(value)
    for group in GROUPS:
        items = new_items(items_of(values, group.name), group.name)
        if items:
            yield group.path or group.name, items


def _wrong_columns(rows: Rows) -> Iterator[SheetProblem]:
    """Yield a problem for each column with values that a new card cannot have."""
    seen: set[str] = set()
    for row in rows.rows:
        for name in row.cells:
            column = column_of(name)
            if column.use in (Use.BOTH, Use.NEW) or column.name in {*seen, ROW_NUMBER}:
                continue
            seen.add(column.name)
            hint = (
                _("cardctl assigns the ids; to change cards: cardctl update --from FILE")
                if name == "id"
                else _("delete the column; after that: cardctl update --from FILE")
            )
            message = _("the column '{name}' is not for new cards", name=name)
            yield SheetProblem(row.place_of(name), message, hint)


def _require_default_use(base: Mapping[str, Any], rows: Rows) -> None:
    """Raise UsageError for an option that has no effect because every row has its own value."""
    for field in base:
        if all(field in row.cells for row in rows.rows):
            raise UsageError(
                _("every row of {file} already sets {field}", file=rows.file, field=field),
                _("leave out the option, or leave the cells empty where it should apply"),
            )
