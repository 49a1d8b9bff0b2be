"""Codes of rules that no longer exist; a code is never used again for another rule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from cardctl.errors import Unknown
from cardctl.i18n import Message, _


class RetiredRule(NamedTuple):
    """A rule that was removed: the version without it, and what applies instead."""

    code: str
    name: str
    version: str
    instead: Message


RETIRED: Mapping[str, RetiredRule] = {
    rule.code: rule
    for rule in (
        RetiredRule(
            "CC605",
            "duplicate-result",
            "0.1",
            _("a further result of an agency for the same meeting revises the earlier one"),
        ),
    )
}
"""Every retired rule by its code."""


class Retired(Unknown):
    """The name of a retired rule; *rule* is its record."""

    def __init__(self, rule: RetiredRule) -> None:
        super().__init__("rule", rule.code, (), _("leave it out"))
        self.rule = rule
        self.message = retired_message(rule)


def retired_message(rule: RetiredRule) -> Message:
    """Return the statement that *rule* was retired, with what applies instead."""
    return _(
        "{code} {name} was retired in {version}: {instead}",
        code=rule.code,
        name=rule.name,
        version=rule.version,
        instead=rule.instead,
    )


def retired_rule(written: str) -> RetiredRule | None:
    """Return the retired rule with this code or name, in any case; None if there is none."""
    code, name = written.strip().upper(), written.strip().lower()
    return RETIRED.get(code) or next((rule for rule in RETIRED.values() if rule.name == name), None)
