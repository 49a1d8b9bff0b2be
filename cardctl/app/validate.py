"""Check a register: load it, run the rules, and hear the comments that allow findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cardctl.app.allow_comments import apply_allow_comments
from cardctl.app.repository_context import around
from cardctl.app.unmodelled_text import unmodelled_text_findings
from cardctl.domain.ids import card_of, full_id, id_order
from cardctl.domain.register import Register
from cardctl.errors import Unknown, UsageError
from cardctl.finding import Directive, Finding, Severity, counts
from cardctl.i18n import Message, _, _n
from cardctl.rules import RULES, Skipped, check, check_changes, merge_findings, selection
from cardctl.rules.registry import ORDERED, codes_of
from cardctl.rules.rule import CHANGES, Input, RepositoryContext
from cardctl.rules.runner import RunOptions
from cardctl.store.comments import directives
from cardctl.store.finding_spans import SpanFinder
from cardctl.store.snapshot import Snapshot

if TYPE_CHECKING:
    from cardctl.app.change_summary import ChangeSummary
    from cardctl.app.compare import Comparison
    from cardctl.app.workspace import Workspace

OVERDUE = "CC403"
AROUND = {code for code, rule in RULES.items() if Input.AROUND in rule.reads}
"""The rules that look at the repository around the register."""
PREPARING = {code for code, rule in RULES.items() if Input.HEARING in rule.reads}
"""Rules that check the results due for a coming meeting."""
COMPARING = {code for code, rule in RULES.items() if rule.of in CHANGES} - {
    rule.code for rule, of, _ in ORDERED if of not in CHANGES
}
"""Rules that check only changes since a base."""


def require_effect(
    select: Sequence[str], ignore: Sequence[str], for_meeting: int | None, *, compares: bool
) -> None:
    """Raise UsageError if the selected rules cannot find anything, which would look like success.

    *compares*: changes since a base are checked too.
    """
    chosen = selection(select, ignore)
    if not chosen:
        raise UsageError(
            _("--ignore excludes every rule that --select selects"), _("leave out one of them")
        )
    if for_meeting is not None and not chosen & PREPARING:
        raise UsageError(
            _(
                "--for-meeting applies only to {rules}, which is not selected",
                rules=_names(PREPARING),
            ),
            _("add: --select {rule}", rule=min(PREPARING)),
        )
    for selector in select:
        codes = codes_of(selector)
        if for_meeting is None and codes <= PREPARING:
            raise UsageError(
                _("--select {selector} requires a meeting to prepare for", selector=selector),
                _("add: --for-meeting N"),
            )
        if not compares and codes <= COMPARING:
            raise UsageError(
                _("--select {selector} requires a change to check", selector=selector),
                _("add --since REV or --staged"),
            )


def _names(codes: Iterable[str]) -> str:
    return ", ".join(f"{code} {RULES[code].name}" for code in sorted(codes))


class CheckRequest(NamedTuple):
    """What to check.

    *named* are ids of cards, files or folders to report on (default: all). *select* and *ignore*
    name rules: a code, the beginning of one, or a name. *for_meeting* asks for the results that
    this meeting hears. *comparison* is the change to check too.
    """

    named: Sequence[str] = ()
    select: Sequence[str] = ()
    ignore: Sequence[str] = ()
    for_meeting: int | None = None
    comparison: Comparison | None = None


class Verdict(NamedTuple):
    """The findings, with places, sorted by path and place; and the rules that were skipped.

    *change* summarises the change that was checked; None if nothing was compared.
    """

    findings: list[Finding]
    skipped: tuple[Skipped, ...]
    snapshot: Snapshot
    change: ChangeSummary | None = None


def validate(workspace: Workspace, request: CheckRequest) -> Verdict:
    """Check the register in *workspace*, or only the change that *request* compares.

    Raises Unknown for a rule, a meeting, a card or a path that does not exist.
    """
    if request.comparison is not None:
        return recheck(workspace, request, request.comparison.snapshot)
    outcome = check_register(workspace, _run_options(workspace, request))
    verdict = _verdict(workspace, request, outcome)
    outcome.spans.keep()
    return verdict


def recheck(workspace: Workspace, request: CheckRequest, snapshot: Snapshot) -> Verdict:
    """Check what is loaded already. Raises as `validate`."""
    return _verdict(workspace, request, check_snapshot(snapshot, _run_options(workspace, request)))


def _ignored(workspace: Workspace, request: CheckRequest) -> Sequence[str]:
    # A date is overdue only on a day that somebody named: the same files never turn bad overnight.
    if not workspace.options.is_day_given and OVERDUE not in request.select:
        return [*request.ignore, OVERDUE]
    return request.ignore


def _run_options(workspace: Workspace, request: CheckRequest) -> RunOptions:
    ignore = _ignored(workspace, request)
    return RunOptions(
        today=workspace.today,
        exists=workspace.exists,
        select=request.select,
        ignore=ignore,
        for_meeting=request.for_meeting,
        around=_around(workspace) if selection(request.select, ignore) & AROUND else None,
    )


def _around(workspace: Workspace) -> RepositoryContext:
    seen = workspace.observations
    return around(workspace.root, seen.text, seen.tracked(workspace.root))


def _verdict(workspace: Workspace, request: CheckRequest, outcome_of: CheckOutcome) -> Verdict:
    """Add the findings of the change, keep those in the files named, and hear the comments."""
    select, ignore = request.select, _ignored(workspace, request)
    found: Iterable[Finding] = outcome_of.findings
    change = _change_summary(request)
    skipped, comments = outcome_of.skipped, outcome_of.comments
    if request.comparison is not None:
        bases = request.comparison.pasts
        found = merge_findings(found, check_changes(bases, select=select, ignore=ignore))
        skipped = request.comparison.skipped(skipped, outcome_of.snapshot.register)
    if request.named:
        paths = {path for name in request.named for path in _paths(workspace, outcome_of, name)}
        found = (finding for finding in found if finding.path in paths)
        comments = [comment for comment in comments if comment.path in paths]
        change = change and change.within(paths)
    ran = selection(select, ignore) - {each.code for each in skipped}
    changed = request.comparison.changed if request.comparison is not None else ()
    spans = outcome_of.spans
    allowed = apply_allow_comments(found, comments, spans, ran=ran, bases=changed)
    return Verdict(spans.located(allowed), skipped, outcome_of.snapshot, change)


def _change_summary(request: CheckRequest) -> ChangeSummary | None:
    """Return what the change since the base does; the parents of a merge add nothing to that."""
    if request.comparison is None:
        return None
    from cardctl.app.change_summary import summary_of

    return summary_of(request.comparison.pasts[0])


class CheckOutcome(NamedTuple):
    """Findings of loading and of the rules, and the allow comments, which are not applied yet.

    *spans* finds the spans of the findings, most of which still lack them.
    """

    findings: list[Finding]
    skipped: tuple[Skipped, ...]
    comments: Sequence[Directive]
    snapshot: Snapshot
    spans: SpanFinder


def check_register(workspace: Workspace, options: RunOptions) -> CheckOutcome:
    """Load the register, only the facts of its cards if the cache knows them, and run the rules."""
    from cardctl.app.incremental import check_cached

    return check_cached(workspace, options) or check_snapshot(workspace.load(), options)


def check_snapshot(snapshot: Snapshot, options: RunOptions) -> CheckOutcome:
    """Run the rules on what is loaded."""
    chosen = selection(options.get("select", ()), options.get("ignore", ()))
    checked = check(snapshot.register, **options)
    found = [*checked.findings, *unmodelled_text_findings(snapshot.files, chosen)]
    comments = directives(snapshot.files)
    spans = SpanFinder(snapshot.files)
    return outcome_of(snapshot, chosen, found, checked.skipped, comments, spans)


def outcome_of(
    snapshot: Snapshot,
    chosen: frozenset[str],
    found: Iterable[Finding],
    skipped: tuple[Skipped, ...],
    comments: Sequence[Directive],
    spans: SpanFinder,
) -> CheckOutcome:
    """Add what loading found; what cannot be read is reported whatever rules are *chosen*."""
    loading = [f for f in snapshot.findings if f.code in chosen or f.severity is Severity.ERROR]
    return CheckOutcome([*loading, *found], skipped, comments, snapshot, spans)


def _paths(workspace: Workspace, outcome_of: CheckOutcome, name: str) -> Iterator[str]:
    """Return the register's files that *name* refers to: a card id, a file, or a folder."""
    register, files = outcome_of.snapshot.register, outcome_of.snapshot.files
    identifier = full_id(name)
    if identifier in register.known_ids:
        unread = (path for path, known in register.unreadable.items() if known == identifier)
        found = [*unread, *([register.paths[identifier]] if identifier in register.paths else [])]
    else:
        found = [path for path in files if _is_under(workspace.root, path, name)]
    if not found:
        known = [*sorted(register.known_ids, key=id_order), *map(workspace.shown, files)]
        raise Unknown("card or register file", identifier or name, known)
    yield from found


def _is_under(root: Path, path: str, name: str) -> bool:
    """Whether the file *path* is *name* or inside it; *name* is relative to here or to *root*."""
    own = root.absolute() / path
    places = (Path(name).absolute(), root.absolute() / name)
    return any(place == own or place in own.parents for place in places)


_NUMBERS: dict[str, Callable[[int], Message]] = {
    "cards": lambda n: _n("{count} card", "{count} cards", n),
    "files": lambda n: _n("{count} file", "{count} files", n),
    "meetings": lambda n: _n("{count} meeting", "{count} meetings", n),
    "agencies": lambda n: _n("{count} agency", "{count} agencies", n),
    "errors": lambda n: _n("{count} error", "{count} errors", n),
    "warnings": lambda n: _n("{count} warning", "{count} warnings", n),
}


def summary(register: Register, findings: Sequence[Finding]) -> Message:
    """Return one line with the numbers of checked files and of findings."""
    found = counts(findings)
    numbers = {
        **checked_counts(register),
        "errors": found[Severity.ERROR],
        "warnings": found[Severity.WARNING],
    }
    told = {name: _NUMBERS[name](n) for name, n in numbers.items()}
    verdict = _("FAILED") if found[Severity.ERROR] else _("OK")
    line = _(
        "{verdict}  {cards}, {meetings}, {agencies}: {errors}, {warnings}", verdict=verdict, **told
    )
    where = _where(findings)
    return _("{line} in {where}", line=line, where=where) if where else line


def _where(findings: Iterable[Finding]) -> Message | None:
    """Return the number of cards (of files, if some are not cards) with an error or warning."""
    paths = {finding.path for finding in findings if finding.severity is not Severity.NOTE}
    if not paths:
        return None
    name = "cards" if all(map(card_of, paths)) else "files"
    return _NUMBERS[name](len(paths))


def checked_counts(register: Register) -> dict[str, int]:
    """How many cards, meetings and agencies there are, unreadable ones included."""
    return {
        "cards": len(register.cards) + len(register.unreadable),
        "meetings": len(register.meetings) + len(register.unreadable_meetings),
        "agencies": len(register.agencies),
    }
