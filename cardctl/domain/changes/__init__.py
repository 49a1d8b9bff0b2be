"""Changes as pure functions, card to card and meeting to meeting; no files are touched here.

Changes of recorded fields are in `transitions`, of results and steps in `results`, of values by
their path in `values`, of meetings in `meetings` and `meeting_values`, and of agencies in
`agencies`; `corrections` puts the record of a card right, and `redaction` erases texts.
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
from cardctl.domain.changes.meeting_values import (
    MeetingValues,
    RevisionDraft,
    require_removable,
    set_values,
)
from cardctl.domain.changes.meetings import cancel, hold, new_meeting
from cardctl.domain.changes.redaction import redact
from cardctl.domain.changes.results import add_result, finish_step, require_unheard
from cardctl.domain.changes.rewriting import require_growth
from cardctl.domain.changes.transitions import (
    HistoryEntryDraft,
    missing_for,
    move,
    new_card,
    record,
    require_agency,
    require_open,
)
from cardctl.domain.changes.values import with_item, with_value, without

__all__ = [
    "HistoryEntryDraft",
    "MeetingValues",
    "RevisionDraft",
    "add_result",
    "amend",
    "cancel",
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
    "require_agency",
    "require_growth",
    "require_open",
    "require_removable",
    "require_unheard",
    "set_values",
    "unconfirm",
    "void",
    "with_item",
    "with_value",
    "without",
]
