"""Keys whose values have a style of their own, in every file of a register."""

from __future__ import annotations

DATE_KEYS = frozenset(
    {"date", "done", "dropped", "due", "papers", "submitted", "valid_from", "valid_to"}
)
NUMBER_KEYS = frozenset({"baseline", "target", "readings"})
"""Keys of dates and of numbers with decimals; no record has a text under any of them."""

OPEN = frozenset({"plan", "results", "settings"})
"""Keys whose records get more keys over time: they are written a key per line."""
