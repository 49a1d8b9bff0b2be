"""The help of a command as text for a terminal, in the reader's language.

Lines are as wide as a terminal counts them: a Hangul syllable is two columns wide. On a narrow
terminal, the text of an option is below its name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cardctl.cli.command_record import CommandRecord, Parameter, example_in
from cardctl.cli.kinds import notes
from cardctl.i18n import Message, _, either, gettext
from cardctl.printable import columns
from cardctl.report.formats.wrap import wrapped

INDENT = 2
FIRST_COLUMN = 30
"""Maximum width of the column of names; the text of a longer name begins on the next line."""

NARROW, SHORT = 66, 14
"""On fewer columns, texts begin on the next line, unless all names are short."""

BELOW = 6
"""Indentation of a text that is below its name."""

GLOBAL = _("Global options, such as -C, --lang and --today: cardctl --help")

Rows = Sequence[tuple[str, str]]


class Section(NamedTuple):
    """A list of a help page, such as a group of options: names, and texts in one language."""

    heading: Message
    rows: Rows


def help_page(record: CommandRecord, lang: str, width: int) -> str:
    """Return the help of a command or group in *lang*, in lines of at most *width* columns.

    Only examples may be wider: people copy them.
    """
    paragraphs = (gettext(text, lang) for text in (record.summary, *record.texts))
    summary, *others = texts(paragraphs, width)
    parts = [usage_line(record, lang, width), summary]
    if record.examples:
        examples = (example_in(line, lang) for line in record.examples)
        parts.append("\n".join(" " * INDENT + line for line in examples))
    parts += others
    for block in blocks(record, lang):
        parts += as_text(block, lang, width)
    last = GLOBAL if len(record.path) > 1 else _more()
    return "\n\n".join([*parts, "\n".join(wrapped(last.render(lang), width))])


def _more() -> Message:
    from cardctl.cli.topics import TOPICS

    return _(
        "Help of a command: cardctl help COMMAND. Topics: cardctl help {topics}",
        topics=either([*TOPICS]),
    )


def blocks(record: CommandRecord, lang: str) -> Iterator[list[Section]]:
    """Yield the lists of a help page in *lang*; those of one block share their columns."""
    yield [Section(_("Arguments"), [_row(each, lang) for each in record.arguments])]
    yield [
        Section(Message(heading), [(name, gettext(text, lang)) for name, text in commands.items()])
        for heading, commands in record.commands.items()
    ]
    yield [
        Section(Message(heading), [_row(each, lang) for each in group])
        for heading, group in record.options.items()
    ]
    if len(record.path) > 1:
        yield [Section(_("Values"), [*notes([each.metavar for each in record.parameters], lang)])]


def usage(record: CommandRecord, lang: str) -> str:
    """Return what is typed for a command: ``cardctl show [OPTIONS] ID``."""
    return " ".join([record.name, *(each.render(lang) for each in record.usage)])


def usage_line(record: CommandRecord, lang: str, width: int) -> str:
    """Return the usage line of a help page; if it is wrapped, its further lines are indented."""
    lead = f"{gettext('Usage', lang)}: {record.name} "
    pieces = usage(record, lang).removeprefix(record.name).strip()
    lines = wrapped(pieces, max(width - columns(lead), 20))
    return lead + ("\n" + " " * columns(lead)).join(lines)


def texts(paragraphs: Iterable[str], width: int) -> Iterator[str]:
    """Yield the paragraphs, wrapped and indented."""
    for paragraph in paragraphs:
        lines = wrapped(paragraph, width - INDENT)
        yield "\n".join(" " * INDENT + line for line in lines)


def name_of(parameter: Parameter, lang: str) -> str:
    """Return an argument or option as it is typed: ``-o, --output FILE``, ``--open / --closed``."""
    names = ", ".join(parameter.names)
    if parameter.opposites:
        names = f"{names} / {', '.join(parameter.opposites)}"
    return f"{names} {parameter.metavar.render(lang)}".strip()


def about(parameter: Parameter, lang: str) -> str:
    """Return the help of a parameter, with what it does not say itself: ``(default: internal)``."""
    text = gettext(parameter.help, lang) if parameter.help else ""
    end = "." if text.endswith(".") else ""
    text = text.removesuffix(".")
    for fact in _facts(parameter):
        if text.endswith(")"):
            text = _("{text}; {more})", text=text.removesuffix(")"), more=fact).render(lang)
        else:
            text = _("{text} ({more})", text=text, more=fact).render(lang)
    return (text + end).strip()


def _facts(parameter: Parameter) -> Iterator[Message]:
    if parameter.is_option and parameter.is_required:
        yield _("required")
    if parameter.is_option and parameter.is_repeatable and "repeatable" not in parameter.help:
        yield _("repeatable")
    if parameter.default is not None and "default:" not in parameter.help:
        yield _("default: {default}", default=parameter.default)


def _row(parameter: Parameter, lang: str) -> tuple[str, str]:
    return name_of(parameter, lang), about(parameter, lang)


def as_text(block: Sequence[Section], lang: str, width: int) -> Iterator[str]:
    """Yield the lists that are not empty, in two columns; on a narrow page, in one."""
    names = [columns(name) for section in block for name, _text in section.rows]
    widest = max((each for each in names if each <= FIRST_COLUMN), default=BELOW)
    first = BELOW - INDENT if width < NARROW and widest > SHORT else widest + INDENT
    for heading, rows in block:
        if rows:
            lines = (line for row in rows for line in _lines(*row, first, width))
            yield "\n".join([f"{heading.render(lang)}:", *lines])


def _lines(name: str, text: str, first: int, width: int) -> Iterator[str]:
    start = " " * (INDENT + first)
    lines = list(wrapped(text, max(width - columns(start), 10)))
    gap = first - columns(name)
    if gap < INDENT or first == BELOW - INDENT:
        yield " " * INDENT + name
    else:
        yield f"{' ' * INDENT}{name}{' ' * gap}{lines.pop(0)}".rstrip()
    yield from (start + line for line in lines)
