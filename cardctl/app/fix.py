"""Fix findings: select fixes that can be applied together without causing new findings."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple

from cardctl.app.dependencies import dependencies_of
from cardctl.app.file_change import FileChange
from cardctl.app.fix_choice import Choice, ChoiceKey, key_of, without_overlaps
from cardctl.app.fix_trial import Reason, attempt, bytes_of, check, sort_out
from cardctl.app.record_guard import RecordGuard
from cardctl.app.schemas import restored_schemas
from cardctl.app.validate import CheckRequest, Verdict, recheck
from cardctl.app.workspace import Workspace
from cardctl.domain.schema_files import folder_beside
from cardctl.finding import Finding
from cardctl.i18n import _
from cardctl.store.atomic.file import write_file
from cardctl.store.fixes import with_fixes
from cardctl.store.snapshot import Snapshot
from cardctl.yaml.source import Problems

MOST_ROUNDS = 100
"""Maximum number of rounds; a few are usual."""

_ON_RECORD = _("recorded data is never rewritten; correct it with a new entry")


@dataclass
class Fixing:
    """Progress of fixing what *request* asks for: the fixed register in memory, refused fixes.

    *verdict* has all findings in that register, whatever the request; *original* has those in the
    register as it was loaded.
    """

    workspace: Workspace
    request: CheckRequest
    verdict: Verdict
    original: Verdict
    done: list[Choice] = field(default_factory=list)
    refused: dict[ChoiceKey, tuple[Choice, Reason]] = field(default_factory=dict)
    around: list[Choice] = field(default_factory=list)
    """Fixes outside the register: its JSON Schemas."""
    rounds: int = 0
    is_unfinished: bool = False
    """Whether there are more fixes to try, after `MOST_ROUNDS`."""
    _requested: Verdict | None = None

    @property
    def snapshot(self) -> Snapshot:
        """The fixed register."""
        return self.verdict.snapshot

    def requested(self) -> Verdict:
        """Return what the request finds in the fixed register, with places."""
        if self._requested is None:
            is_all = self.request == CheckRequest()
            self._requested = (
                self.verdict if is_all else recheck(self.workspace, self.request, self.snapshot)
            )
        return self._requested

    def apply(self, choices: Iterable[Choice], after: Verdict) -> None:
        """Continue with the register *after* these fixes."""
        self.done += choices
        self.verdict, self._requested = after, None

    def restart(self) -> None:
        """Continue with the original register; what was refused stays refused."""
        self.done, self.verdict, self._requested = [], self.original, None

    def refuse(self, choice: Choice, reason: Reason) -> None:
        """Do not try this fix again; the first reason counts."""
        self.refused.setdefault(choice.key, (choice, reason))

    def untried(self, findings: Iterable[Finding]) -> list[bool]:
        """Return for each of *findings* whether no fix of it was refused."""
        refused = {key_of(choice.finding) for choice, _ in self.refused.values()}
        return [key_of(finding) not in refused for finding in findings]


def fix(workspace: Workspace, snapshot: Snapshot, request: CheckRequest, *, unsafe: bool) -> Fixing:
    """Apply the fixes of what *request* finds, in memory, round by round until none is left.

    *unsafe* includes fixes that are guesses. A fix is kept only if its finding disappears and no
    other appears because of it (see `attempt`); otherwise it is refused and the next one is tried.
    A fix that depends on an unreadable file waits until that file is fixed, or is refused.
    """
    original = check(workspace, snapshot)
    fixing = Fixing(workspace, request, original, original)
    record = RecordGuard(workspace.root, workspace.today)
    while choices := _choices(fixing, unsafe, record):
        if fixing.rounds == MOST_ROUNDS:
            fixing.is_unfinished = True
            break
        _round(fixing, choices)
        fixing.rounds += 1
    _refuse_waiting(fixing, unsafe)
    fixing.around = [
        Choice(finding, fix)
        for finding in fixing.requested().findings
        for fix in finding.fixes
        if not fix.edits
    ]
    return fixing


# Rounds -----------------------------------------------------------------------------------------


def _round(fixing: Fixing, choices: list[Choice]) -> None:
    """Apply those of *choices* that can be applied together; refuse some if none can be.

    Fixes that overlap wait for the next round, in which the text is read again. So do those at
    fault, because they may not be after the others. If an earlier fix turns out to be at fault, it
    is refused, and the next round starts from the original register.
    """
    choices.sort(key=lambda choice: (not choice.fix.safe, not choice.is_whole_file))
    batch = without_overlaps(choices)
    while True:
        trial = attempt(fixing.workspace, fixing.verdict, batch, fixing.done)
        if trial.earlier:
            for choice, reason in trial.earlier:
                fixing.refuse(choice, reason)
            fixing.restart()
            return
        if not trial.suspects:
            fixing.apply(batch, trial.verdict)
            return
        batch, at_fault = sort_out(batch, trial.suspects)
        if not batch:
            for choice, reason in at_fault:
                fixing.refuse(choice, reason)
            return


def _choices(fixing: Fixing, unsafe: bool, record: RecordGuard) -> list[Choice]:
    """Return the likeliest allowed fix of each finding that does not wait for another file.

    Fixes that would rewrite the record are refused.
    """
    loaded = fixing.snapshot
    findings = with_fixes(fixing.requested().findings, loaded.files)
    record.ask(findings)
    waits_for = _waiting(loaded)
    left = [finding for finding in findings if waits_for(finding) is None]
    chosen: list[Choice] = []
    while left:
        choices = [next(iter(_possible(fixing, finding, unsafe)), None) for finding in left]
        tried = [choice for choice in choices if choice is not None]
        forbidden = record.forbidden(tried, loaded)
        for choice in forbidden:
            fixing.refuse(choice, _ON_RECORD)
        chosen += [choice for choice in tried if choice.key not in fixing.refused]
        left = [choice.finding for choice in forbidden]
    return chosen


def _possible(fixing: Fixing, finding: Finding, unsafe: bool) -> list[Choice]:
    """Return the fixes of a finding that have not been refused, the likeliest first."""
    fixes = (fix for fix in finding.fixes if fix.edits and (fix.safe or unsafe))
    choices = (Choice(finding, fix) for fix in fixes)
    return [choice for choice in choices if choice.key not in fixing.refused]


def _refuse_waiting(fixing: Fixing, unsafe: bool) -> None:
    """Refuse the fixes that still depend on an unreadable file."""
    loaded = fixing.snapshot
    waits_for = _waiting(loaded)
    for finding in with_fixes(fixing.requested().findings, loaded.files):
        path = waits_for(finding)
        for choice in _possible(fixing, finding, unsafe) if path else ():
            fixing.refuse(choice, _("{path} cannot be read", path=path))


def _waiting(loaded: Snapshot) -> Callable[[Finding], str | None]:
    """Return a function from a finding to the unreadable file that its fixes depend on, or None.

    Findings of the reader depend only on their own file.
    """
    unread = loaded.unread()
    own = set(map(key_of, loaded.findings)) if unread else set()
    cards = {loaded.register.path_of(key): card for key, card in loaded.register.cards.items()}

    @cache
    def blocked_by(path: str) -> str | None:
        card = cards.get(path)
        depends_on = dependencies_of(loaded, FileChange(path, None, "", card, card))
        return next((other for other in depends_on if other in unread), None)

    def waits_for(finding: Finding) -> str | None:
        is_free = not unread or key_of(finding) in own
        return None if is_free else blocked_by(finding.path)

    return waits_for


# Writing ----------------------------------------------------------------------------------------


class Fixed(NamedTuple):
    """What a fix run did, or would do: the fixes, and the files and schemas that they change."""

    fixing: Fixing
    files: Sequence[FileChange]
    schemas: Sequence[FileChange]

    @property
    def changed(self) -> list[FileChange]:
        """All changed files."""
        return [*self.files, *self.schemas]


def fix_register(
    workspace: Workspace, request: CheckRequest, *, unsafe: bool, dry_run: bool
) -> Fixed:
    """Fix what *request* finds and, unless it is a dry run, write it under the lock.

    Raises as `Workspace.lock`, and GitProblem.
    """
    if not dry_run:
        workspace.lock()
    before = workspace.load()
    fixing = fix(workspace, before, request, unsafe=unsafe)
    fixed = Fixed(fixing, fixed_files(before, fixing), fixed_schemas(fixing))
    if not dry_run:
        write(workspace, fixed.files, fixed.schemas)
    return fixed


def fixed_files(before: Snapshot, fixing: Fixing) -> list[FileChange]:
    """The files of the register that were fixed; *before* is what was loaded from disk."""
    old, new = before.files, fixing.snapshot.files
    return [
        FileChange(path, bytes_of(before, path), bytes_of(fixing.snapshot, path).decode())
        for path in new
        if old[path] != new[path]
    ]


def fixed_schemas(fixing: Fixing) -> list[FileChange]:
    """The schemas beside the register that are out of date, if their fix was asked for."""
    if not fixing.around:
        return []
    root = fixing.workspace.root
    folder = folder_beside(root)
    return [
        FileChange(
            Path(os.path.relpath(folder / name, root.absolute())).as_posix(),
            (folder / name).read_bytes() if (folder / name).is_file() else None,
            text,
        )
        for name, text in restored_schemas(folder, fixing.snapshot.register).items()
    ]


def write(workspace: Workspace, files: Sequence[FileChange], schemas: Iterable[FileChange]) -> None:
    """Write fixed files, all or none, under the lock. Raises as `Workspace.lock`."""
    if files:
        texts = {each.path: each.text for each in files}
        workspace.lock().write(texts, {each.path: each.raw for each in files})
    for each in schemas:
        write_file(workspace.root / each.path, each.text, force=True)


def not_yaml(snapshot: Snapshot) -> list[str]:
    """The files that are not YAML, or not safe to read: nothing in them can be fixed."""
    found = (f.path for f in snapshot.findings if f.code in Problems.FATAL)
    return list(dict.fromkeys(found))
