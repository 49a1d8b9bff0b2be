"""Usage errors of Typer in languages other than English.

Typer's own errors have no translations: they are recognised by their English text. They are printed
in the same form as in English.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from functools import cache, partial
from typing import Any

from cardctl.cli.command_record import record_of
from cardctl.cli.kinds import Metavar
from cardctl.cli.options import page_width
from cardctl.cli.render.help_page import usage_line
from cardctl.i18n import Message, _, gettext
from cardctl.printable import printable


def print_usage_error(error: Any, lang: str, file: Any = None) -> None:
    """Print one of Typer's usage errors to stderr in *lang*, as Typer does in English."""
    lines = [f"{gettext('Error', lang)}: {usage_error(error.format_message(), lang)}"]
    ctx = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":
        lines = [error.format_message()]
    elif ctx is not None:
        usage = usage_line(record_of(ctx.command, ctx), lang, page_width())
        lines = [usage, try_help(ctx).render(lang), "", *lines]
    (file or sys.stderr).write(printable("\n".join(lines)) + "\n")


def try_help(ctx: Any) -> Message:
    """Return the hint that names the help of a command."""
    return _(
        "Try '{command} {option}' for help.",
        command=ctx.command_path,
        option=ctx.help_option_names[0],
    )


def usage_error(text: str, lang: str) -> str:
    """Return the translation of one of Typer's messages; the text itself if it is not known."""
    return _recognised(text.replace("argument(s)", "arguments"), ERRORS, lang)


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
                name: inner(value) if name in ("problem", "why") else _localised(value)
                for name, value in found.groupdict().items()
            }
            return _(message.template, **values).render(lang)
    return text


def _localised(value: str) -> Metavar | str:
    """Return the name of an argument, which Typer quotes, as its metavar."""
    return Metavar(value) if re.fullmatch("'[^a-z-]+'", value) else value


@cache
def _pattern(template: str) -> re.Pattern[str]:
    """Return the pattern of the texts that *template* makes."""
    pieces = re.split(r"\{(\w+)\}", template)
    return re.compile(
        "".join(f"(?P<{p}>.+)" if i % 2 else re.escape(p) for i, p in enumerate(pieces)), re.DOTALL
    )
