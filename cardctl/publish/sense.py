"""Whether the rows of a published table make sense together, checked row by row as they are read.

Right hashes say only that nobody changed the rows. A span twice is a card counted twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from cardctl.i18n import _
from cardctl.publish.formats import BadRows
from cardctl.publish.records import Row
from cardctl.publish.schema import BY_NAME

Check = Callable[[Iterator[Row]], Iterator[Row]]


def sensible(table: str, rows: Iterator[Row]) -> Iterator[Row]:
    """Yield the *rows* of a table, sorted by their key. Raises BadRows where they make no sense."""
    check = _CHECKS.get(table)
    return check(rows) if check else rows


def _spans(rows: Iterator[Row]) -> Iterator[Row]:
    """Yield rows of `standing` whose spans have a day at least, and none of it twice for a card."""
    since_at, until_at = _places("standing", "since", "until")
    card: Row = ()
    last: Any = None
    for row in rows:
        since: Any = row[since_at]
        until: Any = row[until_at]
        if until is None or until <= since:
            raise BadRows(_("a span has no day, or no end"))
        if row[:since_at] == card and since < last:
            raise BadRows(_("two spans of a card overlap"))
        card, last = row[:since_at], until
        yield row


def _places(table: str, *columns: str) -> tuple[int, ...]:
    names = BY_NAME[table].names
    return tuple(names.index(column) for column in columns)


_CHECKS: Mapping[str, Check] = {"standing": _spans}
