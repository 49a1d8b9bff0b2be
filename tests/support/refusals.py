"""What a command that cannot go on says: the whole of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cardctl.errors import CardctlError


def refused(call: Callable[[], object]) -> tuple[type[CardctlError], str, str]:
    """Give the kind of error that *call* ends with, why it cannot go on, and what to do ("")."""
    with pytest.raises(CardctlError) as caught:
        call()
    return caught.type, str(caught.value), str(caught.value.hint or "")
