"""Mending findings: which fixes can be made together, so that none makes a new finding."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from cardctl.app.changed import Changed
from cardctl.app.dependencies import of_change
from cardctl.app.on_record import Record
from cardctl.app.schemas import stale_schemas
from cardctl.app.validate import Request, Verdict, recheck
from cardctl.app.workspace import Workspace
from cardctl.domain.card import Card
from cardctl.domain.schema_files import folder_beside
from cardctl.errors import Refused
from cardctl.finding import Field, Finding, Fix, Put, Rename
from cardctl.i18n import Message, _
from cardctl.rules import Skipped
from cardctl.store.atomic.file import write_file
from cardctl.store.fixes import fixed_text, with_fixes
from cardctl.store.load import Snapshot, load
from cardctl.yaml.source import Problems

Choose = Callable[[Snapshot[Card]], list[Finding]]
"""Gives the findings that are to be mended, with their places."""

Key = tuple[object, ...]
"""What makes two findings the same, however often the text around them moves."""

Reason = Message | Finding
"""Why a fix cannot be made; a finding, if it would introduce that."""

Blame = dict[Key, Reason]
"""The key of a choice to why it cannot be made; `NOBODY` if it is not known which one it is."""

NOBODY: Key = ()

_ON_RECORD = _("it is on record and is not rewritten; correct it with a further entry")


class Choice(NamedTuple):
    """One finding and the fix that is chosen for it."""

    finding: Finding
    fix: Fix

    @property
    def key(self) -> Key:
        """What makes it the same choice in the next round."""
        return (*_key(self.finding), str(self.fix.says))


@dataclass
class Fixing:
    """What has been mended so far: the register as it would be, and what was refused.

    *found* is all that is wrong with that register, whatever was asked for; *skipped* are the
    rules that could not look everywhere.
    """

    workspace: Workspace
    snapshot: Snapshot[Card]
    found: list[Finding]
    skipped: tuple[Skipped, ...]
    done: list[Choice] = field(default_factory=list)
    refused: dict[Key, tuple[Choice, Reason]] = field(default_factory=dict)
    around: list[Choice] = field(default_factory=list)
    """What can be mended outside the register: its schemas."""

    def untried(self, findings: Iterable[Finding]) -> list[Finding]:
        """Those of *findings* for which no fix has been refused."""
        refused = {_key(choice.finding) for choice, _ in self.refused.values()}
        return [finding for finding in findings if _key(finding) not in refused]


def fix(workspace: Workspace, snapshot: Snapshot[Card], choose: Choose, *, unsafe: bool) -> Fixing:
    """Make the fixes of what *choose* finds, in memory, round by round until none is left.

    With *unsafe* also those that are guesses. A fix is made only if its finding is gone then and
    it has made no other (see `_makers`); else it is refused, and the next one is tried. A fix that
    depends on a file that cannot be read waits until that one is fixed, else it is refused.
    """
    fixing = _checked(workspace, snapshot)
    record = Record(workspace.root)
    while choices := list(_choices(fixing, choose, unsafe, record)):
        _settle(fixing, sorted(choices, key=lambda choice: not choice.fix.safe))
    _refuse_waiting(fixing, choose, unsafe)
    found = choose(fixing.snapshot)
    fixing.around = [Choice(each, fix) for each in found for fix in each.fixes if not fix.edits]
    return fixing


def _checked(workspace: Workspace, snapshot: Snapshot[Card]) -> Fixing:
    verdict: Verdict[Card] = recheck(workspace, Request(), snapshot)
    return Fixing(workspace, snapshot, verdict.findings, verdict.skipped)


def _choices(fixing: Fixing, choose: Choose, unsafe: bool, record: Record) -> Iterator[Choice]:
    """The likeliest fix of each finding that need not wait, is not refused, nor on record."""
    loaded = fixing.snapshot
    findings = with_fixes(choose(fixing.snapshot), loaded.files)
    record.ask(findings)
    waits_for = _waiting(loaded)
    for finding in findings:
        if waits_for(finding) is not None:
            continue
        for choice in _possible(fixing, finding, unsafe):
            if not record.forbids(finding, choice.fix, loaded):
                yield choice
                break
            fixing.refused[choice.key] = choice, _ON_RECORD


def _possible(fixing: Fixing, finding: Finding, unsafe: bool) -> list[Choice]:
    """The fixes of a finding that have not been refused yet, the likeliest first."""
    fixes = (fix for fix in finding.fixes if fix.edits and (fix.safe or unsafe))
    choices = (Choice(finding, fix) for fix in fixes)
    return [choice for choice in choices if choice.key not in fixing.refused]


def _refuse_waiting(fixing: Fixing, choose: Choose, unsafe: bool) -> None:
    """Refuse the fixes that still depend on a file that cannot be read."""
    loaded = fixing.snapshot
    waits_for = _waiting(loaded)
    for finding in with_fixes(choose(fixing.snapshot), loaded.files):
        path = waits_for(finding)
        for choice in _possible(fixing, finding, unsafe) if path else ():
            fixing.refused[choice.key] = choice, _("{path} cannot be read", path=path)


def _waiting(loaded: Snapshot[Card]) -> Callable[[Finding], str | None]:
    """Tell of a finding which file that cannot be read its fixes depend on; None if there is none.

    What the reader finds in a file depends on that file alone.
    """
    unread = loaded.unread()
    own = set(map(_key, loaded.findings)) if unread else set()
    cards = {loaded.register.path_of(key): card for key, card in loaded.register.cards.items()}

    def waits_for(finding: Finding) -> str | None:
        if not unread or _key(finding) in own:
            return None
        card = cards.get(finding.path)
        depends_on = of_change(loaded, Changed(finding.path, None, "", card, card))
        return next((path for path in depends_on if path in unread), None)

    return waits_for


def _settle(fixing: Fixing, wanted: list[Choice]) -> None:
    """Make those of *wanted* that can be made, all at once where that goes well.

    Ends with at least one of them made or refused. Places in the text move with the first that
    are made, so the others wait for the next round.
    """
    after, blame = _tried(fixing, wanted)
    if not blame:
        fixing.snapshot, fixing.found, fixing.skipped = after.snapshot, after.found, after.skipped
        fixing.done += wanted
        return
    parts = _parts(wanted, blame)
    if not parts:
        for choice in wanted:
            fixing.refused[choice.key] = choice, blame.get(choice.key) or blame[NOBODY]
    before = len(fixing.done)
    for part in parts:
        if len(fixing.done) == before:
            _settle(fixing, part)


def _parts(wanted: list[Choice], blame: Blame) -> list[list[Choice]]:
    """What to try apart from each other; nothing, where each of *wanted* is to blame.

    Those to blame are tried after the rest, then one of each file at a time: so the register is
    checked a few times, not once for each fix.
    """
    guilty = [choice for choice in wanted if choice.key in blame]
    others = [choice for choice in wanted if choice.key not in blame]
    if guilty and others:
        return [others, guilty]
    first: dict[str, Choice] = {}
    for choice in wanted:
        first.setdefault(choice.finding.path, choice)
    rest = [choice for choice in wanted if first[choice.finding.path] is not choice]
    if rest:
        return [list(first.values()), rest]
    if guilty or len(wanted) == 1:
        return []
    half = len(wanted) // 2
    return [wanted[:half], wanted[half:]]


def _tried(now: Fixing, choices: list[Choice]) -> tuple[Fixing, Blame]:
    """The register after *choices*, and which of them are to blame if it is not good."""
    texts, blame = _texts(now.snapshot, choices)
    if blame:
        return now, blame
    after = _checked(now.workspace, load({**now.snapshot.files, **texts}))
    had, has = Counter(map(_key, now.found)), Counter(map(_key, after.found))
    came_up = [finding for finding in after.found if has[_key(finding)] > had[_key(finding)]]
    for finding in came_up:
        for key in _makers(now, choices, finding):
            blame.setdefault(key, finding)
    if not blame:
        keys = {choice.key: _key(choice.finding) for choice in choices}
        blame = {c: _("it would not help") for c, key in keys.items() if has[key] >= had[key]}
    return after, blame


def _makers(now: Fixing, choices: list[Choice], came_up: Finding) -> list[Key]:
    """Which of *choices* made a finding that came up with them; none, where it was there before.

    A card that could not be read had its other findings all along, and nobody could tell them:
    they are made by a fix only where they speak of a place that it wrote.
    """
    places = [(came_up.path, came_up.field)]
    places += [(other.path or came_up.path, other.field) for other in came_up.related]
    writers = [choice.key for choice in choices if _wrote(choice, places)]
    hidden = came_up.path in now.snapshot.unread()
    hidden = hidden or any(one.code == came_up.code for one in now.skipped)
    if writers or (hidden and not any(_wrote(choice, places) for choice in now.done)):
        return writers
    return [c.key for c in choices if c.finding.path == came_up.path] or [NOBODY]


def _wrote(choice: Choice, places: Iterable[tuple[str, Field]]) -> bool:
    """Whether a fix writes one of *places* (path and field), or something in it or around it.

    What rewrites a whole file leaves its values as they are, so it writes no place.
    """
    fields = [choice.finding.field]
    for edit in choice.fix.edits:
        if isinstance(edit, Put):
            fields.append(edit.field)
        elif isinstance(edit, Rename):
            fields.append((*edit.field[:-1], edit.key))
    return any(
        path == choice.finding.path and _meet(field, other)
        for path, field in places
        for other in fields
    )


def _meet(one: Field, other: Field) -> bool:
    shorter = min(len(one), len(other))
    return shorter > 0 and one[:shorter] == other[:shorter]


def _texts(now: Snapshot[Card], choices: Iterable[Choice]) -> tuple[dict[str, bytes], Blame]:
    """The new text of each file that *choices* change; and why some cannot be changed so."""
    by_path: dict[str, list[Choice]] = {}
    for choice in choices:
        by_path.setdefault(choice.finding.path, []).append(choice)
    texts: dict[str, bytes] = {}
    blame: Blame = {}
    for path, chosen in by_path.items():
        fixes = [choice.fix for choice in chosen]
        try:
            texts[path] = fixed_text(bytes_of(now, path), path, fixes).encode()
        except Refused as error:
            blame |= {choice.key: error.message for choice in chosen}
    return texts, blame


def bytes_of(snapshot: Snapshot[Card], path: str) -> bytes:
    """What a file of the register holds; nothing if it cannot be opened."""
    raw = snapshot.files.get(path)
    return raw if isinstance(raw, bytes) else b""


def _key(finding: Finding) -> Key:
    return finding.path, finding.code, finding.field


# Writing ----------------------------------------------------------------------------------------


def fixed_files(before: Snapshot[Card], fixing: Fixing) -> list[Changed]:
    """The files of the register that were fixed; *before* is what was loaded from disk."""
    old, new = before.files, fixing.snapshot.files
    return [
        Changed(path, bytes_of(before, path), bytes_of(fixing.snapshot, path).decode())
        for path in new
        if old[path] != new[path]
    ]


def fixed_schemas(fixing: Fixing) -> list[Changed]:
    """The schemas beside the register that are out of date, if their fix was asked for."""
    if not fixing.around:
        return []
    root = fixing.workspace.root
    folder = folder_beside(root)
    return [
        Changed(
            Path(os.path.relpath(folder / name, root.absolute())).as_posix(),
            (folder / name).read_bytes() if (folder / name).is_file() else None,
            text,
        )
        for name, text in stale_schemas(folder).items()
    ]


def write(workspace: Workspace, files: Sequence[Changed], schemas: Iterable[Changed]) -> None:
    """Write fixed files, all or none, under the lock. Raises as `Workspace.lock`."""
    if files:
        texts = {each.path: each.text for each in files}
        workspace.lock().write(texts, {each.path: each.raw for each in files})
    for each in schemas:
        write_file(workspace.root / each.path, each.text, force=True)


def not_yaml(snapshot: Snapshot[Card]) -> list[str]:
    """The files that are not YAML, or not safe to read: nothing in them can be fixed."""
    found = (f.path for f in snapshot.findings if f.code in Problems.FATAL)
    return list(dict.fromkeys(found))
