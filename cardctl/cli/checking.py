"""Loading and checking together: what is found in the files that are asked for, and how many."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cardctl.cli.allowing import settled
from cardctl.cli.output import register_folder
from cardctl.cli.render.diagnostics import as_data as findings_as_data
from cardctl.cli.render.diagnostics import card_of, counts
from cardctl.cli.session import Session
from cardctl.cli.spare import spare_findings
from cardctl.cli.surroundings import around
from cardctl.domain.ids import full_id, id_order
from cardctl.errors import Unknown, UsageError
from cardctl.finding import Finding, Fix, Rewrite, Severity
from cardctl.i18n import Message, _
from cardctl.rules import RULES, Skipped, check, check_changes, selection, with_changes
from cardctl.rules.registry import ORDERED, codes_of
from cardctl.rules.rule import Around, Input, Of
from cardctl.rules.runner import Asked
from cardctl.store.load import located

if TYPE_CHECKING:
    from cardctl.cli.since import Comparison

OVERDUE = "CC403"
AROUND = {code for code, rule in RULES.items() if Input.AROUND in rule.reads}
"""The rules that look at what lies around the register."""
PREPARING = {code for code, rule in RULES.items() if Input.HEARING in rule.reads}
"""The rules that ask for what a meeting is going to hear."""
COMPARING = {code for code, rule in RULES.items() if rule.of is Of.CHANGE} - {
    rule.code for rule, of, _ in ORDERED if of is not Of.CHANGE
}
"""The rules that look at nothing but changes."""


def require_effect(
    select: Sequence[str], ignore: Sequence[str], for_meeting: int | None, *, compares: bool
) -> None:
    """Raise UsageError if what was chosen can find nothing: that would look like a good register.

    *compares* tells whether a change is judged too.
    """
    chosen = selection(select, ignore)
    if not chosen:
        raise UsageError(
            _("--ignore leaves nothing of what --select chooses"), _("leave one of them out")
        )
    if for_meeting is not None and not chosen & PREPARING:
        raise UsageError(
            _("--for-meeting is for {rules}, which is not chosen", rules=_names(PREPARING)),
            _("add: --select {rule}", rule=min(PREPARING)),
        )
    for selector in select:
        codes = codes_of(selector)
        if for_meeting is None and codes <= PREPARING:
            raise UsageError(
                _("--select {selector} needs a meeting to prepare", selector=selector),
                _("add: --for-meeting N"),
            )
        if not compares and codes <= COMPARING:
            raise UsageError(
                _("--select {selector} needs a change to judge", selector=selector),
                _("add --since REV or --staged"),
            )


def _names(codes: Iterable[str]) -> str:
    return ", ".join(f"{code} {RULES[code].name}" for code in sorted(codes))


def checked(
    session: Session,
    named: Sequence[str] = (),
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    for_meeting: int | None = None,
    comparison: Comparison | None = None,
) -> tuple[list[Finding], tuple[Skipped, ...]]:
    """What loading and the rules find in the files *named* (all, where none is), with places.

    *judged* is the change that is judged with them (see `since`).

    Raises Unknown for a rule, a meeting, a card or a path that is not there.
    """
    # Only a day that is named makes a date overdue: else the same files would turn bad overnight.
    if session.today_option is None and OVERDUE not in select:
        ignore = [*ignore, OVERDUE]
    chosen = selection(select, ignore)
    asked = Asked(
        today=session.today,
        exists=session.exists,
        select=select,
        ignore=ignore,
        for_meeting=for_meeting,
        around=_around(session) if chosen & AROUND else None,
    )
    looked = looked_over(session, asked)
    found: Iterable[Finding] = looked.findings
    skipped, marked, files = looked.skipped, looked.marked, session.loaded.files
    if comparison is not None:
        found = with_changes(found, check_changes(comparison.pasts, select=select, ignore=ignore))
        skipped = comparison.skipped(skipped, session.register)
    if named:
        paths = {path for name in named for path in _paths(session, name)}
        found = (finding for finding in found if finding.path in paths)
        marked = [path for path in marked if path in paths]
    ran = chosen - {each.code for each in skipped}
    return located(settled(found, files, ran=ran, paths=marked), files), skipped


def _around(session: Session) -> Around:
    watched = session.watched
    return around(session.root, watched.text, watched.tracked(session.root))


class Looked(NamedTuple):
    """What loading and the rules find, before comments are heard; and the files with comments."""

    findings: list[Finding]
    skipped: tuple[Skipped, ...]
    marked: Sequence[str]


def looked_over(session: Session, asked: Asked) -> Looked:
    """Look at all files, by the rules that are asked for.

    A register that is not loaded yet is loaded, and maybe only as sketches (`Session.see_all`).
    """
    pieces, done = None, None
    if "loaded" not in session.__dict__:
        from cardctl.cli.piecewise import check_pieces, in_pieces

        pieces = in_pieces(session)
        done = check_pieces(session.register, pieces, asked) if pieces else None
    if done is None:
        done = check(session.register, **asked)
    chosen = selection(asked.get("select", ()), asked.get("ignore", ()))
    own = [f for f in pieces.found if f.code in chosen] if pieces else ()
    loading = [
        f for f in session.loaded.findings if f.code in chosen or f.severity is Severity.ERROR
    ]
    files = session.loaded.files
    spare = spare_findings(pieces.shared if pieces else files, chosen)
    found = [*loading, *own, *done.findings, *spare]
    return Looked(found, done.skipped, pieces.marked if pieces else list(files))


def _paths(session: Session, name: str) -> Iterator[str]:
    """The register's files that *name* stands for: a card's id, a file, a folder."""
    register, files = session.register, session.loaded.files
    identifier = full_id(name)
    if identifier in register.known_ids:
        unread = (path for path, known in register.unreadable.items() if known == identifier)
        found = [*unread, *([register.paths[identifier]] if identifier in register.paths else [])]
    else:
        found = [path for path in files if _is_under(session.root, path, name)]
    if not found:
        folder = register_folder(session)
        known = [*sorted(register.known_ids, key=id_order), *(f"{folder}/{path}" for path in files)]
        raise Unknown("card or file of the register", identifier or name, known)
    yield from found


def _is_under(root: Path, path: str, name: str) -> bool:
    """Whether the file *path* of the register is *name* or lies in it; from here or from *root*."""
    own = root.absolute() / path
    places = (Path(name).absolute(), root.absolute() / name)
    return any(place == own or place in own.parents for place in places)


_NUMBERS = {
    "cards": ("{count} card", "{count} cards"),
    "files": ("{count} file", "{count} files"),
    "meetings": ("{count} meeting", "{count} meetings"),
    "agencies": ("{count} agency", "{count} agencies"),
    "errors": ("{count} error", "{count} errors"),
    "warnings": ("{count} warning", "{count} warnings"),
}


def summary(session: Session, findings: Sequence[Finding]) -> str:
    """One line: what was looked at, and how much was found."""
    found = counts(findings)
    numbers = {
        **_looked_at(session),
        "errors": found[Severity.ERROR],
        "warnings": found[Severity.WARNING],
    }
    told = {name: _(_NUMBERS[name][n != 1], count=n) for name, n in numbers.items()}
    verdict = _("FAILED") if found[Severity.ERROR] else _("OK")
    line = _(
        "{verdict}  {cards}, {meetings}, {agencies}: {errors}, {warnings}", verdict=verdict, **told
    )
    where = _where(findings)
    return (_("{line} in {where}", line=line, where=where) if where else line).render(session.lang)


def _where(findings: Iterable[Finding]) -> Message | None:
    """In how many cards (or files, where not all are cards) there is an error or a warning."""
    paths = {finding.path for finding in findings if finding.severity is not Severity.NOTE}
    if not paths:
        return None
    name = "cards" if all(map(card_of, paths)) else "files"
    return _(_NUMBERS[name][len(paths) != 1], count=len(paths))


def _looked_at(session: Session) -> dict[str, int]:
    register = session.register
    return {
        "cards": len(register.cards) + len(register.unreadable),
        "meetings": len(register.meetings) + len(register.unreadable_meetings),
        "agencies": len(register.agencies),
    }


def by_reason(skipped: Iterable[Skipped], lang: str) -> dict[str, str]:
    """Why rules could not look everywhere, with the names of those rules."""
    found: dict[str, str] = {}
    for one in skipped:
        why, name = one.reason.render(lang), f"{one.code} {one.name}"
        found[why] = f"{found[why]}, {name}" if why in found else name
    return found


_FIXES = {
    True: (
        "{count} fix available (cardctl validate --fix).",
        "{count} fixes available (cardctl validate --fix).",
    ),
    False: (
        "{count} unsafe fix available (cardctl validate --fix --unsafe).",
        "{count} unsafe fixes available (cardctl validate --fix --unsafe).",
    ),
}


def fixes_available(findings: Iterable[Finding], lang: str) -> list[str]:
    """How many of *findings*, which have their fixes, can be mended, and by which command."""
    safe = [any(fix.safe for fix in finding.fixes) for finding in findings if finding.fixes]
    numbers = [(kind, safe.count(kind)) for kind in (True, False)]
    return [_(_FIXES[kind][n != 1], count=n).render(lang) for kind, n in numbers if n]


def as_data(
    session: Session, findings: Sequence[Finding], skipped: Iterable[Skipped]
) -> dict[str, Any]:
    """Findings, their number and what could not be looked at, as plain data."""
    from cardctl.store.fixes import TextEdits

    found = counts(findings)
    told = findings_as_data(findings, session.lang, folder=register_folder(session))
    edits = TextEdits(session.loaded.files)
    for finding, data in zip(findings, told, strict=True):
        data["fixes"] = [_fix(session, *made) for made in edits.of(finding)]
    return {
        "checked": _looked_at(session),
        "errors": found[Severity.ERROR],
        "warnings": found[Severity.WARNING],
        "notes": found[Severity.NOTE],
        "findings": told,
        "skipped_rules": [
            {"code": one.code, "name": one.name, "reason": one.reason.render(session.lang)}
            for one in skipped
        ],
    }


def _fix(session: Session, fix: Fix, edits: Iterable[Rewrite]) -> dict[str, Any]:
    return {
        "says": fix.says.render(session.lang),
        "safe": fix.safe,
        "edits": [{"range": edit.span._asdict(), "text": edit.text} for edit in edits],
    }
