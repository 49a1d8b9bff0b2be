"""Keys whose values are written in a special style, in all files of a register."""

from __future__ import annotations

DATE_KEYS = frozenset(
    {"date", "done", "dropped", "due", "papers", "submitted", "valid_from", "valid_to"}
)
NUMBER_KEYS = frozenset({"baseline", "target", "readings"})
"""Keys of dates and of decimal numbers; no record has text under any of them."""

BLOCK_KEYS = frozenset({"plan", "results", "settings"})
"""Keys whose records gain keys over time, and are therefore written with one key per line."""
