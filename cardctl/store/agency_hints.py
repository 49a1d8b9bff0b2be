"""Hints for findings about an agency that was given by its name instead of its code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cardctl.finding import Finding, Fix
from cardctl.i18n import _, either
from cardctl.suggest import nearest

AGENCY_FIELDS = frozenset({"lead", "by", "owner", "partners", "secretariat", "successor"})
"""Keys whose values are agency codes."""


def with_agency_hints(codes: Mapping[str, str], findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings; for an agency given by name, suggest its code (*codes* by name)."""
    return [_with_agency_hint(codes, finding) for finding in findings]


def _with_agency_hint(codes: Mapping[str, str], finding: Finding) -> Finding:
    if finding.code != "CC205" or not AGENCY_FIELDS.intersection(map(str, finding.field[-2:])):
        return finding
    name = str(finding.message.values["value"]).strip("'")
    near = list(dict.fromkeys(codes[each] for each in nearest(name, codes)))
    if not near:
        return finding
    hint = _("did you mean {near}?", near=either(near))
    return finding._replace(hint=hint, fixes=(Fix.put(finding.field, near[0]),))
