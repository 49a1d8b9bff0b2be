"""State of one command run: the global options, the lazily loaded register, the streams."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from cardctl.cli.language import language
from cardctl.errors import UsageError
from cardctl.i18n import Message, _, gettext, languages
from cardctl.literals import integer
from cardctl.store.layout import find_root, index_path

if TYPE_CHECKING:
    from cardctl.app.workspace import Workspace
    from cardctl.cli.person import Person
    from cardctl.cli.render.progress import Ticker
    from cardctl.report.formats.overview import Marks


USUAL_WIDTH = 80
"""Columns of a terminal that does not know its size (a pseudo-terminal may say 0)."""

LEAST_WIDTH = 20


def folder_from_here(root: Path) -> str:
    """The register's root as messages name it: relative if it is below the working directory."""
    root, here = root.absolute(), Path.cwd()
    return root.relative_to(here).as_posix() if root.is_relative_to(here) else root.as_posix()


@dataclass
class Session:
    """State of one run, passed to every command as ``ctx.obj``."""

    named: str | None = None
    lang_option: str | None = None
    today_option: str | None = None
    color: str | None = None
    quiet: bool = False
    debug: bool = False
    no_input: bool = False
    use_index: bool | None = None
    wait: float = 5.0
    command: str = "cardctl"
    wants_json: bool = False
    """Whether stdout is for JSON: an error is printed there as well."""
    has_answered: bool = False
    """Whether anything was written to stdout."""
    printed: list[tuple[str, str, bool]] | None = None
    """What `write` has written: stream, text, and whether it is data; None if nobody asks."""
    pool_languages: tuple[str, ...] | None = None
    """Languages of the pool that the command is about; they precede those of a register."""
    _root: Path | None = None
    _workspace: Workspace | None = None

    def check_options(self) -> None:
        """Raise UsageError for an empty option, Unknown for an unknown language or colour setting.

        Not done on construction, because the error itself needs the session's language.
        """
        from cardctl.cli.person import COLOURS
        from cardctl.errors import Unknown

        for option, value in {"--register": self.named, "--today": self.today_option}.items():
            if value == "":
                raise UsageError(
                    _("{option}: empty value", option=option),
                    _("give it a value, or leave it out"),
                )
        if self.lang_option is not None and self.lang_option not in languages():
            raise Unknown("language", self.lang_option, languages())
        if self.color is not None and self.color not in COLOURS:
            raise Unknown("colour setting", self.color, COLOURS)

    @cached_property
    def today(self) -> date:
        """Today, or the date set with --today."""
        if not self.today_option:
            return date.today()
        from cardctl.app.values import parse_day

        return parse_day(self.today_option)

    @cached_property
    def person(self) -> Person:
        """The settings of the person. Raises UsageError for a mistake in their file."""
        from cardctl.cli.person import person

        return person()

    @cached_property
    def _valid_person(self) -> Person:
        """The settings of the person; none if there is a mistake in their file."""
        from cardctl.cli.person import valid_person

        return valid_person()

    @property
    def root(self) -> Path:
        """The register's root: the one named, the nearest, or the person's. Raises NoRegister."""
        if self._root is None:
            found = self._nearest_root()
            self._root = found or find_root(Path.cwd(), self.named or self._valid_person.register)
        return self._root

    @property
    def root_or_none(self) -> Path | None:
        """The register's root, as `root`; None if there is none."""
        return self._root or self._nearest_root()

    def speaks_the_registers(self, root: Path) -> bool:
        """Whether the register at *root* decides the language, not the locale."""
        from cardctl.store.languages import languages_of

        return any(lang in languages() for lang in languages_of(root))

    def _nearest_root(self) -> Path | None:
        from cardctl.cli.person import nearest_register

        return nearest_register(self.named, self._valid_person)

    def start_at(self, named: Sequence[str]) -> None:
        """Use the register of the first path in *named* that exists, unless one was named."""
        first = next((Path(name) for name in named if Path(name).exists()), None)
        if self.named is None and first is not None:
            place = first.absolute()
            self._root = find_root(place if place.is_dir() else place.parent)

    @property
    def workspace(self) -> Workspace:
        """The register, to work on. Raises NoRegister."""
        if self._workspace is None:
            from cardctl.app.workspace import Options, Workspace

            options = Options(
                today=self.today,
                is_day_given=self.today_option is not None,
                use_cache=self._uses_index(),
                wait=self.wait,
                command=self.command,
                folder=folder_from_here(self.root),
                notify=self.echo,
                advance=self.ticker,
            )
            self._workspace = Workspace(self.root, options)
        return self._workspace

    @property
    def pictures(self) -> Marks:
        """The characters for bars, which the encoding of standard output must have."""
        from cardctl.platform import encodes
        from cardctl.report.formats.overview import ASCII, BLOCKS

        return BLOCKS if encodes("stdout", BLOCKS.levels + BLOCKS.rest) else ASCII

    @cached_property
    def ticker(self) -> Ticker | None:
        """What long work tells how far it is; None if nobody sees it."""
        if self.quiet or not sys.stderr.isatty():
            return None
        from cardctl.cli.render.progress import Ticker, shows_progress

        return Ticker() if shows_progress(self) else None

    def _uses_index(self) -> bool:
        """Whether to use the index, and to create it if there is none.

        In CI, a new index would only cost time: a job runs once, and nobody keeps its files.
        """
        if self.use_index is not None:
            return self.use_index
        from cardctl.cli.ci_log import in_ci

        return not in_ci() or index_path(self.root).exists()

    def close(self) -> None:
        """Release what the workspace holds."""
        if self._workspace is not None:
            self._workspace.close()

    def confirms(self, question: Message) -> bool:
        """Ask a yes-or-no question on a terminal; False if there is no terminal or no answer.

        The lock is not held while the user types: the register is opened anew afterwards.
        """
        if self.no_input or not sys.stdin.isatty():
            return False
        import typer

        text = question.render(self.lang)
        self.close()
        self._workspace = None
        try:
            return typer.confirm(text, default=False, err=True)
        except typer.Abort:
            return False

    @cached_property
    def lang(self) -> str:
        """Language of all messages (see `language`).

        It depends neither on what is loaded nor on which stream is a terminal, so that a run never
        mixes two languages.
        """
        return language(
            self.lang_option,
            lambda: self._root or self._nearest_root(),
            self.pool_languages or (self._workspace.languages if self._workspace else None),
            self._valid_person,
        )

    def words(self, english: str) -> str:
        """Translate an English word of the program into the language of this run."""
        return gettext(english, self.lang)

    def write(self, text: str, stream: str = "stdout", *, is_data: bool = False) -> None:
        """Write *text* to ``stdout`` or ``stderr``, and add it to `printed`.

        Data for programs is not filtered, even in a CI log (see `ci_log`).
        """
        handle = sys.stdout if stream == "stdout" else sys.stderr
        self.has_answered |= stream == "stdout"
        if is_data:
            from cardctl.cli.ci_log import write_data

            write_data(handle, text)
        else:
            handle.write(text)
        if self.printed is not None:
            self.printed.append((stream, text, is_data))

    def print_result(self, text: str) -> None:
        """Print a result for people to stdout, ending with a newline."""
        self.write(text if text.endswith("\n") else text + "\n")

    def print_paged(self, text: str) -> None:
        """Print a result for people as `print_result` does, in a pager if it is too long."""
        from cardctl.cli.pager import write_paged

        own = self.person.values.get("pager")
        write_paged(sys.stdout, text if text.endswith("\n") else text + "\n", own)

    def answer_data(self, content: str | bytes) -> None:
        """Print a result for programs to stdout; text ends with a newline."""
        if isinstance(content, bytes):
            self.has_answered = True
            sys.stdout.buffer.write(content)
        elif content:
            self.write(content if content.endswith("\n") else content + "\n", is_data=True)

    def echo(self, phrase: Message) -> None:
        """Print a message to stderr unless --quiet; filtered, as it may quote untrusted text."""
        if not self.quiet:
            from cardctl.printable import printable

            self.write(printable(phrase.render(self.lang)) + "\n", "stderr")

    def colour_on(self, stream: str = "stdout") -> bool:
        """Whether to colour *stream* (``stdout`` or ``stderr``).

        Decided by `colour_choice`, then TERM=dumb, and whether it is a terminal.
        """
        chosen, _origin = self.colour_choice
        if chosen != "auto":
            return chosen == "always"
        handle = sys.stdout if stream == "stdout" else sys.stderr
        if not handle.isatty() or os.environ.get("TERM") == "dumb":
            return False
        from cardctl.platform import shows_colour

        return shows_colour(handle)

    @cached_property
    def colour_choice(self) -> tuple[str, str]:
        """When to colour output (auto, always or never), and where that was chosen.

        The settings of a person precede NO_COLOR and FORCE_COLOR (source: no-color.org).
        """
        own = self._valid_person
        if self.color in ("always", "never"):
            return self.color, "--color"
        if self.color is None and own.values.get("color", "auto") != "auto":
            return own.values["color"], own.origin("color")
        if os.environ.get("NO_COLOR"):
            return "never", "NO_COLOR"
        if os.environ.get("FORCE_COLOR"):
            return "always", "FORCE_COLOR"
        return "auto", "default" if self.color is None else "--color"

    def width(self, stream: str = "stdout") -> int | None:
        """Width of *stream* in columns if it is a terminal, else None: pipes are never wrapped.

        COLUMNS overrides the size of a terminal, but does not apply to a pipe.
        """
        handle = sys.stdout if stream == "stdout" else sys.stderr
        if not handle.isatty():
            return None
        stated = integer(os.environ.get("COLUMNS", ""))
        if stated is not None and 0 < stated < 10_000:
            return max(stated, LEAST_WIDTH)
        try:
            columns = os.get_terminal_size(handle.fileno()).columns
        except OSError:
            columns = 0
        return max(columns, LEAST_WIDTH) if columns else USUAL_WIDTH
