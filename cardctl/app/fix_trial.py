"""Try fixes in memory: what the register would be with them, and which of them are at fault."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cardctl.app.fix_choice import Choice, Writers, key_of
from cardctl.app.validate import CheckRequest, Verdict, recheck
from cardctl.app.workspace import Workspace
from cardctl.errors import Refused
from cardctl.finding import Field, Finding
from cardctl.i18n import Message, _
from cardctl.store.fixes import fixed_text
from cardctl.store.load import with_texts
from cardctl.store.snapshot import Snapshot

Reason = Message | Finding
"""Why a fix cannot be applied; a finding, if it would introduce that."""


class Suspects(NamedTuple):
    """Fixes at least one of which is at fault, and why. A single one surely is."""

    choices: list[Choice]
    reason: Reason


AtFault = list[tuple[Choice, Reason]]
"""Fixes that are surely at fault, and why."""


class Trial(NamedTuple):
    """The register with some fixes applied; without any of them if some are at fault.

    *suspects* are among these fixes; *earlier* were applied before, when their file could not be
    read, so that nobody could see what they would introduce.
    """

    verdict: Verdict
    suspects: list[Suspects]
    earlier: AtFault


def check(workspace: Workspace, snapshot: Snapshot) -> Verdict:
    """Check a register with all rules, whatever rules the fixes were asked for."""
    return recheck(workspace, CheckRequest(), snapshot)


def attempt(
    workspace: Workspace, now: Verdict, choices: Sequence[Choice], done: Sequence[Choice]
) -> Trial:
    """Apply *choices*, which do not overlap, to the register *now*, and check the result once.

    *done* are the fixes that led to *now*. A fix is at fault if its finding remains, or if another
    one appears because of it.
    """
    texts, suspects = _texts(now.snapshot, choices)
    if suspects:
        return Trial(now, suspects, [])
    after = check(workspace, with_texts(now.snapshot, texts))
    had, has = Counter(map(key_of, now.findings)), Counter(map(key_of, after.findings))
    new = [each for each in after.findings if has[key_of(each)] > had[key_of(each)]]
    causes = _Causes(now, choices, done)
    suspects, earlier = causes.of(new), causes.earlier
    if not suspects:
        suspects = [
            Suspects([choice], _("would not resolve the finding"))
            for choice in choices
            if has[key_of(choice.finding)] >= had[key_of(choice.finding)]
        ]
    return Trial(now if suspects or earlier else after, suspects, earlier)


class _Causes:
    """Finds out which of *choices* caused a new finding, or which of those *done* before."""

    def __init__(self, now: Verdict, choices: Sequence[Choice], done: Sequence[Choice]) -> None:
        self._choices, self._done = choices, done
        self._writers, self._earlier_writers = Writers(choices), Writers(done)
        self._unread = now.snapshot.unread()
        self._skipped = {each.code for each in now.skipped}
        self.earlier: AtFault = []

    def of(self, new: Iterable[Finding]) -> list[Suspects]:
        """Return the suspects of *new* findings; each set of suspects once, with one reason.

        The other findings of an unreadable card were hidden until it became readable: a fix caused
        one only if the finding refers to a place that the fix wrote.
        """
        found: dict[object, Suspects] = {}
        for finding in new:
            places = [(finding.path, finding.field)]
            places += [(other.path or finding.path, other.field) for other in finding.related]
            if writers := _any_of(self._writers, places):
                chosen = [self._choices[index] for index in writers]
                found.setdefault(writers, Suspects(chosen, finding))
            elif finding.path in self._unread or finding.code in self._skipped:
                earlier = _any_of(self._earlier_writers, places)
                self.earlier += [(self._done[index], finding) for index in earlier[-1:]]
            else:
                path = finding.path if any(c.path == finding.path for c in self._choices) else ""
                if path not in found:
                    chosen = [each for each in self._choices if path in ("", each.path)]
                    found[path] = Suspects(chosen, finding)
        return list(found.values())


def _any_of(writers: Writers, places: Iterable[tuple[str, Field]]) -> tuple[int, ...]:
    """Return the indexes of the fixes that write one of *places* (path and field), in order."""
    return tuple(sorted({index for place in places for index in writers.of(*place)}))


def _texts(now: Snapshot, choices: Iterable[Choice]) -> tuple[dict[str, bytes], list[Suspects]]:
    """Return the new text of each file that *choices* change, and which cannot be applied."""
    by_path: dict[str, list[Choice]] = {}
    for choice in choices:
        by_path.setdefault(choice.path, []).append(choice)
    texts: dict[str, bytes] = {}
    suspects = []
    for path, chosen in by_path.items():
        try:
            fixes = [choice.fix for choice in chosen]
            texts[path] = fixed_text(bytes_of(now, path), path, fixes).encode()
        except Refused as error:
            suspects.append(Suspects(chosen, error.message))
    return texts, suspects


def bytes_of(snapshot: Snapshot, path: str) -> bytes:
    """Return the contents of a file of the register; nothing if it cannot be opened."""
    raw = snapshot.files.get(path)
    return raw if isinstance(raw, bytes) else b""


# Who is at fault --------------------------------------------------------------------------------


def sort_out(
    choices: Sequence[Choice], suspects: Sequence[Suspects]
) -> tuple[list[Choice], AtFault]:
    """Return the fixes to try again without the others, and those surely at fault.

    If it is not known which of several is at fault, their second half is left out, so that a few
    trials find out, however many there are.
    """
    at_fault = {
        group[0].key: (group[0], reason)
        for group, reason in suspects
        if len({choice.key for choice in group}) == 1
    }
    left_out = set(at_fault)
    for group, _unused in suspects:
        keys = list(dict.fromkeys(choice.key for choice in group))
        if left_out.isdisjoint(keys):
            left_out.update(keys[(len(keys) + 1) // 2 :])
    return [each for each in choices if each.key not in left_out], list(at_fault.values())
