"""Whether the rows of a published table make sense together, checked row by row as they are read.

Right hashes say only that nobody changed the rows. A span twice is a card counted twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from cardctl.domain.enums import Visibility
from cardctl.i18n import _
from cardctl.publish.formats import BadRows
from cardctl.publish.records import Row
from cardctl.publish.schema import BY_NAME


class Claims(NamedTuple):
    """What a package says of itself; *cards* is the number of rows of `card`, if it has any."""

    is_public: bool
    cards: int | None


def sensible(table: str, rows: Iterator[Row], claims: Claims) -> Iterator[Row]:
    """Yield the *rows* of a table, sorted by their key. Raises BadRows where they make no sense."""
    check = _CHECKS.get(table)
    return check(rows, claims) if check else rows


def _register(rows: Iterator[Row], claims: Claims) -> Iterator[Row]:
    """Yield the one row of `register`, which has the number of cards."""
    (cards,) = _places("register", "cards")
    row = next(rows, None)
    if row is None or next(rows, None) is not None:
        raise BadRows(_("it must have one row"))
    if claims.cards is not None and row[cards] != claims.cards:
        raise BadRows(_("it does not have the number of cards that there are"))
    yield row


def _cards(rows: Iterator[Row], claims: Claims) -> Iterator[Row]:
    """Yield rows of `card` that the audience may read."""
    (visibility,) = _places("card", "visibility")
    for row in rows:
        if claims.is_public and row[visibility] == Visibility.CLOSED:
            raise BadRows(_("it has a restricted card, and the package is public"))
        yield row


def _spans(rows: Iterator[Row], _claims: Claims) -> Iterator[Row]:
    """Yield rows of `standing` whose spans have a day at least, and none of it twice for a card."""
    since_at, until_at = _places("standing", "since", "until")
    card: Row = ()
    last: Any = None
    for row in rows:
        since: Any = row[since_at]
        until: Any = row[until_at]
        if until <= since:
            raise BadRows(_("a span has no day"))
        if row[:since_at] == card and since < last:
            raise BadRows(_("two spans of a card overlap"))
        card, last = row[:since_at], until
        yield row


def _places(table: str, *columns: str) -> tuple[int, ...]:
    names = BY_NAME[table].names
    return tuple(names.index(column) for column in columns)


_CHECKS: Mapping[str, Callable[[Iterator[Row], Claims], Iterator[Row]]] = {
    "register": _register,
    "card": _cards,
    "standing": _spans,
}
