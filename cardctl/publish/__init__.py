"""The published tables of a register: their schema, their rows, and the package around them.

Others read them with any engine, and need no rule of the domain: how a card stood on any day is in
the table `standing`, as intervals.
"""
