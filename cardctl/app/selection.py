"""Select and sort cards by the filters, conditions and sort keys of the command line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from cardctl.app.card_fields import FIELDS, CardRow, rows, search_text, sort_key, terms
from cardctl.domain.facts import is_not_submitted
from cardctl.domain.filter import fold, parse
from cardctl.errors import Unknown

if TYPE_CHECKING:
    from datetime import date

    from cardctl.domain.register import Register

Test = Callable[[CardRow], bool]
Wanted = Mapping[str, Sequence[str | int] | bool | None]
"""Maps a field to the accepted values, or to a boolean; None does not filter."""


_NO_FIELDS: Wanted = {}


class Filters(NamedTuple):
    """What cards must match: all of this.

    The values of *fields*, all *words*, no result for meeting *not_submitted*, the condition
    *where*.
    """

    fields: Wanted = _NO_FIELDS
    words: Sequence[str] = ()
    not_submitted: int | None = None
    where: str | None = None


def filters_in(fields: Mapping[str, Any]) -> Filters:
    """Return the filters in the *fields* of a saved view, or in options of the same names."""
    lists = ("state", "outcome", "signal", "lead", "agency", "meeting", "item")
    flags = ("open", "overdue", "unowned", "late", "carried_over")
    wanted = {
        **{name: _listed(fields.get(name)) for name in lists},
        "tags": _listed(fields.get("tag")),
        **{name: fields.get(name) for name in flags},
    }
    words = [str(word) for word in _listed(fields.get("words"))]
    return Filters(wanted, words, fields.get("not_submitted"), fields.get("where"))


def _listed(value: Any) -> Sequence[str | int]:
    if value is None:
        return ()
    return value if isinstance(value, (list, tuple)) else (value,)


def select(register: Register, today: date, *filters: Filters) -> Iterable[CardRow]:
    """Return the cards that match all *filters*, by meeting and serial.

    Raises Unknown, Ambiguous, UsageError and Refused for filters that cannot be applied.
    """
    tests = [test for one in filters for test in _tests(register, one)]
    return (row for row in rows(register, today) if all(test(row) for test in tests))


def _tests(register: Register, filters: Filters) -> Iterable[Test]:
    yield from by_fields(register, filters.fields)
    yield from by_words(filters.words)
    if filters.not_submitted is not None:
        yield not_submitted(register, filters.not_submitted)
    if filters.where is not None:
        yield by_condition(register, filters.where)


def by_fields(register: Register, wanted: Wanted) -> Iterable[Test]:
    """Yield a test for each filtered field. Raises Unknown, Ambiguous for what nothing is named."""
    known = terms(register)
    for name, values in wanted.items():
        if isinstance(values, bool):
            yield _is(name, values)
        elif values:
            term = known[name]
            yield _is_one_of(name, [term.value(v) if isinstance(v, str) else v for v in values])


def _is(name: str, wanted: bool) -> Test:
    value_of = FIELDS[name].value
    return lambda row: bool(value_of(row)) == wanted


def _is_one_of(name: str, wanted: Sequence[str | int]) -> Test:
    value_of = FIELDS[name].value

    def test(row: CardRow) -> bool:
        value = value_of(row)
        return any(one in wanted for one in (value if isinstance(value, tuple) else (value,)))

    return test


def by_words(words: Iterable[str]) -> Iterable[Test]:
    """Return a test for each word: whether it occurs in id, title or decision."""
    return map(_has_word, words)


def _has_word(word: str) -> Test:
    part = fold(word)
    return lambda row: any(part in fold(text) for text in search_text(row))


def by_condition(register: Register, expression: str) -> Test:
    """Return the test for a condition. Raises UsageError and Unknown."""
    condition = parse(expression, terms(register))
    return lambda row: condition(row.value)


def not_submitted(register: Register, meeting_number: int) -> Test:
    """Return a test for open cards without a result for *meeting_number*.

    Raises Unknown for the meeting, Refused if it hears no report.
    """
    calendar = register.calendar
    register.require_hearing(meeting_number)

    def test(row: CardRow) -> bool:
        if not row.card.is_open or not calendar.is_before(row.card.meeting, meeting_number):
            return False
        if row.seen.meeting_number == meeting_number:
            return row.standing.not_submitted
        return is_not_submitted(row.whole, meeting_number, calendar)

    return test


def names(written: str) -> list[str]:
    """Parse ``a,b`` as field names. Raises Unknown."""
    found = [name.strip().replace("-", "_") for name in written.split(",")]
    for name in found:
        if name not in FIELDS:
            raise Unknown("field", name, FIELDS)
    return found


def in_order(rows: Iterable[CardRow], written: str) -> Iterable[CardRow]:
    """Sort by ``a,-b``: the first key is the primary one, a minus reverses it. Raises Unknown.

    Cards without a value always come last. *rows* are in the order of their ids.
    """
    if written == "id":
        return rows
    for key in reversed(written.split(",")):
        name = names(key.strip().removeprefix("-"))[0]
        rows = _sorted_by(name, rows, reverse=key.strip().startswith("-"))
    return rows


def _sorted_by(name: str, rows: Iterable[CardRow], *, reverse: bool) -> list[CardRow]:
    key_of, value_of = sort_key(name), FIELDS[name].value
    keys: list[tuple[Any, CardRow]] = []
    last: list[CardRow] = []
    for row in rows:
        value = value_of(row)
        if value is None or value == ():
            last.append(row)
        else:
            keys.append((key_of(value), row))
    keys.sort(key=itemgetter(0), reverse=reverse)
    return [*(row for _key, row in keys), *last]
