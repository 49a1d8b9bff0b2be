"""A third language, made of the messages of the second: every text is in brackets.

Only the words of a message are in brackets, not its fields, so that an unmarked text that is the
value of a field is outside. Its plurals have three forms, and its layout differs from both others.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from cardctl import i18n
from cardctl.cli import usage_errors
from cardctl.domain import names
from cardctl.i18n import layout, particles
from cardctl.i18n.amounts import amount
from cardctl.literals import amounts, days, percentages
from cardctl.report import words
from cardctl.report.layout import page
from cardctl.yaml.emit import document
from cardctl.yaml.reader import read_tree

PSEUDO = "xx"

HEAD = r"""
msgid ""
msgstr ""
"Language: xx\n"
"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n==2 ? 1 : 2);\n"
"Content-Type: text/plain; charset=utf-8\n"
"""

LAYOUT = """
decimal_point = ","
thousands = "."
date = "{day}/{month}/{year}"
range = "{first}…{last}"
separator = " · "
bracket = "{text} [{more}]"
part = "({number})"
end = "⟦∎⟧"
bullets = ["»", "›", "·"]

[money]
words = ["", "⟦ᵏ⟧", "⟦ᵐ⟧"]
form = "{amount} {currency}"
"""

_FIELD = re.compile(r"(\{\w+\})")


def bracketed(text: str) -> str:
    """Put brackets around the words of a message, between its fields."""
    shown = text.rpartition("|")[2]
    parts = _FIELD.split(shown)
    return "".join(
        part if index % 2 or not re.search(r"[^\W\d_]", part) else f"⟦{part}⟧"
        for index, part in enumerate(parts)
    )


def outside(text: str) -> str:
    """Return *text* without what is in brackets; a line may end inside them."""
    return re.sub(r"⟦[^⟦⟧]*⟧", " ", text)


class _Shown(HTMLParser):
    """Collects what a reader of a page sees or hears."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in ("script", "style")
        self.texts += [value or "" for name, value in attrs
                       if name in ("aria-label", "title", "placeholder", "alt")]  # fmt: skip

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.texts.append(data)


def shown_in_html(page: str) -> str:
    """Return the texts of an HTML page, with those for screen readers."""
    parser = _Shown()
    parser.feed(page)
    return "\n".join(parser.texts)


def catalogue() -> bytes:
    """Return the pseudo language's catalogue, compiled."""
    source = Path(i18n.__file__).parent / "ko" / "LC_MESSAGES" / "cardctl.po"
    with source.open("rb") as file:
        messages = read_po(file)
    made = read_po(BytesIO(HEAD.encode()))
    for message in messages:
        if isinstance(message.id, str):
            if message.id:
                made.add(message.id, bracketed(message.id))
        else:
            one, many = message.id
            # The forms differ, to see which one is used.
            forms = [bracketed(one), bracketed(f"² {many}"), bracketed(f"ⁿ {many}")]
            made.add((one, many), tuple(forms))
    out = BytesIO()
    write_mo(out, made)
    return out.getvalue()


def clear() -> None:
    """Forget what was loaded of any language."""
    for cached in (i18n.languages, i18n.gettext, i18n._catalogue, layout.layout_of,
                   particles._pattern, usage_errors._pattern, amount, words.day, words.meeting_name,
                   page._signal_cell, days._in_words, percentages._form, amounts._vocabulary,
                   names._members, names._meeting_forms):  # fmt: skip
        cached.cache_clear()


def use_pseudo_language(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Install the language into a copy of the program's languages in *folder*, and use that."""
    copytree(i18n.FOLDER / "ko", folder / "ko")
    place = folder / PSEUDO / "LC_MESSAGES"
    place.mkdir(parents=True)
    (place / "cardctl.mo").write_bytes(catalogue())
    (folder / PSEUDO / "layout.toml").write_text(LAYOUT, encoding="utf-8")
    monkeypatch.setattr(i18n, "FOLDER", folder)
    clear()


# Data without Latin letters -------------------------------------------------------------------

TEXTS = {
    "title",
    "name",
    "body",
    "decision",
    "summary",
    "text",
    "note",
    "no_steps",
    "place",
    "tags",
}
GREEK = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "αβγδεζηθικλμνξοπρστυφχψωςϑΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩϒϴ",
)


def in_greek(value: Any, key: str = "") -> Any:
    """Return data of a register with all texts for people in Greek letters, in no language."""
    if isinstance(value, dict):
        if key in TEXTS:
            return in_greek(next(iter(value.values())), key)
        return {name: in_greek(each, name) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [in_greek(each, key) for each in value]
    if isinstance(value, str) and key in TEXTS:
        return re.sub("[가-힣]", "δ", value).translate(GREEK)
    return value


def greek_register(files: dict[str, str], folder: Path) -> Path:
    """Write *files* with texts in Greek to *folder*/cards, and return that root."""
    root = folder / "cards"
    for path, text in files.items():
        tree, _findings = read_tree(text.encode(), path)
        assert tree is not None
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        written = document(in_greek(tree.data), schema="x")
        (root / path).write_text(written.partition("\n")[2], encoding="utf-8")
    return root


NAMES = re.compile(
    r"""
    (?<![\w.-])/?(?:[\w.-]+/)*cards(?:/[\w.-]+)*   # a path of the register
    | ^\ *cardctl\ (?:.*\\\n)*.*     # a command in lines of its own
    | (?<![\w-])--?[a-z][a-z-]*   # an option
    | \b(?:CC[0-9]+|M[0-9]+(?:-[0-9]+)?)\b   # a rule, a meeting or a card
    | \b[A-Z]{2,}\b               # what a user replaces, or a currency
    """,
    re.MULTILINE | re.VERBOSE,
)
"""Names that are the same in every language."""


def words_outside(text: str) -> set[str]:
    """Return the Latin and Korean words of *text* that no brackets enclose, without `NAMES`."""
    return set(re.findall(r"[A-Za-z가-힣][\w가-힣.-]*", NAMES.sub(" ", outside(text))))
