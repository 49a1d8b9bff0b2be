"""Letters to the agencies, as documents: a request for results, and a reminder.

A letter has the form of an official letter: recipient, subject, numbered body, attachments, and
the sender with the date. It fits on one page, so it lists at most `MOST_ROWS` cards.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from cardctl.domain.register import FactRegister
from cardctl.i18n import _, _n, gettext
from cardctl.i18n.layout import layout_of
from cardctl.report import words
from cardctl.report.document import (
    Block,
    Cell,
    Column,
    ColumnKind,
    Document,
    Heading,
    Paragraph,
    Record,
    RecordField,
    Table,
)
from cardctl.report.returns import AgencyReturn, CardReturn

MOST_ROWS = 10
"""Cards that fit on the page of a letter, with titles on three lines; the rest is counted."""

SPACE = "  "
"""Two spaces: before the closing mark, as Korean official letters have it, and between items."""


class LetterKind(StrEnum):
    """Purpose of a letter."""

    REQUEST = "request"
    REMINDER = "reminder"


class Letter(NamedTuple):
    """A letter of the secretariat to the agency of *owed*, dated *day*.

    *meeting* hears the report; *attachments* are the names of the files that go with the letter.
    """

    kind: LetterKind
    register: FactRegister
    meeting: int
    owed: AgencyReturn
    day: date
    attachments: tuple[str, ...] = ()

    @property
    def papers(self) -> date | None:
        """The day on which the papers of the meeting close; None if it is not known."""
        return self.register.calendar.closing(self.meeting)

    @property
    def cards(self) -> tuple[CardReturn, ...]:
        """The cards that the letter is about; a reminder is about those that the agency leads."""
        return self.owed.cards if self.kind is LetterKind.REQUEST else self.owed.missing


def subject(letter: Letter, lang: str) -> str:
    """Return the subject of the letter."""
    meeting = words.meeting_title(letter.register, letter.meeting, lang)
    if letter.kind is LetterKind.REQUEST:
        return _("Request for implementation results: {meeting}", meeting=meeting).render(lang)
    return _("Reminder of implementation results: {meeting}", meeting=meeting).render(lang)


def letter_document(letter: Letter, lang: str) -> Document:
    """Return the letter as a document in *lang*."""
    author = words.text(letter.register.config.body, lang)
    return Document(lang, tuple(_blocks(letter, lang)), author=author)


def _blocks(letter: Letter, lang: str) -> Iterator[Block]:
    sender = office(letter.register, letter.register.config.secretariat, lang)
    yield Record(
        (
            RecordField(gettext("letter|From", lang), sender),
            RecordField(
                gettext("letter|To", lang), office(letter.register, letter.owed.agency, lang)
            ),
        )
    )
    yield Heading(1, subject(letter, lang))
    body = [*_body(letter, lang), *_contact(letter, lang)]
    end = layout_of(lang).end
    has_contact = _has_contact(letter)
    for number, text in enumerate(body, 1):
        is_last = number == len(body) and has_contact and not letter.attachments
        yield Paragraph(f"{number}. {text}{SPACE + end if is_last and end else ''}")
        if number == len(body) - (1 if has_contact else 0):
            yield from _table(letter, lang)
    if end and not has_contact and not letter.attachments:
        yield Paragraph(end)  # below a table that ends the letter
    if letter.attachments:
        yield Paragraph(_attachments(letter.attachments, lang) + (SPACE + end if end else ""))
    yield Paragraph(words.day(letter.day, lang))


# Sentences --------------------------------------------------------------------------------------


def _body(letter: Letter, lang: str) -> Iterator[str]:
    meeting = words.meeting_title(letter.register, letter.meeting, lang)
    count = len(letter.cards)
    if letter.kind is LetterKind.REQUEST:
        yield _(
            "Action plans and implementation results are being collected for {meeting}{held}.",
            meeting=meeting,
            held=_held(letter, lang),
        ).render(lang)
        yield _request(letter, lang)
        yield _n("It concerns {count} card:", "It concerns {count} cards:", count).render(lang)
        return
    yield _n(
        "The answer of your agency on {count} card for {meeting}{held} has not been received.",
        "The answers of your agency on {count} cards for {meeting}{held} have not been received.",
        count,
        meeting=meeting,
        held=_held(letter, lang),
    ).render(lang)
    yield _deadline(letter, lang)
    yield gettext("If your answer has been sent meanwhile, please disregard this letter.", lang)
    yield gettext("The following is missing:", lang)


def _held(letter: Letter, lang: str) -> str:
    """Return the date of the meeting in brackets; nothing if it has none."""
    meeting = letter.register.meetings.get(letter.meeting)
    if meeting is None or meeting.date is None:
        return ""
    return layout_of(lang).bracket.format(text="", more=words.day(meeting.date, lang))


def _request(letter: Letter, lang: str) -> str:
    if letter.papers is None:
        return gettext("Please fill in the form and return it before the papers close.", lang)
    day = words.day(letter.papers, lang)
    return _("Please fill in the form and return it by {day}.", day=day).render(lang)


def _deadline(letter: Letter, lang: str) -> str:
    """Return when the papers close, seen from the day of the letter."""
    if letter.papers is None:
        return gettext("Please send it before the papers of the meeting close.", lang)
    day, left = words.day(letter.papers, lang), (letter.papers - letter.day).days
    if left > 0:
        return _n(
            "The papers of the meeting close on {day}, in {count} day. Please send it by then.",
            "The papers of the meeting close on {day}, in {count} days. Please send it by then.",
            left,
            day=day,
        ).render(lang)
    if left == 0:
        return _("The papers of the meeting close today, {day}. Please send it today.",
                 day=day).render(lang)  # fmt: skip
    return _(
        "The papers of the meeting closed on {day}. Please send it without delay.", day=day
    ).render(lang)


def _has_contact(letter: Letter) -> bool:
    agency = letter.register.by_code.get(letter.register.config.secretariat)
    return agency is not None and agency.contact is not None


def _contact(letter: Letter, lang: str) -> Iterator[str]:
    """Yield whom to ask, if the register knows an office of the secretariat."""
    if _has_contact(letter):
        code = letter.register.config.secretariat
        yield _(
            "For questions: {contact}", contact=contact_line(letter.register, code, lang)
        ).render(lang)


def contact_line(register: FactRegister, code: str, lang: str) -> str:
    """Return an agency's name, its office and the address of that, as far as they are known."""
    agency = register.by_code.get(code)
    name = words.agency_name(register, code, lang)
    contact = agency.contact if agency else None
    if contact is None:
        return name
    parts = (name, words.text(contact.unit, lang), contact.email or "")
    return " ".join(part for part in parts if part)


def office(register: FactRegister, code: str, lang: str) -> str:
    """Return an agency's name, with its office in brackets if that is known."""
    agency = register.by_code.get(code)
    name = words.agency_name(register, code, lang)
    unit = words.text(agency.contact.unit, lang) if agency and agency.contact else ""
    return layout_of(lang).bracket.format(text=name, more=unit) if unit else name


def _attachments(names: Iterable[str], lang: str) -> str:
    """Return the line of attachments, each with the number of its copies; several are numbered."""
    shown = [_("letter|{name}, 1 copy", name=name).render(lang) for name in names]
    if len(shown) > 1:
        shown = [f"{number}. {each}" for number, each in enumerate(shown, 1)]
    return _("letter|Attached: {names}", names=SPACE.join(shown)).render(lang)


# The cards --------------------------------------------------------------------------------------


def _table(letter: Letter, lang: str) -> Iterator[Block]:
    """Yield the table of the cards, and how many more there are."""
    columns = (
        Column(gettext("Card", lang), ColumnKind.ID),
        Column(gettext("Title", lang), ColumnKind.TITLE, 3),
        Column(
            gettext("letter|Missing" if _is_reminder(letter) else "Role", lang), ColumnKind.NAME
        ),
        Column(gettext("letter|Last result", lang), ColumnKind.DAY),
        Column(gettext("Due date", lang), ColumnKind.DAY),
        Column(gettext("letter|Days overdue", lang), ColumnKind.NUMBER),
    )
    shown = tuple(_row(each, letter, lang) for each in letter.cards[:MOST_ROWS])
    yield Table(columns, shown)
    more = len(letter.cards) - len(shown)
    if more:
        yield Paragraph(_n("and {count} more card", "and {count} more cards", more).render(lang))


def _is_reminder(letter: Letter) -> bool:
    return letter.kind is LetterKind.REMINDER


def _row(each: CardReturn, letter: Letter, lang: str) -> tuple[Cell, ...]:
    return (
        Cell(each.card.id),
        Cell(words.text(each.card.title, lang)),
        Cell(missing_words(each, lang) if _is_reminder(letter) else role_word(each, lang)),
        Cell(words.day(each.last, lang)),
        Cell(words.day(each.card.due, lang)),
        Cell(str(each.overdue) if each.overdue else words.NOTHING),
    )


def role_word(each: CardReturn, lang: str) -> str:
    """Return the agency's role on the card."""
    return gettext("role|lead" if each.is_lead else "role|partner", lang)


def missing_words(each: CardReturn, lang: str) -> str:
    """Return what is missing: the plan, the result, or both; "" for nothing."""
    parts = [
        gettext(name, lang)
        for name, lacks in (
            ("letter|action plan", each.lacks_plan),
            ("letter|implementation result", each.lacks_result),
        )
        if lacks
    ]
    return ", ".join(parts)
