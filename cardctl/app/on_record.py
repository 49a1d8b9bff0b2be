"""Detect fixes that would rewrite the record: a card's content in HEAD or in a seal.

History entries and results are never changed, not even to correct them. What is not committed yet
can be fixed.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from pydantic_core import to_json

from cardctl import vcs
from cardctl.domain.card import Card
from cardctl.domain.sealing import altered_fields
from cardctl.finding import Finding, Fix, Put, Rename
from cardctl.i18n import _
from cardctl.rules import check_changes
from cardctl.rules.comparison import Base, CardVersion
from cardctl.store.fixes import fixed_data
from cardctl.store.layout import CARD_PATH
from cardctl.yaml.reader import read_tree

if TYPE_CHECKING:
    from cardctl.domain.register import RegisterOf
    from cardctl.store.load import Snapshot

KEPT = ("CC505", "CC506", "CC604")
"""Comparison rules that report rewritten records."""

_SAME_VALUES = frozenset({"CC107", "CC111"})
"""Rules whose fixes change how values are written, but no value."""


class Record:
    """The recorded state of the cards of the register at *root*, read from git on demand."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._then: dict[str, CardVersion] = {}
        self._asked: set[str] = set()

    def ask(self, findings: Iterable[Finding]) -> None:
        """Read from git, in one batch, the cards in *findings* that fixes may rewrite.

        Raises GitProblem if git cannot read the repository.
        """
        paths = {finding.path for finding in findings if _may_rewrite(finding)} - self._asked
        self._asked |= paths
        if not paths or not _is_under_git(self._root):
            return
        for path, raw in vcs.contents_at_head(self._root, sorted(paths)).items():
            tree, _ = read_tree(raw, path)
            self._then[path] = CardVersion(path, tree.known_data if tree else None)

    def forbids(self, finding: Finding, fix: Fix, loaded: Snapshot[Any]) -> bool:
        """Whether *fix* would rewrite recorded content of a card in *loaded*."""
        raw = loaded.files.get(finding.path)
        if not _may_rewrite(finding) or not isinstance(raw, bytes):
            return False
        tree, _ = read_tree(raw, finding.path)
        after = fixed_data(tree, finding.path, fix) if tree else None
        if tree is None or after is None or after == tree.data:
            return False
        then = self._then.get(finding.path)
        if then is not None and _rewritten(then, after) - _rewritten(then, tree.data):
            return True
        register = loaded.register
        return bool(
            (_altered(register, after) - _altered(register, tree.data)) & _tops(finding, fix)
        )

    def without_rewriting(
        self, findings: Iterable[Finding], loaded: Snapshot[Any]
    ) -> list[Finding]:
        """Return the findings without the fixes that would rewrite the record."""
        findings = list(findings)
        self.ask(findings)
        return [
            finding._replace(
                fixes=tuple(f for f in finding.fixes if not self.forbids(finding, f, loaded))
            )
            for finding in findings
        ]


def _may_rewrite(finding: Finding) -> bool:
    is_of_card = CARD_PATH.fullmatch(finding.path) is not None
    return bool(finding.fixes) and is_of_card and finding.code not in _SAME_VALUES


def _is_under_git(root: Path) -> bool:
    root = root.absolute()
    return any((place / ".git").exists() for place in (root, *root.parents))


def _rewritten(then: CardVersion, data: Any) -> set[tuple[object, ...]]:
    """Return what a change from *then* to *data* rewrites, as pairs of rule and field."""
    past = Base("HEAD", _("{hash}", hash="HEAD"), [then], [CardVersion(then.path, data)])
    return {(found.code, found.field) for found in check_changes([past], select=KEPT)}


def _altered(register: RegisterOf[Any], data: Any) -> set[str]:
    """Return the fields of a card that differ from a seal of *register*."""
    if not register.seals:
        return set()
    own = {key: value for key, value in data.items() if not key.startswith("x-")}
    try:
        card = Card.model_validate_json(to_json(own))
    except ValidationError:
        return set()
    return {field for seal in register.seals.values() for field in altered_fields(card, seal)}


def _tops(finding: Finding, fix: Fix) -> set[object]:
    """Return the top-level fields of a card that *fix* writes to."""
    edited = (edit.field for edit in fix.edits if isinstance(edit, (Put, Rename)))
    return {field[0] for field in (finding.field, *edited) if field}
