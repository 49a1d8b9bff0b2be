"""The candidates for a place on the line: commands, options, or values of a parameter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from cardctl.cli.complete.candidate import Candidate, matching
from cardctl.cli.complete.line import HELP, NO_CONTEXT, Line, is_group, key_of
from cardctl.cli.complete.request import Request
from cardctl.cli.complete.sources import source_of
from cardctl.printable import columns

_REMARK = re.compile(r"\s*\((?:[^()]|\([^()]*\))*\)\.?$")

LONG = 50
"""Columns from which a help text is too long beside an option."""

FEW = 3
"""Characters of an option from which the global ones are offered beside those of the command."""


def offers(request: Request) -> Sequence[Candidate]:
    """Return what may be in the place of the word that is being typed, each once."""
    line = request.line
    if line.parameter is not None:
        found = _values(request)
    elif line.command is None:
        found = []
    elif line.is_option:
        found = matching(_options(request), line.typed)
    elif is_group(line.command):
        found = matching(_commands(request), line.typed)
    else:
        found = []
    if not found and not line.typed and _may_be_option(line):
        found = list(_options(request))
    return list({each.value: each for each in reversed(found)}.values())[::-1]


def _may_be_option(line: Line) -> bool:
    """Whether an option may follow where an argument has no candidates."""
    if line.command is None or line.after_options or line.head or is_group(line.command):
        return False
    return line.parameter is None or line.parameter.param_type_name == "argument"


def _values(request: Request) -> list[Candidate]:
    line = request.line
    if line.is_global(line.parameter) and line.place == "--version":
        return []
    found = matching(source_of(line)(request), line.typed)
    return [each.after(line.head) for each in found]


def _commands(request: Request) -> Iterator[Candidate]:
    for group in request.line.command.summaries(NO_CONTEXT).values():
        for name, summary in group.items():
            yield Candidate(name, request.said(summary))


def _options(request: Request) -> Iterator[Candidate]:
    """Yield the options that may still be given: those of the command, and later the global ones.

    A long name is offered unless a short one was typed.
    """
    line = request.line
    is_root = line.command is line.root
    for option in line.options():
        if option.hidden or _is_given(line, option):
            continue
        if is_root or len(line.typed) >= FEW or not line.is_global(option) or line.typed == "-C":
            yield from _names(request, option)
    yield from _of_names(HELP, line.typed, request.said("Show this message and exit."))


def _is_given(line: Line, option: Any) -> bool:
    return not option.multiple and key_of(option) in line.given


def _names(request: Request, option: Any) -> Iterator[Candidate]:
    about = _shortened(option.help or "", request.said(option.help or ""))
    for names in (option.opts, option.secondary_opts):
        yield from _of_names(names, request.line.typed, about)


def _shortened(help_text: str, about: str) -> str:
    """Return *about*, a translation of a help text, without a remark in parentheses at its end.

    The default is told by the help itself, and a long text does not fit beside an option.
    """
    has_default = " (default: " in help_text
    return _REMARK.sub("", about) if has_default or columns(about) > LONG else about


def _of_names(names: Iterable[str], typed: str, about: str) -> Iterator[Candidate]:
    """Yield the long names, or the short one that was typed."""
    for name in names:
        is_long = name.startswith("--")
        if is_long or name == typed:
            yield Candidate(name, about)
