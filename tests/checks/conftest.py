from __future__ import annotations

from collections.abc import Callable

import pytest

from cardctl.checks import check, examples
from cardctl.checks.rule import Example
from cardctl.finding import Finding
from cardctl.store.load import load

Find = Callable[..., list[Finding]]


@pytest.fixture
def find() -> Find:
    """What loading and checking find in the examples' register with *example* in it."""

    def found(example: Example = "", **options: object) -> list[Finding]:
        loaded = load(examples.files(example))
        options.setdefault("exists", examples.EVIDENCE_FILES.__contains__)
        return [*loaded.findings, *check(loaded.register, **options).findings]

    return found


@pytest.fixture
def codes(find: Find) -> Callable[..., list[str]]:
    """The codes of what is found."""
    return lambda *args, **options: [finding.code for finding in find(*args, **options)]
