"""The complete error of a call that is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cardctl.errors import CardctlError


def refused(call: Callable[[], object]) -> tuple[type[CardctlError], str, str]:
    """Return type, message and hint ("" if none) of the error that *call* raises."""
    with pytest.raises(CardctlError) as caught:
        call()
    return caught.type, str(caught.value), str(caught.value.hint or "")
