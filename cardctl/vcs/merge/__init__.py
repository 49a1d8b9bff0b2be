"""Three-way merge of two changed copies of a file, by key, without losing anything.

`data` merges plain data and finds conflicts; `text` writes the merged file in the format of our own
copy, with conflict markers around the lines that people have to resolve.
"""

from __future__ import annotations

from cardctl.vcs.merge.data import Conflict, merge_data
from cardctl.vcs.merge.text import Merged, merge_text

__all__ = ["Conflict", "Merged", "merge_data", "merge_text"]
