"""The words of a form in each language: names of tables, headings, labels, and what to fill in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from cardctl.domain.enum_words import EVIDENCE
from cardctl.domain.enums import EvidenceKind
from cardctl.domain.workflow import OUTCOMES, STATES, Outcome, State
from cardctl.i18n import Message, _
from cardctl.i18n.amounts import unit_name
from cardctl.i18n.layout import layout_of
from cardctl.sheets.form import (
    TABLE_NAMES,
    AgencyRole,
    Claim,
    Cover,
    FieldType,
    FormColumn,
    FormTable,
    FormValue,
    ReturnForm,
)

_ROLES: Mapping[str, Message] = {
    AgencyRole.LEAD: _("role|lead"),
    AgencyRole.PARTNER: _("role|partner"),
}

_CLAIMS: Mapping[str, Message] = {
    Claim.NONE: _("claim|none"),
    Claim.COMPLETED: OUTCOMES[Outcome.COMPLETED].words,
    Claim.SUSTAINED: OUTCOMES[Outcome.SUSTAINED].words,
    Claim.INFEASIBLE: OUTCOMES[Outcome.INFEASIBLE].words,
    Claim.ON_HOLD: STATES[State.ON_HOLD].words,
}

_TITLE = _("Return form: {body}, meeting {number}")

INSTRUCTIONS = (
    _("For each card, fill in the marked fields: at least the result, and the action plan if "
      "there is none yet."),
    _("If a card is finished, cannot be carried out or has to wait, choose a claim; give evidence "
      "for a finished one, and the reason for the others."),
)  # fmt: skip
"""What an agency does with the form, whatever carries it."""

SEND_BACK = _("Send the file back to the contact by the deadline; do not change its layout.")

_HELP: Mapping[FieldType, Message] = {
    FieldType.DAY: _("A date, for example {day}."),
    FieldType.PERCENT: _("A whole number from 0 to 100, without the percent sign."),
    FieldType.MONEY: _("A whole number, in {unit}: the total so far, without commas or words."),
    FieldType.NUMBER: _("A number."),
    FieldType.CHOICE: _("Choose from the list."),
}

_HINTS: Mapping[str, Message] = {
    "plan": _("How the lead agency will carry out the decision, in a few sentences."),
    "no_steps": _("Only if the plan has no steps: why it has none."),
    "result": _("What has been done so far, in a few sentences."),
    "next": _("What is planned next."),
    "blocker": _("Obstacles to the implementation, if any."),
    "evidence_title": _("The title of the document that shows the result."),
    "evidence_number": _("The number of the document, such as that of an official letter."),
    "evidence_url": _("The web address of the document, if it has one."),
    "reason": _("The reason for a claim, or for revising a result that a meeting has heard."),
    "substitute": _("What is done instead, if the card cannot be carried out."),
    "title": _("What is to be done in this step."),
    "dropped": _("The reason, if the step is no longer needed."),
}


def title(cover: Cover) -> str:
    """Return the title of a form."""
    return _(_TITLE.template, body=cover.body, number=cover.meeting).render(cover.language)


def table_name(table: FormTable, lang: str) -> str:
    """Return the name of a table."""
    return TABLE_NAMES[table].render(lang)


def heading(column: FormColumn, cover: Cover) -> str:
    """Return the heading of a column; that of amounts has their unit."""
    text = column.heading.render(cover.language)
    if column.type is not FieldType.MONEY:
        return text
    unit = unit_name(cover.unit, cover.currency, cover.language)
    return layout_of(cover.language).bracket.format(text=text, more=unit)


def instructions(cover: Cover, last: Message = SEND_BACK) -> list[str]:
    """Return what an agency does with the form, in three sentences; the *last* is the return."""
    return [sentence.render(cover.language) for sentence in (*INSTRUCTIONS, last)]


def facts(form: ReturnForm) -> list[tuple[str, str]]:
    """Return what the cover states: labels with their texts."""
    cover, lang = form.cover, form.cover.language
    number = len(form.rows.get(FormTable.RESULTS, ()))
    meeting = _("meeting {number}", number=cover.meeting).render(lang)
    if cover.meeting_date is not None:
        meeting = layout_of(lang).bracket.format(text=meeting, more=day(cover.meeting_date, lang))
    to_be_fixed = _("to be announced").render(lang)
    found = [
        (_("Body"), cover.body),
        (_("Meeting"), meeting),
        (_("Agency"), cover.agency_name),
        (_("Cards"), f"{number:,}"),
        (_("Deadline"), day(cover.papers, lang) if cover.papers else to_be_fixed),
        (_("Secretariat"), cover.secretariat),
        (_("Contact"), cover.contact),
        (_("Amounts in"), unit_name(cover.unit, cover.currency, lang)),
        (_("Issued on"), day(cover.issued, lang)),
    ]
    return [(label.render(lang), text) for label, text in found]


def help_text(column: FormColumn, cover: Cover) -> str:
    """Return what to enter in a column, for people."""
    found = _HINTS.get(column.name) or _HELP.get(column.type)
    if found is None:
        return ""
    values = {
        "day": day(cover.papers or cover.issued, cover.language),
        "unit": unit_name(cover.unit, cover.currency, cover.language),
    }
    used = {name: value for name, value in values.items() if f"{{{name}}}" in found.template}
    return _(found.template, **used).render(cover.language)


def labels(column: FormColumn, lang: str) -> dict[str, str]:
    """Return the label of each choice of a column, by its code."""
    return {code: label(column.name, code, lang) for code in column.choices}


def label(name: str, code: str, lang: str) -> str:
    """Return the label of a choice of the column *name*."""
    return label_words(name, code).render(lang)


def label_words(name: str, code: str) -> Message:
    """Return the label of a choice of the column *name*, in no language yet."""
    if name == "role":
        return _ROLES[code]
    if name == "claim":
        return _CLAIMS[code]
    if name == "state":
        return STATES[State(code)].words
    return EVIDENCE[EvidenceKind(code)]


def day(value: date, lang: str) -> str:
    """Return a date as people read it."""
    return layout_of(lang).date.format(year=value.year, month=value.month, day=value.day)


def shown(column: FormColumn, value: FormValue, lang: str) -> str:
    """Return a value as people read it; "" for None."""
    if value is None:
        return ""
    if column.type is FieldType.CHOICE:
        return label(column.name, str(value), lang)
    return day(value, lang) if isinstance(value, date) else str(value)
