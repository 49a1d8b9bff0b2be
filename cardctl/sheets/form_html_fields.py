"""The fields of a form as HTML: labels, hints, inputs, and places for errors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import count

from cardctl.html_page import escape
from cardctl.i18n import _
from cardctl.sheets import form_words
from cardctl.sheets.form import (
    Cover,
    FieldType,
    FormColumn,
    FormRow,
    FormValue,
    is_required,
)

_REQUIRED = _("(required)")

_CHOOSE = _("Choose the card of the new step.")

_WIDE = frozenset({
    "plan", "no_steps", "result", "next", "blocker", "reason", "substitute", "title", "dropped",
})  # fmt: skip
"""Fields as wide as the page."""

_TALL = frozenset({"plan", "result"})
"""Fields with room for several lines from the start."""

_MODES = {FieldType.PERCENT: "numeric", FieldType.MONEY: "numeric", FieldType.NUMBER: "decimal"}


class Fields:
    """Writer of the fields of a form; each one gets ids of its own."""

    def __init__(self, cover: Cover) -> None:
        self.cover = cover
        self.lang = cover.language
        self._numbers = count(1)

    def fields(self, columns: Sequence[FormColumn], row: FormRow) -> str:
        """Return the fields of *columns* with the values of *row*."""
        made = "".join(
            self.field(column, row, f"f{next(self._numbers)}", required=is_required(column, row))
            for column in columns
        )
        return f'<div class="fields">\n{made}</div>\n'

    def field(self, column: FormColumn, row: FormRow, name: str, *, required: bool = False) -> str:
        """Return one field, whose ids begin with *name*."""
        hint = form_words.help_text(column, self.cover)
        attributes = _attributes(column, name, hint, required=required)
        control = self._control(column, row.get(column.name), attributes)
        return self._labelled(column, name, hint, control)

    def choice(self, column: FormColumn, options: Sequence[tuple[str, str]], name: str) -> str:
        """Return a field in which one of *options* (values with texts) is chosen, or none."""
        hint = _CHOOSE.render(self.lang)
        attributes = _attributes(column, name, hint, required=False)
        control = f"<select{attributes}>{_options([('', ''), *options], '')}</select>"
        return self._labelled(column, name, hint, control)

    def _labelled(self, column: FormColumn, name: str, hint: str, control: str) -> str:
        wide = " wide" if column.name in _WIDE else ""
        required = escape(_REQUIRED.render(self.lang))
        # A date is chosen in the browser's own form.
        visible = "" if column.type is FieldType.DAY else escape(hint)
        return (
            f'<div class="field{wide}">\n'
            f'<label for="{name}"><span class="name">{self._heading(column)}</span> '
            f'<span class="mark" id="{name}-m" hidden>{required}</span>'
            f"</label>\n"
            f'<p class="hint" id="{name}-h">{visible}</p>\n'
            f"{control}\n"
            f'<p class="error" id="{name}-e" hidden></p>\n'
            "</div>\n"
        )

    def _heading(self, column: FormColumn) -> str:
        return escape(form_words.heading(column, self.cover))

    def _control(self, column: FormColumn, value: FormValue, attributes: str) -> str:
        """Return the input of a column with its value."""
        if column.type is FieldType.CHOICE:
            labels = form_words.labels(column, self.lang)
            nothing = [] if column.name == "claim" else [("", "")]
            options = _options([*nothing, *labels.items()], str(value or ""))
            return f"<select{attributes}>{options}</select>"
        if column.type is FieldType.DAY:
            day = value.isoformat() if isinstance(value, date) else ""
            return f'<input type="date" max="9999-12-31"{attributes} value="{day}">'
        text = "" if value is None else escape(str(value))
        if column.type in _MODES:
            mode = _MODES[column.type]
            return f'<input type="text" inputmode="{mode}"{attributes} value="{text}">'
        rows = 4 if column.name in _TALL else 1
        # The first newline in a text area is not part of its text.
        return f'<textarea rows="{rows}"{attributes}>\n{text}</textarea>'

    def shown(self, columns: Sequence[FormColumn], row: FormRow) -> str:
        """Return what the register has in *columns*, as a list; without the empty ones."""
        return "".join(self._shown(columns, row))

    def _shown(self, columns: Sequence[FormColumn], row: FormRow) -> Iterator[str]:
        for column in columns:
            text = form_words.shown(column, row.get(column.name), self.lang)
            if text:
                yield described(form_words.heading(column, self.cover), text)


def described(label: str, text: str) -> str:
    """Return an entry of a list of facts."""
    return f"<div><dt>{escape(label)}</dt><dd>{escape(text)}</dd></div>\n"


def _attributes(column: FormColumn, name: str, hint: str, *, required: bool) -> str:
    # The error of a wrong value is the hint; that of a date is not visible.
    error = f' data-error="{escape(hint)}"' if column.type is FieldType.DAY else ""
    return (
        f' id="{name}" data-name="{column.name}" data-type="{column.type}" '
        f'aria-describedby="{name}-h {name}-e"{error}{" data-required" if required else ""}'
    )


def _options(options: Sequence[tuple[str, str]], chosen: str) -> str:
    return "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>'
        f"{escape(text)}</option>"
        for value, text in options
    )
