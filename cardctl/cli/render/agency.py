"""Agencies for `cardctl agency`, as a table, text or data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from cardctl.app.agency import AgencyRow
from cardctl.cli.render.columns import TextTable
from cardctl.cli.render.prose import Prose, ids_shown
from cardctl.domain.agency import Agency
from cardctl.domain.enum_words import LEVELS
from cardctl.domain.revision import Revision
from cardctl.domain.text import text_in
from cardctl.i18n import Message, _, _n, gettext
from cardctl.printable import printable
from cardctl.report.formats.terminal import TextCell, TextColumn
from cardctl.report.words import NOTHING
from cardctl.store.card_text import as_data as data_of

if TYPE_CHECKING:
    from cardctl.outputs.agencies import AgencyData

NAMES = ("agency", "name", "level", "valid_from", "valid_to", "successor", "open cards")
"""Columns of the table."""


def as_data(row: AgencyRow) -> AgencyData:
    """Return the agency's data as in its file, with its open cards."""
    holdings = row.holdings
    return {
        **data_of(row.agency),
        "lead": list(holdings.lead),
        "partner": list(holdings.partner),
        "steps": list(holdings.steps),
        "secretariat": holdings.is_secretariat,
    }


def table_of(rows: Sequence[AgencyRow], lang: str) -> TextTable:
    """Return a table with one row for each agency."""
    heads = [
        TextColumn(
            gettext(f"column|{name}", lang),
            is_fixed=name not in ("name", "successor"),
            is_right=name == "open cards",
            is_optional=name in ("valid_from", "valid_to", "successor"),
            is_name=name in ("agency", "name"),
        )
        for name in NAMES
    ]
    names = {row.agency.code: text_in(row.agency.name, lang) for row in rows}
    return TextTable(heads, [[TextCell(text) for text in _cells(row, names, lang)] for row in rows])


def _cells(row: AgencyRow, names: Mapping[str, str], lang: str) -> Iterator[str]:
    agency = row.agency
    yield agency.code
    yield printable(text_in(agency.name, lang))
    yield LEVELS[agency.level].render(lang)
    yield str(agency.valid_from or NOTHING)
    yield str(agency.valid_to or NOTHING)
    yield printable(names.get(agency.successor or "", agency.successor or NOTHING))
    yield str(len(row.holdings.lead))


def as_text(row: AgencyRow, lang: str, width: int | None = None) -> str:
    """Return the agency with its open cards and the changes of its record.

    The text is for a terminal of *width* columns; None is a pipe.
    """
    agency, holdings = row.agency, row.holdings
    facts = {
        "name": _name(agency, lang),
        "aliases": ", ".join(agency.aliases),
        "level": LEVELS[agency.level].render(lang),
        "region": agency.region,
        "ids": ", ".join(agency.ids),
        "contact": _contact(agency, lang),
        "valid_from": agency.valid_from,
        "valid_to": agency.valid_to,
        "successor": agency.successor,
        "lead": ids_shown(holdings.lead, lang, width),
        "partner": ids_shown(holdings.partner, lang, width),
        "steps": ids_shown(holdings.steps, lang, width),
    }
    head = agency.code
    if holdings.is_secretariat:
        head = _("{code} (secretariat)", code=head).render(lang)
    prose = Prose(lang, width)
    prose.hanging("", head)
    prose.facts(
        {gettext(f"column|{name}", lang): str(value or NOTHING) for name, value in facts.items()}
    )
    for each in agency.changes:
        _write_change(each, prose)
    return prose.text()


def _name(agency: Agency, lang: str) -> str:
    """Return the name in the reader's language, then the others."""
    first = text_in(agency.name, lang)
    others = agency.name.values() if isinstance(agency.name, dict) else ()
    return " / ".join(dict.fromkeys((first, *others)))


def _contact(agency: Agency, lang: str) -> str:
    """Return the office and its address, as mail programs write them."""
    contact = agency.contact
    if contact is None:
        return ""
    unit = "" if contact.unit is None else text_in(contact.unit, lang)
    email = contact.email or ""
    return f"{unit} <{email}>" if unit and email else unit or email


def _write_change(change: Revision, prose: Prose) -> None:
    """Write a change in words: its day and reason, then each value that it replaced."""
    lang = prose.lang
    prose.hanging("  ", f"{change.date}  {change.by}  {text_in(change.note, lang)}")
    for field, old in change.was.items():
        value = NOTHING if old is None else text_in(old, lang) if _is_text(old) else str(old)
        label = gettext(f"column|{field}", lang) if field in _LABELLED else field
        words = _("{field}, before: {value}", field=label, value=value).render(lang)
        prose.hanging("    ", words)


_LABELLED = ("name", "level", "region", "valid_from", "valid_to", "successor")


def _is_text(value: object) -> bool:
    return isinstance(value, (str, dict))


def left_over(row: AgencyRow, today: date) -> Iterator[Message]:
    """Yield what a closed agency is still responsible for, and the command that hands it over."""
    holdings, code = row.holdings, row.agency.code
    if holdings.cards:
        yield _n(
            "{code} is still lead, partner or owner of a step on {count} open card",
            "{code} is still lead, partner or owner of a step on {count} open cards",
            len(holdings.cards),
            code=code,
        )
    if holdings.is_secretariat:
        yield _("{code} is still the secretariat", code=code)
    if holdings.cards or holdings.is_secretariat:
        yield _hand_over(row, today)


def _hand_over(row: AgencyRow, today: date) -> Message:
    agency = row.agency
    if agency.successor is None:
        return _(
            "to hand over: cardctl agency close {code} --successor AGENCY --hand-over",
            code=agency.code,
        )
    if agency.valid_to is not None and agency.valid_to > today:
        return _(
            "to hand over, on {day} or later: cardctl agency close {code} --hand-over",
            code=agency.code,
            day=agency.valid_to,
        )
    return _("to hand over: cardctl agency close {code} --hand-over", code=agency.code)
