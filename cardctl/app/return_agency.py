"""What the register has for the return of one agency: its cards, its role, what it filed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from cardctl.app.form_rows import FormContext, filed, rows_of
from cardctl.app.return_values import Record, revised_name
from cardctl.domain.in_force import filed_result
from cardctl.domain.workflow import State
from cardctl.errors import CardctlError, Refused
from cardctl.i18n import Message, _
from cardctl.sheets.form import AgencyRole, Cover, FormTable, FormValue, ReturnForm

if TYPE_CHECKING:
    from cardctl.domain.card import Card, Result
    from cardctl.domain.register import Register
    from cardctl.domain.view import View


class AgencyCards:
    """The cards of *agency* in *view*, as a form in *lang* shows them."""

    def __init__(self, view: View, agency: str, lang: str) -> None:
        self.view = view
        self.agency = agency
        self.context = FormContext(view.whole, view.meeting_number, agency, lang)

    @property
    def _register(self) -> Register:
        return self.view.whole

    def form(self, cover: Cover, ids: Iterable[str]) -> ReturnForm:
        """Return the form that the agency would get now for those of the cards that it has."""
        found = (
            self.view.card(each) for each in dict.fromkeys(ids) if each in self._register.cards
        )
        own = [card for card in found if card is not None and self._role_in(card) is not None]
        return ReturnForm(cover, rows_of(self.context, own))

    def open_ids(self) -> list[str]:
        """Return the ids of the open cards that the agency has."""
        return [c.id for c in self._register if c.is_open and self._role_in(c) is not None]

    def _role_in(self, card: Card) -> AgencyRole | None:
        if card.lead == self.agency:
            return AgencyRole.LEAD
        return AgencyRole.PARTNER if self.agency in card.partners else None

    def role(self, identifier: str) -> AgencyRole | CardctlError:
        """Return the role of the agency in a card, or why it may not fill it in."""
        try:
            card = self._register.card(identifier)
        except CardctlError as unknown:
            return unknown
        role = self._role_in(card)
        if role is None:
            return self._foreign(card)
        if not card.is_open:
            return Refused(
                _("{id} is closed", id=card.id), _("leave its row as it was, or delete it")
            )
        return role

    def _foreign(self, card: Card) -> Refused:
        lead = self.context.name(card.lead) or _("nobody")
        return Refused(
            _("{card} is not a card of this agency: its lead is {lead}", card=card.id, lead=lead),
            _("leave its row as it was, or delete it"),
        )

    # What is on record --------------------------------------------------------------------------

    def record(self, identifier: str) -> Record:
        """Return what the register tells about the values of a card."""
        card = self._register.cards[identifier]
        calendar, meeting = self._register.calendar, self.view.meeting_number
        filed = filed_result(card.results, self.agency, meeting, calendar)
        heard = calendar.hearing_of(meeting)
        revised = [
            self._values(result)
            for result in card.results
            if result.by == self.agency and calendar.hearing_of(result.meeting) == heard
            and result is not filed
        ]  # fmt: skip
        states = [entry for entry in card.history if entry.state is not None]
        claims = card.state in (State.SUBMITTED, State.ON_HOLD)
        submitted = card.plan.submitted if card.plan else None
        return Record(
            revised,
            result=self._who(filed.by, filed.date) if filed else None,
            claim=self._who(states[-1].by, states[-1].date) if claims else None,
            plan=_("filed on {date}", date=submitted) if submitted else None,
            owns_claim=not claims or states[-1].by == self.agency,
            correction=self.context.text(filed.correction) if filed else None,
        )

    def _who(self, code: str, day: date) -> Message:
        return _("{agency}, {date}", agency=self.context.name(code) or code, date=day)

    def _values(self, result: Result) -> dict[str, FormValue]:
        """Return the values of a result by column, as the form would show it."""
        readings = {revised_name("reading", key): value for key, value in result.readings.items()}
        return {**filed(self.context, result), **readings}


def cards_in(form: ReturnForm) -> list[str]:
    """Return the ids of the cards in a form."""
    return [str(row["card"]) for row in form.rows.get(FormTable.RESULTS, ())]
