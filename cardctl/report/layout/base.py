"""Helpers for every document about a register: its words in one language, and its tables."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from cardctl.domain.register import FactRegister
from cardctl.i18n import _, gettext
from cardctl.i18n.layout import layout_of
from cardctl.report import words
from cardctl.report.document import Block, Cell, Column, Paragraph, Table

Text = str | dict[str, str] | None
Row = tuple[Cell, ...]


class Page(ABC):
    """A document about `register` that is being laid out in *lang*."""

    lang: str

    @property
    @abstractmethod
    def register(self) -> FactRegister:
        """The register as the document sees it."""

    @cached_property
    def agency_names(self) -> Mapping[str, str]:
        """The names of the agencies, by code."""
        register = self.register
        return {code: words.agency_name(register, code, self.lang) for code in register.by_code}

    # Words

    def said(self, template: str, /, **values: object) -> str:
        """Translate an English message template of the program into the language of the page."""
        return _(template, **values).render(self.lang) if values else gettext(template, self.lang)

    def text(self, text: Text) -> str:
        """Return a card's text in the language of the page; "" for None."""
        return "" if text is None else words.text(text, self.lang)

    def title(self, identifier: str) -> str:
        """Return the id and title of a card that the document shows."""
        return f"{identifier} {self.text(self.register.cards[identifier].title)}"

    def counted(self, number: int, noun: str) -> str:
        """Return a count with its noun (see `words.counted`)."""
        return words.counted(number, noun, self.lang)

    def agency(self, code: str | None) -> str:
        """Return the name of an agency for a cell; a missing lead reads "not assigned"."""
        return self.said("not assigned") if code is None else self.agency_names.get(code, code)

    def agencies(self, codes: Iterable[str]) -> str:
        """Return the names of several agencies."""
        return ", ".join(self.agency(code) for code in codes)

    def joined(self, parts: Iterable[str], between: str = "") -> str:
        """Join the non-empty parts, by default with the separator of the language."""
        between = between or layout_of(self.lang).separator
        return between.join(filter(None, parts))

    def with_brackets(self, text: str, more: str) -> str:
        """Append *more* in brackets to *text*."""
        return layout_of(self.lang).bracket.format(text=text, more=more) if more else text

    # Blocks

    def none(self) -> Paragraph:
        """The paragraph for an empty section."""
        return Paragraph(self.said("None."))

    def table(self, columns: Sequence[Column], rows: Iterable[Row]) -> list[Block]:
        """A table, or the paragraph for an empty section if there are no rows."""
        found = tuple(rows)
        return [Table(tuple(columns), found)] if found else [self.none()]


@dataclass(frozen=True)
class RegisterPage(Page):
    """A document about a register that is not its report."""

    source: FactRegister
    lang: str

    @property
    def register(self) -> FactRegister:
        """The register."""
        return self.source
