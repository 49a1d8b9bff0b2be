"""Render the tables of states, outcomes and moves as text, Markdown, diagrams and data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from cardctl.cli.render.columns import TextTable, as_table
from cardctl.domain.workflow import (
    OUTCOMES,
    REQUIREMENTS,
    STATES,
    TRANSITIONS,
    Outcome,
    Requirement,
    Transition,
)
from cardctl.i18n import SOURCE, Message, gettext, languages
from cardctl.report.formats.terminal import TextCell, TextColumn

if TYPE_CHECKING:
    from cardctl.outputs.program import NeedData, StatesData

TableRow = Sequence[str]

NOTHING = "–"


def as_text(lang: str, width: int | None = None, *, colour: bool = False) -> str:
    """Return the three tables for a terminal of *width* columns; None is a pipe."""
    return "\n".join(
        f"{gettext(title, lang)}\n" + as_table(_table(head, rows), width, colour=colour, indent=2)
        for title, head, rows in _tables(lang)
    )


def _table(head: TableRow, rows: Sequence[TableRow]) -> TextTable:
    """Return a table whose states and outcomes stay whole; other texts may wrap."""
    words = {*STATES, *OUTCOMES, NOTHING}
    heads = [
        TextColumn(heading, is_fixed=words.issuperset(column))
        for heading, column in zip(head, zip(*rows, strict=True), strict=True)
    ]
    return TextTable(heads, [[TextCell(text) for text in row] for row in rows])


def as_markdown(lang: str) -> str:
    """Return the three tables and the diagram in Markdown."""
    tables = "\n".join(_markdown([head, *rows]) for _, head, rows in _tables(lang))
    return f"{tables}\n```mermaid\n{as_mermaid(lang)}```\n"


def as_mermaid(lang: str) -> str:
    """Return a Mermaid state diagram."""
    lines = ["stateDiagram-v2"]
    lines += [f"    {state}: {record.words.render(lang)}" for state, record in STATES.items()]
    lines += [
        f"    {move.source or '[*]'} --> {move.target}: {move.words.render(lang)}"
        for move in TRANSITIONS
    ]
    return "\n".join([*lines, ""])


def as_dot(lang: str) -> str:
    """Return a Graphviz digraph."""
    lines = ["digraph states {", "    rankdir=LR;", "    node [shape=box, style=rounded];"]
    lines += ['    start [shape=point, label=""];']
    lines += [
        f'    {state} [label="{record.words.render(lang)}"];' for state, record in STATES.items()
    ]
    lines += [
        f'    {move.source or "start"} -> {move.target} [label="{move.words.render(lang)}"];'
        for move in TRANSITIONS
    ]
    return "\n".join([*lines, "}", ""])


def as_json(lang: str) -> str:
    """Return all three tables as JSON, in all languages; *lang* is ignored."""
    from cardctl.cli.output import as_json as envelope

    def by_language(words: Message) -> dict[str, str]:
        return {code: words.render(code) for code in languages()}

    def needs(wanted: Iterable[Requirement]) -> list[NeedData]:
        return [
            {
                "need": need,
                "words": by_language(REQUIREMENTS[need].words),
                "option": REQUIREMENTS[need].option,
            }
            for need in wanted
        ]

    data: StatesData = {
        "states": [
            {"state": state, "words": by_language(record.words), "holds": by_language(record.holds)}
            for state, record in STATES.items()
        ],
        "outcomes": [
            {
                "outcome": outcome,
                "words": by_language(record.words),
                "needs": needs(record.needs),
                "count": record.counts_as,
                "later_meeting": record.later,
            }
            for outcome, record in OUTCOMES.items()
        ],
        "moves": [
            {
                "from": move.source,
                "to": move.target,
                "words": by_language(move.words),
                "who": list(move.who),
                "needs": needs(move.needs),
            }
            for move in TRANSITIONS
        ],
    }
    return envelope("states", data)


FORMATS: Mapping[str, Callable[[str], str]] = {
    "text": as_text,
    "mermaid": as_mermaid,
    "dot": as_dot,
    "json": as_json,
    "markdown": as_markdown,
}


def _tables(lang: str) -> Iterator[tuple[str, TableRow, list[TableRow]]]:
    """Yield title, header and rows of the tables of states, outcomes and moves.

    States and outcomes have a column with their name for each language other than English.
    """
    others = [code for code in languages() if code != SOURCE]
    names = [gettext("language|English", code) for code in others]

    def head(*words: str) -> TableRow:
        return [gettext(word, lang) for word in words]

    yield (
        "States",
        [*head("state"), *names, *head("holds")],
        [
            [state, *map(r.words.render, others), r.holds.render(lang)]
            for state, r in STATES.items()
        ],
    )
    yield (
        "Outcomes",
        [*head("outcome"), *names, *head("counted as", "needs")],
        [
            [
                outcome,
                *map(r.words.render, others),
                gettext(r.counts_as, lang),
                _needs(_outcome_needs(outcome), lang),
            ]
            for outcome, r in OUTCOMES.items()
        ],
    )
    yield (
        "Moves",
        head("from", "to", "move", "who", "needs"),
        [_move(m, lang) for m in TRANSITIONS],
    )


def _outcome_needs(outcome: Outcome) -> list[Requirement]:
    record = OUTCOMES[outcome]
    return [*record.needs, *([Requirement.LATER_MEETING] if record.later else [])]


def _move(move: Transition, lang: str) -> TableRow:
    who = f" {gettext('or', lang)} ".join(gettext(role, lang) for role in move.who)
    return [
        move.source or NOTHING, move.target, move.words.render(lang), who, _needs(move.needs, lang)
    ]  # fmt: skip


def _needs(needs: Iterable[Requirement], lang: str) -> str:
    return "; ".join(REQUIREMENTS[need].words.render(lang) for need in needs) or NOTHING


def _markdown(rows: Sequence[TableRow]) -> str:
    head, *rest = rows
    lines = [head, ["---"] * len(head), *rest]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)
