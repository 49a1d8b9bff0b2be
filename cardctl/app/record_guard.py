"""Detect fixes that would rewrite the record: a card's content in HEAD or in a seal.

History entries and results are never changed, not even to correct them. What is not committed yet
can be fixed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from pydantic_core import to_json

from cardctl import vcs
from cardctl.app.fix_choice import Choice, Writers, edited_fields, without_overlaps
from cardctl.app.recorded import is_under_git
from cardctl.domain.card import Card
from cardctl.domain.seal.check import card_deviations
from cardctl.finding import Field, Finding
from cardctl.i18n import _
from cardctl.rules import check_changes
from cardctl.rules.comparison import Base, CardVersion
from cardctl.store.fixes import fixed_data
from cardctl.store.layout import CARD_PATH
from cardctl.store.trees import tree_of
from cardctl.yaml.nodes import Tree
from cardctl.yaml.reader import read_tree

if TYPE_CHECKING:
    from cardctl.domain.register import Register
    from cardctl.store.snapshot import Snapshot

KEPT = ("CC505", "CC506", "CC514", "CC604")
"""Comparison rules that report rewritten records."""

_SEAL = "seal"
"""In place of a rule, for what differs from a seal."""

_SAME_VALUES = frozenset({"CC107", "CC111"})
"""Rules whose fixes change how values are written, but no value."""


class RecordGuard:
    """The recorded state of the cards of the register at *root*, read from git on demand.

    What a meeting has heard by *today* is recorded, too.
    """

    def __init__(self, root: Path, today: date) -> None:
        self._root = root
        self._today = today
        self._then: dict[str, CardVersion] = {}
        self._asked: set[str] = set()

    def ask(self, findings: Iterable[Finding]) -> None:
        """Read from git, in one batch, the cards in *findings* that fixes may rewrite.

        Raises GitProblem if git cannot read the repository.
        """
        paths = {finding.path for finding in findings if _may_rewrite(finding)} - self._asked
        self._asked |= paths
        if not paths or not is_under_git(self._root):
            return
        for path, raw in vcs.contents_at_head(self._root, sorted(paths)).items():
            tree, _ = read_tree(raw, path)
            self._then[path] = CardVersion(path, tree.known_data if tree else None)

    def forbidden(self, choices: Sequence[Choice], loaded: Snapshot) -> list[Choice]:
        """Return those of *choices* that would rewrite recorded content of a card in *loaded*."""
        by_path: dict[str, list[Choice]] = {}
        for choice in choices:
            is_recorded = choice.path in self._then or loaded.register.seals
            if is_recorded and _may_rewrite(choice.finding):
                by_path.setdefault(choice.path, []).append(choice)
        keys = {
            choice.key
            for path, chosen in by_path.items()
            for choice in self._forbidden_in(path, chosen, loaded)
        }
        return [choice for choice in choices if choice.key in keys]

    def _forbidden_in(self, path: str, choices: list[Choice], loaded: Snapshot) -> Iterator[Choice]:
        """Yield the forbidden ones of *choices* in one file; a batch of them is judged at once."""
        tree = tree_of(loaded.files.get(path), path)
        if tree is None:
            return
        card = _RecordedCard(tree, self._then.get(path), loaded.register, self._today)
        while choices:
            batch = without_overlaps(choices)
            yield from card.forbidden(batch)
            taken = {id(choice) for choice in batch}
            choices = [choice for choice in choices if id(choice) not in taken]

    def without_rewriting(self, findings: Iterable[Finding], loaded: Snapshot) -> list[Finding]:
        """Return the findings without the fixes that would rewrite the record."""
        findings = list(findings)
        self.ask(findings)
        choices = [Choice(finding, fix) for finding in findings for fix in finding.fixes]
        keys = {choice.key for choice in self.forbidden(choices, loaded)}
        return [
            finding._replace(
                fixes=tuple(fix for fix in finding.fixes if Choice(finding, fix).key not in keys)
            )
            for finding in findings
        ]


class _RecordedCard:
    """A card in the file *tree*, whose version in HEAD is *then*, if it is there."""

    def __init__(
        self, tree: Tree, then: CardVersion | None, register: Register, today: date
    ) -> None:
        self._tree = tree
        self._then = then
        self._register = register
        self._today = today
        self._before = self._faults(tree.data)

    def forbidden(self, choices: list[Choice]) -> Iterator[Choice]:
        """Yield those of *choices*, which do not overlap, that rewrite the record.

        If all of them together rewrite nothing, none does. Otherwise, those that alone write a
        rewritten place do; the rest is judged again, in halves if there were none.
        """
        rewritten = self._rewritten(choices)
        if rewritten == set():
            return
        if len(choices) == 1:
            yield from choices if rewritten else ()
            return
        writers = Writers(choices)
        sets = [writers.of(self._tree.path, field) for field in rewritten or ()]
        alone = {index for each in sets if len(each) == 1 for index in each}
        yield from (choices[index] for index in sorted(alone))
        rest = [choice for index, choice in enumerate(choices) if index not in alone]
        half = 0 if alone else len(rest) // 2
        for part in (rest[:half], rest[half:]):
            if part:
                yield from self.forbidden(part)

    def _rewritten(self, choices: list[Choice]) -> set[Field] | None:
        """Return the recorded fields that *choices* rewrite; None if they cannot be applied."""
        after = fixed_data(self._tree, self._tree.path, [choice.fix for choice in choices])
        if after is None:
            return None
        if after == self._tree.data:
            return set()
        tops = {top for choice in choices for top in _tops(choice)}
        new = self._faults(after) - self._before
        return {field for rule, field in new if rule != _SEAL or field[0] in tops}

    def _faults(self, data: Any) -> set[tuple[str, Field]]:
        """Return what of the record *data* does not keep, as pairs of rule and field."""
        found: set[tuple[str, Field]] = {
            (_SEAL, (field,)) for field in _altered(self._register, data)
        }
        if self._then is None:
            return found
        return found | _rewritten(self._then, data, self._register, self._today)


def _may_rewrite(finding: Finding) -> bool:
    is_of_card = CARD_PATH.fullmatch(finding.path) is not None
    return bool(finding.fixes) and is_of_card and finding.code not in _SAME_VALUES


def _rewritten(
    then: CardVersion, data: Any, register: Register, today: date
) -> set[tuple[str, Field]]:
    """Return what a change from *then* to *data* rewrites, as pairs of rule and field."""
    past = Base(
        "HEAD",
        _("{hash}", hash="HEAD"),
        [then],
        [CardVersion(then.path, data)],
        register=register,
        head=register,
        today=today,
    )
    return {(found.code, found.field) for found in check_changes([past], select=KEPT)}


def _altered(register: Register, data: Any) -> set[str]:
    """Return the fields of a card that differ from a seal of *register*."""
    if not register.seals:
        return set()
    own = {key: value for key, value in data.items() if not key.startswith("x-")}
    try:
        card = Card.model_validate_json(to_json(own))
    except ValidationError:
        return set()
    return {
        str(deviation.field[0])
        for seals in register.seals.values()
        for seal in seals
        for deviation in card_deviations(card, seal, register)
        if deviation.fate.is_breach and deviation.field
    }


def _tops(choice: Choice) -> set[object]:
    """Return the top-level fields of a card that a fix writes to."""
    fields = (choice.finding.field, *edited_fields(choice.fix))
    return {field[0] for field in fields if field}
