"""Fix findings: select fixes that can be applied together without causing new findings."""

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
"""Returns the findings to fix, with their places."""

Key = tuple[object, ...]
"""Identifies a finding, however the text around it moves."""

Reason = Message | Finding
"""Why a fix cannot be made; a finding, if it would introduce that."""

Blame = dict[Key, Reason]
"""The key of a choice to why it cannot be made; `NOBODY` if it is not known which one it is."""

NOBODY: Key = ()

_ON_RECORD = _("recorded data is never rewritten; correct it with a new entry")


class Choice(NamedTuple):
    """A finding and the fix chosen for it."""

    finding: Finding
    fix: Fix

    @property
    def key(self) -> Key:
        """Identifies the choice across rounds."""
        return (*_key(self.finding), str(self.fix.says))


@dataclass
class Fixing:
    """Progress of fixing: the fixed register in memory, and the refused fixes.

    *found* are all findings in that register, regardless of the selection; *skipped* are the rules
    that did not run on everything.
    """

    workspace: Workspace
    snapshot: Snapshot[Card]
    found: list[Finding]
    skipped: tuple[Skipped, ...]
    done: list[Choice] = field(default_factory=list)
    refused: dict[Key, tuple[Choice, Reason]] = field(default_factory=dict)
    around: list[Choice] = field(default_factory=list)
    """Fixes outside the register: its JSON Schemas."""

    def untried(self, findings: Iterable[Finding]) -> list[Finding]:
        """Return the *findings* for which no fix was refused."""
        refused = {_key(choice.finding) for choice, _ in self.refused.values()}
        return [finding for finding in findings if _key(finding) not in refused]


def fix(workspace: Workspace, snapshot: Snapshot[Card], choose: Choose, *, unsafe: bool) -> Fixing:
    """Apply the fixes of what *choose* finds, in memory, round by round until none is left.

    *unsafe* includes fixes that are guesses. A fix is kept only if its finding disappears and no
    other appears because of it (see `_makers`); otherwise it is refused and the next one is tried.
    A fix that depends on an unreadable file waits until that file is fixed, or is refused.
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
    """Yield the likeliest allowed fix of each finding that does not wait for another file.

    Fixes that would rewrite the record are refused.
    """
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
    """Return the fixes of a finding that have not been refused, the likeliest first."""
    fixes = (fix for fix in finding.fixes if fix.edits and (fix.safe or unsafe))
    choices = (Choice(finding, fix) for fix in fixes)
    return [choice for choice in choices if choice.key not in fixing.refused]


def _refuse_waiting(fixing: Fixing, choose: Choose, unsafe: bool) -> None:
    """Refuse the fixes that still depend on an unreadable file."""
    loaded = fixing.snapshot
    waits_for = _waiting(loaded)
    for finding in with_fixes(choose(fixing.snapshot), loaded.files):
        path = waits_for(finding)
        for choice in _possible(fixing, finding, unsafe) if path else ():
            fixing.refused[choice.key] = choice, _("{path} cannot be read", path=path)


def _waiting(loaded: Snapshot[Card]) -> Callable[[Finding], str | None]:
    """Return a function from a finding to the unreadable file that its fixes depend on, or None.

    Findings of the reader depend only on their own file.
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
    """Apply those of *wanted* that can be applied, all at once if that works.

    Applies or refuses at least one of them. The first fixes shift places in the text, so the
    others wait for the next round.
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
    """Split *wanted* into groups to try separately; no groups if each of them is to blame.

    Those to blame are tried after the rest, then one per file at a time, so that the register is
    checked a few times instead of once per fix.
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
    """Return the register after *choices*, and which of them are to blame for new findings."""
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
        blame = {
            c: _("would not resolve the finding") for c, key in keys.items() if has[key] >= had[key]
        }
    return after, blame


def _makers(now: Fixing, choices: list[Choice], came_up: Finding) -> list[Key]:
    """Return which of *choices* caused a new finding; none if it was merely hidden before.

    The other findings of an unreadable card were hidden until it became readable: a fix caused one
    only if the finding refers to a place that the fix wrote.
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
    """Whether a fix writes one of *places* (path and field), or a part or parent of it.

    A fix that rewrites a whole file keeps all values, so it writes no place.
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
    """Return the new text of each file that *choices* change, and why some cannot be applied."""
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
