"""Manual pages (man(7) of groff and mandoc), from the same records as the help.

A page has no date, so that the same version of the program always gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cardctl import __version__
from cardctl.cli.command_record import CommandRecord, example_in
from cardctl.cli.render.help_page import blocks
from cardctl.cli.topics import exit_codes, variables
from cardctl.i18n import Message, _, gettext

SECTION = 1
"""Section of the manual: programs that users run."""


def file_name(record: CommandRecord) -> str:
    """Return the name of the page's file, such as ``cardctl-meeting-set.1``."""
    return f"{_page_name(record.path)}.{SECTION}"


def manual_page(record: CommandRecord, lang: str) -> str:
    """Return the manual page of a command or group in *lang*, as roff in UTF-8."""
    return "\n".join([*_lines(record, lang), ""])


def _page_name(path: Sequence[str]) -> str:
    return "-".join(path)


def _lines(record: CommandRecord, lang: str) -> Iterator[str]:
    name = _page_name(record.path)
    manual = _text(_("cardctl manual").render(lang))
    yield f'.TH {name.upper()} {SECTION} "" "cardctl {__version__}" "{manual}"'
    yield from (".nh", ".ad l")  # neither hyphens nor gaps in commands and Hangul
    yield from _heading(_("NAME"), lang)
    yield f"{_text(name)} \\- {_text(gettext(record.summary, lang).removesuffix('.'))}"
    yield from _heading(_("SYNOPSIS"), lang)
    pieces = " ".join(each.render(lang) for each in record.usage)
    yield f".B {_text(record.name)}"
    yield _line(pieces)
    yield from _heading(_("DESCRIPTION"), lang)
    yield _line(gettext(record.summary, lang))
    for paragraph in record.texts:
        yield from (".PP", _line(gettext(paragraph, lang)))
    if record.examples:
        yield from _heading(_("EXAMPLES"), lang)
        yield from (".nf", *(_line(example_in(each, lang)) for each in record.examples), ".fi")
    for heading, rows in (section for block in blocks(record, lang) for section in block):
        if rows:
            yield f'.SH "{_text(heading.render(lang).upper())}"'
            yield from _rows(rows)
    yield from _common(record, lang)


def _common(record: CommandRecord, lang: str) -> Iterator[str]:
    """Yield the sections on the whole program, and where else to read."""
    if len(record.path) == 1:
        yield from _heading(_("EXIT STATUS"), lang)
        yield from _rows(exit_codes(lang))
        yield from _heading(_("ENVIRONMENT"), lang)
        yield from _rows(variables(lang))
    yield from _heading(_("SEE ALSO"), lang)
    inner = [name for group in record.commands.values() for name in group]
    names = [(*record.path, each) for each in inner]
    if len(record.path) > 1:
        names = [record.path[:-1], *names] if len(record.path) > 2 else [("cardctl",), *names]
    yield _line(", ".join(f"{_page_name(path)}({SECTION})" for path in names))


def _heading(words: Message, lang: str) -> Iterator[str]:
    yield f'.SH "{_text(words.render(lang))}"'


def _rows(rows: Sequence[tuple[str, str]] | Iterator[tuple[str, str]]) -> Iterator[str]:
    for name, text in rows:
        yield ".TP"
        yield f".B {_text(name)}"
        yield _line(text)


def _line(text: str) -> str:
    """Return a line of text; one that begins like a request does not become one."""
    escaped = _text(text)
    return f"\\&{escaped}" if escaped[:1] in (".", "'") else escaped


def _text(text: str) -> str:
    """Return *text* with what roff would interpret escaped; hyphens can be copied as such."""
    return text.translate(_ESCAPED)


_ESCAPED = str.maketrans(
    {
        "\\": "\\e", "-": "\\-", '"': "\\(dq", "'": "\\(aq", "`": "\\(ga", "^": "\\(ha",
        "~": "\\(ti",
    }
)  # fmt: skip
