"""Strict YAML: read with exact locations, edit in place, write. Independent of cards."""
