"""Questions to `list` and `report` that nobody has asked before: a different one for each turn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import permutations, product

from bench.outcomes import Layout
from bench.words import AGENCIES, REGIONS, TOPICS

Question = Callable[[int], Sequence[str]]
"""From a turn, from 0, to arguments of `list`; the first fifty differ."""

_SCOPES = ((), ("--open",), ("--closed",))
_LEADS = [(*scope, "--lead", code) for scope, (code, *_) in product(_SCOPES, AGENCIES)]
_NAMES = (*TOPICS, *REGIONS)
_WORDS = list(dict.fromkeys([en.split()[-1] for en, _ in _NAMES] + [ko for _, ko in _NAMES]))
_ORDERS = [f"{a},-{b}" for a, b in permutations(("due", "lead", "state", "title", "age", "id"), 2)]
_ORDERS += [f"-{order}" for order in _ORDERS]


def _where(turn: int) -> Sequence[str]:
    year, month = 2015 + turn // 12 % 10, turn % 12 + 1
    return ("--where", f"state = in_progress and (due < {year}-{month:02}-01 or lead = none)")


LISTS: dict[str, Question] = {
    "--lead": lambda turn: _LEADS[turn % len(_LEADS)],
    "--where": _where,
    "WORD": lambda turn: (_WORDS[turn % len(_WORDS)],),
    "--sort": lambda turn: ("--sort", _ORDERS[turn % len(_ORDERS)]),
}


def day_after(layout: Layout, turn: int) -> str:
    """Return a day in ISO form: so many days after the next meeting."""
    return (layout.day(layout.held + 1) + timedelta(days=turn)).isoformat()
