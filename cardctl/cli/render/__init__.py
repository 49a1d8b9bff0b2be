"""Render findings, tables, cards and histories as text for people and other programs."""
