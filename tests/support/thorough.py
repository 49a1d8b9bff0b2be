"""Whether this run is thorough (see `tests/conftest.py`), and how many examples it tries."""

from __future__ import annotations

_SHARE = 3

enabled = False
"""Set by `tests/conftest.py` before any test module is imported."""


def examples(most: int) -> int:
    """How many examples a slow property is tried on: a third of *most* unless thorough."""
    return most if enabled else -(-most // _SHARE)
