"""What a change does to one card: whole cards, entries and results, and the rest of its content."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from cardctl.app.change_summary.content import content_items
from cardctl.app.change_summary.history import history_items
from cardctl.app.change_summary.items import FIRST_ENTRY, Filed, Item, Kind, Subject, filed, shown
from cardctl.domain.calendar import Calendar
from cardctl.i18n import Message, _
from cardctl.rules.comparison import Base, CardDiff, Entry, are_equal
from cardctl.rules.entries import describe


def card_items(diff: CardDiff, identifier: str, base: Base) -> Iterator[Item]:
    """Yield what the change does to the card *identifier*, in the order of its file."""
    whole = _whole_card(diff, base)
    if whole is not None:
        kind, words, by_whom = whole
        entry = FIRST_ENTRY if by_whom.by else ""
        yield Item(kind, words, diff.path, Subject.CARD, identifier, "", entry, by_whom)
    if diff.now is None or diff.now.data is None or _is_unreadable(diff):
        return
    items = [
        *(item for item in history_items(diff, identifier, base) if not _says_nothing(diff, item)),
        *_results(diff, identifier, base),
        *_losses(diff, identifier),
        *(content_items(diff, identifier) if diff.then is not None else ()),
    ]
    if not items and whole is None:
        words = _("only comments, layout or custom keys (x-…)")
        items = [Item(Kind.LAYOUT, words, diff.path, Subject.CARD, identifier)]
    yield from items


def _is_unreadable(diff: CardDiff) -> bool:
    return any(side is not None and side.data is None for side in (diff.then, diff.now))


def _says_nothing(diff: CardDiff, item: Item) -> bool:
    """Whether *item* only says that a new card was registered, which has an item of its own."""
    return diff.then is None and item.entry == FIRST_ENTRY and item.kind is Kind.NOTED


def _whole_card(diff: CardDiff, base: Base) -> tuple[Kind, Message, Filed] | None:
    """Return what happened to the card as a whole, if anything, and who filed it."""
    then, now = diff.then, diff.now
    if now is None:
        return Kind.CARD_REMOVED, _("card removed"), Filed()
    if now.data is None:
        return Kind.UNREADABLE, _("cannot be read; not summarised"), Filed()
    if then is None:
        first = next(iter(now.entries("history")), {})
        return Kind.CARD_ADDED, _("new card"), filed(first, base.day)
    if then.data is None:
        words = _("could not be read at {base}; not summarised", base=base.base)
        return Kind.UNREADABLE, words, Filed()
    if then.id != now.id:
        return (
            Kind.CARD_RENUMBERED,
            _("renumbered from {id}", id=shown(then.id) or then.path),
            Filed(),
        )
    return None


# Results ----------------------------------------------------------------------------------------


def _results(diff: CardDiff, identifier: str, base: Base) -> Iterator[Item]:
    """Yield each new result: one that is filed, or one that revises an earlier result."""
    assert diff.now is not None
    results = diff.now.entries("results")
    for index in diff.results.new(len(results)):
        result = results[index]
        revises = _key(result, base) in [_key(each, base) for each in results[:index]]
        kind = Kind.RESULT_REVISED if revises else Kind.RESULT_FILED
        by_whom = filed(result, base.day, "correction")
        yield Item(
            kind, _result_words(result, revises=revises), diff.path, Subject.CARD, identifier,
            "results", f"results.{index}", by_whom,
        )  # fmt: skip


def _key(result: Entry, base: Base) -> tuple[object, object]:
    """Return what a result has in common with the one that it revises: agency and hearing."""
    number = result.get("meeting")
    calendar: Calendar = base.head.calendar
    return str(result.get("by")), calendar.hearing_of(number) if type(number) is int else None


def _result_words(result: Entry, *, revises: bool) -> Message:
    number = result.get("meeting")
    words = (
        _("revised result for meeting {number}", number=number)
        if revises
        else _("result for meeting {number}", number=number)
    )
    if type(result.get("progress")) is not int:
        return words
    progress = _("progress {percent}%", percent=result["progress"])
    return _("{result}, {progress}", result=words, progress=progress)


# Losses -----------------------------------------------------------------------------------------


def _losses(diff: CardDiff, identifier: str) -> Iterator[Item]:
    """Yield the entries and results of the base that are gone, differ, or are elsewhere."""
    assert diff.now is not None
    for part, how in (("history", diff.history), ("results", diff.results)):
        entries = diff.now.entries(part)
        found = [(Kind.TAKEN_BACK, entry) for _index, entry in how.gone]
        found += [
            (Kind.REWRITTEN, entry)
            for index, entry in how.changed
            if not _is_erasure(diff, part, index, entry)
        ]
        found += [(Kind.REORDERED, entries[index]) for index in how.moved]
        for kind, entry in found:
            words = _loss(kind, part, describe(_plain(entry)))
            yield Item(kind, words, diff.path, Subject.CARD, identifier, part)


def _plain(entry: Entry) -> dict[str, Any]:
    """Return an entry without its texts, which may be gone for a reason."""
    return {key: value for key, value in entry.items() if shown(value) is not None}


def _loss(kind: Kind, part: str, label: str) -> Message:
    if kind is Kind.REORDERED:
        return _("entry '{entry}' moved", entry=label)
    if kind is Kind.TAKEN_BACK:
        is_result = part == "results"
        return (
            _("result '{entry}' taken back", entry=label)
            if is_result
            else _("history entry '{entry}' taken back", entry=label)
        )
    return _("entry '{entry}' rewritten", entry=label)


def _is_erasure(diff: CardDiff, part: str, index: int, old: Entry) -> bool:
    """Whether the entry differs only in texts that a new history entry names as erased."""
    assert diff.now is not None
    entries = diff.now.entries("history")
    new = diff.history.new(len(entries))
    erased: Sequence[str] = [
        str(path)
        for each in new
        for path in _list(entries[each].get("redacts"))
        if str(path).startswith(f"{part}.{index}.")
    ]
    now = diff.now.entries(part)[index]
    changed = [key for key in {*old, *now} if not are_equal(old.get(key), now.get(key))]
    names = {path.split(".")[2] for path in erased}
    return bool(changed) and names.issuperset(changed)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
