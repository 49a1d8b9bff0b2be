"""Shell completion: what may follow on a command line, with a description in the reader's language.

The script of each shell (`data/completion`) calls the program with `VARIABLE` in the environment.
The program reads the line (`line`), finds the candidates (`offers`), and prints them quoted for the
shell (`shells`). The scripts take what is printed as text, and never evaluate or expand it: titles
of cards are other people's data. Nothing is written, nothing is printed to stderr, and a register
that is wrong in parts gives what can be read of it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cardctl.cli.complete.candidate import Candidate

VARIABLE = "_CARDCTL_COMPLETE"
"""Set by the completion script when TAB is pressed, to the name of the shell."""


def main() -> None:
    """Print the candidates for the line that the shell's script passes on. Raises nothing."""
    with suppress(Exception):
        text = answer(sys.argv[1:], os.environ, Path.cwd())
        sys.stdout.write(text)
        sys.stdout.flush()


def answer(arguments: Sequence[str], env: Mapping[str, str], folder: Path) -> str:
    """Return what the shell's script reads: the candidates, in the form of that shell."""
    from cardctl.cli.complete.shells import SHELLS

    shell = SHELLS.get(env.get(VARIABLE, ""))
    if shell is None:
        return ""
    typed = shell.read(arguments, env)
    return shell.write(typed, candidates(typed.words, typed.current, env, folder), env)


def candidates(
    words: Sequence[str], current: str, env: Mapping[str, str], folder: Path
) -> Sequence[Candidate]:
    """Return what may be in the place of *current*, the word after *words*."""
    from typer.main import get_command

    from cardctl.cli.app import app
    from cardctl.cli.complete.line import parse
    from cardctl.cli.complete.offers import offers
    from cardctl.cli.complete.request import Request
    from cardctl.cli.options import language_of_arguments

    line = parse(get_command(app), words, current)
    return offers(Request(line, language_of_arguments(words), env, folder))
