"""The catalogue of all rules in order of their codes, and look-up by code or name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cardctl.errors import Unknown
from cardctl.i18n import _
from cardctl.rules import dates, schema, syntax, tool  # noqa: F401
from cardctl.rules.references import (  # noqa: F401
    agency_changes,
    meeting_changes,
    meetings,
    names,
    relations,
    saved_views,
)
from cardctl.rules.results import evidence, filing, money, revisions, rewrites  # noqa: F401
from cardctl.rules.retired import Retired, retired_rule
from cardctl.rules.rule import CHECKS, RECORDS, SCOPES, Check, CheckScope, Rule, SubjectKind
from cardctl.rules.safety import links, repository, sensitive_data, visibility  # noqa: F401
from cardctl.rules.text import titles, wording  # noqa: F401

# Importing a module registers its rules: this is the only list of these modules.
from cardctl.rules.workflow import (  # noqa: F401
    agreement,
    changes,
    corrections,
    decisions,
    dependencies,
    entries,
    history,
    redactions,
    requirements,
    seal,
    seal_changes,
    transitions,
)

RULES: Mapping[str, Rule] = dict(sorted(RECORDS.items()))
"""Every rule by its code, in the order of the codes."""

ORDERED: tuple[tuple[Rule, SubjectKind, Check], ...] = tuple(
    (RULES[code], of, check) for code, of, check in sorted(CHECKS, key=lambda entry: entry[0])
)
"""Every check with its rule and its kind of subject, in the order of the codes."""

SCOPE_OF: Mapping[Check, CheckScope] = {
    check: SCOPES[check]._replace(reads=rule.reads | SCOPES[check].reads)
    for rule, _, check in ORDERED
}
"""Declared inputs of each check."""

_BY_NAME = {name: rule for rule in RULES.values() for name in (rule.name, *rule.aliases)}


def find_rule(code_or_name: str) -> Rule:
    """Return the rule with this code or name, in any case.

    Raises Unknown with the nearest ones; Retired, which is one, for a rule that was removed.
    """
    written = code_or_name.strip()
    found = RULES.get(written.upper()) or _BY_NAME.get(written.lower())
    if found is None:
        raise _unknown(code_or_name)
    return found


def codes_of(selector: str) -> frozenset[str]:
    """Return the codes that a code, a prefix of codes (``CC4``) or a name selects.

    Raises Unknown if it selects none.
    """
    beginning = selector.strip().upper()
    if beginning.startswith("CC"):
        found = frozenset(code for code in RULES if code.startswith(beginning))
        if not found:
            raise _unknown(selector)
        return found
    return frozenset({find_rule(selector).code})


def selection(select: Iterable[str] = (), ignore: Iterable[str] = ()) -> frozenset[str]:
    """Return the codes of the selected rules: *select* (default: all) without *ignore*.

    Raises Unknown for a selector that matches no rule.
    """
    chosen = frozenset().union(*map(codes_of, select)) or frozenset(RULES)
    return chosen - frozenset().union(*map(codes_of, ignore))


def _unknown(written: str) -> Unknown:
    if (retired := retired_rule(written)) is not None:
        return Retired(retired)
    found = Unknown("rule", written, [*RULES, *_BY_NAME])
    if found.hint is None:
        found.hint = _("all rules: cardctl rule --all")
    return found
