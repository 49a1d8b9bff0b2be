"""The seal of a meeting: what it covers, how it is computed, and whether it still holds."""
