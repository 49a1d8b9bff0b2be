"""Comments that allow a finding: ``# cardctl: allow CC703 two rivers have this name``.

They are on the line of the finding, or alone on the line above it, and give the reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from cardctl.errors import Unknown
from cardctl.finding import Directive, Finding, Fix, Related, ReplaceText, Severity
from cardctl.i18n import Message, _
from cardctl.rules.registry import RULES, find_rule
from cardctl.rules.retired import Retired
from cardctl.rules.rule import Rule
from cardctl.suggest import nearest

UNUSED, UNKNOWN = "CC901", "CC902"

_ALLOW = re.compile(r"allow\s+(?P<rules>[^\s,]+(?:\s*,\s*[^\s,]+)*)\s*(?P<reason>.*)")
_FORM = _("write: # cardctl: allow CC703 the reason")


_Place = tuple[str, int, str]
"""Path, line, code."""


class _Permission(NamedTuple):
    """One rule that one comment allows on one line."""

    rule: Rule
    comment: Directive

    @property
    def place(self) -> _Place:
        return self.comment.path, self.comment.line, self.rule.code


def _never(_unused: Directive) -> bool:
    return False


def apply_comments(
    findings: Iterable[Finding],
    comments: Sequence[Directive],
    ran: frozenset[str],
    is_added: Callable[[Directive], bool] = _never,
) -> list[Finding]:
    """Remove findings that comments allow, and add findings on the comments (CC901, CC902).

    *is_added* says whether a comment is part of the change that is checked: such a comment allows
    no error. The findings must have their spans. A comment is reported as unused only if its rule
    is in *ran*; CC901 and CC902 are themselves reported only if they are in *ran*.
    """
    findings = list(findings)
    read = [part for comment in comments for part in _read(comment)]
    allowed = {part.place: part for part in read if isinstance(part, _Permission)}
    used = allowed.keys() & set(map(_place, findings))
    wrong = [part for part in read if isinstance(part, Finding)]
    wrong += [
        _unused(part)
        for place, part in allowed.items()
        if place not in used and part.rule.code in ran
    ]
    kept = []
    for finding in findings:
        part = allowed.get(_place(finding))
        if part is None:
            kept.append(finding)
        elif finding.severity is Severity.ERROR and is_added(part.comment):
            kept.append(_not_allowed(finding, part.comment))
    return kept + [finding for finding in wrong if finding.code in ran]


def _place(finding: Finding) -> _Place:
    return finding.path, finding.span.line if finding.span else 1, finding.code


def _not_allowed(finding: Finding, comment: Directive) -> Finding:
    """Return an error that says why a comment does not allow it."""
    why = _("a comment added by the change itself cannot allow an error")
    return finding._replace(related=(*finding.related, Related(why, (), span=comment.span)))


def _read(comment: Directive) -> Iterator[_Permission | Finding]:
    """Yield what a comment allows, and the findings on it."""
    found = _ALLOW.fullmatch(comment.words)
    if found is None:
        yield _finding(comment, UNUSED, _("invalid cardctl comment"), _FORM)
        return
    for name in re.split(r"\s*,\s*", found["rules"].rstrip(":")):
        yield _allowance(comment, name, found["reason"])


def _allowance(comment: Directive, name: str, reason: str) -> _Permission | Finding:
    try:
        rule = find_rule(name)
    except Retired as retired:
        return _retired(comment, retired)
    except Unknown as unknown:
        return _unknown(comment, name, unknown)
    if not rule.can_be_allowed:
        message = _("{code} {name} cannot be allowed", code=rule.code, name=rule.name)
        return _finding(comment, UNUSED, message, _("fix the finding, and remove this comment"))
    if not reason.strip():
        message = _("the comment gives no reason, so it allows nothing")
        hint = _("add the reason: # cardctl: allow {code} the reason", code=rule.code)
        return _finding(comment, UNUSED, message, hint)
    return _Permission(rule, comment)


def _unused(allowance: _Permission) -> Finding:
    comment, rule = allowance.comment, allowance.rule
    return _finding(
        comment,
        UNUSED,
        _("no {code} {name} finding here", code=rule.code, name=rule.name),
        _("remove the comment, or move it to the line of the finding or the line above"),
        _removal(comment),
    )


def _retired(comment: Directive, retired: Retired) -> Finding:
    """Return a note: what such a comment allowed is no finding any more."""
    found = _finding(comment, UNUSED, retired.message, _("remove the comment"), _removal(comment))
    return found._replace(severity=Severity.NOTE)


def _removal(comment: Directive) -> Fix:
    return Fix(_("remove it"), (ReplaceText(comment.cut, ""),), safe=True)


def _unknown(comment: Directive, name: str, unknown: Unknown) -> Finding:
    near = nearest(name, [*RULES, *(rule.name for rule in RULES.values())])
    fixes = []
    for right in near[:1]:
        rewrite = ReplaceText(comment.span, f"# cardctl: {comment.words.replace(name, right, 1)}")
        fixes.append(Fix(_("write {value}", value=right), (rewrite,)))
    return _finding(comment, UNKNOWN, unknown.message, unknown.hint, *fixes)


def _finding(
    comment: Directive, code: str, message: Message, hint: Message | None, *fixes: Fix
) -> Finding:
    rule = RULES[code]
    return Finding(
        comment.path, (), code, rule.name, message, rule.severity, hint,
        span=comment.span, fixes=fixes,
    )  # fmt: skip
