"""What was worked out from the files of a register, kept in one SQLite file that may vanish."""
