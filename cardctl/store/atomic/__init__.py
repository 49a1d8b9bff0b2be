"""Durable writes: one journal, one lock, whole files or none."""
