from __future__ import annotations

from collections.abc import Callable

import pytest
from support.changes import base_of

from cardctl.finding import Finding
from cardctl.rules import check, check_changes, examples, merge_findings, selection
from cardctl.rules.rule import Change, Example
from cardctl.rules.suppress import apply_comments
from cardctl.store.comments import directives
from cardctl.store.finding_spans import located
from cardctl.store.load import load

Find = Callable[..., list[Finding]]


@pytest.fixture
def find() -> Find:
    """Return a function that loads and checks the example register with *example* in it.

    Allow comments are applied.
    """

    def found(example: Example = "", **options: object) -> list[Finding]:
        loaded = load(examples.files(example))
        options.setdefault("exists", examples.EVIDENCE_FILES.__contains__)
        options.setdefault("around", examples.around(example))
        findings = [*loaded.findings, *check(loaded.register, **options).findings]
        if isinstance(example, Change):
            findings = merge_findings(findings, check_changes([base_of(example)]))
        if comments := directives(loaded.files):
            return apply_comments(located(findings, loaded.files), comments, selection())
        return findings

    return found


@pytest.fixture
def codes(find: Find) -> Callable[..., list[str]]:
    """Return a function like *find* that returns only the codes."""
    return lambda *args, **options: [finding.code for finding in find(*args, **options)]
