"""Layout of a language: how it writes numbers, dates, amounts, lists and the parts of a report.

It is data beside the catalogue: ``<language>/layout.toml``. A key that the file leaves out is as
in English.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from cardctl import i18n


class MoneyLayout(NamedTuple):
    """How amounts of money are written (see `amounts.amount`).

    *words* are the words of the powers of *step*, the first one for 1. If *in_groups*, an amount
    is written with the word of each of its groups (``25조 1,000억``); otherwise as a decimal number
    of the largest word that fits (``25.1 trillion``). *multipliers* are further words that amounts
    are read with (``14억 5천만``). *form* has the fields ``amount`` and
    ``currency``; *currencies* maps currency codes to words, and *other* is the form of the rest.
    *names* maps codes to what texts call the currency, where its word is another (``won``).
    """

    step: int = 1000
    words: tuple[str, ...] = ("", "", " million", " billion", " trillion")
    multipliers: Mapping[str, int] = {"thousand": 1000}
    in_groups: bool = False
    form: str = "{currency} {amount}"
    currencies: Mapping[str, str] = {}
    other: str = "{code}"
    names: Mapping[str, str] = {"KRW": "won"}

    def currency(self, code: str) -> str:
        """Return the word for a currency."""
        return self.currencies.get(code) or self.other.format(code=code)


class Particles(NamedTuple):
    """Particles whose form depends on the final sound of the word before them, as in Korean.

    *forms* maps a particle as catalogues write it, in both forms, to its form after a consonant,
    after a vowel and after the consonant ㄹ. *consonant* and *rieul* are the digits whose names
    end in such a sound.
    """

    forms: Mapping[str, tuple[str, str, str]] = {}
    consonant: str = ""
    rieul: str = ""


class Layout(NamedTuple):
    """Layout of one language; the defaults are those of English."""

    name: str = "English"
    """The name of the language in itself."""
    decimal_point: str = "."
    thousands: str = ","
    date: str = "{year:04}-{month:02}-{day:02}"
    excel_date: str = "yyyy-mm-dd"
    """The same as *date*, as a number format of Excel."""
    day_words: tuple[str, ...] = ()
    """The words after year, month and day in a date in words: ``2026년 12월 31일``."""
    halves: tuple[str, ...] = ()
    """The words after a year for its first and its second half: ``2026년 상반기``."""
    quarter: str = ""
    """The word after the number of a quarter: ``2026년 3분기``."""
    until: tuple[str, ...] = ()
    """Words after a period that name its end, or all of it: ``2026년 12월 말``."""
    weekdays: tuple[str, ...] = (
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
    )  # fmt: skip
    percent: tuple[str, ...] = ("%", "percent")
    """What may follow a percentage."""
    range: str = "{first} to {last}"
    """A range of ids."""
    separator: str = "; "
    """Between the parts of a cell."""
    bracket: str = "{text} ({more})"
    part: str = "{section}.{number}"
    """Number of a part of a section; also has the field ``letter``."""
    letters: str = "abcdefghijklmnopqrstuvwxyz"
    end: str = ""
    """The last line of a report."""
    bullets: tuple[str, str, str] = ("•", "-", "-")
    """Bullets of lists, by level."""
    bullets_in_markdown: bool = False
    """Whether Markdown keeps these bullets, instead of its own lists."""
    note: str = ""
    """Mark before a note, where a format cannot highlight it."""
    latin_font: str = "Arial"
    """Font of a Word report for all but Hangul."""
    money: MoneyLayout = MoneyLayout()
    particles: Particles = Particles()


@cache
def layout_of(lang: str) -> Layout:
    """Return the layout of *lang*; that of English if the language has no file.

    Raises TypeError for a key that does not exist.
    """
    path = i18n.FOLDER / lang / "layout.toml"
    if lang == i18n.SOURCE or not path.is_file():
        return Layout()
    import tomllib

    tables: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    money, particles = tables.pop("money", {}), tables.pop("particles", {})
    for table in (tables, money):
        table |= {key: tuple(value) for key, value in table.items() if isinstance(value, list)}
    return Layout(**tables, money=MoneyLayout(**money), particles=Particles(**particles))


def figures(value: float | Decimal, lang: str) -> str:
    """Return a number in figures, all its decimals kept: ``12,345.6``."""
    return localised(f"{value:,}", lang)


def localised(number: str, lang: str) -> str:
    """Return a number written as in English, such as ``1,234.5``, with the marks of *lang*."""
    form = layout_of(lang)
    if (form.thousands, form.decimal_point) == (",", "."):
        return number
    return number.translate({ord(","): form.thousands, ord("."): form.decimal_point})
