"""Cached results for a register's files, in one SQLite file that can be deleted at any time."""
