"""Strict YAML: read it with positions, edit it in place, emit it. Knows nothing of cards."""
