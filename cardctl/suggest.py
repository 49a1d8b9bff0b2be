"""Near misses: "did you mean", by similarity and by a table of synonyms."""

from __future__ import annotations

from collections.abc import Iterable

CUTOFF = 0.75

SYNONYMS = {
    "new": "registered", "open": "registered", "todo": "registered", "draft": "registered",
    "등록": "registered",
    "plan": "planned", "계획": "planned", "계획수립": "planned",
    "wip": "in_progress", "doing": "in_progress", "started": "in_progress",
    "active": "in_progress", "ongoing": "in_progress", "진행": "in_progress",
    "진행중": "in_progress", "추진": "in_progress", "추진중": "in_progress",
    "hold": "on_hold", "paused": "on_hold", "blocked": "on_hold", "보류": "on_hold",
    "submit": "submitted", "review": "submitted", "확인요청": "submitted",
    "close": "closed", "종결": "closed",
    "done": "completed", "finished": "completed", "complete": "completed",
    "완료": "completed", "이행완료": "completed", "계속추진": "sustained",
    "impossible": "infeasible", "이행곤란": "infeasible",
    "dropped": "withdrawn", "cancelled": "withdrawn", "canceled": "withdrawn",
    "철회": "withdrawn", "보고종결": "noted",
    "통합": "merged", "분할": "split", "대체": "superseded",
}  # fmt: skip


def nearest(value: str, known: Iterable[str], count: int = 3) -> list[str]:
    """Give the known names most like *value*, best first; a synonym comes before likeness."""
    from difflib import get_close_matches

    known = list(known)
    folded = value.strip().casefold().replace("-", "_").replace(" ", "_")
    by_fold = {name.casefold().replace("-", "_"): name for name in known}
    meant = SYNONYMS.get(folded)
    found = [by_fold[meant]] if meant in by_fold else []
    for match in get_close_matches(folded, by_fold, n=count, cutoff=CUTOFF):
        if by_fold[match] not in found:
            found.append(by_fold[match])
    return found[:count]
