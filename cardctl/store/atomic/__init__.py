"""Durable, atomic writes: one journal, one lock, all files of a change or none."""
