"""Help pages and usage errors in languages other than English.

In English, Typer writes them itself. Here they have the same form; the English texts are translated
when they are shown, and lines are as wide as a terminal counts them (a Hangul syllable is two
columns wide). Typer's own errors have no translations: they are recognised by their English text.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, partial
from inspect import cleandoc
from typing import Any

from cardctl.i18n import Message, _, gettext
from cardctl.printable import columns, printable
from cardctl.report.formats.wrap import wrapped

INDENT = 2
FIRST_COLUMN = 30
"""Maximum width of the column of names; the text of a longer name begins on the next line."""

LINES = "\b"
"""Begins a paragraph of a docstring whose lines stay as they are: commands."""

Rows = Sequence[tuple[str, str]]


def help_page(command: Any, ctx: Any, lang: str) -> str:
    """Return the help of a command or group in *lang*."""
    width = ctx.make_formatter().width
    arguments, options = _parameters(command, ctx, lang)
    commands = [(name, gettext(text, lang)) for name, text in command.summaries(ctx)]
    parts = [
        _usage(command, ctx, lang, width),
        *_texts(command.help or "", lang, width),
        *_section(gettext("Arguments", lang), arguments, width),
        *_section(gettext("Options", lang), options, width),
        *_section(gettext("Commands", lang), commands, width),
    ]
    return "\n\n".join(parts)


def _usage(command: Any, ctx: Any, lang: str, width: int) -> str:
    lead = f"{gettext('Usage', lang)}: {ctx.command_path} "
    pieces = " ".join(command.collect_usage_pieces(ctx))
    lines = wrapped(pieces, max(width - columns(lead), 20))
    return lead + ("\n" + " " * columns(lead)).join(lines)


def _texts(docstring: str, lang: str, width: int) -> Iterator[str]:
    """Yield the paragraphs of a docstring, translated except for commands."""
    for paragraph in paragraphs(docstring):
        lines: Iterable[str] = paragraph.splitlines()[1:]
        if not paragraph.startswith(LINES):
            lines = wrapped(gettext(paragraph, lang), width - INDENT)
        yield "\n".join(" " * INDENT + line for line in lines)


def paragraphs(docstring: str) -> Iterator[str]:
    """Yield the paragraphs of a docstring, each on one line if it does not begin with `LINES`."""
    for paragraph in cleandoc(docstring).split("\n\n"):
        if paragraph.startswith(LINES):
            yield paragraph
        elif words := " ".join(paragraph.split()):
            yield words


def _parameters(command: Any, ctx: Any, lang: str) -> tuple[Rows, Rows]:
    """Return the rows of arguments and of options."""
    arguments: list[tuple[str, str]] = []
    options: list[tuple[str, str]] = []
    for parameter in command.get_params(ctx):
        record = parameter.get_help_record(ctx)
        if record is not None:
            name, text = record
            row = (name, _about(parameter.help or "", text, lang))
            (arguments if parameter.param_type_name == "argument" else options).append(row)
    return arguments, options


def _about(english: str, text: str, lang: str) -> str:
    """Return the help of a parameter with what Typer adds to it: ``[default: 5; required]``."""
    added = text.removeprefix(english).strip().strip("[]")
    facts = "; ".join(_recognised(fact, FACTS, lang) for fact in added.split("; ")) if added else ""
    told = gettext(english, lang) if english else ""
    return f"{told}  [{facts}]".strip() if facts else told


def _section(title: str, rows: Rows, width: int) -> Iterator[str]:
    """Yield the section with *rows* in two columns, if there are any."""
    if rows:
        first = min(max(columns(name) for name, _unused in rows), FIRST_COLUMN) + INDENT
        lines = (line for row in rows for line in _row(*row, first, width))
        yield "\n".join([f"{title}:", *lines])


def _row(name: str, text: str, first: int, width: int) -> Iterator[str]:
    start = " " * (INDENT + first)
    lines = list(wrapped(text, max(width - columns(start), 10)))
    gap = first - columns(name)
    if gap < INDENT:
        yield " " * INDENT + name
    else:
        yield f"{' ' * INDENT}{name}{' ' * gap}{lines.pop(0)}".rstrip()
    yield from (start + line for line in lines)


def print_usage_error(error: Any, lang: str, file: Any = None) -> None:
    """Print one of Typer's usage errors to stderr in *lang*, as Typer does in English."""
    lines = [f"{gettext('Error', lang)}: {usage_error(error.format_message(), lang)}"]
    ctx = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":
        lines = [error.format_message()]
    elif ctx is not None:
        width = ctx.make_formatter().width
        hint = _(
            "Try '{command} {option}' for help.",
            command=ctx.command_path,
            option=ctx.help_option_names[0],
        )
        lines = [_usage(ctx.command, ctx, lang, width), hint.render(lang), "", *lines]
    (file or sys.stderr).write(printable("\n".join(lines)) + "\n")


def usage_error(text: str, lang: str) -> str:
    """Return the translation of one of Typer's messages; the text itself if it is not known."""
    return _recognised(text.replace("argument(s)", "arguments"), ERRORS, lang)


FACTS = (_("default: {default}"), _("required"), _("env var: {var}"))
"""What Typer adds to the help of a parameter."""

ERRORS = (
    _("{problem} (Possible options: {names})"),
    _("No such option: {name}"),
    _("No such command {name}."),
    _("Missing command."),
    _("Missing argument {name}."),
    _("Missing option {name}."),
    _("Missing parameter {name}."),
    _("Invalid value for {name}: {why}"),
    _("Invalid value: {why}"),
    _("Option {name} requires an argument."),
    _("Option {name} requires {count} arguments."),
    _("Option {name} does not take a value."),
    _("Got unexpected extra argument ({arguments})"),
    _("Got unexpected extra arguments ({arguments})"),
    _("{value} is not a valid int."),
    _("{value} is not a valid integer."),
    _("{value} is not a valid float."),
    _("{value} is not a valid number of seconds."),
    _("{value} is not one of {choices}."),
)
"""Typer's messages, and ours in its style; ``problem`` and ``why`` are messages themselves."""


def _recognised(text: str, known: Sequence[Message], lang: str) -> str:
    """Return the translation of *text* by the first template of *known* that it matches."""
    for message in known:
        if found := _pattern(message.template).fullmatch(text):
            inner = partial(_recognised, known=known, lang=lang)
            values = {
                name: inner(value) if name in ("problem", "why") else value
                for name, value in found.groupdict().items()
            }
            return _(message.template, **values).render(lang)
    return text


@cache
def _pattern(template: str) -> re.Pattern[str]:
    """Return the pattern of the texts that *template* makes."""
    pieces = re.split(r"\{(\w+)\}", template)
    return re.compile(
        "".join(f"(?P<{p}>.+)" if i % 2 else re.escape(p) for i, p in enumerate(pieces)), re.DOTALL
    )
