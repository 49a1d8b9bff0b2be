from __future__ import annotations

from collections.abc import Callable

import pytest
from support.changes import past_of

from cardctl.finding import Finding
from cardctl.rules import check, check_changes, examples, selection, with_changes
from cardctl.rules.rule import Change, Example
from cardctl.rules.suppress import settle
from cardctl.store.comments import directives
from cardctl.store.load import load, located

Find = Callable[..., list[Finding]]


@pytest.fixture
def find() -> Find:
    """What loading and checking find in the examples' register with *example* in it.

    Comments that allow are minded.
    """

    def found(example: Example = "", **options: object) -> list[Finding]:
        loaded = load(examples.files(example))
        options.setdefault("exists", examples.EVIDENCE_FILES.__contains__)
        options.setdefault("around", examples.around(example))
        findings = [*loaded.findings, *check(loaded.register, **options).findings]
        if isinstance(example, Change):
            findings = with_changes(findings, check_changes([past_of(example)]))
        if comments := directives(loaded.files):
            return settle(located(findings, loaded.files), comments, selection())
        return findings

    return found


@pytest.fixture
def codes(find: Find) -> Callable[..., list[str]]:
    """The codes of what is found."""
    return lambda *args, **options: [finding.code for finding in find(*args, **options)]
