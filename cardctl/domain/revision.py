"""Changes of what a file records, each kept with the values that it replaced.

A meeting, an agency and the settings list theirs in `changes`; a card has them in its history, as
`amends` and `corrects`. Reverting them, newest first, gives the record as it was before.
"""

from __future__ import annotations

from cardctl.domain.base import AgencyCode, IsoDate, Model, OldValues, Text


class Revision(Model):
    """One change of a recorded value: who made it, when, why, and what was there before."""

    date: IsoDate
    """Day of the change."""
    by: AgencyCode
    """Agency that files the change."""
    note: Text
    """The reason."""
    was: OldValues
    """The old value of each changed field, by its path; null if there was none."""
