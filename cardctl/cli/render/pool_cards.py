"""Cards of many registers, as a table."""

from __future__ import annotations

from collections.abc import Sequence

from cardctl.cli.render.columns import TextTable
from cardctl.domain.signal import Colour
from cardctl.domain.text import text_in
from cardctl.domain.workflow import State
from cardctl.i18n import _
from cardctl.i18n.layout import figures
from cardctl.pool.cards import PoolCard
from cardctl.printable import printable
from cardctl.report import words
from cardctl.report.formats.terminal import SIGNAL_STYLES, TextCell, TextColumn


def card_table(rows: Sequence[PoolCard], lang: str) -> TextTable:
    """Return a table of *rows*, with the names of states and signals in *lang*."""
    heads = [
        TextColumn(_("Signal").render(lang), is_fixed=True, is_name=True),
        TextColumn(_("Register").render(lang), is_fixed=True, is_name=True),
        TextColumn(_("Id").render(lang), is_fixed=True, is_name=True),
        TextColumn(_("Title").render(lang), is_name=True, weight=2),
        TextColumn(_("Lead agency").render(lang), is_optional=True),
        TextColumn(_("State").render(lang)),
        TextColumn(_("Due").render(lang), is_fixed=True, is_optional=True),
        TextColumn(_("Days overdue").render(lang), is_fixed=True, is_right=True, is_optional=True),
    ]
    return TextTable(heads, [_cells(row, lang) for row in rows])


def _cells(row: PoolCard, lang: str) -> list[TextCell]:
    texts = (
        row.register,
        row.id,
        text_in(row.title, lang),
        row.lead or words.NOTHING,
        words.state_word(State(row.state), lang) if row.state in set(State) else row.state,
        words.day(row.due, lang),
        figures(row.overdue_days, lang) if row.overdue_days else "",
    )
    return [
        _signal(row.signal, lang),
        *(TextCell(printable(text).replace("\n", " ")) for text in texts),
    ]


def _signal(name: str, lang: str) -> TextCell:
    if name not in set(Colour):
        return TextCell(printable(name))
    colour = Colour(name)
    return TextCell(words.signal_word(colour, lang), SIGNAL_STYLES[colour])
