"""The return form as one HTML page: it fetches nothing, and needs neither server nor network.

The page checks what is typed, keeps drafts in the browser, and saves a return file to be mailed
back: JSON with the records of the form (see `form_record`) and what was filled in.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from cardctl.domain.workflow import State
from cardctl.html_page import content_policy, escape
from cardctl.i18n import Message, _
from cardctl.resources import filled, resource
from cardctl.sheets import form_words
from cardctl.sheets.form import (
    COLUMNS,
    NEEDED,
    FormColumn,
    FormRow,
    FormTable,
    ReturnForm,
    is_input,
)
from cardctl.sheets.form_html_fields import Fields, described
from cardctl.sheets.form_names import stems
from cardctl.sheets.form_record import records

_SEND_BACK = _(
    "Save the return file with the button at the end, and mail it to the contact by the deadline. "
    "Until then, this browser keeps what you enter."
)

_GROUPS: tuple[tuple[Message | None, tuple[str, ...]], ...] = (
    (None, ("plan", "no_steps", "result", "progress", "spent", "next", "blocker")),
    (_("Evidence"), ("evidence_kind", "evidence_title", "evidence_number", "evidence_date",
                     "evidence_url")),
    (_("Claim"), ("claim", "reason", "substitute")),
)  # fmt: skip
"""The fields of a result, by group."""

_WORDS = {
    "required": _("This field is required."),
    "both": _("A step is either done or dropped."),
    "missing": _("Required fields are still empty: {cards}"),
    "wrong": _("Some fields have to be corrected"),
    "incomplete": _("Some required fields are empty"),
    "restored": _("Your draft has been restored."),
    "unkept": _("This browser cannot keep drafts: save the return file before you close the page."),
    "saved": _("The return file has been saved: {file}. Mail it to {contact}."),
    "discard": _("Discard everything that you have entered?"),
    "discarded": _("The draft has been discarded."),
}
"""What the page says."""


def files(form: ReturnForm) -> tuple[bytes]:
    """Return the one file of *form*."""
    return (render(form).encode(),)


def render(form: ReturnForm) -> str:
    """Return *form* as a page; the same form gives the same text."""
    cover, lang = form.cover, form.cover.language
    style, script = resource("form/style.css"), resource("form/script.js")
    page = _Page(form)
    sentences = form_words.instructions(cover, _SEND_BACK)
    return filled(
        "form/page.html",
        lang=escape(lang),
        policy=content_policy(style, script),
        title=escape(f"{form_words.title(cover)} – {cover.agency_name}"),
        style=style,
        skip=_said(_("Skip to the form"), lang),
        heading=escape(form_words.title(cover)),
        facts="".join(described(*fact) for fact in form_words.facts(form)),
        todo=_said(_("What to do"), lang),
        instructions="".join(f"<li>{escape(each)}</li>\n" for each in sentences),
        noscript=_said(_("This form needs JavaScript. Please use the workbook."), lang),
        body=page.body(),
        anyway=_said(_("Save anyway"), lang),
        save=_said(_("Save the return file"), lang),
        discard=_said(_("Discard the draft"), lang),
        templates=page.new_step(),
        data=_data(form),
        script=script,
    )


def _said(message: Message, lang: str) -> str:
    return escape(message.render(lang))


def return_file(form: ReturnForm) -> str:
    """Return the name of the file that the page saves."""
    agency = form.cover.agency
    return f"{stems([agency])[agency]}-meeting-{form.cover.meeting}.return.json"


def _data(form: ReturnForm) -> str:
    """Return what the script needs, as JSON that cannot end the element that contains it."""
    cover = form.cover
    name = return_file(form)
    words = {key: message.render(cover.language) for key, message in _WORDS.items()}
    words["saved"] = _(_WORDS["saved"].template, file=name, contact=cover.contact).render(
        cover.language
    )
    data = {
        "form": [[kind, values] for kind, values in records(form)],
        "words": words,
        "file": name,
        "key": f"cardctl/{cover.body}/{cover.meeting}/{cover.agency}",
        "needed": NEEDED,
        "submitted": [
            row["card"] for row in form.rows[FormTable.RESULTS] if row["state"] == State.SUBMITTED
        ],
    }
    return json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")


class _Page:
    """The cards of a form, each as a section."""

    def __init__(self, form: ReturnForm) -> None:
        self.form = form
        self.lang = form.cover.language
        self.fields = Fields(form.cover)
        self.rows: dict[tuple[FormTable, str], list[FormRow]] = {}
        for table in FormTable:
            for row in form.rows.get(table, ()):
                self.rows.setdefault((table, str(row["card"])), []).append(row)

    def body(self) -> str:
        """Return the sections, and the place for new steps."""
        cards = "".join(map(self._card, self.form.rows[FormTable.RESULTS]))
        if not self.form.led:
            return cards
        head, add = _said(_("New steps"), self.lang), _said(_("Add a step"), self.lang)
        return (
            f'{cards}<section aria-labelledby="new-head">\n<h2 id="new-head">{head}</h2>\n'
            f'<div id="new-steps"></div>\n<button type="button" id="add-step">{add}</button>\n'
            "</section>\n"
        )

    def _card(self, row: FormRow) -> str:
        """Return the section of a card."""
        card = str(row["card"])
        head = f"c-{escape(card)}"
        about = [c for c in COLUMNS[FormTable.RESULTS] if not is_input(c, row)]
        about = [column for column in about if column.name not in ("card", "title")]
        return (
            f'<section aria-labelledby="{head}">\n'
            f'<h2 id="{head}">{escape(card)} {escape(str(row.get("title", "")))}</h2>\n'
            f"<dl>\n{self.fields.shown(about, row)}</dl>\n"
            f"{self._result(row)}{self._part(FormTable.STEPS, card, 'step')}"
            f"{self._part(FormTable.INDICATORS, card, 'indicator')}</section>\n"
        )

    def _result(self, row: FormRow) -> str:
        """Return the fields of the result of a card."""
        card = escape(str(row["card"]))
        made = [f'<div data-table="results" data-card="{card}">\n']
        for legend, names in _GROUPS:
            columns = [c for c in _named(FormTable.RESULTS, names) if is_input(c, row)]
            fields = self.fields.fields(columns, row) if columns else ""
            if legend is not None and fields:
                fields = f"<fieldset>\n<legend>{_said(legend, self.lang)}</legend>\n{fields}"
                fields += "</fieldset>\n"
            made.append(fields)
        return "".join([*made, "</div>\n"])

    def _part(self, table: FormTable, card: str, key: str) -> str:
        """Return the steps or the indicators of a card."""
        rows = self.rows.get((table, card), [])
        if not rows:
            return ""
        head = escape(form_words.table_name(table, self.lang))
        return f"<h3>{head}</h3>\n" + "".join(self._row(table, row, key) for row in rows)

    def _row(self, table: FormTable, row: FormRow, key: str) -> str:
        """Return one step or indicator."""
        name, card = escape(str(row[key])), escape(str(row["card"]))
        label = escape(form_words.table_name(table, self.lang))
        title = escape(str(row.get("title" if key == "step" else "name", "")))
        shown = [c for c in COLUMNS[table] if not c.takes and c.name not in ("card", key, "name")]
        takes = [column for column in COLUMNS[table] if column.takes]
        return (
            f'<fieldset data-table="{table}" data-card="{card}" data-{key}="{name}">\n'
            f"<legend>{label} {name}: {title}</legend>\n"
            f"<dl>\n{self.fields.shown(shown, row)}</dl>\n"
            f"{self.fields.fields(takes, row)}</fieldset>\n"
        )

    def new_step(self) -> str:
        """Return the template of a new step; "" if the agency leads no card."""
        if not self.form.led:
            return ""
        card, *others = _named(FormTable.STEPS, ("card", "title", "due", "done", "dropped"))
        titles = {str(row["card"]): str(row.get("title", "")) for row in self._results}
        options = [(each, f"{each} {titles[each]}") for each in self.form.led]
        fields = [
            self.fields.choice(card, options, "n-card"),
            *(self.fields.field(column, {}, f"n-{column.name}") for column in others),
        ]
        legend = _said(_("New step"), self.lang)
        return (
            '<template id="new-step"><fieldset data-table="steps" data-step="">\n'
            f'<legend>{legend}</legend>\n<div class="fields">\n{"".join(fields)}</div>\n'
            "</fieldset></template>\n"
        )

    @property
    def _results(self) -> Iterable[FormRow]:
        return self.form.rows[FormTable.RESULTS]


def _named(table: FormTable, names: tuple[str, ...]) -> list[FormColumn]:
    """Return the columns with these names, in their order."""
    columns = {column.name: column for column in COLUMNS[table]}
    return [columns[name] for name in names]
