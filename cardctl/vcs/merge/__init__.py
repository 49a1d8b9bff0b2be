"""Two changed copies of one file into one: three-way, by key, nothing lost.

`data` merges plain data and names what contradicts; `text` makes the file of it, in the form of
our own copy, with conflict markers around what people have to settle.
"""

from __future__ import annotations

from cardctl.vcs.merge.data import Conflict, merge_data
from cardctl.vcs.merge.text import Merged, merge_text

__all__ = ["Conflict", "Merged", "merge_data", "merge_text"]
