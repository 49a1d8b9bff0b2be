"""The changes of all returned forms together: contradictions, cards, checks.

A problem with one value leaves out the whole file that it comes from; then the cards that the file
would have changed are made again without it, until no file that is left has a problem.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from cardctl.app.change import bytes_of
from cardctl.app.dependencies import dependencies_of, require_readable
from cardctl.app.file_change import FileChange
from cardctl.app.return_card import CardRefused, CardValues, Filing, changed
from cardctl.app.return_places import place_of
from cardctl.errors import CardctlError, Refused, Unreadable
from cardctl.i18n import _
from cardctl.sheets.returned import PlacedError
from cardctl.store.workers import parallel_map

if TYPE_CHECKING:
    from cardctl.app.change import Transaction
    from cardctl.app.return_values import Entry
    from cardctl.app.returned_file import FileReturn
    from cardctl.domain.card import Card
    from cardctl.finding import Finding


class Changes:
    """The changes that *files* make on *day*."""

    def __init__(self, transaction: Transaction, files: Sequence[FileReturn], day: date) -> None:
        self.transaction = transaction
        self.files = files
        self.day = day
        self._order = {code: at for at, code in enumerate(transaction.register.codes)}
        self._made: dict[tuple[str, tuple[str, ...]], tuple[Card, list[CardValues]]] = {}
        self._drafts: dict[int, FileChange] = {}

    def settle(self) -> tuple[list[FileChange], list[Finding]]:
        """Return the changed cards of the files without problems, and their new warnings."""
        self._refuse_contradictions()
        for each in self.files:
            if each.problems and each.sender is not None:
                self._look_further(each)
        while True:
            bad = self._problem_count()
            cards = self._cards()
            if self._problem_count() == bad:
                changes, warnings = self._checked(cards)
                if self._problem_count() == bad:
                    self._tell(cards)
                    return changes, warnings

    def _problem_count(self) -> int:
        return sum(len(each.problems) for each in self.files)

    # Contradictions -----------------------------------------------------------------------------

    def _refuse_contradictions(self) -> None:
        """Refuse files of one agency for one meeting that give different values."""
        first: dict[tuple[object, ...], tuple[FileReturn, Entry]] = {}
        for each in self.files:
            for entry in each.entries:
                key = (each.sender, *entry.key)
                other, earlier = first.setdefault(key, (each, entry))
                if other is not each and entry.value != earlier.value:
                    other.problems.append(_contradiction(earlier, entry))
                    each.problems.append(_contradiction(entry, earlier))
        self._tell_copies()

    def _tell_copies(self) -> None:
        """Tell which files say the same as an earlier one."""
        seen: dict[object, str] = {}
        for each in self.files:
            values = frozenset((entry.key, entry.value) for entry in each.entries)
            if each.is_good and values:
                first = seen.setdefault((each.sender, values), each.file)
                if first != each.file:
                    each.notices.append(_("the same values as in {file}", file=first))

    # Files that are left out ----------------------------------------------------------------------

    def _look_further(self, file: FileReturn) -> None:
        """Add the problems of the other cards of a file with problems: all are told at once."""
        made = {}
        for identifier in self._unconcerned(file):
            values = self._values(identifier, [file])
            try:
                self.transaction.require([identifier], [values.filing.meeting])
                card = self.transaction.register.card(identifier)
                made[identifier] = changed(self.transaction, card, values), [values]
            except CardRefused as refused:
                file.problems += refused.problems
            except Unreadable:
                continue  # told once its return can be taken
        self._checked(made)

    def _unconcerned(self, file: FileReturn) -> list[str]:
        """Return the cards of a file without a problem yet; none if one is about a whole table.

        Cards that another file of the agency completes are left out: they need both.
        """
        others = [each for each in self.files if each.sender == file.sender and each is not file]
        left_out = {entry.card for each in others for entry in each.entries}
        concerned = file.cards_with_problems()
        if concerned is None:
            return []
        return sorted({entry.card for entry in file.entries} - left_out - concerned)

    # Cards --------------------------------------------------------------------------------------

    def _cards(self) -> dict[str, tuple[Card, list[CardValues]]]:
        """Return the changed cards by id, each with the values that changed it."""
        sources: dict[str, dict[tuple[str, int], list[FileReturn]]] = {}
        for each in self.files:
            if each.is_good and each.sender is not None:
                for identifier in dict.fromkeys(entry.card for entry in each.entries):
                    sources.setdefault(identifier, {}).setdefault(each.sender, []).append(each)
        return {card: self._card(card, senders) for card, senders in sorted(sources.items())}

    def _card(
        self, identifier: str, senders: dict[tuple[str, int], list[FileReturn]]
    ) -> tuple[Card, list[CardValues]]:
        """Return a card with the values of all senders, in protocol order."""
        key = identifier, tuple(each.file for files in senders.values() for each in files)
        if key not in self._made:
            card = self.transaction.register.card(identifier)
            used = []
            for sender in sorted(senders, key=self._rank):
                values = self._values(identifier, senders[sender])
                try:
                    self.transaction.require([identifier], [sender[1]])
                    card = changed(self.transaction, card, values)
                    used.append(values)
                except CardRefused as refused:
                    for each in senders[sender]:
                        each.problems += refused.problems
                except Unreadable as error:
                    for each in senders[sender]:
                        each.problems.append(PlacedError(values.entries[0].place, error))
            self._made[key] = card, used
        return self._made[key]

    def _rank(self, sender: tuple[str, int]) -> tuple[int, str, tuple[date, int]]:
        calendar = self.transaction.register.calendar
        return self._order.get(sender[0], len(self._order)), sender[0], calendar.place(sender[1])

    def _values(self, identifier: str, files: Sequence[FileReturn]) -> CardValues:
        """Return what the files of one agency say about a card, each value once."""
        entries = {e.key: e for each in files for e in each.entries if e.card == identifier}
        cover = files[0].cover
        if cover is None:
            raise ValueError(files[0].file)
        filing = Filing(cover.agency, cover.meeting, self.day, cover.language)
        return CardValues(filing, entries.values())

    # Checks -------------------------------------------------------------------------------------

    def _checked(
        self, cards: dict[str, tuple[Card, list[CardValues]]]
    ) -> tuple[list[FileChange], list[Finding]]:
        """Return the changed files, and the warnings they add; errors become problems."""
        changes = [
            change
            for change in self._drafted([after for after, _values in cards.values()])
            if self._is_readable(change, cards[change.id or ""][1])
        ]
        if not changes:
            return [], []
        errors, warnings = self.transaction.check_cards(changes)
        by_path = {change.path: change for change in changes}
        for finding in errors:
            change = by_path[finding.path]
            self._refuse(cards[change.id or ""][1], finding, change)
        return changes, warnings

    def _drafted(self, cards: Sequence[Card]) -> list[FileChange]:
        """Return the files of those of the *cards* that differ from the register.

        Each is made once, many of them in several processes.
        """
        before = self.transaction.register.cards
        changed_cards = [card for card in cards if card != before[card.id]]
        new = [card for card in changed_cards if id(card) not in self._drafts]
        texts = parallel_map(
            lambda batch: [self.transaction.draft(before[c.id], c).text for c in batch], new
        )
        for card, text in zip(new, texts, strict=True):
            path = self.transaction.register.path_of(card.id)
            raw = bytes_of(self.transaction.snapshot, path)
            self._drafts[id(card)] = FileChange(path, raw, text, before[card.id], card)
        return [self._drafts[id(card)] for card in changed_cards]

    def _is_readable(self, change: FileChange, values: Iterable[CardValues]) -> bool:
        """Whether all files that a change depends on can be read; if not, it is a problem."""
        workspace, snapshot = self.transaction.workspace, self.transaction.snapshot
        try:
            require_readable(workspace, snapshot, dependencies_of(snapshot, change))
        except Unreadable as error:
            for each in values:
                self._add(each, PlacedError(each.entries[0].place, error))
            return False
        return True

    def _refuse(self, values: Sequence[CardValues], finding: Finding, change: FileChange) -> None:
        """Add an error of the changed card to the files that changed it."""
        what = _("{what} ({code})", what=finding.message, code=finding.code)
        for each in values:
            place = place_of(finding.field, each, change)
            self._add(each, PlacedError(place, Refused(what, finding.hint)))

    def _add(self, values: CardValues, problem: PlacedError) -> None:
        """Add a problem to the files that *values* come from."""
        sender = values.filing.agency, values.filing.meeting
        cards = {entry.card for entry in values.entries}
        for each in self.files:
            if each.sender == sender and any(entry.card in cards for entry in each.entries):
                each.problems.append(problem)

    # Outcome ------------------------------------------------------------------------------------

    def _tell(self, cards: dict[str, tuple[Card, list[CardValues]]]) -> None:
        """Note which cards each file has changed, and what is to be said about it."""
        register = self.transaction.register
        changed_ids = {
            key for key, (after, _values) in cards.items() if after != register.card(key)
        }
        for each in self.files:
            if not each.is_good:
                continue
            ids = dict.fromkeys(entry.card for entry in each.entries)
            each.cards = tuple(sorted(changed_ids.intersection(ids)))
            for identifier in each.cards:
                for values in cards[identifier][1]:
                    if (values.filing.agency, values.filing.meeting) == each.sender:
                        each.notices += values.notices


def _contradiction(entry: Entry, other: Entry) -> PlacedError:
    from cardctl.app.return_values import quoted

    error: CardctlError = Refused(
        _("{value} contradicts {other} in {place}",
            value=quoted(entry.value), other=quoted(other.value), place=other.place),
        _("collect only the file that counts"),
    )  # fmt: skip
    return PlacedError(entry.place, error)
