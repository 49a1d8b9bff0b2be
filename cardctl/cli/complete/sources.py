"""Where the values of each parameter come from: by its place, or by the metavar that it has.

A metavar in lower case with bars, such as ``text|json``, lists its values itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from cardctl.cli.complete import closed, fields, files, register, repository
from cardctl.cli.complete.candidate import Candidate
from cardctl.cli.complete.conditions import conditions
from cardctl.cli.kinds import Metavar

if TYPE_CHECKING:
    from cardctl.cli.complete.line import Line
    from cardctl.cli.complete.request import Request

Source = Callable[["Request"], Iterable[Candidate]]
"""Returns candidates for a value; those that do not continue what was typed are left out later."""


def nothing(request: Request) -> Iterable[Candidate]:
    """Return no candidates: the value is free."""
    return ()


FREE = frozenset(
    {"ADDRESS", "AMOUNT", "COUNT", "CUT", "HASH", "HEX", "NAME", "PERCENT", "REGION", "SECONDS",
     "TEXT", "TITLE", "URL", "WORD"}
)  # fmt: skip
"""Metavars of values that nobody can guess."""

_SHEETS = files.files(".xlsx", ".ods", ".xls", ".csv", ".tsv", ".jsonl", ".json")

_RETURNED = files.files(".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv", ".json", ".jsonl")

BY_PLACE: Mapping[str, Source] = {
    "--lang": closed.languages,
    "init --lang": closed.languages,
    "update --state": register.next_states,
    "update --outcome": register.next_outcomes,
    "meeting return --to": closed.states_of_return,
    "meeting add number": register.next_meeting,
    "meeting hold number": register.meetings_scheduled,
    "meeting cancel number": register.meetings_scheduled,
    "meeting confirm ids": register.ids_submitted,
    "meeting confirm --except": register.ids_submitted,
    "meeting return ids": register.ids_submitted,
    "meeting unconfirm ids": register.ids_closed,
    "meeting set --unset": closed.meeting_fields,
    "agency add code": nothing,
    "agency rename new_code": nothing,
    "agency set --unset": closed.agency_fields,
    "renumber new": register.free_ids,
    "redact paths": fields.texts,
    "report --view": register.views,
    "list words": register.saved_views,
    "board words": register.saved_views,
    "config get key": closed.settings,
    "config set key": closed.settings,
    "config unset key": closed.settings,
    "config set value": closed.setting_values,
    "report --template": files.files(".j2"),
    "pool list --lead": nothing,
    "pool pull names": repository.pool_sources,
    "collect files": _RETURNED,
    "validate named": register.ids_and_files,
}
"""Sources of single parameters."""

BY_METAVAR: Mapping[str, Source] = {
    "AGENCY": register.agencies,
    "CLASS": closed.follow_ups,
    "CODE": register.agencies,
    "CODE|NAME": closed.rules,
    "COLOUR": closed.colours,
    "COMMAND|TOPIC": closed.commands,
    "DATE": register.days,
    "DIR": files.folders,
    "EVIDENCE": fields.evidence,
    "EXPR": conditions,
    "FIELD": closed.columns,
    "FIELD=VALUE": fields.decided,  # of --correct and --amend
    "FILE": files.files(),
    "FILE|-": _SHEETS,
    "ID": register.ids,
    "INDICATOR=VALUE": fields.readings,
    "K": register.items,
    "K=OUTCOME": register.item_outcomes,
    "K=TITLE": register.item_numbers,
    "K=TYPE": register.item_types,
    "KIND": closed.meeting_kinds,
    "LEVEL": closed.levels,
    "N": register.meetings,
    "NAME|DIR": closed.schemas,
    "NAME|FILE": files.files(".ttf", ".otf", ".ttc"),
    "OUTCOME": closed.outcomes,
    "PATH": fields.present,
    "PATH=VALUE": fields.settable,
    "REGISTER": repository.pool_sources,
    "REV": repository.revisions,
    "REV|auto": repository.revisions_or_auto,
    "RULE": closed.rules,
    "SCHEME:VALUE": closed.schemes,
    "SHELL": closed.shells,
    "STATE": closed.states,
    "STATUS": closed.statuses,
    "STEP=done[:DATE]": fields.steps,
    "TAG": register.tags,
    "TEXT|@FILE|-": files.file_after_at,
    "TYPE:TITLE": closed.item_types,
    "[LANG=]TEXT": register.text_languages,
}
"""Sources of the parameters whose bare metavar says what they take."""

_LISTED = re.compile(r"[a-z0-9_-]+(\|[a-z0-9_-]+)+")


def source_of(line: Line) -> Source:
    """Return the source of the parameter that is being typed."""
    if line.place in BY_PLACE:
        return BY_PLACE[line.place]
    metavar = Metavar(line.parameter.metavar or "").bare
    if _LISTED.fullmatch(metavar):
        return closed.listed(metavar.split("|"))
    return BY_METAVAR.get(metavar, nothing)
