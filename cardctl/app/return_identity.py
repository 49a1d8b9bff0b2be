"""Whose form a returned file is, for which meeting, and whether it can still be taken."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from cardctl.domain.enums import MeetingStatus
from cardctl.domain.ids import full_id
from cardctl.domain.text import folded
from cardctl.errors import Refused, UsageError
from cardctl.i18n import _
from cardctl.sheets.form import Cover, FormTable, ReturnForm

if TYPE_CHECKING:
    from cardctl.app.return_agency import AgencyCards
    from cardctl.domain.register import Register
    from cardctl.sheets.returned import ReturnedForm


def identify(
    register: Register,
    returned: ReturnedForm,
    agency: str | None,
    meeting: int | None,
    today: date,
) -> Cover:
    """Return the cover of a returned form; *agency* and *meeting* stand in for a lost one.

    Raises UsageError for a form of another register, agency or meeting, Unknown for an agency or
    meeting that the register does not have, Refused if the meeting was held or sealed.
    """
    cover = returned.form.cover if returned.form else _cover(register, agency, meeting, today)
    _require_register(register, cover)
    if agency is not None and agency != cover.agency:
        raise UsageError(
            _("the form is one of {agency}, not of {other}", agency=cover.agency, other=agency),
            _("leave out the option, or collect the right file"),
        )
    if meeting is not None and meeting != cover.meeting:
        raise UsageError(
            _("the form is for meeting {number}, not for {other}",
                number=cover.meeting, other=meeting),
            _("leave out the option, or collect the right file"),
        )  # fmt: skip
    register.agency(cover.agency)
    _require_meeting(register, cover.meeting)
    return cover


def _cover(register: Register, agency: str | None, meeting: int | None, today: date) -> Cover:
    """Return the cover of a file that has lost it. Raises UsageError if nobody said whose it is."""
    if agency is None or meeting is None:
        raise UsageError(
            _("this is no return form, or it has lost whose it is"),
            _("if you know it, say so: --agency CODE --meeting N"),
        )
    from cardctl.app.form_rows import FormContext
    from cardctl.app.request import cover_of

    lang = register.config.languages[0]
    return cover_of(FormContext(register, meeting, agency, lang), today)


def _require_register(register: Register, cover: Cover) -> None:
    """Raise UsageError unless the form is one of this register, with its unit of money."""
    body = register.config.body
    names = [body] if isinstance(body, str) else body.values()
    if folded(cover.body) not in map(folded, names):
        raise UsageError(
            _("the form is one of another register: '{body}'", body=cover.body),
            _("collect it in its own register"),
        )
    money = register.config.money
    if (cover.currency, cover.unit) != (money.currency, money.unit):
        raise UsageError(
            _("the amounts of the form are in {unit} {currency}, those of the register in "
              "{other} {its}",
                unit=f"{cover.unit:,}", currency=cover.currency,
                other=f"{money.unit:,}", its=money.currency),
            _("write a new form: cardctl request -o DIR"),
        )  # fmt: skip


def _require_meeting(register: Register, number: int) -> None:
    """Raise Refused if the meeting takes no more results, Unknown if there is none."""
    register.require_hearing(number)
    known = register.meetings.get(number)
    is_held = known is not None and known.status is MeetingStatus.HELD
    if not is_held and number not in register.seals:
        return
    raise Refused(
        _("meeting {number} was held: its returns are closed", number=number)
        if is_held
        else _("meeting {number} is sealed: its returns are closed", number=number),
        _("write a form for the next meeting: cardctl request --meeting {next} -o DIR",
            next=register.calendar.next),
    )  # fmt: skip


def base_of(returned: ReturnedForm, cards: AgencyCards, cover: Cover) -> ReturnForm:
    """Return the form as it was made; if the file has lost that, as it would be made now."""
    if returned.form is not None:
        return returned.form
    named = (row.value("card") for row in returned.rows.get(FormTable.RESULTS, ()))
    ids = [full_id(str(card)) or "" for card in named if card is not None]
    return cards.form(cover, [*cards.open_ids(), *ids])
