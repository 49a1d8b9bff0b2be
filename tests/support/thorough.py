"""Whether this run is thorough (see `tests/conftest.py`), and its number of examples."""

from __future__ import annotations

_SHARE = 3

enabled = False
"""Set by `tests/conftest.py` before any test module is imported."""


def examples(most: int) -> int:
    """Number of examples for a slow property: *most* if thorough, else a third of it."""
    return most if enabled else -(-most // _SHARE)
