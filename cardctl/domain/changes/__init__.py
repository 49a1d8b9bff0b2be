"""Changes as pure functions, card to card and meeting to meeting; no files are touched here.

Changes of recorded fields are in `transitions`, of results and steps in `results`, of values by
their path in `values`, of meetings in `meetings`; `corrections` put the record right,
and `redaction` erases texts.
"""

from __future__ import annotations

from cardctl.domain.changes.corrections import (
    amend,
    correct,
    corrected_unheard,
    not_silently,
    unconfirm,
    void,
)
from cardctl.domain.changes.meetings import hold, new_meeting
from cardctl.domain.changes.redaction import redact
from cardctl.domain.changes.results import add_result, finish_step
from cardctl.domain.changes.rewriting import require_growth
from cardctl.domain.changes.transitions import (
    HistoryEntryDraft,
    missing_for,
    move,
    new_card,
    record,
    require_open,
)
from cardctl.domain.changes.values import with_item, with_value, without

__all__ = [
    "HistoryEntryDraft",
    "add_result",
    "amend",
    "correct",
    "corrected_unheard",
    "finish_step",
    "hold",
    "missing_for",
    "move",
    "new_card",
    "new_meeting",
    "not_silently",
    "record",
    "redact",
    "require_growth",
    "require_open",
    "unconfirm",
    "void",
    "with_item",
    "with_value",
    "without",
]
