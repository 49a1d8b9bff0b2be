"""CC514: what a meeting decided changes only with a history entry that keeps the old value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cardctl.domain.decided import TEXTS, are_same, is_decided, unexplained
from cardctl.domain.redaction import place_at
from cardctl.finding import Field, Severity
from cardctl.i18n import _
from cardctl.rules.comparison import Base, CardDiff
from cardctl.rules.examples import HISTORY
from cardctl.rules.rule import Change, Problem, SubjectKind, problem, rule

_TITLE = "title: Raise the dykes of the park\n"


@rule(
    "CC514",
    "decision-changed",
    Severity.ERROR,
    of=SubjectKind.CHANGE,
    why="If the goal can be reworded or lowered without a trace, every task is completed in time.",
    hint="Restore it, then use cardctl update ID --correct title=TEXT --reason TEXT; or --amend, "
    "if a meeting changed it.",
    bad=Change(before="", after=_TITLE),
    good=Change(
        before="",
        after=_TITLE + HISTORY + "  - {date: 2022-08-21, by: office, note: The minutes say so.,\n"
        "     corrects: {title: Raise the dykes of the river park}}\n",
    ),
)
def decision_changed(diff: CardDiff, base: Base) -> Iterator[Problem]:
    """What a held meeting decided was changed without a history entry that has the old value.

    This concerns `title`, `decision`, `item`, `due_as_stated` and `visibility`, and of an indicator
    `name`, `unit`, `baseline`, `target`, `direction` and its removal. Filling in an absent
    `decision` or `due_as_stated`, a new indicator and a translation need no entry.
    """
    if diff.then is None or diff.now is None or not diff.then.data or not diff.now.data:
        return
    if not is_decided(base.register, diff.then.data.get("meeting")):
        return
    paths = unexplained(dict(diff.then.data), dict(diff.now.data))
    for path in dict.fromkeys((*paths, *_moved_out_of_sight(diff, base))):
        yield problem(
            _present(diff.now.data, path),
            "{path} differs from {base}, and no history entry has the old value",
            path=path,
            base=base.base,
            hint=_(
                "restore it (git show {commit}:{file}), then run: cardctl update {id} --correct "
                "{path}=VALUE --reason TEXT; or --amend {path}=VALUE --meeting N, if a meeting "
                "changed it",
                commit=base.commit, file=base.home + diff.then.path, id=diff.now.id, path=path,
            ),
        )  # fmt: skip


def _moved_out_of_sight(diff: CardDiff, base: Base) -> Iterator[str]:
    """Yield the plain texts that stand only under a language that the register does not have.

    That looks like a translation, but nobody would read the old text any more.
    """
    then, now = (side.data or {} for side in (diff.then, diff.now) if side is not None)
    for name in TEXTS:
        old, new = then.get(name), now.get(name)
        if isinstance(old, str) and isinstance(new, Mapping):
            shown = [new.get(language) for language in base.register.config.languages]
            if not any(are_same(old, text) for text in shown):
                yield name


def _present(data: Mapping[str, Any], path: str) -> Field:
    """Return the place at *path*, or the innermost one around it that the card has."""
    parts = path.split(".")
    found = (place_at(data, ".".join(parts[:end])) for end in range(len(parts), 0, -1))
    return next((place for place in found if place is not None), ())
