"""Request results: one return form for each agency that has a part in an open card."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from cardctl.app.form_rows import FormContext, rows_of
from cardctl.app.letters import LetterFormat, letter_file
from cardctl.domain.view import View
from cardctl.errors import UsageError
from cardctl.i18n import _
from cardctl.report import words
from cardctl.report.letter import Letter, LetterKind, contact_line
from cardctl.report.returns import agency_returns
from cardctl.sheets.carriers import carrier_of, form_files
from cardctl.sheets.form import Cover, ReturnForm
from cardctl.sheets.form_names import stems
from cardctl.spreadsheet_text import fitting

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from cardctl.domain.card import Card
    from cardctl.domain.register import Register
    from cardctl.store.counted import Advance


class FormRequest(NamedTuple):
    """Which forms: for *meeting* (default: the next), for *agencies* (default: all concerned).

    *lang* is the language of the forms.
    """

    meeting: int | None = None
    agencies: Sequence[str] = ()
    lang: str = "en"


class Requested(NamedTuple):
    """The forms for *meeting*, in protocol order of their agencies.

    *unowned* are the ids of open cards without a lead: nobody is asked for their results. *view* is
    what the meeting sees of the register.
    """

    view: View
    meeting: int
    forms: tuple[ReturnForm, ...]
    unowned: tuple[str, ...]


def request(register: Register, asked: FormRequest, today: date) -> Requested:
    """Build the forms. Raises Unknown for a meeting or an agency, Refused if it hears no report.

    Raises UsageError if there is nothing to request.
    """
    number = register.calendar.next if asked.meeting is None else asked.meeting
    register.require_hearing(number, _("request results for the next one: cardctl request "
                                       "--meeting {next} -o DIR",
                                       next=register.calendar.hearing_of(number)))  # fmt: skip
    view = View(register, number, today)
    cards = open_cards(view)
    codes = _wanted(register, asked.agencies, cards, number)
    forms = tuple(
        _form(FormContext(register, number, code, asked.lang), cards[code], today) for code in codes
    )
    unowned = tuple(card.id for card in view.cards if card.is_open and card.lead is None)
    return Requested(view, number, forms, unowned)


def open_cards(view: View) -> dict[str, list[Card]]:
    """Return the open cards of the view by the code of each agency that has a part in them."""
    found: dict[str, list[Card]] = {}
    for facts in view.cards:
        if facts.is_open:
            card = view.shown(facts.id)
            for code in dict.fromkeys(filter(None, (card.lead, *card.partners))):
                found.setdefault(code, []).append(card)
    return found


def _wanted(
    register: Register, named: Sequence[str], cards: dict[str, list[Card]], number: int
) -> list[str]:
    """Return the codes of the agencies to ask, in protocol order. Raises Unknown, UsageError."""
    codes = {register.agency(name).code for name in named} or cards.keys()
    idle = [code for code in codes if code not in cards]
    if idle or not codes:
        names = ", ".join(sorted(idle))
        raise UsageError(
            _("no open card of {agencies} for meeting {number}", agencies=names, number=number)
            if idle
            else _("no open card for meeting {number} with an agency", number=number),
            _("list the open cards: cardctl list --where 'state != closed'"),
        )
    order = {code: place for place, code in enumerate(register.codes)}
    return sorted(codes, key=lambda code: (order.get(code, len(order)), code))


def _form(context: FormContext, cards: Sequence[Card], today: date) -> ReturnForm:
    return ReturnForm(cover_of(context, today), rows_of(context, cards))


def cover_of(context: FormContext, today: date) -> Cover:
    """Return the cover of a form that is issued on *today*."""
    register, lang = context.register, context.lang
    meeting = register.meetings.get(context.meeting)
    secretariat = words.agency_name(register, register.config.secretariat, lang)
    return Cover(
        body=fitting(words.text(register.config.body, lang)),
        secretariat=fitting(secretariat),
        contact=contact_of(register, lang),
        meeting=context.meeting,
        meeting_date=meeting.date if meeting else None,
        papers=meeting.papers if meeting else None,
        agency=context.agency,
        agency_name=context.name(context.agency) or context.agency,
        language=lang,
        issued=today,
        currency=register.config.money.currency,
        unit=register.config.money.unit,
    )


def contact_of(register: Register, lang: str) -> str:
    """Return where a form is sent back to: the secretariat, with its office and address."""
    return fitting(contact_line(register, register.config.secretariat, lang))


def write(
    requested: Requested,
    formats: Sequence[str],
    folder: Path,
    *,
    letter: LetterFormat = LetterFormat.NONE,
    force: bool = False,
    advance: Advance | None = None,
) -> dict[str, tuple[Path, ...]]:
    """Write all forms in *formats* to *folder*, or none; return the files by agency.

    A *letter* goes with each; a mail has the forms attached. *advance* is told how many files are
    made. Raises Unknown for a format,
    MissingExtra if its library is not installed, Refused if a file exists (unless *force*),
    FileProblem.
    """
    from cardctl.store.atomic.file import require_free, write_files
    from cardctl.store.counted import counted

    agencies = [form.cover.agency for form in requested.forms]
    names = stems(agencies)
    paths = {
        code: tuple(folder / path for path in _paths(formats, letter, names[code]))
        for code in agencies
    }
    if not force:
        require_free([path for each in paths.values() for path in each])
    made = _contents(requested, formats, letter, names)
    total = sum(map(len, paths.values()))
    write_files((folder / path, content) for path, content in counted(made, total, advance))
    return paths


def _paths(formats: Sequence[str], letter: LetterFormat, stem: str) -> Iterator[str]:
    """Yield the paths of the files for one agency."""
    for name in formats:
        yield from carrier_of(name).paths(stem)
    if letter is not LetterFormat.NONE:
        yield f"{stem}.{letter}"


def _contents(
    requested: Requested, formats: Sequence[str], letter: LetterFormat, names: Mapping[str, str]
) -> Iterator[tuple[str, bytes]]:
    """Yield the path and the contents of each file, one agency after the other."""
    with_letter = letter is not LetterFormat.NONE
    owed = {each.agency: each for each in agency_returns(requested.view)} if with_letter else {}
    for form in requested.forms:
        code, lang = form.cover.agency, form.cover.language
        files: dict[str, bytes] = {}
        for name in formats:
            files |= form_files(name, form, names[code])
        yield from files.items()
        if with_letter:
            view = requested.view
            sent = Letter(
                LetterKind.REQUEST, view.register, requested.meeting, owed[code], view.day
            )
            yield f"{names[code]}.{letter}", letter_file(sent, letter, lang, files)
